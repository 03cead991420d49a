"""Before something is taken out of use, its form shows what would change in what is counted."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from sightline.kernel.actions import perform
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.reading import last_entry
from sightline.kernel.records import Record
from sightline.readers.frameworks.applying import ensure_shipped_frameworks

from .test_registers import text

At = Callable[[Actor], Client]


def test_the_form_that_retires_shows_it_and_changes_nothing(at: At, lead: Actor, systems: list[Record]) -> None:
    ensure_shipped_frameworks(Actor.system(), "system", only=("iso42001",))
    person = perform("add_person", lead, {"name": "Ines Prado"}, face="web").record
    assert person is not None
    perform("name_owner", lead, {"owner": person.reference}, face="web", subject=systems[0])
    before = last_entry()
    page = text(at(lead).get(f"/people/{person.reference}/do/retire-person/"))
    assert "What would change in what is counted" in page
    assert "Every AI system has an owner who is still here" in page
    assert "2 → 3 open exceptions" in page
    assert last_entry() == before


def test_a_dry_run_of_any_form_shows_it_too(at: At, lead: Actor, systems: list[Record]) -> None:
    ensure_shipped_frameworks(Actor.system(), "system", only=("iso42001",))
    person = perform("add_person", lead, {"name": "Ines Prado"}, face="web").reference
    page = text(at(lead).post(f"{systems[0].address}do/name-owner/", {"_all": "1", "_dry": "1", "owner": person}))
    assert "What would happen" in page
    assert "3 → 2 open exceptions" in page


def test_the_pages_of_both_ends_are_there(at: At, lead: Actor, systems: list[Record]) -> None:
    ensure_shipped_frameworks(Actor.system(), "system", only=("iso42001",))
    browser = at(lead)
    assert "4 records speak for it" in text(browser.get("/sight/iso42001:A.9.4/"))
    assert "Line of sight: Candidate ranking" in text(browser.get(f"/sight/{systems[0].reference}/"))
    assert "Candidate ranking" in text(browser.get("/readiness/2/"))
    assert "What blocks" in text(browser.get("/readiness/1/"))
    assert "Scope of the AI management system" in text(browser.get("/required-documents/"))
