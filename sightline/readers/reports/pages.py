"""Where reports are fetched: a page that lists them, and each as a download."""

from __future__ import annotations

from sightline.kernel import clock
from sightline.kernel.errors import NotFound
from sightline.kernel.journal.integrating import newest_checkpoint
from sightline.kernel.pages import Download, Look, Shown, page

from .making import FORMATS, KINDS, MEDIA_TYPES, PERMISSION, TITLES, report_bytes

ABOUT = {
    "gap": "Where every requirement of ISO/IEC 42001 stands, and what to do about the gaps, the largest first.",
    "soa": "Every control of Annex A: whether it applies, why, and how it is put into practice.",
}
SAID = {"pdf": "PDF, to read and to print", "docx": "DOCX, to edit", "xlsx": "XLSX, to sort and filter"}


@page("reports", path="reports/", title="Reports", permission=PERMISSION, menu=("Audit and trust", "Reports"), order=70)
def reports(look: Look) -> Shown:
    """The reports that there are, in each format."""
    rows = [
        {"title": TITLES[kind], "about": ABOUT[kind], "files": [(f"/reports/{kind}.{ending}", SAID[ending]) for ending in FORMATS]}
        for kind in KINDS
    ]
    return Shown("reports/reports.html", {"rows": rows, "checkpoint": newest_checkpoint()})


@page("report", path="reports/<str:name>", title="Report", permission=PERMISSION, menu=("Audit and trust", ""), order=71)
def report(look: Look) -> Download:
    """One report as a file: `/reports/gap.pdf`."""
    kind, _, ending = look.path["name"].partition(".")
    if kind not in KINDS or ending not in FORMATS:
        raise NotFound(f"There is no report {look.path['name']}. The page of reports lists those there are.")
    name = f"{TITLES[kind].lower().replace(' ', '-')}-{clock.today().isoformat()}.{ending}"
    return Download(name, MEDIA_TYPES[ending], report_bytes(kind, ending, look.actor))
