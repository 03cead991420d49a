"""Which row names the columns. Lists begin with titles, dates, logos and merged group rows: the row is found by what it holds, not by its place."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from .words import fold, ideas, is_blank, lexicon

HEAD_ROWS = 60
_FIRST_ROWS = 40
_BELOW = 12
_LONGEST_HEAD = 300  # characters; questions as heads reach 200
_VALUE = re.compile(r"[\d\s.,:/%+€$£()-]+|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*|\S+@\S+\.\S+|https?://\S+", re.IGNORECASE)
_INSTRUCTION = re.compile(
    r"[(\[<{]|e\.?\s?g\.|z\.?\s?b\.|p\.?\s?ex\b|ex\.|bijv|examples?\b|beispiel|exemple|ejemplo|please|bitte|veuillez|enter\b|select\b|choose|pick\b|describe|"
    r"mandatory|required|optional|pflicht|obligatoire|obligatorio|free text|freitext|drop.?down|yyyy|dd[./-]mm|text$|date$|number$|string$|yes ?/ ?no",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"(grand |sub|sub-)?total(e|s|en)?:?|summe:?|gesamt(summe)?:?|insgesamt:?|sum:?|count:?|anzahl:?|totaal:?|suma:?|somme:?"
)
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Header:
    """Where the heads are (positions from 0; -1: there are none), the names, rows to leave out, and what a person should know."""

    position: int
    names: tuple[str, ...]
    leave_out: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()
    score: float = 0.0
    repeated: tuple[str, ...] = field(default=(), repr=False)


def find_header(head: Sequence[Sequence[str]], wanted: int | None = None) -> Header | None:
    """The header of a table that begins with these rows.

    `wanted` is a row number as a spreadsheet shows it (from 1), 0 for "no row names the columns"; None lets the content decide.
    None comes back when there is no row with anything in it.
    """
    filled = [index for index, row in enumerate(head) if any(cell.strip() for cell in row)]
    if wanted is not None:
        if wanted == 0:
            return _nameless(head)
        if not 1 <= wanted <= len(head):
            return None
        return _header_at(head, wanted - 1, filled, 1.0, forced=True)
    if not filled:
        return None
    widest = max(sum(1 for cell in row if cell.strip()) for row in head)
    scores = {index: _score(head, index, filled, widest) for index in filled if index < _FIRST_ROWS}
    best = max(scores, key=lambda index: scores[index])
    # Printed lists say their heads on every page; the first time counts.
    best = next(index for index in filled if list(head[index]) == list(head[best]))
    if _is_data(head[best]) and len(filled) > 1:
        return _nameless(head)
    return _header_at(head, best, filled, scores[best])


def _nameless(head: Sequence[Sequence[str]]) -> Header:
    width = max((len(row) for row in head), default=0)
    return Header(-1, ("",) * width, notes=("No row names the columns, so they go by their letters.",), score=0.1)


def _is_data(row: Sequence[str]) -> bool:
    cells = [cell.strip() for cell in row if cell.strip()]
    values = sum(1 for cell in cells if _VALUE.fullmatch(cell))
    return values >= max(1, len(cells) / 4) and sum(1 for cell in cells if _known(cell)) < len(cells) / 2


def _known(cell: str) -> bool:
    if len(cell) > _LONGEST_HEAD or (cell.count(" ") > 8 and not cell.rstrip().endswith(("?", ".", ":", ")", "*"))):
        return False
    known = lexicon().idea_of
    return any(idea in known for idea in ideas(cell))


def _score(head: Sequence[Sequence[str]], index: int, filled: Sequence[int], widest: int) -> float:
    """How much a row looks like heads: full, without repeats, words not values, known words, and unlike what is below it."""
    cells = [cell.strip() for cell in head[index] if cell.strip()]
    below = [head[row] for row in filled if row > index][:_BELOW]
    distinct = len({fold(cell) for cell in cells}) / len(cells)
    words = sum(1 for cell in cells if len(cell) <= _LONGEST_HEAD and not _VALUE.fullmatch(cell) and not is_blank(cell)) / len(cells)
    known = sum(1 for cell in cells if _known(cell)) / len(cells)
    score = (
        2.2 * len(cells) / widest
        + 1.0 * distinct
        + 1.5 * words
        + 1.6 * known
        + 1.0 * _contrast(head[index], below)
        - 0.03 * filled.index(index)
    )
    if len(cells) == 1 and widest > 1:
        score -= 2
    return score


def _contrast(row: Sequence[str], below: Sequence[Sequence[str]]) -> float:
    """Share of columns whose values below are of another make than their head: values, prose, or one word again and again."""
    told = 0.0
    columns = [index for index, cell in enumerate(row) if cell.strip()]
    for column in columns:
        values = [other[column].strip() for other in below if column < len(other) and other[column].strip()]
        if not values:
            continue
        if row[column].strip() in values:
            told -= 1
        elif any(_VALUE.fullmatch(value) or len(value) > 2 * len(row[column]) + 20 for value in values) or (
            len(values) > 3 and len(set(values)) < len(values) / 2
        ):
            told += 1
    return told / max(1, len(columns))


def _header_at(head: Sequence[Sequence[str]], position: int, filled: Sequence[int], score: float, *, forced: bool = False) -> Header:
    row = [_SPACES.sub(" ", cell).strip() for cell in head[position]]
    notes: list[str] = []
    groups = None if forced and position == 0 else _groups(head, position, len(row))
    if groups is not None:
        row = [_joined(group, name) for group, name in zip(groups, row + [""] * (len(groups) - len(row)), strict=True)]
        notes.append(f"Rows {position} and {position + 1} name the columns together.")
    elif position > (filled[0] if filled else 0):
        notes.append(f"Row {position + 1} names the columns; what stands above it is left out.")
    leave_out: set[int] = set()
    for index in (position + 1, position + 2):
        if index < len(head) and not forced and _is_no_record(row, head[index], head[index + 1 : index + 10]):
            leave_out.add(index)
            notes.append(f"Row {index + 1} explains the columns and is left out.")
        else:
            break
    return Header(position, tuple(row), frozenset(leave_out), tuple(notes), score, tuple(cell.strip() for cell in head[position]))


def _joined(group: str, name: str) -> str:
    if not name or not group or fold(group) == fold(name):
        return name or group
    return f"{group}: {name}"


def _groups(head: Sequence[Sequence[str]], position: int, width: int) -> list[str] | None:
    """The group of each column, from a row right above that is merged or has gaps; None if that row is a title or an imprint."""
    if position == 0:
        return None
    above = [_SPACES.sub(" ", cell).strip() for cell in head[position - 1]]
    above += [""] * (width - len(above))
    said = [cell for cell in above if cell]
    below = [cell.strip() for cell in head[position]] + [""] * (len(above) - width)
    if len({fold(cell) for cell in said}) < 2 or any(_VALUE.fullmatch(cell) or len(cell) > 60 or cell.endswith(":") for cell in said):
        return None
    copies = any(first == second and first for first, second in pairwise(above))
    gaps = len(said) < sum(1 for cell in below if cell)
    if not copies and not gaps:
        return None
    if copies:
        return above
    filled, last = [], ""
    for group, name in zip(above, below, strict=True):
        last = group or last
        filled.append(last if name or group else "")
    # A gap before the first group, or groups that name columns the row below leaves empty, is how vertically merged heads come out.
    return filled if len(said) >= 2 and _covers(above, below) else None


def _covers(above: Sequence[str], below: Sequence[str]) -> bool:
    first = next(index for index, cell in enumerate(above) if cell)
    named = [index for index, cell in enumerate(below) if cell]
    return not named or sum(1 for index in named if index >= first) >= len(named) / 2


def _is_no_record(heads: Sequence[str], row: Sequence[str], after: Sequence[Sequence[str]]) -> bool:
    """Whether a row right below the heads explains them (or says them in another language) instead of being a record."""
    cells = [(index, cell.strip()) for index, cell in enumerate(row) if cell.strip()]
    if len(cells) < 3 or not any(any(cell.strip() for cell in other) for other in after):
        return False
    told = sum(1 for _, cell in cells if _INSTRUCTION.match(cell))
    if told >= 0.6 * len(cells):
        return True
    same = sum(1 for index, cell in cells if index < len(heads) and _same_idea(heads[index], cell))
    return same >= 0.6 * len(cells) and same >= 3


def is_total(row: Sequence[str]) -> bool:
    """Whether a last row sums up the list instead of being a record: it begins with "Total" and is mostly empty."""
    cells = [cell.strip() for cell in row if cell.strip()]
    return len(row) > 2 and 0 < len(cells) <= max(2, len(row) / 2) and bool(_TOTAL.fullmatch(fold(cells[0])))


def _same_idea(first: str, second: str) -> bool:
    if len(second) > 60:
        return False
    known = lexicon().idea_of
    one, other = set(ideas(first)), set(ideas(second))
    return bool(one & other & set(known.values())) and len(one ^ other) <= 2


def unique_names(names: Sequence[str], letters: Sequence[str]) -> list[str]:
    """Names for all columns: empty ones by their letter, repeated ones numbered."""
    seen: Counter[str] = Counter()
    taken = {name for name in names if name}
    result: list[str] = []
    for name, letter in zip(names, letters, strict=True):
        base = name or f"Column {letter}"
        seen[base] += 1
        unique, number = base, seen[base]
        while ((number > 1 or not name) and (unique in result or (unique in taken and unique != name))) or unique in result:
            number = max(2, number)
            unique = f"{base} ({number})"
            number += 1
        result.append(unique)
    return result
