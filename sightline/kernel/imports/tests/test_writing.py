"""What is written can be opened without harm and comes back as it went."""

import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.kernel.imports import (
    Mapping,
    convert,
    csv_chunks,
    guess_mapping,
    mapping_from_guesses,
    read_table,
    refused_rows,
    xlsx_chunks,
)
from sightline.kernel.imports.writing import WHY

from .inventories import as_csv
from .support import FIELDS, cells_of, table_of

DANGEROUS = ['=HYPERLINK("http://evil.example")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "'=1", "＝1+1"]


def test_a_csv_opens_in_excel_as_utf8() -> None:
    content = b"".join(
        csv_chunks(["Name", "Since", "Live", "Models"], [["Größe", date(2026, 2, 28), True, ["a", "b"]], [None, None, False, ()]])
    )
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").splitlines() == ["Name,Since,Live,Models", "Größe,2026-02-28,Yes,a; b", ",,No,"]


def test_formulas_are_disarmed_in_csv_and_numbers_are_left() -> None:
    content = b"".join(csv_chunks(["=cmd"], [[text] for text in DANGEROUS] + [[-5], [Decimal("-1.5")]])).decode("utf-8-sig")
    assert content.startswith("'=cmd\r\n\"'=HYPERLINK")
    cells = [row[0] for row in __import__("csv").reader(io.StringIO(content, newline=""))]
    assert all(cell.startswith("'") for cell in cells[:-2])
    assert cells[-2:] == ["-5", "-1.5"]


def test_disarmed_cells_come_back_as_they_went() -> None:
    content = b"".join(csv_chunks(["Name", "Text"], [["x", text] for text in DANGEROUS]))
    assert [row[1] for row in cells_of(table_of(content, header_row=1))] == DANGEROUS


def test_formulas_are_text_in_workbooks() -> None:
    content = b"".join(xlsx_chunks(["Name", "Text"], [["x", text] for text in DANGEROUS]))
    assert b"<f>" not in content
    rows = cells_of(table_of(content, "list.xlsx", header_row=1))
    assert [row[1] for row in rows][:4] == DANGEROUS[:4]


def test_a_workbook_keeps_kinds_of_values() -> None:
    content = b"".join(
        xlsx_chunks(["Name", "Since", "Users", "Share", "Id"], [["A", date(2026, 2, 28), 12, 0.25, "007"]], sheet="AI [systems]/2026")
    )
    table = table_of(content, "list.xlsx")
    assert cells_of(table) == [["A", "2026-02-28", "12", "0.25", "007"]]
    assert table.meta.sheet == "AI  systems  2026"


def test_a_cell_that_no_workbook_holds_is_cut_and_says_so() -> None:
    content = b"".join(xlsx_chunks(["Name", "Text"], [["A", "x" * 40_000]]))
    (cells,) = cells_of(table_of(content, "list.xlsx"))
    assert len(cells[1]) == 32_767
    assert cells[1].endswith("[cut: a cell of a workbook holds no more]")


def test_an_empty_list_is_still_a_file() -> None:
    assert b"".join(csv_chunks(["Name"], [])).decode("utf-8-sig") == "Name\r\n"
    assert b"".join(xlsx_chunks(["Name"], [])).startswith(b"PK")


@pytest.mark.parametrize("write", [csv_chunks, xlsx_chunks])
def test_refused_rows_come_back_with_the_reason_and_can_be_mended(write: object) -> None:
    rows = [["Started", "Name", "Own column"], ["31.02.2026", "Chatbot", "=1+1"], ["2026-01-01", "Ranker", "b"], ["2026-01-02", "", "c"]]
    table = table_of(as_csv(rows))
    mapping = mapping_from_guesses(guess_mapping(table, FIELDS))
    columns, told = refused_rows(table.columns, convert(table, FIELDS, mapping))
    content = b"".join(write(columns, told))  # type: ignore[operator]
    again = table_of(content, "mend.xlsx" if write is xlsx_chunks else "mend.csv")
    assert again.columns == ["Started", "Name", "Own column", WHY]
    assert [cells[:3] for cells in cells_of(again)] == [["31.02.2026", "Chatbot", "=1+1"], ["2026-01-02", "", "c"]]
    assert cells_of(again)[0][3] == "Started: “31.02.2026” is not a date. Write it as 2026-02-28."
    assert "Name is missing" in cells_of(again)[1][3]
    columns, told = refused_rows(again.columns, convert(again, FIELDS, Mapping({"Started": "started", "Name": "name"})))
    assert columns.count(WHY) == 1
    assert len(list(told)) == 2


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)
PLAIN = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=30)


@settings(max_examples=150)
@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=8))
def test_what_csv_writes_reading_reads(rows: list[tuple[str, str]]) -> None:
    written = [["x", *row] for row in rows]
    content = b"".join(csv_chunks(["Name", "Text", "More"], written))
    assert cells_of(read_table(io.BytesIO(content), "list.csv", encoding="utf-8-sig", delimiter=",", header_row=1)) == written


@settings(max_examples=12)
@given(st.lists(st.tuples(PLAIN, PLAIN), min_size=1, max_size=8))
def test_what_a_workbook_writes_reading_reads(rows: list[tuple[str, str]]) -> None:
    written = [["x", *row] for row in rows]
    content = b"".join(xlsx_chunks(["Name", "Text", "More"], written))
    assert cells_of(table_of(content, "list.xlsx", header_row=1)) == written


def test_the_letter_that_no_database_keeps_is_left_out() -> None:
    table = read_table(io.BytesIO(b"Na\x00me,Text\nRan\x00ker,b\n"), "list.csv", encoding="utf-8", delimiter=",", header_row=1)
    assert table.columns == ["Name", "Text"]
    assert cells_of(table) == [["Ranker", "b"]]
