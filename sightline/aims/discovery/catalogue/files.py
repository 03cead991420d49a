"""A catalogue file as rows that still know their lines. Knows YAML, knows nothing of what an entry must say (`checking` does)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from .entries import Problem, UnusableCatalogue

LARGEST_FILE = 10_000_000  # bytes; the shipped catalogue has under 200,000
DEEPEST = 6  # levels of nesting; an entry has four

Raw = str | list[Any] | dict[str, Any]


@dataclass(frozen=True)
class Row:
    """One entry as it is written: its values, and where it and each of its keys stand."""

    values: Mapping[str, Any]
    where: str = ""
    places: Mapping[str, str] = field(default_factory=dict)

    def place(self, key: str) -> str:
        """Return where `key` stands, else where the entry does."""
        return self.places.get(key, self.where)


class _Texts(yaml.CSafeLoader):
    """Takes every value as text. Deciding what looks like a number or a date would be half the time of reading."""

    def resolve(self, kind: type[yaml.Node], value: object, implicit: object) -> str:
        return "tag:yaml.org,2002:str"


def read(content: bytes, name: str) -> tuple[dict[str, Raw], dict[str, list[Row]]]:
    """Return the head of a file (plain values by key) and its lists of entries by key.

    All values are taken as text, so that version 2026.10 stays itself and country NO stays Norway.

    Raises:
        UnusableCatalogue: the file is no YAML, is built to do harm (aliases, depth, size), or has a key twice.
    """
    root = _node(content, name)
    if not isinstance(root, yaml.MappingNode):
        raise UnusableCatalogue([Problem(name, "The file must begin with keys such as “version:” and “services:”.")])
    reader = _Reader(name)
    head: dict[str, Raw] = {}
    lists: dict[str, list[Row]] = {}
    for key, node in reader.pairs(root):
        if isinstance(node, yaml.SequenceNode) and all(isinstance(one, yaml.MappingNode) for one in node.value):
            lists[key] = [reader.row(one) for one in node.value]
        elif key == "services":
            reader.problems.append(
                Problem(reader.place(node), "“services” must be a list whose items have keys such as “id:” and “name:”.")
            )
        else:
            head[key] = reader.plain(node)
    if reader.problems:
        raise UnusableCatalogue(reader.problems)
    return head, lists


def _node(content: bytes, name: str) -> yaml.Node | None:
    if len(content) > LARGEST_FILE:
        raise UnusableCatalogue([Problem(name, f"The file has {len(content):,} bytes. A catalogue has at most {LARGEST_FILE:,}.")])
    try:
        loader = _Texts(content)
        try:
            return loader.get_single_node()
        finally:
            loader.dispose()
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "it is not text in UTF-8"
        where = f"{name}, line {mark.line + 1}" if mark else name
        words = f"This cannot be read as YAML ({reason}). Check the indents, and put texts with a colon in quotation marks."
        raise UnusableCatalogue([Problem(where, words)]) from None


class _Reader:
    """Turns nodes into plain values and keeps what was wrong on the way."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.seen: set[int] = set()

    def place(self, node: yaml.Node) -> str:
        return f"{self.name}, line {node.start_mark.line + 1}"

    def pairs(self, node: yaml.MappingNode) -> list[tuple[str, yaml.Node]]:
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            word = key.value if isinstance(key, yaml.ScalarNode) else ""
            if not word or word in found:
                self.problems.append(Problem(self.place(key), f"The key “{word}” is there twice." if word else "A key must be a word."))
            found[word] = value
        return list(found.items())

    def row(self, node: yaml.MappingNode) -> Row:
        pairs = self.pairs(node)
        return Row({key: self.plain(value) for key, value in pairs}, self.place(node), {key: self.place(value) for key, value in pairs})

    def plain(self, node: yaml.Node, depth: int = 1) -> Raw:
        if isinstance(node, yaml.ScalarNode):
            return str(node.value)
        if id(node) in self.seen or depth > DEEPEST:
            self.problems.append(
                Problem(self.place(node), "References inside the file (&, *) and deep nesting are not read. Write it out.")
            )
            return ""
        self.seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(one, depth + 1) for one in node.value]
        if isinstance(node, yaml.MappingNode):
            return {key: self.plain(value, depth + 1) for key, value in self.pairs(node)}
        return ""
