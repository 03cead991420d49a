"""How an organisation sets its own Word template for a report, and goes back to ours."""

from __future__ import annotations

from typing import Annotated

from sightline.kernel import clock
from sightline.kernel.actions import Ask, Upload, action, retire_action
from sightline.kernel.errors import Invalid
from sightline.kernel.evidence.actions import plain_name
from sightline.kernel.evidence.store import keep
from sightline.kernel.identity.actors import Actor

from .gathering import gap_report, soa_report
from .models import ReportTemplate, Templated
from .templating import LARGEST, filled, hold_harmless

GATHER = {Templated.GAP: gap_report, Templated.SOA: soa_report}


@action("reports.template", label="Set an own template", creates=ReportTemplate)
def set_report_template(
    actor: Actor,
    *,
    report: Annotated[Templated, Ask("Report")],
    file: Annotated[Upload, Ask("Word file", help="DOCX without macros, at most 5 MB. It is tried out before it counts.")],
) -> ReportTemplate:
    """Takes a Word file into which a report is written from now on. It is filled in once before it is accepted."""
    if not file.size or file.size > LARGEST:
        raise Invalid("Choose another file.", fields={"file": ["A DOCX file with something in it, at most 5 MB."]})
    content = file.read()
    try:
        hold_harmless(content)
        filled(content, GATHER[report](actor))
    except Invalid as refused:
        raise Invalid("The template can't be used.", fields={"file": [refused.message]}) from refused
    template = ReportTemplate.objects.current().filter(report=report).first() or ReportTemplate(report=report)
    template.sha256, template.size = keep(file)
    template.filename = plain_name(file.name or "")
    template.set_by, template.set_on = actor.account, clock.today()
    template.save()
    return template


retire_action(ReportTemplate, "reports.template", name="drop_report_template", label="Use our layout again")
