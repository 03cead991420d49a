"""With a record of every kind there: every file that is offered can be made, and every form can be sent, however little is in it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.test import Client

from sightline.kernel.actions import all_actions
from sightline.kernel.exports import Export, all_exports
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.models import Entry
from sightline.kernel.registers import register_of

from .test_permissions import doings, place_of, read_bytes, sample
from .world import fill

pytestmark = pytest.mark.django_db
BEGINS = {"pdf": b"%PDF-", "docx": b"PK\x03\x04", "xlsx": b"PK\x03\x04", "svg": b"<?xml", "json": b"{"}
NOT_OF_A_DEPLOYER = {"declaration-of-conformity", "registration"}
"""What the system of this world has none of, since the organisation only uses it; refused with a reason."""
ANSWERED = (200, 302, 403, 404, 409, 422)
"""Shown, done, or refused in words."""


@pytest.fixture
def browser(administrator: Actor, lead: Actor, client: Client) -> Client:
    """The compliance lead at a browser, with a record of every kind."""
    fill(administrator, lead)
    assert lead.account is not None
    client.force_login(lead.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def files(export: Export) -> Iterator[tuple[str, str]]:
    """The addresses of what an export makes, with their formats."""
    register = register_of(export.of) if export.of is not None else None
    place = place_of(register, sample(register)) if register is not None else "/reports/"
    for form in export.formats:
        yield f"{place}{export.name}.{form}", form


def test_every_file_that_is_offered_can_be_made(browser: Client) -> None:
    wrong = []
    for export, address, form in ((one, *made) for one in all_exports() for made in files(one)):
        answer = browser.get(address)
        content = read_bytes(answer)
        if export.name in NOT_OF_A_DEPLOYER:
            assert answer.status_code == 422, address
            continue
        if answer.status_code != 200 or not content.startswith(BEGINS[form]):
            wrong.append(f"{answer.status_code} for {address}: {content[:200]!r}")
        elif form == "json":
            json.loads(content)
    assert not wrong, "\n".join(wrong)


def test_every_form_answers_when_it_is_tried_with_nothing_in_it(browser: Client) -> None:
    before = Entry.objects.count()
    sent = {address: browser.post(address, {"_dry": "1", "_all": "1"}).status_code for _, _, address in doings()}
    assert {address: status for address, status in sent.items() if status not in ANSWERED} == {}
    assert len(sent) == len(list(all_actions()))
    assert Entry.objects.count() == before
