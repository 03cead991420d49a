"""A founded organisation with one AI system, and a way to import documents."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sightline.aims.inventory.models import System
from sightline.aims.organisation.models import Organisation
from sightline.aims.organisation.tests.conftest import ana, do, organisation
from sightline.kernel.identity.actors import Actor
from sightline.kernel.imports import UnreadableFile
from sightline.kernel.imports.documents import Rows
from sightline.kernel.imports.running import Result, run_import

__all__ = ["ana", "do", "organisation"]

Imported = Callable[..., Result]
Written = Callable[..., Path]


def figures(result: Result) -> tuple[int, int, int, int]:
    """Created, updated, unchanged, refused."""
    return result.created, result.updated, result.unchanged, result.refused


def read_or_refused(reader: Callable[[Path], Rows], path: Path) -> Rows | str:
    """What a reader makes of a file, or the words of its refusal."""
    try:
        return reader(path)
    except UnreadableFile as refusal:
        return refusal.message


@pytest.fixture
def system(do: Any, organisation: Organisation, lead: Actor) -> System:
    """A system that names what it rests on in text only."""
    made = do("add_system", lead, name="Candidate ranking", models="GPT-4o\nOwn ranker", data_sets="Applications since 2022")
    assert isinstance(made, System)
    return made


@pytest.fixture
def imported(lead: Actor) -> Callable[..., Result]:
    """Imports a file: `imported("mlbom", path)`."""

    def run(kind: str, path: Path, **more: Any) -> Result:
        return run_import(kind, path, lead, "cli", **more)

    return run


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Writes a file: `written("bom.json", text)`."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write
