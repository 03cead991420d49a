"""What Home says about requirements: a part of the sentence, what the largest gaps are, and how many are in line by clause."""

from __future__ import annotations

from sightline.kernel.errors import NotFound
from sightline.kernel.pages import Look, Shown, block

from ..standing import Overview, overview
from ..telling import PERMISSION
from .gaps import ranked

GAPS_ON_HOME = 3
_SEEN = "_overview"


def overview_seen(look: Look) -> Overview | None:
    """How ISO/IEC 42001 stands, or None before it is loaded. Kept on the look, since several blocks of a page ask."""
    if _SEEN not in look.__dict__:
        try:
            look.__dict__[_SEEN] = overview()
        except NotFound:
            look.__dict__[_SEEN] = None
    found: Overview | None = look.__dict__[_SEEN]
    return found


@block("in_line", title="In line", permission=PERMISSION, place="sentence", order=10)
def in_line(look: Look) -> Shown | None:
    """`0 of 70 requirements are in line.`"""
    seen = overview_seen(look)
    return Shown("conformity/home_sentence.html", {"seen": seen}) if seen is not None else None


@block("next_step", title="Next step", permission="conformity.change", place="next")
def next_step(look: Look) -> Shown | None:
    """The next step on the way: the largest gap that nobody has planned yet."""
    seen = overview_seen(look)
    found = next((one for one in seen.gaps if one.plan is None or not one.plan.step), None) if seen is not None else None
    return Shown("conformity/home_next.html", {"row": ranked(found, look.actor)}) if found is not None else None


@block("largest_gaps", title="Largest gaps", permission="conformity.change", place="main", order=40)
def largest_gaps(look: Look) -> Shown | None:
    """The largest gaps that nobody has planned yet."""
    seen = overview_seen(look)
    unplanned = [one for one in seen.gaps if one.plan is None or not one.plan.step] if seen is not None else []
    if seen is None or not unplanned:
        return None
    rows = [ranked(one, look.actor) for one in unplanned[:GAPS_ON_HOME]]
    return Shown("conformity/home_gaps.html", {"ranked": rows, "link": (f"All {len(seen.gaps)}", "/gaps/")})


@block("by_clause", title="In line, by clause", permission=PERMISSION, place="side", order=10)
def by_clause(look: Look) -> Shown | None:
    """Clauses one by one, the controls of Annex A together."""
    seen = overview_seen(look)
    if seen is None:
        return None
    clauses = [group for group in seen.groups if not group.id.startswith("A.")]
    annex = [group for group in seen.groups if group.id.startswith("A.")]
    rows = [(group.name, group.in_line, group.applying) for group in clauses]
    rows.append(("Annex A", sum(group.in_line for group in annex), sum(group.applying for group in annex)))
    return Shown("conformity/home_clauses.html", {"rows": rows, "link": ("Gaps", "/gaps/")})
