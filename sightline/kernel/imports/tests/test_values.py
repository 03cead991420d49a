"""Cells become values, and what can't be read is told in words that say what would be right."""

from datetime import date
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.kernel.imports import Field, FieldSet, Mapping, convert
from sightline.kernel.imports.fields import Choice, Kind
from sightline.kernel.imports.values import ProblemKind, Read, person_in, reader_for

from .inventories import as_csv
from .support import FIELDS, table_of

DAY = Field("started", "In use since", "date")


def read(kind: Kind, text: str, **options: Any) -> Read:
    """What a text says for a field of a kind."""
    choices = (Choice("built", "Built", ("in-house",)), Choice("bought", "Bought"))
    return reader_for(Field("field", "Field", kind, choices=choices if kind == "choice" else ()), **options)(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-02-28", date(2026, 2, 28)),
        ("2026/2/8", date(2026, 2, 8)),
        ("28.02.2026", date(2026, 2, 28)),
        ("3.4.26", date(2026, 4, 3)),
        ("28/02/2026", date(2026, 2, 28)),
        ("02/28/2026", date(2026, 2, 28)),
        ("4/4/2026", date(2026, 4, 4)),
        ("2026-02-28T10:15:00Z", date(2026, 2, 28)),
        ("02/28/2026 9:12 AM", date(2026, 2, 28)),
        ("28 Feb 2026", date(2026, 2, 28)),
        ("Feb 28, 2026", date(2026, 2, 28)),
        ("28. Februar 2026", date(2026, 2, 28)),
        ("1er mars 2026", date(2026, 3, 1)),
        ("15 de enero de 2026", date(2026, 1, 15)),
        ("5 mei 2026", date(2026, 5, 5)),
        ("Saturday, February 28, 2026", date(2026, 2, 28)),
        ("28-Feb-26", date(2026, 2, 28)),
        ("20260228", date(2026, 2, 28)),
    ],
)
def test_dates_in_all_the_usual_ways(text: str, day: date) -> None:
    assert read("date", text) == Read(day)


@pytest.mark.parametrize(
    ("text", "day", "words"),
    [
        ("March 2026", date(2026, 3, 1), "names a month; its first day is taken"),
        ("2026-03", date(2026, 3, 1), "names a month"),
        ("03/2026", date(2026, 3, 1), "names a month"),
        ("Q2 2026", date(2026, 4, 1), "names a quarter"),
        ("2024", date(2024, 1, 1), "names a year"),
        ("45351", date(2024, 2, 29), "day number of a spreadsheet"),
        ("7/15/1905", date(2023, 1, 1), "the year 2023 that a spreadsheet turned into a day"),
        ("2024-03-15 (first contract)", date(2024, 3, 15), "Only the date was taken"),
    ],
)
def test_inexact_dates_are_taken_and_told(text: str, day: date, words: str) -> None:
    found = read("date", text)
    assert (found.value, found.kind) == (day, "inexact")
    assert words in found.message


@pytest.mark.parametrize("text", ["31.02.2026", "2026-13-45", "2O25-02-30", "99/99/2024", "30/30/2026"])
def test_a_day_that_does_not_exist_refuses_the_row(text: str) -> None:
    assert read("date", text) == Read(None, "wrong", f"“{text}” is not a date. Write it as 2026-02-28.")


@pytest.mark.parametrize("text", ["soon", "Pre-2020", "Ongoing", "Jan-15"])
def test_a_text_that_is_no_date_is_left_out_and_told(text: str) -> None:
    found = read("date", text)
    assert (found.value, found.kind) == (None, "unknown")
    assert text in found.message


def test_day_or_month_first_is_as_told() -> None:
    assert read("date", "03/04/2025", order="dmy").value == date(2025, 4, 3)
    assert read("date", "03/04/2025", order="mdy").value == date(2025, 3, 4)
    assert (
        read("date", "03/04/2025").message
        == "“03/04/2025” is 3 April 2025 or 4 March 2025. Say whether day or month comes first in this column."
    )


@pytest.mark.parametrize("text", ["yes", "Y", "TRUE", "1", "x", "✓", "Ja", "oui", "Sí", "waar", "In scope", "Yes, since 2024"])
def test_yes_in_several_languages(text: str) -> None:
    assert read("yesno", text).value is True


@pytest.mark.parametrize("text", ["no", "N", "false", "0", "Nein", "non", "Nee", "Out of scope", "No - not needed"])
def test_no_in_several_languages(text: str) -> None:
    assert read("yesno", text).value is False


def test_neither_yes_nor_no_is_told_and_can_be_settled() -> None:
    assert read("yesno", "perhaps").message == "“perhaps” is neither yes nor no, so field is left as it is."
    assert read("yesno", "perhaps", words={"Perhaps": "yes"}).value is True


def test_a_choice_is_known_by_value_label_synonym_and_by_what_was_said() -> None:
    assert [read("choice", text).value for text in ("built", "BUILT", "In house", "Bought ")] == ["built", "built", "built", "bought"]
    assert read("choice", "Rented", words={"rented": "bought"}).value == "bought"
    assert read("choice", "built", words={"built": None}) == Read(None)
    unknown = read("choice", "Rented")
    assert unknown.kind == "unknown"
    assert unknown.message == "“Rented” is not known as field, so it is left as it is. Say what it means: Built or Bought."


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("12 %", "12"),
        ("1,234", "1234"),
        ("0,5", "0.5"),
        ("-3", "-3"),
        ("€ 7", "7"),
        ("1'000", "1000"),
    ],
)
def test_numbers_of_several_countries(text: str, number: str) -> None:
    assert read("number", text).value == Decimal(number)


def test_a_word_is_no_number() -> None:
    assert read("number", "many") == Read(None, "wrong", "“many” is not a number. Write it as 1234.5.")


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("GPT-4; Llama 3", ("GPT-4", "Llama 3")),
        ("GPT-4, Llama 3, GPT-4", ("GPT-4", "Llama 3")),
        ("• one\n• two", ("one", "two")),
        ('["Sex/Gender", "Age"]', ("Sex/Gender", "Age")),
        (
            "Records of claims, which the agency owns and keeps for seven years, and further data",
            ("Records of claims, which the agency owns and keeps for seven years, and further data",),
        ),
    ],
)
def test_lists_are_taken_apart_and_prose_is_not(text: str, items: tuple[str, ...]) -> None:
    assert read("list", text).value == items


@pytest.mark.parametrize("text", ["", "  ", "-", "N/A", "n.a.", "k. A.", "TBD", "null", "Unknown", "\u00a0"])
@pytest.mark.parametrize("kind", get_args(Kind))
def test_a_cell_that_says_nothing_is_nothing(kind: Kind, text: str) -> None:
    assert read(kind, text) == Read()


def test_texts_are_tidied() -> None:
    assert read("text", "  Chat\u00a0bot \r\n two\x00\u200b ").value == "Chat bot two"
    assert read("long", " first\r\nsecond\r ").value == "first\nsecond"
    assert read("text", "Cafe\u0301").value == "Café"


def test_too_long_a_name_is_told() -> None:
    assert reader_for(Field("name", "Name", max_length=5))("Chatbot") == Read(None, "wrong", "Name has 7 characters. Shorten it to 5.")


@pytest.mark.parametrize(
    ("text", "name", "mail"),
    [
        ("Ana Li <Ana.Li@example.org>", "Ana Li", "ana.li@example.org"),
        ("ana@example.org", "", "ana@example.org"),
        ("Ana Li", "Ana Li", ""),
        ("Ana Li (ana@example.org)", "Ana Li", "ana@example.org"),
    ],
)
def test_name_and_address_of_a_person(text: str, name: str, mail: str) -> None:
    assert person_in(text) == (name, mail)


def test_rows_say_what_is_wrong_and_where() -> None:
    rows = [["Name", "Started", "Purpose"], ["Chatbot", "31.02.2026", "x"], ["", "2026-01-01", "y"], ["Ranker", "2026-01-01", ""]]
    mapping = Mapping({"Name": "name", "Started": "started", "Purpose": "purpose"})
    first, second, third = convert(table_of(as_csv(rows)), FIELDS, mapping)
    assert [(problem.row, problem.column, problem.field) for problem in first.problems] == [(2, "Started", "started")]
    assert first.refused
    assert first.why == "Started: “31.02.2026” is not a date. Write it as 2026-02-28."
    assert second.why == "Name: Name is missing. Fill it in, or leave the row out."
    assert not third.refused
    assert third.values == {"name": "Ranker", "started": date(2026, 1, 1)}


def test_several_columns_feed_one_text_when_a_person_says_so() -> None:
    rows = [["Name", "Outputs", "Inputs"], ["Chatbot", "Text", "Questions"], ["Ranker", "", "CVs"]]
    mapping = Mapping({"Name": "name", "Outputs": "description", "Inputs": "description"})
    assert [row.values["description"] for row in convert(table_of(as_csv(rows)), FIELDS, mapping)] == [
        "Outputs: Text\n\nInputs: Questions",
        "Inputs: CVs",
    ]


@given(
    st.sampled_from(get_args(Kind)),
    st.one_of(st.text(), st.from_regex(r"[0-9]{1,4}[-/. ][0-9]{1,2}[-/. ][0-9]{1,6}.{0,3}"), st.from_regex(r"[\[{,;0-9'.%-]{1,12}")),
    st.sampled_from([None, "dmy", "mdy"]),
)
def test_no_text_makes_a_reader_raise(kind: Kind, text: str, order: Any) -> None:
    found = read(kind, text, order=order)
    assert (found.kind is None) == (found.message == "")
    assert found.kind in (None, *get_args(ProblemKind))


@given(st.lists(st.text(max_size=12), min_size=1, max_size=5))
def test_no_row_makes_conversion_raise(cells: list[str]) -> None:
    content = as_csv([[f"Head {index}" for index in range(len(cells))], ["x", *cells[1:]]], encoding="utf-8")
    table = table_of(content, header_row=1, encoding="utf-8")
    names = [field.name for field in FIELDS][: len(cells)]
    mapping = Mapping(dict(zip(table.columns, names, strict=False)))
    assert len(list(convert(table, FieldSet(FIELDS.fields), mapping))) == 1
