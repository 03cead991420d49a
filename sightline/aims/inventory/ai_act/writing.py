"""Writes short documents as DOCX, to be edited and signed. Texts are set as text; what is missing is marked where it stands."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Mm, Pt, RGBColor

from sightline.aims.organisation.models import Organisation
from sightline.kernel import clock
from sightline.kernel.journal.integrating import newest_checkpoint

_INK, _QUIET, _RED = RGBColor(0x1A, 0x24, 0x28), RGBColor(0x46, 0x52, 0x57), RGBColor(0xA0, 0x2C, 0x24)
_FONT = "Calibri"
MISSING = "Missing"


class Paper:
    """One document under construction.

    Args:
        title: the heading.
        law: by which article it is asked for.
        subject: what it is about: name and reference of the system.
    """

    def __init__(self, title: str, law: str, subject: str) -> None:
        self.document = Document()
        about, now = self.document.core_properties, clock.now()
        about.title, about.author, about.language = f"{title}: {subject}", "Sightline", "en-GB"
        about.created = about.modified = now.replace(tzinfo=None)
        normal: Any = self.document.styles["Normal"]
        normal.font.name, normal.font.size, normal.font.color.rgb = _FONT, Pt(10.5), _INK
        for style in self.document.styles:
            if style.type == WD_STYLE_TYPE.PARAGRAPH and style.name in ("Title", "Heading 1", "Heading 2"):
                style.font.name, style.font.color.rgb = _FONT, _INK
        page = self.document.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin = page.right_margin = Mm(20)
        page.footer.paragraphs[0].text = _foot(title)
        self._say(law, _QUIET)
        self.document.add_paragraph(title, style="Title")
        self._say(subject, _QUIET)

    def _say(self, words: str, colour: RGBColor = _INK, *, bold: bool = False) -> None:
        run = self.document.add_paragraph().add_run(words)
        run.font.color.rgb, run.bold = colour, bold or None

    def heading(self, words: str) -> None:
        """A heading of a part."""
        self.document.add_heading(words, level=1)

    def text(self, words: str) -> None:
        """Plain paragraphs, one for each line."""
        for line in words.splitlines():
            self._say(line)

    def quiet(self, words: str) -> None:
        """A remark."""
        self._say(words, _QUIET)

    def missing(self, words: str) -> None:
        """Something that has to be there and is not."""
        self._say(f"{MISSING}: {words}", _RED, bold=True)

    def facts(self, rows: Iterable[tuple[str, str, str, bool]]) -> None:
        """A table of number, label and value; True where the value is missing."""
        table = self.document.add_table(rows=0, cols=3, style="Table Grid")
        for number, label, value, missing in rows:
            cells = table.add_row().cells
            for cell, width, words in zip(cells, (14, 56, 100), (number, label, ""), strict=True):
                cell.width = Mm(width)
                cell.text = words
            run = cells[2].paragraphs[0].add_run(f"{MISSING}" if missing else value or "–")
            run.font.color.rgb, run.bold = (_RED, True) if missing else (_INK, None)
        self.document.add_paragraph()

    def signature(self, lines: Iterable[str]) -> None:
        """Lines to sign on."""
        for line in lines:
            self.document.add_paragraph(f"\n{line}: ______________________________")

    def done(self) -> bytes:
        """The document as a file."""
        buffer = io.BytesIO()
        self.document.save(buffer)
        return buffer.getvalue()


def _foot(title: str) -> str:
    organisation, newest = Organisation.ours(), newest_checkpoint()
    today = clock.today()
    words = [organisation.name if organisation else "", title, f"{today.day} {today:%B %Y}"]
    if newest is not None:
        words.append(f"checkpoint {newest.number}, {bytes(newest.root).hex()[:12]}…")
    return " · ".join(one for one in words if one)
