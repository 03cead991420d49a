"""The list of gaps narrowed to an owner, a unit or a system; many gaps planned and given as tasks at once; open gaps over time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from sightline.aims.inventory.models import System
from sightline.aims.organisation.models import Person, Unit
from sightline.kernel import clock
from sightline.kernel.actions import perform
from sightline.kernel.identity.actors import Actor
from sightline.kernel.pages import Look
from sightline.kernel.tasks.models import Task
from sightline.readers.conformity.burning import burn_down
from sightline.readers.conformity.drawing import burn_title
from sightline.readers.conformity.models import DailyStanding, GapPlan
from sightline.readers.conformity.narrowing import narrowed, wish_of
from sightline.readers.conformity.standing import overview

from .conftest import requirement


def _codes(actor: Actor, **params: str) -> set[str]:
    look = Look(actor, {name: [value] for name, value in params.items()})
    return {one.requirement.code for one in narrowed(overview().gaps, wish_of(look))}


@pytest.fixture
def two_systems(lead: Actor) -> tuple[System, System]:
    """One without an owner in a unit below another, one with an owner outside of it."""
    perform("found_organisation", lead, {"name": "Northwind"}, face="web")
    perform("add_unit", lead, {"name": "Group", "kind": "department", "in_scope": "yes"}, face="web")
    group = Unit.objects.get(name="Group")
    perform("add_unit", lead, {"name": "People", "kind": "department", "in_scope": "yes", "parent": group.reference}, face="web")
    perform("add_person", lead, {"name": "Asha Rao"}, face="web")
    shared = {"in_scope": "yes", "impact": "not_assessed", "kind": "bought"}
    perform("add_system", lead, {"name": "Ranker", "unit": Unit.objects.get(name="People").reference, **shared}, face="web")
    perform("add_system", lead, {"name": "Writer", "owner": Person.objects.get(name="Asha Rao").reference, **shared}, face="web")
    return System.objects.get(name="Ranker"), System.objects.get(name="Writer")


@pytest.mark.usefixtures("iso")
class TestNarrowing:
    """Only what an owner, a unit or a system has to do with."""

    def test_a_system_has_the_gaps_of_which_it_is_an_exception(self, lead: Actor, two_systems: tuple[System, System]) -> None:
        ranker, _ = two_systems
        owned = {code for one in overview().standings for code in [one.requirement.code] if "systems_have_owner" in _names(one)}
        assert owned
        assert owned <= _codes(lead, system=ranker.reference)
        assert "5.2" not in _codes(lead, system=ranker.reference)

    def test_a_unit_has_the_gaps_of_its_systems_and_of_those_below(self, lead: Actor, two_systems: tuple[System, System]) -> None:
        ranker, _ = two_systems
        group = Unit.objects.get(name="Group")
        assert _codes(lead, system=ranker.reference) <= _codes(lead, unit=group.reference)
        assert _codes(lead, unit=group.reference) < {one.requirement.code for one in overview().gaps}

    def test_an_owner_has_the_gaps_that_they_plan_to_close(self, lead: Actor) -> None:
        perform("add_person", lead, {"name": "Asha Rao"}, face="web")
        asha = Person.objects.get()
        perform("plan_gap", lead, {"step": "Write it", "owner": asha.reference}, face="web", subject=requirement("5.2"))
        assert _codes(lead, owner=asha.reference) == {"5.2"}
        assert "5.2" not in _codes(lead, owner="nobody")

    def test_a_system_that_is_not_there_is_said(self, lead: Actor) -> None:
        assert wish_of(Look(lead, {"system": ["sys-9999"]})).unknown == "There is no SYS-9999 that you may see."


def _names(standing: object) -> set[str]:
    return {one.expectation.name for one in standing.counts}  # type: ignore[attr-defined]


@pytest.mark.usefixtures("iso")
def test_ticked_gaps_are_planned_and_become_tasks_together(lead: Actor) -> None:
    browser = Client()
    assert lead.account is not None
    browser.force_login(lead.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    perform("add_person", lead, {"name": "Asha Rao", "account": lead.account.reference}, face="web")
    html = browser.get("/gaps/").content.decode()
    assert html.count('name="tick"') == 10
    ticks = [requirement(code).reference for code in ("5.2", "6.2")]
    asked = browser.get("/requirements/do/give-gap-task/", {"tick": ticks})
    assert "2 requirements" in asked.content.decode()
    browser.post("/requirements/do/give-gap-task/", {"tick": ticks, "owner": Person.objects.get().reference, "due": "2099-01-31"})
    assert {task.assignee for task in Task.objects.all()} == {lead.account}
    assert set(GapPlan.objects.values_list("requirement__code", flat=True)) == {"5.2", "6.2"}
    assert sorted(task.serves for task in Task.objects.all()) == [["iso42001:5.2"], ["iso42001:6.2"]]


@pytest.mark.usefixtures("iso")
def test_the_burn_down_counts_what_was_open_on_each_day(lead: Actor) -> None:
    seen = overview()
    assert burn_down(seen) == []
    codes = [one.requirement.key for one in seen.standings]
    for days, below in ((10, 70), (5, 60)):
        day = clock.today() - timedelta(days=days)
        DailyStanding.objects.bulk_create(
            DailyStanding(requirement=key, day=day, state="not-recorded" if place < below else "in-line", level=0 if place < below else 4)
            for place, key in enumerate(codes)
        )
    perform("judge_requirement", lead, {"maturity": "4", "why": "Seen"}, face="web", subject=requirement("7.4"))
    points = burn_down(overview())
    assert [point.open for point in points] == [70, 60, len(overview().gaps)]
    assert burn_title(points).startswith("Open gaps fell from 70" if points[-1].open < 70 else "Open gaps stayed from 70")
