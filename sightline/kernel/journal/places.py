"""Where an image stands in the log. Apart from the models, so that it can be read without starting Django's apps."""

IMAGES_PER_ENTRY = 1 << 24
"""An image's place is its entry's index times this, plus its position: one key, clustered in the order of the log."""
