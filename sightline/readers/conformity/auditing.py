"""What auditors look at, as data: the items of each stage, the processes that should have run, the steps by which one AI system is followed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sightline.readers.frameworks.models import ISO42001

FILE = Path(__file__).parent / "data" / "readiness.yaml"


@dataclass(frozen=True)
class Item:
    """Something that an auditor looks at.

    Attributes:
        id, title, looks_at: what it is.
        requirements: keys that it rests on.
        needs: in-line, or begun (something speaks of every requirement).
        blocks: whether the stage is not worth beginning without it.
        months: for how long the process should have been running; 0 where that is not asked.
        least: percent of the records that must be as expected, so that the rest does not block.
    """

    id: str
    title: str
    looks_at: str
    requirements: tuple[str, ...]
    needs: str
    blocks: bool
    months: int = 0
    least: int = 100


@dataclass(frozen=True)
class StageAsked:
    """A stage of the certification audit and what is looked at in it."""

    stage: int
    title: str
    about: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Process:
    """A process that should have been running: the requirements whose records show it, and further record types."""

    name: str
    requirements: tuple[str, ...]
    types: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """A step by which an AI system is followed: the requirements whose records show it, and fields of the system itself."""

    name: str
    requirements: tuple[str, ...]
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """All of it."""

    stages: tuple[StageAsked, ...]
    processes: tuple[Process, ...]
    trail: tuple[Step, ...]


def _key(code: Any) -> str:
    return str(code) if ":" in str(code) else f"{ISO42001}:{code}"


def _row(where: str, row: dict[str, Any], needed: set[str], more: set[str]) -> dict[str, Any]:
    if not needed <= row.keys() <= needed | more:
        raise ValueError(f"{where}: give {', '.join(sorted(needed))}; besides that only {', '.join(sorted(more)) or 'nothing'}.")
    found = {name: tuple(map(str, value)) if isinstance(value, list) else value for name, value in row.items()}
    return {**found, "requirements": tuple(_key(one) for one in row["requirements"])}


def read_asked(path: Path) -> Asked:
    """Reads and checks such a file.

    Raises:
        ValueError: it is not what it should be; says where.
    """
    found = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    stages = []
    for stage in found["stages"]:
        where = f"{path.name}, stage {stage['stage']}"
        needed = {"id", "title", "looks_at", "requirements", "needs", "blocks"}
        items = tuple(Item(**_row(f"{where}, {one.get('id')}", one, needed, {"months", "least"})) for one in stage["items"])
        wrong = [one.id for one in items if one.needs not in ("in-line", "begun")]
        if wrong or len({one.id for one in items}) < len(items):
            raise ValueError(f"{where}: needs is in-line or begun, and every id is there once. Look at {', '.join(wrong) or 'the ids'}.")
        stages.append(StageAsked(stage["stage"], stage["title"], stage["about"], items))
    processes = tuple(
        Process(**_row(f"{path.name}, {one.get('name')}", one, {"name", "requirements"}, {"types"})) for one in found["processes"]
    )
    steps = tuple(Step(**_row(f"{path.name}, {one.get('name')}", one, {"name", "requirements"}, {"fields"})) for one in found["trail"])
    return Asked(tuple(stages), processes, steps)


@cache
def asked() -> Asked:
    """What ships; refusals as `read_asked`."""
    return read_asked(FILE)
