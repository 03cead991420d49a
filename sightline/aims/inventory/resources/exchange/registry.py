"""Reads what an MLflow model registry answers: its registered models with their latest versions.

Source: MLflow's REST API, `POST /api/2.0/mlflow/registered-models/search` (GET as well), https://mlflow.org/docs/latest/rest-api.html.
"""

from __future__ import annotations

import ipaddress
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from sightline.kernel.imports import UnreadableFile
from sightline.kernel.imports.documents import Rows, text_of

from .values import ModelSaid, rows_of

_PATH = "/api/2.0/mlflow/registered-models/search"
_PAGE = 200
_MOST_PAGES = 200
_SECONDS = 20
_LARGEST = 32 << 20  # bytes of one answer


def read_registry(path: Path) -> Rows:
    """The models in an answer of a registry, as rows of an import.

    Raises:
        UnreadableFile: it is no such answer; says what to do.
    """
    try:
        data = json.loads(text_of(path))
    except (ValueError, RecursionError) as error:
        raise UnreadableFile("This file is not whole JSON. Fetch the registry again.") from error
    rows = data.get("registered_models") if isinstance(data, dict) else None
    if not isinstance(rows, list):
        raise UnreadableFile(f"This file is not what an MLflow registry answers. Save the answer of {_PATH}, or fetch it from here.")
    address = data.get("address") if isinstance(data.get("address"), str) else ""
    return rows_of([_model(one, address) for one in rows if isinstance(one, dict) and one.get("name")], [])


def _model(row: dict[str, Any], address: str) -> ModelSaid:
    latest = _latest(row.get("latest_versions"))
    tags = {str(one.get("key")): str(one.get("value", "")) for one in row.get("tags") or [] if isinstance(one, dict)}
    name = str(row["name"])
    host = urlsplit(address).netloc
    fields = {
        "name": name[:300],
        "release": str(latest.get("version", "")),
        "description": str(row.get("description") or latest.get("description") or ""),
        "kind": "own",
        "task": tags.get("task", "")[:200],
        "licence": tags.get("license", tags.get("licence", ""))[:200],
        "found_at": f"{address}/#/models/{quote(name, safe='')}"[:500] if address else str(latest.get("source") or "")[:500],
        "source_id": f"mlflow:{host}/{name}"[:300],
    }
    return ModelSaid({key: value for key, value in fields.items() if value})


def _latest(versions: Any) -> dict[str, Any]:
    rows = [one for one in versions or [] if isinstance(one, dict)] if isinstance(versions, list) else []
    return max(rows, key=lambda one: int(one["version"]) if str(one.get("version", "")).isdigit() else 0, default={})


class _Stay(HTTPRedirectHandler):
    """A registry that sends elsewhere is not followed: the token is for this address only."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """Refuses."""
        return


def fetch_registry(address: str, token: str = "") -> bytes:
    """All registered models of a registry, as the document that `read_registry` takes.

    Args:
        address: where MLflow is, such as `https://mlflow.example.org`.
        token: sent as bearer token, where there is one.

    Raises:
        UnreadableFile: it can't be reached or answers something else; says what to do.
    """
    base = _checked(address)
    models = list(_pages(base, token))
    return json.dumps({"address": base, "registered_models": models}, sort_keys=True, indent=1).encode()


def _checked(address: str) -> str:
    parts = urlsplit(address.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
        raise UnreadableFile(
            "Give the address of the registry as https://name, without a user name and without anything after a question mark."
        )
    try:
        found = {info[4][0] for info in socket.getaddrinfo(parts.hostname, parts.port or 80, type=socket.SOCK_STREAM)}
    except OSError as error:
        raise UnreadableFile(f"There is no machine called {parts.hostname}. Look at the address.") from error
    # Addresses that a cloud gives its machines for their own secrets are never a registry.
    if any(ipaddress.ip_address(str(one).partition("%")[0]).is_link_local for one in found):
        raise UnreadableFile("This address belongs to the machine itself and is not fetched. Give the address of the registry.")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def _pages(base: str, token: str) -> Iterator[dict[str, Any]]:
    following = ""
    for _ in range(_MOST_PAGES):
        query = {"max_results": str(_PAGE)} | ({"page_token": following} if following else {})
        answer = _get(f"{base}{_PATH}?{urlencode(query)}", token)
        yield from (one for one in answer.get("registered_models") or [] if isinstance(one, dict))
        following = str(answer.get("next_page_token") or "")
        if not following:
            return
    raise UnreadableFile(f"This registry has more than {_MOST_PAGES * _PAGE:,} models. Fetch it in parts, and import the files.")


def _get(address: str, token: str) -> dict[str, Any]:
    request = Request(address, headers={"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {}))  # noqa: S310
    try:
        with build_opener(_Stay).open(request, timeout=_SECONDS) as answer:
            content = answer.read(_LARGEST + 1)
    except HTTPError as error:
        said = {401: "It asks for a token.", 403: "The token may not read it.", 404: "There is no MLflow at this address."}
        raise UnreadableFile(f"The registry refused ({error.code}). {said.get(error.code, 'Ask who runs it.')}") from error
    except (URLError, OSError, ValueError) as error:
        raise UnreadableFile("The registry can't be reached. Look at the address, and whether this machine may reach it.") from error
    if len(content) > _LARGEST:
        raise UnreadableFile(f"The registry answers more than {_LARGEST >> 20} MB at once, which is not read.")
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile("There is something else than MLflow at this address: its answer is not JSON.") from error
    return found if isinstance(found, dict) else {}
