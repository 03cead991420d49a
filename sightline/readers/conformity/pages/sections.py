"""What every record's page shows of requirements: what is missing next, and the line of sight; and, on a requirement's record, where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from sightline.kernel import clock
from sightline.kernel.evidence.models import Evidence
from sightline.kernel.pages import Look, Shown, section, sections_of
from sightline.kernel.records import Record
from sightline.readers.frameworks.models import Requirement

from ..resting import Sight, sight_of, to_mend
from ..sighting import attached_to
from ..standing import standing_of
from ..telling import PERMISSION

LIST = 20


@section("missing-next", title="What is missing next", model=None, permission=PERMISSION, order=10)
def missing_next(look: Look, record: Record) -> Shown | None:
    """What is expected of the record and not there, each with the verb that mends it. Left out where nothing is expected of it.

    A folder that says the same of its own records in its own way declares a section named `missing`, which takes its place.
    """
    if look.as_of is not None or any(one.name == "missing" for one in sections_of(type(record), look.actor)):
        return None
    sight = sight_of(record)
    if not sight.held:
        return None
    groups = to_mend(sight.lacks(look.actor))
    count = sum(len(group.lacks) for group in groups)
    context = {"groups": groups, "aside": f"{sight.there} of {len(sight.held)} there", "count": count or None}
    return Shown("conformity/missing.html", context)


Proof = tuple[str, str, str]


def _proofs(sight: Sight, look: Look) -> Iterator[Proof]:
    record = sight.record
    yield "Its record", f"version {record.version}, in the ledger", "ok"
    if look.actor.may("evidence.read"):
        for row in Evidence.objects.current().filter(about_id=record.pk).order_by("-speaks_of")[:LIST]:
            late = row.valid_until is not None and row.valid_until < clock.today()
            note = f"out of date since {row.valid_until:%-d %b %Y}" if late else f"speaks of {row.speaks_of:%-d %b %Y}"
            yield row.title, note, "part" if late else "ok"
    for one in sight.held:
        if one.acceptance is not None:
            yield one.expectation.why, f"accepted until {one.acceptance.until:%-d %b %Y}", "part"
        elif not one.conforms:
            yield one.expectation.why, "missing", "bad"


@section("sight", title="Line of sight", model=None, permission=PERMISSION, order=30)
def line_of_sight(look: Look, record: Record) -> Shown | None:
    """Which requirements rest on the record, and what proves it. Left out where none does."""
    if look.as_of is not None:
        return None
    sight = sight_of(record)
    attached = attached_to(record)
    if not sight.resting and not attached:
        return None
    proofs = list(_proofs(sight, look))
    there = sum(kind == "ok" for _, _, kind in proofs)
    rows = [(row.requirement, row.kind, row.said) for row in sight.resting]
    rows += [(row.requirement, row.kind, "Attached to it") for row in attached]
    context = {
        "rows": rows,
        "requirements": [(row.code, row.short, kind) for row, kind, _ in rows],
        "link": ("With other sets", f"/sight/{record.reference}/"),
        "proofs": proofs,
        "record": record,
        "name": str(record),
        "aside": f"{there} of {len(proofs)} proofs are there and current",
    }
    return Shown("conformity/sight.html", context)


@section("standing", title="How it stands", model=Requirement, permission=PERMISSION, order=5)
def standing(look: Look, requirement: Requirement) -> Shown | None:
    """In short, with the way to the requirement's own page."""
    if look.as_of is not None or requirement.retired is not None:
        return None
    return Shown("conformity/standing.html", {"standing": standing_of(requirement), "requirement": requirement})
