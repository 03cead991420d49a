"""How an exception is accepted for a time: with a reason, by somebody who does not answer for the record."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from sightline.kernel import clock
from sightline.kernel.actions import Ask, action, retire_action
from sightline.kernel.errors import DutiesConflict, Invalid
from sightline.kernel.expectations import all_expectations
from sightline.kernel.identity.actors import Actor
from sightline.kernel.records import Record, find_record

from ..counting import exceptions_of, expectation_named
from ..models import Acceptance

LONGEST = timedelta(days=366)


def _sentences(actor: Actor) -> list[tuple[str, str]]:
    return [(one.name, one.sentence) for one in all_expectations() if actor.may(one.model.read_permission)]


def _owns(actor: Actor, record: Record) -> bool:
    model = type(record)
    return actor.account is not None and model._default_manager.filter(model.owned_by(actor.account.pk), pk=record.pk).exists()


def _found(actor: Actor, reference: str) -> Record:
    record = find_record(reference.strip())
    if record is None or not type(record)._default_manager.filter(pk=record.pk).visible_to(actor).exists():
        raise Invalid(f"There is no record {reference}.", fields={"record": [f"There is no record {reference} that you may see."]})
    return record


@action("exceptions.accept", label="Accept an exception", creates=Acceptance)
def accept_exception(
    actor: Actor,
    *,
    record: Annotated[str, Ask("Reference of the record", help="Such as SYS-0042.")],
    expectation: Annotated[str, Ask("What it is an exception of", choices=_sentences)],
    until: Annotated[date, Ask("Until", help="At most a year from today. It is open again on the day after.")],
    why: Annotated[str, Ask("Why it may stay until then", long=True, help="Auditors read this. Say what makes up for it.")],
) -> Acceptance:
    """Accepts that a record is not as expected, until a day and with a reason. It stays counted as an exception."""
    found = _found(actor, record)
    if _owns(actor, found):
        raise DutiesConflict(f"You answer for {found.reference}. Somebody else accepts its exceptions.")
    expected = expectation_named(expectation)
    if not isinstance(found, expected.model) or not exceptions_of(expected).filter(pk=found.pk).exists():
        words = f"{found.reference} is no exception here: “{expected.sentence}” holds for it, or does not speak of it."
        raise Invalid(words, fields={"expectation": [words]})
    if not clock.today() <= until <= clock.today() + LONGEST:
        last = clock.today() + LONGEST
        raise Invalid("Choose another day.", fields={"until": [f"From today to {last:%-d %B %Y}: at most a year, then look at it again."]})
    known = Acceptance.objects.current().filter(expectation=expectation, about_id=found.pk).first()
    acceptance = known or Acceptance(
        expectation=expectation, about_type=found.record_type, about_id=found.pk, about_reference=found.reference
    )
    acceptance.why, acceptance.until = why, until
    acceptance.accepted_by, acceptance.accepted_on = actor.account, clock.today()
    acceptance.save()
    return acceptance


retire_action(Acceptance, "exceptions.accept", label="Accept it no longer")
