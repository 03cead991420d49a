"""Everything that can be done to places, flows and decisions on countries."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.db.models import TextChoices

from sightline.aims.inventory.models import System
from sightline.aims.inventory.suppliers.models import Supplier
from sightline.aims.organisation.actions.reviewing import NextReview, next_review_on
from sightline.kernel import clock
from sightline.kernel.actions import Ask, action, create_action, edit_action, retire_action
from sightline.kernel.actions.generated import fill
from sightline.kernel.errors import Invalid
from sightline.kernel.identity.actors import Actor
from sightline.kernel.identity.models import Account
from sightline.kernel.tasks.actions import give
from sightline.kernel.tasks.models import Task

from .fields import COUNTRY, FLOW, PLACE
from .findings import FINDINGS, findings_of, with_findings
from .models import Condition, CountryDecision, Flow, LegalBasis, Place, Purpose, Safeguard
from .reference import categories

create_action(Place, PLACE, "inventory.add", help="Names where data comes from, is kept or arrives.", assistant=True)
edit_action(Place, PLACE, "inventory.change", assistant=True)
retire_action(Place, "inventory.change")
create_action(Flow, FLOW, "inventory.add", help="Says what data goes from where to where, and on what ground.", assistant=True)
edit_action(Flow, FLOW, "inventory.change", assistant=True)
retire_action(Flow, "inventory.change", label="Take the flow off the map")
create_action(
    CountryDecision, COUNTRY, "organisation.change", name="decide_country", label="Decide on a country", help="Approves a country, or not."
)
edit_action(CountryDecision, COUNTRY, "organisation.change", name="edit_country_decision")
retire_action(CountryDecision, "organisation.change", name="retire_country_decision", label="Take the decision back")


class Direction(TextChoices):
    """Seen from the system."""

    INTO = "into", "Into the system"
    OUT = "out", "Out of the system"


def _kinds(actor: Actor) -> list[tuple[str, str]]:
    return [(one.id, one.label) for one in categories().values()]


_NEW_KIND = {Direction.INTO: Place.Kind.SOURCE, Direction.OUT: Place.Kind.RECIPIENT}


Basis = Annotated[LegalBasis | None, Ask("Legal basis", help="Needed for personal data (GDPR Art. 6).")]
Allowing = Annotated[Condition | None, Ask("Condition", help="Needed for special categories (GDPR Art. 9).")]
Protecting = Annotated[Safeguard | None, Ask("Safeguard", help="Needed for personal data into a country that is not approved.")]


@action("inventory.change", label="Draw a data flow", creates=Flow, assistant=True)
def draw_flow(
    actor: Actor,
    *,
    system: System,
    name: Annotated[str, Ask("What flows", help="In a few words, such as: application form.")],
    direction: Annotated[Direction, Ask("Which way")],
    place: Annotated[
        Place | None, Ask("Other end: a place", help="One other end: a known place, a new one, a system or a supplier.")
    ] = None,
    new_place: Annotated[str, Ask("Other end: a new place", help="Its name, such as: applicants, careers site, payroll.")] = "",
    country: Annotated[str, Ask("Country of the new place")] = "",
    other_system: Annotated[System | None, Ask("Other end: another system")] = None,
    supplier: Annotated[Supplier | None, Ask("Other end: a supplier")] = None,
    kinds: Annotated[list[str], Ask("Kinds of data", choices=_kinds, help="Tick all. Who decides on risks reads this.")],
    purpose: Annotated[Purpose, Ask("Purpose", help="What the data does where it arrives.")],
    legal_basis: Basis = None,
    condition: Allowing = None,
    safeguard: Protecting = None,
) -> Flow:
    """Says what data goes into the system or out of it. A place that is not known yet is made with it.

    Raises:
        Invalid: there is no other end, or more than one.
    """
    ends: dict[str, Any] = {"place": place, "system": other_system, "supplier": supplier}
    given = [end for end, value in ends.items() if value is not None]
    if len(given) + bool(new_place.strip()) != 1:
        words = "Choose one other end: a known place, a new one, another system or a supplier."
        raise Invalid("Nothing was saved yet.", fields={"place": [words]})
    if new_place.strip():
        ends["place"] = _made(new_place, country, direction, purpose)
    here, there = ("to", "from") if direction == Direction.INTO else ("from", "to")
    flow = Flow()
    fill(
        flow,
        {
            "name": name,
            f"{here}_system": system,
            **{f"{there}_{end}": value for end, value in ends.items() if value is not None},
            "categories": kinds,
            "purpose": purpose,
            "legal_basis": legal_basis or "",
            "condition": condition or "",
            "safeguard": safeguard or "",
        },
    )
    flow.save()
    return flow


def _made(name: str, country: str, direction: Direction, purpose: Purpose) -> Place:
    place = Place()
    kind = Place.Kind.STORE if purpose == Purpose.STORAGE else _NEW_KIND[direction]
    fill(place, {"name": name.strip(), "kind": kind, "country": country.strip()})
    place.save()
    return place


@action("inventory.change", label="State the ground", assistant=True, bulk=True)
def ground_flow(actor: Actor, *, flow: Flow, legal_basis: Basis = None, condition: Allowing = None, safeguard: Protecting = None) -> Flow:
    """Says on what ground the data goes there, and what protects it abroad. What is left empty stays."""
    flow.legal_basis = legal_basis or flow.legal_basis
    flow.condition = condition or flow.condition
    flow.safeguard = safeguard or flow.safeguard
    flow.save()
    return flow


@action("inventory.change", label="Say what governs it", assistant=True)
def govern_flow(
    actor: Actor,
    *,
    flow: Flow,
    governed: Annotated[
        str, Ask("What governs it at the boundary", long=True, help="The contract, agreement or check. Auditors read this.")
    ],
) -> Flow:
    """Names what governs a flow where it crosses the boundary of the management system."""
    flow.governed = governed
    flow.save()
    return flow


@action("inventory.change", label="Review the flow", assistant=True, bulk=True)
def review_flow(actor: Actor, *, flow: Flow, next_review: NextReview = None) -> Flow:
    """Says that the flow was compared with what really happens, and is right."""
    flow.last_review, flow.next_review = clock.today(), next_review_on(next_review)
    flow.save()
    return flow


_TITLES = [(one.name, one.why) for one in FINDINGS]


@action("tasks.change", label="Ask for a remedy", creates=Task, assistant=True)
def raise_from_flow(
    actor: Actor,
    *,
    flow: Flow,
    finding: Annotated[str, Ask("What is wrong", choices=lambda actor: _TITLES)],
    assignee: Annotated[Account | None, Ask("For", help="Empty: whoever answers for the system.")] = None,
    due: Annotated[date | None, Ask("Due")] = None,
    details: Annotated[str, Ask("Details", long=True)] = "",
) -> Task:
    """Makes a task out of a finding of a flow, for whoever answers for the system.

    Raises:
        Invalid: the flow has no such finding.
    """
    row = with_findings(Flow.objects.filter(pk=flow.pk)).get()
    found = next((one for one in findings_of(row) if one.name == finding), None)
    if found is None:
        raise Invalid("Nothing was saved yet.", fields={"finding": [f"{flow.reference} is as expected here. Choose what is wrong."]})
    system = flow.to_system or flow.from_system
    owner = system.owner.account if system is not None and system.owner is not None else None
    words = "\n".join(filter(None, [found.advice, details.strip()]))
    title = f"{found.why}: {flow.name}"
    return give(actor, title, about=flow, assignee=assignee or owner, due=due, details=words, serves=found.serves)
