"""Rows of a delimited text file, streamed: nothing is held but the line at hand, and a line and a cell have a largest size."""

import csv
import io
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from .encoding import Encoding
from .errors import UnreadableFile

LONGEST_CELL = 1_000_000  # characters
_LONGEST_LINE = 8_000_000  # characters
_SAMPLE = 200_000  # characters
_DELIMITERS = ",;\t|"
# A quote that a safe export put before what a spreadsheet would run: taken off again, so that a file comes back as it went.
_DISARMED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")

# The limit is one for the whole process and only ever raised; a smaller one would refuse long but honest descriptions.
csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))


@dataclass(frozen=True)
class Dialect:
    """How cells are told apart. `lead` is the number of lines before the first row (Excel's `sep=;`)."""

    delimiter: str
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL
    lead: int = 0
    note: str = ""


@dataclass(frozen=True)
class DelimitedFile:
    """A file whose rows can be read again and again."""

    path: Path
    encoding: Encoding
    dialect: Dialect
    disarmed: bool = True

    def records(self) -> Iterator[list[str]]:
        """Every row, blank ones too (as empty lists), so that the position is the row number that a spreadsheet shows.

        Raises UnreadableFile for a cell or a line beyond all reason, naming its row.
        """
        number = 0
        try:
            with self.path.open(encoding=self.encoding.name, errors=self.encoding.errors, newline="") as file:
                for _ in range(self.dialect.lead):
                    file.readline(_LONGEST_LINE)
                reader = csv.reader(_lines(file), delimiter=self.dialect.delimiter, quoting=self.dialect.quoting)
                for number, record in enumerate(reader, start=1):  # noqa: B007  (told when the next row fails)
                    yield [_armed(cell) for cell in record] if self.disarmed and "'" in "".join(record) else record
        except csv.Error as error:
            raise _too_long(number + 1) from error
        except (UnicodeError, LookupError) as error:
            raise UnreadableFile(f"This file is not in {self.encoding.name}. Choose another encoding.") from error


def _armed(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and _DISARMED.match(cell) else cell


def _too_long(row: int) -> UnreadableFile:
    return UnreadableFile(
        f"Row {row:,} has a cell of more than 1 million characters. Often a quotation mark is opened there and never closed: mend that row and choose the file again."
    )


def _lines(file: io.TextIOBase) -> Iterator[str]:
    while line := file.readline(_LONGEST_LINE):
        if len(line) >= _LONGEST_LINE:
            raise csv.Error("line too long")
        yield line


def find_dialect(path: Path, encoding: Encoding, delimiter: str | None) -> Dialect:
    """The delimiter, from how evenly each one cuts the first rows; whether quotation marks quote.

    Raises UnreadableFile when a quotation mark is opened and never closed and the file makes no sense without it.
    """
    with path.open(encoding=encoding.name, errors=encoding.errors, newline="") as file:
        try:
            sample = file.read(_SAMPLE)
        except UnicodeError as error:
            raise UnreadableFile(f"This file is not in {encoding.name}. Choose another encoding.") from error
    lead = 0
    if told := re.match(r"\ufeff?\"?sep=(.)\"?\r?\n", sample):
        delimiter, lead, sample = delimiter or told[1], 1, sample[told.end() :]
    if not delimiter:
        delimiter = max(_DELIMITERS, key=lambda each: _evenness(sample, each))
        if _evenness(sample, delimiter) == 0:
            delimiter = ","
    dialect = Dialect(delimiter, lead=lead)
    plain = Dialect(delimiter, csv.QUOTE_NONE, lead, "Quotation marks in this file are read as plain characters.")
    if '"' in sample and _even(sample, plain) and (not _even(sample, dialect) or _swallows(sample, dialect)):
        return plain
    opened = _unclosed_quote(DelimitedFile(path, encoding, dialect))
    if not opened:
        return dialect
    widths = Counter(len(record) for record in DelimitedFile(path, encoding, plain).records() if record)
    if len(widths) == 1 and next(iter(widths)) > 1:
        return plain
    raise UnreadableFile(
        f"In row {opened:,} a quotation mark is opened and never closed, so the rest of the file cannot be told apart. Mend that row and choose the file again."
    )


def _evenness(sample: str, delimiter: str) -> float:
    """How well a delimiter fits: share of rows with the usual number of cells, more for more cells; 0 for one cell a row."""
    try:
        rows = [row for _, row in zip(range(300), csv.reader(io.StringIO(sample), delimiter=delimiter), strict=False) if any(row)]
    except csv.Error:
        return 0
    widths = Counter(len(row) for row in (rows[:-1] if len(rows) > 2 else rows) if len(row) > 1)
    if not widths:
        return 0
    width, number = max(widths.items(), key=lambda pair: pair[1] * math.log2(1 + pair[0]))
    return number / len(rows) * math.log2(1 + width)


def _even(sample: str, dialect: Dialect) -> bool:
    """Whether all rows of the sample have the same number of cells (its last line, which may be cut, aside)."""
    lines = sample.splitlines(keepends=True)
    try:
        widths = {
            len(row)
            for row in csv.reader(lines[:-1] if len(lines) > 3 else lines, delimiter=dialect.delimiter, quoting=dialect.quoting)
            if row
        }
    except csv.Error:
        return False
    return len(widths) == 1 and widths != {1}


def _swallows(sample: str, dialect: Dialect) -> bool:
    """Whether a quoted cell holds a tab and a line break: then two inch marks were taken for quotes, since no such cell is ever written."""
    if dialect.delimiter != "\t":
        return False
    rows = csv.reader(sample.splitlines(keepends=True), delimiter=dialect.delimiter)
    return any("\t" in cell and "\n" in cell for row in rows for cell in row)


def _unclosed_quote(file: DelimitedFile) -> int:
    """The row in which a quotation mark is opened that nothing closes before the end of the file; 0 if there is none."""
    row, untidy = 0, False
    with file.path.open(encoding=file.encoding.name, errors=file.encoding.errors, newline="") as stream:
        for _ in range(file.dialect.lead):
            stream.readline(_LONGEST_LINE)
        reader = csv.reader(_lines(stream), delimiter=file.dialect.delimiter, strict=True)
        while True:
            try:
                next(reader)
                row += 1
            except StopIteration:
                return 0
            except csv.Error as error:
                if "unexpected end of data" in str(error):
                    return 0 if untidy else row + 1
                if "field larger" in str(error) or "too long" in str(error):
                    raise _too_long(row + 1) from error
                # Other complaints are about style (a letter after a closing mark), which the reader forgives; after one, row ends are uncertain.
                row, untidy = row + 1, True
