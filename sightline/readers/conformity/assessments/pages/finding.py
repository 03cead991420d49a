"""What the pages of this folder begin with: the assessment that the address names, and the verbs that its reader has."""

from __future__ import annotations

from urllib.parse import urlencode

from sightline.kernel.actions import find_action
from sightline.kernel.actions.performing import may_do
from sightline.kernel.errors import NotFound
from sightline.kernel.pages import Look
from sightline.kernel.records import Record, find_visible

from ..models import Assessment

READ = "assessments.read"
MENU = ("Requirements", "First assessment")
CRUMB = ("First assessment", "/assess/")


def assessment_of(look: Look, reference: str = "") -> Assessment:
    """The assessment that is named.

    Raises:
        NotFound: there is none of this reference that the reader may see.
    """
    found = find_visible(reference or look.path["reference"], look.actor)
    if not isinstance(found, Assessment):
        raise NotFound("There is no assessment of this reference that you may see. The list of assessments has them all.")
    return found


def verb(name: str, look: Look, record: Record | None = None, /, **given: str) -> str:
    """Where an action is asked for, with answers filled in; an empty text where the reader can't do it now."""
    found = find_action(name)
    if found is None or not look.actor.may(found.permission) or (record is not None and may_do(found, look.actor, record)):
        return ""
    base = f"{record.address}do/{found.path}/" if record is not None else f"/do/{found.path}/"
    return f"{base}?{urlencode(given)}" if given else base
