"""Work in the background: what waits is done, what must happen regularly happens once, and what a killed process left behind is done again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from sightline.kernel import clock
from sightline.kernel.changes import change
from sightline.kernel.identity.actors import Actor
from sightline.kernel.identity.models import Account
from sightline.kernel.jobs import registry
from sightline.kernel.jobs.models import Beat, Round
from sightline.kernel.jobs.reaping import MOST_ATTEMPTS, reap
from sightline.kernel.jobs.registry import every
from sightline.kernel.jobs.regular import give_due_tasks, tidy
from sightline.kernel.jobs.rounds import run_due_rounds
from sightline.kernel.jobs.running import Jobs
from sightline.kernel.jobs.ticking import Part, Ticker
from sightline.kernel.jobs.workers import Worker
from sightline.kernel.journal.integrating import newest_checkpoint
from sightline.kernel.journal.models import Entry
from sightline.kernel.obligations import Obligation, oblige
from sightline.kernel.records import find_record
from sightline.kernel.rolls import Roll
from sightline.kernel.tasks.models import Task, TaskState

pytestmark = pytest.mark.django_db(transaction=True)
MORNING = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@task()
def add(a: int, b: int) -> int:
    return a + b


@task()
def stumble() -> None:
    raise ValueError("stumbled")


def an_account(name: str = "Ada") -> Account:
    with change(Actor.system(), "add_account", "system"):
        account = Account(email=f"{name.lower()}@example.org", name=name)
        account.save()
    return account


def left_running(worker: str, attempts: int = 1) -> DBTaskResult[Any, Any]:
    result = add.enqueue(1, 2)
    DBTaskResult.objects.filter(pk=result.id).update(status="RUNNING", worker_ids=[worker] * attempts)
    return DBTaskResult.objects.get(pk=result.id)


def dead_process() -> int:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


@pytest.fixture
def own_jobs(monkeypatch: pytest.MonkeyPatch) -> Roll[registry.Job]:
    """An empty list of regular jobs."""
    jobs: Roll[registry.Job] = Roll("Job")
    monkeypatch.setattr(registry, "_jobs", jobs)
    return jobs


def test_what_waits_in_the_queue_is_done() -> None:
    good, bad = add.enqueue(2, 3), stumble.enqueue()
    assert Jobs().do_tasks() == 2
    assert DBTaskResult.objects.get(pk=good.id).return_value == 5
    failed = DBTaskResult.objects.get(pk=bad.id)
    assert failed.status == "FAILED"
    assert "stumbled" in failed.traceback


def test_a_task_of_a_killed_process_is_done_again() -> None:
    worker = Worker()
    lost = left_running(f"{worker.host}:{dead_process()}:aaaaaaaa")
    assert reap(worker) == 1
    Jobs().do_tasks()
    assert DBTaskResult.objects.get(pk=lost.pk).return_value == 3


def test_a_task_that_ended_three_workers_is_given_up() -> None:
    worker = Worker()
    lost = left_running(f"{worker.host}:{dead_process()}:aaaaaaaa", MOST_ATTEMPTS)
    reap(worker)
    found = DBTaskResult.objects.get(pk=lost.pk)
    assert (found.status, "ended 3 times" in found.traceback) == ("FAILED", True)


def test_a_task_of_a_living_process_is_left_alone() -> None:
    worker = Worker()
    Beat.objects.create(worker="elsewhere:7:bbbbbbbb", host="elsewhere", process=7)
    left_running("elsewhere:7:bbbbbbbb")
    left_running(worker.name)
    assert reap(worker) == 0


def test_a_worker_elsewhere_that_fell_silent_is_dead() -> None:
    Beat.objects.create(worker="elsewhere:7:bbbbbbbb", host="elsewhere", process=7, at=clock.now() - timedelta(minutes=2))
    assert Worker().knows_dead("elsewhere:7:bbbbbbbb")
    assert Worker().knows_dead("never:1:heardof")


def test_an_earlier_process_of_the_same_number_is_dead() -> None:
    worker = Worker()
    assert worker.knows_dead(f"{worker.host}:{os.getpid()}:ffffffff")
    assert not worker.knows_dead(worker.name)


def test_a_regular_job_runs_once_a_day_and_at_each_start(own_jobs: Roll[registry.Job]) -> None:
    ran: list[datetime] = []

    @every("day")
    def note() -> None:
        ran.append(clock.now())

    for hours in (0, 1, 23, 25):
        with clock.at(MORNING + timedelta(hours=hours)):
            run_due_rounds()
    assert [moment.day for moment in ran] == [24, 25]
    with clock.at(MORNING + timedelta(hours=26)):
        assert run_due_rounds(starting=True) == ["note"]


def test_a_job_that_fails_holds_up_no_other_and_is_tried_again(own_jobs: Roll[registry.Job]) -> None:
    tried: list[str] = []

    @every("hour")
    def a_broken_one() -> None:
        tried.append("broken")
        raise RuntimeError("no")

    @every("hour")
    def b_good_one() -> None:
        tried.append("good")

    with clock.at(MORNING):
        assert run_due_rounds() == ["b_good_one"]
    with clock.at(MORNING + timedelta(minutes=5)):
        assert run_due_rounds() == []
    with clock.at(MORNING + timedelta(minutes=11)):
        run_due_rounds()
    assert tried == ["broken", "good", "broken"]


def test_two_jobs_of_one_name_are_refused(own_jobs: Roll[registry.Job]) -> None:
    own_jobs["tidy"] = registry.Job("tidy", "day", "", tidy, "elsewhere.py")
    with pytest.raises(ValueError, match="tidy is declared in"):
        every("day")(tidy)


@pytest.fixture
def due() -> Iterator[Callable[[date], None]]:
    """An obligation over all accounts, due on a day that the test sets."""
    from sightline.kernel import obligations

    days: dict[str, date] = {}

    def accounts(until: date) -> Any:
        rows = list(Account.objects.order_by("reference"))
        for row in rows:
            row.due_on, row.answerable_id = days["day"], row.pk
        return rows if days["day"] <= until else []

    kept = dict(obligations._obligations)
    obligations._obligations.clear()
    oblige(Obligation("greet_accounts", "Greet", ("iso42001:7.4",), accounts, ahead=30))
    yield lambda day: days.__setitem__("day", day)
    obligations._obligations.clear()
    obligations._obligations.update(kept)


def test_what_falls_due_becomes_one_task_however_often_it_is_looked_at(due: Callable[[date], None]) -> None:
    account = an_account()
    due(date(2026, 12, 1))
    with clock.at(MORNING):
        assert give_due_tasks() == 1
        entries = Entry.objects.count()
        assert give_due_tasks() == 0
    task = Task.objects.get()
    assert (task.title, task.assignee, task.due, task.about_id) == ("Greet: Ada", account, date(2026, 12, 1), account.pk)
    assert Entry.objects.count() == entries, "looking again writes nothing"


def test_a_task_closes_when_its_obligation_is_fulfilled(due: Callable[[date], None]) -> None:
    an_account()
    due(date(2026, 12, 1))
    with clock.at(MORNING):
        give_due_tasks()
        due(date(2027, 12, 1))
        give_due_tasks()
    assert Task.objects.get().state == TaskState.DONE


def test_what_is_far_off_makes_no_task(due: Callable[[date], None]) -> None:
    an_account()
    due(date(2027, 3, 1))
    with clock.at(MORNING):
        assert give_due_tasks() == 0


def test_the_tick_signs_and_indexes_what_was_written() -> None:
    account = an_account("Grace")
    ticker = Ticker(Worker(), lambda: False)
    ticker.tick()
    newest = newest_checkpoint()
    assert newest is not None
    assert newest.size == Entry.objects.count()
    assert find_record(account.reference) == account


def test_a_part_that_fails_waits_and_the_others_go_on() -> None:
    def fail() -> None:
        raise RuntimeError("no")

    ran: list[int] = []
    parts = [Part("Failing", fail, 0.0), Part("Going on", lambda: ran.append(1), 0.0)]
    for _ in range(3):
        for part in parts:
            part.tick()
    assert parts[0].failures >= 1
    assert len(ran) == 3


def test_tidying_removes_what_is_old_and_nothing_else() -> None:
    old, new = add.enqueue(1, 1), add.enqueue(2, 2)
    DBTaskResult.objects.filter(pk=old.id).update(status="SUCCESSFUL", finished_at=clock.now() - timedelta(days=40))
    DBTaskResult.objects.filter(pk=new.id).update(status="SUCCESSFUL", finished_at=clock.now() - timedelta(days=4))
    tidy()
    assert [row.pk for row in DBTaskResult.objects.all()] == [UUID(str(new.id))]
    assert not Round.objects.exists()
