"""What the records should show of suppliers, for A.10.2 to A.10.4."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from sightline.aims.inventory.models import OTHERS_MADE, Affects, OrganisationRole, System
from sightline.aims.inventory.queries import systems_covered
from sightline.aims.organisation.models import InterestedParty, Person
from sightline.kernel import clock
from sightline.kernel.expectations import Expectation, expect

from .models import Certificate, ChangeNotice, Contract, Criticality, Questionnaire, QuestionnaireAnswer, SubProcessor, Supplier
from .queries import MATTER, certificates_in_force, has_contract, suppliers_in_use, was_questioned, without_owner

_NOBODY = "No supplier is recorded yet. Record those that the inventory names."


def _of_suppliers(
    name: str, sentence: str, serves: tuple[str, ...], conforming: Callable[[QuerySet[Any]], QuerySet[Any]], why: str, **more: Any
) -> None:
    given: dict[str, Any] = {"population": suppliers_in_use, "mend": "edit_supplier", "reads": (System,)} | more
    expect(Expectation(name=name, sentence=sentence, serves=serves, conforming=conforming, why=why, **given))


def _made_by_others() -> QuerySet[System]:
    return systems_covered().filter(kind__in=OTHERS_MADE)


_of_suppliers(
    "systems_tied_to_supplier",
    "Every AI system that others made is tied to the record of its supplier",
    ("iso42001:A.10.3",),
    lambda rows: rows.filter(Exists(Supplier.objects.current().filter(systems=OuterRef("pk")))),
    "Is tied to no supplier",
    population=_made_by_others,
    mend="record_named_suppliers",
    reads=(Supplier,),
)
_of_suppliers(
    "suppliers_have_owner",
    "Every supplier of AI in use is looked after by somebody who is still here",
    ("iso42001:A.10.2", "iso42001:A.3.2"),
    lambda rows: rows.exclude(without_owner()),
    "Nobody looks after it",
    mend="name_supplier_owner",
    reads=(System, Person),
)
_of_suppliers(
    "suppliers_divide_duties",
    "Every supplier of AI in use has a contract in force that says who answers for what",
    ("iso42001:A.10.2",),
    lambda rows: rows.filter(has_contract(duties_divided=True)),
    "No contract in force says who answers for what",
    mend="add_contract",
    reads=(System, Contract),
    least=1,
    absent=_NOBODY,
    daily=True,
)
_of_suppliers(
    "suppliers_sorted",
    "Every supplier of AI in use is sorted by how much depends on it",
    ("iso42001:A.10.3",),
    lambda rows: rows.exclude(criticality=Criticality.UNKNOWN),
    "Nobody has said how much depends on it",
    mend="sort_supplier",
)
_of_suppliers(
    "suppliers_reviewed",
    "Every supplier of AI in use was reviewed in time",
    ("iso42001:A.10.3", "iso42001:8.1"),
    lambda rows: rows.filter(last_review__isnull=False, next_review__gte=clock.today()),
    "Was never reviewed, or the review is overdue",
    mend="review_supplier",
    least=1,
    absent=_NOBODY,
    daily=True,
)
_of_suppliers(
    "suppliers_questioned",
    "Every supplier on which much depends has answered our questions, and the answers were enough",
    ("iso42001:A.10.3",),
    lambda rows: rows.filter(was_questioned()),
    "Has not answered our questions, or not well enough",
    population=lambda: suppliers_in_use().filter(criticality__in=MATTER),
    mend="prepare_questionnaire",
    reads=(System, Questionnaire),
)
_of_suppliers(
    "suppliers_have_exit_plan",
    "Every supplier without which work stops has an exit plan",
    ("iso42001:A.10.3",),
    lambda rows: rows.exclude(exit_plan=""),
    "Has no exit plan",
    population=lambda: suppliers_in_use().filter(criticality=Criticality.CRITICAL),
)
_of_suppliers(
    "contracts_forbid_training",
    "Every supplier with a contract in force is forbidden to train on your data",
    ("iso42001:A.10.2",),
    lambda rows: rows.filter(has_contract(training_forbidden=True)),
    "Its contracts don't forbid training on your data",
    population=lambda: suppliers_in_use().filter(has_contract()),
    mend="edit_supplier",
    reads=(System, Contract),
    daily=True,
)
_of_suppliers(
    "supplier_certificates_valid",
    "Every certificate that a supplier has shown is still valid",
    ("iso42001:A.10.3",),
    lambda rows: rows.filter(expires__gte=clock.today()),
    "Has expired",
    population=certificates_in_force,
    mend="edit_certificate",
    reads=(System, Supplier),
    daily=True,
)
_of_suppliers(
    "sub_processors_looked_at",
    "Every sub-processor of a supplier was accepted or objected to",
    ("iso42001:A.10.3",),
    lambda rows: rows.exclude(stance=SubProcessor.Stance.OPEN),
    "Nobody has looked at it",
    population=lambda: SubProcessor.objects.current().filter(supplier__retired__isnull=True),
    mend="edit_subprocessor",
    reads=(Supplier,),
)
_of_suppliers(
    "change_notices_assessed",
    "Every change at a supplier was assessed before it took effect",
    ("iso42001:A.10.3", "iso42001:8.1"),
    lambda rows: rows.exclude(state=ChangeNotice.State.OPEN, effective__lt=clock.today()).exclude(
        state=ChangeNotice.State.OPEN, effective__isnull=True, received__lt=clock.today() - timedelta(days=14)
    ),
    "Took effect, and nobody has said what it means",
    population=ChangeNotice.objects.current,
    mend="assess_notice",
    reads=(),
    daily=True,
)
_of_suppliers(
    "supplier_answers_settled",
    "No answer of a supplier that stands in the way is left open",
    ("iso42001:A.10.3",),
    lambda rows: rows.exclude(~Q(verdict=QuestionnaireAnswer.Verdict.ACCEPTED), reads="stop"),
    "Stands in the way, and is not settled",
    population=lambda: QuestionnaireAnswer.objects.current().filter(
        questionnaire__retired__isnull=True, questionnaire__state=Questionnaire.State.REVIEWED
    ),
    mend="",
    reads=(Questionnaire,),
)
_of_suppliers(
    "customers_needs_known",
    "Where you provide AI to others, what they need of it is on record and was looked at in time",
    ("iso42001:A.10.4",),
    lambda rows: rows.filter(
        Exists(InterestedParty.objects.current().filter(side=InterestedParty.Side.EXTERNAL, affected=True, next_review__gte=clock.today()))
    ),
    "No interested party outside, whom AI may decide about, has its needs on record and reviewed",
    population=lambda: systems_covered().filter(
        organisation_role__in=(OrganisationRole.PROVIDER, OrganisationRole.DEVELOPER, OrganisationRole.DISTRIBUTOR),
        affects__in=(Affects.OUTSIDE, Affects.BOTH),
    ),
    mend="add_party",
    reads=(InterestedParty,),
    daily=True,
)
_of_suppliers(
    "customers_are_told",
    "Every AI system that you provide to others says what it is for, and what it takes in and gives out",
    ("iso42001:A.10.4",),
    lambda rows: rows.exclude(Q(purpose="") | Q(description="")),
    "Does not say what it is for, or what it takes in and gives out",
    population=lambda: systems_covered().filter(
        organisation_role__in=(OrganisationRole.PROVIDER, OrganisationRole.DEVELOPER, OrganisationRole.DISTRIBUTOR)
    ),
    mend="edit_system",
    reads=(),
)
_of_suppliers(
    "certificates_say_scope",
    "Every certificate of a supplier says what it covers",
    ("iso42001:A.10.3",),
    lambda rows: rows.exclude(covers=""),
    "Does not say what it covers",
    population=lambda: Certificate.objects.current().filter(supplier__retired__isnull=True),
    mend="edit_certificate",
    reads=(Supplier,),
)
