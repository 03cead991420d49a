"""The report on the EU AI Act: every system by class, with reasons, in three formats."""

import io
from typing import Any

import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from sightline.aims.inventory.ai_act.tests.conftest import RECRUITING, ana, classify, do, organisation, system, unit
from sightline.aims.inventory.models import System
from sightline.kernel.exports import find_export, make_file
from sightline.kernel.identity.actors import Actor
from sightline.readers.reports.classing import class_report

__all__ = ["ana", "classify", "do", "organisation", "system", "unit"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def classified(do: Any, system: System, lead: Actor, executive: Actor, classify: Any) -> System:
    """A recruiting system with a confirmed class, and one that is only suggested."""
    do("confirm_class", executive, on=classify(system, lead, RECRUITING).reference)
    do("add_system", lead, name="=Router", purpose="Forecasts how many parcels arrive at each depot next week.")
    do("suggest_classes", lead)
    return system


def made(form: str, actor: Actor) -> bytes:
    """The report as a file."""
    found = find_export("class")
    assert found is not None
    content = make_file(found, actor, form).content
    assert isinstance(content, bytes)
    return content


def test_it_counts_what_is_confirmed_and_names_the_reasons(classified: System, lead: Actor) -> None:
    report = class_report(lead)
    assert report["sentence"].startswith("1 of 2 AI systems have a confirmed class. 1 high-risk, 0 prohibited")
    high = next(group for group in report["groups"] if group["class"] == "high-risk")
    assert (high["count"], high["confirmed"], high["rows"][0]["points"]) == (1, 1, "4(a)")
    assert "Meant for recruiting and selecting people." in high["rows"][0]["reason"]
    assert {row["effective"] for row in report["duties"]} == {"2 December 2027"}


def test_paper_and_workbook_say_the_same(classified: System, lead: Actor) -> None:
    assert made("pdf", lead).startswith(b"%PDF")
    document = Document(io.BytesIO(made("docx", lead)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert any(cell.startswith("Candidate ranking\nSYS-0001") for cell in cells)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(made("xlsx", lead))).get_sheet_by_name("Systems").to_python()
    assert [(row[0], row[1], row[2]) for row in rows[1:]] == [
        ("SYS-0002", "=Router", "Minimal"),
        ("SYS-0001", "Candidate ranking", "High-risk"),
    ]


def test_an_owner_without_reports_can_not_make_it(classified: System, owner: Actor) -> None:
    from sightline.kernel.errors import NotPermitted

    with pytest.raises(NotPermitted):
        made("pdf", owner)
