"""A second import finds what the first one made, rows of one file are never merged, and likely doubles are shown to a person."""

import random
import time

from hypothesis import given
from hypothesis import strategies as st

from sightline.kernel.imports import identify, suspected_duplicates


def test_a_row_is_known_by_its_sources_id() -> None:
    before = identify([{"name": "Chatbot", "source_id": "AI-1"}, {"name": "Ranker", "source_id": "AI-2"}])
    after = identify([{"name": "Ranker", "source_id": "AI-2"}, {"name": "Chatbot, renamed", "source_id": "ai-1"}])
    assert [each.best for each in before] == [after[1].best, after[0].best]


def test_an_id_that_is_there_twice_tells_nothing() -> None:
    first, second, third = identify([{"name": "A", "source_id": "1"}, {"name": "B", "source_id": "1"}, {"name": "C", "source_id": "2"}])
    assert (first.source_id, first.repeated_id) == (None, "1")
    assert first.best != second.best
    assert third.source_id == "2"


def test_without_an_id_name_unit_and_purpose_tell_whatever_their_case() -> None:
    before = identify([{"name": "Chat-Bot", "unit": "Sales", "purpose": "Answers"}])
    after = identify(
        [{"name": "chat bot", "unit": "SALES", "purpose": "answers."}, {"name": "Chat-Bot", "unit": "HR", "purpose": "Answers"}]
    )
    assert before[0].key == after[0].key != after[1].key


def test_equal_rows_stay_apart_and_are_found_again() -> None:
    rows = [{"name": "Generative AI Usage", "unit": "DOJ"}] * 3
    keys = [each.key for each in identify(rows)]
    assert len(set(keys)) == 3
    assert [each.key for each in identify([{"name": "Other"}, *rows])][1:] == keys


@given(
    st.lists(
        st.fixed_dictionaries(
            {"name": st.text(max_size=3), "unit": st.text(max_size=2), "source_id": st.sampled_from(["", "1", "2", None])}
        ),
        max_size=12,
    )
)
def test_no_two_rows_of_a_file_are_one(rows: list[dict[str, str]]) -> None:
    found = [each.best for each in identify(rows)]
    assert len(set(found)) == len(rows)
    assert [each.best for each in identify(rows)] == found


def test_likely_doubles_are_found() -> None:
    names = [
        "ChatGPT Enterprise",
        "Resume ranking",
        "Chat GPT Entreprise",
        "Résumé Ranking",
        "Invoice reader",
        "Fraud Score Model 3",
        "Fraud Score Model 4",
    ]
    assert {(each.first, each.second) for each in suspected_duplicates(names)} == {(0, 2), (1, 3)}


def test_a_name_within_a_longer_one_is_no_double() -> None:
    assert suspected_duplicates(["Chatbot", "Chatbot for grants and loans", "Search"]) == []


def test_equal_names_of_different_units_are_no_doubles() -> None:
    names, units = ["Chatbot", "Chatbot", "Chatbot"], ["Sales", "HR", "Sales"]
    assert [(each.first, each.second) for each in suspected_duplicates(names, units)] == [(0, 2)]
    assert [(each.first, each.second) for each in suspected_duplicates(names)] == [(0, 1), (0, 2)]


def test_ten_thousand_names_take_seconds() -> None:
    draw = random.Random(42)
    words = [
        "".join(draw.choices("bcdfglmnprst", k=1) + draw.choices("aeiou", k=1) + draw.choices("klmnrst", k=2) + draw.choices("aeiou", k=1))
        for _ in range(900)
    ]
    names = [f"{draw.choice(words)} {draw.choice(words)} forecast for {draw.choice(words)}" for _ in range(10_000)]
    names[9_999], names[17] = "Chat GPT Entreprise", "ChatGPT Enterprise"
    began = time.process_time()
    found = suspected_duplicates(names)
    assert time.process_time() - began < 10
    assert (17, 9_999) in {(each.first, each.second) for each in found}
