"""The words that requests and rules are made of: uses, kinds of data, objectives. Read from `data/`, held to a schema."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parent / "data"
PARTS = ("uses", "data", "objectives")


@dataclass(frozen=True)
class Word:
    """One thing that can be chosen: its id, what people read, and a note that helps to choose."""

    id: str
    label: str
    note: str = ""


def read_vocabulary(path: Path) -> dict[str, dict[str, Word]]:
    """Reads and checks the vocabulary: part -> id -> word.

    Raises:
        ValueError: it is not what it should be; says where.
    """
    data: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    if set(data) != set(PARTS):
        raise ValueError(f"{path.name}: give {', '.join(PARTS)}, and nothing else.")
    found: dict[str, dict[str, Word]] = {}
    for part in PARTS:
        words = [_word(path.name, part, one) for one in data[part]]
        found[part] = {one.id: one for one in words}
        if len(found[part]) < len(words):
            raise ValueError(f"{path.name}: {part}: an id stands there twice.")
    return found


def _word(where: str, part: str, data: Any) -> Word:
    known = {"id", "label", "note"}
    if not isinstance(data, dict) or not {"id", "label"} <= data.keys() <= known or not all(isinstance(one, str) for one in data.values()):
        raise ValueError(f"{where}: {part}: {str(data)[:60]}: give id and label, as texts.")
    if len(data["id"]) > 20:
        raise ValueError(f"{where}: {part}: {data['id']}: an id has at most 20 letters.")
    return Word(data["id"], data["label"], data.get("note", ""))


@cache
def vocabulary() -> dict[str, dict[str, Word]]:
    """The vocabulary that ships."""
    return read_vocabulary(DATA / "vocabulary.yaml")


def uses() -> list[tuple[str, str]]:
    """What AI may be used for, as choices."""
    return [(one.id, one.label) for one in vocabulary()["uses"].values()]


def kinds_of_data() -> list[tuple[str, str]]:
    """What may be put in, as choices."""
    return [(one.id, one.label) for one in vocabulary()["data"].values()]


def objectives() -> list[tuple[str, str]]:
    """What a rule may protect, as choices."""
    return [(one.id, one.label) for one in vocabulary()["objectives"].values()]


def label_of(part: str, id: str) -> str:
    """What people read for an id; the id itself where a later release has dropped it."""
    word = vocabulary()[part].get(id)
    return word.label if word is not None else id
