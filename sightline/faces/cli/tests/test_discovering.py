"""`sightline discover`: one JSON object, sightings in the database, refusals in words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sightline.aims.discovery.models import Scan, Sighting
from tests.support.shared import shared_data

Sightline = Callable[..., Any]
LOG = """\
1763971200.101    320 10.20.1.7 TCP_TUNNEL/200 5120 CONNECT chatgpt.com:443 ana@northwind.example HIER_DIRECT/104.18.32.47 -
1763971201.333     95 10.20.1.7 TCP_DENIED/407 4180 CONNECT chatgpt.com:443 - HIER_NONE/- text/html
1763971260.900   1410 10.20.1.8 TCP_TUNNEL/200 90210 CONNECT chatgpt.com:443 bo@northwind.example HIER_DIRECT/104.18.32.47 -
1763974870.250     77 10.20.1.9 TCP_MISS/200 1290 GET http://www.openair.com/ cy@northwind.example HIER_DIRECT/192.0.2.9 text/html
an unreadable line"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A Squid log of five lines, the last one without its end."""
    path = tmp_path / "access.log"
    path.write_text(LOG)
    return path


def test_discovery_prints_one_object_and_keeps_sightings(sightline: Sightline, log: Path) -> None:
    told = sightline("discover", "squid", str(log), "--json")
    assert told.code == 0
    assert (told.json["lines"], told.json["hits"]) == (5, 2)
    (one,) = told.json["services"]
    assert {name: one[name] for name in ("service", "vendor", "domains", "requests", "users", "first_seen", "last_seen", "state")} == {
        "service": "ChatGPT",
        "vendor": "OpenAI",
        "domains": ["chatgpt.com"],
        "requests": 2,
        "users": 2,
        "first_seen": "2025-11-24T08:00:00Z",
        "last_seen": "2025-11-24T08:01:00Z",
        "state": "new",
    }
    assert Sighting.objects.get().requests == 2


def test_running_it_again_says_the_same_and_adds_nothing(sightline: Sightline, log: Path) -> None:
    first = sightline("discover", "squid", str(log), "--json").json
    reference = Sighting.objects.get().reference
    sightline("do", "ban-sighting", reference, "--reason", "It trains on what is typed.")
    again = sightline("discover", "squid", str(log), "--json").json
    assert [one["state"] for one in again["services"]] == ["banned"]
    assert {**again["services"][0], "state": "new"} == first["services"][0]
    assert (Sighting.objects.get().requests, Scan.objects.count()) == (2, 1)


def test_a_dry_run_writes_nothing(sightline: Sightline, log: Path) -> None:
    assert sightline("discover", "squid", str(log), "--dry-run", "--json").json["hits"] == 2
    assert not Sighting.objects.exists()


def test_units_come_from_a_list(sightline: Sightline, log: Path, tmp_path: Path) -> None:
    units = tmp_path / "units.csv"
    units.write_text("user,unit\nana@northwind.example,Claims\nbo,Finance\n")
    told = sightline("discover", "squid", str(log), "--unit-map", str(units), "--json").json
    assert told["services"][0]["units"] == {"Claims": 1, "Finance": 1}
    assert Sighting.objects.get().units == {"Claims": 1, "Finance": 1}


def test_the_shared_log_shows_no_ai(sightline: Sightline) -> None:
    told = sightline("discover", "squid", str(shared_data("proxy-logs", "squid_access_netdata.log")), "--json")
    assert (told.code, told.json["lines"], told.json["hits"], told.json["services"]) == (0, 500, 0, [])


def test_refusals_say_what_to_do(sightline: Sightline, log: Path, tmp_path: Path) -> None:
    unknown = sightline("discover", "squidd", str(log))
    assert (unknown.code, "Known: squid, zscaler" in unknown.err) == (2, True)
    other = tmp_path / "nss.log"
    other.write_text('{"sourcetype":"zscalernss-web","event":{"eurl":"chatgpt.com","login":"ana"}}\n' * 5)
    wrong = sightline("discover", "squid", str(other))
    assert (wrong.code, "Choose zscaler" in wrong.err) == (2, True)
    assert not Scan.objects.exists()
