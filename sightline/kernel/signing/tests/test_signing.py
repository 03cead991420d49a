"""A new key signs from the moment that the ledger says so; what the old one signed stays valid."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from sightline.kernel.actions import perform
from sightline.kernel.errors import Invalid, NotPermitted
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal import keys
from sightline.kernel.journal.checking import replay
from sightline.kernel.journal.integrating import checkpoint_folder, integrate
from sightline.kernel.journal.models import Checkpoint
from sightline.kernel.journal.verifying import verify
from sightline.kernel.signing.models import LedgerKey

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, settings: object) -> None:
    settings.SIGHTLINE_HOME = tmp_path  # type: ignore[attr-defined]
    settings.SIGHTLINE_CHECKPOINTS = str(tmp_path / "checkpoints")  # type: ignore[attr-defined]


def test_after_a_rotation_the_new_key_signs_and_old_checkpoints_stay_valid(administrator: Actor) -> None:
    perform("add_task", administrator, {"title": "Before"}, face="web")
    integrate()
    old = keys.signing_key().verifier
    outcome = perform("rotate_key", administrator, {}, face="cli", reason="The administrator left.")
    new = keys.signing_key().verifier
    integrate()
    assert (new.name, new.key_id != old.key_id) == (old.name, True)
    assert LedgerKey.objects.get(reference=outcome.reference).verifier == str(new)
    assert keys.verifiers() == [old, new]
    assert Checkpoint.objects.count() == 2
    assert verify().ok
    assert replay().ok


def test_only_trying_it_out_takes_no_key(administrator: Actor) -> None:
    before = keys.signing_key().verifier
    perform("rotate_key", administrator, {}, face="cli", reason="To see.", dry_run=True)
    assert keys.signing_key().verifier == before
    assert keys.verifiers() == [before]


def test_it_needs_a_reason_and_an_administrator(administrator: Actor, lead: Actor) -> None:
    with pytest.raises(Invalid, match="why"):
        perform("rotate_key", administrator, {}, face="web")
    with pytest.raises(NotPermitted):
        perform("rotate_key", lead, {}, face="web", reason="I would like to.")


def test_a_lost_key_is_followed_by_one_of_the_same_name(administrator: Actor, tmp_path: Path) -> None:
    perform("add_task", administrator, {"title": "Before"}, face="web")
    integrate()
    name = keys.signing_key().verifier.name
    (tmp_path / "keys" / "ledger.key").unlink()
    perform("add_task", administrator, {"title": "After"}, face="web")
    integrate()
    assert keys.signing_key().verifier.name == name
    assert len(keys.verifiers()) == 2
    assert verify().ok


def test_the_page_tells_what_to_do_and_that_a_newer_checkpoint_was_published(lead: Actor) -> None:
    perform("add_task", lead, {"title": "Before"}, face="web")
    integrate()
    browser = Client()
    assert lead.account is not None
    browser.force_login(lead.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = browser.get("/ledger/care/").content.decode()
    assert "Everything that was published is kept here as it was." in page
    assert str(keys.signing_key().verifier) in page
    (checkpoint_folder() / "00000009.txt").write_text("of a ledger that went on")
    assert "checkpoint 9 was published to a file and is missing in the database" in browser.get("/ledger/care/").content.decode()
