"""The permission walk of the web face: every role at every address, compared with the one table, read without the code under test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings as site
from django.test import Client
from django.urls import URLPattern, URLResolver

from sightline.faces.web.urls import urlpatterns
from sightline.kernel.actions import Action, all_actions
from sightline.kernel.exports import all_exports
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.models import Entry, Image
from sightline.kernel.pages import Page, all_pages
from sightline.kernel.permissions import table
from sightline.kernel.records import Record
from sightline.kernel.registers import Register, all_registers, register_of
from sightline.kernel.search.finding import catch_up
from tests.support.people import make_actor

from .world import fill
from .world.assessments import TOPIC

pytestmark = pytest.mark.django_db
ROLES = [*table().roles, "nobody"]
EVERYBODY = {"home", "me", "search", "own", "calendar"}
"""Open to whoever is signed in; each shows only what its reader may read."""
AT_THE_DOOR = {"welcome", "theme", "open-link", "account_login", "account_logout", "account_inactive", "account_signup", "account_email"}
REFUSED = (403, 404)
"""Not allowed; or a record of which one may not even know."""
PARTS = {"framework": "iso42001", "code": "4.3", "reference": "IMP-0001", "pair": "1..1", "topic": TOPIC.id}
REFERENCES = {
    "ai-act-system": "SYS-0001",
    "sight": "SYS-0001",
    **dict.fromkeys(("assess_result", "assess_compare", "assess_topic"), "ASM-0001"),
}
"""What stands in the address of pages, and which record on those that are not about an import."""


@dataclass(frozen=True)
class Walker:
    """Somebody with one role at a browser."""

    role: str
    actor: Actor
    client: Client

    def cell(self, permission: str) -> str:
        """What the table says of this role."""
        return table().cells[permission].get(self.role, "")

    def get(self, address: str) -> int:
        """The status of an address."""
        return self.client.get(address).status_code


@pytest.fixture
def system(administrator: Actor, lead: Actor) -> Record:
    return fill(administrator, lead)


@pytest.fixture(params=ROLES)
def walker(request: pytest.FixtureRequest, system: Record) -> Walker:
    role: str = request.param
    actor, client = make_actor(*([] if role == "nobody" else [role])), Client()
    assert actor.account is not None
    client.force_login(actor.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return Walker(role, actor, client)


def test_every_address_answers_as_the_table_says(walker: Walker) -> None:
    reading = (_lists_and_their_exports, _views_of_ones_own, _records_and_their_changes, _pages)
    checks = (*reading, _files_that_are_made, _forms_of_actions, _posts_past_the_form, _actions_on_many_rows)
    said = [said for check in checks for said in check(walker)]
    assert not said, "\n".join(said)


def sample(register: Register) -> Record:
    """A record of a register that is nobody's own."""
    row: Record | None = register.model._default_manager.current().order_by("reference").first()
    row = row or register.model._default_manager.order_by("reference").first()
    assert row is not None, f"the walk has no record of {register.name}: make one in world.py"
    return row


def place_of(register: Register, record: Record) -> str:
    """The address of a record's page, as the specification writes it."""
    return f"/{register.name}/{record.reference}/"


def address_of(page: Page) -> str:
    """The address of a page, its parts filled in."""
    made = page.path
    for name, value in {**PARTS, "reference": REFERENCES.get(page.name, PARTS["reference"])}.items():
        for kind in ("str", "slug", "requirement_set"):
            made = made.replace(f"<{kind}:{name}>", value)
    assert "<" not in made, f"the walk does not know what to put into {page.path}"
    return "/" + made


def wrong(walker: Walker, asked: list[tuple[str, str]]) -> list[str]:
    """Addresses with their permission where the answer is not what the table says."""
    found = []
    for address, permission in asked:
        status, cell = walker.get(address), walker.cell(permission)
        as_said = status == 200 if cell == "all" else status in REFUSED if not cell else status in (200, *REFUSED)
        if not as_said:
            found.append(f"{walker.role} gets {status} at {address}; the table says {cell or 'no'} for {permission}")
    return found


def _lists_and_their_exports(walker: Walker) -> list[str]:
    endings = (".csv", ".json", ".xlsx")  # one format of each list, in turn: all come through the same door
    asked = [(f"/{one.name}{ending}", one.permission) for place, one in enumerate(all_registers()) for ending in ("/", endings[place % 3])]
    return wrong(walker, asked)


def _views_of_ones_own(walker: Walker) -> list[str]:
    found = []
    for one in all_registers():
        status = walker.client.post(f"/{one.name}/views/", {"name": "Mine", "query": "q=candidate"}).status_code
        if status != (302 if walker.cell(one.permission) else 403):
            found.append(f"{walker.role} gets {status} for keeping a view of {one.name}")
    return found


def _records_and_their_changes(walker: Walker) -> list[str]:
    asked = []
    for one in all_registers():
        record = sample(one)
        first = Image.objects.filter(record_id=record.pk).order_by("place").first()
        assert first is not None
        asked += [(place_of(one, record) + part, one.permission) for part in ("", f"history/{first.entry}/")]
    evidence = next(one for one in all_registers() if one.name == "evidence")
    return wrong(walker, [*asked, (place_of(evidence, sample(evidence)) + "file/", evidence.permission)])


def _pages(walker: Walker) -> list[str]:
    asked = [(address_of(one), one.permission) for one in all_pages()]
    return wrong(walker, [*asked, *((address, "ledger.read") for address in ("/ledger/", "/ledger/0/", "/ledger/checkpoint/"))])


def _files_that_are_made(walker: Walker) -> list[str]:
    """Asked for in a format that there is not, so that nothing has to be made: refused for that only where the table gives the file and its record."""
    found = []
    for one in all_exports():
        register = register_of(one.of) if one.of is not None else None
        address = f"{place_of(register, sample(register))}{one.name}.none" if register is not None else f"/reports/{one.name}.none"
        status, cell = walker.get(address), walker.cell(one.permission)
        seen = walker.cell(register.permission) if register is not None else "all"
        if status not in ((403,) if not cell else (422,) if cell == seen == "all" else (422, *REFUSED)):
            found.append(f"{walker.role} gets {status} at {address}; the table says {cell or 'no'} for {one.permission}")
    return found


def doings() -> Iterator[tuple[Action, Record | None, str]]:
    """Every action with a record to do it on and the address of its form."""
    registers = list(all_registers())
    for one in all_actions():
        if one.subject is None:
            yield one, None, f"/do/{one.path}/"
            continue
        listed = next((found for found in registers if issubclass(found.model, one.subject)), None)
        assert listed is not None, f"{one.name} is done on records that no register lists"
        record = sample(listed)
        yield one, record, f"{place_of(listed, record)}do/{one.path}/"


def hindered(action: Action, actor: Actor, record: Record | None) -> bool:
    """Whether the record's state, or the separation of duties, forbids now what the table allows."""
    return bool(record is not None and action.why_not and action.why_not(actor, record))


def _forms_of_actions(walker: Walker) -> list[str]:
    found = []
    for action, record, address in doings():
        status, cell = walker.get(address), walker.cell(action.permission)
        refused = not cell or (cell == "own" and record is not None) or hindered(action, walker.actor, record)
        if (status not in REFUSED) if refused else status != 200:
            found.append(f"{walker.role} gets {status} at {address}; the table says {cell or 'no'} for {action.permission}")
    return found


def _posts_past_the_form(walker: Walker) -> list[str]:
    """Posting past the form: refused by the same table, and the ledger has not grown."""
    before, found = Entry.objects.count(), []
    for action, _, address in doings():
        if not walker.cell(action.permission):
            status = walker.client.post(address, {"_key": "walk"}).status_code
            if status not in REFUSED:
                found.append(f"{walker.role} gets {status} for posting to {address}")
    grown = Entry.objects.count() - before
    return found + [f"{walker.role} made {grown} entries that the table does not give"] * bool(grown)


def _actions_on_many_rows(walker: Walker) -> list[str]:
    found = []
    for action in (one for one in all_actions() if one.bulk and one.subject is not None):
        listed = next(one for one in all_registers() if one.model is action.subject)
        address = f"/{listed.name}/do/{action.path}/?tick={sample(listed).reference}"
        status, cell = walker.get(address), walker.cell(action.permission)
        if not cell and status == 200:
            found.append(f"{walker.role} sees the form at {address}; the table says no for {action.permission}")
        if cell == "all" and status != 200:
            found.append(f"{walker.role} gets {status} at {address}; the table says all for {action.permission}")
    return found


def test_what_is_open_to_everybody_shows_nothing_more(walker: Walker) -> None:
    catch_up()
    for address in ("/me/", "/account/", "/search/?q=candidate", "/theme/"):
        assert walker.get(address) == 200, address
    assert walker.get("/") in (200, 302)
    due = walker.client.get("/calendar/").content.decode()
    assert ("Ask the supplier" in due) == (walker.cell("tasks.read") == "all")
    shown = walker.client.get("/search/?q=candidate").content.decode()
    assert ("Candidate ranking" in shown) == (walker.cell("inventory.read") == "all")
    suggested = walker.client.get("/do/add-system/options/unit/?unit=human").content.decode()
    assert ("Human resources" in suggested) == bool(walker.cell("inventory.add"))


def every_pattern(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, str]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from every_pattern(one.url_patterns, before + str(one.pattern))
        else:
            yield one.name or "", before + str(one.pattern)


def test_who_is_not_signed_in_is_sent_to_the_door(client: Client, system: Record) -> None:
    actions = [address for _, _, address in doings()]
    lists = [f"/{one.name}{ending}" for one in all_registers() for ending in ("/", ".csv")]
    records = [place_of(one, sample(one)) for one in all_registers()]
    rest = ["/", "/me/", "/search/", "/calendar/", "/ledger/", "/ledger/0/", "/ledger/checkpoint/", "/nothing-here/"]
    for address in [*actions, *lists, *records, *rest, *(address_of(one) for one in all_pages())]:
        for send in (client.get, client.post):
            answer = send(address)
            assert (answer.status_code, answer.headers.get("Location", "")[:15]) == (302, "/account/login/"), address
    assert client.get("/welcome/").headers["Location"] == "/"


def test_the_walk_leaves_no_address_out() -> None:
    walked = EVERYBODY | AT_THE_DOOR | {one.name for one in all_pages()}
    walked |= {"ledger", "checkpoint", "entry", "do", "options", "act", "together", "save-view"}
    walked |= {"export", "evidence-file", "register", "record", "change", "proof", "made", "made-of"}
    named = {name for name, path in every_pattern(urlpatterns) if not path.startswith("account/")}
    assert named - walked == set(), "a new address: walk it here, with every role"
    assert walked - {name for name, _ in every_pattern(urlpatterns)} == set(), "gone: take it off the walk"


def test_the_door_opens_nothing_else(client: Client, system: Record) -> None:
    """What allauth answers before sign-in is its own forms, or the way to sign in."""
    parts = {"uidb36": "1", "key": "set-password"}
    for name, path in every_pattern(urlpatterns):
        if not path.startswith("account/") or name == "account_reset_password_from_key":
            continue
        address = "/" + path.replace("^", "").replace("$", "")
        for part, value in parts.items():
            address = address.replace(f"<str:{part}>", value)
        if "<" in address:
            continue
        answer = client.get(address)
        shown = answer.content.decode() if answer.status_code == 200 else ""
        assert answer.status_code < 500, address
        assert "Candidate ranking" not in shown, address
        assert 'class="rail"' not in shown, address
    assert site.LOGIN_URL.startswith("/account/") or site.LOGIN_URL == "account_login"


def test_own_means_own(at_own: Callable[[str], Walker], lead: Actor) -> None:
    from .world import made

    employee, owner = at_own("employee"), at_own("owner")
    assert employee.actor.account is not None
    task = made("add_task", lead, title="Read the policy", assignee=employee.actor.account.reference)
    assert employee.get(task.address) == 200
    assert owner.get(task.address) == 200  # the table gives owners every task to read
    other = made("add_task", lead, title="Sign the contract")
    assert employee.get(other.address) == 404
    assert "Sign the contract" not in read(employee, "/tasks/")
    assert "Sign the contract" not in read(employee, "/tasks.json")
    assert employee.get(f"{task.address}do/close-task/") in REFUSED
    assert owner.get(f"{task.address}do/close-task/") == 403


def read(walker: Walker, address: str) -> str:
    return read_bytes(walker.client.get(address)).decode()


def read_bytes(answer: Any) -> bytes:
    """What an answer holds, sent at once or in parts."""
    content: bytes = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content


@pytest.fixture
def at_own(system: Record) -> Callable[[str], Walker]:
    """Makes somebody with one role, at a browser."""

    def walker(role: str) -> Walker:
        actor, client = make_actor(role), Client()
        assert actor.account is not None
        client.force_login(actor.account, backend="allauth.account.auth_backends.AuthenticationBackend")
        return Walker(role, actor, client)

    return walker
