"""A person's own set as a workbook: their column names, their title rows, their spreadsheet's habits."""

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from sightline.readers.frameworks.checking import LONGEST_ID
from sightline.readers.frameworks.loading import (
    Document,
    Group,
    Requirement,
    RequirementSet,
    UnusableSet,
    load_xlsx,
    template_xlsx,
    to_xlsx,
)


def workbook(**sheets: list[list[Any]]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"default_date_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name.replace("_", " "))
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


def told(content: bytes) -> str:
    with pytest.raises(UnusableSet) as caught:
        load_xlsx(content)
    return caught.value.message


def test_the_template_is_a_set_that_a_person_can_write_over(tmp_path: Path) -> None:
    file = tmp_path / "template.xlsx"
    file.write_bytes(template_xlsx())
    found = load_xlsx(file)
    assert [one.id for one in found.requirements] == ["USE-1", "USE-2", "BUY-1"]
    assert found.requirement("USE-2").documents == (Document("Human oversight plan", "document"),)
    assert found.notes == ()
    assert template_xlsx() == file.read_bytes(), "the same template gives the same bytes"


def test_the_template_says_how_to_fill_in_each_column() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(template_xlsx()))
    assert book.sheet_names == ["Requirements", "Groups", "Set", "How to fill it in"]
    explained = {row[0] for row in book.get_sheet_by_name("How to fill it in").to_python()}
    assert set(book.get_sheet_by_name("Requirements").to_python()[0]) <= explained


def test_a_consultants_list_is_understood() -> None:
    content = workbook(
        Controls=[
            ["AI control framework of Example Bank", "", "", "", "", ""],
            [],
            ["Control ID", "Control name", "Control description", "Domain", "Priority", "Responsible team"],
            [1.0, "Inventory", "Keep a list of all models", "Governance", "High", "Risk"],
            [2.0, "Owner", "Each model has an owner", "Governance", "Low", "Risk"],
            [3.5, "Kill switch", "Stop a model within an hour", "Operation / safety", "", "IT"],
        ]
    )
    found = load_xlsx(content, name="Example Bank AI controls (v2).xlsx")
    assert (found.id, found.title) == ("example-bank-ai-controls-v2", "Example Bank AI controls (v2)")
    assert [(one.id, one.title, one.group, one.weight) for one in found.requirements] == [
        ("1", "Inventory", "Governance", 3),
        ("2", "Owner", "Governance", 1),
        ("3.5", "Kill switch", "Operation-safety", 2),
    ]
    assert found.requirements[0].statement == "Keep a list of all models"
    assert found.notes == ("Column “Responsible team” of “Controls” was not read.",)


@pytest.mark.parametrize(
    "headers",
    [
        ["Id", "Title", "Statement", "Group"],
        ["REF_ID", "Name", "Description", "Section"],
        ["Nummer", "Bezeichnung", "Beschreibung", "Kapitel"],
        ["Numéro", "Intitulé", "Texte", "Chapitre"],
        ["Clause", "Requirement", "Requirement text", "Chapter"],
        ["Ref.", "Control", "Control Text", "Family"],
        ["Identifer", "Titel", "Statements", "Catégorie"],
        ["Código", "Título", "Descripción", "Dominio"],
    ],
)
def test_other_peoples_column_names_are_understood(headers: list[str]) -> None:
    headers = ["Code" if header == "Código" else header for header in headers]
    found = load_xlsx(workbook(Sheet1=[headers, ["R1", "Tell people", "Tell people that it is AI.", "Openness"]]))
    one = found.requirements[0]
    assert (one.id, one.title, one.statement, one.group) == ("R1", "Tell people", "Tell people that it is AI.", "Openness")


def test_groups_and_headings_come_from_their_sheet() -> None:
    content = workbook(
        Groups=[["Id", "Title", "Part of"], ["A", "First", ""], ["A.1", "Inside", "A"]],
        My_requirements=[["Id", "Title", "Group", "Heading"], ["x", "X", "first", "A.1"], ["y", "Y", "A", ""]],
    )
    found = load_xlsx(content)
    assert [(one.id, one.title) for one in found.groups] == [("A", "First")]
    assert [(one.id, one.group) for one in found.headings] == [("A.1", "A")]
    assert [(one.group, one.heading) for one in found.requirements] == [("A", "A.1"), ("A", "")]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["Id", "Title"], ["a", "A"], ["A", "B"]], "row 3 of “Sheet1”: The requirement id “A” is there twice, first at row 2"),
        ([["Id", "Title"], [4.1, "A"], [4.10, "B"]], "A spreadsheet turns 4.10 into 4.1 unless the column is text."),
        ([["Id", "Title"], ["a", ""]], "row 2 of “Sheet1”: The requirement has no title."),
        ([["Id", "Title"], ["", "A"]], "row 2 of “Sheet1”: The requirement has no id."),
        ([["Id", "Title"], [date(2026, 1, 4), "A"]], "row 2 of “Sheet1”: The id became the date 2026-01-04. Format the column as text"),
        ([["Id", "Title", "Weight"], ["a", "A", 5]], "row 2 of “Sheet1”: The weight “5” must be 1, 2 or 3"),
        ([["Id", "Title"]], "This file has no requirements."),
        ([["Colour", "Size"], ["red", "10"]], "The first row with words has “Colour”, “Size”. Rename two of them."),
        ([], "The workbook is empty."),
    ],
)
def test_what_is_wrong_is_told_with_its_row(rows: list[list[Any]], expected: str) -> None:
    assert expected in told(workbook(Sheet1=rows))


def test_a_group_that_is_not_listed_is_told() -> None:
    content = workbook(Groups=[["Id", "Title"], ["A", "Alpha"]], Requirements=[["Id", "Title", "Group"], ["x", "X", "Alfa"]])
    assert "row 2 of “Requirements”: There is no group “Alfa”. Did you mean “Alpha”?" in told(content)


def zipped(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_cell_at(place: str) -> bytes:
    """A real workbook whose only cell was moved to the far corner: a reader that builds the rectangle needs gigabytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(Sheet1=[["Id"]]))) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            content = source.read(part)
            target.writestr(
                part, content.replace(b'r="A1"', b'r="' + place.encode() + b'"') if part.startswith("xl/worksheets/") else content
            )
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (zipped(bomb=b"0" * 50_000_001), "Unpacked, the file has more than 50,000,000 bytes."),
        (zipped(nothing=b""), "This file cannot be read as a workbook"),
        (b"PK\x03\x04 and then nothing", "This workbook is damaged."),
        (b"\xd0\xcf\x11\xe0 old but empty", "This file cannot be read as a workbook"),
        (b"P" * 5_000_001, "has at most 5,000,000"),
        (with_cell_at("XFD1048576"), "A sheet reaches to row 1,048,576 and column 16,384."),
    ],
)
def test_files_that_are_no_workbook_or_mean_harm_are_refused(content: bytes, expected: str) -> None:
    assert expected in told(content)


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)
TEXTS = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)
IDS = st.text("ABCabc0123456789.-=+@", min_size=1, max_size=LONGEST_ID)


@st.composite
def sets(draw: st.DrawFn) -> RequirementSet:
    """Sets with anything in them that a file may hold, formulas and figures included."""
    names = draw(st.lists(IDS, min_size=2, max_size=8, unique_by=str.casefold))
    cut = draw(st.integers(1, len(names) - 1))
    groups = tuple(Group(name, draw(TEXTS), aim=draw(TEXTS | st.just(""))) for name in names[:cut])
    requirements = []
    for name in names[cut:]:
        documents = tuple(Document(draw(WORDS), draw(st.sampled_from(["document", "record"]))) for _ in range(draw(st.integers(0, 2))))
        title = draw(TEXTS)
        requirements.append(
            Requirement(
                id=name,
                title=title,
                short=title,
                group=draw(st.sampled_from([one.id for one in groups])),
                statement=draw(TEXTS | st.just("")),
                auditor_asks=tuple(draw(st.lists(TEXTS, max_size=3))),
                weight=draw(st.integers(1, 3)),
                documented=bool(documents) or draw(st.booleans()),
                documents=documents,
                applies_from=draw(st.none() | st.dates()),
            )
        )
    return RequirementSet("any-set", "T", "T", "1", groups=groups, requirements=tuple(requirements))


@settings(max_examples=40, deadline=None)
@given(sets())
def test_whatever_is_written_is_read_again(written: RequirementSet) -> None:
    assert load_xlsx(to_xlsx(written)) == written
