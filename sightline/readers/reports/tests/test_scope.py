"""The scope report and the map of data flows: what stands in them, in every format, whatever people write."""

import io
import re
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from docx import Document

from sightline.aims.inventory.flows.findings import FINDINGS
from sightline.aims.organisation.models import ScopeStatement
from sightline.aims.organisation.tests.conftest import do, organisation
from sightline.kernel.errors import Invalid, NotFound, NotPermitted
from sightline.kernel.expectations import all_expectations
from sightline.kernel.exports import find_export, make_file
from sightline.kernel.identity.actors import Actor
from sightline.readers.frameworks.applying import ensure_shipped_frameworks
from sightline.readers.frameworks.loading import load_shipped

__all__ = ["do", "organisation"]

pytestmark = pytest.mark.django_db
HOSTILE = '#read("/etc/passwd") *bold* <b> & {{ 7*7 }} _under_ $x$'


@pytest.fixture
def recorded(do: Any, organisation: Any, lead: Actor) -> ScopeStatement:
    """A draft that leaves something out, serves an objective, and has a flow across the boundary."""
    ensure_shipped_frameworks(Actor.system(), "system")
    unit = do("add_unit", lead, name="Recruiting", country="Ireland", in_scope="yes")
    do("add_site", lead, name="Dublin", country="Ireland", in_scope="yes")
    do("add_unit", lead, name="Catering", in_scope="no", scope_reason=HOSTILE)
    do("add_objective", lead, title="Every AI system has an owner", target="100 %")
    inside = do("add_system", lead, name="Candidate ranking", unit=unit.reference, in_scope="yes")
    outside = do("add_system", lead, name="Payroll", in_scope="no", scope_reason="Of the holding.")
    do(
        "add_flow",
        lead,
        name=HOSTILE,
        from_system=inside.reference,
        to_system=outside.reference,
        categories=["health"],
        purpose="output",
        governed="Service agreement",
    )
    draft: ScopeStatement = do("draft_scope", lead)
    return draft


def made(name: str, actor: Actor, form: str, record: Any = None, **options: str) -> bytes:
    """An export as the faces hand it out."""
    found = find_export(name, type(record) if record is not None else None)
    assert found is not None
    content = make_file(found, actor, form, record, options).content
    assert isinstance(content, bytes)
    return content


def words_of_pdf(content: bytes, tmp_path: Path) -> str:
    """What a PDF says."""
    path = tmp_path / "file.pdf"
    path.write_bytes(content)
    try:
        told = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True)
    except FileNotFoundError:
        pytest.skip("pdftotext is not here (apt install poppler-utils)")
    return re.sub(r"\s+", " ", told.stdout)


def words_of_docx(content: bytes) -> str:
    """What a DOCX says."""
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return re.sub(r"\s+", " ", " ".join([*(paragraph.text for paragraph in document.paragraphs), *cells]))


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_the_scope_report_says_what_is_covered_left_out_and_served(
    recorded: ScopeStatement, lead: Actor, form: str, tmp_path: Path
) -> None:
    content = made("scope", lead, form)
    words = words_of_pdf(content, tmp_path) if form == "pdf" else words_of_docx(content)
    for said in (
        "It covers Recruiting",
        "Dublin (Ireland)",
        "Catering",
        HOSTILE,
        "Every AI system has an owner",
        "100 %",
        "Candidate ranking to Payroll",
        "Service agreement",
        "Draft: not approved",
        "checkpoint",
    ):
        assert said in words, said


def test_an_approved_version_says_by_whom_and_keeps_its_words(
    do: Any, recorded: ScopeStatement, lead: Actor, executive: Actor, tmp_path: Path
) -> None:
    do("approve_scope", executive, on=recorded)
    do("add_unit", lead, name="Legal", in_scope="yes")
    words = words_of_docx(made("scope", lead, "docx"))
    assert "Version 1, approved by" in words
    assert "Draft: not approved" not in words
    assert "It covers Recruiting." in words
    assert "New among units in scope" in words
    second = do("draft_scope", lead)
    assert "Draft of version 2" in words_of_docx(made("scope-version", lead, "docx", second))


def test_without_a_statement_there_is_no_report(organisation: Any, lead: Actor) -> None:
    with pytest.raises(NotFound, match="Draft one"):
        made("scope", lead, "pdf")


def test_the_map_as_a_file_has_every_box_and_row(recorded: ScopeStatement, lead: Actor, tmp_path: Path) -> None:
    root = ElementTree.fromstring(made("map", lead, "svg"))
    said = {text.text for text in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"Candidate ranking", "Payroll"} <= said
    content = made("map", lead, "pdf")
    assert b"pdfuaid" in content
    words = words_of_pdf(content, tmp_path)
    assert "Candidate ranking to Payroll" in words
    assert "Names no legal basis" in words
    assert HOSTILE in words
    assert "root:" not in words


def test_the_map_takes_the_wishes_of_the_page(recorded: ScopeStatement, lead: Actor) -> None:
    assert b"Payroll" in made("map", lead, "svg", data="health")
    with pytest.raises(NotFound, match="no such data flows"):
        made("map", lead, "svg", data="genetic")
    with pytest.raises(Invalid, match="no kind of data"):
        made("map", lead, "svg", data="gossip")


def test_scope_and_map_are_for_those_whom_the_table_names(recorded: ScopeStatement, employee: Actor) -> None:
    for name in ("scope", "map"):
        with pytest.raises(NotPermitted):
            made(name, employee, "pdf")


def test_every_requirement_that_flows_serve_is_there() -> None:
    known = {f"{name}:{one.id}" for name in ("iso42001", "eu-ai-act", "gdpr") for one in load_shipped(name).requirements}
    ours = [one for one in all_expectations() if "/flows/" in one.where]
    assert len(ours) == len(FINDINGS) + 3
    assert {key for one in ours for key in one.serves} - known == set()
