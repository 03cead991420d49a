"""Requirements: what they rest on, and the pack that proves it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from sightline.kernel.errors import Invalid
from sightline.readers.conformity.coverage import coverage, frameworks
from sightline.readers.conformity.telling import conformity
from sightline.readers.packs.making import make_pack

from ..printing import progress, say, table
from ..shared import Command, actor
from .exporting import write_file


@click.command("conformity", cls=Command)
@click.argument("framework", default="iso42001")
@click.option("--requirement", default="", help="Only this one, such as 4.3 or A.6.2.4.")
def conformity_command(framework: str, requirement: str) -> None:
    """Count what each requirement of a set rests on, and show how people judge it.

    FRAMEWORK is iso42001 unless said. A gap is told, it is no failure: the exit code is 0.
    """
    with progress("Counting"):
        found = conformity(framework, actor(), requirement)
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
        exceptions = sum(len(expectation["exceptions"]) + expectation.get("exceptions_hidden", 0) for expectation in one["expectations"])
        judged = one["judged"]["maturity"] if one["judged"] else ""
        rows.append([one["id"], one["title"], one["state"].replace("-", " "), exceptions or "", judged])
    yield from table(["Id", "Requirement", "State", "Exceptions", "Judged"], rows)


@click.command("frameworks", cls=Command)
def frameworks_command() -> None:
    """List the requirement sets that are loaded."""
    found = frameworks(actor())
    rows = [
        [one["id"], one["title"], one["edition"], one["requirements"], "yes" if one["shipped"] else "no"] for one in found["frameworks"]
    ]
    say(found, table(["Id", "Set", "Edition", "Requirements", "Comes with Sightline"], rows))


@click.command("coverage", cls=Command)
def coverage_command() -> None:
    """Tell how far each loaded set is covered: by its own records, and through the crosswalk."""
    with progress("Counting"):
        found = coverage(actor())
    rows = [
        [one["id"], one["requirements"], one["computed"], one["in_line"], one["through"], one["remaining"]] for one in found["frameworks"]
    ]
    say(found, table(["Set", "Requirements", "Records speak of", "In line", "Through the crosswalk", "Remaining"], rows))


@click.command("pack", cls=Command)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file to write: .zip.")
def pack_command(out: Path) -> int:
    """Write the evidence pack: records, evidence and proofs, with two verifiers that need nothing of ours."""
    if out.suffix.lower() != ".zip":
        raise Invalid(f"{out.name}: a pack is written as .zip.", fields={"out": ["Take the ending .zip."]})
    who = actor()
    return write_file(out, lambda: make_pack(out, who), "Whoever gets it unpacks it and runs “python verify.py”, or opens verify.html.")
