"""Lists come out of files as people see them in a spreadsheet, whatever program wrote them."""

import datetime
from typing import Any

import pytest

from sightline.kernel.imports import UnreadableFile, read_table
from tests.support.shared import shared_data

from .inventories import as_csv, as_xlsx
from .support import HERE, cells_of, ods, ods_row, table_of

HEADS = ["Name", "Owner", "Purpose"]
ROWS = [["Chatbot", "Ana", "Answers customers"], ["Ranker", "Bo", "Ranks applicants"]]


def test_a_list_is_read_with_its_heads_and_rows() -> None:
    table = table_of(as_csv([HEADS, *ROWS]))
    assert table.columns == HEADS
    assert cells_of(table) == ROWS
    assert (table.meta.kind, table.meta.header_row, table.meta.row_count, table.meta.delimiter) == ("csv", 1, 2, ",")
    assert table.letters == ["A", "B", "C"]


def test_rows_can_be_read_again() -> None:
    table = table_of(as_csv([HEADS, *ROWS]))
    assert cells_of(table) == cells_of(table)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_among_decimal_commas(delimiter: str) -> None:
    rows = [["Name", "Cost", "Share"], ["Chatbot", "1,5", "2,5"], ["Ranker, new", "12,25", "0,5"], ["Planner", "7,0", "1,0"]]
    table = table_of(as_csv(rows, delimiter=delimiter))
    assert table.meta.delimiter == delimiter
    assert cells_of(table) == rows[1:]


def test_the_delimiter_that_excel_is_told_counts() -> None:
    table = table_of("sep=|\r\nName|Owner\r\nA, B, C|Ana, Bo, Cy\r\n")
    assert table.columns == ["Name", "Owner"]
    assert [row.number for row in table.rows()] == [2]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Größe prüfen – naïve café"),
        ("utf-8-sig", "Größe prüfen"),
        ("utf-16", "Größe prüfen"),
        ("utf-16-le", "Größe prüfen"),
        ("utf-16-be", "Größe prüfen"),
        ("cp1252", "Die Größe der Gefährdung prüfen – für „alle“ Geräte"),
        ("cp1252", "Détection de fraude à l'échelle, où les données sont reçues – même là"),
        ("cp1252", "it’s an agency’s “own” model – not more"),
        ("cp1250", "Zażółć gęślą jaźń: wnioski są rozpatrywane w każdym dziale, żeby śledzić błędy"),
        ("cp1250", "Příliš žluťoučký kůň úpěl ďábelské ódy, řízení a kontrola přístupů"),
        ("cp1251", "Система распознавания лиц сотрудников для входа в здание"),
        ("mac_roman", "Die Größe der Gefährdung prüfen für alle Geräte, übermäßig schön"),
    ],
)
def test_encodings_are_told_apart(encoding: str, text: str) -> None:
    rows = [["Name", "Purpose"], *([f"System {number}", text] for number in range(8))]
    table = table_of(as_csv(rows, encoding=encoding))
    assert cells_of(table)[0][1] == text
    assert 0.5 <= table.meta.encoding_sureness <= 1


def test_what_an_encoding_could_also_be_is_told_and_can_be_chosen() -> None:
    content = as_csv([["Name"], *([f"Prüfung {number}"] for number in range(9))], encoding="cp1252")
    assert table_of(content).meta.encoding_sureness < 1
    assert "cp1250" in table_of(content).meta.other_encodings
    assert table_of(content, encoding="cp850").meta.encoding == "cp850"


def test_one_pasted_byte_does_not_spoil_a_utf8_file() -> None:
    content = as_csv([HEADS, *([f"Prüfung Nr. {number}", "Müller", "Schätzung"] for number in range(20))]) + b"It\x92s,Ana,x\r\n"
    table = table_of(content)
    assert cells_of(table)[-1][0] == "It’s"
    assert cells_of(table)[0][1] == "Müller"
    assert "1 bytes are no UTF-8" in table.meta.notes[0]


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    table = table_of('Our list\r\n\r\nName,Purpose\r\nA,"two\r\nlines"\r\n\r\nB,one\r\n')
    assert table.meta.header_row == 3
    assert [(row.number, row.cells) for row in table.rows()] == [(4, ["A", "two\r\nlines"]), (6, ["B", "one"])]


def test_titles_and_imprints_above_the_heads_are_no_heads() -> None:
    rows = [
        ["AI inventory 2026"],
        ["As of", "2026-01-31"],
        [],
        ["System", "Owner", "Department", "Status"],
        ["Chatbot", "Ana", "Sales", "Live"],
        ["Ranker", "Bo", "HR", "Pilot"],
    ]
    table = table_of(as_csv(rows))
    assert table.meta.header_row == 4
    assert table.meta.row_count == 2
    assert "Row 4 names the columns" in " ".join(table.meta.notes)


def test_two_rows_of_heads_become_one() -> None:
    rows = [
        ["System", "", "Owner", ""],
        ["Name", "Purpose", "Name", "E-mail"],
        ["Chatbot", "Answers", "Ana", "ana@example.org"],
        ["Ranker", "Ranks", "Bo", "bo@example.org"],
    ]
    table = table_of(as_csv(rows))
    assert table.columns == ["System: Name", "System: Purpose", "Owner: Name", "Owner: E-mail"]
    assert table.meta.row_count == 2


def test_a_second_row_of_heads_in_another_language_is_no_record() -> None:
    rows = [
        ["Name", "Zweck", "Abteilung", "Verantwortlich"],
        ["Name", "Purpose", "Department", "Owner"],
        ["Chatbot", "Antwortet", "Vertrieb", "Ana"],
        ["Ranker", "Reiht", "Personal", "Bo"],
    ]
    table = table_of(as_csv(rows))
    assert [row.cells[0] for row in table.rows()] == ["Chatbot", "Ranker"]
    assert table.columns in (rows[0], rows[1])


def test_heads_that_are_printed_again_on_each_page_are_no_records() -> None:
    assert table_of(as_csv([HEADS, *ROWS, HEADS, ["Planner", "Cy", "Plans"]])).meta.row_count == 3


def test_a_total_at_the_end_is_no_record_and_is_told() -> None:
    table = table_of(as_csv([[*HEADS, "Users"], *([*row, "5"] for row in ROWS), ["Total", "", "", "10"]]))
    assert [row.cells[0] for row in table.rows()] == ["Chatbot", "Ranker"]
    assert (table.meta.row_count, table.meta.notes) == (2, ("Row 4 is a total and is left out.",))
    assert table_of(as_csv([HEADS, *ROWS, ["Total Recall", "Cy", ""]])).meta.row_count == 3


def test_the_row_of_heads_can_be_told() -> None:
    rows = [["a", "b"], ["c", "d"], ["e", "f"]]
    assert table_of(as_csv(rows), header_row=2).columns == ["c", "d"]
    assert table_of(as_csv(rows), header_row=0).columns == ["Column A", "Column B"]
    with pytest.raises(UnreadableFile, match="Row 9 is not in the file"):
        table_of(as_csv(rows), header_row=9)


def test_a_list_without_heads_goes_by_letters() -> None:
    table = table_of("39,State-gov,77516,2174,40\n50,Self-emp,83311,0,13\n38,Private,215646,0,40\n")
    assert table.columns == ["Column A", "Column B", "Column C", "Column D", "Column E"]
    assert table.meta.row_count == 3


def test_ragged_rows_lose_nothing() -> None:
    table = table_of("Name,Owner\r\nA\r\nB,Bo,more\r\nC,Cy\r\n")
    assert table.columns == ["Name", "Owner", "Column C"]
    assert cells_of(table) == [["A", "", ""], ["B", "Bo", "more"], ["C", "Cy", ""]]


def test_heads_that_are_questions_keep_their_words() -> None:
    rows = [["#", "What is the name of the AI system?", "Who is the owner\nof it?"], ["1", "Chatbot", "Ana"], ["2", "Ranker", "Bo"]]
    assert table_of(as_csv(rows)).columns == ["#", "What is the name of the AI system?", "Who is the owner of it?"]


def test_equal_and_empty_heads_get_names_of_their_own() -> None:
    table = table_of("Name,Comment,Comment,,\r\nA,x,y,z,\r\n")
    assert table.columns == ["Name", "Comment", "Comment (2)", "Column D"]
    assert cells_of(table) == [["A", "x", "y", "z"]]


def test_a_quotation_mark_that_is_never_closed_is_named_with_its_row() -> None:
    with pytest.raises(UnreadableFile, match="In row 3 a quotation mark is opened and never closed"):
        table_of('Name,Purpose\nA,"fine"\nB,"open and, on\nC,x,y\n')


def test_quotation_marks_that_are_inches_are_plain_characters() -> None:
    table = table_of('Name\tScreen\tOwner\nA\t"24 inch\tAna\nB\t27"\tBo\n')
    assert cells_of(table) == [["A", '"24 inch', "Ana"], ["B", '27"', "Bo"]]


def test_a_workbook_is_read_as_it_is_shown() -> None:
    day = datetime.date(2026, 2, 28)
    sheet: list[list[Any]] = [["Name", "Users", "Share", "Since", "Live"], ["Chatbot", 12, 0.25, day, True], ["Ranker", 3.5, "", "", False]]
    table = table_of(as_xlsx({"AI": sheet}), "list.xlsx")
    assert cells_of(table) == [["Chatbot", "12", "0.25", "2026-02-28", "TRUE"], ["Ranker", "3.5", "", "", "FALSE"]]
    assert (table.meta.kind, table.meta.sheet, table.meta.encoding) == ("xlsx", "AI", None)


def test_cells_merged_over_rows_are_filled() -> None:
    sheet = [["Unit", "Name", "Owner"], ["Sales", "Chatbot", "Ana"], ["", "Ranker", "Bo"], ["HR", "Planner", "Cy"]]
    table = table_of(as_xlsx({"AI": sheet}, merges={"AI": [(1, 0, 2, 0)]}), "list.xlsx")
    assert [row.cells[0] for row in table.rows()] == ["Sales", "Sales", "HR"]


def test_the_sheet_with_the_list_is_found_and_another_can_be_chosen() -> None:
    sheets = {
        "Read me": [["How to use this"]],
        "Values": [["Stage"], ["Live"], ["Pilot"], ["Retired"]],
        "AI systems": [["Name", "Owner", "Stage"], ["Chatbot", "Ana", "Live"]],
    }
    table = table_of(as_xlsx(sheets), "list.xlsx")
    assert table.meta.sheet == "AI systems"
    assert table.meta.sheets == ("Read me", "Values", "AI systems")
    assert "There is also: Values" in table.meta.notes[0]
    assert table_of(as_xlsx(sheets), "list.xlsx", sheet="Values").columns == ["Stage"]
    with pytest.raises(UnreadableFile, match=r"There is no sheet called Lists\. The sheets are: Read me, Values, AI systems"):
        table_of(as_xlsx(sheets), "list.xlsx", sheet="Lists")


def test_an_old_workbook_is_read() -> None:
    table = read_table(HERE / "files" / "inventory.xls")
    assert table.columns == ["System", "Owner", "Started", "Users"]
    assert [(row.number, row.cells) for row in table.rows()] == [
        (4, ["Résumé ranking", "Ana", "2024-03-09", "12"]),
        (5, ["Chatbot", "Bo", "2025-11-30", "3.5"]),
    ]


def test_an_open_document_is_read() -> None:
    content = ods(
        [
            ods_row("Name", "Owner"),
            ods_row("Chatbot", "Ana"),
            '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>',
        ]
    )
    table = table_of(content, "list.ods")
    assert (table.meta.kind, cells_of(table)) == ("ods", [["Chatbot", "Ana"]])


def test_content_decides_and_a_wrong_name_is_told() -> None:
    table = table_of(as_xlsx({"AI": [HEADS, *ROWS]}), "list.csv")
    assert table.meta.kind == "xlsx"
    assert table.meta.notes[0] == "The file is called .csv, but its content is XLSX. It was read as that."
    assert "called .xlsx, but its content is CSV" in table_of(as_csv([HEADS, *ROWS]), "list.xlsx").meta.notes[0]


def test_the_federal_inventory_of_2024_is_read_as_it_is() -> None:
    table = read_table(shared_data("us-federal-inventory", "2024_consolidated_ai_inventory_raw_v2.csv"))
    assert (table.meta.row_count, len(table.columns), table.meta.encoding) == (2133, 62, "cp1252")
    rows = list(table.rows())
    assert len(rows) == 2133
    assert rows[-1].number == 2134
    assert any("\n" in cell for row in rows for cell in row.cells)
    assert any("’" in cell for row in rows for cell in row.cells)


def test_the_federal_inventory_of_2023_is_read_as_it_is() -> None:
    table = read_table(shared_data("us-federal-inventory", "2023_consolidated_ai_inventory_raw.csv"))
    assert (table.meta.row_count, len(table.columns), table.meta.encoding) == (710, 10, "utf-8")
