"""A founded organisation, and lists of AI systems as files."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from sightline.aims.organisation.tests.conftest import ana, do, organisation
from sightline.kernel.identity.actors import Actor
from sightline.kernel.imports.running import Result, run_import

__all__ = ["ana", "do", "organisation"]

Rows = Sequence[Sequence[str]]
OWN = ("name", "purpose", "unit", "owner", "stage", "impact", "in_scope", "started")


@pytest.fixture
def listed(tmp_path: Path) -> Callable[..., Path]:
    """Writes a list as CSV: `listed(head, row, row ...)`."""

    def write(*rows: Sequence[str], name: str = "list.csv") -> Path:
        path = tmp_path / name
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
        return path

    return write


@pytest.fixture
def imported(lead: Actor) -> Callable[..., Result]:
    """Imports a file of AI systems as the lead."""

    def run(path: Path, **more: object) -> Result:
        return run_import("systems", path, lead, "cli", **more)  # type: ignore[arg-type]

    return run
