"""Guards at the edges that a model's own methods don't see: plain sets of links are written through Django's own tables."""

from typing import Any

from .changes import current_change
from .errors import OutsideChange
from .records import Record


def note_links(sender: Any, instance: Any, action: str, reverse: bool, **kwargs: Any) -> None:
    """A plain set of links stands in its owner's image, so changing it is changing the owner."""
    if not action.startswith("pre_") or not isinstance(instance, Record):
        return
    if reverse:
        raise OutsideChange("Change a set of links from the side that owns it: its image has the links.")
    open_change = current_change()
    if open_change is None:
        raise OutsideChange("A record's links can only be written inside change(...).")
    open_change.touch_links(instance)
