"""One record changed: saved plainly, through the ledger, with the two history packages, and as a whole action through `perform`."""

from __future__ import annotations

import itertools
from typing import Any

from django.db import transaction

from sightline.kernel.actions import perform
from sightline.kernel.changes import change
from sightline.kernel.identity.actors import Actor

from ..models import Audited, Historied, Kept, Plain
from ..results import Result, at_most, told
from ..timing import in_turns

VALUES: dict[str, Any] = {
    "name": "Candidate ranking",
    "purpose": "Ranks applications for open positions, so that recruiters read the most fitting ones first.",
    "description": "Takes in a letter and a curriculum vitae; gives out a score from 0 to 100 and three reasons.",
    "kind": "bought",
    "vendor": "Northwind Talent Ltd",
    "stage": "operation",
    "affects": "outside",
    "people_affected": "Applicants",
    "autonomy": "advises",
    "impact": "rights",
    "in_scope": "in",
    "source_id": "NW-0042",
}
_numbers = itertools.count(1)


def _plain(model: Any) -> Any:
    row = model(version=1, **VALUES)
    row.reference = str(row.pk)[-24:]
    row.save()

    def work() -> None:
        with transaction.atomic():
            row.vendor = f"Supplier {next(_numbers)}"
            row.version += 1
            row.save()

    return work


def _ledgered(actor: Actor) -> Any:
    row = Kept(**VALUES)
    with change(actor, "edit_kept", "web"):
        row.save()

    def work() -> None:
        with change(actor, "edit_kept", "web", "a supplier changed its name"):
            row.vendor = f"Supplier {next(_numbers)}"
            row.save()

    return work


def _performed(actor: Actor) -> Any:
    made = perform("add_kept", actor, {"name": "Candidate ranking", "purpose": VALUES["purpose"]}, face="web")

    def work() -> None:
        perform("edit_kept", actor, {"vendor": f"Supplier {next(_numbers)}"}, face="web", subject=made.reference, reason="its name changed")

    return work


def measure(quick: bool) -> list[Result]:
    """Changes of one record, in turns."""
    actor = Actor.local()
    ways = {
        "plain": _plain(Plain),
        "ledger": _ledgered(actor),
        "history": _plain(Historied),
        "auditlog": _plain(Audited),
        "action": _performed(actor),
    }
    times = in_turns(ways, rounds=100 if quick else 1000, warm=30)
    plain, ledger = times["plain"].median, times["ledger"].median
    package = min(times["history"].median, times["auditlog"].median)
    return [
        told("a plain save in a transaction", f"{plain * 1e3:.2f} ms"),
        at_most("a ledgered change of one record, against a plain save", ledger / plain, 2, "times", f"{ledger * 1e3:.2f} ms"),
        told("the same with django-simple-history", f"{times['history'].median / plain:.2f} times"),
        told("the same with django-auditlog", f"{times['auditlog'].median / plain:.2f} times"),
        at_most("a ledgered change, against the faster of the two packages", ledger / package, 1, "times"),
        at_most(
            "a whole action through perform, against a plain save",
            times["action"].median / plain,
            5,
            "times",
            f"{times['action'].median * 1e3:.2f} ms",
        ),
    ]
