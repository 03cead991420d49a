"""Suppliers: made from what the inventory names, looked after, reviewed; and what is missing is said."""

from __future__ import annotations

from typing import Any

import pytest

from sightline.aims.inventory.models import System
from sightline.aims.inventory.suppliers.models import ChangeNotice, Contract, Supplier
from sightline.aims.inventory.suppliers.queries import names_not_recorded
from sightline.kernel import clock
from sightline.kernel.errors import Conflict, Invalid, NotNow, NotPermitted
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.checking import replay
from sightline.kernel.journal.models import Image
from sightline.kernel.registers import Query, find_register, listing
from sightline.kernel.tasks.models import Task, TaskState

from .conftest import Do

pytestmark = pytest.mark.django_db


def test_suppliers_are_made_from_the_names_in_the_inventory(do: Do, lead: Actor) -> None:
    for name, vendor in (("Chat", "Acme AI"), ("Draft", "acme  ai "), ("Rank", "Rankwise"), ("Own", "")):
        do(lead, "add_system", name=name, vendor=vendor)
    assert names_not_recorded(lead) >= 2
    do(lead, "record_named_suppliers")
    assert {row.name: sorted(one.name for one in row.systems.all()) for row in Supplier.objects.all()} == {
        "Acme AI": ["Chat", "Draft"],
        "Rankwise": ["Rank"],
    }
    assert names_not_recorded(lead) == 0
    assert replay().ok


def test_a_supplier_that_is_there_already_gets_the_system_and_a_version(do: Do, lead: Actor, supplier: Supplier) -> None:
    do(lead, "add_system", name="Interview notes", vendor="RANKWISE")
    do(lead, "record_named_suppliers")
    now = Supplier.objects.get()
    assert sorted(one.name for one in now.systems.all()) == ["Candidate ranking", "Interview notes"]
    assert now.version == supplier.version + 1
    assert replay().ok
    with pytest.raises(Conflict):
        do(lead, "record_named_suppliers")


def test_recording_many_suppliers_costs_the_same_few_queries(do: Do, lead: Actor, django_assert_max_num_queries: Any) -> None:
    for number in range(40):
        do(lead, "add_system", name=f"System {number}", vendor=f"Vendor {number}")
    with django_assert_max_num_queries(25):
        do(lead, "record_named_suppliers")
    assert Supplier.objects.count() == 40


def test_two_suppliers_of_one_name_are_refused(do: Do, lead: Actor, supplier: Supplier) -> None:
    with pytest.raises(Invalid, match="already"):
        do(lead, "add_supplier", name="RANKWISE")


def test_what_is_missing_becomes_less(do: Do, lead: Actor, supplier: Supplier) -> None:
    register = find_register("suppliers")
    assert register is not None

    def standing() -> str:
        row = listing(register, lead, Query()).rows[0]
        column = register.column("standing")
        assert column is not None
        assert column.value is not None
        said: str = column.value(row)[1]
        return said

    assert standing() == "4 missing"
    do(lead, "add_contract", supplier, title="Master agreement", duties_divided=True)
    do(lead, "edit_supplier", supplier, exit_plan="Rank by hand for a month.")
    do(lead, "review_supplier", supplier, result="goes_on", findings="Talked with them.")
    assert standing() == "1 missing"


def test_a_contract_cannot_end_before_it_begins(do: Do, lead: Actor, supplier: Supplier) -> None:
    with pytest.raises(Invalid) as refused:
        do(lead, "add_contract", supplier, title="Odd", starts="2026-05-01", ends="2026-04-01")
    assert "1 May 2026" in refused.value.fields["ends"][0]
    assert not Contract.objects.exists()


def test_a_review_needs_its_conditions_and_sets_the_next_day(do: Do, lead: Actor, supplier: Supplier) -> None:
    with pytest.raises(Invalid):
        do(lead, "review_supplier", supplier, result="conditions", findings="Papers are thin.")
    do(lead, "review_supplier", supplier, result="conditions", findings="Papers are thin.", conditions="A model card by May.")
    now = Supplier.objects.get()
    assert now.last_review == clock.today()
    assert now.next_review is not None
    assert now.next_review > clock.today()


def test_a_notice_of_change_asks_the_owners_of_what_it_touches(
    do: Do, lead: Actor, owner: Actor, supplier: Supplier, system: System
) -> None:
    do(lead, "note_change", supplier, title="New ranking model", effective=clock.today().isoformat())
    notice = ChangeNotice.objects.get()
    assert list(notice.systems.all()) == [system]
    asked = Task.objects.get(about_id=notice.pk)
    assert asked.assignee == owner.account
    do(owner, "assess_notice", notice, state="tested", assessment="Ranked 200 old vacancies again.")
    asked.refresh_from_db()
    assert asked.state == TaskState.DONE
    with pytest.raises(NotNow):
        do(lead, "assess_notice", notice, state="refused", assessment="No.")


def test_an_owner_changes_their_own_suppliers_only(do: Do, lead: Actor, owner: Actor, supplier: Supplier) -> None:
    do(owner, "sort_supplier", supplier, criticality="ordinary")
    other = Supplier.objects.get(reference=do(lead, "add_supplier", name="Clausefinder").reference)
    with pytest.raises(NotPermitted):
        do(owner, "sort_supplier", other, criticality="ordinary")
    with pytest.raises(NotPermitted):
        do(owner, "add_supplier", name="Mine")


def test_a_contact_is_forgotten_and_the_supplier_stays(do: Do, lead: Actor, supplier: Supplier) -> None:
    do(lead, "edit_supplier", supplier, contact_name="Cleo Onlyone", contact_email="cleo@onlyone.example")
    do(lead, "erase_person", supplier, ground="GDPR Art. 17")
    kept = Supplier.objects.get(pk=supplier.pk)
    assert (kept.contact_name, kept.contact_email) == ("Somebody who was erased", "")
    assert (kept.name, kept.retired) == (supplier.name, None)
    assert not [text for text in Image.objects.values_list("data", flat=True) if text and "nlyone" in text]
    assert replay().ok
