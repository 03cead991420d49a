"""The requirements of a set, and one requirement: what it asks, what the records say, what people judge, how it was before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sightline.kernel import clock
from sightline.kernel.actions import find_action
from sightline.kernel.errors import NotFound
from sightline.kernel.evidence.models import Evidence
from sightline.kernel.identity.actors import Actor
from sightline.kernel.pages import Look, Shown, page
from sightline.kernel.registers import register_of
from sightline.kernel.tasks.models import Task, TaskState
from sightline.readers.frameworks.models import ISO42001, Requirement
from sightline.readers.frameworks.tying import Tie, all_ties

from ..counting import Counted
from ..drawing import trend_chart, trend_title
from ..exceptions import PAGE, ExceptionRow, Mend, exceptions_page, mend_of
from ..sighting import kind_of
from ..standing import Overview, Standing, State, standing_of
from ..telling import PERMISSION, seen_by, sentence
from ..trends import share_over_time
from . import addresses
from .sighting import proofs_of

AT_FIRST = 5
LIST_TITLE = "Requirements"


def _set_crumb(short: str, set_id: str) -> tuple[tuple[str, str], ...]:
    return (("Requirements", "/gaps/"), (short, f"/requirements/{set_id}/"))


REMAINING = "remaining"
"""What applies and is not in line yet: a view of its own beside the states."""


def _is(standing: Standing, state: str) -> bool:
    return standing.state not in (State.IN_LINE, State.NOT_APPLICABLE) if state == REMAINING else standing.state == state


def _states(seen: Overview) -> list[tuple[str, str, int]]:
    """The views: value, words, how many."""
    found = [(one.value, one.words, count) for one, count in seen.by_state.items() if count]
    remaining = seen.applying - seen.in_line
    return [*found, (REMAINING, "Remaining", remaining)] if remaining else found


def _of_set(look: Look, set_id: str) -> Shown:
    seen = seen_by(look.actor, set_id)
    state = look.one("state")
    groups = [(group, [one for one in group.standings if not state or _is(one, state)]) for group in seen.groups]
    context = {
        "seen": seen,
        "lead": sentence(seen),
        "groups": [(group, rows) for group, rows in groups if rows],
        "state": state,
        "states": _states(seen),
        "is_base": set_id == ISO42001,
    }
    return Shown("conformity/requirements.html", context, title=seen.framework.short, crumbs=(("Requirements", "/gaps/"),))


@page(
    "iso42001",
    path="requirements/iso42001/",
    title="ISO/IEC 42001",
    permission=PERMISSION,
    menu=("Requirements", "ISO/IEC 42001"),
    order=20,
)
def iso42001(look: Look) -> Shown:
    """Every requirement of ISO/IEC 42001 by clause."""
    return _of_set(look, ISO42001)


@page(
    "requirement_set",
    path=f"requirements/<{addresses.NAME}:framework>/",
    title=LIST_TITLE,
    permission=PERMISSION,
    menu=("Requirements", "Other frameworks"),
    order=60,
)
def requirement_set(look: Look) -> Shown:
    """Every requirement of another set."""
    return _of_set(look, look.path["framework"])


@dataclass(frozen=True)
class Line:
    """An expectation in the table, with what mends what is absent."""

    counted: Counted
    mend: Mend | None
    address: str

    @property
    def kind(self) -> str:
        """How its share is drawn."""
        return "good" if self.counted.in_line else "some" if self.counted.conforming else "poor"


@dataclass(frozen=True)
class Listed:
    """The exceptions of one expectation, as far as they are shown."""

    counted: Counted
    rows: list[ExceptionRow]
    page: int
    pages: int
    whole: bool


def _listed(counts: Sequence[Counted], look: Look) -> list[Listed]:
    """The chosen expectation's exceptions, a page at a time; else the first few of each."""
    chosen = look.one("expectation")
    number = int(look.one("page", "1")) if look.one("page", "1").isdigit() else 1
    found = []
    for one in counts:
        if not one.exceptions or (chosen and one.expectation.name != chosen):
            continue
        pages = -(-one.exceptions // PAGE)
        place = max(1, min(number, pages)) if chosen else 1
        rows = exceptions_page(one.expectation, look.actor, place, PAGE if chosen else AT_FIRST)
        found.append(Listed(one, rows, place, pages if chosen else 1, bool(chosen) or one.exceptions <= AT_FIRST))
    return found


def _line(one: Counted, actor: Actor) -> Line:
    register = register_of(one.expectation.model)
    address = f"/{register.name}/" if register is not None and actor.may(register.permission) else ""
    return Line(one, mend_of(one.expectation, None, actor) if one.absent else None, address)


def _neighbours(requirement: Requirement) -> tuple[Requirement | None, Requirement | None]:
    near = Requirement.objects.current().filter(
        framework=requirement.framework_id, position__in=[requirement.position - 1, requirement.position + 1]
    )
    by_position = {row.position: row for row in near}
    return by_position.get(requirement.position - 1), by_position.get(requirement.position + 1)


def _served(requirement: Requirement) -> list[tuple[Tie, Requirement]]:
    """The requirements of other sets that work for this one serves, with who says so."""
    ties = all_ties().of(requirement.key)
    rows = {row.key: row for row in Requirement.objects.current().filter(key__in={tie.to for tie in ties}).select_related("framework")}
    return [(tie, rows[tie.to]) for tie in ties if tie.to in rows]


def _evidence(standing: Standing, actor: Actor) -> list[tuple[Evidence, Requirement | None]]:
    """What is attached to the requirement, and to those whose work serves it, which stand beside their piece."""
    serving = {one.requirement.pk: one.requirement for one in standing.through if one.tie.counts}
    rows = Evidence.objects.current().visible_to(actor).filter(about_id__in=[standing.requirement.pk, *serving])
    return [(row, serving.get(row.about_id) if row.about_id else None) for row in rows.order_by("-speaks_of")[:20]]


def _tasks(requirement: Requirement, actor: Actor) -> list[Task]:
    rows = Task.objects.current().visible_to(actor).filter(state=TaskState.OPEN, about_id=requirement.pk)
    return list(rows.select_related("assignee").order_by("due", "reference")[:20])


def _verbs(standing: Standing, actor: Actor) -> dict[str, str]:
    """Addresses of what the reader may do here."""
    requirement, control = standing.requirement, standing.applicability
    wanted = {
        "judge": ("judge_requirement", requirement),
        "plan": ("plan_gap", requirement),
        "evidence": ("attach_evidence", requirement),
        "decide": ("state_applicability", control),
        "pair": ("pair_requirements", requirement),
        "accept": ("accept_exception", None),
    }
    found: dict[str, str] = {}
    for name, (action_name, subject) in wanted.items():
        action = find_action(action_name)
        if action is None or not actor.may(action.permission) or (subject is None and name != "accept"):
            continue
        found[name] = f"{subject.address if subject is not None else '/'}do/{action.path}/"
    return found


def _one(look: Look, set_id: str) -> Shown:
    requirement = Requirement.objects.current().select_related("framework").filter(key=f"{set_id}:{look.path['code']}").first()
    if requirement is None:
        raise NotFound(f"There is no requirement {look.path['code']} in {set_id}. The list of requirements has them all.")
    standing = standing_of(requirement)
    before, after = _neighbours(requirement)
    points = share_over_time([one.expectation.name for one in standing.counts])
    group = next((part for part in requirement.framework.groups if part["id"] == requirement.group), None)
    served, evidence, tasks = _served(requirement), _evidence(standing, look.actor), _tasks(requirement, look.actor)
    context: dict[str, Any] = {
        "requirement": requirement,
        "proofs": proofs_of(standing, [piece for piece, _ in evidence], tasks),
        "resting": [(f"{row.framework.short} {row.code}", row.short, kind_of(standing)) for tie, row in served if tie.counts],
        "standing": standing,
        "group": group,
        "lines": [_line(one, look.actor) for one in standing.counts],
        "listed": _listed(standing.counts, look),
        "open": standing.open,
        "accepted": sum(one.accepted for one in standing.counts),
        "before": before,
        "after": after,
        "evidence": evidence,
        "tasks": tasks,
        "verbs": _verbs(standing, look.actor),
        "served": served,
        "points": points,
        "chart": trend_chart(points) if len(points) > 1 else "",
        "chart_title": trend_title(points) if len(points) > 1 else "",
        "counted_on": min((one.day for one in standing.counts), default=clock.today()),
    }
    title = f"{requirement.code} {requirement.short}"
    return Shown("conformity/requirement.html", context, title=title, crumbs=_set_crumb(requirement.framework.short, set_id))


@page(
    "iso42001_requirement",
    path="requirements/iso42001/<str:code>/",
    title="Requirement",
    permission=PERMISSION,
    menu=("Requirements", "ISO/IEC 42001"),
    order=21,
)
def iso42001_requirement(look: Look) -> Shown:
    """A requirement of ISO/IEC 42001."""
    return _one(look, ISO42001)


@page(
    "requirement",
    path=f"requirements/<{addresses.NAME}:framework>/<str:code>/",
    title="Requirement",
    permission=PERMISSION,
    menu=("Requirements", "Other frameworks"),
    order=61,
)
def requirement(look: Look) -> Shown:
    """A requirement of another set."""
    return _one(look, look.path["framework"])
