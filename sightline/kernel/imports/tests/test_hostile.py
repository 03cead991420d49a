"""Files that are broken, disguised or meant to hurt: each is refused in plain words, quickly, and the process lives on."""

import io
import random
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.kernel.imports import UnreadableFile, read_table

from .inventories import as_csv, as_xlsx
from .support import ods, table_of, with_member, zipped

WORKBOOK = as_xlsx({"AI": [["Name", "Owner"], ["Chatbot", "Ana"]]})
SHEET = "xl/worksheets/sheet1.xml"
XML = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "This file is empty"),
        (b"\r\n\r\n  \r\n", "There is nothing in this file"),
        (b"Name,Owner\r\n", "columns but no rows"),
        (b"Name,Owner\r\n,\r\n , \r\n", "columns but no rows"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\x89PNG\r\n\x1a\n....", "a picture"),
        (b"\x1f\x8b\x08....", "packed file"),
        (b"<!DOCTYPE html><html><table><tr><td>Name", "a web page"),
        (b"\xef\xbb\xbf<html><body><table>", "a web page"),
        (b'<?xml version="1.0"?><a/>', "is XML"),
        (b'[{"name": "Chatbot"}]', "is JSON"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "protected with a password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "old Office document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "Workbook".encode("utf-16-le"), "damaged"),
        (zipped({"word/document.xml": b"<a/>"}), "a text document"),
        (zipped({"list.csv": b"Name\nA"}), "a zip archive. Unpack it"),
        (zipped({"Index/Document.iwa": b"x"}), "Numbers"),
        (WORKBOOK[: len(WORKBOOK) // 2], "damaged"),
        (b"PK\x03\x04" + b"\0" * 100, "damaged"),
    ],
)
def test_what_is_no_list_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words) as refusal:
        table_of(content, "list.xlsx")
    assert refusal.value.message.endswith(".")


def test_random_bytes_are_refused() -> None:
    with pytest.raises(UnreadableFile, match="no text that can be read"):
        table_of(random.Random(42).randbytes(5000), "list.csv")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"There is no file nowhere\.csv"):
        read_table(tmp_path / "nowhere.csv")


def test_a_zip_bomb_is_refused_before_it_is_opened() -> None:
    bomb = with_member(WORKBOOK, SHEET, XML % (b"<row>" + b" " * 60_000_000 + b"</row>"))
    with pytest.raises(UnreadableFile, match="would unpack to 60 MB"):
        table_of(bomb, "list.xlsx")


def test_a_zip_that_lies_about_its_size_is_refused() -> None:
    bomb = with_member(WORKBOOK, SHEET, XML % (b"<row>" + b" " * 5_000_000 + b"</row>"))
    with zipfile.ZipFile(io.BytesIO(bomb)) as archive:
        size = struct.pack("<I", archive.getinfo(SHEET).file_size)
    lying = bomb.replace(size, struct.pack("<I", 500))
    assert lying != bomb
    with pytest.raises(UnreadableFile, match="lies about its size"):
        table_of(lying, "list.xlsx")


def test_xml_entities_are_refused() -> None:
    entities = XML.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet', 1)
    with pytest.raises(UnreadableFile, match="defines XML entities"):
        table_of(with_member(WORKBOOK, SHEET, entities % b"<row><c><v>1</v></c></row>"), "list.xlsx")


def test_two_cells_in_opposite_corners_do_not_take_the_process_along() -> None:
    corners = XML % b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(UnreadableFile, match="spreads over more cells than can be held"):
        table_of(with_member(WORKBOOK, SHEET, corners), "list.xlsx")


def test_a_row_repeated_a_billion_times_does_not_either() -> None:
    row = (
        '<table:table-row table:number-rows-repeated="1000000000">'
        '<table:table-cell office:value-type="string" table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row>'
    )
    with pytest.raises(UnreadableFile):
        table_of(ods([row]), "list.ods")


def test_an_encrypted_open_document_is_told() -> None:
    content = with_member(ods([]), "META-INF/manifest.xml", b"<manifest:encryption-data/>")
    with pytest.raises(UnreadableFile, match="protected with a password"):
        table_of(content, "list.ods")


def test_a_cell_beyond_all_reason_is_named_with_its_row() -> None:
    with pytest.raises(UnreadableFile, match="Row 3 has a cell of more than 1 million characters"):
        table_of('Name,Purpose\nA,b\nC,"' + "x" * 1_100_000 + '"\n')


def test_a_line_without_end_is_never_held(tmp_path: Path) -> None:
    path = tmp_path / "line.csv"
    with path.open("wb") as file:
        file.write(b"Name,Purpose\nA,b\nC,")
        for _ in range(60):
            file.write(b"x" * 1_000_000)
    tracemalloc.start()
    with pytest.raises(UnreadableFile, match="more than 1 million characters"):
        read_table(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60_000_000


def test_a_workbook_cell_beyond_all_reason_is_refused() -> None:
    huge = XML % (
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>'
        + bytes(random.Random(7).choices(b"abcdefgh", k=1_200_000))
        + b"</t></is></c></row>"
    )
    with pytest.raises(UnreadableFile, match="more than 1 million characters"):
        table_of(with_member(WORKBOOK, SHEET, huge), "list.xlsx")


def test_memory_stays_flat_for_a_long_list(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    block = as_csv([[f"System {number}", "Ana", "Answers questions of customers at length " * 5] for number in range(1000)])
    with path.open("wb") as file:
        file.write(b"Name,Owner,Purpose\r\n")
        for _ in range(60):
            file.write(block)
    tracemalloc.start()
    table = read_table(path)
    assert sum(1 for _ in table.rows()) == 60_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000 < path.stat().st_size


@settings(max_examples=150)
@given(st.binary(max_size=600))
def test_any_bytes_give_a_table_or_a_refusal(content: bytes) -> None:
    try:
        table = table_of(content)
    except UnreadableFile:
        return
    assert all(len(row.cells) == len(table.columns) for row in table.rows())


@settings(max_examples=100)
@given(st.text(max_size=400))
def test_any_text_gives_a_table_or_a_refusal(content: str) -> None:
    try:
        table = table_of(content.encode("utf-8", "replace"))
    except UnreadableFile:
        return
    assert table.meta.row_count == len(list(table.rows()))
    assert len(set(table.columns)) == len(table.columns)
