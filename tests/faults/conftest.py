"""A real installation for each test, on each database, that another process works on and is killed in."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
import pytest

from tests.support.postgres import PostgresMissing, private_cluster
from tests.support.shared import CHECKOUT

_numbers = count(1)


@dataclass(frozen=True)
class Installation:
    """A data directory and, on PostgreSQL, the address of its database."""

    home: Path
    url: str = ""

    def drive(self, scenario: str, *arguments: str) -> Any:
        """Runs a scenario of the driver in a process of its own and returns what it told.

        Raises:
            AssertionError: the driver itself failed, with everything that it said.
        """
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
        environment = {
            **kept,
            "SIGHTLINE_HOME": str(self.home),
            "SIGHTLINE_LOG": "CRITICAL",
            **({"DATABASE_URL": self.url} if self.url else {}),
        }
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.driver", scenario, *arguments],
            env=environment,
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"the driver failed at {scenario}\n{done.stderr[-4000:]}"
        return json.loads(done.stdout)


def _sql(url: str, statement: str) -> None:
    parts = urlsplit(url)
    with psycopg.connect(
        host=unquote(parts.hostname or ""), port=parts.port, user=parts.username, dbname="postgres", autocommit=True
    ) as server:
        server.execute(statement)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def template(request: pytest.FixtureRequest) -> Iterator[Installation]:
    """An installation that is set up and never worked in; each test gets a copy."""
    home = Path(tempfile.mkdtemp(prefix="sightline-faults-"))
    try:
        if request.param == "sqlite":
            made = Installation(home)
            made.drive("prepare")
            yield made
            return
        try:
            with private_cluster() as url:
                made = Installation(home, url)
                made.drive("prepare")
                yield made
        except PostgresMissing as missing:
            pytest.skip(str(missing))
    finally:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def installation(template: Installation) -> Iterator[Installation]:
    """A copy of the template, thrown away afterwards."""
    home = Path(tempfile.mkdtemp(prefix="sightline-faults-"))
    shutil.copytree(template.home, home, dirs_exist_ok=True)
    name = f"copy_{next(_numbers)}"
    try:
        if template.url:
            base, _, original = template.url.rpartition("/")
            _sql(template.url, f"CREATE DATABASE {name} TEMPLATE {original}")
            yield Installation(home, f"{base}/{name}")
            _sql(template.url, f"DROP DATABASE {name}")
        else:
            yield Installation(home)
    finally:
        shutil.rmtree(home, ignore_errors=True)
