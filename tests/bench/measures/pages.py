"""Lists and record pages over ten thousand systems: what the server spends on a request, from the first middleware to the last byte."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sightline.aims.inventory.models import System
from sightline.kernel.installation.serving import settle

from ..people import a_lead
from ..results import Result, at_most, told
from ..timing import Times, clocked, times_of
from .conformity import fill

LISTS = (
    "/systems/",
    "/systems/?page=2",
    "/systems/?page=150",
    "/systems/?sort=-name",
    "/systems/?stage=operation",
    "/systems/?q=invoices",
    "/systems/?view=in-scope",
)
API = ("/api/v1/systems?limit=50", "/api/v1/systems?limit=50&stage=operation")


def _ask(client: Client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")


def _of(client: Client, addresses: Sequence[str], rounds: int) -> tuple[Times, int, str]:
    """Times over all addresses, the most queries, and the address that needs them."""
    for address in addresses:
        _ask(client, address)
    times = times_of([clocked(partial(_ask, client, address)) for _ in range(rounds) for address in addresses])
    most, where = 0, ""
    for address in addresses:
        with CaptureQueriesContext(connection) as queries:
            _ask(client, address)
        if len(queries) > most:
            most, where = len(queries), address
    return times, most, where


def measure(quick: bool) -> list[Result]:
    """Asks as a signed-in compliance lead, in process, without the network."""
    count = 1_000 if quick else 10_000
    fill(count)
    client = Client()
    account = a_lead().account
    assert account is not None
    settle()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    references = list(System.objects.order_by("reference").values_list("reference", flat=True)[:: max(1, count // 20)])
    groups = {
        "list pages": tuple(one.replace("page=150", f"page={max(2, count // 67)}") for one in LISTS),
        "record pages": tuple(f"/systems/{reference}/" for reference in references),
    }
    found = []
    rounds = 3 if quick else 20
    for name, addresses in groups.items():
        times, most, where = _of(client, addresses, rounds)
        words = f"{name} over {count:,} systems"
        found += [
            at_most(f"{words}, p50", times.median * 1e3, 15, "ms", times.busy_words),
            at_most(f"{words}, p95", times.percentile(0.95) * 1e3, 40, "ms"),
            at_most(f"{words}, queries", most, 12, "queries", where.partition("?")[2]),
        ]
    for address in ("/", "/gaps/"):
        times, most, _ = _of(client, [address], rounds)
        found.append(told(f"the page {address} over {count:,} systems, p50", f"{times.median * 1e3:.1f} ms, {most} queries"))
    times, most, _ = _of(client, API, rounds)
    found.append(told(f"50 systems by the API over {count:,}, p50", f"{times.median * 1e3:.1f} ms, {most} queries"))
    return found
