"""The one contract of sources: each is a small module that says how its lines, rows or files tell of a use.

A source never decides what is AI, never counts, and never raises for what it can't read: it gives None, or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..scanning import Use
from .moments import Moments

Parse = Callable[[bytes], Use | None]
Row = Mapping[str, str]
NO_USE = Use("", requests=0)
"""A line that can be read and tells of no use, such as the answer to a question that was counted."""


@dataclass
class Settings:
    """How one run reads its files.

    Attributes:
        moments: reads days and times; knows today, for logs that leave out the year.
        columns: which column holds what, for lists whose columns are named as somebody liked: `{"host": "Destination"}`.
    """

    moments: Moments
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LogSource:
    """A source whose files are logs: a use is a line.

    Attributes:
        name: as the command says it.
        label: as people read it.
        get: how to get the file, in a sentence.
        prepare: makes the parser of a file, given the first lines of it and the settings.
        knows: whether a line is one of this product.
    """

    name: str
    label: str
    get: str
    prepare: Callable[[bytes, Settings], Parse]
    knows: Callable[[str], bool]


@dataclass(frozen=True)
class ListSource:
    """A source whose files are lists (CSV, XLSX, JSON, JSON lines): a use is a row.

    Attributes:
        name, label, get: as of a log.
        uses: the uses that a row tells of; columns are found under the names that `data/columns.yaml` gives them.
        needs: at least one of these columns must be there, else it is another list.
        marks: columns by which the product's list is recognised.
        nested: how columns begin where the name stands deeper, as in answers of an API.
    """

    name: str
    label: str
    get: str
    uses: Callable[[Row, Settings], Iterator[Use]]
    needs: tuple[str, ...]
    marks: tuple[str, ...] = ()
    nested: str = ""


@dataclass(frozen=True)
class TreeSource:
    """A source that is a file, a folder or an archive of files.

    Attributes:
        name, label, get: as of a log.
        uses: the uses that the files tell of, how many lines they have together, and sentences for the person.
    """

    name: str
    label: str
    get: str
    uses: Callable[[Path, list[str]], tuple[list[Use], int]]


Source = LogSource | ListSource | TreeSource
