"""How suppliers come onto the list, are looked after and are reviewed."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from sightline.aims.organisation.actions.reviewing import NextReview, next_review_on
from sightline.aims.organisation.models import Person
from sightline.kernel import clock
from sightline.kernel.actions import Ask, action, create_action, edit_action, retire_action
from sightline.kernel.actions.generated import fill
from sightline.kernel.errors import Conflict, Invalid
from sightline.kernel.identity.actors import Actor

from ..models import Criticality, Review, Supplier
from ..queries import named_only

Owner = Annotated[Person, Ask("Owner", help="Who looks after this supplier.")]
Reviewed = Annotated[Review.Result, Ask("Result")]
_FIELDS = [
    "name",
    "country",
    "website",
    "contact_name",
    "contact_email",
    "supplies",
    "owner",
    "systems",
    "criticality",
    "exit_plan",
    "next_review",
]

create_action(Supplier, _FIELDS, "suppliers.add", help="Puts a supplier onto the list.", assistant=True)
edit_action(Supplier, _FIELDS, "suppliers.change", help="Changes what is known of the supplier.", assistant=True)
retire_action(Supplier, "suppliers.change", label="Take off the list")


@action("suppliers.change", label="Name the owner", bulk=True)
def name_supplier_owner(actor: Actor, *, supplier: Supplier, owner: Owner) -> Supplier:
    """Says who looks after the supplier."""
    if owner.retired is not None:
        raise Invalid("Nothing was saved yet.", fields={"owner": [f"{owner} has left. Choose somebody who is here."]})
    supplier.owner = owner
    supplier.save()
    return supplier


@action("suppliers.change", label="Say how much depends on it", bulk=True)
def sort_supplier(actor: Actor, *, supplier: Supplier, criticality: Annotated[Criticality, Ask("Criticality")]) -> Supplier:
    """Says what happens if the supplier fails. What is asked of it follows from this."""
    supplier.criticality = criticality
    supplier.save()
    return supplier


@action("suppliers.add", label="Record the suppliers that the inventory names", assistant=True)
def record_named_suppliers(actor: Actor) -> None:
    """Makes a supplier of each name that AI systems give, and ties the systems to it. Spelling is compared without case.

    Raises:
        Conflict: every supplier that is named has a record, with its systems.
    """
    named: dict[str, list[tuple[UUID, str]]] = {}
    for pk, vendor in named_only(actor).order_by("reference").values_list("pk", "vendor"):
        name = " ".join(vendor.split())
        named.setdefault(name.lower(), []).append((pk, name))
    if not named:
        raise Conflict("Every supplier that the inventory names is recorded, with its systems.")
    known = {" ".join(row.name.split()).lower(): row for row in Supplier.objects.current()}
    fresh = {key: Supplier(name=rows[0][1]) for key, rows in named.items() if key not in known}
    Supplier.objects.bulk_create(fresh.values())
    owning = known | fresh
    # Ties stand in the image of their supplier, so one that was there already gets a new version: this notes it, and changes nothing else.
    Supplier.objects.filter(pk__in=[known[key].pk for key in named if key in known]).update(retired=None)
    through = Supplier.systems.through
    ties = [through(supplier_id=owning[key].pk, system_id=pk) for key, rows in named.items() for pk, _ in rows]
    through._default_manager.bulk_create(ties, batch_size=500)


@action("suppliers.change", label="Review the supplier", assistant=True)
def review_supplier(
    actor: Actor,
    *,
    supplier: Supplier,
    result: Annotated[Review.Result, Ask("Result")],
    findings: Annotated[str, Ask("What you saw", long=True, help="Auditors read this. Say what you relied on.")],
    conditions: Annotated[str, Ask("Conditions", long=True, help="Needed when it goes on under conditions.")] = "",
    held_on: Annotated[date | None, Ask("Held on", help="Today where empty.")] = None,
    next_review: NextReview = None,
) -> Review:
    """Says whether the supplier still fits, and when it is looked at next.

    Raises:
        Invalid: conditions are missing, or the day is still to come.
    """
    held = held_on or clock.today()
    if held > clock.today():
        raise Invalid("Nothing was saved yet.", fields={"held_on": ["This day is still to come. Choose today or a day before."]})
    if result == Review.Result.CONDITIONS and not conditions.strip():
        raise Invalid("Nothing was saved yet.", fields={"conditions": ["Say under which conditions it goes on."]})
    made = Review()
    fill(
        made,
        {
            "supplier": supplier,
            "held_on": held,
            "result": result,
            "findings": findings,
            "conditions": conditions,
            "reviewer": actor.account,
        },
    )
    made.save()
    supplier.last_review = max(held, supplier.last_review or held)
    supplier.next_review = next_review_on(next_review)
    supplier.save()
    return made
