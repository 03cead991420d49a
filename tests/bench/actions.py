"""The two actions of the measured record, generated as those of any folder."""

from sightline.kernel.actions import create_action, edit_action

from .models import Kept

FIELDS = ["name", "purpose", "description", "vendor", "scope_reason", "source_id", "started", "next_review"]

create_action(Kept, FIELDS, "inventory.add")
edit_action(Kept, FIELDS, "inventory.change")
