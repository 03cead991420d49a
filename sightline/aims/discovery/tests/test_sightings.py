"""From files to decisions: what is new is added and never doubled; each sighting is decided on, by those who may, and comes back when its time is over."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sightline.aims.discovery.actions import looking
from sightline.aims.discovery.actions.looking import keep_seen, way_of_this_house
from sightline.aims.discovery.discovering import look_through
from sightline.aims.discovery.models import DiscoverySettings, OwnService, Scan, Sighting
from sightline.aims.discovery.queries import used_though_banned, waiting
from sightline.aims.inventory.models import System
from sightline.aims.organisation.models import Organisation, Person, Unit
from sightline.kernel import clock
from sightline.kernel.actions import perform
from sightline.kernel.changes import change, current_change
from sightline.kernel.errors import Invalid, NotNow, NotPermitted
from sightline.kernel.expectations import find_expectation
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.checking import replay
from sightline.kernel.obligations import all_obligations
from sightline.kernel.tasks.models import Task

from .conftest import FILES

pytestmark = pytest.mark.django_db
Do = Callable[..., Any]
Add = Callable[..., Scan]
START = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def squid(*uses: tuple[float, str, str]) -> bytes:
    """A Squid log: (hours after the start, host, user)."""
    return "".join(
        f"{START.timestamp() + hours * 3600:.3f} 10 10.0.0.1 TCP_TUNNEL/200 100 CONNECT {host}:443 {user} HIER_DIRECT/192.0.2.1 -\n"
        for hours, host, user in uses
    ).encode()


@pytest.fixture
def add(lead: Actor, tmp_path: Path) -> Add:
    """Looks through a log and keeps what it shows, as the command does."""

    def run(raw: bytes, *, source: str = "squid", origin: str = "") -> Scan:
        path = tmp_path / "access.log"
        path.write_bytes(raw)
        seen = look_through(source, path, way_of_this_house())
        with change(lead, "discover_ai", "cli"):
            kept = keep_seen(seen, origin)
        assert kept is not None
        return kept

    return run


@pytest.fixture
def chat(add: Add) -> Sighting:
    """ChatGPT, found in use by two people."""
    add(squid((0, "chatgpt.com", "ana@northwind.example"), (1, "chatgpt.com", "bo@northwind.example")))
    return Sighting.objects.get(service="chatgpt")


def decide(action: str, actor: Actor, on: Sighting | None = None, **answers: Any) -> None:
    """Performs an action that asks for a reason of its own."""
    perform(action, actor, answers, face="cli", subject=on)


def upload(raw: bytes, name: str = "access.log") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, raw)}


def test_an_uploaded_log_becomes_sightings_and_is_not_kept(lead: Actor) -> None:
    raw = (FILES / "squid.log").read_bytes()
    outcome = perform("discover_ai", lead, {"source": "squid"}, face="web", files=upload(raw))
    scan = Scan.objects.get(reference=outcome.reference)
    assert (scan.lines, scan.hits, scan.new_services, scan.name) == (10, 6, 3, "access.log")
    chat = Sighting.objects.get(service="chatgpt")
    assert (chat.requests, chat.users, chat.first_seen, chat.last_seen, chat.state) == (3, 2, date(2025, 11, 24), date(2025, 11, 25), "new")
    assert "ana@northwind" not in repr([*Sighting.objects.values(), *Scan.objects.values()])
    assert replay().ok


def test_the_same_file_again_adds_nothing(add: Add, chat: Sighting) -> None:
    before = (chat.requests, chat.users, chat.version)
    again = add(squid((0, "chatgpt.com", "ana@northwind.example"), (1, "chatgpt.com", "bo@northwind.example")))
    chat.refresh_from_db()
    assert (chat.requests, chat.users, chat.version) == before
    assert Scan.objects.count() == 1
    assert again.reference == Scan.objects.get().reference


def test_a_file_that_overlaps_another_adds_only_what_is_new(add: Add, chat: Sighting) -> None:
    add(squid((0, "chatgpt.com", "ana"), (1, "chatgpt.com", "bo"), (2, "chatgpt.com", "bo"), (30, "chatgpt.com", "bo")))
    chat.refresh_from_db()
    assert chat.requests == 4
    assert chat.last_seen == date(2026, 11, 21)


def test_the_next_rotated_log_of_the_same_day_is_added(add: Add, chat: Sighting) -> None:
    add(squid((3, "chatgpt.com", "ana"), (4, "chatgpt.com", "cy")))
    chat.refresh_from_db()
    assert chat.requests == 4
    add(squid((0, "chatgpt.com", "ana"), (1, "chatgpt.com", "bo"), (3, "chatgpt.com", "ana"), (4, "chatgpt.com", "cy")))
    chat.refresh_from_db()
    assert chat.requests == 4


def test_another_proxy_is_told_apart_by_its_origin(add: Add, chat: Sighting) -> None:
    add(squid((0, "chatgpt.com", "dee"), (1, "chatgpt.com", "eve"), (1.5, "chatgpt.com", "eve")), origin="Porto")
    chat.refresh_from_db()
    assert chat.requests == 5


def test_an_old_log_in_another_packing_is_not_counted_twice(add: Add) -> None:
    early = [(-24 * 900 + n, "chatgpt.com", "ana") for n in range(5)]
    add(squid(*early))
    add(squid(*early) + b"\n")
    assert Sighting.objects.get(service="chatgpt").requests == 5


def test_a_known_file_adds_services_that_the_catalogue_has_learnt_since(add: Add, do: Do, lead: Actor) -> None:
    raw = squid((0, "helper.northwind.example", "ana"), (1, "chatgpt.com", "ana"))
    add(raw)
    do("add_ownservice", lead, name="Helper", vendor="Northwind", category="assistants", domains="helper.northwind.example")
    add(raw)
    assert dict(Sighting.objects.values_list("name", "requests")) == {"ChatGPT": 1, "Helper": 1}
    assert Scan.objects.count() == 1


def test_people_are_counted_by_unit_from_the_register(add: Add, lead: Actor, organisation: Organisation, do: Do) -> None:
    claims = do("add_unit", lead, name="Claims")
    for name in ("ana", "bo"):
        do("add_person", lead, name=name.title(), email=f"{name}@northwind.example", unit=claims.reference)
    add(squid((0, "claude.ai", "Ana@Northwind.example"), (1, "claude.ai", "NORTHWIND\\bo"), (2, "claude.ai", "cy")))
    sighting = Sighting.objects.get(service="claude")
    assert (sighting.units, sighting.users) == ({"Claims": 2}, 3)
    assert not sighting.people.exists()


def test_people_are_linked_only_when_the_organisation_chose_so(add: Add, do: Do, lead: Actor, ana: Person) -> None:
    with pytest.raises(Invalid):
        decide("set_discovery", lead, fresh_days=30, keep_people=True)
    decide("set_discovery", lead, fresh_days=30, keep_people=True, reason="Agreed with the works council on 2 November.")
    add(squid((0, "claude.ai", "ana@northwind.example")))
    sighting = Sighting.objects.get(service="claude")
    assert list(sighting.people.all()) == [ana]
    decide("set_discovery", lead, fresh_days=30, keep_people=False)
    assert not sighting.people.exists()
    assert DiscoverySettings.objects.count() == 1


def test_a_draft_is_made_with_what_is_known_and_stays_known(chat: Sighting, do: Do, lead: Actor, add: Add) -> None:
    do("make_draft", lead, on=chat)
    chat.refresh_from_db()
    system = System.objects.get()
    assert (chat.state, chat.system) == ("known", system)
    assert (system.name, system.vendor, system.kind, system.organisation_role, system.stage) == (
        "ChatGPT",
        "OpenAI",
        "general",
        "deployer",
        "operation",
    )
    assert chat.reference in system.description
    add(squid((50, "chatgpt.com", "cy")))
    chat.refresh_from_db()
    assert (chat.state, chat.requests) == ("known", 3)
    with pytest.raises(NotNow):
        do("make_draft", lead, on=chat)


def test_it_is_matched_to_a_system_that_is_there(chat: Sighting, do: Do, lead: Actor) -> None:
    system = do("add_system", lead, name="ChatGPT Enterprise")
    do("match_sighting", lead, on=chat, system=system.reference)
    assert list(system.sightings.values_list("state", flat=True)) == ["known"]
    do("retire_system", lead, on=system, reason="Not used any more.")
    assert "sighting" in find_expectation("known_sightings_in_inventory").name  # type: ignore[union-attr]
    assert not _conforming("known_sightings_in_inventory")


def test_a_ban_gives_tasks_and_use_after_it_shows(chat: Sighting, do: Do, lead: Actor, ana: Person, add: Add) -> None:
    decide("ban_sighting", lead, on=chat, reason="It trains on what is typed.", tell=ana.reference)
    task = Task.objects.get(about_id=chat.pk)
    assert "ChatGPT" in task.title
    assert task.due == clock.today() + timedelta(days=14)
    assert not Sighting.objects.filter(used_though_banned()).exists()
    later = (clock.now() + timedelta(days=3) - START).total_seconds() / 3600
    add(squid((later, "chatgpt.com", "bo")))
    assert Sighting.objects.filter(used_though_banned()).get() == chat
    assert not _conforming("banned_services_unused")


def test_what_is_ignored_comes_back_when_its_time_is_over(chat: Sighting, do: Do, lead: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    until = clock.today() + timedelta(days=30)
    with pytest.raises(Invalid):
        decide("ignore_sighting", lead, on=chat, reason="A trial.", until=(clock.today() + timedelta(days=400)).isoformat())
    with pytest.raises(Invalid):
        decide("ignore_sighting", lead, on=chat, reason="", until=until.isoformat())
    decide("ignore_sighting", lead, on=chat, reason="A trial.", until=until.isoformat())
    assert not Sighting.objects.filter(waiting()).exists()
    with clock.at(clock.now() + timedelta(days=31)):
        chat.refresh_from_db()
        assert chat.state_now == "new"
        assert Sighting.objects.filter(waiting()).get() == chat
        assert not _conforming("sightings_decided")


def test_a_decision_can_be_taken_back(chat: Sighting, do: Do, lead: Actor) -> None:
    with pytest.raises(NotNow):
        decide("reopen_sighting", lead, on=chat, reason="By mistake.")
    do("make_draft", lead, on=chat)
    decide("reopen_sighting", lead, on=chat, reason="By mistake.")
    chat.refresh_from_db()
    assert (chat.state, chat.system) == ("new", None)
    assert System.objects.count() == 1


@pytest.mark.parametrize("role", ["executive", "owner", "auditor", "employee"])
def test_others_may_not_decide(chat: Sighting, role: str, request: pytest.FixtureRequest) -> None:
    actor = request.getfixturevalue(role)
    for name, data in (("make_draft", {}), ("ban_sighting", {"reason": "No."}), ("reopen_sighting", {"reason": "No."})):
        with pytest.raises(NotPermitted):
            perform(name, actor, data, face="web", subject=chat)
    with pytest.raises(NotPermitted):
        perform("discover_ai", actor, {"source": "squid"}, face="web", files=upload(b"x\n"))
    assert Sighting.objects.visible_to(actor).exists() is (role in ("executive", "auditor"))


def test_a_log_of_another_product_is_refused_in_words(lead: Actor) -> None:
    raw = (FILES / "zscaler.log").read_bytes()
    with pytest.raises(Invalid) as refused:
        perform("discover_ai", lead, {"source": "squid"}, face="web", files=upload(raw, "nss.log"))
    assert refused.value.fields["file"] == ["nss.log looks like a Zscaler file, not like Squid. Choose zscaler as its source."]
    assert not Scan.objects.exists()


def test_an_own_entry_must_be_recognisable_and_well_formed(do: Do, lead: Actor) -> None:
    with pytest.raises(Invalid):
        do("add_ownservice", lead, name="Helper", vendor="Northwind", category="assistants")
    with pytest.raises(Invalid):
        do("add_ownservice", lead, name="Helper", vendor="Northwind", category="assistants", domains="not a domain")
    assert not OwnService.objects.exists()


def test_a_newer_catalogue_is_laid_over_ours(add: Add, lead: Actor, do: Do) -> None:
    text = (
        "version: '2027.01'\nservices:\n  - id: newcomer\n    name: Newcomer\n    vendor: Newcomer Ltd\n    category: assistants\n"
        "    source: https://newcomer.example\n    domains: [newcomer.example]\n"
    )
    with pytest.raises(Invalid) as refused:
        perform("load_catalogue", lead, {}, face="web", files=upload(b"services: 3\n", "bad.yaml"))
    assert refused.value.fields["file"]
    perform("load_catalogue", lead, {}, face="web", files=upload(text.encode(), "new.yaml"))
    do("add_ownservice", lead, name="Helper", vendor="Northwind", category="assistants", domains="helper.northwind.example")
    add(squid((0, "newcomer.example", "ana"), (1, "helper.northwind.example", "ana"), (2, "chatgpt.com", "ana")))
    assert set(Sighting.objects.values_list("name", flat=True)) == {"Newcomer", "Helper", "ChatGPT"}


def test_a_look_falls_due_again(chat: Sighting, organisation: Organisation, do: Do, lead: Actor) -> None:
    again = next(one for one in all_obligations() if one.name == "discover_again")
    assert not again.due(clock.today() + timedelta(days=89)).exists()
    assert again.due(clock.today() + timedelta(days=90)).get().due_on == clock.today() + timedelta(days=90)
    assert _conforming("discovery_fresh")
    with clock.at(clock.now() + timedelta(days=91)):
        assert not _conforming("discovery_fresh")
    decide("set_discovery", lead, fresh_days=120)
    with clock.at(clock.now() + timedelta(days=91)):
        assert _conforming("discovery_fresh")


def test_units_that_one_draft_belongs_to_are_taken_over(add: Add, do: Do, lead: Actor, organisation: Organisation) -> None:
    unit: Unit = do("add_unit", lead, name="Claims")
    add((FILES / "zscaler.log").read_bytes(), source="zscaler")
    do("make_draft", lead, on=Sighting.objects.get(service="chatgpt"))
    assert System.objects.get().unit == unit


def _conforming(name: str) -> bool:
    expectation = find_expectation(name)
    assert expectation is not None
    rows = expectation.population()
    return rows.count() == expectation.conforming(rows).count() > 0


def test_a_log_is_read_before_the_change_is_open_and_only_for_who_may(lead: Actor, auditor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    changes_open = []

    def noted(*arguments: Any) -> Any:
        changes_open.append(current_change())
        return look_through(*arguments)

    monkeypatch.setattr(looking, "look_through", noted)
    raw = (FILES / "squid.log").read_bytes()
    with pytest.raises(NotPermitted):
        perform("discover_ai", auditor, {"source": "squid"}, face="web", files=upload(raw))
    with pytest.raises(Invalid) as refused:
        perform("discover_ai", lead, {"source": "abacus"}, face="web", files=upload(raw))
    assert "source" in refused.value.fields
    assert changes_open == []
    perform("discover_ai", lead, {"source": "squid"}, face="web", files=upload(raw))
    assert changes_open == [None]
    assert Scan.objects.count() == 1
