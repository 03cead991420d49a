"""The page of a record: what it is, what can be done, what happened, and that it can be proved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sightline.kernel import clock
from sightline.kernel.actions import perform
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.integrating import integrate
from sightline.kernel.records import Record

from .test_registers import MOST_QUERIES, body, text

At = Callable[[Actor], Client]


def test_a_record_shows_facts_verbs_and_history(at: At, lead: Actor, systems: list[Record]) -> None:
    page = text(at(lead).get(f"/systems/{systems[0].reference}/"))
    assert "<h1>Candidate ranking</h1>" in page
    assert "Orders applications for recruiters." in page
    assert f'href="/systems/{systems[0].reference}/do/edit-system/"' in page
    assert "Add an AI system" in page  # the first line of its history
    assert "Not said yet:" in page


def test_the_history_says_names_and_not_ids(at: At, lead: Actor, systems: list[Record]) -> None:
    legal = systems[1].unit  # type: ignore[attr-defined]
    perform("edit_system", lead, {"unit": legal.reference}, face="web", subject=systems[0], reason="It moved.")
    page = text(at(lead).get(f"/systems/{systems[0].reference}/"))
    assert "<del>Human resources</del> <ins>Legal</ins>" in page
    assert "Reason: It moved." in page
    assert str(legal.pk) not in page


def test_a_long_text_shows_which_words_changed(at: At, lead: Actor, systems: list[Record]) -> None:
    longer = "Orders applications for recruiters, who decide alone whom to invite to a talk."
    perform("edit_system", lead, {"purpose": longer}, face="web", subject=systems[0])
    perform("edit_system", lead, {"purpose": longer.replace("alone", "together")}, face="web", subject=systems[0])
    page = text(at(lead).get(f"/systems/{systems[0].reference}/"))
    assert "who decide <del>alone</del><ins>together</ins> whom" in page


def test_a_change_has_a_page_with_its_proof(at: At, lead: Actor, systems: list[Record]) -> None:
    done = perform("edit_system", lead, {"name": "Candidate order"}, face="web", subject=systems[0])
    address = f"/systems/{systems[0].reference}/history/{done.entry}/"
    assert "Not signed yet" in text(at(lead).get(address))
    integrate()
    page = text(at(lead).get(address))
    assert "In the ledger" in page
    assert "<del>Candidate ranking</del> <ins>Candidate order</ins>" in page
    proof = at(lead).get(address + "proof.json").json()
    assert proof["index"] == done.entry
    assert proof["checkpoint"].startswith(proof["checkpoint"].splitlines()[0])


def test_an_entry_of_something_else_is_not_shown_as_a_change_of_this(at: At, lead: Actor, systems: list[Record]) -> None:
    assert at(lead).get(f"/systems/{systems[0].reference}/history/0/").status_code == 404


def test_a_record_as_of_a_day_has_no_verbs(at: At, lead: Actor, systems: list[Record]) -> None:
    page = text(at(lead).get(f"/systems/{systems[0].reference}/?as_of={clock.today()}"))
    assert "Candidate ranking" in page
    assert "/do/" not in page
    assert at(lead).get(f"/systems/{systems[0].reference}/?as_of=2001-01-01").status_code == 404


def test_what_hangs_on_a_record_stands_on_its_page(at: At, lead: Actor, systems: list[Record]) -> None:
    browser, first = at(lead), systems[0]
    perform("give_task", lead, {"title": "Review access", "due": "2020-01-01"}, face="web", subject=first)
    perform("add_comment", lead, {"text": "Ask <b>recruiters</b> too."}, face="web", subject=first)
    perform("link_records", lead, {"relation": "replaces", "target": systems[1].reference}, face="web", subject=first)
    file = SimpleUploadedFile("plan.txt", b"a plan")
    perform("attach_evidence", lead, {"title": "Test plan", "speaks_of": "2026-01-02"}, face="web", subject=first, files={"file": file})
    page = text(browser.get(f"/systems/{first.reference}/"))
    for said in ("Review access", "days late", "Ask &lt;b&gt;recruiters&lt;/b&gt; too.", "Replaces", "Test plan", "6 bytes", "2 Jan 2026"):
        assert said in page
    assert "Is replaced by" in text(browser.get(f"/systems/{systems[1].reference}/"))


def test_evidence_is_handed_over_as_it_was_stored(at: At, lead: Actor, employee: Actor, systems: list[Record]) -> None:
    file = SimpleUploadedFile("../<script>.html", b"<script>alert(1)</script>")
    given = {"title": "Minutes", "speaks_of": "2026-01-02"}
    piece = perform("attach_evidence", lead, given, face="web", subject=systems[0], files={"file": file}).record
    assert piece is not None
    answer = at(lead).get(f"/evidence/{piece.reference}/file/")
    assert body(answer) == b"<script>alert(1)</script>"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert at(employee).get(f"/evidence/{piece.reference}/file/").status_code == 404


def test_a_record_takes_twelve_queries(at: At, lead: Actor, systems: list[Record], django_assert_max_num_queries: Any) -> None:
    browser = at(lead)
    perform("edit_system", lead, {"unit": systems[1].unit.reference}, face="web", subject=systems[0])  # type: ignore[attr-defined]
    browser.get(f"/systems/{systems[0].reference}/")
    with django_assert_max_num_queries(MOST_QUERIES):
        browser.get(f"/systems/{systems[0].reference}/")


def test_a_retired_record_says_so_and_can_not_be_edited(at: At, lead: Actor, systems: list[Record]) -> None:
    perform("retire_system", lead, {}, face="web", subject=systems[0], reason="Gone.")
    page = text(at(lead).get(f"/systems/{systems[0].reference}/"))
    assert "Retired" in page
    assert f'href="/systems/{systems[0].reference}/do/edit-system/"' not in page


def test_a_record_that_is_for_others_is_as_if_it_were_not_there(at: At, employee: Actor, systems: list[Record]) -> None:
    assert at(employee).get(f"/systems/{systems[0].reference}/").status_code == 404
