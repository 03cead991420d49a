"""Reports as XLSX, to be sorted and filtered. Every text is written as text: nothing becomes a formula or a link."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from .gathering import Report

LONGEST = 32_000
"""Characters; a cell of a workbook holds 32,767."""


class _Book:
    """A workbook with our few formats."""

    def __init__(self, report: Report, out: Path) -> None:
        self.book = xlsxwriter.Workbook(str(out), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
        checkpoint = report["checkpoint"]
        made = datetime.fromisoformat(checkpoint["time"].replace("Z", "+00:00")) if checkpoint else datetime(2000, 1, 1, tzinfo=UTC)
        self.book.set_properties(
            {"title": f"{report['title']}: {report['organisation']}", "author": "Sightline", "created": made.replace(tzinfo=None)}
        )
        self.head = self.book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#f3f2ec"})
        self.cell = self.book.add_format({"text_wrap": True, "valign": "top"})

    def sheet(self, name: str, heads: Sequence[tuple[str, int]], rows: Iterable[Sequence[Any]]) -> None:
        """A sheet with a head that stays, a filter, and one row for each of `rows`; `heads` are (label, width)."""
        sheet = self.book.add_worksheet(name)
        for place, (label, width) in enumerate(heads):
            sheet.set_column(place, place, width, self.cell)
            sheet.write_string(0, place, label, self.head)
        last = 0
        for last, values in enumerate(rows, 1):
            for place, value in enumerate(values):
                if isinstance(value, int | float) and not isinstance(value, bool):
                    sheet.write_number(last, place, value, self.cell)
                elif value not in (None, ""):
                    sheet.write_string(last, place, str(value)[:LONGEST], self.cell)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, max(last, 1), len(heads) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)


def write_xlsx(kind: str, report: Report, out: Path) -> None:
    """Writes a report as XLSX. The same data give the same bytes.

    Args:
        kind: gap, soa, class or readiness.
        report: what it says.
        out: where to.
    """
    book = _Book(report, out)
    {"gap": _gap, "soa": _soa, "class": _classes, "readiness": _readiness}[kind](book, report)
    book.sheet("About", [("What", 26), ("It says", 90)], _about(report))
    book.book.close()


def _about(report: Report) -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = [
        ("Report", report["title"]),
        ("Organisation", report["organisation"]),
        ("State of", report["iso_day"]),
        ("Measured against", report["framework"]),
        ("In short", report["sentence"]),
        ("Made by", report["made_by"]),
    ]
    if checkpoint := report["checkpoint"]:
        rows += [
            ("Checkpoint", checkpoint["number"]),
            ("Entries proved", checkpoint["size"]),
            ("Root", checkpoint["root"]),
            ("Signed", checkpoint["time"]),
        ]
    return [*rows, ("Note", report["copyright"])]


def _gap(book: _Book, report: Report) -> None:
    gaps = (
        (
            place,
            gap["code"],
            gap["short"],
            gap["gap"],
            gap["weight"],
            gap["rank"],
            gap["state_words"],
            "\n".join(gap["missing"]),
            gap["step"],
            gap["mend"],
            gap["owner"],
            gap["iso_due"],
            gap["task"],
        )
        for place, gap in enumerate(report["gaps"], 1)
    )
    heads = [("Rank", 6), ("Requirement", 12), ("Title", 26), ("Gap", 6), ("Weight", 8), ("Gap × weight", 10), ("State", 16)]
    heads += [("What is missing", 60), ("Step", 30), ("Begin with", 20), ("Owner", 20), ("By", 12), ("Task", 12)]
    book.sheet("Gaps", heads, gaps)
    every = [(group["name"], one) for group in report["groups"] for one in group["requirements"]]
    book.sheet("Requirements", _REQUIREMENT, (_requirement(name, one) for name, one in every))
    expected = ((one["code"], *_expectation(row)) for _, one in every for row in one["expectations"])
    heads = [("Requirement", 12), ("We expect that", 60), ("Population", 12), ("Conforming", 12), ("Exceptions", 12), ("Accepted", 12)]
    book.sheet("Expectations", [*heads, ("The first of them", 80)], expected)


_REQUIREMENT = [
    ("Part", 26),
    ("Requirement", 12),
    ("Title", 36),
    ("State", 18),
    ("Counted", 9),
    ("Judged", 9),
    ("Goal", 7),
    ("Weight", 8),
    ("Why judged so", 50),
    ("By", 20),
    ("On", 12),
    ("Applies", 14),
    ("Reason", 40),
    ("Evidence", 9),
    ("What must be shown", 60),
    ("It would show by", 50),
]


def _requirement(part: str, one: Report) -> tuple[Any, ...]:
    judged = one["judged"] or {"maturity": None, "reason": "", "by": "", "on": ""}
    facts = (part, one["code"], one["title"], one["state_words"], one["counted"], judged["maturity"], one["goal"], one["weight"])
    rest = (one["applies"], one["justification"], one["evidence"], one["statement"], one["shown_by"])
    return (*facts, judged["reason"], judged["by"], judged["on"], *rest)


def _expectation(row: Report) -> tuple[Any, ...]:
    return (row["sentence"], row["population"], row["conforming"], row["exceptions"], row["accepted"], "\n".join(row["named"]))


def _soa(book: _Book, report: Report) -> None:
    heads = [
        ("Control", 10),
        ("Title", 36),
        ("Applies", 16),
        ("Rests on", 18),
        ("Why", 50),
        ("How it is put into practice", 50),
        ("Stands", 20),
    ]
    heads += [("Owner", 20), ("Evidence", 10), ("Changed since approval", 12)]
    rows = (
        (
            row["id"],
            row["title"],
            row["applies_words"],
            row["basis"],
            row["justification"],
            row["practice"],
            row["state_words"],
            row["owner"],
            row["evidence"],
            "yes" if row["changed"] else "",
        )
        for row in report["controls"]
    )
    book.sheet("Controls", heads, rows)
    book.sheet("Version", [("What", 26), ("It says", 90)], [("Version in force", report["version"]["words"])])


def _classes(book: _Book, report: Report) -> None:
    heads = [
        ("System", 12),
        ("Name", 40),
        ("Class", 24),
        ("State", 22),
        ("Our role", 22),
        ("In short", 50),
        ("Points", 18),
        ("Reasons", 70),
    ]
    heads += [("Confirmed on", 18), ("Remark", 30), ("Unit", 26), ("Owner", 20)]
    names = ("reference", "name", "label", "state", "roles", "reason", "points", "reasons", "confirmed_on", "remark", "unit", "owner")
    book.sheet("Systems", heads, (tuple(row[name] for name in names) for row in report["rows"]))
    heads = [("Class", 24), ("What it means", 60), ("Systems", 10), ("Confirmed", 10)]
    book.sheet("By class", heads, ((row["label"], row["about"], row["count"], row["confirmed"]) for row in report["groups"]))
    heads = [("To be met by", 18), ("Article", 12), ("Duty", 50), ("Systems", 10), ("Open", 10), ("Without owner", 14), ("Late", 10)]
    figures = ("effective", "requirement", "title", "all", "open", "bare", "late")
    book.sheet("Duties", heads, (tuple(row[name] for name in figures) for row in report["duties"]))


def _readiness(book: _Book, report: Report) -> None:
    heads = [("Stage", 10), ("Looked at", 30), ("What an auditor wants to see", 60), ("Requirements", 20), ("State", 20), ("Blocks", 10)]
    items = [(stage["title"], one) for stage in report["stages"] for one in (*stage["blockers"], *stage["others"])]
    rows = (
        (title, one["title"], one["looks_at"], one["requirements"], one["state"], "yes" if one["blocks"] else "", "\n".join(one["missing"]))
        for title, one in items
    )
    book.sheet("Readiness", [*heads, ("Missing", 70)], rows)
    heads = [("Process", 34), ("First entry", 20), ("Last entry", 20), ("Months", 10), ("Months with records", 12)]
    book.sheet("For how long", heads, _columns(report["processes"], "name first last months active"))
    heads = [("Requirement", 12), ("Document or record", 50), ("Kind", 12), ("State", 20), ("Where", 40), ("Owner", 20), ("Missing", 70)]
    book.sheet("Documents", heads, _columns(report["documents"], "requirement name kind state where owner missing"))
    if report["trail"] is not None:
        heads = [("Step", 34), ("Requirement", 20), ("What is there", 70), ("Records", 30), ("Day", 20)]
        steps = _columns(report["trail"]["steps"], "name requirements words records day")
        book.sheet(f"System {report['trail']['reference']}", heads, steps)


def _columns(rows: Iterable[Report], names: str) -> Iterator[tuple[Any, ...]]:
    """Each row's values of these names, which stand with blanks between them."""
    return (tuple(row[name] for name in names.split()) for row in rows)
