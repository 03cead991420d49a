"""Files of imports: kept in the evidence store from the first look on, read again at each count."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import IO, Any

from ..errors import NotFound
from ..evidence.store import blocks, evidence_storage, keep, name_of
from .documents import read_document
from .fields import FieldSet
from .guessing import ColumnGuess, guess_mapping
from .mapping import Mapping, closest, fingerprint, mapping_from_guesses
from .models import Import, RememberedMapping
from .reading import Table, read_table
from .registry import ImportKind, find_import

EXAMPLES = 4


def plain_name(name: str) -> str:
    """The file's name without folders, as people read it."""
    return PurePosixPath(name.replace("\\", "/")).name[:200] or "list"


def kind_of(listing: Import) -> ImportKind:
    """The kind of list that an import is of.

    Raises:
        NotFound: this release doesn't know the kind.
    """
    found = find_import(listing.kind)
    if found is None:
        raise NotFound(f"Lists of {listing.kind} can't be imported here.")
    return found


def store(content: IO[Any]) -> tuple[str, int]:
    """Keeps the file; gives its SHA-256 and its size in bytes."""
    return keep(content)


def open_table(listing: Import) -> Table:
    """The list in the file of an import, read as its mapping says.

    Raises:
        UnreadableFile: the file can't be read; says what to do.
    """
    kind = kind_of(listing)
    mapping = Mapping.from_json(listing.mapping, kind.fields()) if listing.mapping else Mapping({})
    return read(kind, _path(listing.sha256), listing.name, mapping)


def read(kind: ImportKind, source: str | Path | IO[Any], name: str, mapping: Mapping) -> Table:
    """A list, read as a mapping says; or the rows that the kind makes of a document.

    Raises:
        UnreadableFile: the file can't be read; says what to do.
    """
    if kind.document is not None:
        return read_document(source, kind.document)
    return read_table(
        source, name, encoding=mapping.encoding, delimiter=mapping.delimiter, sheet=mapping.sheet, header_row=mapping.header_row
    )


def _path(sha256: str) -> str | Path | IO[Any]:
    with suppress(NotImplementedError):
        return Path(evidence_storage().path(name_of(sha256)))
    copy = tempfile.SpooledTemporaryFile(max_size=8 << 20)  # noqa: SIM115 - read_table takes it over
    for block in blocks(sha256):
        copy.write(block)
    copy.seek(0)
    return copy


def remembered_for(kind: ImportKind, table: Table) -> Mapping | None:
    """How a list with these heads was read last time, or None; a document's columns are fields already."""
    fields = kind.fields()
    if kind.document is not None:
        return Mapping({name: name for name in table.columns})
    rows = RememberedMapping.objects.filter(kind=kind.name).order_by("at")
    same = rows.filter(fingerprint=fingerprint(table.columns)).first()
    if same is not None:
        return Mapping.from_json(same.mapping, fields)
    return closest((Mapping.from_json(row.mapping, fields) for row in rows.order_by("-at")[:50][::-1]), table.columns)


def guessed(table: Table, fields: FieldSet, known: Mapping | None) -> tuple[list[ColumnGuess], Mapping]:
    """What each column is likely to be, and the mapping that this makes; the way the file itself is read stays as in `known`."""
    guesses = guess_mapping(table, fields, known)
    made = mapping_from_guesses(guesses)
    if known is not None:
        values = {
            name: {**made.values.get(name, {}), **words}
            for name, words in {**made.values, **known.values}.items()
            if name in made.columns.values()
        }
        made = Mapping(made.columns, values, made.dates, known.encoding, known.delimiter, known.sheet, known.header_row)
    return guesses, made


def columns_of(guesses: list[ColumnGuess], chosen: frozenset[str] = frozenset()) -> list[dict[str, Any]]:
    """The columns as an import keeps them: what was known about each, and what is asked."""
    return [
        {
            "column": one.column,
            "letter": one.letter,
            "field": one.field,
            "how": "You chose" if one.column in chosen else one.how,
            "sureness": one.sureness,
            "examples": [text[:80] for text in one.examples[:EXAMPLES]],
            "questions": [
                {
                    "about": ask.about,
                    "text": ask.text,
                    "value": ask.value,
                    "rows": ask.rows,
                    "options": [list(pair) for pair in ask.options],
                    "suggestion": ask.suggestion,
                }
                for ask in one.questions
            ],
        }
        for one in guesses
    ]
