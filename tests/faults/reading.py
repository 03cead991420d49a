"""A long ledger read by one process and by two, whole and tampered with: a scenario of the driver."""

from __future__ import annotations

import sys
from typing import Any

from django.db import connection

from sightline.kernel.actions import perform
from sightline.kernel.changes import change
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.integrating import integrate
from sightline.kernel.journal.models import IMAGES_PER_ENTRY
from sightline.kernel.journal.triggers import drop_triggers, install_triggers
from sightline.kernel.journal.verifying import Verified, verify
from sightline.kernel.tasks.models import Task

LENGTH = 700
TABLES = ("kernel_entry", "kernel_image", "kernel_tile")


def _at(entry: int) -> int:
    return entry * IMAGES_PER_ENTRY


TAMPERING = {
    "nothing": (),
    "a header before the middle": ("UPDATE kernel_entry SET header = replace(header, 'add_task', 'add_lask') WHERE \"index\" = 40",),
    "a header after the middle": ("UPDATE kernel_entry SET header = replace(header, 'add_task', 'add_lask') WHERE \"index\" = 600",),
    "images on both sides": (f"UPDATE kernel_image SET version = 7 WHERE place IN ({_at(30)}, {_at(650)})",),
    "an image emptied": (f"UPDATE kernel_image SET data = NULL, salt = NULL WHERE place = {_at(99)}",),
    "an entry gone": ('DELETE FROM kernel_entry WHERE "index" = 255',),
    "the entries around the middle gone": ('DELETE FROM kernel_entry WHERE "index" BETWEEN 250 AND 260',),
    "an image gone": (f"DELETE FROM kernel_image WHERE place = {_at(400)}",),
    "a tile": ('DELETE FROM kernel_tile WHERE level = 0 AND "index" = 0',),
    "the first half gone": ('DELETE FROM kernel_entry WHERE "index" < 300',),
    "the tail gone": ('DELETE FROM kernel_entry WHERE "index" > 500',),
}


def _told(found: Verified) -> dict[str, Any]:
    problems = sorted((one.kind, one.name, -1 if one.entry is None else one.entry) for one in found.problems)
    return {**found.as_dict(), "problems": problems}


def _run(*statements: str) -> None:
    drop_triggers()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    install_triggers()


def two_readers() -> list[dict[str, Any]]:
    """For each way of tampering what one process finds, and what two find; and whether the second process was really there."""
    with change(Actor.local(), "add_task", "cli"):
        Task(title="The first").save()
    for number in range(LENGTH):
        perform("add_task", Actor.local(), {"title": f"Task {number}"}, face="cli")
    integrate()
    _run(*(f"CREATE TABLE kept_{table} AS SELECT * FROM {table}" for table in TABLES))
    seen = []
    for name, statements in TAMPERING.items():
        _run(*statements)
        seen.append({"what": name, "one": _told(verify(together_up_to=10**9)), "two": _told(verify(together_up_to=0))})
        _run(*(f"DELETE FROM {table}" for table in TABLES), *(f"INSERT INTO {table} SELECT * FROM kept_{table}" for table in TABLES))
    return seen


def without_a_second() -> dict[str, Any]:
    """What is found where no second process can be started."""
    for number in range(LENGTH):
        perform("add_task", Actor.local(), {"title": f"Task {number}"}, face="cli")
    sys.executable = "/nowhere/python"
    return _told(verify(together_up_to=0))
