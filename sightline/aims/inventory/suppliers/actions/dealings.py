"""How contracts, certificates, sub-processors and notices of change are recorded on a supplier, and what follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any

from sightline.aims.inventory.models import System
from sightline.kernel import clock
from sightline.kernel.actions import Action, Ask, action, edit_action, retire_action
from sightline.kernel.actions.declaring import enrol
from sightline.kernel.actions.generated import fill, model_fields
from sightline.kernel.errors import Invalid
from sightline.kernel.identity.actors import Actor
from sightline.kernel.identity.models import Account
from sightline.kernel.records import Record
from sightline.kernel.tasks.actions import close_about, give

from ..models import Certificate, ChangeNotice, Contract, SubProcessor, Supplier

_CONTRACT = ["title", "starts", "ends", "notice_days", *Contract.CLAUSES, "note"]
_CERTIFICATE = ["kind", "issuer", "number", "covers", "issued", "expires"]
_SUB_PROCESSOR = ["name", "country", "does", "data", "stance"]
_NOTICE = ["title", "description", "received", "effective", "systems"]
_DAYS = 14


def _add_to(model: type[Record], fields: Sequence[str], label: str, help: str) -> None:
    """Declares how a record of this kind is added on the page of its supplier."""

    def run(actor: Actor, supplier: Supplier, **answers: Any) -> Record:
        made = model()
        fill(made, {"supplier": supplier, **answers})
        made.save()
        return made

    enrol(
        Action(
            name=f"add_{model._meta.model_name}",
            label=label,
            permission="suppliers.change",
            help=help,
            subject=Supplier,
            subject_name="supplier",
            fields=lambda actor, record: model_fields(model, fields, actor),
            run=run,
            creates=model,
            where=__file__,
        )
    )


_add_to(Contract, _CONTRACT, "Add a contract", "Records an agreement, and what of importance for AI stands in it.")
_add_to(Certificate, _CERTIFICATE, "Add a certificate", "Records a certificate or audit report. Attach the file to it afterwards.")
_add_to(SubProcessor, _SUB_PROCESSOR, "Add a sub-processor", "Records somebody who stands behind the supplier.")

edit_action(Contract, _CONTRACT, "suppliers.change")
edit_action(Certificate, _CERTIFICATE, "suppliers.change")
edit_action(SubProcessor, _SUB_PROCESSOR, "suppliers.change")
retire_action(Contract, "suppliers.change")
retire_action(Certificate, "suppliers.change")
retire_action(SubProcessor, "suppliers.change", label="They no longer take part")


def _note_change(actor: Actor, supplier: Supplier, **answers: Any) -> ChangeNotice:
    systems: list[System] = answers.pop("systems") or list(supplier.systems.filter(retired__isnull=True))
    made = ChangeNotice()
    fill(made, {"supplier": supplier, **answers})
    made.save()
    made.systems.set(systems)
    _ask_owners(actor, made, systems)
    return made


def _ask_owners(actor: Actor, notice: ChangeNotice, systems: Sequence[System]) -> None:
    """A task for each owner of a system that is touched; where nobody owns one, for whoever looks after the supplier."""
    ids = {row.owner_id for row in systems if row.owner_id is not None} | {notice.supplier.owner_id}
    accounts = list(Account.objects.current().filter(people__in=[pk for pk in ids if pk is not None], is_active=True).distinct())
    due = min(notice.effective or clock.today() + timedelta(days=_DAYS), clock.today() + timedelta(days=_DAYS))
    named = ", ".join(row.name for row in systems[:5]) or "no system is named"
    for account in accounts or [None]:
        give(
            actor,
            f"Say what a change at {notice.supplier.name} means: {notice.title}",
            about=notice,
            assignee=account,
            due=max(due, clock.today()),
            details=f"Touches: {named}.",
            serves=("iso42001:A.10.3",),
        )


enrol(
    Action(
        name="note_change",
        label="Note a change of theirs",
        permission="suppliers.change",
        help="Records that a model or its behaviour changes. The owners of the systems touched are asked what it means.",
        subject=Supplier,
        subject_name="supplier",
        fields=lambda actor, record: _notice_fields(actor),
        run=_note_change,
        creates=ChangeNotice,
        where=__file__,
    )
)


def _notice_fields(actor: Actor) -> dict[str, Any]:
    fields = model_fields(ChangeNotice, _NOTICE, actor)
    fields["systems"].help_text = "All systems of this supplier where empty."
    return fields


def _assessed(actor: Actor, notice: ChangeNotice) -> str:
    return "" if notice.state == ChangeNotice.State.OPEN else f"It was assessed already: {notice.get_state_display().lower()}."


@action("suppliers.change", label="Say what it means for us", why_not=_assessed)
def assess_notice(
    actor: Actor,
    *,
    notice: ChangeNotice,
    state: Annotated[ChangeNotice.State, Ask("We")],
    assessment: Annotated[str, Ask("What it means", long=True, help="Risks, tests, people to tell. Auditors read this.")],
) -> ChangeNotice:
    """Says whether the change is taken over, and why. The tasks about it are closed.

    Raises:
        Invalid: no decision was taken.
    """
    if state == ChangeNotice.State.OPEN:
        raise Invalid("Nothing was saved yet.", fields={"state": ["Decide: it is taken over, with or without tests, or not."]})
    notice.state, notice.assessment = state, assessment
    notice.assessed_by, notice.assessed_on = actor.account, clock.today()
    notice.save()
    close_about(notice, notice.get_state_display())
    return notice
