"""What a file is, by its content and never by its name, and whether it is safe to open.

Sizes are read from the zip directory and then proved by inflating into nothing, since a directory can lie.
"""

import re
import zipfile
import zlib
from pathlib import Path
from typing import Literal

from .errors import UnreadableFile

Kind = Literal["csv", "tsv", "xlsx", "xlsb", "xls", "ods"]

LARGEST_FILE = 2 << 30  # bytes
LARGEST_UNPACKED = 500 * 1_000_000  # bytes
_LARGEST_RATIO = 300  # times; dense but honest sheets reach about 60
_RATIO_COUNTS_FROM = 20_000_000  # bytes unpacked
_MOST_MEMBERS = 5_000
_SAVE_AS = "Open it where it was made, save the list as XLSX or CSV, and choose that file."
_PASSWORD = "This workbook is protected with a password. Open it, remove the password, save it, and choose it again."  # noqa: S105
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"SQLite format 3", "a database"),
    (b"PAR1", "a Parquet file"),
    (b"\x1f\x8b", "a packed file (gzip)"),
    (b"Rar!", "a packed file (RAR)"),
    (b"7z\xbc\xaf", "a packed file (7z)"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def file_kind(path: Path) -> Kind | Literal["text"]:
    """What the file is. `text` may still turn out to be binary.

    Raises UnreadableFile for everything that is no table, in words that say what it is.
    """
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFile("This file is empty. Save the list again and choose the new file.")
    if size > LARGEST_FILE:
        raise UnreadableFile("This file is larger than 2 GB. Split the list into smaller files.")
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(path)
    if head.startswith(_OLE):
        return _ole_kind(path)
    for magic, what in _FOREIGN:
        if head.startswith(magic):
            raise UnreadableFile(f"This file is {what}, not a list. {_SAVE_AS}")
    _refuse_markup(head)
    return "text"


def _refuse_markup(head: bytes) -> None:
    start = head.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").removeprefix(b"\xff\xfe").lstrip().lower()
    if re.match(rb"<(!doctype html|html|head|body|table|meta|style)", start):
        raise UnreadableFile(f"This file is a web page, whatever its name says. {_SAVE_AS}")
    if start.startswith(b"<?xml"):
        raise UnreadableFile(f"This file is XML, not a list. {_SAVE_AS}")
    if re.match(rb'(\{\s*"|\[\s*\{\s*")', start):
        raise UnreadableFile("This file is JSON, not a list. Save the list as XLSX or CSV and choose that file.")


def _zip_kind(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            kind = _kind_by_members(archive)
            _refuse_bombs(path, archive)
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, ValueError) as error:
        raise UnreadableFile(f"This workbook is damaged: it cannot be unpacked. {_SAVE_AS}") from error
    return kind


def _kind_by_members(archive: zipfile.ZipFile) -> Kind:
    names = set(archive.namelist())
    if len(names) > _MOST_MEMBERS:
        raise UnreadableFile(f"This file holds {len(names):,} parts, more than any workbook has. {_SAVE_AS}")
    if any(name.startswith("Index/") and name.endswith(".iwa") for name in names) or "Index.zip" in names:
        raise UnreadableFile("This file is made by Numbers. Export the list there as Excel or CSV and choose that file.")
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "content.xml" in names:
        kind = archive.open("mimetype").read(100) if "mimetype" in names else b""
        if b"spreadsheet" in kind or b"office:spreadsheet" in archive.open("content.xml").read(1 << 20):
            if "META-INF/manifest.xml" in names and b"encryption-data" in archive.open("META-INF/manifest.xml").read(1 << 20):
                raise UnreadableFile(_PASSWORD)
            return "ods"
        raise UnreadableFile(f"This file is a text document or a presentation, not a list. {_SAVE_AS}")
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise UnreadableFile(f"This file is a text document or a presentation, not a list. {_SAVE_AS}")
    raise UnreadableFile("This file is a zip archive. Unpack it and choose the list in it.")


def _refuse_bombs(path: Path, archive: zipfile.ZipFile) -> None:
    """Unpacked size against the limits, first as declared, then as it is."""
    members = archive.infolist()
    declared = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if declared > LARGEST_UNPACKED or (declared > _RATIO_COUNTS_FROM and declared / packed > _LARGEST_RATIO):
        raise UnreadableFile(
            f"This workbook would unpack to {declared / 1e6:,.0f} MB from {packed / 1e6:,.1f} MB, which no list needs. Save the list as CSV and choose that file."
        )
    for member in members:
        if member.flag_bits & 1:
            raise UnreadableFile(_PASSWORD)
        if member.filename.endswith((".xml", ".bin", ".rels")):
            _prove_size(path, member)


def _prove_size(path: Path, member: zipfile.ZipInfo) -> None:
    with path.open("rb") as file:
        file.seek(member.header_offset + 26)
        lengths = file.read(4)
        file.seek(int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little"), 1)
        if member.compress_type == zipfile.ZIP_STORED:
            start, size = file.read(4096), member.compress_size
        elif member.compress_type == zipfile.ZIP_DEFLATED:
            start, size = _inflate(file.read(member.compress_size), member.file_size)
        else:
            raise UnreadableFile(f"This workbook is packed in a way that is not known here. {_SAVE_AS}")
    if size != member.file_size:
        raise UnreadableFile(f"This workbook lies about its size and was not opened. {_SAVE_AS}")
    if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
        raise UnreadableFile(f"This workbook defines XML entities, which no list needs, and was not opened. {_SAVE_AS}")


def _inflate(packed: bytes, declared: int) -> tuple[bytes, int]:
    """The first bytes, and the unpacked size counted no further than just beyond what was declared."""
    engine, size, start = zlib.decompressobj(-15), 0, b""
    while packed and not engine.eof and size <= declared:
        part = engine.decompress(packed, 1 << 20)
        start = start or part[:4096]
        size += len(part)
        packed = engine.unconsumed_tail
    return start, size


def _ole_kind(path: Path) -> Kind:
    found: set[str] = set()
    marks = {name: name.encode("utf-16-le") for name in ("EncryptedPackage", "Workbook", "Book", "WordDocument", "PowerPoint Document")}
    with path.open("rb") as file:
        tail = b""
        while chunk := file.read(1 << 20):
            block = tail + chunk
            found |= {name for name, mark in marks.items() if mark in block}
            tail = block[-64:]
    if "EncryptedPackage" in found:
        raise UnreadableFile(_PASSWORD)
    if found & {"Workbook", "Book"}:
        return "xls"
    raise UnreadableFile(f"This file is an old Office document, not a workbook. {_SAVE_AS}")
