"""Which records show A.10, and which are exceptions."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sightline.aims.inventory.models import System
from sightline.aims.inventory.suppliers.models import Certificate, Contract, Questionnaire, QuestionnaireAnswer, Supplier
from sightline.kernel import clock
from sightline.kernel.expectations import find_expectation
from sightline.kernel.identity.actors import Actor
from sightline.kernel.obligations import all_obligations

from .conftest import Do, all_answers

pytestmark = pytest.mark.django_db


def stands(name: str) -> tuple[int, int]:
    """How many there are, and how many are as expected."""
    found = find_expectation(name)
    assert found is not None
    return found.population().count(), found.conforming(found.population()).count()


def due(name: str, days: int) -> list[object]:
    found = next(one for one in all_obligations() if one.name == name)
    return [(row.reference, row.due_on) for row in found.due(clock.today() + timedelta(days=days))]


def test_a_system_of_others_is_tied_to_its_supplier(do: Do, lead: Actor, system: System) -> None:
    assert stands("systems_tied_to_supplier") == (1, 1)
    do(lead, "add_system", name="Chat", kind="general", vendor="Acme AI")
    assert stands("systems_tied_to_supplier") == (2, 1)
    do(lead, "record_named_suppliers")
    assert stands("systems_tied_to_supplier") == (2, 2)


def test_duties_are_divided_by_a_contract_that_holds_today(do: Do, lead: Actor, supplier: Supplier) -> None:
    assert stands("suppliers_divide_duties") == (1, 0)
    do(lead, "add_contract", supplier, title="Old", ends="2020-01-01", duties_divided=True)
    assert stands("suppliers_divide_duties") == (1, 0)
    do(lead, "edit_contract", Contract.objects.get(), ends="")
    assert stands("suppliers_divide_duties") == (1, 1)


def test_only_suppliers_of_systems_that_are_covered_count(do: Do, lead: Actor, system: System) -> None:
    assert stands("suppliers_reviewed") == (1, 0)
    do(lead, "decide_scope", system, in_scope="no", scope_reason="Not in use.")
    assert stands("suppliers_reviewed") == (0, 0)


def test_due_diligence_counts_once_it_was_looked_through(do: Do, lead: Actor, administrator: Actor, questionnaire: Questionnaire) -> None:
    do(lead, "save_answers", questionnaire, **all_answers(questionnaire))
    do(lead, "hand_in_answers", questionnaire)
    for row in QuestionnaireAnswer.objects.all():
        do(administrator, "accept_answer", row)
    assert stands("suppliers_questioned") == (1, 0)
    do(administrator, "conclude_questionnaire", questionnaire, result="enough", conclusion="They know little, and little depends on it.")
    assert stands("suppliers_questioned") == (1, 1)


def test_an_older_certificate_is_replaced_and_not_expired(do: Do, lead: Actor, supplier: Supplier) -> None:
    do(lead, "add_certificate", supplier, kind="soc2", expires="2024-01-01")
    assert stands("supplier_certificates_valid") == (1, 0)
    new = (clock.today() + timedelta(days=30)).isoformat()
    do(lead, "add_certificate", supplier, kind="soc2", expires=new)
    assert stands("supplier_certificates_valid") == (1, 1)
    assert due("renew_certificates", 45) == [(Certificate.objects.get(expires=new).reference, clock.today() + timedelta(days=30))]
    assert due("renew_certificates", 10) == []


def test_what_falls_due_is_for_whoever_looks_after_the_supplier(do: Do, lead: Actor, owner: Actor, supplier: Supplier) -> None:
    assert owner.account is not None
    ends = clock.today() + timedelta(days=60)
    do(lead, "add_contract", supplier, title="Master agreement", ends=ends.isoformat())
    do(lead, "review_supplier", supplier, result="goes_on", findings="Fine.", next_review=ends.isoformat())
    assert due("renew_contracts", 90) == [(Contract.objects.get().reference, ends)]
    assert due("review_suppliers", 90) == [(supplier.reference, ends)]
    found = next(one for one in all_obligations() if one.name == "renew_contracts")
    assert [row.answerable_id for row in found.due(ends)] == [owner.account.pk]


def test_a_change_that_took_effect_unseen_is_an_exception(do: Do, lead: Actor, supplier: Supplier) -> None:
    do(lead, "note_change", supplier, title="New model", effective=(clock.today() - timedelta(days=1)).isoformat())
    assert stands("change_notices_assessed") == (1, 0)


def test_what_customers_need_is_on_record_where_ai_is_provided_to_them(do: Do, lead: Actor, system: System) -> None:
    assert stands("customers_needs_known") == (0, 0)
    do(lead, "edit_system", system, organisation_role="provider", affects="outside")
    assert stands("customers_needs_known") == (1, 0)
    do(lead, "add_party", name="Customers", side="external", affected=True, needs="To know what it can't do")
    assert stands("customers_needs_known") == (1, 1)
