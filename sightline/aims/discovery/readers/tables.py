"""Rows of what people export as a list: CSV, XLSX, a JSON array, JSON lines. Column names are compared without capitals, spaces and signs."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import Any

import yaml

from ..opening import Lines, Unreadable

_LARGEST_JSON = 200 << 20
_LARGEST_CELL = 1 << 20
_SIGNS = re.compile(r"[^0-9a-z]+")
_NAMES = Path(__file__).parent / "data" / "columns.yaml"

csv.field_size_limit(max(csv.field_size_limit(), _LARGEST_CELL))


def plain(name: str) -> str:
    """A column's name as it is compared: `Date (UTC)` is `dateutc`."""
    return _SIGNS.sub("", name.lower())


@cache
def known_names() -> Mapping[str, tuple[str, ...]]:
    """What a column may be called, by what it holds, from `data/columns.yaml`.

    Raises:
        ValueError: the file is not a mapping of lists of names, or a name is not in its plain form.
    """
    found = yaml.safe_load(_NAMES.read_text(encoding="utf-8"))
    for what, names in found.items():
        if not isinstance(names, list) or any(not isinstance(one, str) or plain(one) != one for one in names):
            raise ValueError(f"{_NAMES.name}, {what}: write a list of names in small letters and figures.")
    return {what: tuple(names) for what, names in found.items()}


def pick(row: Mapping[str, str], what: str) -> str:
    """The value of the first column of a row that may hold this, and says something."""
    for name in known_names()[what]:
        value = row.get(name)
        if value:
            return value
    return ""


@dataclass
class Rows:
    """The rows of a list, by plain column names. `heads` are those of the file, known once the first row was taken."""

    lines: Lines
    heads: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[dict[str, str]]:
        """Each row; raises Unreadable where the file is no list."""
        with self.lines.path.open("rb") as file:
            head = file.read(4)
        if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
            yield from self._of_workbook()
            return
        blocks = iter(self.lines)
        first = next(blocks, b"")
        blocks = chain([first], blocks)
        start = first.lstrip()[:1]
        if start == b"[":
            yield from self._of_objects(_array(blocks))
        elif start == b"{":
            yield from self._of_objects(_objects(blocks))
        else:
            yield from self._of_csv(_decoded(blocks))
        for _ in blocks:
            pass  # so that every line is counted and hashed

    def _of_objects(self, objects: Iterator[Any]) -> Iterator[dict[str, str]]:
        for one in objects:
            if isinstance(one, dict):
                row = dict(_flat(one, ""))
                self.heads = self.heads or tuple(row)
                yield row

    def _of_csv(self, texts: Iterator[str]) -> Iterator[dict[str, str]]:
        head = list(islice(texts, 40))
        sign = delimiter_of("".join(head))
        reader = csv.reader(chain(head, texts), delimiter=sign)
        names: list[str] = []
        while True:
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error:
                continue
            if not names:
                # Bank statements begin with a few lines that belong to no column.
                if sum(1 for cell in record if cell.strip()) >= min(2, max(1, head[0].count(sign) + 1)):
                    names = [plain(cell) for cell in record]
                    self.heads = tuple(names)
                continue
            yield {name: cell.strip() for name, cell in zip(names, record, strict=False) if name}

    def _of_workbook(self) -> Iterator[dict[str, str]]:
        from sightline.kernel.imports import UnreadableFile, read_table  # opens workbooks in a process of its own

        try:
            table = read_table(self.lines.path)
        except UnreadableFile as error:
            raise Unreadable(str(error)) from error
        names = [plain(name) for name in table.columns]
        self.heads = tuple(names)
        self.lines.count = table.meta.row_count + 1
        hash_file(self.lines)
        for row in table.rows():
            yield {name: cell.strip() for name, cell in zip(names, row.cells, strict=False) if name}


def hash_file(lines: Lines) -> None:
    """Fills in hash and size of a file that was not read as lines."""
    from hashlib import file_digest

    with lines.path.open("rb") as file:
        lines.sha256 = file_digest(file, "sha256").hexdigest()
    lines.size = lines.path.stat().st_size


def delimiter_of(sample: str) -> str:
    """The sign between cells: the one that stands most often in the lines of a sample."""
    return max(",;\t|", key=sample.count)


def decode(raw: bytes) -> str:
    """A line as text: UTF-8, or else what Western systems write."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _decoded(blocks: Iterator[bytes]) -> Iterator[str]:
    for block in blocks:
        for line in block.replace(b"\0", b"").splitlines(keepends=True):
            yield decode(line)


def _array(blocks: Iterator[bytes]) -> Iterator[Any]:
    parts, size = [], 0
    for block in blocks:
        parts.append(block)
        size += len(block)
        if size > _LARGEST_JSON:
            raise Unreadable("This JSON file is larger than 200 MB in one piece. Export it as CSV, or as one object a line.")
    try:
        yield from json.loads(b"".join(parts))
    except (ValueError, RecursionError) as error:
        raise Unreadable("This JSON file breaks off or is damaged. Export it again.") from error


def _objects(blocks: Iterator[bytes]) -> Iterator[Any]:
    """JSON lines; or one object in which a list stands, as answers of an API have (`value`, `items`, `data` ...)."""
    whole: list[bytes] = []
    for block in blocks:
        for line in block.splitlines():
            if whole:
                whole.append(line)
                continue
            try:
                found = json.loads(line)
            except (ValueError, RecursionError):
                if line.strip() in (b"{", b"{ ") or line.lstrip().startswith(b"{"):
                    whole.append(line)
                continue
            yield from _within(found)
        if sum(map(len, whole)) > _LARGEST_JSON:
            raise Unreadable("This JSON file is larger than 200 MB in one piece. Export it as CSV, or as one object a line.")
    if whole:
        try:
            yield from _within(json.loads(b"\n".join(whole)))
        except (ValueError, RecursionError):
            for line in whole:  # the first line was broken, not the file
                try:
                    yield from _within(json.loads(line))
                except (ValueError, RecursionError):
                    continue


def _within(found: Any) -> Iterator[Any]:
    if isinstance(found, dict):
        if isinstance(found.get("snapshot"), list):  # osquery: a whole table in one line, and around it who has it
            around = {name: value for name, value in found.items() if not isinstance(value, list) and name != "name"}
            yield from ({**around, **one} for one in found["snapshot"] if isinstance(one, dict))
            return
        lists = [value for value in found.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
        if len(lists) == 1 and len(found) <= 6 and not {"id", "uuid", "eventType"} & found.keys():
            yield from lists[0]
            return
    yield found


def _flat(value: Any, path: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    """The members of a nested object as columns: `{"actor": {"email": ..}}` has the column `actoremail`. Lists count their members from 0."""
    if isinstance(value, dict) and depth < 8:
        for name, one in value.items():
            yield from _flat(one, path + plain(str(name)), depth + 1)
    elif isinstance(value, list) and depth < 8:
        for place, one in enumerate(value[:50]):
            yield from _flat(one, f"{path}{place}", depth + 1)
    elif value is not None and path:
        yield path, str(value)
