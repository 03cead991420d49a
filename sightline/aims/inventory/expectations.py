"""What the inventory should show of every AI system that the management system covers, for 4.1, 4.3 and the controls of A.4 to A.10 that it speaks of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from sightline.aims.organisation.models import Boundary, Person
from sightline.kernel import clock
from sightline.kernel.expectations import Expectation, expect

from .models import OTHERS_MADE, Absence, Attestation, Campaign, Impact, Stage, SuspectedDuplicate, System
from .queries import asked_in_open_campaigns, attested, pairs_in_use, systems_covered, without_owner

_NOTHING = "No AI systems yet. Import the list that you have, or add one."
_IN_USE = (Stage.DEPLOYMENT, Stage.OPERATION)
Narrowing = Callable[[QuerySet[Any]], QuerySet[Any]]


def _of_systems(
    name: str,
    sentence: str,
    serves: tuple[str, ...],
    conforming: Narrowing,
    why: str,
    *,
    population: Callable[[], QuerySet[Any]] = systems_covered,
    **more: Any,
) -> None:
    """Declares an expectation over systems: nothing recorded is never in line."""
    given: dict[str, Any] = {"mend": "edit_system", "least": 1, "absent": _NOTHING} | more
    expect(
        Expectation(
            name=name,
            sentence=sentence,
            serves=tuple(f"iso42001:{one}" for one in serves),
            population=population,
            conforming=conforming,
            why=why,
            **given,
        )
    )


def _says(*fields: str) -> Narrowing:
    """Those that say something in each of these fields."""
    empty = Q()
    for one in fields:
        empty |= Q(**{one: ""})
    return lambda rows: rows.exclude(empty)


_of_systems(
    "systems_scope_decided",
    "Every AI system is in scope or left out with a reason",
    ("4.3",),
    lambda rows: rows.exclude(in_scope=Boundary.UNDECIDED),
    "Scope is not decided",
    population=System.objects.current,
    mend="decide_scope",
)
_of_systems(
    "systems_say_our_role",
    "Every AI system says what you are to it: provider, deployer or another",
    ("4.1", "A.10.2"),
    _says("organisation_role"),
    "Does not say what you are to it",
)
_of_systems(
    "systems_have_owner",
    "Every AI system has an owner who is still here",
    ("A.3.2",),
    lambda rows: rows.exclude(without_owner()),
    "Has no owner",
    mend="name_owner",
    reads=(Person,),
)
_of_systems(
    "systems_have_unit",
    "Every AI system belongs to a unit",
    ("A.3.2",),
    lambda rows: rows.filter(unit__isnull=False, unit__retired__isnull=True),
    "Belongs to no unit",
)
_of_systems(
    "systems_impact_sorted",
    "Every AI system is sorted by whether it touches rights or safety",
    ("A.5.2",),
    lambda rows: rows.exclude(impact=Impact.NOT_ASSESSED),
    "Nobody has said whether it touches rights or safety",
)
_of_systems(
    "systems_described",
    "Every AI system says what it takes in and what it gives out",
    ("A.6.2.2",),
    _says("description"),
    "Is not described",
)
_of_systems(
    "systems_say_stage",
    "Every AI system is at a known stage of its life",
    ("A.6.2.5",),
    _says("stage"),
    "Its stage is not known",
    mend="move_stage",
)
_of_systems(
    "systems_reviewed",
    "Every AI system in use was compared with its record in time",
    ("A.6.2.6", "8.1"),
    lambda rows: rows.filter(next_review__gte=clock.today()),
    "Was never reviewed, or the review is overdue",
    population=lambda: systems_covered().filter(stage__in=_IN_USE),
    mend="review_system",
    absent="No AI system is said to be in use yet. Move each to its stage.",
    daily=True,
)
_of_systems("systems_say_purpose", "Every AI system says what it is for", ("A.9.4",), _says("purpose"), "Does not say what it is for")
_of_systems(
    "systems_say_autonomy",
    "Every AI system says what is left to a human being",
    ("A.9.2",),
    _says("autonomy"),
    "Does not say what is left to a human being",
)
_of_systems(
    "systems_name_supplier",
    "Every AI system that others made names its supplier",
    ("A.10.3",),
    _says("vendor"),
    "Names no supplier",
    population=lambda: systems_covered().filter(kind__in=OTHERS_MADE),
    absent="No system is said to be made by others yet. Say how you came by each.",
)
_of_systems("systems_say_kind", "Every AI system says how you came by it", ("A.10.2",), _says("kind"), "Does not say how you came by it")
expect(
    Expectation(
        name="duplicates_decided",
        sentence="Every pair of systems that may be one was decided on",
        serves=("iso42001:A.4.2",),
        population=pairs_in_use,
        conforming=lambda rows: rows.exclude(state=SuspectedDuplicate.State.OPEN),
        reads=(System,),
        why="Nobody has said whether they are the same",
        mend="confirm_duplicate",
    )
)
expect(
    Expectation(
        name="absences_decided",
        sentence="Every AI system that a complete list no longer has was decided on",
        serves=("iso42001:A.4.2",),
        population=lambda: Absence.objects.current().filter(system__retired__isnull=True),
        conforming=lambda rows: rows.exclude(state=Absence.State.OPEN),
        reads=(System,),
        why="Nobody has said whether it is still in use",
        mend="confirm_absence",
    )
)
expect(
    Expectation(
        name="inventory_attested",
        sentence="Every AI system was said to be still true by its owner within a year",
        serves=("iso42001:A.4.2",),
        population=lambda: systems_covered().filter(Exists(Attestation.objects.filter(system=OuterRef("pk")))),
        conforming=attested,
        reads=(Attestation,),
        why="Its owner has not said within a year that the record is still true",
        mend="start_campaign",
        least=1,
        absent="No owner was asked yet whether the inventory is true. Start a campaign.",
        daily=True,
    )
)
expect(
    Expectation(
        name="attestations_answered",
        sentence="Every owner answers in time whether the inventory is still true",
        serves=("iso42001:A.4.2",),
        population=asked_in_open_campaigns,
        conforming=lambda rows: rows.exclude(state=Attestation.State.ASKED, due__lt=clock.today()),
        reads=(Campaign, System),
        why="The answer is overdue",
        mend="attest_system",
        daily=True,
    )
)
