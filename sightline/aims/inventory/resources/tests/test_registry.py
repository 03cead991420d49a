"""An MLflow registry: fetched page by page as a real server answered, and imported like any list."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from sightline.aims.inventory.resources import actions
from sightline.aims.inventory.resources.exchange.registry import fetch_registry, read_registry
from sightline.aims.inventory.resources.models import Model
from sightline.aims.organisation.models import Organisation
from sightline.kernel.changes import current_change
from sightline.kernel.identity.actors import Actor
from sightline.kernel.imports import UnreadableFile
from sightline.kernel.imports.models import Import

from .conftest import Written

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://x", "http://user@x", "http://169.254.169.254", "http://[fe80::1]", "x"])
def test_addresses_that_are_no_registry_are_not_fetched(address: str) -> None:
    with pytest.raises(UnreadableFile):
        fetch_registry(address)


def test_what_no_registry_answers_is_refused(written: Written) -> None:
    for content in ("{", "[]", '{"x": 1}'):
        with pytest.raises(UnreadableFile):
            read_registry(written("answer.json", content))


class _Recorded(BaseHTTPRequestHandler):
    """Answers as an MLflow 3.6.0 server did, page by page."""

    def do_GET(self) -> None:
        """One page, or a refusal without the token."""
        if self.headers.get("Authorization") != "Bearer secret-token":
            self.send_response(401)
            self.end_headers()
            return
        query = parse_qs(urlsplit(self.path).query)
        name = "last" if query.get("page_token") == ["eyJvZmZzZXQiOiAyfQ=="] else "first"
        content = (Path(__file__).parent / "fixtures" / f"mlflow-3.6.0-{name}.json").read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: Any) -> None:
        """Says nothing."""


@pytest.fixture
def registry() -> Iterator[str]:
    """The address of a registry on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Recorded)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_model_registry_is_fetched_and_imported(do: Any, organisation: Organisation, lead: Actor, registry: str) -> None:
    with pytest.raises(UnreadableFile, match="asks for a token"):
        do("fetch_models", lead, address=registry)
    listing = do("fetch_models", lead, address=registry, token="secret-token")
    assert (listing.kind, listing.rows, Model.objects.count()) == ("mlflow", 3, 0)
    do("run_import", lead, on=listing)
    told = {row.name: (row.release, row.task, row.licence, row.description, row.kind) for row in Model.objects.all()}
    assert told == {
        "churn": ("2", "classification", "internal", "Who may leave", "own"),
        "empty one": ("", "", "", "Registered, no version yet", "own"),
        "fraud score": ("1", "", "", "Try 1", "own"),
    }
    assert "secret-token" not in json.dumps(list(Import.objects.values()), default=str)
    again = do("fetch_models", lead, address=registry, token="secret-token")
    again = do("run_import", lead, on=again)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 3)


def test_a_registry_that_is_not_there_is_told(do: Any, organisation: Organisation, lead: Actor) -> None:
    with pytest.raises(UnreadableFile, match="can't be reached"):
        do("fetch_models", lead, address="http://127.0.0.1:9")


def test_a_slow_registry_keeps_nobody_waiting(
    do: Any, organisation: Organisation, lead: Actor, registry: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes_open = []

    def noted(*arguments: Any) -> bytes:
        changes_open.append(current_change())
        return fetch_registry(*arguments)

    monkeypatch.setattr(actions, "fetch_registry", noted)
    do("fetch_models", lead, address=registry, token="secret-token")
    assert changes_open == [None]
