"""Reports as DOCX, to be edited and passed on. Texts are set as text: what looks like markup stays what it is."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from .gathering import Report

QUIET = RGBColor(0x46, 0x52, 0x57)
RED = RGBColor(0xA0, 0x2C, 0x24)
PETROL = RGBColor(0x0B, 0x53, 0x61)
FONT = "Calibri"
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def write_docx(kind: str, report: Report, out: Path) -> None:
    """Writes a report as DOCX. The same data give the same bytes.

    Args:
        kind: gap, soa, scope, class or readiness.
        report: what it says.
        out: where to.
    """
    document = _begun(report, landscape=kind in ("soa", "class", "readiness"))
    {"gap": _gap, "soa": _soa, "scope": _scope, "class": _classes, "readiness": _readiness}[kind](document, report)
    buffer = io.BytesIO()
    document.save(buffer)
    _pack_again(buffer, out)


def write_packed(content: bytes, out: Path) -> None:
    """Writes a finished DOCX, so that the same content gives the same bytes."""
    _pack_again(io.BytesIO(content), out)


def _pack_again(made: io.BytesIO, out: Path) -> None:
    """The same parts without the time at which they were packed."""
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for info in parts.infolist():
            part = zipfile.ZipInfo(info.filename, ZIP_TIME)
            part.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(part, parts.read(info))


def _begun(report: Report, *, landscape: bool) -> DocumentType:
    document = Document()
    checkpoint = report["checkpoint"]
    time = datetime.fromisoformat(checkpoint["time"].replace("Z", "+00:00")) if checkpoint else datetime(2000, 1, 1, tzinfo=UTC)
    about = document.core_properties
    about.title, about.author, about.created, about.modified = f"{report['title']}: {report['organisation']}", "Sightline", time, time
    about.language = "en-GB"
    _set_styles(document)
    page = document.sections[0]
    page.page_width, page.page_height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    page.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    page.left_margin = page.right_margin = Mm(16)
    page.top_margin, page.bottom_margin = Mm(18), Mm(20)
    foot = page.footer.paragraphs[0]
    words = [report["organisation"], report["title"], report["day"]]
    words += [f"checkpoint {checkpoint['number']}, {checkpoint['root'][:12]}…"] if checkpoint else []
    _add(foot, " · ".join(word for word in words if word), size=8, colour=QUIET)
    return document


def _set_styles(document: DocumentType) -> None:
    normal: Any = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(10)
    normal.paragraph_format.space_after = Pt(4)
    for name, size in (("Title", 28), ("Heading 1", 18), ("Heading 2", 13), ("Heading 3", 11)):
        style: Any = document.styles[name]
        style.font.name, style.font.size, style.font.bold = FONT, Pt(size), True
        style.font.color.rgb = PETROL if name != "Heading 3" else RGBColor(0x1A, 0x24, 0x28)
        fonts = style.element.rPr.rFonts
        for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(attribute), None)


def _add(paragraph: Any, words: str, *, size: float = 0, colour: RGBColor | None = None, bold: bool = False) -> Any:
    run = paragraph.add_run(words)
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    if colour is not None:
        run.font.color.rgb = colour
    return run


def _title_page(document: DocumentType, report: Report, lead: str, pairs: Iterable[tuple[str, str]]) -> None:
    _add(document.add_paragraph(), report["short"], bold=True, colour=PETROL)
    document.add_paragraph(report["title"], style="Title")
    _add(document.add_paragraph(), report["organisation"], size=14, colour=QUIET)
    _add(document.add_paragraph(), lead, size=15)
    for label, words in pairs:
        paragraph = document.add_paragraph()
        _add(paragraph, f"{label}: ", colour=QUIET)
        _add(paragraph, words)
    checkpoint = report["checkpoint"]
    if checkpoint:
        said = f"Every figure follows from records that the ledger proves up to checkpoint {checkpoint['number']}, signed {checkpoint['words']} "
        document.add_paragraph(f"{said}over {checkpoint['size']} entries. Its root is {checkpoint['root']}.")
    document.add_page_break()  # type: ignore[no-untyped-call]


def _table(document: DocumentType, heads: Sequence[str], widths: Sequence[float], rows: Iterable[Sequence[Any]]) -> None:
    """A table whose head repeats on each page and whose rows stay whole. A cell is a text, or (text, colour)."""
    rows = list(rows)
    table = document.add_table(rows=1 + len(rows), cols=len(heads))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    _rule(table)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for place, (line, values) in enumerate(zip(table.rows, [tuple((head, QUIET) for head in heads), *rows], strict=True)):
        properties = line._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if place == 0:
            properties.append(OxmlElement("w:tblHeader"))
        for cell, width, value in zip(line.cells, widths, values, strict=True):
            cell.width = Mm(width)
            words, colour = value if isinstance(value, tuple) else (str(value), None)
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)
            cell.paragraphs[0].paragraph_format.keep_with_next = place == 0
            _add(cell.paragraphs[0], words, size=9, colour=colour, bold=place == 0)
    document.add_paragraph()


def _element(name: str, **attributes: str) -> Any:
    made = OxmlElement(name)
    for attribute, value in attributes.items():
        made.set(qn(f"w:{attribute}"), value)
    return made


def _rule(table: Any) -> None:
    """Hairlines between rows and some air in the cells, as on paper elsewhere."""
    borders = _element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color="CFCBBF"))
    margins = _element("w:tblCellMar")
    for side, width in (("top", "50"), ("left", "80"), ("bottom", "50"), ("right", "80")):
        margins.append(_element(f"w:{side}", w=width, type="dxa"))
    # Word wants these in the order of the schema: borders before the layout, margins right after it.
    layout = table._tbl.tblPr.find(qn("w:tblLayout"))
    layout.addprevious(borders)
    layout.addnext(margins)


def _gap(document: DocumentType, report: Report) -> None:
    _title_page(
        document,
        report,
        report["sentence"],
        (("State of", report["day"]), ("Measured against", report["framework"]), ("Made by", report["made_by"])),
    )
    document.add_heading("In line, by part", 1)
    _table(
        document, ["Part", "In line"], [120, 40], [(part["name"], f"{part['in_line']} of {part['applying']}") for part in report["parts"]]
    )
    document.add_heading("What to do, the largest gap first", 1)
    document.add_paragraph(
        "In the order of gap times weight: how many levels are missing, times how much the requirement matters (1 to 3)."
    )
    _table(
        document,
        ["", "Requirement", "Gap", "What is missing", "Step and owner", "By"],
        [9, 34, 14, 66, 33, 22],
        [_gap_row(place, gap) for place, gap in enumerate(report["gaps"], 1)],
    )
    document.add_heading("Every requirement", 1)
    for group in report["groups"]:
        document.add_heading(group["name"], 2)
        for one in group["requirements"]:
            _requirement(document, one)
    document.add_paragraph(report["copyright"])


def _gap_row(place: int, gap: Report) -> list[Any]:
    step = gap["step"] or (f"Begin with: {gap['mend']}" if gap["mend"] else "Not planned")
    by = gap["due"] or ("No date", RED)
    missing = "\n".join(gap["missing"])
    return [
        place,
        f"{gap['code']} {gap['short']}",
        f"{gap['gap']} × {gap['weight']}",
        missing,
        "\n".join(filter(None, [step, gap["owner"]])),
        by,
    ]


def _requirement(document: DocumentType, one: Report) -> None:
    document.add_heading(f"{one['code']}  {one['title']}", 3)
    counted = "–" if one["counted"] is None else f"{one['counted']} of 5"
    judged = "not yet" if one["judged"] is None else f"{one['judged']['maturity']} of 5"
    facts = [one["state_words"], f"counted: {counted}", f"judged: {judged}", f"goal: {one['goal']}", one["applies"]]
    _add(
        document.add_paragraph(),
        " · ".join(fact for fact in facts if fact),
        bold=True,
        colour=RED if one["state"] == "not-in-line" else QUIET,
    )
    document.add_paragraph(one["statement"])
    if one["judged"] is not None:
        document.add_paragraph(f"“{one['judged']['reason']}” {one['judged']['by']}, {one['judged']['on']}. {one['disagreement']}".strip())
    if one["justification"]:
        document.add_paragraph(f"Why: {one['justification']}")
    if one["expectations"]:
        rows = [
            (_expectation(row), f"{row['population']:,}", f"{row['conforming']:,}", f"{row['exceptions']:,}") for row in one["expectations"]
        ]
        _table(document, ["We expect that", "Population", "Conforming", "Exceptions"], [100, 25, 27, 26], rows)
    if one["state"] == "not-recorded" and one["shown_by"]:
        document.add_paragraph(f"Nothing is recorded yet. It would show by: {one['shown_by']}.")


def _expectation(row: Report) -> str:
    rest = row["exceptions"] - len(row["named"])
    named = "; ".join(row["named"]) + (f"; and {rest:,} more" if rest > 0 and row["named"] else "")
    return "\n".join(filter(None, [row["sentence"], row["missing"], named]))


def _soa(document: DocumentType, report: Report) -> None:
    counts = ", ".join(f"{count} {words.lower()}" for words, count in report["counts"].items())
    pairs = (("State of", report["day"]), ("Controls of", report["framework"]), ("They", counts), ("Made by", report["made_by"]))
    _title_page(document, report, report["version"]["words"], pairs)
    document.add_heading("Every control of Annex A", 1)
    for group in report["groups"]:
        document.add_heading(group["name"], 2)
        _table(
            document,
            ["Control", "Title", "Applies", "Why", "How it is put into practice", "Stands", "Owner", "Evidence"],
            [16, 42, 27, 52, 52, 27, 22, 24],
            [_control_row(row) for row in group["controls"]],
        )
    document.add_paragraph(report["copyright"])


def _control_row(row: Report) -> list[str]:
    applies = row["applies_words"] + ("\nChanged since it was approved" if row["changed"] else "")
    why = f"{row['basis']}: {row['justification']}" if row["basis"] else row["justification"]
    return [row["id"], row["title"], applies, why, row["practice"], row["state_words"], row["owner"], str(row["evidence"] or "")]


def _scope(document: DocumentType, report: Report) -> None:
    pairs = (("State of", report["day"]), ("Statement", report["version"]["reference"]), ("Made by", report["made_by"]))
    _title_page(document, report, report["version"]["words"], pairs)
    if report["version"]["draft"]:
        _add(document.add_paragraph(), "Draft: not approved", bold=True, colour=RED)
    document.add_heading("What it covers", 1)
    for part in report["paragraphs"]:
        document.add_paragraph(part)
    if report["boundary"]:
        document.add_heading("The boundary", 2)
    for part in report["boundary"]:
        document.add_paragraph(part)
    document.add_heading("What is left out, and why", 2)
    rows: list[Sequence[Any]] = [(row["what"], row["reference"] or "–", row["reason"]) for row in report["left_out"]]
    _table_or(document, "Nothing is left out.", ["What", "Record", "Why"], [60, 26, 92], rows)
    document.add_heading("What it stands on", 1)
    for label, names in (("AI systems", [report["systems"]]), ("Units", _names(report["units"])), ("Sites", _names(report["sites"]))):
        paragraph = document.add_paragraph()
        _add(paragraph, f"{label}: ", colour=QUIET)
        _add(paragraph, "; ".join(names) or "–")
    _scope_tables(document, report)


def _names(rows: Sequence[Report]) -> list[str]:
    return [f"{row['name']} ({row['country']})" if row["country"] else row["name"] for row in rows]


def _scope_tables(document: DocumentType, report: Report) -> None:
    document.add_heading("Objectives that it serves", 2)
    objectives = [
        (f"{row['title']}\n{row['reference']}", row["target"] or "–", row["owner"] or "–", row["due"] or "–", row["state"])
        for row in report["objectives"]
    ]
    heads = ["Objective", "Target", "Owner", "By", "State today"]
    _table_or(document, "No objective was set when it was written.", heads, [66, 36, 30, 24, 22], objectives)
    document.add_heading("Data flows that cross the boundary today", 2)
    flows = [
        (f"{row['ends']}\n{row['name']} {row['reference']}", row["countries"], row["governed"] or ("Nothing is named", RED))
        for row in report["flows"]
    ]
    _table_or(document, "None is recorded.", ["Flow", "Country", "What governs it"], [74, 40, 64], flows)
    today = report["today"]
    for title, lines in (
        ("Where the records cross the boundary today", today["crossings"]),
        ("What has moved since it was approved", today["moved"]),
    ):
        if lines:
            document.add_heading(title, 2)
        for words in lines:
            document.add_paragraph(words, style="List Bullet")


def _table_or(document: DocumentType, nothing: str, heads: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[Any]]) -> None:
    """A table, or one line where there is nothing to list."""
    if rows:
        _table(document, heads, widths, rows)
    else:
        document.add_paragraph(nothing)


def _classes(document: DocumentType, report: Report) -> None:
    pairs = (("State of", report["day"]), ("Measured against", report["framework"]), ("Made by", report["made_by"]))
    _title_page(document, report, report["sentence"], pairs)
    document.add_heading("By class", 1)
    counts = [(one["label"], one["about"], one["count"], one["confirmed"]) for one in report["groups"]]
    _table(document, ["Class", "What it means", "Systems", "Confirmed"], [50, 135, 35, 35], counts)
    for group in report["groups"]:
        if not group["count"]:
            continue
        document.add_heading(group["label"], 2)
        rows = [
            (f"{row['name']}\n{row['reference']} {row['unit']}", row["roles"], row["reason"], row["points"], row["state"])
            for row in group["rows"]
        ]
        _table(document, ["System", "Our role", "Why", "Points", "State"], [70, 40, 85, 30, 40], rows)
        if group["more"]:
            document.add_paragraph(f"And {group['more']:,} more; the workbook has all of them.")
    document.add_heading("Duties that follow", 1)
    duties = [(row["effective"], row["requirement"], row["title"], row["all"], row["open"], row["bare"]) for row in report["duties"]]
    heads = ["To be met by", "Article", "Duty", "Systems", "Open", "Without owner"]
    _table_or(document, "None follows from a confirmed class yet.", heads, [38, 26, 100, 28, 28, 35], duties)
    _add(document.add_paragraph(), report["copyright"], size=8, colour=QUIET)


_KINDS = {"bad": RED, "none": QUIET}


def _readiness(document: DocumentType, report: Report) -> None:
    counted = f"{report['documents_there']} of {report['documents_asked']} required documents are there and current"
    pairs = [("State of", report["day"]), ("Measured against", report["framework"]), ("Counted", report["counted"]), ("Documents", counted)]
    _title_page(document, report, report["sentence"], [*pairs, ("Made by", report["made_by"])])
    for stage in report["stages"]:
        document.add_heading(stage["title"], 1)
        document.add_paragraph(stage["sentence"])
        for title, rows, nothing in (
            ("What blocks", stage["blockers"], "Nothing blocks."),
            ("What else is looked at", stage["others"], "–"),
        ):
            document.add_heading(title, 2)
            heads = ["Looked at", "What an auditor wants to see", "State", "Missing"]
            _table_or(document, nothing, heads, [50, 80, 35, 95], [_looked_row(row) for row in rows])
    document.add_heading("For how long", 1)
    ran = [(row["name"], row["first"] or "No records yet", row["last"], row["months"], row["active"]) for row in report["processes"]]
    _table(document, ["Process", "First entry", "Last entry", "Months", "Months with records"], [80, 55, 55, 25, 45], ran)
    if report["trail"] is not None:
        trail = report["trail"]
        document.add_heading(f"One system, followed: {trail['name']} ({trail['reference']})", 1)
        steps = [
            (row["name"], row["requirements"], (row["words"], _KINDS.get(row["mark"])), row["records"], row["day"])
            for row in trail["steps"]
        ]
        _table(document, ["Step", "Requirement", "What is there", "Records", "Day"], [50, 35, 95, 45, 35], steps)
    document.add_heading("Required documents", 1)
    papers = [
        (row["requirement"], row["name"], row["kind"], (row["state"], _KINDS.get(row["mark"])), row["where"], row["missing"])
        for row in report["documents"]
    ]
    _table(document, ["Requirement", "Document or record", "Kind", "State", "Where", "Missing"], [24, 62, 20, 34, 50, 70], papers)
    _add(document.add_paragraph(), report["copyright"], size=8, colour=QUIET)


def _looked_row(row: Report) -> list[Any]:
    return [
        f"{row['title']}\n{row['requirements']}",
        row["looks_at"],
        (row["state"], _KINDS.get(row["kind"])),
        "\n".join(row["missing"]) or "–",
    ]
