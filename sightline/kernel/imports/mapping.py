"""The mapping of a file's columns to fields: what is remembered for the next file, and what `--map FILE` holds.

JSON: `{"columns": {"Column name": {"field": "purpose"} | null}, "values": {"stage": {"Operation and Maintenance": "operation"}},
"dates": {"started": "dmy"}, "encoding": ..., "delimiter": ..., "sheet": ..., "header_row": ...}`. For a column the bare name of a field will do as well.
"""

import difflib
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .dates import Order
from .errors import MappingInvalid
from .fields import Field, FieldSet
from .words import squeeze

if TYPE_CHECKING:
    from .guessing import ColumnGuess

_KEYS = ("columns", "values", "dates", "encoding", "delimiter", "sheet", "header_row")


@dataclass(frozen=True)
class Mapping:
    """Columns to fields (None: left out), words to choices (None: left empty), day or month first, and how the file is read."""

    columns: dict[str, str | None]
    values: dict[str, dict[str, str | None]] = field(default_factory=dict)
    dates: dict[str, Order] = field(default_factory=dict)
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The mapping as JSON, as it is remembered and written to a file."""
        data: dict[str, Any] = {"columns": {name: {"field": target} if target else None for name, target in self.columns.items()}}
        for key in ("values", "dates"):
            if getattr(self, key):
                data[key] = getattr(self, key)
        for key in ("encoding", "delimiter", "sheet", "header_row"):
            if getattr(self, key) is not None:
                data[key] = getattr(self, key)
        return data

    @classmethod
    def from_json(cls, source: str | bytes | dict[str, Any], fields: FieldSet) -> "Mapping":
        """The mapping in a JSON text or object.

        Raises MappingInvalid, naming each key that is wrong and what it may be.
        """
        if isinstance(source, str | bytes):
            try:
                source = json.loads(source)
            except ValueError as error:
                raise MappingInvalid({"mapping": [f"This is not JSON: {error}."]}) from error
        return _Check(fields).mapping(source)

    def for_columns(self, columns: Sequence[str]) -> dict[str, str | None]:
        """The mapping of these columns, found whatever their case and punctuation.

        Raises MappingInvalid for columns that are mapped and not in the file.
        """
        there = {squeeze(name): name for name in reversed(columns)}
        found: dict[str, str | None] = {}
        problems: dict[str, list[str]] = {}
        for name, target in self.columns.items():
            column = name if name in columns else there.get(squeeze(name))
            if column is not None:
                found[column] = target
            elif target is not None:
                problems[f"columns.{name}"] = [f"The file has no such column.{_near(name, columns)}"]
        if problems:
            raise MappingInvalid(problems)
        return found


def _near(word: str, words: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(words), n=1, cutoff=0.6)
    return f" Is “{near[0]}” meant?" if near else ""


class _Check:
    """Reads the JSON form and collects everything that is wrong with it, so that it is mended at once and not by and by."""

    def __init__(self, fields: FieldSet) -> None:
        self.fields = fields
        self.problems: dict[str, list[str]] = {}

    def wrong(self, key: str, words: str) -> None:
        self.problems.setdefault(key, []).append(words)

    def mapping(self, source: Any) -> Mapping:
        if not isinstance(source, dict):
            raise MappingInvalid({"mapping": ["Write an object with the key “columns”."]})
        for key in source:
            if key not in _KEYS:
                self.wrong(str(key), f"There is no such key.{_near(str(key), _KEYS)} Known are: {', '.join(_KEYS)}.")
        mapping = Mapping(
            columns=self.columns(source.get("columns")),
            values=self.values(source.get("values") or {}),
            dates=self.dates(source.get("dates") or {}),
            encoding=self.text(source, "encoding"),
            delimiter=self.text(source, "delimiter"),
            sheet=self.text(source, "sheet"),
            header_row=self.row(source.get("header_row")),
        )
        if self.problems:
            raise MappingInvalid(self.problems)
        return mapping

    def columns(self, data: Any) -> dict[str, str | None]:
        if not isinstance(data, dict):
            self.wrong("columns", 'Write an object: {"Column name": {"field": "name"}}.')
            return {}
        columns: dict[str, str | None] = {}
        for name, target in data.items():
            key = f"columns.{name}"
            if isinstance(target, dict):
                if set(target) - {"field"}:
                    self.wrong(key, "Only the key “field” is known here.")
                target, key = target.get("field"), f"{key}.field"
            one = None if target is None else self.field(key, target)
            if one is not None and one.name in columns.values() and not one.takes_several:
                self.wrong(key, f"“{one.name}” takes one column, and another one is read into it already.")
            columns[str(name)] = target if isinstance(target, str) else None
        return columns

    def field(self, key: str, name: Any) -> Field | None:
        one = self.fields.by_name.get(name) if isinstance(name, str) else None
        if one is None:
            self.wrong(
                key, f"“{name}” is not a field.{_near(str(name), self.fields.by_name)} Fields are: {', '.join(self.fields.by_name)}."
            )
        return one

    def values(self, data: Any) -> dict[str, dict[str, str | None]]:
        values: dict[str, dict[str, str | None]] = {}
        if not isinstance(data, dict):
            self.wrong("values", 'Write an object: {"stage": {"Live": "operation"}}.')
            return values
        for name, words in data.items():
            one = self.field(f"values.{name}", name)
            if one is None:
                continue
            if one.kind not in ("choice", "yesno") or not isinstance(words, dict):
                self.wrong(f"values.{name}", "Only a field with choices has values: an object of words and what they mean.")
                continue
            allowed = set(one.labels) or {"yes", "no"}
            for word, value in words.items():
                if value is not None and value not in allowed:
                    self.wrong(f"values.{name}.{word}", f"“{value}” is none of: {', '.join(sorted(allowed))}.{_near(str(value), allowed)}")
            values[name] = {str(word): value for word, value in words.items() if value is None or value in allowed}
        return values

    def dates(self, data: Any) -> dict[str, Order]:
        dates: dict[str, Order] = {}
        if not isinstance(data, dict):
            self.wrong("dates", 'Write an object: {"started": "dmy"}.')
            return dates
        for name, order in data.items():
            one = self.field(f"dates.{name}", name)
            if order not in ("dmy", "mdy"):
                self.wrong(f"dates.{name}", f"“{order}” is not known. Write dmy (day first) or mdy (month first).")
            elif one is not None and one.kind != "date":
                self.wrong(f"dates.{name}", f"“{name}” is not a date.")
            else:
                dates[name] = order
        return dates

    def text(self, source: dict[str, Any], key: str) -> str | None:
        value = source.get(key)
        if value is not None and not isinstance(value, str):
            self.wrong(key, "Write a text.")
            return None
        return value

    def row(self, value: Any) -> int | None:
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
            self.wrong("header_row", "Write the number of the row that names the columns, from 1; 0 if there is none.")
            return None
        return value


def mapping_from_guesses(guesses: Iterable["ColumnGuess"]) -> Mapping:
    """The mapping that the guesses make when nobody corrects them; open questions stay open."""
    columns: dict[str, str | None] = {}
    values: dict[str, dict[str, str | None]] = {}
    dates: dict[str, Order] = {}
    for guess in guesses:
        columns[guess.column] = guess.field
        if guess.field and guess.values:
            values[guess.field] = {word: value for word, value in guess.values.items() if value is not None}
        if guess.field and guess.order:
            dates[guess.field] = guess.order
    return Mapping(columns, values, dates)


def fingerprint(columns: Iterable[str]) -> str:
    """Sixteen hex digits that are equal for lists with the same heads, in any order, case and punctuation."""
    return hashlib.sha256("\n".join(sorted({squeeze(name) for name in columns})).encode()).hexdigest()[:16]


def closest(remembered: Iterable[Mapping], columns: Sequence[str]) -> Mapping | None:
    """The remembered mapping that fits these columns best, if it knows at least half of them; of equals, the last given."""
    heads = {squeeze(name) for name in columns}
    best, share = None, 0.5
    for mapping in remembered:
        known = {squeeze(name) for name in mapping.columns}
        fit = len(heads & known) / max(1, len(heads | known))
        if fit >= share:
            best, share = mapping, fit
    return best
