"""Rules to begin with, read from `data/` and held to a schema and to the checks that every set of rules must pass."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .models import Outcome
from .ruling import Ruling, faults_of
from .vocabulary import vocabulary

STARTER = Path(__file__).parent / "data" / "starter_rules.yaml"
_NEEDED = {"order", "outcome", "why", "objective"}
_MORE = {"use", "data", "conditions"}


def read_starter(path: Path) -> dict[str, Any]:
    """Reads and checks a starter set: `title`, `note` and `rules`, each with the fields of a rule.

    Raises:
        ValueError: it is not what it should be, or its rules are not sound; says where.
    """
    found: Any = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    if not isinstance(found, dict) or set(found) != {"title", "note", "rules"}:
        raise ValueError(f"{path.name}: give title, note and rules, and nothing else.")
    for rule in found["rules"]:
        _hold(path.name, rule)
    rulings = [_ruling(rule) for rule in found["rules"]]
    words = vocabulary()
    for fault in faults_of(rulings, words["uses"], words["data"]):
        raise ValueError(f"{path.name}: {fault.kind}: {', '.join(fault.rules)}: {fault.example}.")
    return dict(found)


def _hold(where: str, rule: dict[str, Any]) -> None:
    words = vocabulary()
    known = {"use": words["uses"], "data": words["data"], "objective": words["objectives"], "outcome": set(Outcome.values)}
    if not _NEEDED <= rule.keys() <= _NEEDED | _MORE or not isinstance(rule["order"], int):
        raise ValueError(f"{where}: {str(rule)[:60]}: give {', '.join(sorted(_NEEDED))}, and nothing that is not known.")
    for name, among in known.items():
        if name in rule and rule[name] not in among:
            raise ValueError(f"{where}: rule {rule['order']}: {rule[name]} is no known {name}.")
    if (rule["outcome"] == Outcome.CONDITIONS) != bool(rule.get("conditions")):
        raise ValueError(f"{where}: rule {rule['order']}: conditions go with the answer “conditions”, and only with it.")


def _ruling(rule: dict[str, Any]) -> Ruling:
    return Ruling(
        str(rule["order"]),
        rule["order"],
        use=rule.get("use", ""),
        data=rule.get("data", ""),
        outcome=rule["outcome"],
        conditions=rule.get("conditions", ""),
    )


@cache
def starter() -> dict[str, Any]:
    """The starter set that ships."""
    return read_starter(STARTER)
