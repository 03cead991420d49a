"""What the EU database, the declaration of conformity and people are told: recorded once on the system."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sightline.aims.inventory.models import System
from sightline.kernel.actions import Action, edit_action, retire_action
from sightline.kernel.actions.declaring import enrol
from sightline.kernel.actions.generated import fill, model_fields
from sightline.kernel.identity.actors import Actor
from sightline.kernel.records import Record

from ..models import Notice, Registration

_NOTICE = ["title", "case", "words", "place", "since", "link"]
_REGISTRATION = [
    "trade_name",
    "registrant_name",
    "registrant_address",
    "registrant_contact",
    "submitted_by",
    "representative",
    "market",
    "countries",
    "data_used",
    "certificate",
    "standards",
    "instructions",
    "assessment",
    "signed_by",
    "signed_at",
    "signed_on",
    "number",
    "registered_on",
]


def _registered(actor: Actor, system: System) -> str:
    found = Registration.objects.filter(system=system).first()
    return f"There is {found.reference} already. Edit it." if found is not None else ""


def _add_to_system(model: type[Record], fields: Sequence[str], name: str, label: str, help: str, why_not: Any = None) -> None:
    """Declares how a record of this kind is added on the page of its system."""

    def run(actor: Actor, system: System, **answers: Any) -> Record:
        made = model()
        fill(made, {"system": system, **answers})
        made.save()
        return made

    enrol(
        Action(
            name=name,
            label=label,
            permission="classes.change",
            help=help,
            subject=System,
            subject_name="system",
            fields=lambda actor, record: model_fields(model, fields, actor),
            run=run,
            creates=model,
            why_not=why_not,
            where=__file__,
        )
    )


_add_to_system(
    Notice,
    _NOTICE,
    "add_transparency_notice",
    "Record a transparency notice",
    "Records what people are told about the system, where, and since when.",
)
_add_to_system(
    Registration,
    _REGISTRATION,
    "prepare_registration",
    "Prepare the registration",
    "Collects what the EU database and the declaration of conformity need beyond the inventory. It can be filled in over time.",
    _registered,
)
edit_action(Notice, _NOTICE, "classes.change", name="edit_transparency_notice")
retire_action(Notice, "classes.change", name="retire_transparency_notice")
edit_action(Registration, _REGISTRATION, "classes.change")
