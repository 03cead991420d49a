"""Columns are read into the fields that a person would choose, and what is in doubt is asked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.kernel.imports import ColumnGuess, Mapping, convert, guess_mapping, mapping_from_guesses, read_table
from sightline.kernel.imports.matching import ChoiceMatcher, HeadMatcher
from sightline.kernel.imports.words import ideas
from tests.support.shared import shared_data

from .inventories import Inventory, as_csv, inventories, lists_of_heads
from .support import FIELDS, table_of


def guesses_for(rows: list[list[str]], remembered: Mapping | None = None) -> dict[str, ColumnGuess]:
    """The guesses for a list, by column."""
    return {guess.column: guess for guess in guess_mapping(table_of(as_csv(rows)), FIELDS, remembered)}


@pytest.mark.parametrize("inventory", inventories(), ids=lambda each: each.name)
def test_other_peoples_inventories_are_read_as_a_person_would(inventory: Inventory) -> None:
    table = table_of(inventory.content, inventory.filename)
    assert (table.meta.header_row, table.meta.row_count) == (inventory.header_row, inventory.rows)
    guesses = guess_mapping(table, FIELDS)
    found = {guess.column: guess.field for guess in guesses if guess.field and guess.column not in inventory.either}
    assert found == inventory.expected
    for guess in guesses:
        for word, choice in inventory.values.get(guess.field or "", {}).items():
            assert guess.values[word] == choice, word
    rows = list(convert(table, FIELDS, mapping_from_guesses(guesses)))
    assert not [row.why for row in rows if row.refused]


@pytest.mark.parametrize(("name", "columns"), list(lists_of_heads().items()))
def test_heads_of_other_lists_are_read_as_a_person_would(name: str, columns: list[tuple[str, str, list[str]]]) -> None:
    rows = [[head for head, _, _ in columns], *zip(*(values for _, _, values in columns), strict=True)]
    for guess, (head, wanted, _) in zip(guess_mapping(table_of(as_csv(rows)), FIELDS), columns, strict=True):
        allowed = {"", wanted.rstrip("?"), guess.field if wanted == "?" else ""} if wanted.endswith("?") else {wanted}
        assert (guess.field or "") in allowed, f"{name}: {head}"


def test_the_federal_inventory_of_2024_is_understood() -> None:
    table = read_table(shared_data("us-federal-inventory", "2024_consolidated_ai_inventory_raw_v2.csv"))
    guesses = guess_mapping(table, FIELDS)
    by_field = {guess.field: guess for guess in guesses if guess.field}
    assert by_field["name"].column == "Use Case Name"
    assert by_field["unit"].column == "Agency"
    assert by_field["team"].column == "Bureau"
    assert by_field["purpose"].column == "What is the intended purpose and expected benefits of the AI?"
    assert by_field["stage"].column == "Stage of Development"
    assert by_field["impact"].column.startswith("Is the AI use case rights-impacting")
    assert by_field["started"].column in ("Date Initiated", "Date Implemented")
    assert by_field["kind"].column.startswith("Was the AI system involved in this use case developed")
    assert "vendor" not in by_field
    assert "owner" not in by_field
    assert by_field["stage"].values["Operation and Maintenance"] == "operation"
    assert by_field["impact"].values["Safety-impacting"] == by_field["impact"].values["Safety-Impacting"] == "safety"
    assert by_field["started"].order == "mdy"
    rows = list(convert(table, FIELDS, mapping_from_guesses(guesses)))
    assert len(rows) == 2133
    assert not [row.why for row in rows if row.refused]
    impacts = [row.values.get("impact") for row in rows]
    assert (impacts.count("both"), impacts.count("rights"), impacts.count("safety")) == (195, 131, 25)
    assert len({row.values["unit"] for row in rows}) == 41


def test_the_federal_inventory_of_2023_is_understood() -> None:
    table = read_table(shared_data("us-federal-inventory", "2023_consolidated_ai_inventory_raw.csv"))
    by_field = {guess.field: guess.column for guess in guess_mapping(table, FIELDS) if guess.field}
    assert by_field["source_id"] == "Use_Case_ID"
    assert by_field["name"] == "Title"
    assert by_field["unit"] == "Department"
    assert by_field["purpose"] == "Summary"
    assert by_field["stage"] == "Development_Stage"


def test_how_a_column_is_known_is_told() -> None:
    guesses = guesses_for(
        [
            ["Name", "What for", "XY", "Zuständig"],
            ["Chatbot", "Answers customers on the web", "In production", "Ana"],
            ["Ranker", "Ranks applicants for interviews", "Retired", "Bo"],
        ]
    )
    assert guesses["Name"].how == "Same name"
    assert (guesses["XY"].field, guesses["XY"].how) == ("stage", "Same values")
    assert (guesses["Zuständig"].field, guesses["Zuständig"].how) == ("owner", "Guess")
    assert guesses["Name"].sureness > guesses["XY"].sureness


def test_a_remembered_mapping_wins_and_says_so() -> None:
    remembered = Mapping(
        {"Name": "name", "Owner": None, "Group": "owner", "Gone": "purpose"}, {"stage": {"Hot": "operation"}}, {"started": "mdy"}
    )
    rows = [
        ["NAME", "Owner", "Group", "Stage", "Started"],
        ["Chatbot", "Ana", "Support", "Hot", "03/04/2025"],
        ["Ranker", "Bo", "HR", "Design", "05/06/2025"],
    ]
    guesses = guesses_for(rows, remembered)
    assert {name: guess.field for name, guess in guesses.items()} == {
        "NAME": "name",
        "Owner": None,
        "Group": "owner",
        "Stage": "stage",
        "Started": "started",
    }
    assert [guesses[name].how for name in ("NAME", "Owner", "Group", "Stage")] == [
        "As last time",
        "As last time",
        "As last time",
        "Same name",
    ]
    assert guesses["Stage"].values["Hot"] == "operation"
    assert guesses["Started"].order == "mdy"
    assert not guesses["Started"].questions


def test_a_word_that_is_no_known_stage_is_asked_with_its_rows() -> None:
    guesses = guesses_for([["Name", "Stage"], ["A", "Live"], ["B", "Simmering"], ["C", "Simmering"], ["D", "Retired"]])
    question = guesses["Stage"].questions[0]
    assert (question.about, question.text, question.rows) == ("value", "“Simmering” (2 rows) means", 2)
    assert ("operation", "Operation") in question.options
    assert guesses["Stage"].values["Simmering"] is None


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (["03/04/2025", "25/04/2025"], "dmy"),
        (["03/04/2025", "04/25/2025"], "mdy"),
        (["03.04.2025", "05.06.2025"], None),
        (["2025-03-04", "4 March 2025"], None),
    ],
)
def test_day_and_month_are_told_apart_where_the_column_tells(dates: list[str], order: str | None) -> None:
    guess = guesses_for([["Name", "Started"], *(["System " + day, day] for day in dates)])["Started"]
    assert guess.order == order
    assert not guess.questions


def test_day_and_month_are_asked_where_nothing_tells_and_never_guessed() -> None:
    rows = [["Name", "Started", "Next review"], ["A", "03/04/2025", "25/12/2026"], ["B", "05/06/2025", "26/12/2026"]]
    guess = guesses_for(rows)["Started"]
    assert guess.order is None
    (question,) = guess.questions
    assert (question.about, question.rows, question.suggestion) == ("order", 2, "dmy")
    assert question.options == (("dmy", "3 April 2025"), ("mdy", "4 March 2025"))
    converted = next(convert(table_of(as_csv(rows)), FIELDS, mapping_from_guesses(guesses_for(rows).values())))
    assert "started" not in converted.values
    assert "3 April 2025 or 4 March 2025" in converted.problems[0].message


def test_dates_that_contradict_each_other_are_asked() -> None:
    rows = [["Name", "Started"], ["A", "25/04/2025"], ["B", "04/25/2025"], ["C", "26/04/2025"], ["D", "03/04/2025"]]
    (question,) = guesses_for(rows)["Started"].questions
    assert (question.rows, question.suggestion) == (1, "dmy")


def test_one_row_far_down_settles_the_order_of_dates() -> None:
    rows = [["Name", "Started"], *([f"S{number}", "03/04/2025"] for number in range(20_500)), ["Last", "25/12/2025"]]
    assert guesses_for(rows)["Started"].order == "dmy"


def test_a_description_says_the_purpose_where_no_purpose_is_there() -> None:
    rows = [
        ["Name", "Description"],
        ["Chatbot", "Answers questions of customers about their bills"],
        ["Ranker", "Ranks applicants by how well they fit"],
    ]
    assert guesses_for(rows)["Description"].field == "purpose"
    with_purpose = [
        [*row, purpose] for row, purpose in zip(rows, ["Purpose", "To save time for all", "To be fair to everybody"], strict=True)
    ]
    assert guesses_for(with_purpose)["Description"].field == "description"


def test_a_column_that_only_sounds_like_a_field_is_left_out() -> None:
    rows = [["Name", "Impact", "Stage", "Owner"], ["A", "12.50", "yes", "yes"], ["B", "7.25", "no", "yes"], ["C", "3.00", "yes", "no"]]
    assert {name for name, guess in guesses_for(rows).items() if guess.field} == {"Name"}


@pytest.mark.parametrize(
    ("head", "meant"),
    [
        ("KI-Systembezeichnung", ("ki", "system", "name")),
        ("Verantw. Abteilung", ("owner", "unit")),
        ("businessOwner", ("business", "owner")),
        ("Eigentuemer", ("owner",)),
        ("Eigentümer", ("owner",)),
        ("N° / Ref.", ("id",)),
        ("DEPT_NAME", ("unit", "name")),
        ("Departmnent", ("unit",)),
    ],
)
def test_heads_are_read_as_words(head: str, meant: tuple[str, ...]) -> None:
    assert ideas(head) == meant


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("Planned (not in production)", "design"),
        ("In production: less than six months", "operation"),
        ("Successfully tested but not in production.", "verification"),
        ("4 - Operation", "operation"),
        ("OPERATION_AND_MAINTENANCE", "operation"),
        ("Operatoin", "operation"),
        ("Außer Betrieb", "retired"),
        ("Design or operation, who knows", None),
        ("banana", None),
    ],
)
def test_stages_are_understood_in_other_words(text: str, choice: str | None) -> None:
    assert ChoiceMatcher(FIELDS.by_name["stage"]).find(text)[0] == choice


def test_the_head_of_another_thing_is_no_match() -> None:
    matcher = HeadMatcher(FIELDS)
    assert matcher.fits("Vendor contact")["owner"].score < 0.5
    assert matcher.fits("Business owner")["owner"].score > 0.9
    assert matcher.fits("Date of last review")["next_review"].score < 0.5


HEADS = st.one_of(st.text(max_size=30), st.sampled_from([word.lstrip("~") for field in FIELDS for word in field.synonyms]))
CELLS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["yes", "no", "2025-01-02", "03/04/2025", "Live", "Both", "n/a", "Ana Li", "a@b.example", "12.5", "AI-1"]),
)


@settings(max_examples=60)
@given(st.data())
def test_no_field_is_ever_given_to_two_columns(data: st.DataObject) -> None:
    width = data.draw(st.integers(1, 8))
    heads = data.draw(st.lists(HEADS, min_size=width, max_size=width))
    rows = data.draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=6))
    content = as_csv([["Name", *heads], *(["Chatbot", *row] for row in rows)], encoding="utf-8")
    table = table_of(content, header_row=1, encoding="utf-8")
    guesses = guess_mapping(table, FIELDS)
    fields = [guess.field for guess in guesses if guess.field]
    assert len(fields) == len(set(fields))
    assert [guess.column for guess in guesses] == table.columns
    assert all(0 <= guess.sureness <= 1 for guess in guesses)
