"""The page for the two days on which proofs are at risk: a key is lost, a backup was restored."""

from __future__ import annotations

from ..journal import keys
from ..journal.integrating import newest_checkpoint
from ..journal.verifying import outside_problems, own_checkpoints
from ..pages import Look, Shown, page
from .models import LedgerKey


@page("ledger_care", path="ledger/care/", title="Keys and restored backups", permission="ledger.read")
def ledger_care(look: Look) -> Shown:
    """Which keys signed, whether published checkpoints say something else than the database, and what to do."""
    known = keys.verifiers()
    recorded = {row.verifier: row for row in LedgerKey.objects.current()}
    rows = [(str(one), recorded.get(str(one))) for one in reversed(known)]
    context = {
        "keys": rows,
        "forks": [one.name for one in outside_problems(own_checkpoints())[:20]],
        "newest": newest_checkpoint(),
        "may_rotate": look.actor.may("ledger.change"),
    }
    return Shown("signing/care.html", context, crumbs=(("Ledger", "/ledger/"),))
