"""Two records of one system: noticed when one is registered, compared, and merged so that nothing is lost."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sightline.aims.inventory.models import Absence, SuspectedDuplicate, System
from sightline.aims.inventory.resources.models import AffectedGroup, ModelUse
from sightline.aims.organisation.models import Organisation
from sightline.kernel.actions import perform
from sightline.kernel.comments.models import Comment
from sightline.kernel.errors import Invalid, NotNow
from sightline.kernel.evidence.models import Evidence
from sightline.kernel.identity.actors import Actor
from sightline.kernel.imports.running import Result
from sightline.kernel.journal.checking import replay
from sightline.kernel.journal.models import Image
from sightline.kernel.journal.reading import history_of
from sightline.kernel.links.models import Link
from sightline.kernel.tasks.models import Task

pytestmark = pytest.mark.django_db

Listed = Callable[..., Path]
Imported = Callable[..., Result]


def figures(result: Result) -> tuple[int, int, int, int]:
    """Created, updated, unchanged, refused."""
    return result.created, result.updated, result.unchanged, result.refused


def suspected() -> list[tuple[str, str]]:
    """The names of pairs that wait for somebody."""
    rows = SuspectedDuplicate.objects.current().filter(state="open").select_related("first", "second").order_by("reference")
    return [(row.first.name, row.second.name) for row in rows]


ALIKE = [
    ({"name": "ChatGPT Enterprise"}, {"name": "Chat GPT Entreprise"}),
    ({"name": "Copilot", "vendor": "Microsoft"}, {"name": "Microsoft Copilot"}),
    ({"name": "Claims router", "purpose": "Sends each claim to the person who knows its kind best."},
     {"name": "Claim routing", "purpose": "Sends each claim to the person who knows its kind best"}),
    ({"name": "Invoice reader", "vendor": "Rankwise"}, {"name": "Invoices reading", "vendor": "Rankwise"}),
    ({"name": "Chatbot"}, {"name": "CHATBOT"}),
]  # fmt: skip
APART = [
    ({"name": "Model 3"}, {"name": "Model 4"}),
    ({"name": "Chatbot"}, {"name": "Chatbot for grants in agriculture"}),
    ({"name": "Document summary", "vendor": "OpenAI"}, {"name": "Documents summary", "vendor": "Rankwise"}),
    ({"name": "Fraud detection"}, {"name": "Speech recognition"}),
]


@pytest.mark.parametrize("number", range(len(ALIKE)))
def test_a_system_that_may_be_there_already_is_noticed_when_it_is_registered(
    do: Any, organisation: Organisation, lead: Actor, client: Client, number: int
) -> None:
    first, second = ALIKE[number]
    do("add_system", lead, **first)
    made = do("add_system", lead, **second)
    assert suspected() == [(first["name"], second["name"])]
    client.force_login(lead.account, backend="allauth.account.auth_backends.AuthenticationBackend")  # type: ignore[arg-type]
    page = client.get(made.address).content.decode()
    assert "May be the same as" in page
    assert "SYS-0001" in page


@pytest.mark.parametrize("number", range(len(APART)))
def test_systems_that_only_sound_alike_are_left_in_peace(do: Any, organisation: Organisation, lead: Actor, number: int) -> None:
    for given in APART[number]:
        do("add_system", lead, **given)
    assert suspected() == []


def test_a_list_is_compared_by_the_same_rules(organisation: Organisation, listed: Listed, imported: Imported) -> None:
    head = ["Use case", "Department", "Vendor"]
    imported(listed(head, ["Copilot", "Department of Interior", "Microsoft"]))
    imported(listed(head, ["Microsoft Copilot", "Legal", ""], ["Copilot", "Department of the Interior", ""], ["Radar", "Legal", ""]))
    assert sorted(suspected()) == [("Copilot", "Copilot"), ("Copilot", "Microsoft Copilot")]


@pytest.fixture
def pair(do: Any, organisation: Organisation, lead: Actor) -> SuspectedDuplicate:
    """Two records of one system; all sorts of things hang on the second."""
    first = do("add_system", lead, name="ChatGPT Enterprise", vendor="OpenAI", models="GPT-4o", source_id="A-1")
    second = do(
        "add_system", lead, name="Chat GPT Enterprise", vendor="Open AI Inc.", purpose="Drafts letters.", models="GPT-4o\nGPT-5",
        impact="rights", source_id="B-9",
    )  # fmt: skip
    file = SimpleUploadedFile("minutes.txt", b"We decided.")
    perform("attach_evidence", lead, {"title": "Minutes", "speaks_of": "2024-05-01"}, face="web", subject=second, files={"file": file})
    do("add_comment", lead, on=second, text="Look at the contract.")
    do("give_task", lead, on=second, title="Renew the contract")
    other = do("add_system", lead, name="Translator")
    do("link_records", lead, on=second, relation="depends-on", target=other.reference)
    do("link_records", lead, on=first, relation="relates-to", target=second.reference)
    model = do("add_model", lead, name="GPT-4o")
    do("use_model", lead, on=first, model=model.reference)
    do("use_model", lead, on=second, model=model.reference)
    do("use_model", lead, on=second, model=do("add_model", lead, name="GPT-5").reference)
    do("add_affectedgroup", lead, name="Customers", systems=[second.reference])
    return SuspectedDuplicate.objects.get()


def test_a_merge_loses_nothing(do: Any, pair: SuspectedDuplicate, lead: Actor, client: Client) -> None:
    kept, other = pair.first, pair.second
    pair = do("confirm_duplicate", lead, on=pair, keep="first", reason="One contract.")
    kept.refresh_from_db()
    other.refresh_from_db()
    assert (kept.purpose, kept.impact, kept.models, kept.vendor) == ("Drafts letters.", "rights", "GPT-4o\nGPT-5", "OpenAI")
    assert kept.also_called.splitlines() == ["Chat GPT Enterprise", "B-9"]
    assert other.retired is not None
    assert [Evidence.objects.get().about_id, Comment.objects.get().about_id, Task.objects.get().about_id] == [kept.pk] * 3
    live = Link.objects.current()
    assert [(link.source_id, link.relation) for link in live] == [(kept.pk, "depends-on")]
    assert sorted(str(use.model) for use in ModelUse.objects.current().filter(system=kept)) == ["GPT-4o", "GPT-5"]
    assert not ModelUse.objects.current().filter(system=other).exists()
    assert [str(one) for one in AffectedGroup.objects.get().systems.all()] == ["ChatGPT Enterprise"]
    told = {one["label"]: (one["kept"], one["other"]) for one in pair.differed}
    assert told["Supplier"] == ("OpenAI", "Open AI Inc.")
    assert told["Name"] == ("ChatGPT Enterprise", "Chat GPT Enterprise")
    assert told["Reference elsewhere"] == ("A-1", "B-9")
    assert len(history_of(other)) == 2
    client.force_login(lead.account, backend="allauth.account.auth_backends.AuthenticationBackend")  # type: ignore[arg-type]
    decided = client.get(pair.address).content.decode()
    assert "Open AI Inc." in decided
    assert "TSK-0001" in decided
    assert "goes on in place of this record" in client.get(other.address).content.decode()
    assert "was merged into this record" in client.get(kept.address).content.decode()
    assert replay().differences == []


def test_other_questions_about_the_one_that_goes_follow_it(do: Any, organisation: Organisation, lead: Actor) -> None:
    for name in ("Chatbot", "Chatbot.", "Chat bot"):
        do("add_system", lead, name=name)
    assert len(suspected()) == 3
    pair = SuspectedDuplicate.objects.get(first__reference="SYS-0001", second__reference="SYS-0002")
    do("confirm_duplicate", lead, on=pair, keep="first")
    assert suspected() == [("Chatbot", "Chat bot")]


def test_a_pair_can_be_asked_about_by_hand_once(do: Any, organisation: Organisation, lead: Actor) -> None:
    first, second = do("add_system", lead, name="Radar"), do("add_system", lead, name="Recruiting screen")
    do("suspect_duplicate", lead, on=second, other=first.reference)
    assert suspected() == [("Radar", "Recruiting screen")]
    with pytest.raises(Invalid, match="Nothing was saved"):
        do("suspect_duplicate", lead, on=first, other=second.reference)
    with pytest.raises(Invalid):
        do("suspect_duplicate", lead, on=first, other=first.reference)


def test_a_list_finds_the_one_that_goes_on_whichever_row_it_has(
    do: Any, organisation: Organisation, lead: Actor, listed: Listed, imported: Imported
) -> None:
    head = ["ID", "Use case", "Vendor"]
    ours = listed(head, ["A-1", "ChatGPT Enterprise", "OpenAI"], name="ours.csv")
    theirs = listed(head, ["B-9", "Chat GPT Enterprise", "Open AI Inc."], name="theirs.csv")
    imported(ours)
    imported(theirs)
    do("confirm_duplicate", lead, on=SuspectedDuplicate.objects.get(), keep="first")
    assert figures(imported(ours)) == (0, 0, 1, 0)
    assert figures(imported(theirs)) == (0, 0, 1, 0)
    assert System.objects.current().get().vendor == "OpenAI"
    assert figures(imported(listed(head, ["B-9", "Chat GPT Enterprise", "OpenAI Ireland"]))) == (0, 0, 1, 0)
    both = listed(head, ["A-1", "ChatGPT Enterprise", "OpenAI"], ["B-9", "Chat GPT Enterprise", "Open AI Inc."], name="both.csv")
    assert figures(imported(both)) == (0, 0, 2, 0)
    assert System.objects.count() == 2


def test_a_complete_list_proposes_what_it_lacks_and_retires_nothing(
    do: Any, organisation: Organisation, lead: Actor, listed: Listed, imported: Imported
) -> None:
    head = ["ID", "Use case"]
    imported(listed(head, ["A-1", "Chatbot"], ["A-2", "Router"], ["A-3", "Sorter"]))
    less = listed(head, ["A-1", "Chatbot"], name="less.csv")
    assert imported(less).missing == 2
    assert not Absence.objects.exists()
    assert imported(less, complete=True, dry_run=True).missing == 2
    assert not Absence.objects.exists()
    imported(less, complete=True)
    imported(less, complete=True)
    assert sorted(str(one) for one in Absence.objects.all()) == ["Router is not in less.csv", "Sorter is not in less.csv"]
    assert System.objects.current().count() == 3
    router, sorter = Absence.objects.order_by("system__name")
    do("confirm_absence", lead, on=router, reason="Switched off.")
    assert sorted(System.objects.current().values_list("name", flat=True)) == ["Chatbot", "Sorter"]
    assert [version.entry.action for version in history_of(router.system)] == ["confirm_absence", "run_import"]
    imported(listed(head, ["A-3", "Sorter"]))
    sorter.refresh_from_db()
    assert sorter.state == "back"
    with pytest.raises(NotNow):
        do("dismiss_absence", lead, on=sorter)
    assert replay().differences == []


def test_the_page_of_an_import_asks_whether_the_list_is_whole(
    do: Any, organisation: Organisation, lead: Actor, listed: Listed, imported: Imported, client: Client
) -> None:
    imported(listed(["ID", "Use case"], ["A-1", "Chatbot"], ["A-2", "Router"]))
    client.force_login(lead.account, backend="allauth.account.auth_backends.AuthenticationBackend")  # type: ignore[arg-type]
    client.post("/do/upload-import/", {"kind": "systems", "file": SimpleUploadedFile("less.csv", b"ID,Use case\nA-1,Chatbot 2\n")})
    address = "/imports/IMP-0002/"
    assert "This is the whole list" in client.get(address).content.decode()
    client.post(f"{address}do/run-import/", {"prefer": "ours", "complete": "on"})
    assert [one.system.name for one in Absence.objects.all()] == ["Router"]


def test_who_is_erased_is_erased_from_what_differed_and_from_answers(
    do: Any, organisation: Organisation, lead: Actor, client: Client
) -> None:
    ana, ben = (do("add_person", lead, name=name) for name in ("Ana Verysingular", "Ben Quiterare"))
    first = do("add_system", lead, name="Ranker", owner=ana.reference)
    second = do("add_system", lead, name="Rankers", owner=ben.reference)
    asks = do("suspect_duplicate", lead, on=first, other=second.reference) if not suspected() else SuspectedDuplicate.objects.get()
    made = do("confirm_duplicate", lead, on=asks, keep="first")
    client.force_login(lead.account, backend="allauth.account.auth_backends.AuthenticationBackend")  # type: ignore[arg-type]
    assert f"Ben Quiterare ({ben.reference})" in client.get(made.address).content.decode()
    do("erase_person", lead, on=ben, ground="GDPR Art. 17")
    assert not [text for text in Image.objects.values_list("data", flat=True) if text and "Quiterare" in text]
    assert "Quiterare" not in client.get(made.address).content.decode()
    assert replay().differences == []
