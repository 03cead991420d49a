"""Files for tests: text and workbooks made on the spot, and the inventories of `files/inventories.yaml`."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter
import yaml

HERE = Path(__file__).parent
Sheets = Mapping[str, Sequence[Sequence[Any]]]
Merges = Mapping[str, Sequence[Sequence[int]]]


def as_csv(rows: Sequence[Sequence[Any]], *, delimiter: str = ",", encoding: str = "utf-8", ending: str = "\r\n") -> bytes:
    """The rows as a text file."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=ending).writerows(rows)
    return out.getvalue().encode(encoding)


def as_xlsx(sheets: Sheets, *, merges: Merges | None = None) -> bytes:
    """The rows as a workbook; dates as dates; merges as (first row, first column, last row, last column), from 0."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"default_date_format": "dd.mm.yyyy", "strings_to_urls": False, "strings_to_formulas": False})
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None and value != "":
                    page.write(number, column, value)
        for top, left, bottom, right in (merges or {}).get(name, []):
            page.merge_range(top, left, bottom, right, rows[top][left])
    book.close()
    return out.getvalue()


@dataclass(frozen=True)
class Inventory:
    """A file and what is to be found in it: fields by column, columns that may be read or not, choices by field and word."""

    name: str
    filename: str
    content: bytes
    expected: dict[str, str]
    rows: int
    header_row: int
    either: tuple[str, ...] = ()
    values: dict[str, dict[str, str]] = field(default_factory=dict)


def inventories() -> list[Inventory]:
    """All of `files/inventories.yaml`."""
    data = yaml.safe_load((HERE / "files" / "inventories.yaml").read_text(encoding="utf-8"))
    return [
        Inventory(
            each["name"],
            each["filename"],
            _content(each),
            each["expected"],
            each["rows"],
            each["header_row"],
            tuple(each.get("either", ())),
            each.get("values", {}),
        )
        for each in data
    ]


def _content(each: dict[str, Any]) -> bytes:
    if "" in each["sheets"]:
        return as_csv(each["sheets"][""], delimiter=each.get("delimiter", ","), encoding=each.get("encoding", "utf-8"))
    return as_xlsx(each["sheets"], merges=each.get("merges"))


def lists_of_heads() -> dict[str, list[tuple[str, str, list[str]]]]:
    """All of `files/heads.yaml`: for each list its columns as head, field, values."""
    data = yaml.safe_load((HERE / "files" / "heads.yaml").read_text(encoding="utf-8"))
    return {name: [(str(head), target, values) for head, target, values in columns] for name, columns in data.items()}
