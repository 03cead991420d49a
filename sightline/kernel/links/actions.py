"""How records are linked."""

from __future__ import annotations

from typing import Annotated

from ..actions import Ask, action, retire_action
from ..errors import Invalid
from ..identity.actors import Actor
from ..records import Record, find_visible
from .models import Link, Relation


@action("links.change", label="Link to another record", creates=Link, on_retired=True)
def link_records(
    actor: Actor,
    *,
    source: Record,
    relation: Annotated[Relation, Ask("How")],
    target: Annotated[str, Ask("Reference of the other record", help="Such as SYS-0042.")],
    note: str = "",
) -> Link:
    """Draws a link from this record to another, which both then show."""
    other = find_visible(target.strip(), actor)
    if other is None:
        raise Invalid(
            f"There is no record {target}.", fields={"target": [f"There is no record {target} that you may see. Give its reference."]}
        )
    if other.pk == source.pk:
        raise Invalid("A record is not linked to itself.", fields={"target": ["Choose another record."]})
    link = Link(
        source_type=source.record_type, source_id=source.pk, relation=relation, target_type=other.record_type, target_id=other.pk, note=note
    )
    link.save()
    return link


retire_action(Link, "links.change", label="Remove this link")
