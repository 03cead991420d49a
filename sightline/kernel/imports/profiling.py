"""What a column holds, seen from its values alone: dates, yes and no, prose, names, people, ids, a few values again and again."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from .dates import OrderFound, find_order, read_date
from .reading import Table
from .words import fold, is_blank, lexicon

ROWS = 20_000  # rows that are looked at; the day and month order of a column that stays open after them is sought in all
_CHUNK = 1_000
_SHAPES = 1_500  # distinct values whose shape is looked at
_MAIL = re.compile(r"\S+@\S+\.\w{2,}")
_NUMBER = re.compile(r"[-+]?[\d\s.,']*\d\s*%?")
_ID = re.compile(r"(?=.*\d)[\w./#-]{1,40}|[0-9a-f]{8,}(-[0-9a-f]{4,})*", re.IGNORECASE)
_PERSON = re.compile(
    r"(?:(?:dr|prof|mr|mrs|ms|frau|herr|m|mme|ing|dipl)\.?\s+)*[A-ZÀ-Þ][\w'’.-]*(?:,?\s+(?:(?:van|von|de|der|den|di|da|del|la|le|el)\s+)*[A-ZÀ-Þ][\w'’.-]*){1,3}(?:\s*[(<].*)?"
)
_LINK = re.compile(r"(https?://|www\.)\S+")


@dataclass(frozen=True)
class Profile:
    """The values of one column. Shares are 0 to 1, of the cells that say something."""

    column: str
    letter: str
    index: int
    rows: int
    counts: Counter[str]

    @cached_property
    def filled(self) -> int:
        """How many cells say something."""
        return sum(self.counts.values())

    @cached_property
    def fullness(self) -> float:
        """Share of rows with a value."""
        return self.filled / self.rows if self.rows else 0.0

    @cached_property
    def distinctness(self) -> float:
        """Distinct values per filled cell: 1 when nothing repeats."""
        return len(self.counts) / self.filled if self.filled else 0.0

    @cached_property
    def common(self) -> list[tuple[str, int]]:
        """Distinct values, most frequent first, as many as shapes are looked at."""
        return self.counts.most_common(_SHAPES)

    @cached_property
    def examples(self) -> tuple[str, ...]:
        """Three values that a person would recognise the column by."""
        return tuple(value if len(value) <= 80 else value[:79] + "…" for value in islice(self.counts, 3))

    def share(self, test: Callable[[str], object]) -> float:
        """Share of the cells (of the common values) for which the test holds."""
        total = sum(number for _, number in self.common)
        return sum(number for value, number in self.common if test(value)) / total if total else 0.0

    @cached_property
    def dates(self) -> float:
        """Share of dates; bare numbers do not count."""
        return self.share(lambda value: any(sign in value for sign in "-./ ") and read_date(value).state in ("date", "either"))

    @cached_property
    def order(self) -> OrderFound:
        """Day or month first, from all values."""
        return find_order(self.counts.items())

    @cached_property
    def yes_no(self) -> float:
        """Share of yes and no, in any language."""
        words = lexicon()
        return self.share(lambda value: len(value) < 30 and (fold(value) in words.yes or fold(value) in words.no))

    @cached_property
    def numbers(self) -> float:
        """Share of plain numbers."""
        return self.share(_NUMBER.fullmatch)

    @cached_property
    def mails(self) -> float:
        """Share of values with a mail address."""
        return self.share(_MAIL.search)

    @cached_property
    def links(self) -> float:
        """Share of web addresses."""
        return self.share(_LINK.match)

    @cached_property
    def ids(self) -> float:
        """Share of values that look like ids: no space, and a digit."""
        return self.share(_ID.fullmatch)

    @cached_property
    def people(self) -> float:
        """Share of mail addresses and of two to four capitalised words."""
        return self.share(lambda value: len(value) < 80 and (_MAIL.search(value) or _PERSON.fullmatch(value)))

    @cached_property
    def prose(self) -> float:
        """Share of values of eight words or more."""
        return self.share(lambda value: value.count(" ") >= 7)

    @cached_property
    def length(self) -> float:
        """Average length in characters."""
        return sum(len(value) * number for value, number in self.counts.items()) / self.filled if self.filled else 0.0


def profile(table: Table) -> list[Profile]:
    """A profile of each column, from the first 20,000 rows."""
    counters: list[Counter[str]] = [Counter() for _ in table.columns]
    rows = 0
    stream = islice(table.rows(), ROWS)
    while chunk := list(islice(stream, _CHUNK)):
        rows += len(chunk)
        for counter, values in zip(counters, zip(*(row.cells for row in chunk), strict=True), strict=True):
            counter.update(values)
    profiles = [
        Profile(name, letter, index, rows, _said(counter))
        for index, (name, letter, counter) in enumerate(zip(table.columns, table.letters, counters, strict=True))
    ]
    if table.meta.row_count > ROWS:
        _look_further(table, [each for each in profiles if each.dates > 0.5 and each.order.open])
    return profiles


def _said(counter: Counter[str]) -> Counter[str]:
    kept: Counter[str] = Counter()
    for value, number in counter.items():
        value = value.strip()
        if not is_blank(value):
            kept[value] += number
    return kept


def _look_further(table: Table, profiles: Sequence[Profile]) -> None:
    """One row far down may settle whether days or months come first."""
    if not profiles:
        return
    for row in islice(table.rows(), ROWS, None):
        for each in profiles:
            value = row.cells[each.index].strip()
            if not is_blank(value):
                each.counts[value] += 1
    for each in profiles:
        each.__dict__.pop("order", None)
