"""From what was measured to `docs/benchmarks.md`. The figures of the last run of each group are kept in `measured.json`, so that a group can be run alone."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.support.shared import CHECKOUT

KEPT = Path(__file__).with_name("measured.json")
DOCUMENT = CHECKOUT / "docs" / "benchmarks.md"
TITLES = {
    "changes": "One record changed",
    "importing": "Imports",
    "discovery": "Discovery",
    "conformity": "Conformity counted",
    "pages": "Pages",
    "ledger": "A long log",
    "starting": "Starting, and size",
    "growth": "Growth",
}
_HEAD = """# Benchmarks

`make bench` takes these measures and writes this page; `python -m tests.bench --quick` tries them out on small numbers and writes nothing.
Every row that compares two things took both in one run, in turns, so that a busy moment falls on both. Figures are medians unless said.
PostgreSQL is a private server on the same machine, reached by a socket, with `fsync` off: a plain save is cheap there, so a ratio to it is
strict. SQLite runs as in the product: WAL, `synchronous=FULL`. No test of the suite is timed.

Under each table stands a yardstick, taken just before and after it: how long hashing a million leaves into a tree took. It says how busy the
machine was with other things; 1.2 s is the quietest that was seen here. Where a time is far from the part of it that this process was busy,
others had the processor, or a server did the work.

✓ the goal is met, ✗ it is not, – there is no goal or the measure was not taken.
"""


def machine() -> str:
    """The machine in one line."""
    model = next((line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    memory = next((int(line.split()[1]) // 1024 // 1024 for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    return f"{os.cpu_count()} cores of {model}, {memory} GB, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


def keep(group: str, database: str, found: dict[str, Any]) -> None:
    """Keeps what a group measured on a database, in place of what it measured before."""
    kept: dict[str, Any] = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    at = datetime.now(UTC).strftime("%Y-%m-%d")
    kept.setdefault(group, {})[database] = {"at": at, "machine": machine(), **found}
    KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False, sort_keys=True) + "\n")


def write_document() -> None:
    """Writes the page from everything that is kept."""
    kept: dict[str, Any] = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    parts = [_HEAD]
    for group, title in TITLES.items():
        if group in kept:
            parts.append(_section(title, kept[group]))
    DOCUMENT.write_text("\n".join(parts))


def _section(title: str, runs: Mapping[str, Any]) -> str:
    rows: dict[str, dict[str, dict[str, Any]]] = {}
    for database, run in runs.items():
        for one in run["results"]:
            rows.setdefault(one["what"], {})[database] = one
    lines = [f"## {title}", "", "| what | goal | SQLite | PostgreSQL |", "| --- | --- | --- | --- |"]
    for what, found in rows.items():
        goal = next(iter(found.values()))["goal"] or "–"
        lines.append(f"| {what} | {goal} | {_cell(found.get('sqlite'))} | {_cell(found.get('postgresql'))} |")
    names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
    said = [
        f"{names[database]} {run['at']} on {run['machine']}; yardstick {run['yardstick']:.1f} s."
        for database, run in sorted(runs.items(), reverse=True)
    ]
    return "\n".join([*lines, "", *said, ""])


def _cell(one: dict[str, Any] | None) -> str:
    if one is None:
        return "–"
    mark = {True: "✓ ", False: "✗ ", None: ""}[one["met"]]
    return f"{mark}{one['measured']}" + (f" ({one['note']})" if one["note"] else "")
