"""Making a report: gathered once, written in the format that is asked for."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sightline.kernel.identity.actors import Actor

from .classing import class_report
from .gathering import Report, gap_report, soa_report
from .pdf import write_pdf
from .readying import readiness_report
from .scoping import scope_report
from .templating import filled, template_of


def _docx(kind: str, report: Report, out: Path) -> None:
    from .docx import write_docx, write_packed  # stands on a library that is slow to load

    own = template_of(kind)
    if own is not None:
        write_packed(filled(own, report), out)
    else:
        write_docx(kind, report, out)


def _xlsx(kind: str, report: Report, out: Path) -> None:
    from .xlsx import write_xlsx  # stands on a library that is slow to load

    write_xlsx(kind, report, out)


@dataclass(frozen=True)
class Kind:
    """A kind of report: what it is called, what it is for, how it is gathered, and the formats it is written in."""

    label: str
    about: str
    gather: Callable[[Actor], Report]
    formats: tuple[str, ...] = ("pdf", "docx", "xlsx")


PERMISSION = "reports.read"
KINDS: dict[str, Kind] = {
    "gap": Kind(
        "Gap report", "Where every requirement of ISO/IEC 42001 stands, and what to do about the gaps, the largest first.", gap_report
    ),
    "soa": Kind(
        "Statement of Applicability", "Every control of Annex A: whether it applies, why, and how it is put into practice.", soa_report
    ),
    "class": Kind(
        "AI systems by class under the EU AI Act",
        "Every AI system by class, with reasons, what is not confirmed, and the duties by the day on which they apply.",
        class_report,
    ),
    "readiness": Kind(
        "Readiness for the audit",
        "What auditors look at in Stage 1 and Stage 2, what blocks, for how long processes ran, and one AI system followed step by step.",
        readiness_report,
    ),
    "scope": Kind(
        "Scope of the AI management system",
        "What the management system covers, what it leaves out and why, and the objectives that it serves.",
        scope_report,
        ("pdf", "docx"),
    ),
}
FORMATS: dict[str, Callable[[str, Report, Path], None]] = {"pdf": write_pdf, "docx": _docx, "xlsx": _xlsx}


def report_bytes(kind: str, form: str, actor: Actor) -> bytes:
    """A report as the content of a file. Outstanding entries of the ledger are integrated and signed first, so that its checkpoint covers everything.

    Args:
        kind: one of KINDS.
        form: one of its formats.
        actor: who makes it; permitted already.
    """
    return written(kind, form, KINDS[kind].gather(actor))


def written(kind: str, form: str, report: Report) -> bytes:
    """What was gathered, as the content of a file: the template of this kind, in one of `FORMATS`."""
    with tempfile.TemporaryDirectory(prefix="sightline-report-") as folder:
        path = Path(folder) / f"{kind}.{form}"
        FORMATS[form](kind, report, path)
        return path.read_bytes()
