"""The founding, the roles of the standard and who holds them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sightline.aims.organisation.models import Appointment, ContextIssue, InterestedParty, Organisation, Person, Role
from sightline.aims.organisation.queries import current_appointments, roles_to_fill
from sightline.aims.organisation.reference import role_models, starters
from sightline.kernel import clock
from sightline.kernel.errors import Conflict, Invalid, NotNow, NotPermitted
from sightline.kernel.expectations import find_expectation
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.checking import replay
from sightline.kernel.journal.models import Image
from sightline.kernel.journal.verifying import verify
from sightline.kernel.obligations import all_obligations

pytestmark = pytest.mark.django_db


def exceptions(name: str) -> set[str]:
    """What doesn't conform, by name."""
    found = find_expectation(name)
    assert found is not None
    population = found.population()
    return {str(row) for row in population.exclude(pk__in=found.conforming(population).values("pk"))}


def test_founding_sets_up_the_roles_and_the_founder(organisation: Organisation, lead: Actor) -> None:
    assert Role.objects.count() == len(role_models())
    assert Person.objects.get(account=lead.account).name == "The lead"
    auditor = Role.objects.get(key="internal-auditor")
    assert {row.key for row in auditor.apart_from.all()} == {"aims-lead", "system-owner", "risk-owner"}


def test_there_is_one_organisation(do: Any, organisation: Organisation, lead: Actor) -> None:
    with pytest.raises(Conflict, match="founded already"):
        do("found_organisation", lead, name="Another")


def test_a_role_turns_when_somebody_holds_it(do: Any, organisation: Organisation, lead: Actor, ana: Person) -> None:
    role = Role.objects.get(key="aims-lead")
    assert role.name in exceptions("required_roles_held")
    do("appoint_holder", lead, on=role, person=ana.reference)
    assert role.name not in exceptions("required_roles_held")
    assert set(current_appointments()) == {Appointment.objects.get(role=role)}


def test_nobody_holds_a_role_twice(do: Any, organisation: Organisation, lead: Actor, ana: Person) -> None:
    role = Role.objects.get(key="aims-lead")
    do("appoint_holder", lead, on=role, person=ana.reference)
    with pytest.raises(Invalid) as refusal:
        do("appoint_holder", lead, on=role, person=ana.reference)
    assert "holds this role already" in refusal.value.fields["person"][0]


def test_whoever_leaves_leaves_a_gap(do: Any, organisation: Organisation, lead: Actor, ana: Person) -> None:
    role = Role.objects.get(key="incident-lead")
    do("appoint_holder", lead, on=role, person=ana.reference)
    do("retire_person", lead, on=ana, reason="She moved to another company.")
    assert Appointment.objects.get(role=role).until == clock.today()
    assert role.name in exceptions("required_roles_held")


def test_roles_that_must_be_apart_are_told(do: Any, organisation: Organisation, lead: Actor, ana: Person) -> None:
    do("appoint_holder", lead, on=Role.objects.get(key="aims-lead"), person=ana.reference)
    assert exceptions("roles_kept_apart") == set()
    do("appoint_holder", lead, on=Role.objects.get(key="internal-auditor"), person=ana.reference)
    assert len(exceptions("roles_kept_apart")) == 2


def test_an_appointment_ends_no_earlier_than_it_began(do: Any, organisation: Organisation, lead: Actor, ana: Person) -> None:
    made = do("appoint_holder", lead, on=Role.objects.get(key="aims-lead"), person=ana.reference, since="2026-03-01")
    with pytest.raises(Invalid) as refusal:
        do("end_appointment", lead, on=made, until="2026-02-01")
    assert "1 March 2026" in refusal.value.fields["until"][0]
    assert do("end_appointment", lead, on=made, until="2026-03-31").until.isoformat() == "2026-03-31"


def test_roles_of_single_systems_are_not_held_by_appointment(do: Any, organisation: Organisation, lead: Actor, ana: Person) -> None:
    with pytest.raises(NotNow, match="named on each AI system"):
        do("appoint_holder", lead, on=Role.objects.get(key="system-owner"), person=ana.reference)


def test_employees_change_nothing(do: Any, organisation: Organisation, employee: Actor) -> None:
    with pytest.raises(NotPermitted):
        do("add_unit", employee, name="Mine")


def test_starters_are_adopted_once(do: Any, organisation: Organisation, lead: Actor) -> None:
    offered = starters()
    wanted = [f"{one.kind}:{one.id}" for one in offered if one.id in {"ai-law", "applicants"}]
    assert len(do("adopt_starters", lead, starters=wanted)) == 2
    assert ContextIssue.objects.get().title in {one.title for one in offered}
    assert "GDPR" in InterestedParty.objects.get().requirements
    with pytest.raises(Invalid):
        do("adopt_starters", lead, starters=wanted)
    assert exceptions("issues_say_effect") == {ContextIssue.objects.get().title}


def test_reviews_fall_due_to_the_compliance_lead(do: Any, organisation: Organisation, lead: Actor) -> None:
    issue = do("add_issue", lead, title="New law", side="external", effect="Duties by use.")
    do("appoint_holder", lead, on=Role.objects.get(key="aims-lead"), person=Person.objects.get(account=lead.account).reference)
    later = datetime(clock.today().year + 2, 1, 1, tzinfo=UTC)
    with clock.at(later):
        assert exceptions("issues_reviewed") == {"New law"}
        due = next(one for one in all_obligations() if one.name == "review_issues").due(later.date()).get()
        assert due == issue
        assert lead.account is not None
        assert due.answerable_id == lead.account.pk
        do("review_issue", lead, on=issue)
        assert exceptions("issues_reviewed") == set()


def test_an_objective_is_measurable_or_told(do: Any, organisation: Organisation, lead: Actor, ana: Person) -> None:
    made = do("add_objective", lead, title="Every system has an owner", owner=ana.reference)
    assert exceptions("objectives_measurable") == {"Every system has an owner"}
    do(
        "edit_objective",
        lead,
        on=made,
        measure="Systems with an owner",
        target="100 %",
        evaluation="Each quarter, by the lead",
        due="2026-12-31",
    )
    assert exceptions("objectives_measurable") == set()
    with pytest.raises(Invalid):
        do("judge_objective", lead, on=made, state="reached")
    assert do("judge_objective", lead, on=made, state="reached", result="2,133 of 2,133").state == "reached"


def test_a_planned_change_is_thought_through_and_concluded(do: Any, organisation: Organisation, lead: Actor, ana: Person) -> None:
    made = do("plan_change", lead, title="Audit twice a year", purpose="One was too few.", owner=ana.reference, due="2026-01-31")
    assert exceptions("changes_thought_through") == {"Audit twice a year"}
    assert exceptions("changes_concluded") == {"Audit twice a year"}
    do("edit_change", lead, on=made, consequences="More days of audit.", means="Ten days of an auditor.")
    do("conclude_change", lead, on=made, state="done", result="The programme has two audits.")
    assert exceptions("changes_thought_through") == exceptions("changes_concluded") == set()


def test_required_roles_of_the_data_are_all_to_be_filled(organisation: Organisation) -> None:
    assert roles_to_fill().count() == sum(1 for one in role_models() if one.required and one.held_for == "organisation")


def test_a_person_is_forgotten_and_every_proof_still_stands(
    do: Any, organisation: Organisation, lead: Actor, ana: Person, settings: Any, tmp_path: Path
) -> None:
    settings.SIGHTLINE_CHECKPOINTS = str(tmp_path)
    name, mail = ana.name, ana.email
    do("erase_person", lead, on=ana, ground="GDPR Art. 17")
    kept = Person.objects.get(pk=ana.pk)
    assert (kept.name, kept.email, kept.retired) == ("Somebody who was erased", "", clock.today())
    texts = [text for text in Image.objects.values_list("data", flat=True) if text]
    assert not [text for text in texts if name in text or (mail and mail in text)]
    assert verify().problems == []
    assert replay().differences == []
