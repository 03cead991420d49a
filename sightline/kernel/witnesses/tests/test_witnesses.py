"""A checkpoint leaves the house by mail, once, and shows a rewritten ledger afterwards."""

from __future__ import annotations

import smtplib
from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from sightline.kernel.actions import perform
from sightline.kernel.errors import Invalid, NotPermitted
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.integrating import integrate
from sightline.kernel.journal.verifying import verify
from sightline.kernel.registers import Query, find_register, listing
from sightline.kernel.witnesses.mailing import mail_witnesses
from sightline.kernel.witnesses.models import Witness

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_home(settings: Any, tmp_path: Path) -> None:
    settings.SIGHTLINE_HOME = tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def name_witness(name: str = "Ada", email: str = "ada@auditor.example") -> str:
    return perform("name_witness", Actor.local(), {"name": name, "email": email}, face="cli").reference


def attached() -> str:
    _, content, _ = mail.outbox[-1].attachments[0]
    return str(content)


def test_a_witness_gets_a_checkpoint_that_verifies_against_the_ledger() -> None:
    name_witness()
    integrate()
    assert mail_witnesses() == 1
    assert mail.outbox[0].to == ["Ada <ada@auditor.example>"]
    assert attached() in mail.outbox[0].body
    assert verify([attached()]).ok


def test_nothing_is_sent_twice_and_a_new_checkpoint_is_sent() -> None:
    name_witness()
    integrate()
    mail_witnesses()
    assert mail_witnesses() == 0
    name_witness("Grace", "grace@law.example")
    integrate()
    assert mail_witnesses() == 2
    found = find_register("witnesses")
    assert found is not None
    rows = listing(found, Actor.local(), Query()).rows
    assert [getattr(row, "sent_size", None) for row in rows] == [2, 2]


def test_a_released_witness_gets_no_more_mail_and_the_address_is_free_again() -> None:
    reference = name_witness()
    with pytest.raises(Invalid):
        name_witness("Another")
    perform("release_witness", Actor.local(), {}, face="cli", subject=reference, reason="The contract ended.")
    name_witness("Another")
    integrate()
    mail_witnesses()
    assert [message.to for message in mail.outbox] == [["Another <ada@auditor.example>"]]


def test_one_address_that_fails_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    name_witness()
    name_witness("Grace", "grace@law.example")
    integrate()
    send = mail.EmailMessage.send

    def refuse_ada(message: mail.EmailMessage, fail_silently: bool = False) -> int:
        if "Ada" in message.to[0]:
            raise smtplib.SMTPRecipientsRefused({})
        return send(message, fail_silently)

    monkeypatch.setattr(mail.EmailMessage, "send", refuse_ada)
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        mail_witnesses()
    assert [message.to for message in mail.outbox] == [["Grace <grace@law.example>"]]
    monkeypatch.setattr(mail.EmailMessage, "send", send)
    assert mail_witnesses() == 1


def test_only_administrators_name_witnesses(lead: Actor) -> None:
    with pytest.raises(NotPermitted):
        perform("name_witness", lead, {"name": "Ada", "email": "ada@auditor.example"}, face="web")
    assert not Witness.objects.exists()
