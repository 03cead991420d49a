"""The page of a line of sight: drawn, then listed: every requirement and every record."""

from __future__ import annotations

from collections.abc import Sequence

from sightline.kernel import clock
from sightline.kernel.evidence.models import Evidence
from sightline.kernel.expectations import find_expectation
from sightline.kernel.pages import Look, Shown, page
from sightline.kernel.tasks.models import Task

from ..sighting import Line, Rests, line_of
from ..standing import Standing, State
from ..telling import PERMISSION

ROWS = 50
VIEWS = (("", "All"), ("bad", "Not as expected"), ("part", "Not yet"), ("ok", "There and current"))
Proof = tuple[str, str, str]


def proofs_of(standing: Standing, evidence: Sequence[Evidence], tasks: Sequence[Task]) -> list[Proof]:
    """What proves a requirement, for the drawing: what, a note, and ok, part or bad. What has nothing to speak of is left out."""
    found: list[Proof] = []
    for one in standing.counts:
        if one.absent:
            found.append((one.expectation.sentence, "nothing is there", "bad"))
        elif not one.silent:
            kind = "ok" if not one.exceptions else "part" if one.in_line else "bad"
            found.append((one.expectation.sentence, f"{one.conforming:,} of {one.population:,} as expected", kind))
    for piece in evidence:
        late = piece.valid_until is not None and piece.valid_until < clock.today()
        found.append(
            (piece.title, f"evidence, {'out of date' if late else f'speaks of {piece.speaks_of:%-d %b %Y}'}", "part" if late else "ok")
        )
    if standing.judgement is not None:
        level = standing.judgement.maturity
        found.append(("Judgement", f"{level} of 5, goal {standing.goal}", "ok" if level >= standing.goal else "part"))
    found += [(task.title, "open task", "part") for task in tasks]
    for link in standing.through:
        if link.tie.counts and link.state in (State.IN_LINE, State.NOT_IN_LINE):
            words = f"{link.requirement.framework.short} {link.requirement.code} {link.requirement.short}"
            found.append(
                (words, f"{link.tie.strength_words.lower()}, through the crosswalk", "ok" if link.state == State.IN_LINE else "bad")
            )
    return sorted(found, key=lambda one: ("bad", "part", "ok").index(one[2]))


def said(through: str) -> str:
    """An expectation by its sentence; anything else as it is."""
    known = find_expectation(through)
    return known.sentence if known is not None else through


@page("sight", path="sight/<str:reference>/", title="Line of sight", permission=PERMISSION, menu=("Requirements", "Gap analysis"), order=12)
def whole_sight(look: Look) -> Shown:
    """The whole line of sight of a record or a requirement."""
    line = line_of(look.path["reference"], look.actor)
    about_requirement = line.noun == "requirement"
    shown = look.one("show")
    among = [one for one in line.records if not shown or one.kind == shown]
    pages = max(1, -(-len(among) // ROWS))
    number = max(1, min(int(look.one("page", "1")) if look.one("page", "1").isdigit() else 1, pages))
    rows = among[(number - 1) * ROWS : number * ROWS]
    context = {
        "line": line,
        "about_requirement": about_requirement,
        "there": sum(one.kind == "ok" for one in line.records),
        "requirements": [
            (f"{one.requirement.framework.short} {one.requirement.code}", one.requirement.short, one.kind) for one in _ends(line)
        ],
        "proofs": [(one.title, f"{one.noun}, {one.reference}", one.kind) for one in line.records],
        "rests": [(one, [said(word) for word in one.through]) for one in line.requirements],
        "rows": [(one, [said(word) for word in one.through]) for one in rows],
        "views": [(value, words, sum(not value or one.kind == value for one in line.records)) for value, words in VIEWS],
        "shown": shown,
        "count": len(among),
        "page": number,
        "pages": pages,
    }
    return Shown("conformity/line.html", context, title=f"Line of sight of {line.reference}", crumbs=((line.reference, line.address),))


def _ends(line: Line) -> list[Rests]:
    """The requirements at the left end; of a requirement's own line, those of other sets."""
    return [one for one in line.requirements if one.requirement.key != line.reference]
