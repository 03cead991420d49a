"""Finding one's way: everything that the registries hold, with the file that defines it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

import sightline
from sightline.kernel.actions import all_actions
from sightline.kernel.expectations import all_expectations
from sightline.kernel.exports import all_exports
from sightline.kernel.jobs import regular  # noqa: F401 - declares the kernel's own
from sightline.kernel.jobs.registry import all_jobs
from sightline.kernel.obligations import all_obligations
from sightline.kernel.pages import all_pages
from sightline.kernel.registers import all_registers

from ..printing import say
from ..shared import Command

HOUSE = Path(sightline.__file__ or "").resolve().parents[1]


def where(file: str) -> str:
    """A file, from the folder that holds the package."""
    path = Path(file)
    return path.relative_to(HOUSE).as_posix() if path.is_relative_to(HOUSE) else path.name


def everything() -> dict[str, list[dict[str, Any]]]:
    """All that is declared, by kind, each by name."""
    return {
        "actions": [
            {
                "name": one.name,
                "label": one.label,
                "permission": one.permission,
                "on": one.subject.record_type if one.subject else "",
                "help": one.help,
                "file": where(one.where),
            }
            for one in all_actions()
        ],
        "registers": [
            {
                "name": one.name,
                "label": one.label,
                "permission": one.permission,
                "record_type": one.model.record_type,
                "file": where(one.where),
            }
            for one in all_registers()
        ],
        "expectations": [
            {"name": one.name, "sentence": one.sentence, "serves": list(one.serves), "file": where(one.where)} for one in all_expectations()
        ],
        "obligations": [
            {"name": one.name, "sentence": one.sentence, "serves": list(one.serves), "file": where(one.where)} for one in all_obligations()
        ],
        "pages": [
            {"name": one.name, "path": f"/{one.path}", "permission": one.permission, "file": where(one.where)}
            for one in sorted(all_pages(), key=lambda one: one.name)
        ],
        "exports": [
            {"name": one.name, "formats": list(one.formats), "permission": one.permission, "file": where(one.where)}
            for one in all_exports()
        ],
        "jobs": [{"name": one.name, "period": one.period, "help": one.help, "file": where(one.where)} for one in all_jobs()],
    }


@click.command("inspect", cls=Command)
@click.argument(
    "kind", required=False, type=click.Choice(["actions", "registers", "expectations", "obligations", "pages", "exports", "jobs"])
)
def inspect_command(kind: str | None) -> None:
    """Print every action, register, expectation, obligation, page, export and regular job with the file that defines it."""
    found = everything()
    chosen = {kind: found[kind]} if kind else found
    lines = []
    for name, items in chosen.items():
        lines.append(f"{name.capitalize()}: {len(items)}")
        wide = max((len(item["name"]) for item in items), default=0)
        lines += [f"  {item['name'].ljust(wide)}  {item['file']}" for item in items]
    say(chosen, lines)
