"""Forms: derived, nothing typed is lost, nothing is done twice, two editors both keep what they wrote."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sightline.aims.inventory.models import System
from sightline.kernel.actions import perform
from sightline.kernel.evidence.models import Evidence
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.reading import history_of
from sightline.kernel.records import Record

from .test_registers import text

At = Callable[[Actor], Client]


def test_a_record_is_made_through_its_form_and_the_entry_is_told(at: At, lead: Actor) -> None:
    browser = at(lead)
    form = text(browser.get("/do/add-system/"))
    assert '<label for="f-name">Name</label>' in form
    assert 'name="_key"' in form
    answer = browser.post(
        "/do/add-system/", {"_all": "1", "_key": "k1", "name": "Letter drafting", "impact": "neither", "in_scope": "undecided"}, follow=True
    )
    page = text(answer)
    made = System.objects.get()
    assert answer.redirect_chain[-1][0] == f"/systems/{made.reference}/"
    assert "Add an AI system: done." in page
    assert f"/systems/{made.reference}/history/" in page


def test_sending_the_same_form_twice_makes_one_record(at: At, lead: Actor) -> None:
    browser, sent = at(lead), {"_all": "1", "_key": "once", "name": "Letter drafting", "impact": "neither", "in_scope": "undecided"}
    for _ in range(2):
        assert browser.post("/do/add-system/", sent).status_code == 302
    assert System.objects.count() == 1


def test_a_refused_form_says_what_is_wrong_and_loses_nothing(at: At, lead: Actor) -> None:
    answer = at(lead).post(
        "/do/add-system/", {"_all": "1", "name": "", "purpose": "Drafts <letters>.", "in_scope": "no", "impact": "neither"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error: Add an AI system" in page
    assert 'href="#f-name"' in page
    assert "Drafts &lt;letters&gt;." in page
    assert 'aria-invalid="true"' in page
    assert System.objects.count() == 0


def test_a_dry_run_shows_what_would_happen_and_changes_nothing(at: At, lead: Actor, systems: list[Record]) -> None:
    first = systems[0]
    sent = {"name": "Candidate order", "_version": str(first.version), "_dry": "1"}
    page = text(at(lead).post(f"/systems/{first.reference}/do/edit-system/", sent))
    assert "What would happen" in page
    assert "<del>Candidate ranking</del> <ins>Candidate order</ins>" in page
    assert System.objects.get(pk=first.pk).name == "Candidate ranking"


def test_a_form_of_a_page_changes_only_what_it_shows(at: At, lead: Actor, systems: list[Record]) -> None:
    first = systems[0]
    at(lead).post(f"/systems/{first.reference}/do/edit-system/", {"name": "Candidate order", "_version": str(first.version)})
    now = System.objects.get(pk=first.pk)
    assert (now.name, now.purpose) == ("Candidate order", "Orders applications for recruiters.")


def test_two_editors_see_both_versions_and_choose(at: At, lead: Actor, administrator: Actor, systems: list[Record]) -> None:
    first, address = systems[0], f"/systems/{systems[0].reference}/do/edit-system/"
    form = text(at(lead).get(address))
    fields = dict(re.findall(r'<input type="text" name="(\w+)" value="([^"]*)"', form))
    perform("edit_system", administrator, {"name": "Theirs", "vendor": "Rankwise"}, face="web", subject=first)
    browser = at(lead)
    mine = {
        **fields,
        "_all": "1",
        "_version": str(first.version),
        "name": "Mine",
        "purpose": "New purpose.",
        "impact": "rights",
        "in_scope": "undecided",
    }
    answer = browser.post(address, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'name="name" value="Theirs" checked' in page
    assert 'name="name" value="Mine"' in page
    assert 'name="purpose" value="New purpose."' in page
    assert 'name="vendor" value="Rankwise"' in page
    kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)) | {"name": "Mine"}
    assert browser.post(address, kept).status_code == 302
    now = System.objects.get(pk=first.pk)
    assert (now.name, now.purpose, now.vendor) == ("Mine", "New purpose.", "Rankwise")


def test_taking_something_out_of_use_asks_why(at: At, lead: Actor, systems: list[Record]) -> None:
    address = f"/systems/{systems[0].reference}/do/retire-system/"
    answer = at(lead).post(address, {"_all": "1", "_version": "1"})
    assert answer.status_code == 422
    assert 'href="#f-reason"' in answer.content.decode()
    assert at(lead).post(address, {"_all": "1", "_version": "1", "_reason": "Replaced."}).status_code == 302
    assert System.objects.get(pk=systems[0].pk).retired is not None


def test_a_file_is_taken_with_its_form(at: At, lead: Actor, systems: list[Record]) -> None:
    address = f"/systems/{systems[0].reference}/do/attach-evidence/"
    assert 'enctype="multipart/form-data"' in text(at(lead).get(address))
    sent = {
        "_all": "1",
        "title": "Test plan",
        "speaks_of": "2026-01-02",
        "valid_until": "",
        "source": "",
        "file": SimpleUploadedFile("a.pdf", b"%PDF"),
    }
    answer = at(lead).post(address + f"?_next={systems[0].address}", sent)
    assert answer.headers["Location"] == systems[0].address
    assert Evidence.objects.get().about_id == systems[0].pk


def test_where_to_go_afterwards_is_never_another_host(at: At, lead: Actor, systems: list[Record]) -> None:
    for place in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil.example"):
        sent = {"text": f"Hello {place}", "_next": place}
        answer = at(lead).post(f"/systems/{systems[0].reference}/do/add-comment/", sent)
        assert answer.headers["Location"].startswith("/comments/"), place


def test_what_somebody_may_not_do_is_refused_before_the_form(at: At, auditor: Actor, systems: list[Record]) -> None:
    answer = at(auditor).get(f"/systems/{systems[0].reference}/do/edit-system/")
    assert answer.status_code == 403
    assert "administrator, lead, owner" in answer.content.decode()
    assert at(auditor).post("/do/add-system/", {"name": "Mine"}).status_code == 403


def test_a_long_list_of_records_is_looked_up_by_typing(at: At, lead: Actor) -> None:
    from sightline.aims.organisation.models import Unit
    from sightline.kernel.changes import change

    with change(lead, "add_unit", "system", "many units"):
        Unit.objects.bulk_create([Unit(name=f"Unit number {n}") for n in range(250)])
    form = text(at(lead).get("/do/add-system/"))
    assert 'hx-get="/do/add-system/options/unit/"' in form
    found = text(at(lead).get("/do/add-system/options/unit/?unit=number 24"))
    assert found.count("<option") == 11
    sent = {"_all": "1", "name": "Found by name", "impact": "neither", "in_scope": "undecided", "unit": "Unit number 249"}
    assert at(lead).post("/do/add-system/", sent).status_code == 302


def test_ticked_rows_are_changed_together_in_one_entry(at: At, lead: Actor, systems: list[Record]) -> None:
    browser, ticks = at(lead), [system.reference for system in systems[:2]]
    assert f'name="tick" value="{ticks[0]}"' in text(browser.get("/systems/"))
    form = text(browser.get("/systems/do/decide-scope/", {"tick": ticks}))
    assert "2 AI systems" in form
    sent = {"tick": ticks, "in_scope": "no", "scope_reason": "Not in use any more.", "reason": "Not in use any more."}
    preview = text(browser.post("/systems/do/decide-scope/", {**sent, "_dry": "1"}))
    assert "What would happen" in preview
    assert set(System.objects.values_list("in_scope", flat=True)) == {"undecided"}
    page = text(browser.post("/systems/do/decide-scope/", sent, follow=True))
    assert "2 AI systems" in page
    assert sorted(System.objects.filter(in_scope="no").values_list("reference", flat=True)) == sorted(ticks)
    assert len({history_of(System.objects.get(reference=one))[0].entry.index for one in ticks}) == 1


def test_all_that_is_filtered_can_be_ticked_at_once(at: At, lead: Actor, systems: list[Record]) -> None:
    sent = {"_every": "1", "f.impact": "neither", "stage": "operation"}
    form = text(at(lead).get("/systems/do/move-stage/", {"_every": "1", "impact": "neither"}))
    assert 'name="f.impact" value="neither"' in form
    at(lead).post("/systems/do/move-stage/", sent)
    assert {one.name: one.stage for one in System.objects.filter(stage="operation")}.keys() == {
        one.name for one in System.objects.filter(impact="neither")
    }
    assert System.objects.get(pk=systems[0].pk).stage != "operation"


def test_nothing_ticked_is_told(at: At, lead: Actor, systems: list[Record]) -> None:
    assert "Tick some rows first." in text(at(lead).get("/systems/do/move-stage/", follow=True))
