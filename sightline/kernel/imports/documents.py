"""Documents that are no tables, on their way into records: a reader turns one into rows, and everything else is as with lists.

So a dry run, a preview, finding again what was imported before, and taking back are the same for a bill of materials as for a spreadsheet.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from .delimited import DelimitedFile, Dialect
from .encoding import Encoding
from .errors import UnreadableFile
from .headers import Header
from .reading import Folder, Table, TableMeta, letter, on_disk

LARGEST = 64 << 20  # bytes; documents are read whole


@dataclass(frozen=True)
class Rows:
    """What a document says: columns named as fields of the kind, one row a thing, and sentences for the person."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = field(default_factory=tuple)


def text_of(path: Path) -> str:
    """The document as text.

    Raises:
        UnreadableFile: it is empty, too large, or not UTF-8 (or UTF-16 with its mark).
    """
    size = path.stat().st_size
    if size > LARGEST:
        raise UnreadableFile(f"This document is larger than {LARGEST >> 20} MB, which none of its kind is. Choose another file.")
    content = path.read_bytes()
    if not content.strip():
        raise UnreadableFile("This file is empty. Save the document again and choose the new file.")
    try:
        return content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile("This file is not text in UTF-8. Save the document as UTF-8 and choose that file.") from error


def read_document(source: str | Path | IO[bytes], reader: Callable[[Path], Rows]) -> Table:
    """The table that a reader makes of a document.

    Args:
        source: the document.
        reader: takes a path and gives `Rows`.

    Raises:
        UnreadableFile: it is no such document; says what to do.
    """
    folder = Folder()
    said = reader(on_disk(source, folder.path))
    if not said.rows:
        raise UnreadableFile("This document names nothing that can be imported here.")
    target = folder.path / "rows.csv"
    with target.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([said.columns, *said.rows])
    columns = list(said.columns)
    places = list(range(len(columns)))
    return Table(
        columns,
        [letter(place) for place in places],
        TableMeta(kind="document", header_row=1, row_count=len(said.rows), notes=tuple(said.notes)),
        DelimitedFile(target, Encoding("utf-8", 1.0), Dialect(","), disarmed=False),
        Header(0, tuple(columns)),
        places,
        folder,
    )
