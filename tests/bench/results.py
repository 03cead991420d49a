"""What a measure gives back: rows of the table in `docs/benchmarks.md`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Result:
    """One row.

    Attributes:
        what: what was measured, in words.
        goal: the goal, in words; empty where there is none.
        measured: the figure, in words.
        met: whether the goal is met; None where there is none.
        note: what the reader must know besides.
    """

    what: str
    goal: str
    measured: str
    met: bool | None = None
    note: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


def at_most(what: str, value: float, limit: float, unit: str, note: str = "") -> Result:
    """A row whose figure may be `limit` at the most.

    Args:
        what: what was measured.
        value: the figure, in `unit`.
        limit: the goal, in the same unit.
        unit: such as `ms`, `s`, `MB`, `times`.
        note: what the reader must know besides.
    """
    return Result(
        what, f"at most {limit:g} {unit}", f"{value:.3g} {unit}" if value < 1000 else f"{value:,.0f} {unit}", value <= limit, note
    )


def told(what: str, measured: str, note: str = "") -> Result:
    """A row without a goal."""
    return Result(what, "", measured, None, note)
