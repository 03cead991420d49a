"""Reads a list out of whatever file people keep it in: CSV, TSV, XLSX, XLSM, XLSB, XLS, ODS.

Content decides, never the name of the file. Rows are streamed and can be read again; each knows its number as a spreadsheet shows it.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import IO, Any, Literal, NamedTuple

from .containers import LARGEST_FILE, Kind, file_kind
from .delimited import DelimitedFile, Dialect, find_dialect
from .encoding import Encoding, find_encoding
from .errors import UnreadableFile
from .headers import HEAD_ROWS, Header, find_header, is_total, unique_names

MOST_COLUMNS = 2_000
_MINUTES = 3
_UNPACK = Path(__file__).parent / "unpack.py"
_EXTENSIONS: dict[str, tuple[str, ...]] = {
    "csv": ("csv", "tsv", "tab", "txt", "psv"),
    "xlsx": ("xlsx", "xlsm", "xltx", "xltm"),
    "xlsb": ("xlsb",),
    "xls": ("xls", "xlt"),
    "ods": ("ods", "ots"),
}


class Row(NamedTuple):
    """A row: its number as a spreadsheet shows it, and one text for each column of the table."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class TableMeta:
    """How the file was read. `encoding_sureness` is 0 to 1; `header_row` counts from 1 (0: none); `notes` are sentences for the person."""

    kind: Kind | Literal["document"]
    header_row: int
    row_count: int
    encoding: str | None = None
    encoding_sureness: float = 1.0
    other_encodings: tuple[str, ...] = ()
    delimiter: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A list with named columns. `letters` are the columns' letters in a spreadsheet. Read its rows as often as needed."""

    columns: list[str]
    letters: list[str]
    meta: TableMeta
    _source: DelimitedFile = field(repr=False)
    _header: Header = field(repr=False)
    _picked: list[int] = field(repr=False)
    _folder: object = field(repr=False, default=None)

    def rows(self) -> Iterator[Row]:
        """Every row that holds anything, in the order of the file."""
        picked, width = self._picked, max(self._picked, default=-1) + 1
        straight = picked == list(range(width))
        for number, record in _data(self._source, self._header):
            if any("\x00" in cell for cell in record):
                record = [without_nul(cell) for cell in record]
            if len(record) < width:
                record = record + [""] * (width - len(record))
            if straight:
                yield Row(number, record if len(record) == width else record[:width])
            else:
                yield Row(number, [record[index] for index in picked])


def without_nul(text: str) -> str:
    """The text without the one letter that no database keeps."""
    return text.replace("\x00", "")


def read_table(
    path_or_file: str | Path | IO[Any],
    filename: str = "",
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
) -> Table:
    """The table in a file.

    `encoding`, `delimiter`, `sheet` and `header_row` (from 1; 0 for none) overrule what is found. A file object is copied to a
    temporary file that lives as long as the table.
    Raises UnreadableFile, in words that say what to do, for anything that is no list or is not safe to open.
    """
    folder = Folder()
    path = on_disk(path_or_file, folder.path)
    filename = filename or (str(path_or_file) if isinstance(path_or_file, str | Path) else "")
    table = _read(path, folder.path, encoding, delimiter, sheet, header_row)
    table = replace(table, columns=[without_nul(name) for name in table.columns])
    if note := _misnamed(filename, table.meta.kind):
        table = replace(table, meta=replace(table.meta, notes=(note, *table.meta.notes)))
    return replace(table, _folder=folder)


def _read(path: Path, folder: Path, encoding: str | None, delimiter: str | None, sheet: str | None, header_row: int | None) -> Table:
    kind = file_kind(path)
    if kind == "text":
        return _read_text(path, encoding, delimiter, header_row)
    return _read_workbook(path, kind, folder, sheet, header_row)


class Folder:
    """A temporary folder that goes when the last table that reads from it goes."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="sightline-import-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


def on_disk(path_or_file: str | Path | IO[Any], folder: Path) -> Path:
    """Where a file lies; an open one is copied into the folder.

    Raises:
        UnreadableFile: there is none, or it is too large.
    """
    if isinstance(path_or_file, str | Path):
        path = Path(path_or_file)
        if not path.is_file():
            raise UnreadableFile(f"There is no file {path.name}. Look at its name and folder.")
        return path
    copy = folder / "file"
    if path_or_file.seekable():
        path_or_file.seek(0)
    size = 0
    with copy.open("wb") as out:
        while chunk := path_or_file.read(1 << 20):
            size += len(chunk)
            if size > LARGEST_FILE:
                raise UnreadableFile("This file is larger than 2 GB. Split the list into smaller files.")
            out.write(chunk)
    return copy


def _misnamed(filename: str, kind: Kind | Literal["document"]) -> str:
    ending = Path(filename).suffix.lower().lstrip(".")
    family = "csv" if kind in ("csv", "tsv") else kind
    if not ending or ending in _EXTENSIONS.get(family, (ending,)):
        return ""
    return f"The file is called .{ending}, but its content is {kind.upper()}. It was read as that."


def _read_text(path: Path, encoding: str | None, delimiter: str | None, header_row: int | None) -> Table:
    if encoding is None:
        with path.open("rb") as file:
            found = find_encoding(file)
    else:
        found = Encoding(_known_encoding(encoding), 1.0)
    dialect = find_dialect(path, found, delimiter)
    source = DelimitedFile(path, found, dialect)
    meta = TableMeta(
        kind="tsv" if dialect.delimiter == "\t" else "csv",
        header_row=0,
        row_count=0,
        encoding=found.name,
        encoding_sureness=found.sureness,
        other_encodings=found.others,
        delimiter=dialect.delimiter,
        notes=tuple(note for note in (found.note, dialect.note) if note),
    )
    return _table(source, meta, header_row)


def _known_encoding(name: str) -> str:
    try:
        "".encode(name)
    except (LookupError, ValueError) as error:
        raise UnreadableFile(f"There is no encoding called {name}. Usual ones are utf-8, cp1252, cp1250 and utf-16.") from error
    return name


def _read_workbook(path: Path, kind: Kind, folder: Path, sheet: str | None, header_row: int | None) -> Table:
    sheets = _unpacked(path, folder, sheet)
    names = tuple(str(each["name"]) for each in sheets)
    if sheet is not None and sheet not in names:
        raise UnreadableFile(f"There is no sheet called {sheet}. The sheets are: {', '.join(names) or 'none'}.")
    tables: list[tuple[float, Table]] = []
    for each in sheets:
        if not each["file"]:
            continue
        source = DelimitedFile(folder / str(each["file"]), Encoding("utf-8", 1.0), Dialect(","), disarmed=False)
        meta = TableMeta(kind=kind, header_row=0, row_count=0, sheet=str(each["name"]), sheets=names)
        try:
            table = _table(source, meta, header_row)
        except UnreadableFile:
            continue
        tables.append((_promise(table), table))
    if not tables:
        raise UnreadableFile("No sheet of this workbook holds a list: a row that names the columns, and rows below it.")
    best = max(tables, key=lambda pair: pair[0])[1]
    if len(tables) > 1:
        others = ", ".join(table.meta.sheet or "" for _, table in tables if table is not best)
        best = replace(
            best, meta=replace(best.meta, notes=(f"Sheet “{best.meta.sheet}” was read. There is also: {others}.", *best.meta.notes))
        )
    return best


def _promise(table: Table) -> float:
    """Which sheet is the list: many columns with telling heads count more than many rows, so that a sheet of drop-down values loses."""
    return float(min(len(table.columns), 40) * min(table.meta.row_count, 400) ** 0.5 * max(table._header.score, 0.5))


def _unpacked(path: Path, folder: Path, sheet: str | None) -> list[dict[str, object]]:
    command = [sys.executable, "-I", str(_UNPACK), str(path), str(folder), *([sheet] if sheet is not None else [])]
    try:
        done = subprocess.run(command, capture_output=True, timeout=60 * _MINUTES, check=False)
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile(
            f"This workbook took longer than {_MINUTES} minutes to open. Save the list as CSV and choose that file."
        ) from error
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        answer = {"error": "size"}
    match answer.get("error"):
        case None:
            return list(answer["sheets"])
        case "password":
            raise UnreadableFile("This workbook is protected with a password. Open it, remove the password, save it, and choose it again.")
        case "cell":
            raise UnreadableFile("A cell of this workbook holds more than 1 million characters. Shorten it and choose the file again.")
        case "size":
            raise UnreadableFile(
                "This workbook spreads over more cells than can be held. Often one cell far from the list is filled: "
                "copy the list alone into a new workbook, or save it as CSV, and choose that file."
            )
        case _:
            raise UnreadableFile(
                "This workbook is damaged and cannot be opened. Open it where it was made, save it as XLSX or CSV, and choose that file."
            )


def _data(source: DelimitedFile, header: Header) -> Iterator[tuple[int, list[str]]]:
    """Rows below the header that hold anything and do not repeat it (as printed lists do on each page)."""
    names = list(header.repeated)
    for position, record in enumerate(source.records()):
        if position <= header.position or position in header.leave_out or not any(record):
            continue
        if names and record[: len(names)] == names:
            continue
        if any(cell.strip() for cell in record):
            yield position + 1, record


def _table(source: DelimitedFile, meta: TableMeta, header_row: int | None) -> Table:
    """The table of a source: heads found, all rows counted once, columns that have neither name nor value left out."""
    head = list(islice(source.records(), max(HEAD_ROWS, header_row or 0)))
    header = find_header(head, header_row)
    if header is None:
        shown = f"Row {header_row} is not in the file" if header_row and head else "There is nothing in this file"
        raise UnreadableFile(f"{shown}. Choose a file whose columns are named in one row, with rows below it.")
    count, width, used = 0, len(header.names), set[int]()
    number, record = 0, list[str]()
    for number, record in _data(source, header):  # noqa: B007  (the last row is looked at below)
        count += 1
        if len(record) > width:
            used.update(index for index in range(width, min(len(record), MOST_COLUMNS)) if record[index].strip())
        used.update(
            index
            for index, name in enumerate(header.names)
            if not name and index not in used and index < len(record) and record[index].strip()
        )
    if count > 1 and is_total(record):
        note = f"Row {number:,} is a total and is left out."
        header, count = replace(header, leave_out=header.leave_out | {number - 1}, notes=(*header.notes, note)), count - 1
    if not count:
        raise UnreadableFile("This list has columns but no rows. Add at least one row below the heads and choose the file again.")
    picked = sorted({index for index, name in enumerate(header.names) if name} | used)[:MOST_COLUMNS]
    letters = [letter(index) for index in picked]
    columns = unique_names([header.names[index] if index < width else "" for index in picked], letters)
    return Table(
        columns,
        letters,
        replace(meta, header_row=header.position + 1, row_count=count, notes=(*meta.notes, *header.notes)),
        source,
        header,
        picked,
    )


def letter(index: int) -> str:
    """The letter of a column as spreadsheets show it: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
