"""Requirement sets written as workbooks that a person can fill in and load again."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from .columns import Column, columns
from .sets import KINDS, Document, RequirementSet

OFFERED_ROWS = 1000  # rows that offer a choice of kind, weight and yes or no
MADE_ON = datetime(2000, 1, 1)  # noqa: DTZ001 - the same set gives the same bytes, so the file does not carry the time
CHOICES: dict[str, list[str]] = {"kind": list(KINDS), "weight": ["1", "2", "3"], "documented": ["yes", "no"]}


def to_xlsx(written: RequirementSet) -> bytes:
    """Return a workbook with the whole set; loading it gives the same set."""
    import xlsxwriter  # slow to load, and seldom needed

    buffer = io.BytesIO()
    # A text that begins with = stays a text: it may come from somebody else's file.
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": written.title, "created": MADE_ON})
    pages = _Pages(book)
    pages.table("Requirements", columns("requirements"), written.requirements)
    pages.table("Groups", columns("groups"), (*written.groups, *written.headings))
    pages.pairs("Set", [(column.label, _words(getattr(written, column.key))) for column in columns("set")])
    pages.pairs("How to fill it in", [(one.label, one.help) for part in ("introduction", "requirements") for one in columns(part)])
    book.close()
    return buffer.getvalue()


class _Pages:
    """The sheets of one workbook, with their two formats."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.cell = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})

    def table(self, name: str, known: Sequence[Column], things: Iterable[object]) -> None:
        """Write one row for each thing, one column for each of its fields."""
        sheet = self.book.add_worksheet(name)
        for place, column in enumerate(known):
            sheet.set_column(place, place, column.width, self.cell)
            sheet.write_string(0, place, column.label, self.head)
            if column.key in CHOICES:
                sheet.data_validation(1, place, OFFERED_ROWS, place, {"validate": "list", "source": CHOICES[column.key]})
        sheet.freeze_panes(1, 2)
        for row, thing in enumerate(things, start=1):
            for place, column in enumerate(known):
                if text := _words(getattr(thing, column.key)):
                    sheet.write_string(row, place, text, self.cell)

    def pairs(self, name: str, pairs: Iterable[tuple[str, str]]) -> None:
        """Write names and texts, two columns wide."""
        sheet = self.book.add_worksheet(name)
        sheet.set_column(0, 0, 24, self.cell)
        sheet.set_column(1, 1, 100, self.cell)
        for row, (label, text) in enumerate(pairs):
            sheet.write_string(row, 0, label, self.head)
            sheet.write_string(row, 1, text, self.cell)


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "\n".join(f"{one.name} ({one.kind})" if isinstance(one, Document) else str(one) for one in value)
    return "" if value is None else str(value)
