"""Any log in columns: CSV with a line of names, or without. Columns are found by their names, or as the person says.

Only lines that hit are taken apart, so a cell must not hold a line break: no log has one.
"""

from __future__ import annotations

import csv
import re

from ..opening import Unreadable
from ..scanning import Use
from .contract import LogSource, Parse, Settings
from .hosts import host_of, whole
from .tables import decode, delimiter_of, known_names, plain

_PARTS = ("host", "user", "unit", "time", "bytes", "action")
_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*://)?(?:[\w-]{1,63}\.)+[a-z]{2,24}(?::\d+)?(?:[/?#].*)?$", re.IGNORECASE)
_REFUSED = re.compile(r"block|den(?:y|ied)|drop|refus|reject", re.IGNORECASE)


def _prepare(head: bytes, settings: Settings) -> Parse:
    lines = [decode(line) for line in head.splitlines()[:50] if line.strip()]
    sign = delimiter_of("\n".join(lines))
    rows = list(csv.reader(lines, delimiter=sign))
    places = _places(rows, settings)
    read = settings.moments.read

    def parse(line: bytes) -> Use | None:
        try:
            cells = next(csv.reader([decode(line)], delimiter=sign), [])
        except csv.Error:
            return None

        def cell(what: str) -> str:
            place = places.get(what)
            return cells[place].strip() if place is not None and place < len(cells) else ""

        host = host_of(cell("host"))
        if not host:
            return None
        return Use(
            host,
            user=cell("user").strip("-"),
            unit=cell("unit"),
            when=read(cell("time")),
            size=whole(cell("bytes")),
            blocked=bool(_REFUSED.search(cell("action"))),
        )

    return parse


def _places(rows: list[list[str]], settings: Settings) -> dict[str, int]:
    """Where each part stands, counted from 0: as the person says, by the names of the columns, or by what looks like a host."""
    if not rows:
        return {}
    names = [plain(name) for name in rows[0]]
    found: dict[str, int] = {}
    for what, said in settings.columns.items():
        if what not in _PARTS:
            raise Unreadable(f"“{what}” is nothing that a log holds. Known: {', '.join(_PARTS)}.")
        if said.strip().isdigit() and 0 < int(said) <= 1_000:
            found[what] = int(said) - 1
        elif plain(said) in names:
            found[what] = names.index(plain(said))
        else:
            raise Unreadable(f"There is no column “{said}”. The columns are: {', '.join(rows[0][:40])}.")
    for what in _PARTS:
        place = next((names.index(name) for name in known_names()[what] if name in names), None)
        if what not in found and place is not None and place not in found.values():
            found[what] = place
    if "host" not in found:
        found["host"] = _host_column(rows)
    return found


def _host_column(rows: list[list[str]]) -> int:
    widest = max((len(row) for row in rows), default=0)
    share = [sum(1 for row in rows if place < len(row) and _HOST.match(row[place].strip())) for place in range(widest)]
    best = max(share, default=0)
    if best * 2 < len(rows) and best < 3:
        raise Unreadable(
            f"No column of this list holds addresses. Say which one does, such as host={rows[0][0] or '1'}. The columns are: {', '.join(rows[0][:40])}."
        )
    return share.index(best)


SOURCE = LogSource(
    name="csv",
    label="Another log, as CSV",
    get="Any export with a column of hosts or addresses. Say which column holds what where the names don’t tell.",
    prepare=_prepare,
    knows=lambda line: False,
)
