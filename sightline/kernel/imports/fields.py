"""What a kind of record can take from a file: its fields, the words they go by, and how their values look.

A field list is data (YAML), so that whoever knows another word for a field adds it without code.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

Kind = Literal["text", "long", "choice", "date", "number", "yesno", "reference", "list"]
Looks = Literal["", "title", "prose", "id", "person", "unit"]


@dataclass(frozen=True)
class Choice:
    """One value of a choice, the label that people see, and other ways to write it (any case, accents and punctuation aside).

    A synonym that begins with `~` is a word of many uses ("high"): it is understood in a column of this field, and tells nothing about another.
    """

    value: str
    label: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Field:
    """A field that a column may be read into.

    `synonyms` are phrases that heads of columns are written with; one that begins with `~` is a weak sign (taken when nothing better is there).
    `avoid` are words that speak against the field ("vendor contact" is no owner). `looks` says what its values look like. `instead_of` names a
    field that takes this one's column when it would stay without (a list with a "Description" and no "Purpose" says its purpose there).
    `max_length` is in characters. Columns of several names may feed one field of kind `long` or `list` when a person says so.
    """

    name: str
    label: str
    kind: Kind = "text"
    required: bool = False
    synonyms: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    avoid: tuple[str, ...] = ()
    looks: Looks = ""
    instead_of: str = ""
    max_length: int | None = None

    @cached_property
    def labels(self) -> dict[str, str]:
        """Value to label, in order."""
        return {choice.value: choice.label for choice in self.choices}

    @property
    def takes_several(self) -> bool:
        """Whether several columns may feed it."""
        return self.kind in ("long", "list")


@dataclass(frozen=True)
class FieldSet:
    """The fields of one kind of record, and the words for the record itself ("AI system", "use case"), which tell nothing apart in a head."""

    fields: tuple[Field, ...]
    subject: tuple[str, ...] = ()
    by_name: Mapping[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {each.name: each for each in self.fields})

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)


def load_fields(path: Path) -> FieldSet:
    """The field set of a YAML file: `subject: [...]`, `fields: {name: {label, kind, synonyms, choices: {value: {label, synonyms}}, ...}}`.

    Raises ValueError with the file and the key when something is unknown: this is our own data, checked when loaded.
    """
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return FieldSet(tuple(_field(path, name, body) for name, body in data["fields"].items()), tuple(data.get("subject", ())))


def _field(path: Path, name: str, body: dict[str, Any]) -> Field:
    known = {"label", "kind", "required", "synonyms", "choices", "avoid", "looks", "instead_of", "max_length"}
    unknown = set(body) - known
    if unknown or body.get("kind", "text") not in get_args(Kind) or body.get("looks", "") not in get_args(Looks):
        raise ValueError(f"{path.name}, field {name}: unknown {', '.join(sorted(unknown)) or 'kind or looks'}")
    choices = tuple(
        Choice(str(value), item["label"], tuple(str(word) for word in item.get("synonyms", ())))
        for value, item in body.get("choices", {}).items()
    )
    return Field(
        name=name,
        label=body["label"],
        kind=body.get("kind", "text"),
        required=body.get("required", False),
        synonyms=tuple(str(word) for word in body.get("synonyms", ())),
        choices=choices,
        avoid=tuple(body.get("avoid", ())),
        looks=body.get("looks", ""),
        instead_of=body.get("instead_of", ""),
        max_length=body.get("max_length"),
    )
