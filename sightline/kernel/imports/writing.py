"""Lists back as files: every register's export, and the rows of an import that were refused.

Safe to open: what a spreadsheet would run as a formula is written as text (CSV: an apostrophe before it, which `read_table` takes off again; XLSX:
as a string). Streamed: rows may come from an iterator of any length.
"""

import csv
import io
import math
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from .converting import ConvertedRow

WHY = "Why it was refused"
_CHUNK = 500  # rows
_LONGEST_CELL = 32_767  # characters in a cell of a workbook
_CUT = " … [cut: a cell of a workbook holds no more]"
_MOST_ROWS = 1_048_576
_RUNS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_BAD_SHEET = re.compile(r"[\[\]:*?/\\']")
_SURROGATE = re.compile(r"[\ud800-\udfff\ufffe\uffff]")


def as_text(value: Any) -> str:
    """A value as a person reads it: dates as 2026-02-28, lists with semicolons, yes and no, nothing as nothing."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return "; ".join(as_text(item) for item in items)
    return str(value)


def _disarmed(value: Any) -> str:
    text = as_text(value)
    if isinstance(value, int | float | Decimal) or not _RUNS.match(text):
        return text
    return f"'{text}"


def csv_chunks(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """A CSV file (UTF-8 with a mark, so that Excel reads it as that), in pieces."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    out.write("\ufeff")
    writer.writerow([_disarmed(column) for column in columns])
    for number, row in enumerate(rows, start=1):
        # A row whose only cell is empty would be a blank line: the quotes keep it a row.
        writer.writerow([_disarmed(value) for value in row])
        if number % _CHUNK == 0:
            yield _taken(out)
    yield _taken(out)


def _taken(out: io.StringIO) -> bytes:
    data = out.getvalue().encode("utf-8", "replace")
    out.seek(0)
    out.truncate()
    return data


def xlsx_chunks(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, sheet: str = "List") -> Iterator[bytes]:
    """An XLSX file, in pieces; it is made in a temporary file, row by row. Cells beyond 32,767 characters are cut, and say so."""
    import xlsxwriter  # slow to load, and seldom needed

    with tempfile.TemporaryFile() as file:
        book = xlsxwriter.Workbook(
            file,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_date_format": "yyyy-mm-dd",
            },
        )
        name = _BAD_SHEET.sub(" ", sheet)[:28].strip() or "List"
        bold = book.add_format({"bold": True})
        number = part = 0
        page = None
        for row in rows:
            if page is None or number >= _MOST_ROWS:
                part += 1
                page = _page(book, name if part == 1 else f"{name} {part}", columns, bold)
                number = 1
            for column, value in enumerate(row):
                _write(page, number, column, value)
            number += 1
        if page is None:
            _page(book, name, columns, bold)
        book.close()
        file.seek(0)
        while chunk := file.read(1 << 16):
            yield chunk


def _page(book: Any, name: str, columns: Sequence[str], bold: Any) -> Any:
    page = book.add_worksheet(name)
    page.freeze_panes(1, 0)
    for column, head in enumerate(columns):
        page.write_string(0, column, _cell_text(head), bold)
    return page


def _write(page: Any, row: int, column: int, value: Any) -> None:
    if isinstance(value, bool) or value is None:
        page.write_string(row, column, as_text(value))
    elif isinstance(value, int | float | Decimal) and _is_plain(value):
        page.write_number(row, column, value)
    elif isinstance(value, datetime):
        page.write_string(row, column, as_text(value))
    elif isinstance(value, date) and value.year >= 1900:
        page.write_datetime(row, column, value)
    else:
        page.write_string(row, column, _cell_text(as_text(value)))


def _is_plain(value: int | float | Decimal) -> bool:
    """Whether a workbook can hold the number as one: finite, and within the digits that it keeps."""
    return math.isfinite(value) and -(10**15) < value < 10**15


def _cell_text(text: str) -> str:
    text = _SURROGATE.sub("�", text)
    if len(text) > _LONGEST_CELL:
        text = text[: _LONGEST_CELL - len(_CUT)] + _CUT
    return text


def refused_rows(columns: Sequence[str], rows: Iterable[ConvertedRow]) -> tuple[list[str], Iterator[list[str]]]:
    """Columns and rows of the file that gives refused rows back to be mended: as they were, and one more column that says why.

    The extra column of an earlier round is replaced, not repeated. Write the result with `csv_chunks` or `xlsx_chunks`.
    """
    kept = [index for index, column in enumerate(columns) if column != WHY]

    def told() -> Iterator[list[str]]:
        for row in rows:
            if row.refused:
                yield [*(row.cells[index] for index in kept), row.why]

    return [*(columns[index] for index in kept), WHY], told()
