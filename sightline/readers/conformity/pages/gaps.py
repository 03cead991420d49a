"""The gap analysis: every requirement at a glance, and the largest gaps first, each with what is missing and the verb that mends it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sightline.aims.organisation.models import Unit
from sightline.kernel import clock
from sightline.kernel.identity.actors import Actor
from sightline.kernel.pages import Look, Shown, page
from sightline.kernel.tasks.models import TaskState
from sightline.readers.frameworks.models import ISO42001, Framework

from ..burning import burn_down
from ..drawing import burn_chart, burn_title, moves_chart
from ..narrowing import NOBODY, narrowed, owners_of, wish_of
from ..standing import Group, Overview, Standing, State
from ..telling import PERMISSION, seen_by, sentence
from ..trends import moves

IN_A_ROW = 9
AT_FIRST = 10
MOST_UNITS = 200


@dataclass(frozen=True)
class Cell:
    """A requirement in the map."""

    standing: Standing
    figure: str
    said: str


@dataclass(frozen=True)
class Row:
    """A row of the map: a part of the set, or its continuation."""

    name: str
    again: bool
    cells: tuple[Cell, ...]
    blanks: range


def _cell(standing: Standing) -> Cell:
    if standing.state == State.NOT_APPLICABLE:
        return Cell(standing, "–", "does not apply")
    if standing.judged_level is None and standing.counted_level is None:
        return Cell(standing, "–", f"nothing recorded yet, goal {standing.goal}")
    return Cell(standing, str(standing.level), f"of 5, {standing.level_from}, goal {standing.goal}")


def heat(groups: Sequence[Group]) -> Iterator[Row]:
    """The map, row by row; a part with more than nine requirements goes on in the next row."""
    wide = min(IN_A_ROW, max((len(group.standings) for group in groups), default=0))
    for group in groups:
        cells = [_cell(one) for one in group.standings]
        for start in range(0, len(cells), IN_A_ROW):
            part = tuple(cells[start : start + IN_A_ROW])
            yield Row(group.name, start > 0, part, range(wide - len(part)))


@dataclass(frozen=True)
class Ranked:
    """A gap in the ranked list: what is missing, the step against it, and until when."""

    standing: Standing
    missing: str
    more: int
    step: str
    address: str
    verb: str
    due: date | None

    @property
    def due_kind(self) -> str:
        """The status of its day."""
        return "bad" if self.due is None or self.due < clock.today() else "wait"


def ranked(standing: Standing, actor: Actor) -> Ranked:
    """One gap, with the next thing to do about it for this reader."""
    plan = standing.plan
    missing = standing.missing
    more = len(missing) - 1
    said = missing[0] if missing else f"Judged {standing.level} of 5; the goal is {standing.goal}"
    task = plan.task if plan is not None else None
    if task is not None and task.state == TaskState.OPEN:
        return Ranked(standing, said, more, task.title, task.address, "", task.due)
    step, due = (plan.step, plan.due) if plan is not None else ("", None)
    may = actor.cell("conformity.change") == "all"
    if not may:
        return Ranked(standing, said, more, step, "", "", due)
    if plan is not None and step:
        return Ranked(standing, said, more, step, f"{plan.address}do/turn-gap-into-task/?_next=/gaps/", "Make it a task", due)
    return Ranked(standing, said, more, step, f"{standing.requirement.address}do/plan-gap/?_next=/gaps/", "Plan", due)


def _lead(seen: Overview) -> str:
    worst = seen.gaps[:1]
    if not worst:
        return f"{sentence(seen)} No requirement is below its goal."
    return f"{sentence(seen)} The largest gap is {worst[0].requirement.code}, {worst[0].requirement.short}."


@page("gaps", path="gaps/", title="Gap analysis", permission=PERMISSION, menu=("Requirements", "Gap analysis"), order=10)
def gaps(look: Look) -> Shown:
    """Where the gaps of a set are; `?set=` names another set, `?all=1` lists all of them, `?owner=`, `?unit=` and `?system=` narrow the list."""
    seen = seen_by(look.actor, look.one("set", ISO42001))
    wish = wish_of(look)
    found = narrowed(seen.gaps, wish)
    burnt = burn_down(seen)
    shown = found if look.one("all") else found[:AT_FIRST]
    first, moved = moves(seen)
    others = Framework.objects.current().exclude(pk=seen.framework.pk).order_by("short")
    context = {
        "seen": seen,
        "lead": _lead(seen),
        "heat": list(heat(seen.groups)),
        "columns": min(IN_A_ROW, max((len(group.standings) for group in seen.groups), default=1)),
        "ranked": [ranked(one, look.actor) for one in shown],
        "gap_count": len(found),
        "wish": wish,
        "nobody": NOBODY,
        "owners": owners_of(seen.gaps),
        "units": list(Unit.objects.current().order_by("name")[:MOST_UNITS]) if look.actor.may(Unit.read_permission) else [],
        "may_change": look.actor.cell("conformity.change") == "all",
        "burnt": burnt,
        "burn": burn_chart(burnt) if len(burnt) > 1 else "",
        "burn_title": burn_title(burnt) if len(burnt) > 1 else "",
        "others": list(others),
        "first": first,
        "moved": moved,
        "chart": moves_chart(first, moved) if first is not None and moved else "",
        "may_report": look.actor.may("reports.read"),
        "set_id": seen.framework.set_id,
        "is_base": seen.framework.set_id == ISO42001,
    }
    return Shown("conformity/gaps.html", context, crumbs=(("Requirements", "/requirements/iso42001/"),))
