"""What the readers keep: a law that binds, with a change to come, and a template of one's own for a report."""

from __future__ import annotations

from sightline.kernel.exports import find_export, make_file
from sightline.kernel.identity.actors import Actor

from .making import made, upload


def of_law(lead: Actor) -> None:
    """The EU AI Act, with the changes of it that are known to come."""
    made("choose_known_laws", lead, laws=["eu-ai-act"])


def of_reports(lead: Actor) -> None:
    """The example template, set for the Statement of Applicability as if it were the organisation's own."""
    example = find_export("report-template")
    assert example is not None
    content = make_file(example, lead, "docx", options={"report": "soa"}).content
    assert isinstance(content, bytes)
    made("set_report_template", lead, files=upload("ours.docx", content), report="soa")
