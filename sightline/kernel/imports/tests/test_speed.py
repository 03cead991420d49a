"""Ten thousand systems of twenty columns are read, understood and converted while a person waits."""

import time

from sightline.kernel.imports import convert, guess_mapping, identify, mapping_from_guesses

from .inventories import as_csv
from .support import FIELDS, table_of

HEADS = [
    "ID",
    "Name",
    "Department",
    "Owner",
    "Purpose",
    "Vendor",
    "Stage",
    "Impact",
    "Started",
    "Next review",
    "Autonomy",
    "Type",
    "Our role",
    "In scope",
    "Models",
    "Training data",
    "Affected people",
    "Comments",
    "Cost",
    "Last change",
]


def _row(number: int) -> list[str]:
    stage = ("In production", "Pilot", "In development", "Retired")[number % 4]
    return [
        f"AI-{number:05}", f"System {number} for claims", f"Department {number % 60}", f"person{number % 300}@example.org",
        f"Sorts the claims of region {number} by how complex they are, so that simple ones are paid at once", f"Vendor {number % 90}", stage,
        ("Rights", "Safety", "Both", "Neither")[number % 4], f"{1 + number % 28:02}/{1 + number % 12:02}/2024", f"2026-{1 + number % 12:02}-15",
        ("Advisory", "Human-in-the-loop", "Fully automated")[number % 3], ("Bought", "In-house")[number % 2],
        ("Deployer", "Provider")[number % 2], ("Yes", "No")[number % 2],
        f"GPT-{number % 5}; Model {number}", "Claims, payments", "Customers", f"Checked in meeting {number}", str(number * 3.5), "2025-05-05",
    ]  # fmt: skip


def test_ten_thousand_rows_take_well_under_three_seconds() -> None:
    content = as_csv([HEADS, *(_row(number) for number in range(10_000))])
    began = time.process_time()
    table = table_of(content)
    guesses = guess_mapping(table, FIELDS)
    rows = list(convert(table, FIELDS, mapping_from_guesses(guesses)))
    identities = identify([row.values for row in rows])
    took = time.process_time() - began
    assert len(rows) == len({each.best for each in identities}) == 10_000
    assert not any(row.problems for row in rows)
    assert sum(1 for guess in guesses if guess.field) >= 16
    assert took < 3
