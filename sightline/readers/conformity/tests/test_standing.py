"""How requirements stand: the records are counted, people judge, and the two are never mixed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.utils import CaptureQueriesContext

from sightline.kernel import clock
from sightline.kernel.actions import perform
from sightline.kernel.errors import Conflict, DutiesConflict, Invalid, NotNow, NotPermitted
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.checking import replay
from sightline.kernel.tasks.models import Task
from sightline.readers.conformity.counting import counted, expectation_named
from sightline.readers.conformity.daily import keep_conformity
from sightline.readers.conformity.exceptions import exceptions_page, references_of
from sightline.readers.conformity.models import Acceptance, Applicability, Count, DailyCount, DailyStanding, GapPlan, Judgement, Statement
from sightline.readers.conformity.standing import State, overview, standing_of
from sightline.readers.conformity.telling import conformity

from .conftest import requirement

pytestmark = pytest.mark.usefixtures("iso")


def _attach(actor: Actor, code: str, *, source: str = "Document library", valid_until: str = "") -> str:
    data = {"title": "AI policy", "speaks_of": "2026-11-01", "source": source, "valid_until": valid_until}
    files = {"file": SimpleUploadedFile("policy.pdf", b"%PDF a policy")}
    return perform("attach_evidence", actor, data, face="web", subject=requirement(code), files=files).reference


def _decide_all(actor: Actor) -> None:
    for row in Applicability.objects.all():
        perform(
            "state_applicability", actor, {"applies": "yes", "basis": "risk", "justification": "It treats a risk."}, face="web", subject=row
        )


def test_nothing_is_in_line_before_anything_is_recorded() -> None:
    seen = overview()
    assert len(seen.standings) == 70
    assert seen.by_state[State.IN_LINE] == 0
    policy = seen.find("5.2")
    assert policy.state == State.NOT_RECORDED
    assert "published AI policy" in policy.missing[0]
    assert (policy.level, policy.gap, policy.rank) == (0, 4, 12)


def test_deciding_and_approving_the_statement_brings_its_requirement_in_line(lead: Actor, executive: Actor) -> None:
    before = standing_of(requirement("6.1.3"))
    assert before.state == State.NOT_IN_LINE
    assert before.missing == ["No Statement of Applicability yet. Decide the controls, then draft a version.", "38 of 38: not decided."]
    with pytest.raises(Invalid, match="Not decided"):
        perform("draft_applicability", lead, {}, face="web")
    _decide_all(lead)
    drafted = perform("draft_applicability", lead, {"note": "The first one"}, face="web").reference
    assert standing_of(requirement("6.1.3")).state == State.NOT_IN_LINE
    with pytest.raises(DutiesConflict):
        perform("approve_applicability", lead, {}, face="web", subject=drafted)
    perform("approve_applicability", executive, {}, face="web", subject=drafted)
    after = standing_of(requirement("6.1.3"))
    assert (after.state, after.missing, after.counted_level) == (State.IN_LINE, [], 4)
    assert replay().ok


def test_not_even_the_local_administrator_approves_their_own_draft() -> None:
    _decide_all(Actor.local())
    drafted = perform("draft_applicability", Actor.local(), {}, face="cli").reference
    with pytest.raises(DutiesConflict):
        perform("approve_applicability", Actor.local(), {}, face="cli", subject=drafted)


def test_a_new_version_supersedes_the_one_in_force_and_keeps_its_content(lead: Actor, executive: Actor) -> None:
    _decide_all(lead)
    first = perform("draft_applicability", lead, {}, face="web").reference
    with pytest.raises(Conflict, match="draft already"):
        perform("draft_applicability", lead, {}, face="web")
    perform("approve_applicability", executive, {}, face="web", subject=first)
    control = Applicability.objects.get(requirement__key="iso42001:A.10.4")
    perform(
        "state_applicability",
        lead,
        {"applies": "no", "basis": "choice", "justification": "We have no customers for AI."},
        face="web",
        subject=control,
        version=control.version,
    )
    second = perform("draft_applicability", lead, {}, face="web").reference
    perform("approve_applicability", executive, {}, face="web", subject=second)
    old, new = Statement.objects.get(reference=first), Statement.objects.get(reference=second)
    assert (old.state, new.state, new.number) == ("superseded", "approved", 2)
    assert [row["applies"] for row in old.content if row["id"] == "A.10.4"] == ["yes"]
    assert [row["applies"] for row in new.content if row["id"] == "A.10.4"] == ["no"]
    assert overview().find("A.10.4").state == State.NOT_APPLICABLE


def test_a_control_is_not_decided_without_a_reason(lead: Actor) -> None:
    control = Applicability.objects.get(requirement__key="iso42001:A.2.2")
    with pytest.raises(Invalid) as refused:
        perform("state_applicability", lead, {"applies": "no"}, face="web", subject=control)
    assert set(refused.value.fields) == {"basis", "justification"}


def test_judgement_stands_beside_the_count_and_disagreement_shows(lead: Actor, auditor: Actor) -> None:
    reference = perform(
        "judge_requirement", auditor, {"maturity": 2, "why": "Only half of it is used."}, face="web", subject=requirement("6.1.3")
    )
    standing = standing_of(requirement("6.1.3"))
    assert (standing.counted_level, standing.judged_level, standing.level, standing.level_from) == (0, 2, 2, "judged")
    assert standing.disagreement == "Judged higher than counted"
    again = perform("judge_requirement", lead, {"maturity": "0", "why": "It is a draft."}, face="cli", subject=requirement("6.1.3"))
    assert again.reference == reference.reference
    assert again.version == 2
    assert standing_of(requirement("6.1.3")).disagreement == ""
    assert Judgement.objects.get().judged_by == lead.account


def test_an_owner_does_not_judge(owner: Actor) -> None:
    with pytest.raises(NotPermitted):
        perform("judge_requirement", owner, {"maturity": 5, "why": "Mine is fine"}, face="web", subject=requirement("4.3"))


def test_a_judgement_above_the_count_never_hides_open_exceptions(lead: Actor) -> None:
    perform("judge_requirement", lead, {"maturity": 5, "why": "We have it."}, face="web", subject=requirement("6.1.3"))
    standing = standing_of(requirement("6.1.3"))
    assert (standing.state, standing.gap) == (State.NOT_IN_LINE, 1)


def test_a_gap_becomes_a_plan_and_a_task(lead: Actor) -> None:
    data = {"step": "Hold the first management review", "due": "2030-01-20", "weight": 1}
    plan = perform("plan_gap", lead, data, face="web", subject=requirement("9.3.1"))
    perform("plan_gap", lead, {"goal": 3}, face="web", subject=requirement("9.3.1"))
    standing = standing_of(requirement("9.3.1"))
    assert standing.plan is not None
    assert (standing.plan.step, standing.goal, standing.weight, standing.rank) == ("Hold the first management review", 3, 1, 3)
    perform("turn_gap_into_task", lead, {}, face="web", subject=plan.reference)
    task = Task.objects.get()
    assert (task.title, task.serves, str(task.due)) == ("Hold the first management review", ["iso42001:9.3.1"], "2030-01-20")
    with pytest.raises(NotNow, match="open for it already"):
        perform("turn_gap_into_task", lead, {}, face="web", subject=plan.reference)
    assert standing_of(requirement("10.1")).state == State.IN_LINE
    with clock.at(datetime(2030, 1, 21, tzinfo=UTC)):
        assert standing_of(requirement("10.1")).missing == ["1 of 1: late."]
        perform("close_task", lead, {"result": "Held."}, face="web", subject=task.reference)
        assert standing_of(requirement("10.1")).state == State.IN_LINE
        perform("turn_gap_into_task", lead, {}, face="web", subject=GapPlan.objects.get())


def test_an_exception_is_accepted_for_a_time_and_comes_back(lead: Actor) -> None:
    evidence = _attach(lead, "5.2", source="")
    assert standing_of(requirement("7.5.2")).missing == ["1 of 1: says nothing of where it comes from."]
    until = clock.today() + timedelta(days=30)
    data = {"record": evidence, "expectation": "evidence_says_where_from", "until": until.isoformat(), "why": "The archive moves in June."}
    perform("accept_exception", lead, data, face="web")
    standing = standing_of(requirement("7.5.2"))
    assert (standing.state, standing.counts[0].exceptions, standing.counts[0].open) == (State.IN_LINE, 1, 0)
    later = datetime.combine(until + timedelta(days=1), datetime.min.time(), UTC)
    with clock.at(later):
        assert standing_of(requirement("7.5.2")).state == State.NOT_IN_LINE


def test_an_exception_is_accepted_only_where_there_is_one_and_for_a_year_at_most(lead: Actor) -> None:
    evidence = _attach(lead, "5.2")
    data = {"record": evidence, "expectation": "evidence_says_where_from", "until": "2026-12-01", "why": "?"}
    with pytest.raises(Invalid, match="is no exception here"):
        perform("accept_exception", lead, data, face="web")
    bare = _attach(lead, "5.2", source="")
    with pytest.raises(Invalid) as refused:
        perform("accept_exception", lead, {**data, "record": bare, "until": "2099-01-01"}, face="web")
    assert "at most a year" in refused.value.fields["until"][0]
    assert not Acceptance.objects.exists()


def test_exceptions_are_told_with_what_mends_them(lead: Actor, employee: Actor) -> None:
    bare = _attach(lead, "5.2", source="")
    expectation = expectation_named("evidence_says_where_from")
    assert references_of(expectation, lead) == [bare]
    [found] = exceptions_page(expectation, lead)
    assert found.mend is not None
    assert (found.mend.label, found.mend.address) == ("Say where it comes from", f"/evidence/{bare}/do/name-source/")
    assert exceptions_page(expectation, employee) == []
    perform("name_source", lead, {"source": "Document library"}, face="web", subject=bare)
    assert exceptions_page(expectation, lead) == []


def test_evidence_out_of_date_shows_on_the_day_after(lead: Actor) -> None:
    _attach(lead, "5.2", valid_until="2026-12-24")
    with clock.at(datetime(2026, 12, 24, 12, tzinfo=UTC)):
        assert standing_of(requirement("7.5.3")).state == State.IN_LINE
    with clock.at(datetime(2026, 12, 25, 12, tzinfo=UTC)):
        assert standing_of(requirement("7.5.3")).missing == ["1 of 1: out of date."]


def test_only_what_a_change_touched_is_counted_again(lead: Actor) -> None:
    counted()
    stale = {row.expectation: row.entry for row in Count.objects.all()}
    _attach(lead, "5.2")
    counted()
    again = {row.expectation for row in Count.objects.all() if row.entry != stale[row.expectation]}
    assert {"evidence_says_where_from", "evidence_in_date", "evidence_kept_whole", "required_documents_there"} <= again
    assert again.isdisjoint({"controls_decided", "statement_of_applicability_approved"})


def test_looking_again_costs_two_queries(lead: Actor, django_assert_num_queries: object) -> None:
    from django.db import connection

    counted()
    with CaptureQueriesContext(connection) as queries:
        counted()
    assert len(queries) == 3  # what was touched, what was counted, what is accepted
    with CaptureQueriesContext(connection) as queries:
        overview()
    assert len(queries) <= 9


def test_a_change_that_is_rolled_back_leaves_no_count_behind(lead: Actor) -> None:
    reference = _attach(lead, "5.2", source="")
    perform("name_source", lead, {"source": "Library"}, face="web", subject=reference, dry_run=True)
    assert counted()["evidence_says_where_from"].exceptions == 1


def test_each_day_and_each_first_sighting_is_kept(lead: Actor) -> None:
    bare = _attach(lead, "5.2", source="")
    with clock.at(datetime(2026, 11, 25, 8, tzinfo=UTC)):
        keep_conformity()
    with clock.at(datetime(2026, 11, 26, 8, tzinfo=UTC)):
        keep_conformity()
        [found] = exceptions_page(expectation_named("evidence_says_where_from"), lead)
        assert found.since.isoformat() == "2026-11-25"
        perform("name_source", lead, {"source": "Library"}, face="web", subject=bare)
        keep_conformity()
    days = DailyCount.objects.filter(expectation="evidence_says_where_from", day__gte="2026-11-25").order_by("day")
    assert [(row.day.day, row.conforming) for row in days] == [(25, 0), (26, 1)]
    stood = DailyStanding.objects.filter(requirement="iso42001:7.5.2", day__gte="2026-11-25").order_by("day")
    assert [row.state for row in stood] == ["not-in-line", "in-line"]


def test_every_expectation_names_requirements_that_there_are_and_actions_that_mend() -> None:
    from sightline.kernel.actions import find_action
    from sightline.kernel.expectations import all_expectations
    from sightline.readers.frameworks.models import Requirement

    known = set(Requirement.objects.values_list("key", flat=True))
    declared = list(all_expectations())
    assert {key for one in declared for key in one.serves if key.startswith("iso42001:")} - known == set()
    assert [one.name for one in declared if one.mend and find_action(one.mend) is None] == []
    assert [one.name for one in declared if not one.sentence or one.sentence.endswith(".") or not one.why] == []


def test_exceptions_are_named_only_to_those_who_may_see_the_records(lead: Actor, executive: Actor) -> None:
    bare = _attach(lead, "5.2", source="")
    hidden = replace(executive, only=frozenset({"conformity.read"}))
    told = {}
    for who in (lead, hidden):
        [found] = conformity("iso42001", who, "7.5.2")["requirements"]
        told[who.key] = next(one for one in found["expectations"] if one["name"] == "evidence_says_where_from")
    assert told[lead.key]["exceptions"] == [bare]
    assert "exceptions_hidden" not in told[lead.key]
    assert (told[hidden.key]["exceptions"], told[hidden.key]["exceptions_hidden"]) == ([], 1)
    assert [told[hidden.key][name] for name in ("population", "conforming")] == [1, 0]


def test_the_person_at_the_command_line_is_told_every_exception(lead: Actor) -> None:
    bare = _attach(lead, "5.2", source="")
    [found] = conformity("iso42001", Actor.local(), "7.5.2")["requirements"]
    assert [bare] in [one["exceptions"] for one in found["expectations"]]
