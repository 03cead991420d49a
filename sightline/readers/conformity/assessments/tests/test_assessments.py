"""A first assessment from start to road map, answered by several people, and the one a year later."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sightline.aims.organisation.models import Person
from sightline.kernel import clock
from sightline.kernel.actions import perform
from sightline.kernel.errors import Conflict, Invalid, NotFound, NotNow, NotPermitted
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.models import Entry
from sightline.kernel.tasks.models import Task, TaskState
from sightline.readers.conformity.models import Applicability, Applies, GapPlan, Judgement
from sightline.readers.conformity.standing import overview

from ..exports import told
from ..models import Answer, Assessment, Assignment
from ..progress import compare, progress_of
from ..questions import all_questions, topics
from ..roadmap import month_end, road_map
from .conftest import say


def _finish(actor: Actor, assessment: Assessment) -> Assessment:
    perform("finish_assessment", actor, {}, face="web", subject=assessment.reference)
    assessment.refresh_from_db()
    return assessment


def _judged(code: str) -> Judgement:
    return Judgement.objects.current().get(requirement__key=f"iso42001:{code}")


class TestAnswering:
    """One answer at a time, nothing lost."""

    def test_progress_counts_topics_and_minutes(self, lead: Actor, begun: Assessment) -> None:
        assert (progress_of(begun).answered, progress_of(begun).minutes) == (0, 95)
        for question in topics()[0].questions:
            say(lead, begun, question.id, "2")
        progress = progress_of(begun)
        assert progress.stations[0].kind == "done"
        assert progress.next == topics()[1]
        assert progress.minutes < 95

    def test_the_second_of_two_sees_the_first(self, lead: Actor, administrator: Actor, begun: Assessment) -> None:
        say(lead, begun, "policy", "3", "Policy of May, approved")
        say(administrator, begun, "policy", "2", "The board never saw it")
        row = Answer.objects.get(assessment=begun, question="policy")
        assert (row.answer, row.other_answer, row.other_reason, row.other_by) == ("2", "3", "Policy of May, approved", lead.account)
        assert row.differs
        say(administrator, begun, "policy", "3", "I was wrong")
        row.refresh_from_db()
        assert not row.differs

    def test_the_same_answer_again_changes_nothing(self, lead: Actor, begun: Assessment) -> None:
        say(lead, begun, "policy", "3", "May")
        before = Entry.objects.count()
        say(lead, begun, "policy", "3", "May")
        assert Entry.objects.count() == before

    def test_what_does_not_fit_a_question_is_refused(self, lead: Actor, begun: Assessment) -> None:
        with pytest.raises(Invalid, match="Clauses always apply"):
            say(lead, begun, "scope", "out", "We have none")
        assert not Answer.objects.exists()

    def test_what_does_not_apply_counts_once_it_has_a_reason(self, lead: Actor, begun: Assessment) -> None:
        say(lead, begun, "customers", "out")
        assert progress_of(begun).answered == 0
        say(lead, begun, "customers", "out", "We sell no AI.")
        assert progress_of(begun).answered == 1


class TestSharing:
    """Several people answer, each their part."""

    def test_who_is_asked_gets_a_task_that_closes_with_the_last_answer(self, lead: Actor, employee: Actor, begun: Assessment) -> None:
        assert employee.account is not None
        data = {"topics": ["suppliers"], "account": employee.account.reference, "due": "2099-01-31"}
        perform("share_topics", lead, data, face="web", subject=begun.reference)
        task = Task.objects.get(about_id=Assignment.objects.get().pk)
        assert (task.assignee, task.due, task.title) == (
            employee.account,
            date(2099, 1, 31),
            "Answer 2 questions about suppliers and third parties",
        )
        say(employee, begun, "supplier-check", "2")
        task.refresh_from_db()
        assert task.state == TaskState.OPEN
        say(employee, begun, "who-answers", "unknown")
        task.refresh_from_db()
        assert task.state == TaskState.DONE

    def test_who_was_asked_answers_that_topic_only(self, lead: Actor, employee: Actor, owner: Actor, begun: Assessment) -> None:
        assert employee.account is not None
        data = {"topics": ["suppliers"], "account": employee.account.reference}
        perform("share_topics", lead, data, face="web", subject=begun.reference)
        with pytest.raises(NotPermitted, match="other topics"):
            say(employee, begun, "policy", "5")
        with pytest.raises(NotFound):
            say(owner, begun, "supplier-check", "5")

    def test_an_auditor_is_not_asked(self, lead: Actor, auditor: Actor, begun: Assessment) -> None:
        assert auditor.account is not None
        data = {"topics": ["suppliers"], "account": auditor.account.reference}
        with pytest.raises(Invalid, match="could not answer"):
            perform("share_topics", lead, data, face="web", subject=begun.reference)


class TestFinishing:
    """Answers become judgements, gaps a road map."""

    def test_answers_become_judgements_with_reasons_in_one_change(self, lead: Actor, begun: Assessment) -> None:
        perform("judge_requirement", lead, {"maturity": "0", "why": "Before"}, face="web", subject=_requirement("5.2"))
        say(lead, begun, "policy", "3", "Policy of May")
        say(lead, begun, "top", "unknown")
        say(lead, begun, "customers", "out", "We sell no AI.")
        before = Entry.objects.count()
        _finish(lead, begun)
        policy = _judged("5.2")
        assert policy.maturity == 3
        assert policy.version == 2
        assert "Is there an AI policy? It is approved and says what we stand for, and was sent round. Policy of May" in policy.why
        assert begun.reference in policy.why
        assert _judged("A.2.2").maturity == 3
        assert Judgement.objects.count() == 2
        control = Applicability.objects.get(requirement__code="A.10.4")
        assert (control.applies, control.justification) == (Applies.NO, "We sell no AI.")
        assert Entry.objects.count() == before + 1

    def test_finishing_takes_as_many_statements_for_all_as_for_one(self, lead: Actor, begun: Assessment) -> None:
        for question in all_questions():
            say(lead, begun, question.id, "2" if question.words("2") else "3")
        with CaptureQueriesContext(connection) as queries:
            _finish(lead, begun)
        assert Judgement.objects.count() == 70
        assert len(queries) < 60

    def test_nothing_is_answered_once_it_is_finished(self, lead: Actor, begun: Assessment) -> None:
        with pytest.raises(Conflict, match="No question is answered yet"):
            _finish(lead, begun)
        say(lead, begun, "policy", "3")
        _finish(lead, begun)
        with pytest.raises(NotNow, match="stays as it is"):
            say(lead, begun, "policy", "5")

    def test_the_road_map_ranks_gaps_and_proposes_month_step_and_owner(
        self, lead: Actor, employee: Actor, begun: Assessment, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 25, 9, 0, tzinfo=UTC))
        assert employee.account is not None
        perform("add_person", lead, {"name": "Asha Rao", "account": employee.account.reference}, face="web")
        perform("share_topics", lead, {"topics": ["accountability"], "account": employee.account.reference}, face="web", subject=begun)
        say(employee, begun, "policy", "0")
        _finish(lead, begun)
        stops = road_map(begun, 10)
        ranks = [one.standing.rank for one in stops]
        assert ranks == sorted(ranks, reverse=True)
        assert [one.due for one in stops[:11]] == [date(2026, 12, 31)] * 10 + [date(2027, 1, 31)]
        policy = next(one for one in stops if one.standing.requirement.code == "5.2")
        assert policy.step == "Write the AI policy and have it approved"
        assert policy.owner == Person.objects.get(name="Asha Rao")

    def test_the_road_map_taken_over_becomes_the_plans_that_reports_show(self, lead: Actor, begun: Assessment) -> None:
        say(lead, begun, "policy", "0")
        _finish(lead, begun)
        perform("adopt_road_map", lead, {"a_month": 20}, face="web", subject=begun.reference)
        assert GapPlan.objects.count() == len(road_map(begun))
        plan = overview().find("5.2").plan
        assert plan is not None
        assert plan.step == "Write the AI policy and have it approved"
        assert plan.due == month_end(month_end(clock.today(), 1), 0)
        with pytest.raises(Conflict, match="has a plan already"):
            perform("adopt_road_map", lead, {}, face="web", subject=begun.reference)


class TestNextYear:
    """Last year's answers are where this year's begin, and both are compared."""

    def _second(self, lead: Actor, begun: Assessment) -> Assessment:
        say(lead, begun, "policy", "1", "A draft")
        say(lead, begun, "scope", "3")
        say(lead, begun, "top", "2")
        _finish(lead, begun)
        outcome = perform("clone_assessment", lead, {"title": "A year later"}, face="web", subject=begun.reference)
        assert isinstance(outcome.record, Assessment)
        return outcome.record

    def test_answers_from_last_time_count_once_confirmed(self, lead: Actor, begun: Assessment) -> None:
        second = self._second(lead, begun)
        assert (progress_of(second).answered, progress_of(second).carried) == (0, 3)
        with pytest.raises(Conflict, match="No question is answered yet"):
            _finish(lead, second)
        perform("confirm_answers", lead, {"topic": "accountability"}, face="web", subject=second.reference)
        assert (progress_of(second).answered, progress_of(second).carried) == (2, 1)

    def test_what_moved_is_told_by_question_and_topic(self, lead: Actor, begun: Assessment) -> None:
        second = self._second(lead, begun)
        perform("confirm_answers", lead, {"topic": "documentation"}, face="web", subject=second.reference)
        say(lead, second, "policy", "4")
        say(lead, second, "top", "1")
        compared = compare(begun, second)
        assert [(one.question.id, one.by) for one in compared.moved] == [("top", -1), ("policy", 3)]
        assert [(one.name, one.before, one.now) for one in compared.topics] == [("Accountability", 1.5, 2.5), ("Documentation", 3.0, 3.0)]
        assert {"question": "policy", "before": "1", "now": "4"} in told(second)["moved"]

    def test_only_one_is_open_at_a_time(self, lead: Actor, begun: Assessment) -> None:
        with pytest.raises(Conflict, match="is open"):
            perform("start_assessment", lead, {}, face="web")


def _requirement(code: str) -> str:
    from sightline.readers.frameworks.models import Requirement

    return Requirement.objects.get(key=f"iso42001:{code}").reference
