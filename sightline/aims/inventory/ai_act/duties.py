"""The duties that follow from class and role, as data: which there are, when the law dates them, and which follow from given answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from .deciding import Answers, Outcome, asked_of, given, holds
from .tree import DATA, Condition, condition, hold_condition, hold_keys, read_yaml, tree

_BAN = "Art. 5"
SHOWN = ("", "class", "registration", "notice", "declaration")


@dataclass(frozen=True)
class Dates:
    """When the law applies: by its letter, and when there is something to do."""

    formal: date
    effective: date
    note: str


@dataclass(frozen=True)
class DutyModel:
    """A duty as the data have it.

    Attributes:
        requirement: the article in the requirement set, such as `Art. 26`.
        article: the exact place.
        dates: by route (annex-iii, annex-i) or `any`.
        shown: what records show that it is met; empty where a person says so.
    """

    id: str
    requirement: str
    article: str
    title: str
    what: str
    when: Condition
    unless: Condition | None
    dates: Mapping[str, Dates]
    shown: str

    def dated(self, routes: list[str]) -> Dates:
        """The earliest date among the ways in which the system is high-risk."""
        if "any" in self.dates:
            return self.dates["any"]
        fitting = [self.dates[route] for route in routes if route in self.dates] or [self.dates["annex-iii"]]
        return min(fitting, key=lambda one: one.effective)


@cache
def duty_models() -> Mapping[str, DutyModel]:
    """The duties of the law, by id."""
    return read_duties(DATA / "duties.yaml")


def read_duties(path: Path) -> dict[str, DutyModel]:
    """Reads and checks duties.

    Raises:
        ValueError: they are not what they should be; says where.
    """
    data = read_yaml(path)
    hold_keys(path.name, data, {"version", "checked_on", "dates", "duties"})
    dates = {name: _dates(path.name, name, rows) for name, rows in data["dates"].items()}
    found: dict[str, DutyModel] = {}
    for row in data["duties"]:
        hold_keys(path.name, row, {"id", "requirement", "article", "title", "what", "when", "dates"}, frozenset({"unless", "shown"}))
        if row["id"] in found or row["dates"] not in dates or row.get("shown", "") not in SHOWN:
            raise ValueError(f"{path.name}: {row['id']}: it stands twice, or there are no dates {row['dates']}, or nothing shows it so.")
        when, unless = condition(row["when"]), condition(row["unless"]) if "unless" in row else None
        hold_condition(path.name, row["id"], when, tree())
        hold_condition(path.name, row["id"], unless or (), tree())
        words = (row["requirement"], row["article"], row["title"], row["what"])
        found[row["id"]] = DutyModel(row["id"], *words, when, unless, dates[row["dates"]], row.get("shown", ""))
    return found


def _dates(where: str, name: str, rows: dict[str, Any]) -> dict[str, Dates]:
    hold_keys(f"{where}: {name}", rows, {"note"}, frozenset({"any", "annex-iii", "annex-i"}))
    found = {}
    for route, row in rows.items():
        if route == "note":
            continue
        hold_keys(f"{where}: {name}", row, {"formal", "effective"})
        if not (isinstance(row["formal"], date) and isinstance(row["effective"], date) and row["formal"] <= row["effective"]):
            raise ValueError(f"{where}: {name}: give two days, the formal one not after the effective one.")
        found[route] = Dates(row["formal"], row["effective"], rows["note"])
    if not ("any" in found or {"annex-iii", "annex-i"} <= found.keys()):
        raise ValueError(f"{where}: {name}: give any, or both annex-iii and annex-i.")
    return found


def duties_of(outcome: Outcome, answers: Answers) -> list[DutyModel]:
    """The duties that follow from an outcome, in the order of the data. Nothing follows from what is out of scope; what is banned is only stopped.

    Args:
        outcome: what the answers led to.
        answers: the answers themselves, which some duties ask again.
    """
    if "out-of-scope" in outcome.classes:
        return []
    heard = {one.id: given(answers, one.id) for one in asked_of(answers)}
    return [
        duty
        for duty in duty_models().values()
        if ("prohibited" not in outcome.classes or duty.requirement == _BAN)
        and holds(duty.when, heard, outcome)
        and not (duty.unless is not None and holds(duty.unless, heard, outcome))
    ]
