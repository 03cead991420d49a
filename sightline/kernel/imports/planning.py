"""What an import would do, row by row, before it does it: which record each row is, what would change, and what is refused.

Records are found in few queries, whatever the number of rows. What a row leaves empty stays; what was changed here and not in the list stays too.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as Words
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from uuid import UUID

from ..records import Record
from .converting import CellProblem, ConvertedRow, convert
from .fields import FieldSet
from .identity import RowIdentity, identify
from .mapping import Mapping
from .models import ImportedRow
from .reading import Table
from .registry import ImportKind
from .words import squeeze

CREATED, UPDATED, UNCHANGED, REFUSED = "created", "updated", "unchanged", "refused"
_OWN_COLUMNS = 4  # so many heads of ours make a list one that was written for us
_OWN_SHARE = 0.8

_T = TypeVar("_T")
Progress = Callable[[str, int, int], None]
"""Told as work goes on: what is done, how much of it, of how much."""


@dataclass
class Draft:
    """A row on its way.

    Attributes:
        row: the row as converted.
        identity: which row of its list it is.
        values: values of the model by attribute; filled by the kind's `settle`.
        problems: what is to be said about it; one that refuses keeps it out.
        record: the record that it is or becomes.
        alias: the record that it was, where that one was merged into `record`.
        outcome: created, updated, unchanged or refused.
        changes: attribute -> (before, after).
        kept: attributes that changed both here and in the list, and stay as they are here.
        beside: what the kind's `settle` hands on to its `after`.
    """

    row: ConvertedRow
    identity: RowIdentity
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[CellProblem] = field(default_factory=list)
    record: Record | None = None
    alias: UUID | None = None
    outcome: str = CREATED
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    beside: dict[str, Any] = field(default_factory=dict)

    @property
    def said(self) -> dict[str, Any]:
        """What the row says, by field."""
        return self.row.values

    def tell(self, name: str, column: str, message: str, *, refuse: bool = False) -> None:
        """Adds something to be said about the row."""
        self.problems.append(CellProblem(self.row.number, column, name, "wrong" if refuse else "inexact", message))


@dataclass
class Plan:
    """What an import would do. `absent` are records in use that the list doesn't have; `complete` says that it should have all of them; `name` is the file's."""

    kind: ImportKind
    table: Table
    mapping: Mapping
    drafts: list[Draft]
    related: list[list[Record]]
    existing: list[Record]
    imported: dict[UUID, ImportedRow]
    absent: list[Record] = field(default_factory=list)
    complete: bool = False
    name: str = ""

    @property
    def missing(self) -> int:
        """How many records in use the list doesn't have."""
        return len(self.absent)

    def of(self, outcome: str) -> list[Draft]:
        """The rows with one outcome."""
        return [draft for draft in self.drafts if draft.outcome == outcome]

    def counts(self) -> dict[str, int]:
        """The four figures that add up to the rows of the file."""
        figures = dict.fromkeys((CREATED, UPDATED, UNCHANGED, REFUSED), 0)
        for draft in self.drafts:
            figures[draft.outcome] += 1
        return figures

    def refused_rows(self) -> Iterator[ConvertedRow]:
        """Refused rows with all that is wrong with them, for the file that gives them back."""
        for draft in self.of(REFUSED):
            yield replace(draft.row, problems=tuple(draft.problems))

    def errors(self) -> list[dict[str, Any]]:
        """Why rows are refused: row (as a spreadsheet shows it), column, message."""
        return [
            {"row": one.row, "column": one.column, "message": one.message}
            for draft in self.of(REFUSED)
            for one in draft.problems
            if one.refuses
        ]

    def notes(self) -> list[dict[str, Any]]:
        """What else is to be said, the same things once: first row, column, message, number of rows."""
        told: dict[tuple[str, str], dict[str, Any]] = {}
        for draft in self.drafts:
            for one in draft.problems:
                if not one.refuses:
                    note = told.setdefault(
                        (one.column, one.message), {"row": one.row, "column": one.column, "message": one.message, "rows": 0}
                    )
                    note["rows"] += 1
        return list(told.values())


def make_plan(
    kind: ImportKind,
    table: Table,
    mapping: Mapping,
    *,
    prefer_file: bool = False,
    complete: bool = False,
    progress: Progress | None = None,
) -> Plan:
    """Plans an import; reads the database and writes nothing.

    Args:
        kind: what is imported.
        table: the list.
        mapping: how its columns are read.
        prefer_file: where a value changed both here and in the list, take the list's.
        complete: the list has everything, so what it lacks may be out of use.
        progress: told as it goes on.

    Raises:
        MappingInvalid: the mapping names columns that the list doesn't have.
    """
    fields = kind.fields()
    strict = _is_ours(table, fields)
    rows = []
    for row in convert(table, fields, mapping):
        rows.append(row)
        if progress and len(rows) % 500 == 0:
            progress("Reading", len(rows), table.meta.row_count)
    identities = identify([row.values for row in rows], key_fields=kind.key)
    drafts = [
        Draft(row, identity, problems=[_sharpened(one, strict) for one in row.problems])
        for row, identity in zip(rows, identities, strict=True)
    ]
    open_ones = [draft for draft in drafts if not any(one.refuses for one in draft.problems)]
    finder = _Finder(kind)
    for draft in open_ones:
        draft.record = finder.find(draft)
    finder.settle_merged(open_ones)
    finder.find_likely(open_ones)
    related = kind.settle(open_ones)
    for draft in drafts:
        _decide(draft, finder, kind, prefer_file)
    return Plan(kind, table, mapping, drafts, related, finder.records, finder.imported, finder.unseen(), complete)


def _is_ours(table: Table, fields: FieldSet) -> bool:
    """Whether the list was written for us (an export, a template): then a value that is unknown is a slip and not another vocabulary."""
    own = {squeeze(word) for one in fields for word in (one.name, one.label)}
    known = sum(1 for column in table.columns if squeeze(column) in own)
    return known >= _OWN_COLUMNS and known >= _OWN_SHARE * len(table.columns)


def _sharpened(problem: CellProblem, strict: bool) -> CellProblem:
    if strict and problem.kind == "unknown":
        return replace(
            problem, kind="wrong", message=problem.message.replace(", so it is left as it is", "").replace(", so it is left out", "")
        )
    return problem


def mark(value: Any) -> str:
    """A short hash of a value, to see whether the list still says the same."""
    return hashlib.sha256(str(value).encode("utf-8", "surrogatepass")).hexdigest()[:12]


class _Finder:
    """Finds the record that a row was last time, or that says the same; each record once."""

    def __init__(self, kind: ImportKind) -> None:
        self._kind = kind
        rows = kind.model._default_manager.order_by("reference").select_related(*kind.related)
        self.records: list[Record] = list(rows)
        self.by_id: dict[UUID, Record] = {row.pk: row for row in self.records}
        self.imported = {row.record_id: row for row in ImportedRow.objects.filter(kind=kind.family) if row.record_id in self.by_id}
        self._by_source = {row.source_id: row.record_id for row in self.imported.values() if row.source_id}
        self._by_key = {row.key: row.record_id for row in self.imported.values()}
        by_hand = [row for row in self.records if row.pk not in self.imported and row.retired is None]
        told = [kind.told(row) for row in by_hand]
        for row, identity in zip(by_hand, identify(told, key_fields=kind.key), strict=True):
            if identity.source_id:
                self._by_source.setdefault(identity.source_id, row.pk)
            self._by_key.setdefault(identity.key, row.pk)
        self._taken: set[UUID] = set()

    def find(self, draft: Draft) -> Record | None:
        """The row's record, or None where it is new."""
        source = draft.identity.source_id
        found = self._by_source.get(source) if source else None
        if found is None:
            found = self._by_key.get(draft.identity.key)
            base = self.imported.get(found) if found is not None else None
            if source and base is not None and base.source_id and base.source_id != source:
                return None  # the same words under another number: another thing
        return self._take(found)

    def _take(self, found: UUID | None) -> Record | None:
        if found is None or found in self._taken:
            return None
        self._taken.add(found)
        return self.by_id[found]

    def settle_merged(self, drafts: Sequence[Draft]) -> None:
        """Rows of records that were merged into another are rows of that one, unless another row of the list is so already."""
        for draft in drafts:
            row = self.imported.get(draft.record.pk) if draft.record is not None and draft.record.retired is not None else None
            goes_on = self.by_id.get(row.became) if row is not None and row.became is not None else None
            if goes_on is None or goes_on.retired is not None:
                continue
            if goes_on.pk in self._taken:
                draft.tell("", "", f"It was merged into {goes_on.reference}, which has a row of its own, so this row is left alone.")
                continue
            draft.alias, draft.record = draft.record.pk if draft.record is not None else None, self._take(goes_on.pk)

    def find_likely(self, drafts: Sequence[Draft]) -> None:
        """Rows that are new by id and key find the one record left that says the same in the kind's `likely` fields."""
        names = self._kind.likely
        fresh = [draft for draft in drafts if draft.record is None]
        if not names or not fresh:
            return
        rows = {row.pk: row for row in self.records if row.retired is None and row.pk not in self._taken}
        by_text = _only([(_text(self._kind.told(row), names), row.pk) for row in rows.values()])
        for text, draft in _only([(_text(draft.said, names), draft) for draft in fresh]).items():
            found = by_text.get(text)
            if found is not None and text[0]:
                draft.record = self._take(found)
                self._say_likely(draft)

    def _say_likely(self, draft: Draft) -> None:
        known = self.imported.get(draft.record.pk) if draft.record is not None else None
        if known is not None and known.source_id and draft.identity.source_id and known.source_id != draft.identity.source_id:
            draft.tell("", "", "Known by its name and unit; its number has changed.")

    def unseen(self) -> list[Record]:
        """Records in use that the list doesn't have."""
        return [row for row in self.records if row.retired is None and row.pk not in self._taken]


def _text(said: Words[str, Any], names: Sequence[str]) -> tuple[str, ...]:
    return tuple(squeeze(str(said.get(name) or "")) for name in names)


def _only(pairs: Sequence[tuple[tuple[str, ...], _T]]) -> dict[tuple[str, ...], _T]:
    """What only one says."""
    count = Counter(text for text, _ in pairs)
    return {text: one for text, one in pairs if count[text] == 1}


def _decide(draft: Draft, finder: _Finder, kind: ImportKind, prefer_file: bool) -> None:
    if any(one.refuses for one in draft.problems):
        draft.outcome = REFUSED
        return
    record = draft.record
    if record is None:
        draft.outcome, draft.record = CREATED, kind.model(**draft.values)
        return
    if record.retired is not None:
        draft.outcome = UNCHANGED
        if not (known := finder.imported.get(record.pk)) or known.became is None:
            draft.tell("", "", f"{record.reference} was retired on {record.retired:%-d %B %Y}, so its row is left alone.")
        return
    known = finder.imported.get(draft.alias or record.pk)
    base = known.values if known is not None else {}
    for name, after in draft.values.items():
        before = getattr(record, name)
        if before == after or base.get(name) == mark(after):
            continue
        if name in base and base[name] != mark(before) and not prefer_file:
            draft.kept.append(name)
            continue
        draft.changes[name] = (before, after)
    draft.outcome = UPDATED if draft.changes else UNCHANGED
