"""Requirement sets from workbooks that people filled in.

Forgiving about names of columns and where the table begins, strict about what it says: a column that is not read is told, never dropped in
silence. Workbooks come from outside, so size is checked before anything is unpacked.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from .checking import RawRow, RawSet, build
from .columns import columns, match, normal
from .sets import Problem, RequirementSet, UnusableSet

LARGEST_FILE = 5_000_000  # bytes as stored
LARGEST_UNPACKED = 50_000_000  # bytes
MOST_CELLS = 1_000_000  # of the rectangle around all cells of a sheet
HEADER_WITHIN = 20  # rows
CELL_PLACE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")


@dataclass(frozen=True)
class Sheet:
    """The name of a sheet and what its cells say: texts, numbers, days, yes or no."""

    name: str
    rows: Sequence[Sequence[object]]


@dataclass(frozen=True)
class Table:
    """A sheet with its header row and which column holds which key, both counted from 0; `unread` are headers that nobody knows."""

    sheet: Sheet
    header: int
    keys: dict[int, str]
    unread: tuple[str, ...]

    def raw_rows(self, problems: list[Problem]) -> Iterator[RawRow]:
        """Give the rows below the header that hold anything; ids that a spreadsheet turned into dates are added to `problems`."""
        for number, cells in enumerate(self.sheet.rows[self.header + 1 :], start=self.header + 2):
            given = {key: cells[place] for place, key in self.keys.items() if place < len(cells)}
            values = {key: words(cell) for key, cell in given.items()}
            if not any(values.values()):
                continue
            where = f"row {number} of “{self.sheet.name}”"
            for key in ("id", "group", "heading"):
                if isinstance(given.get(key), date):
                    message = f"The {key} became the date {values[key]}. Format the column as text, then type it again."
                    problems.append(Problem(where, message))
            yield RawRow(where, values)


def load_xlsx(source: Path | bytes, *, name: str = "") -> RequirementSet:
    """Return the set in a workbook (XLSX, XLS or ODS). `source` is its path or its content, `name` the file's name.

    Only a sheet with an id and a title for each requirement is needed; the set's own id and title then come from the file's name. Raises
    UnusableSet.
    """
    content = source if isinstance(source, bytes) else source.read_bytes()
    name = name or (source.name if isinstance(source, Path) else "own-set.xlsx")
    sheets = _sheets(content)
    table = _requirements_table(sheets)
    groups = next((found for sheet in sheets if normal(sheet.name) in {"groups", "group"} and (found := _table(sheet, "groups"))), None)
    problems: list[Problem] = []
    requirements = list(table.raw_rows(problems))
    parts = list(groups.raw_rows(problems)) if groups else []
    if problems:
        raise UnusableSet(problems)
    read = [table, groups] if groups else [table]
    return build(
        RawSet(
            _head(sheets, name),
            groups=[row for row in parts if not row.values.get("group")],
            headings=[row for row in parts if row.values.get("group")],
            requirements=requirements,
            notes=tuple(f"Column “{header}” of “{part.sheet.name}” was not read." for part in read for header in part.unread),
        )
    )


def words(cell: object) -> str:
    """Return a cell as a person would write it: no `.0`, dates as 2026-02-28, yes and no."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()


def _refuse(message: str) -> NoReturn:
    raise UnusableSet([Problem("", message)]) from None


def _sheets(content: bytes) -> list[Sheet]:
    """Return all sheets. Raises UnusableSet for files that are no workbook, too large or locked."""
    _refuse_harm(content)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            names = [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
            return [Sheet(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in names]
    except PasswordError:
        _refuse("The workbook is locked with a password. Save a copy without one.")
    except (CalamineError, OSError, ValueError) as error:
        _refuse(f"This file cannot be read as a workbook ({error}). Save it as XLSX and try again.")


def _refuse_harm(content: bytes) -> None:
    """Refuse what would fill the memory: huge files, zip bombs, and a lone cell in the far corner of a sheet."""
    if len(content) > LARGEST_FILE:
        _refuse(f"The file has {len(content):,} bytes. A requirement set has at most {LARGEST_FILE:,}.")
    if not content.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED:
                _refuse(f"Unpacked, the file has more than {LARGEST_UNPACKED:,} bytes. Copy the table into a new workbook.")
            for part in archive.namelist():
                if part.startswith("xl/worksheets/") and part.endswith(".xml"):
                    _refuse_far_cells(archive.read(part))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error):
        _refuse("This workbook is damaged. Open it, save it as XLSX and try again.")


def _refuse_far_cells(sheet: bytes) -> None:
    wide, high = 0, 0
    for letters, row in CELL_PLACE.findall(sheet):
        column = 0
        for letter in letters:
            column = column * 26 + letter - 64
        wide, high = max(wide, column), max(high, int(row))
    if wide * high > MOST_CELLS:
        _refuse(f"A sheet reaches to row {high:,} and column {wide:,}. Copy the table alone into a new workbook.")


def _requirements_table(sheets: Sequence[Sheet]) -> Table:
    """Return the table of requirements: on the sheet of that name, else on the first that has ids and titles."""
    others = {"groups", "group", "set"}
    tables = [found for sheet in sheets if normal(sheet.name) not in others and (found := _table(sheet, "requirements"))]
    if not tables:
        message = f"No row with the columns “Id” and “Title” was found in the first {HEADER_WITHIN} rows of any sheet."
        seen = next(([words(cell) for cell in row if words(cell)] for sheet in sheets for row in sheet.rows if any(map(words, row))), [])
        listed = ", ".join(f"“{word}”" for word in seen[:8])
        _refuse(f"{message} The first row with words has {listed}. Rename two of them." if seen else f"{message} The workbook is empty.")
    return next((one for one in tables if "requirement" in normal(one.sheet.name)), tables[0])


def _table(sheet: Sheet, part: str) -> Table | None:
    for number, cells in enumerate(sheet.rows[:HEADER_WITHIN]):
        headers = [words(cell) for cell in cells]
        keys = match(headers, columns(part))
        if {"id", "title"} <= set(keys.values()):
            return Table(sheet, number, keys, tuple(header for place, header in enumerate(headers) if header and place not in keys))
    return None


def _head(sheets: Sequence[Sheet], name: str) -> RawRow:
    """Read the sheet “Set”, two columns wide; what it does not say comes from the file's name."""
    keys = {normal(column.label): column.key for column in columns("set")}
    rows = next((sheet.rows for sheet in sheets if normal(sheet.name) == "set"), [])
    said = {keys[normal(words(row[0]))]: words(row[1]) for row in rows if len(row) > 1 and normal(words(row[0])) in keys}
    stem = Path(name).stem
    slug = re.sub(r"[^a-z0-9]+", "-", stem.casefold()).strip("-")[:40].strip("-")
    by_name = {"id": slug if len(slug) > 1 else "own-set", "title": stem or "Own set"}
    return RawRow("sheet “Set”", by_name | {key: value for key, value in said.items() if value})
