"""Commands as tests call them: in this process, on the test database, or as people do, in a process and a data directory of their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sightline.faces.cli.main import run


@dataclass(frozen=True)
class Ran:
    """What a command did: its exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one object on standard output."""
        return json.loads(self.out)


@pytest.fixture
def sightline(db: None, capsys: pytest.CaptureFixture[str], settings: Any, tmp_path: Path) -> Callable[..., Ran]:
    """`sightline("list", "systems")`: runs a command in this process, with keys and checkpoints in a folder of its own."""
    settings.SIGHTLINE_HOME = tmp_path / "home"
    settings.SIGHTLINE_HOME.mkdir()

    def call(*arguments: str) -> Ran:
        capsys.readouterr()
        code = run(list(arguments))
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return call
