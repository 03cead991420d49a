"""Making a report: gathered once, written in the format that its file's ending names."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from sightline.kernel.errors import Invalid, NotPermitted
from sightline.kernel.identity.actors import Actor

from .gathering import Report, gap_report, soa_report
from .pdf import write_pdf


def _docx(kind: str, report: Report, out: Path) -> None:
    from .docx import write_docx  # stands on a library that is slow to load

    write_docx(kind, report, out)


def _xlsx(kind: str, report: Report, out: Path) -> None:
    from .xlsx import write_xlsx  # stands on a library that is slow to load

    write_xlsx(kind, report, out)


PERMISSION = "reports.read"
KINDS: dict[str, Callable[[Actor], Report]] = {"gap": gap_report, "soa": soa_report}
TITLES = {"gap": "Gap report", "soa": "Statement of Applicability"}
FORMATS: dict[str, Callable[[str, Report, Path], None]] = {"pdf": write_pdf, "docx": _docx, "xlsx": _xlsx}
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def make_report(kind: str, path: Path, actor: Actor) -> None:
    """Writes a report to a file. Outstanding entries of the ledger are integrated and signed first, so that its checkpoint covers everything.

    Args:
        kind: gap or soa.
        path: where to; its ending names the format: pdf, docx or xlsx.
        actor: who makes it.

    Raises:
        NotPermitted: the table doesn't give reports to the actor.
        Invalid: there is no such report or format, or the file can't be written there.
    """
    if not actor.may(PERMISSION):
        raise NotPermitted("Reports are for those who run, direct or audit the management system. Ask the compliance lead.")
    if kind not in KINDS:
        raise Invalid(f"There is no report “{kind}”. Choose one of: {', '.join(KINDS)}.")
    ending = path.suffix.lower().removeprefix(".")
    if ending not in FORMATS:
        raise Invalid(f"A report ends in .pdf, .docx or .xlsx, not in “{path.name}”.", fields={"out": ["End it in .pdf, .docx or .xlsx."]})
    if not path.resolve().parent.is_dir():
        raise Invalid(f"There is no folder {path.resolve().parent}.", fields={"out": ["Choose a folder that is there."]})
    report = KINDS[kind](actor)
    with tempfile.TemporaryDirectory(dir=path.resolve().parent, prefix=".sightline-report-") as folder:
        made = Path(folder) / f"report.{ending}"
        FORMATS[ending](kind, report, made)
        made.replace(path)


def report_bytes(kind: str, ending: str, actor: Actor) -> bytes:
    """A report as the content of a file; arguments and errors as `make_report`."""
    with tempfile.TemporaryDirectory(prefix="sightline-report-") as folder:
        path = Path(folder) / f"{kind}.{ending}"
        make_report(kind, path, actor)
        return path.read_bytes()
