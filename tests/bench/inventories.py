"""Inventories of AI systems of any length, written as an organisation that has never seen Sightline would write them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

HEADS = (
    "Ref No",
    "System Name",
    "Business Purpose",
    "What it does",
    "Department",
    "System Owner",
    "Vendor / Supplier",
    "Build or Buy",
    "Lifecycle Status",
    "Go-live date",
    "Human involvement",
    "Affected persons",
    "Models",
    "Training data",
    "Risk tier",
)
_DOES = (
    "Ranks applications",
    "Answers customers",
    "Reads invoices",
    "Plans shifts",
    "Finds fraud",
    "Drafts contracts",
    "Translates manuals",
)
_STAGE = ("In production", "Pilot", "Development", "Design", "Decommissioned")
_HUMAN = ("Advises", "Decides with a human", "Decides alone")
_BUY = ("Build", "Buy", "Embedded")


def rows(count: int) -> Iterator[tuple[str, ...]]:
    """So many systems, each another one, of 60 departments and 400 owners."""
    for number in range(count):
        does = _DOES[number % len(_DOES)]
        yield (
            f"AI-{number:06d}",
            f"{does} {number}",
            f"{does} for team {number % 400}, so that people have time for the cases that need judgement.",
            "Takes in a text and gives out a score with three reasons, which a person reads before anything is decided.",
            f"Department {number % 60}",
            f"Owner {number % 400}",
            f"Supplier {number % 90} Ltd" if number % 3 else "",
            _BUY[number % 3],
            _STAGE[number % 5],
            f"20{20 + number % 6}-{1 + number % 12:02d}-{1 + number % 28:02d}",
            _HUMAN[number % 3],
            "Applicants; employees" if number % 2 else "Customers",
            f"Model family {number % 25}",
            f"Records of {2010 + number % 14}",
            ("high", "medium", "low")[number % 3],
        )


def write(path: Path, count: int) -> Path:
    """Writes an inventory as CSV and gives its path back."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADS)
        writer.writerows(rows(count))
    return path
