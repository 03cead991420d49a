"""All of ISO/IEC 42001 counted over ten thousand systems, and again after one change."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path

from sightline.kernel.actions import perform
from sightline.kernel.identity.actors import Actor
from sightline.kernel.imports.running import run_import
from sightline.readers.conformity.models import Count
from sightline.readers.conformity.standing import overview
from sightline.readers.frameworks.applying import ensure_shipped_frameworks

from .. import inventories
from ..results import Result, at_most, told
from ..timing import clocked, times_of


def fill(count: int) -> None:
    """Imports so many systems, and loads the frameworks."""
    ensure_shipped_frameworks(Actor.system(), "system")
    with tempfile.TemporaryDirectory() as folder:
        run_import("systems", inventories.write(Path(folder) / "inventory.csv", count), Actor.local(), "cli")


def measure(quick: bool) -> list[Result]:
    """Counts everything anew, after one change, and with nothing changed."""
    count = 1_000 if quick else 10_000
    fill(count)
    everything, again, idle = [], [], []
    numbers = itertools.count(1)
    for _ in range(7):
        Count.objects.all().delete()
        everything.append(clocked(overview))
        edit = {"vendor": f"Supplier of turn {next(numbers)}"}
        perform("edit_system", Actor.local(), edit, face="web", subject="SYS-0042")
        again.append(clocked(overview))
        idle.append(clocked(overview))
    whole, once_more = times_of(everything), times_of(again)
    words = f"over {count:,} systems"
    return [
        at_most(f"all of ISO/IEC 42001 counted {words}", whole.median, 1, "s", whole.busy_words),
        at_most(f"again after one change, {words}", once_more.median * 1e3, 100, "ms", once_more.busy_words),
        told(f"again with nothing changed, {words}", f"{times_of(idle).median * 1e3:.1f} ms"),
    ]
