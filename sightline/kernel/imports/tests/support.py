"""What the tests of this folder share: files made on the spot, and the field list that they are read into."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sightline.kernel.imports import FieldSet, Table, load_fields, read_table

HERE = Path(__file__).parent
FIELDS: FieldSet = load_fields(HERE / "files" / "ai_systems.yaml")


def table_of(content: bytes | str, filename: str = "list.csv", **options: Any) -> Table:
    """The table in a file of this content."""
    return read_table(io.BytesIO(content.encode() if isinstance(content, str) else content), filename, **options)


def cells_of(table: Table) -> list[list[str]]:
    """All rows, without their numbers."""
    return [row.cells for row in table.rows()]


def ods(rows: Sequence[str], *, body: str = "") -> bytes:
    """A minimal OpenDocument spreadsheet with these table rows (as XML)."""
    name = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{name}:office:1.0" xmlns:table="{name}:table:1.0" '
        f'xmlns:text="{name}:text:1.0" '
        f'office:version="1.2"><office:body><office:spreadsheet><table:table table:name="Inventory">{"".join(rows)}{body}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": b"<manifest/>",
        }
    )


def ods_row(*cells: str) -> str:
    """A table row of text cells."""
    return (
        "<table:table-row>"
        + "".join(f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in cells)
        + "</table:table-row>"
    )


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip archive, deflated."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def with_member(workbook: bytes, name: str, data: bytes) -> bytes:
    """A workbook with one of its parts replaced."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    return zipped({**members, name: data})
