"""Imports: ten thousand systems of an inventory that nobody here has seen, and the federal inventory as it is."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from sightline.kernel.identity.actors import Actor
from sightline.kernel.imports.running import Result as Imported
from sightline.kernel.imports.running import run_import
from tests.support.shared import CHECKOUT

from .. import inventories
from ..results import Result, at_most, told


def _timed(path: Path) -> tuple[float, str, Imported]:
    start, busy = time.perf_counter(), time.process_time()
    found = run_import("systems", path, Actor.local(), "cli")
    return time.perf_counter() - start, f"{time.process_time() - busy:.1f} s of them busy", found


def measure(quick: bool) -> list[Result]:
    """From the file to the signed-off change: parsed, guessed, checked, compared, written, in the ledger."""
    count = 1_000 if quick else 10_000
    found: list[Result] = []
    root = Path(os.environ.get("SIGHTLINE_SHARED_DATA") or CHECKOUT.parent / "shared" / "data") / "us-federal-inventory"
    federal = next(iter(sorted(root.glob("*2024*.csv"))), None)
    if federal is not None:
        took, busy, imported = _timed(federal)
        assert imported.created == 2133, imported.as_dict()
        found.append(at_most("import of the federal inventory, 2,133 rows of 62 columns", took, 3, "s", busy))
    with tempfile.TemporaryDirectory() as folder:
        path = inventories.write(Path(folder) / "inventory.csv", count)
        took, busy, imported = _timed(path)
        assert imported.created == count, imported.as_dict()
        found.append(
            at_most(
                f"import of {count:,} systems of 15 columns", took, 10 * count / 10_000, "s", f"{count / took:,.0f} rows a second; {busy}"
            )
        )
        again, busy, imported = _timed(path)
        assert imported.unchanged == count, imported.as_dict()
        found.append(told(f"the same file again: {count:,} rows unchanged", f"{again:.1f} s", busy))
    return found
