"""Reports: the same figures in every format as on the pages, whatever people write into the records."""

import io
import json
import re
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from python_calamine import CalamineWorkbook

from sightline.kernel import clock
from sightline.kernel.actions import perform
from sightline.kernel.errors import Invalid, NotPermitted
from sightline.kernel.exports import find_export, make_file
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.models import Checkpoint, Entry
from sightline.readers.conformity.models import Applicability
from sightline.readers.conformity.standing import overview
from sightline.readers.conformity.telling import conformity, sentence
from sightline.readers.frameworks.applying import ensure_shipped_frameworks
from sightline.readers.frameworks.models import Requirement
from sightline.readers.reports.gathering import gap_report
from sightline.readers.reports.making import FORMATS, report_bytes

pytestmark = pytest.mark.django_db

HOSTILE = '=HYPERLINK("http://x.invalid") #read("/etc/passwd") *bold* <b> & {{ 7*7 }} _under_ $x$ @cite \\ “quoted”'


@pytest.fixture
def recorded(lead: Actor) -> Actor:
    """Some decisions, a judgement, a plan and a piece of evidence, with everything in them that could be taken for markup."""
    ensure_shipped_frameworks(Actor.system(), "system", only=("iso42001",))
    policy = Requirement.objects.get(key="iso42001:5.2")
    control = Applicability.objects.get(requirement__key="iso42001:A.2.2")
    decided = {"applies": "yes", "basis": "law", "justification": HOSTILE, "practice": "In the policy"}
    perform("state_applicability", lead, decided, face="web", subject=control)
    perform("judge_requirement", lead, {"maturity": 2, "why": HOSTILE}, face="web", subject=policy)
    perform("plan_gap", lead, {"step": HOSTILE, "due": "2030-01-20"}, face="web", subject=policy)
    data = {"title": HOSTILE, "speaks_of": "2026-11-01"}
    perform("attach_evidence", lead, data, face="web", subject=policy, files={"file": SimpleUploadedFile("policy.pdf", b"%PDF")})
    return lead


def _words_of_docx(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_figures_of_a_report_are_those_of_page_and_command(recorded: Actor) -> None:
    report, told, seen = gap_report(recorded), conformity("iso42001", recorded), overview()
    assert report["sentence"] == sentence(seen)
    requirements = [one for group in report["groups"] for one in group["requirements"]]
    assert [(one["code"], one["state"]) for one in requirements] == [(one["id"], one["state"]) for one in told["requirements"]]
    counts = [[(row["population"], row["conforming"], row["exceptions"]) for row in one["expectations"]] for one in requirements]
    assert counts == [
        [(row["population"], row["conforming"], len(row["exceptions"])) for row in one["expectations"]] for one in told["requirements"]
    ]
    assert len(report["gaps"]) == len(seen.gaps)
    assert json.loads(json.dumps(told)) == told


def test_the_gap_report_ranks_the_largest_gap_first_and_names_step_and_day(recorded: Actor) -> None:
    gaps = gap_report(recorded)["gaps"]
    assert [gap["rank"] for gap in gaps] == sorted((gap["rank"] for gap in gaps), reverse=True)
    [policy] = [gap for gap in gaps if gap["code"] == "5.2"]
    assert (policy["gap"], policy["weight"], policy["step"], policy["due"]) == (2, 3, HOSTILE, "20 January 2030")


def test_a_report_rests_on_a_checkpoint_that_covers_every_entry(recorded: Actor) -> None:
    assert gap_report(recorded)["checkpoint"]["size"] == Entry.objects.count()
    assert Checkpoint.objects.exists()


@pytest.mark.parametrize("kind", ["gap", "soa"])
def test_docx_says_everything_as_text(recorded: Actor, kind: str) -> None:
    words = _words_of_docx(report_bytes(kind, "docx", recorded))
    assert HOSTILE in words
    assert "checkpoint" in words
    assert all(row.code in words for row in Requirement.objects.current() if kind == "gap" or row.kind == "control")


@pytest.mark.parametrize("kind", ["gap", "soa"])
def test_xlsx_has_no_formula_and_no_link(recorded: Actor, kind: str) -> None:
    content = report_bytes(kind, "xlsx", recorded)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    cells = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    assert HOSTILE in cells
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = "".join(parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/"))
    assert "<f>" not in sheets
    assert "<hyperlink" not in sheets


def test_xlsx_has_a_row_for_each_requirement_and_each_control(recorded: Actor) -> None:
    gap = CalamineWorkbook.from_filelike(io.BytesIO(report_bytes("gap", "xlsx", recorded)))
    assert len(gap.get_sheet_by_name("Requirements").to_python()) == 71
    soa = CalamineWorkbook.from_filelike(io.BytesIO(report_bytes("soa", "xlsx", recorded)))
    assert len(soa.get_sheet_by_name("Controls").to_python()) == 39


@pytest.mark.parametrize("kind", ["gap", "soa"])
def test_pdf_is_tagged_and_takes_no_text_for_markup(recorded: Actor, kind: str) -> None:
    content = report_bytes(kind, "pdf", recorded)
    assert content.startswith(b"%PDF-")
    assert b"pdfuaid" in content


def test_the_words_of_the_pdf_are_those_that_people_wrote(recorded: Actor, tmp_path: Path) -> None:
    reader = "pdftotext"
    try:
        subprocess.run([reader, "-v"], capture_output=True, check=True)
    except FileNotFoundError:
        pytest.skip("pdftotext is not here (apt install poppler-utils)")
    out = tmp_path / "report.pdf"
    out.write_bytes(report_bytes("gap", "pdf", recorded))
    words = re.sub(r"\s+", " ", subprocess.run([reader, str(out), "-"], capture_output=True, text=True, check=True).stdout)
    assert '#read("/etc/passwd") *bold* <b> & {{ 7*7 }} _under_ $x$' in words
    assert "root:" not in words
    assert sentence(overview()) in words


@pytest.mark.parametrize("ending", sorted(FORMATS))
def test_the_same_records_give_the_same_bytes(recorded: Actor, ending: str) -> None:
    with clock.at(datetime(2026, 11, 25, 9, tzinfo=UTC)):
        first = report_bytes("soa", ending, recorded)
    with clock.at(datetime(2026, 11, 25, 17, tzinfo=UTC)):
        assert report_bytes("soa", ending, recorded) == first


def test_reports_are_for_those_whom_the_table_names(recorded: Actor, employee: Actor) -> None:
    gap = find_export("gap")
    assert gap is not None
    assert make_file(gap, recorded, "xlsx").name.endswith(".xlsx")
    with pytest.raises(NotPermitted, match="lead, executive, auditor"):
        make_file(gap, employee, "xlsx")


def test_a_format_that_there_is_not_is_refused_with_those_that_there_are(recorded: Actor) -> None:
    gap = find_export("gap")
    assert gap is not None
    with pytest.raises(Invalid, match=r"\.pdf or \.docx or \.xlsx"):
        make_file(gap, recorded, "txt")
    with pytest.raises(Invalid, match="no option"):
        make_file(gap, recorded, "pdf", options={"colour": "red"})
