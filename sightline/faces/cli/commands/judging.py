"""Requirements: what they rest on, the reports about them, and the pack that proves it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from sightline.kernel.errors import Invalid
from sightline.kernel.journal.integrating import CannotIntegrate, integrate
from sightline.readers.conformity.telling import conformity
from sightline.readers.packs.making import make_pack
from sightline.readers.reports.making import make_report

from ..printing import progress, say, table, wants_json
from ..refusing import FINDING, FINE, refuse
from ..shared import Command, actor

FORMATS = (".pdf", ".docx", ".xlsx")


def _write(out: Path, make: Callable[[], None], done: str) -> int:
    """Makes a file, and tells it; an entry that doesn't hold together is a finding."""
    if not out.resolve().parent.is_dir():
        raise Invalid(f"There is no folder {out.resolve().parent}.", fields={"out": ["Choose a folder that is there."]})
    try:
        with progress(f"Writing {out.name}"):
            integrate()
            make()
    except CannotIntegrate as error:
        problem = {"type": "urn:sightline:problem:broken-ledger", "title": "The ledger does not hold together", "status": 409, "errors": {}}
        detail = f"{error} “sightline verify” tells more. Nothing was written."
        refuse({**problem, "detail": detail, "entry": error.index}, as_json=wants_json())
        return FINDING
    except OSError as error:
        raise Invalid(f"{out} can't be written: {error.strerror or error}.", fields={"out": ["Choose another place."]}) from error
    say({"file": str(out), "size": out.stat().st_size}, [f"{out} is written. {done}".strip()])
    return FINE


@click.command("conformity", cls=Command)
@click.argument("framework", default="iso42001")
def conformity_command(framework: str) -> None:
    """Count what each requirement of a set rests on, and show how people judge it.

    FRAMEWORK is iso42001 unless said. A gap is told, it is no failure: the exit code is 0.
    """
    with progress("Counting"):
        found = conformity(framework, actor())
    say(found, _lines(found))


def _lines(found: dict[str, Any]) -> Iterator[str]:
    requirements = found["requirements"]
    states: dict[str, int] = {}
    for one in requirements:
        states[one["state"]] = states.get(one["state"], 0) + 1
    yield f"{found['framework']}: {len(requirements)} requirements; " + ", ".join(
        f"{count} {state.replace('-', ' ')}" for state, count in states.items()
    )
    rows = []
    for one in requirements:
        exceptions = sum(len(expectation["exceptions"]) for expectation in one["expectations"])
        judged = one["judged"]["maturity"] if one["judged"] else ""
        rows.append([one["id"], one["title"], one["state"].replace("-", " "), exceptions or "", judged])
    yield from table(["Id", "Requirement", "State", "Exceptions", "Judged"], rows)


@click.command("report", cls=Command)
@click.argument("kind", type=click.Choice(["gap", "soa"]))
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file to write: .pdf, .docx or .xlsx.")
def report_command(kind: str, out: Path) -> int:
    """Write the gap report (gap) or the Statement of Applicability (soa)."""
    if out.suffix.lower() not in FORMATS:
        raise Invalid(f"{out.name}: a report is written as {', '.join(FORMATS)}.", fields={"out": ["Take one of these endings."]})
    who = actor()
    return _write(out, lambda: make_report(kind, out, who), "")


@click.command("pack", cls=Command)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file to write: .zip.")
def pack_command(out: Path) -> int:
    """Write the evidence pack: records, evidence and proofs, with two verifiers that need nothing of ours."""
    if out.suffix.lower() != ".zip":
        raise Invalid(f"{out.name}: a pack is written as .zip.", fields={"out": ["Take the ending .zip."]})
    who = actor()
    return _write(out, lambda: make_pack(out, who), "Whoever gets it unpacks it and runs “python verify.py”, or opens verify.html.")
