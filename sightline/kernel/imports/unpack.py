"""Turns a workbook into plain rows. Runs as a program of its own, in a process that may die: never imported.

Why: two cells in opposite corners of a sheet, 6 kB of file, make the reader reserve memory for all cells between them, and its abort takes
the whole process along (seen). Here that process is a small one with limited memory and time. Standard library and calamine only.

Usage: `python unpack.py WORKBOOK FOLDER [SHEET]`; writes FOLDER/<n>.csv for each sheet, prints one JSON object.
"""

import csv
import datetime
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import python_calamine

MEMORY = 1536 << 20  # bytes
SECONDS = 120
LONGEST_CELL = 1_000_000  # characters
MOST_CELLS = 30_000_000
HEAD_ROWS = 40  # a merged cell is spread sideways only where heads can be


def limit() -> None:
    """Bound memory, processor time and the size of what is written, where the system can."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def as_text(value: Any) -> str:
    """A cell as a person would type it: dates as 2026-02-28, whole numbers without a point."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime.datetime):
        whole_day = value.time() == datetime.time()
        return value.date().isoformat() if whole_day else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, datetime.time):
        return value.isoformat(timespec="seconds")
    return str(value)


def merged(sheet: Any) -> dict[int, list[tuple[int, int, int, int]]]:
    """Merged ranges by their rows: (first row, first column, last row, last column)."""
    ranges: dict[int, list[tuple[int, int, int, int]]] = {}
    try:
        found = sheet.merged_cell_ranges or []
    except Exception:  # noqa: BLE001  (not every format knows them)
        found = []
    for (top, left), (bottom, right) in found:
        if right > left and top >= HEAD_ROWS:
            right = left
        for row in range(top, min(bottom, top + 10_000) + 1):
            ranges.setdefault(row, []).append((top, left, bottom, right))
    return ranges


def rows(sheet: Any) -> Iterator[list[str]]:
    """All rows from the first of the sheet, cells from its column A, merged cells filled with what is shown in them."""
    before = [""] * (sheet.start[1] if sheet.start else 0)
    ranges = merged(sheet)
    shown: dict[tuple[int, int], str] = {}
    for number, raw in enumerate(sheet.iter_rows()):
        row = before + [as_text(value) for value in raw]
        for top, left, _, right in ranges.get(number, ()):
            if number == top and left < len(row):
                shown[top, left] = row[left]
            for column in range(left, min(right + 1, len(row))):
                row[column] = row[column] or shown.get((top, left), "")
        yield row


def unpack(workbook: str, folder: Path, wanted: str | None) -> dict[str, Any]:
    """Write the sheets; the answer lists them, or says what is wrong (`error`: password, damaged, cell, size)."""
    try:
        book = python_calamine.CalamineWorkbook.from_path(workbook)
    except python_calamine.PasswordError:
        return {"error": "password"}
    except Exception as error:  # noqa: BLE001  (whatever a damaged file makes the reader say)
        return {"error": "damaged", "detail": str(error)[:200]}
    sheets: list[dict[str, Any]] = []
    cells = 0
    for index, data in enumerate(book.sheets_metadata):
        if data.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        visible = data.visible == python_calamine.SheetVisibleEnum.Visible
        sheets.append({"name": data.name, "visible": visible, "file": None})
        if not (visible if wanted is None else data.name == wanted):
            continue
        path = folder / f"{index}.csv"
        try:
            sheet = book.get_sheet_by_index(index)
            with path.open("w", encoding="utf-8", errors="replace", newline="") as out:
                writer = csv.writer(out)
                for row in rows(sheet):
                    cells += len(row)
                    if cells > MOST_CELLS:
                        return {"error": "size"}
                    if row and len(max(row, key=len)) > LONGEST_CELL:
                        return {"error": "cell"}
                    writer.writerow(row)
        except Exception as error:  # noqa: BLE001
            return {"error": "damaged", "detail": str(error)[:200]}
        sheets[-1]["file"] = path.name
    return {"sheets": sheets}


if __name__ == "__main__":
    limit()
    print(json.dumps(unpack(sys.argv[1], Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else None)))
