"""What the records of the organisation should show, for clauses 4.1 to 4.4, 5.3, 6.2, 6.3 and 7.1. Each counts something; none is a verdict."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from sightline.kernel import clock
from sightline.kernel.expectations import Expectation, expect

from .models import (
    Appointment,
    Boundary,
    ContextIssue,
    InterestedParty,
    Objective,
    Organisation,
    Person,
    PlannedChange,
    Role,
    ScopeStatement,
    Unit,
)
from .queries import current_appointments, is_held, roles_to_fill

_APPROVED = ScopeStatement.State.APPROVED
_WRITE_ISSUES = "No issues yet. Adopt the suggested ones, or add your own."


def _scopes() -> QuerySet[ScopeStatement]:
    in_force = ScopeStatement.objects.current().filter(state=_APPROVED)
    return ScopeStatement.objects.current().filter(Q(state=_APPROVED) | Q(Q(state=ScopeStatement.State.DRAFT) & ~Exists(in_force)))


def _both_sides(rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
    issues = ContextIssue.objects.current()
    return rows.filter(Exists(issues.filter(side=ContextIssue.Side.INTERNAL)), Exists(issues.filter(side=ContextIssue.Side.EXTERNAL)))


def _has_its_parts(rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
    return rows.filter(
        Exists(ScopeStatement.objects.current().filter(state=_APPROVED)),
        Exists(ContextIssue.objects.current()),
        Exists(InterestedParty.objects.current()),
        Exists(Objective.objects.current()),
        Exists(current_appointments()),
    )


def _apart(rows: QuerySet[Appointment]) -> QuerySet[Appointment]:
    others = current_appointments().filter(person=OuterRef("person"))
    return rows.exclude(Exists(others.filter(role__kept_apart=OuterRef("role")))).exclude(
        Exists(others.filter(role__apart_from=OuterRef("role")))
    )


expect(
    Expectation(
        name="context_has_both_sides",
        sentence="The context names issues inside the organisation and outside it",
        serves=("iso42001:4.1",),
        population=Organisation.objects.current,
        conforming=_both_sides,
        reads=(ContextIssue,),
        why="Has no internal, or no external issue",
        mend="add_issue",
        least=1,
        absent="The organisation is not founded yet. Name it first.",
    )
)
expect(
    Expectation(
        name="issues_say_effect",
        sentence="Every issue of the context says what it means for the AI management system",
        serves=("iso42001:4.1",),
        population=ContextIssue.objects.current,
        conforming=lambda rows: rows.exclude(effect=""),
        why="Does not say what it means for you",
        mend="edit_issue",
        least=1,
        absent=_WRITE_ISSUES,
    )
)
expect(
    Expectation(
        name="issues_reviewed",
        sentence="Every issue of the context was looked at again in time",
        serves=("iso42001:4.1",),
        population=ContextIssue.objects.current,
        conforming=lambda rows: rows.filter(next_review__gte=clock.today()),
        why="Review is overdue",
        mend="review_issue",
        least=1,
        absent=_WRITE_ISSUES,
        daily=True,
    )
)
expect(
    Expectation(
        name="parties_say_requirements",
        sentence="Every interested party has its needs written down, and which of them you meet",
        serves=("iso42001:4.2",),
        population=InterestedParty.objects.current,
        conforming=lambda rows: rows.exclude(Q(needs="") | Q(requirements="")),
        why="Does not say which needs you meet",
        mend="edit_party",
        least=1,
        absent="No interested parties yet. Adopt the suggested ones, or add your own.",
    )
)
expect(
    Expectation(
        name="parties_reviewed",
        sentence="The needs of every interested party were looked at again in time",
        serves=("iso42001:4.2",),
        population=InterestedParty.objects.current,
        conforming=lambda rows: rows.filter(next_review__gte=clock.today()),
        why="Review is overdue",
        mend="review_party",
        least=1,
        absent="No interested parties yet. Adopt the suggested ones, or add your own.",
        daily=True,
    )
)
expect(
    Expectation(
        name="scope_in_force",
        sentence="A scope statement is in force, approved by somebody who did not write it",
        serves=("iso42001:4.3",),
        population=_scopes,
        conforming=lambda rows: rows.filter(state=_APPROVED),
        why="Is a draft",
        mend="approve_scope",
        least=1,
        absent="No scope statement yet. Draft one from the records.",
    )
)
expect(
    Expectation(
        name="scope_reviewed",
        sentence="The scope in force was looked at again within its year",
        serves=("iso42001:4.3",),
        population=lambda: ScopeStatement.objects.current().filter(state=_APPROVED),
        conforming=lambda rows: rows.filter(next_review__gte=clock.today()),
        why="Review is overdue",
        mend="review_scope",
        least=1,
        absent="No scope is in force yet. Draft one, and have it approved.",
        daily=True,
    )
)
expect(
    Expectation(
        name="units_scope_decided",
        sentence="Every unit is in scope or left out with a reason",
        serves=("iso42001:4.3",),
        population=Unit.objects.current,
        conforming=lambda rows: rows.exclude(in_scope=Boundary.UNDECIDED),
        why="Scope is not decided",
        mend="decide_unit_scope",
        least=1,
        absent="No units yet. Add them, or import a list of AI systems that names them.",
    )
)
expect(
    Expectation(
        name="management_system_has_parts",
        sentence="The parts of the management system are there: a scope in force, context, parties, objectives and role holders",
        serves=("iso42001:4.4",),
        population=Organisation.objects.current,
        conforming=_has_its_parts,
        reads=(ScopeStatement, ContextIssue, InterestedParty, Objective, Appointment, Person),
        why="Lacks one of its parts",
        mend="draft_scope",
        least=1,
        absent="The organisation is not founded yet. Name it first.",
        daily=True,
    )
)
expect(
    Expectation(
        name="required_roles_held",
        sentence="Every role that must be filled has a holder who is still here",
        serves=("iso42001:5.3", "iso42001:A.3.2"),
        population=roles_to_fill,
        conforming=lambda rows: rows.filter(is_held()),
        reads=(Appointment, Person),
        why="Nobody holds it",
        mend="appoint_holder",
        least=1,
        absent="No roles yet. Found the organisation, or add them.",
        daily=True,
    )
)
expect(
    Expectation(
        name="roles_kept_apart",
        sentence="Nobody holds two roles that must be kept apart",
        serves=("iso42001:5.3",),
        population=current_appointments,
        conforming=_apart,
        reads=(Role, Person),
        why="The same person holds a role that must be kept apart from it",
        mend="end_appointment",
        least=1,
        absent="Nobody is appointed yet. Open a role and appoint a person.",
        daily=True,
    )
)
expect(
    Expectation(
        name="roles_reviewed",
        sentence="Every role that must be filled was looked at again within its year",
        serves=("iso42001:A.3.2",),
        population=roles_to_fill,
        conforming=lambda rows: rows.filter(next_review__gte=clock.today()),
        why="Review is overdue",
        mend="review_role",
        least=1,
        absent="No roles yet. Found the organisation, or add them.",
        daily=True,
    )
)
expect(
    Expectation(
        name="objectives_measurable",
        sentence="Every objective has a measure, a target, an owner, a day, and says how it is judged",
        serves=("iso42001:6.2",),
        population=Objective.objects.current,
        conforming=lambda rows: rows.exclude(Q(measure="") | Q(target="") | Q(evaluation="")).filter(
            owner__retired__isnull=True, owner__isnull=False, due__isnull=False
        ),
        reads=(Person,),
        why="Can't be measured, or has no owner or day",
        mend="edit_objective",
        least=1,
        absent="No objectives yet. Add one that can be measured.",
    )
)
expect(
    Expectation(
        name="objectives_judged",
        sentence="Every objective whose day has passed was judged",
        serves=("iso42001:6.2",),
        population=Objective.objects.current,
        conforming=lambda rows: rows.filter(Q(due__isnull=True) | Q(due__gte=clock.today()) | ~Q(state__in=Objective.OPEN)),
        why="Its day has passed, and it was not judged",
        mend="judge_objective",
        least=1,
        absent="No objectives yet. Add one that can be measured.",
        daily=True,
    )
)
expect(
    Expectation(
        name="objectives_have_means",
        sentence="Every objective says with what people, money and tools it is to be reached",
        serves=("iso42001:6.2", "iso42001:7.1"),
        population=Objective.objects.current,
        conforming=lambda rows: rows.exclude(means=""),
        why="Does not say with what",
        mend="edit_objective",
        least=1,
        absent="No objectives yet. Add one that can be measured.",
    )
)
expect(
    Expectation(
        name="changes_thought_through",
        sentence="Every planned change says what it may bring about, with what it is made, and who answers for it",
        serves=("iso42001:6.3",),
        population=PlannedChange.objects.current,
        conforming=lambda rows: rows.exclude(Q(consequences="") | Q(means="")).filter(owner__isnull=False, due__isnull=False),
        why="Is not thought through",
        mend="edit_change",
        least=1,
        absent="No planned changes yet. Plan the introduction of the management system as the first.",
    )
)
expect(
    Expectation(
        name="changes_concluded",
        sentence="Every planned change whose day has passed says what came of it",
        serves=("iso42001:6.3",),
        population=PlannedChange.objects.current,
        conforming=lambda rows: rows.filter(Q(due__isnull=True) | Q(due__gte=clock.today()) | ~Q(state=PlannedChange.State.PLANNED)),
        why="Its day has passed, and nothing is said about it",
        mend="conclude_change",
        least=1,
        absent="No planned changes yet. Plan the introduction of the management system as the first.",
        daily=True,
    )
)
