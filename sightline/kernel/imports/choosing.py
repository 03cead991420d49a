"""The form in which a person corrects how columns are read: one choice a column, and one for each thing that was asked."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Answers
from typing import Any

from django import forms

from .dates import Order
from .fields import Field, FieldSet
from .mapping import Mapping
from .models import Import
from .uploads import kind_of

LEAVE_OUT = "-"


def choices_of(fields: FieldSet) -> list[tuple[str, str]]:
    """What a column can be read into."""
    return [(LEAVE_OUT, "Leave it out"), *((one.name, one.label) for one in fields)]


def column_field(place: int) -> str:
    """The name of the form field for a column, by its place in the file."""
    return f"column_{place}"


def questions_of(listing: Import) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """What is asked about values and dates: (form field, field of the list, question)."""
    for place, column in enumerate(listing.columns):
        for number, ask in enumerate(column["questions"]):
            if ask["about"] in ("value", "order") and column["field"]:
                yield f"ask_{place}_{number}", column["field"], ask


def fields_of(listing: Import) -> dict[str, forms.Field]:
    """The form's fields: `column_0` ... with a field's name or `-`; `ask_3_0` ... with an answer or nothing; `sheet` and `header_row`."""
    kind = kind_of(listing)
    choices = choices_of(kind.fields())
    found: dict[str, forms.Field] = {}
    for place, column in enumerate(listing.columns):
        found[column_field(place)] = forms.ChoiceField(
            label=f"Column {column['letter']}: {column['column']}"[:160],
            choices=choices,
            required=False,
            initial=column["field"] or LEAVE_OUT,
            help_text=", ".join(column["examples"][:2])[:120],
        )
    for name, _, ask in questions_of(listing):
        found[name] = forms.ChoiceField(label=ask["text"], choices=[("", "Say what it means"), *map(tuple, ask["options"])], required=False)
    found["sheet"] = forms.CharField(label="Sheet", required=False, initial=listing.sheet, max_length=200)
    found["header_row"] = forms.IntegerField(
        label="Row that names the columns",
        required=False,
        min_value=0,
        initial=listing.mapping.get("header_row"),
        help_text="From 1; 0 if there is none. Empty: found by itself.",
    )
    found["encoding"] = forms.CharField(
        label="Encoding",
        required=False,
        initial=listing.mapping.get("encoding") or "",
        max_length=40,
        help_text="Such as utf-8 or cp1252. Empty: found by itself.",
    )
    return found


def mapping_from(listing: Import, answers: Answers[str, Any]) -> tuple[Mapping, frozenset[str]]:
    """The mapping that the answers make of the present one, and the columns that the person chose. What is not answered stays."""
    fields = kind_of(listing).fields()
    known = Mapping.from_json(listing.mapping, fields)
    columns, chosen = dict(known.columns), {column["column"] for column in listing.columns if column["how"] == "You chose"}
    for place, column in enumerate(listing.columns):
        answer = answers.get(column_field(place))
        wanted = None if answer == LEAVE_OUT else answer
        if answer and wanted != column["field"]:
            columns[column["column"]] = wanted
            chosen.add(column["column"])
    values, dates = {name: dict(words) for name, words in known.values.items()}, dict(known.dates)
    for name, of, ask in questions_of(listing):
        answer = answers.get(name)
        if answer and ask["about"] == "value":
            values.setdefault(of, {})[ask["value"]] = answer
        elif answer:
            order: Order = "mdy" if answer == "mdy" else "dmy"
            dates[of] = order
    columns = _each_once(columns, chosen, fields.by_name)
    taken = {name for name in columns.values() if name}
    return (
        Mapping(
            columns,
            {name: words for name, words in values.items() if name in taken},
            {name: order for name, order in dates.items() if name in taken},
            answers.get("encoding", known.encoding) or None,
            known.delimiter,
            answers.get("sheet", known.sheet) or None,
            answers.get("header_row", known.header_row),
        ),
        frozenset(chosen),
    )


def _each_once(columns: dict[str, str | None], chosen: set[str], fields: Answers[str, Field]) -> dict[str, str | None]:
    """A field that takes one column goes to the one that the person chose; the other is left out."""
    done: dict[str, str | None] = {}
    used: set[str] = set()
    for column in sorted(columns, key=lambda name: name not in chosen):
        wanted = columns[column]
        if wanted is not None and wanted in used and not fields[wanted].takes_several:
            wanted = None
        if wanted is not None:
            used.add(wanted)
        done[column] = wanted
    return {column: done[column] for column in columns}
