"""The readiness report: the same figures as the pages, in every format."""

import io

import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from sightline.kernel.actions import perform
from sightline.kernel.exports import find_export, make_file
from sightline.kernel.identity.actors import Actor
from sightline.readers.conformity.readiness import readiness
from sightline.readers.frameworks.applying import ensure_shipped_frameworks
from sightline.readers.reports.making import report_bytes
from sightline.readers.reports.readying import readiness_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(lead: Actor) -> Actor:
    """An organisation that has one AI system and not much else; its name could be taken for markup."""
    ensure_shipped_frameworks(Actor.system(), "system", only=("iso42001",))
    perform("add_system", lead, {"name": "=1+1 #read(x) *bold* <b>", "stage": "operation"}, face="web")
    return lead


def test_it_says_what_the_pages_say(begun: Actor) -> None:
    report, told = readiness_report(begun), readiness(begun)
    assert report["sentence"] == " ".join(one["sentence"] for one in told["stages"])
    assert [len(one["blockers"]) for one in report["stages"]] == [len(one["blockers"]) for one in told["stages"]]
    assert (report["documents_there"], report["documents_asked"]) == (told["documents"]["there"], told["documents"]["asked"])


def test_every_format_is_made_and_texts_stay_texts(begun: Actor) -> None:
    found = find_export("readiness")
    assert found is not None
    assert make_file(found, begun, "pdf").content[:5] == b"%PDF-"  # type: ignore[index]
    report = readiness_report(begun)
    book = CalamineWorkbook.from_filelike(io.BytesIO(report_bytes("readiness", "xlsx", begun)))
    rows = book.get_sheet_by_name("Readiness").to_python()
    assert len(rows) == 1 + sum(len(one["blockers"]) + len(one["others"]) for one in report["stages"])
    assert {"For how long", "Documents", "System SYS-0001"} <= set(book.sheet_names)
    document = Document(io.BytesIO(report_bytes("readiness", "docx", begun)))
    headings = [one.text for one in document.paragraphs if str(one.style.name if one.style else "").startswith("Heading")]
    assert "One system, followed: =1+1 #read(x) *bold* <b> (SYS-0001)" in headings
    assert report_bytes("readiness", "docx", begun) == report_bytes("readiness", "docx", begun)
