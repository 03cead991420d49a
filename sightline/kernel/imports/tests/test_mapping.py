"""A mapping is remembered, read from a file, and says of itself what is wrong with it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.kernel.imports import Mapping, MappingInvalid, closest, convert, fingerprint, guess_mapping, mapping_from_guesses

from .inventories import as_csv
from .support import FIELDS, table_of

GOOD: dict[str, Any] = {
    "columns": {"Use Case Name": {"field": "name"}, "What for": {"field": "purpose"}, "Notes": None, "Stage": "stage"},
    "values": {"stage": {"Operation and Maintenance": "operation", "Unclear": None}},
    "dates": {"started": "dmy"},
    "encoding": "cp1252",
    "header_row": 3,
}


def test_a_mapping_comes_back_as_it_was_written() -> None:
    mapping = Mapping.from_json(json.dumps(GOOD), FIELDS)
    assert mapping.columns == {"Use Case Name": "name", "What for": "purpose", "Notes": None, "Stage": "stage"}
    assert mapping.values["stage"] == {"Operation and Maintenance": "operation", "Unclear": None}
    assert (mapping.dates, mapping.encoding, mapping.header_row) == ({"started": "dmy"}, "cp1252", 3)
    assert Mapping.from_json(mapping.to_json(), FIELDS) == mapping


@pytest.mark.parametrize(
    ("change", "key", "words"),
    [
        ({"columns": {"A": {"field": "ownr"}}}, "columns.A.field", "“ownr” is not a field. Is “owner” meant?"),
        ({"columns": {"A": "name", "B": "name"}}, "columns.B", "takes one column"),
        ({"columns": None}, "columns", "Write an object"),
        ({"columns": {"A": {"felid": "name"}}}, "columns.A", "Only the key “field”"),
        ({"values": {"stage": {"Live": "operating"}}}, "values.stage.Live", "“operating” is none of"),
        ({"values": {"name": {"a": "b"}}}, "values.name", "Only a field with choices has values"),
        ({"dates": {"started": "ydm"}}, "dates.started", "Write dmy (day first) or mdy (month first)"),
        ({"dates": {"name": "dmy"}}, "dates.name", "is not a date"),
        ({"colums": {}}, "colums", "Is “columns” meant?"),
        ({"header_row": "three"}, "header_row", "Write the number of the row"),
        ({"encoding": 1252}, "encoding", "Write a text"),
    ],
)
def test_each_mistake_is_named_with_its_key(change: dict[str, Any], key: str, words: str) -> None:
    with pytest.raises(MappingInvalid) as refusal:
        Mapping.from_json({**GOOD, **change}, FIELDS)
    assert words in " ".join(refusal.value.fields[key])


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(MappingInvalid) as refusal:
        Mapping.from_json({"columns": {"A": "nme"}, "dates": {"started": "?"}, "sheets": "x"}, FIELDS)
    assert set(refusal.value.fields) == {"columns.A", "dates.started", "sheets"}


def test_what_is_no_json_is_told() -> None:
    with pytest.raises(MappingInvalid, match="This is not JSON"):
        Mapping.from_json("{", FIELDS)


def test_columns_that_the_file_does_not_have_are_told() -> None:
    mapping = Mapping({"Nmae": "name", "Old": None})
    with pytest.raises(MappingInvalid) as refusal:
        list(convert(table_of(as_csv([["Name"], ["Chatbot"]])), FIELDS, mapping))
    assert refusal.value.fields == {"columns.Nmae": ["The file has no such column. Is “Name” meant?"]}


def test_columns_are_found_whatever_their_case() -> None:
    rows = list(convert(table_of(as_csv([["USE CASE NAME "], ["Chatbot"]])), FIELDS, Mapping({"Use-case name": "name"})))
    assert rows[0].values == {"name": "Chatbot"}


def test_several_long_texts_may_share_a_field() -> None:
    assert Mapping.from_json({"columns": {"A": "description", "B": "description"}}, FIELDS).columns == {
        "A": "description",
        "B": "description",
    }


def test_what_was_guessed_can_be_remembered() -> None:
    table = table_of(as_csv([["Name", "Stage", "Started"], ["A", "Live", "25/01/2026"], ["B", "Simmering", "01/02/2026"]]))
    mapping = mapping_from_guesses(guess_mapping(table, FIELDS))
    assert Mapping.from_json(mapping.to_json(), FIELDS) == mapping
    assert mapping.values == {"stage": {"Live": "operation"}}
    assert mapping.dates == {"started": "dmy"}


def test_equal_heads_have_equal_fingerprints() -> None:
    assert fingerprint(["Use Case Name", "Owner"]) == fingerprint(["owner", "use-case name"])
    assert fingerprint(["Name"]) != fingerprint(["Name", "Owner"])


def test_the_closest_mapping_is_found_and_a_foreign_one_is_not() -> None:
    first, second = Mapping({"Name": "name", "Owner": "owner", "Old": None}), Mapping({"Name": "name", "Owner": "owner", "Stage": "stage"})
    assert closest([first, second], ["Name", "Owner", "Stage", "New"]) is second
    assert closest([first], ["Title", "Lead", "Phase"]) is None


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["columns", "values", "dates", "field", "stage", "name"]) | st.text(max_size=5), inner, max_size=4
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_is_a_mapping_or_refused(data: Any) -> None:
    problems: dict[str, list[str]] = {}
    mapping = None
    try:
        mapping = Mapping.from_json(json.dumps(data), FIELDS)
    except MappingInvalid as refusal:
        problems = refusal.fields
    assert bool(problems) == (mapping is None)
