"""How cost grows with the number of records and of entries: 1,000, 10,000, 100,000. The exponent of the curve is told; 1 is linear, 0 is constant."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable

from django.test import Client

from sightline.aims.inventory.models import System
from sightline.aims.organisation.models import Unit
from sightline.kernel.actions import perform
from sightline.kernel.changes import change
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.integrating import integrate
from sightline.kernel.journal.proving import prove
from sightline.readers.conformity.models import Count
from sightline.readers.conformity.standing import overview
from sightline.readers.frameworks.applying import ensure_shipped_frameworks

from ..apart import apart
from ..logs import grow
from ..models import Kept
from ..people import a_lead
from ..results import Result
from ..timing import exponent, median_of, time_once

LIMIT = 1.1  # linear, and a little for noise
_numbers = itertools.count(1)


def _add_systems(count: int, units: list[Unit]) -> None:
    with change(Actor.local(), "import_systems", "cli", "a long list"):
        made = [System(name=f"System {next(_numbers)}", purpose="Ranks.", unit=units[number % 50], vendor="V") for number in range(count)]
        System.objects.bulk_create(made, batch_size=500)


def _edit() -> None:
    perform("edit_system", Actor.local(), {"vendor": f"Supplier {next(_numbers)}"}, face="web", subject="SYS-0042")


def _count_anew() -> None:
    Count.objects.all().delete()
    overview()


def _change_and_count() -> None:
    _edit()
    overview()


def _row(what: str, of: str, sizes: list[int], seconds: list[float]) -> Result:
    power = exponent(sizes, seconds)
    told = ", ".join(f"{one * 1e3:.1f} ms" if one < 1 else f"{one:.1f} s" for one in seconds)
    return Result(
        f"{what} at {', '.join(f'{size:,}' for size in sizes)} {of}", "nothing above linear", f"exponent {power:.2f}", power <= LIMIT, told
    )


def _by_records(sizes: list[int], client: Client) -> list[Result]:
    units = [Unit(name=f"Department {number}") for number in range(50)]
    with change(Actor.local(), "import_units", "cli"):
        Unit.objects.bulk_create(units)
    works: dict[str, Callable[[], object]] = {
        "a list page": lambda: client.get("/systems/"),
        "a search": lambda: client.get("/systems/?q=system+77"),
        "a record page": lambda: client.get("/systems/SYS-0042/"),
        "one action": _edit,
        "ISO/IEC 42001 counted anew": _count_anew,
        "the same after one change": _change_and_count,
    }
    seconds: dict[str, list[float]] = {"adding them in one change": [], **{name: [] for name in works}}
    there = 0
    for size in sizes:
        took = time_once(lambda more=size - there: _add_systems(more, units))  # type: ignore[misc]
        seconds["adding them in one change"].append(took * size / (size - there))
        there = size
        for name, work in works.items():
            seconds[name].append(median_of(work, 7, warm=2).median)
    return [_row(name, "systems", sizes, found) for name, found in seconds.items()]


def _by_entries(sizes: list[int]) -> list[Result]:
    seconds: dict[str, list[float]] = {"integrating and signing": [], "verification": [], "the replay check": [], "a proof": []}
    there = 0
    for size in sizes:
        grow(size - there)
        start = time.perf_counter()
        integrate()
        seconds["integrating and signing"].append((time.perf_counter() - start) * size / (size - there))
        there = size
        seconds["verification"].append(sorted(apart("verification")["seconds"] for _ in range(3))[1])
        seconds["the replay check"].append(sorted(apart("replaying")["seconds"] for _ in range(3))[1])
        record = Kept.objects.order_by("pk")[size // 20]
        seconds["a proof"].append(median_of(lambda record=record: prove(record), 50).median)  # type: ignore[misc]
    return [_row(name, "entries", sizes, found) for name, found in seconds.items()]


def measure(quick: bool) -> list[Result]:
    """Entries first, while there is nothing else; then records."""
    sizes = [200, 1_000, 5_000] if quick else [1_000, 10_000, 100_000]
    entries = _by_entries(sizes)
    ensure_shipped_frameworks(Actor.system(), "system")
    client = Client()
    account = a_lead().account
    assert account is not None
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return [*_by_records(sizes, client), *entries]
