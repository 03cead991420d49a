"""The line of sight: from a requirement to every record that proves it, from a record to every requirement that rests on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from sightline.readers.conformity.sighting import sight

from ..printing import progress, say, table
from ..shared import Command, actor

WORDS = {"ok": "yes", "part": "in part", "bad": "no"}


@click.command("sight", cls=Command)
@click.argument("reference", metavar="REF")
def sight_command(reference: str) -> None:
    """Show what proves a requirement, or which requirements rest on a record.

    REF is a record such as SYS-0042, or a requirement such as A.6.2.4 or eu-ai-act:Art.26.
    """
    with progress("Counting"):
        found = sight(reference, actor())
    say(found, _lines(found))


def _lines(found: dict[str, Any]) -> Iterator[str]:
    yield f"{found['kind'][:1].upper()}{found['kind'][1:]} {found['reference']}: {found['title']}"
    yield ""
    yield f"Requirements: {len(found['requirements']):,}"
    rows = [[one["set"], one["id"], one["title"], WORDS[one["kind"]], one["through"]] for one in found["requirements"]]
    yield from table(["Set", "Id", "Requirement", "In line here", "Through"], rows)
    yield ""
    there = sum(one["kind"] == "ok" for one in found["records"])
    yield f"Records: {len(found['records']):,}, {there:,} of them there and current"
    rows = [[one["reference"], one["type"], one["title"], WORDS[one["kind"]], one["through"]] for one in found["records"]]
    yield from table(["Record", "Kind", "Title", "As expected", "Through"], rows)
