"""Random actions by random people; after each, the newest image of every record equals its row."""

from contextlib import suppress
from typing import Any
from uuid import uuid4

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule, run_state_machine_as_test

from sightline.kernel.actions import perform
from sightline.kernel.changes import change
from sightline.kernel.errors import Refused
from sightline.kernel.identity.actors import Actor
from sightline.kernel.identity.models import Account
from sightline.kernel.journal.checking import replay
from sightline.kernel.journal.integrating import integrate
from sightline.kernel.tasks.models import Task

words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)


class Records(RuleBasedStateMachine):
    """A small organisation at work."""

    tasks = Bundle("tasks")
    accounts = Bundle("accounts")

    def __init__(self) -> None:
        super().__init__()
        self.actor = Actor.local()

    def _do(self, name: str, data: dict[str, Any], subject: str = "") -> str:
        try:
            return perform(name, self.actor, data, face="system", subject=subject or None, reason="by chance").reference
        except Refused:
            return ""

    @rule(target=accounts, name=words)
    def add_account(self, name: str) -> str:
        account = Account(email=f"{uuid4()}@example.org", name=name, roles=["lead"])
        with change(self.actor, "add_account", "system"):
            account.save()
        return account.reference

    @rule(target=tasks, title=words, details=words)
    def add_task(self, title: str, details: str) -> str:
        return self._do("add_task", {"title": title or "A title", "details": details})

    @rule(task=tasks, result=words)
    def close(self, task: str, result: str) -> None:
        self._do("close_task", {"result": result}, task)

    @rule(task=tasks, account=accounts, due=st.dates())
    def move(self, task: str, account: str, due: object) -> None:
        self._do("move_task", {"assignee": account, "due": str(due)}, task)

    @rule(task=tasks, text=words)
    def comment(self, task: str, text: str) -> None:
        self._do("add_comment", {"text": text}, task)

    @rule(one=tasks, other=tasks)
    def link(self, one: str, other: str) -> None:
        self._do("link_records", {"relation": "supports", "target": other}, one)

    @rule(account=consumes(accounts))
    def erase(self, account: str) -> None:
        self._do("erase_person", {"ground": "asked for"}, account)

    @rule(details=words)
    def update_all(self, details: str) -> None:
        with change(self.actor, "edit_tasks", "system"):
            Task.objects.filter(state="open").update(details=details)

    @rule()
    def break_off(self) -> None:
        with suppress(ZeroDivisionError), change(self.actor, "break_off", "system"):
            Task(title="never").save()
            _ = 1 / 0

    @rule()
    def sign(self) -> None:
        integrate()

    @invariant()
    def the_ledger_is_the_database(self) -> None:
        assert replay().differences == []


class ReplayTest(TestCase):
    """Runs the machine, each run in a transaction of its own."""

    def test_replay_of_the_ledger_equals_the_database(self) -> None:
        run_state_machine_as_test(Records, settings=settings(max_examples=12, stateful_step_count=15, deadline=None))
