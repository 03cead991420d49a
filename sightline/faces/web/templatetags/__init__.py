"""The tags of our templates: `{% load sightline %}`."""
