"""What mends evidence that does not say where it comes from."""

from sightline.kernel.actions import edit_action
from sightline.kernel.evidence.models import Evidence

edit_action(
    Evidence, ["source"], "evidence.add", name="name_source", label="Say where it comes from", help="Says where the evidence comes from."
)
