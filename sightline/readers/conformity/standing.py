"""How each requirement stands: counted from the records, then judged by people; the two are never mixed.

A requirement is *in line* when expectations speak of it, none has an open exception, and nothing that must be there is absent. Where nothing
can speak of it yet it is *not recorded*. We never say that something complies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from sightline.kernel.errors import NotFound
from sightline.kernel.expectations import Expectation, all_expectations
from sightline.readers.frameworks.models import ISO42001, Framework, Requirement
from sightline.readers.frameworks.tying import Tie, Ties, all_ties

from .counting import Counted, counted
from .models import Applicability, Applies, GapPlan, Judgement
from .models.judgements import USUAL_GOAL


class State(StrEnum):
    """The four states of a requirement."""

    IN_LINE = "in-line"
    NOT_IN_LINE = "not-in-line"
    NOT_RECORDED = "not-recorded"
    NOT_APPLICABLE = "not-applicable"

    @property
    def words(self) -> str:
        """The state as people read it."""
        return {"in-line": "In line", "not-in-line": "Not in line", "not-recorded": "Nothing recorded yet"}.get(
            self.value, "Does not apply"
        )

    @property
    def glyph(self) -> str:
        """Its status kind."""
        return {"in-line": "ok", "not-in-line": "bad"}.get(self.value, "none")


@dataclass(frozen=True)
class Through:
    """A requirement of another set whose work serves this one: who says so, and how it stands itself."""

    tie: Tie
    requirement: Requirement
    state: State
    level: int | None


@dataclass(frozen=True)
class Standing:
    """How one requirement stands.

    Attributes:
        requirement: which.
        counts: what the records say, expectation by expectation.
        through: requirements of other sets whose work serves it. They speak for it only where nothing else does.
        judgement: what people judge, or None.
        plan: who closes the gap, how and by when, or None.
        applicability: for a control, the decision on whether it applies.
    """

    requirement: Requirement
    counts: tuple[Counted, ...] = ()
    through: tuple[Through, ...] = ()
    judgement: Judgement | None = None
    plan: GapPlan | None = None
    applicability: Applicability | None = None

    @property
    def state(self) -> State:
        """In line, not in line, not recorded or not applicable."""
        if self.applicability is not None and self.applicability.applies == Applies.NO:
            return State.NOT_APPLICABLE
        if any(not one.in_line for one in self.counts):
            return State.NOT_IN_LINE
        if any(not one.silent for one in self.counts):
            return State.IN_LINE
        if not self.speaking:
            return State.NOT_RECORDED
        return State.IN_LINE if all(one.state == State.IN_LINE for one in self.speaking) else State.NOT_IN_LINE

    @property
    def speaking(self) -> list[Through]:
        """The requirements that speak for it through the crosswalk; none where it has something of its own to count."""
        if any(not one.silent for one in self.counts):
            return []
        return [one for one in self.through if one.tie.counts and one.state in (State.IN_LINE, State.NOT_IN_LINE)]

    @property
    def state_words(self) -> str:
        """The state as people read it, and that it stands on the crosswalk where it does."""
        return f"{self.state.words}, through the crosswalk" if self.speaking and self.state != State.NOT_APPLICABLE else self.state.words

    @property
    def counted_level(self) -> int | None:
        """The records on the scale of maturity, or None where they say nothing.

        The mean share that conforms, over the expectations that can speak: none is 0, all is 4, and between them thirds are 1 to 3. An
        accepted exception does not conform. Where only the crosswalk speaks, it is the mean of what it names, rounded down.
        """
        shares = [one.share for one in self.counts if not one.silent]
        if not shares:
            levels = [one.level for one in self.speaking if one.level is not None]
            return sum(levels) // len(levels) if levels else None
        mean = sum(shares) / len(shares)
        if mean in (0.0, 1.0):
            return 4 if mean else 0
        return 1 + int(mean * 3)

    @property
    def judged_level(self) -> int | None:
        """What people judge, or None."""
        return self.judgement.maturity if self.judgement is not None else None

    @property
    def level(self) -> int:
        """The figure that stands for it: judged where somebody judged, else counted, else 0."""
        return next((level for level in (self.judged_level, self.counted_level) if level is not None), 0)

    @property
    def level_from(self) -> str:
        """Where the figure comes from."""
        if self.judgement is not None:
            return "judged"
        if self.counted_level is None:
            return "nothing recorded"
        return "counted through the crosswalk" if self.speaking else "counted"

    @property
    def disagreement(self) -> str:
        """How judgement and records differ, in words, or an empty text. Judged 5 and counted 4 do not differ: 5 can't be counted."""
        judged, records = self.judged_level, self.counted_level
        if judged is None or records is None or judged == records or (judged, records) == (5, 4):
            return ""
        return "Judged lower than counted" if judged < records else "Judged higher than counted"

    @property
    def goal(self) -> int:
        """The maturity that is aimed at: 4 unless a plan says otherwise."""
        return self.plan.goal if self.plan is not None else USUAL_GOAL

    @property
    def weight(self) -> int:
        """How much the gap matters, 1 to 3."""
        own = self.plan.weight if self.plan is not None else None
        return own or self.requirement.weight

    @property
    def gap(self) -> int:
        """Levels below the goal; at least 1 while it is not in line, and 0 where it does not apply."""
        if self.state == State.NOT_APPLICABLE:
            return 0
        return max(self.goal - self.level, 1 if self.state == State.NOT_IN_LINE else 0)

    @property
    def rank(self) -> int:
        """The gap times its weight."""
        return self.gap * self.weight

    @property
    def open(self) -> int:
        """Open exceptions over all expectations."""
        return sum(one.open for one in self.counts)

    @property
    def missing(self) -> list[str]:
        """What is missing, most first, in one short sentence each."""
        if self.state in (State.NOT_RECORDED, State.NOT_APPLICABLE):
            return [] if self.state == State.NOT_APPLICABLE or not self.requirement.shown_by else [_would_show(self.requirement)]
        if self.speaking:
            return [_not_in_line(self.speaking)] if self.state == State.NOT_IN_LINE else []
        worst = sorted((one for one in self.counts if not one.in_line), key=lambda one: (not one.absent, -one.open))
        return list(dict.fromkeys(missing_words(one) for one in worst))


def _would_show(requirement: Requirement) -> str:
    return f"Nothing recorded yet. It would show by: {requirement.shown_by[:1].lower()}{requirement.shown_by[1:]}."


def _not_in_line(through: Sequence[Through]) -> str:
    codes = list(dict.fromkeys(one.requirement.code for one in through if one.state != State.IN_LINE))
    more = f" and {len(codes) - 3} more" if len(codes) > 3 else ""
    are = "is" if len(codes) == 1 else "are"
    return f"{', '.join(codes[:3])}{more} of {through[0].requirement.framework.short} {are} not in line."


def missing_words(one: Counted) -> str:
    """What an expectation that is not in line lacks, as a sentence."""
    if one.absent:
        return one.expectation.absent or f"Nothing is there yet. {one.expectation.sentence}."
    why = one.expectation.why[:1].lower() + one.expectation.why[1:]
    return f"{one.open:,} of {one.population:,}: {why}."


@dataclass(frozen=True)
class Group:
    """A part of a set, with how its requirements stand."""

    id: str
    title: str
    standings: tuple[Standing, ...]
    aim: str = ""

    @property
    def name(self) -> str:
        """Its id and title: `4 Context of the organization`."""
        return f"{self.id} {self.title}".strip()

    @property
    def in_line(self) -> int:
        """Requirements in line."""
        return sum(one.state == State.IN_LINE for one in self.standings)

    @property
    def applying(self) -> int:
        """Requirements that apply."""
        return sum(one.state != State.NOT_APPLICABLE for one in self.standings)


@dataclass(frozen=True)
class Overview:
    """How a whole set stands."""

    framework: Framework
    standings: tuple[Standing, ...]
    by_state: dict[State, int] = field(default_factory=dict)

    @property
    def in_line(self) -> int:
        """Requirements in line."""
        return self.by_state.get(State.IN_LINE, 0)

    @property
    def applying(self) -> int:
        """Requirements that apply."""
        return len(self.standings) - self.by_state.get(State.NOT_APPLICABLE, 0)

    @property
    def gaps(self) -> list[Standing]:
        """Requirements below their goal or not in line: largest gap times weight first, then those that can be worked on now, in the order of the set."""
        found = [one for one in self.standings if one.gap]
        return sorted(found, key=lambda one: (-one.rank, one.state == State.NOT_RECORDED, one.requirement.position))

    @property
    def groups(self) -> list[Group]:
        """The parts of the set in order."""
        known = {part["id"]: part for part in self.framework.groups}
        members: dict[str, list[Standing]] = {}
        for one in self.standings:
            members.setdefault(one.requirement.group, []).append(one)
        return [
            Group(name, known.get(name, {}).get("title", "") or name, tuple(rows), known.get(name, {}).get("aim", ""))
            for name, rows in members.items()
        ]

    def find(self, code: str) -> Standing:
        """The standing of one requirement.

        Raises:
            NotFound: the set has no such requirement.
        """
        for one in self.standings:
            if one.requirement.code == code:
                return one
        raise NotFound(f"{self.framework.short} has no requirement {code}.")


def framework_of(set_id: str) -> Framework:
    """The loaded set of this id.

    Raises:
        NotFound: it is not loaded; says which are.
    """
    found = Framework.objects.current().filter(set_id=set_id).first()
    if found is None:
        loaded = ", ".join(Framework.objects.current().order_by("set_id").values_list("set_id", flat=True)) or "none yet"
        raise NotFound(f"The requirement set {set_id} is not loaded. Loaded: {loaded}.")
    return found


def serving() -> dict[str, list[Expectation]]:
    """The expectations that serve each requirement, by its key."""
    found: dict[str, list[Expectation]] = {}
    for one in all_expectations():
        for key in one.serves:
            found.setdefault(key, []).append(one)
    return found


def overview(set_id: str = ISO42001) -> Overview:
    """How every requirement of a set stands: eight queries where nothing changed, whatever the number of records.

    Raises:
        NotFound: the set is not loaded.
    """
    framework = framework_of(set_id)
    rows = list(Requirement.objects.current().filter(framework=framework).order_by("position"))
    standings = standings_of(rows)
    by_state = {state: sum(one.state == state for one in standings) for state in State}
    return Overview(framework, tuple(standings), by_state)


def standings_of(rows: Sequence[Requirement]) -> list[Standing]:
    """How these requirements stand, in their order."""
    served, ties = serving(), all_ties()
    others = _others(rows, ties)
    everybody = [*rows, *others.values()]
    wanted = {one.name: one for row in everybody for one in served.get(row.key, [])}
    counts = counted(wanted.values())
    ids = [row.pk for row in rows]
    judged = {one.requirement_id: one for one in Judgement.objects.current().filter(requirement__in=ids).select_related("judged_by")}
    plans = {one.requirement_id: one for one in GapPlan.objects.current().filter(requirement__in=ids).select_related("owner", "task")}
    applicable = {one.requirement_id: one for one in Applicability.objects.current().filter(requirement__in=[row.pk for row in everybody])}

    def plain(row: Requirement) -> Standing:
        return Standing(row, tuple(counts[one.name] for one in served.get(row.key, [])), applicability=applicable.get(row.pk))

    known = {key: plain(row) for key, row in others.items()}
    return [
        replace(plain(row), through=_through(ties.to(row.key), known), judgement=judged.get(row.pk), plan=plans.get(row.pk)) for row in rows
    ]


def _others(rows: Sequence[Requirement], ties: Ties) -> dict[str, Requirement]:
    """The requirements of other sets that serve these, by key."""
    keys = {tie.of for row in rows for tie in ties.to(row.key)}
    if not keys:
        return {}
    # Few keys are asked for by name, many by taking all there are: a statement takes only so many names.
    found = Requirement.objects.current().select_related("framework")
    found = found.filter(key__in=keys) if len(keys) < 200 else found
    return {row.key: row for row in found if row.key in keys}


def _through(ties: Sequence[Tie], known: dict[str, Standing]) -> tuple[Through, ...]:
    return tuple(
        Through(tie, known[tie.of].requirement, known[tie.of].state, known[tie.of].counted_level) for tie in ties if tie.of in known
    )


def standing_of(requirement: Requirement) -> Standing:
    """How one requirement stands."""
    return standings_of([requirement])[0]
