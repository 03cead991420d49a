"""Imports: ten thousand systems of an inventory that nobody here has seen, and the federal inventory as it is."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from typing import Any

from sightline.kernel.identity.actors import Actor
from sightline.kernel.imports.running import Result as Imported
from sightline.kernel.imports.running import run_import
from tests.support.shared import CHECKOUT

from .. import inventories
from ..results import Result, at_most, told


def _timed(path: Path, **how: Any) -> tuple[float, Imported]:
    start = time.perf_counter()
    found = run_import("systems", path, Actor.local(), "cli", **how)
    return time.perf_counter() - start, found


def measure(quick: bool) -> list[Result]:
    """From the file to the signed-off change: parsed, guessed, checked, compared, written, in the ledger."""
    count = 1_000 if quick else 10_000
    found: list[Result] = []
    root = Path(os.environ.get("SIGHTLINE_SHARED_DATA") or CHECKOUT.parent / "shared" / "data") / "us-federal-inventory"
    federal = next(iter(sorted(root.glob("*2024*.csv"))), None)
    if federal is not None:
        took, imported = _timed(federal)
        assert imported.created == 2133, imported.as_dict()
        found.append(at_most("import of the federal inventory, 2,133 rows of 62 columns", took, 3, "s"))
    with tempfile.TemporaryDirectory() as folder:
        path = inventories.write(Path(folder) / "inventory.csv", count)
        took, imported = _timed(path)
        assert imported.created == count, imported.as_dict()
        found.append(
            at_most(f"import of {count:,} systems of 15 columns", took, 10 * count / 10_000, "s", f"{count / took:,.0f} rows a second")
        )
        again, imported = _timed(path)
        assert imported.unchanged == count, imported.as_dict()
        found.append(told(f"the same file again: {count:,} rows unchanged", f"{again:.1f} s"))
    return found
