"""Importing: a list that an organisation has already, with its columns guessed, as last time, or as a mapping says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from sightline.kernel.errors import Invalid
from sightline.kernel.imports.registry import all_imports
from sightline.kernel.imports.running import Result, run_import

from ..printing import progress, say, tell
from ..shared import Command, actor
from .importing_frameworks import KIND as FRAMEWORK
from .importing_frameworks import import_framework

SHOWN = 20


def _kinds(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    known = [(one.name, one.label) for one in all_imports()] + [(FRAMEWORK, "A requirement set")]
    return [CompletionItem(name, help=label) for name, label in sorted(known) if name.startswith(incomplete)]


def _file(**kwargs: Any) -> Any:
    return click.Path(dir_okay=False, path_type=Path, **kwargs)


@click.command("import", cls=Command)
@click.argument("kind", shell_complete=_kinds)
@click.argument("file", type=_file(exists=True, readable=True))
@click.option(
    "--map",
    "mapping",
    type=_file(exists=True, readable=True),
    help="How the columns are read (JSON). Else they are guessed, or read as last time.",
)
@click.option("--dry-run", is_flag=True, help="Tell what would be added, changed and refused, and write nothing.")
@click.option("--refused", "refused", type=_file(), help="Write the refused rows to this XLSX file, to mend and import again.")
@click.option("--save-map", "save_map", type=_file(), help="Write how the columns were read to this file, for --map.")
@click.option("--prefer-file", is_flag=True, help="Where a value changed both here and in the list, take the list's.")
@click.option(
    "--complete", is_flag=True, help="The list has everything: what it lacks is proposed for retirement. Nothing retires by itself."
)
@click.option("--reason", default="", help="Why. The reason is kept with the change.")
def import_command(
    kind: str,
    file: Path,
    mapping: Path | None,
    dry_run: bool,
    refused: Path | None,
    save_map: Path | None,
    prefer_file: bool,
    complete: bool,
    reason: str,
) -> None:
    """Import a list, such as systems: CSV or Excel, as it is; or a document: mlbom, modelcard.

    Bad rows never stop good ones. Importing the same list again changes what changed in it, and never doubles. “framework” loads a
    requirement set: YAML, a workbook, or an OSCAL catalog.
    """
    if kind == FRAMEWORK:
        import_framework(file, dry_run=dry_run, reason=reason)
        return
    given = mapping.read_bytes() if mapping is not None else None
    with _bar() as step:
        found = run_import(
            kind,
            file,
            actor(),
            "cli",
            mapping=given,
            dry_run=dry_run,
            prefer_file=prefer_file,
            complete=complete,
            reason=reason,
            progress=step,
        )
    if save_map is not None:
        save_map.write_text(json.dumps(found.mapping, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    _write_refused(found, refused)
    told = found.as_dict()
    say({**told, "mapping": found.mapping} if dry_run else told, _lines(found, dry_run, refused))


@contextmanager
def _bar() -> Iterator[Any]:
    with progress("Importing", 100) as bar:
        said = {"what": ""}

        def step(what: str, done: int, of: int) -> None:
            if what != said["what"]:
                said["what"] = bar.label = what
                bar.pos = 0
            bar.update(max(0, (100 * done // of if of else 0) - bar.pos))

        yield step


def _write_refused(found: Result, target: Path | None) -> None:
    if target is None:
        return
    chunks = found.refused_file()
    if chunks is None:
        tell("No row was refused, so there is no file of them.")
        return
    try:
        with target.open("wb") as file:
            file.writelines(chunks)
    except OSError as error:
        raise Invalid(f"{target} can't be written: {error.strerror}. The import itself is done.") from error


def _lines(found: Result, dry_run: bool, refused: Path | None) -> Iterator[str]:
    would = "would be " if dry_run else ""
    yield f"{found.created} {would}added, {found.updated} {would}changed, {found.unchanged} the same, {found.refused} refused."
    for one in found.errors[:SHOWN]:
        yield f"  row {one['row']}, {one['column'] or 'the whole row'}: {one['message']}"
    if len(found.errors) > SHOWN:
        yield f"  and {len(found.errors) - SHOWN} more"
    for note in found.notes[:SHOWN]:
        yield f"  note: {note['column'] + ': ' if note['column'] else ''}{note['message']} ({note['rows']} rows)"
    if found.refused and refused is None:
        yield "Add --refused FILE to get the refused rows back, to mend them."
    yield f"{found.reference}, entry {found.entry} in the ledger." if found.entry is not None else "Nothing was written."
