"""The product as people run it: installed in a data directory of its own, started by its own command, asked over HTTP.

Journeys use this and not Django's live server, so that start-up, the worker, static files and headers are those that people get.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

ORGANISATION = "Northwind Staffing"
ADMIN = "lead@northwind.example"
PASSWORD = "a long walk along the harbour"
PATIENCE = 60.0
COMMAND = Path(sys.executable).with_name("sightline")


@dataclass
class Product:
    """One installation of Sightline: `home` is its data directory, `url` its address while it runs (no slash at the end)."""

    home: Path
    url: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    _server: subprocess.Popen[bytes] | None = None

    def command(self, *arguments: str, stdin: str = "", ok: bool = True) -> subprocess.CompletedProcess[str]:
        """Run `sightline ARGUMENTS` in this installation and return what it said.

        Unless `ok` is False, a code other than 0 raises AssertionError with everything that was printed.
        """
        done = subprocess.run(
            [COMMAND, *arguments], input=stdin, env=self._environment(), cwd=self.home, capture_output=True, text=True, check=False
        )
        assert not ok or done.returncode == 0, f"sightline {' '.join(arguments)} gave {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def json(self, *arguments: str) -> Any:
        """Run `sightline ARGUMENTS --json` and return the one object that it prints."""
        return json.loads(self.command(*arguments, "--json").stdout)

    def init(self) -> None:
        """Make the data directory, the organisation and its first account."""
        self.command("init", "--organisation", ORGANISATION, "--admin", ADMIN, "--password-stdin", stdin=PASSWORD + "\n")

    def start(self) -> str:
        """Start web and worker, wait until the first page is served, and return the address."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        with (self.home / "server.log").open("ab") as log:
            self._server = subprocess.Popen(
                [COMMAND, "up"], env={**self._environment(), "PORT": str(port), "HOST": "127.0.0.1"}, cwd=self.home, stdout=log, stderr=log
            )
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if self._server.poll() is not None or time.monotonic() > deadline:
                raise AssertionError("sightline up does not answer:\n" + (self.home / "server.log").read_text(errors="replace")[-4000:])
            time.sleep(0.1)
        return self.url

    def stop(self) -> None:
        """End the running server as an operator would, with SIGTERM; one that stays is killed."""
        if self._server is None:
            return
        self._server.terminate()
        try:
            self._server.wait(20)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        self._server = None

    def kill(self) -> None:
        """End the running server with SIGKILL, in the middle of whatever it does."""
        if self._server is not None:
            self._server.kill()
            self._server.wait()
            self._server = None

    def sign_in(self, page: Page, mail: str = ADMIN, password: str = PASSWORD) -> None:
        """Sign `page` in through the form that people see, and leave it on the page that follows."""
        page.goto(self.url + "/")
        page.locator("input[name=login]").fill(mail)
        page.locator("input[name=password]").fill(password)
        page.locator("main button[type=submit]").first.click()
        page.wait_for_load_state("load")
        assert page.locator("input[name=password]").count() == 0, "not signed in: " + page.inner_text("main")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.url + "/", timeout=5) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError as refused:
            return refused.code < 500
        except OSError:
            return False

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
        return {**kept, "SIGHTLINE_HOME": str(self.home), "PYTHONUNBUFFERED": "1", **self.environment}


@pytest.fixture
def empty_product() -> Iterator[Product]:
    """An installation of which nothing exists yet but its empty folder; stopped and removed at the end."""
    yield from _installation()


@pytest.fixture(scope="session")
def product() -> Iterator[Product]:
    """A running installation with one organisation and one account, shared by the journeys of a test process."""
    for installation in _installation():
        installation.init()
        installation.start()
        yield installation


def _installation() -> Iterator[Product]:
    # Not under pytest's own folders: their names are long, and a socket's path may not be.
    home = Path(tempfile.mkdtemp(prefix="sightline-home-"))
    installation = Product(home)
    try:
        yield installation
    finally:
        installation.stop()
        shutil.rmtree(home, ignore_errors=True)
