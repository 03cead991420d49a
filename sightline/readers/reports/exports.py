"""Each kind of report is an export: a command, an address and a line on the page of reports."""

from __future__ import annotations

from functools import partial

from sightline.aims.inventory.flows.choosing import Wish
from sightline.aims.organisation.models import ScopeStatement
from sightline.kernel.errors import Invalid
from sightline.kernel.exports import declare_export, export
from sightline.kernel.identity.actors import Actor

from .making import KINDS, PERMISSION, report_bytes, written
from .models import Templated
from .scoping import map_report, scope_report
from .templating import example


def _make(kind: str, actor: Actor, form: str) -> bytes:
    return report_bytes(kind, form, actor)


for _name, _kind in KINDS.items():
    declare_export(
        _name, partial(_make, _name), label=_kind.label, about=_kind.about, permission=PERMISSION, formats=_kind.formats, report=True
    )


@export(
    "scope-version",
    label="This version of the scope",
    of=ScopeStatement,
    permission=PERMISSION,
    formats=("pdf", "docx"),
    about="A version of the scope statement as it stands, a draft marked as one.",
)
def scope_version(actor: Actor, record: ScopeStatement, form: str) -> bytes:
    """One version of the scope; arguments as of an export of a record."""
    return written("scope", form, scope_report(actor, record))


@export(
    "map",
    label="Map of data flows",
    permission="inventory.read",
    formats=("pdf", "svg"),
    report=True,
    about="Where data comes from, which system and supplier works on it, in which country it arrives, and what is wrong with that.",
)
def data_flow_map(
    actor: Actor, form: str, *, view: str = "", system: str = "", unit: str = "", data: str = "", country: str = "", whole: str = ""
) -> bytes:
    """The map of data flows; its options are those of the page."""
    report = map_report(actor, Wish(view, system, unit, data, country, whole == "1"))
    return str(report["svg"]).encode() if form == "svg" else written("map", form, report)


@export(
    "report-template",
    label="Example template",
    permission=PERMISSION,
    formats=("docx",),
    report=True,
    about="A Word file with the fields of a report, to make your own template from; set it under Report templates.",
)
def report_template(actor: Actor, form: str, *, report: str = "gap") -> bytes:
    """The example template of a report: gap or soa.

    Raises:
        Invalid: there is none for this report.
    """
    if report not in Templated.values:
        raise Invalid(f"There is no template for {report}. Choose one of {', '.join(Templated.values)}.")
    return example(report)
