"""Expenses and card statements: what was paid to whom. A merchant's name is matched, amounts are not kept."""

from __future__ import annotations

from collections.abc import Iterator

from ..scanning import Use
from .contract import ListSource, Row, Settings
from .tables import known_names, pick


def _uses(row: Row, settings: Settings) -> Iterator[Use]:
    text = " ".join(dict.fromkeys(row[name] for name in _texts(row)))
    if text:
        yield Use(
            text[:300], user=pick(row, "spender"), unit=pick(row, "unit"), when=settings.moments.read(pick(row, "spent_on")), how="merchant"
        )


def _texts(row: Row) -> list[str]:
    """The columns that may name the merchant: who was paid, and the line of the statement where another column says more."""
    main = next((name for name in known_names()["merchant"] if row.get(name)), "")
    return [name for name in (main, *known_names()["merchant_more"]) if name and row.get(name)]


SOURCE = ListSource(
    name="expenses",
    label="Expenses and card statements",
    get="An export of the expense tool or of the company cards as CSV or XLSX, with a column for the merchant.",
    uses=_uses,
    needs=("merchant",),
    marks=("merchant", "merchantname", "cardholder", "postingdate", "amount", "currency"),
)
