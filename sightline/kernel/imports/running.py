"""Runs an import as a command does: a file in, figures out. The web face goes through the actions instead; both do the same plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..changes import change
from ..errors import Invalid, NotFound, NotPermitted
from ..identity.actors import Actor
from .mapping import Mapping
from .models import Import
from .planning import Plan, Progress, make_plan
from .registry import ImportKind, all_imports, find_import
from .uploads import columns_of, guessed, plain_name, read, remembered_for, store
from .writing import refused_rows, xlsx_chunks
from .writing_records import write_plan


@dataclass
class Result:
    """What came of an import, or would.

    Attributes:
        created, updated, unchanged, refused: figures that add up to the rows of the file.
        errors: why rows were refused: `row` as a spreadsheet shows it, `column`, `message`.
        notes: what else is to be said, each thing once, with `rows`: how many.
        reference: the import's record; empty for a dry run.
        entry: the entry of the ledger; None for a dry run.
        mapping: how the columns were read, as `--map` takes it.
        missing: how many records in use the list doesn't have.
        plan: the whole plan, row by row.
    """

    created: int
    updated: int
    unchanged: int
    refused: int
    errors: list[dict[str, Any]]
    notes: list[dict[str, Any]]
    reference: str = ""
    entry: int | None = None
    mapping: dict[str, Any] = field(default_factory=dict)
    missing: int = 0
    plan: Plan | None = field(default=None, repr=False)

    def as_dict(self) -> dict[str, Any]:
        """The figures and errors as commands print them."""
        return {
            name: getattr(self, name)
            for name in ("created", "updated", "unchanged", "refused", "errors", "notes", "missing", "reference", "entry")
        }

    def refused_file(self) -> Iterator[bytes] | None:
        """The refused rows as an XLSX file to mend and import again, in pieces; None where there are none."""
        return refused_file(self.plan) if self.plan is not None and self.refused else None


def refused_file(plan: Plan) -> Iterator[bytes]:
    """The refused rows of a plan as they were, with one more column that says why, as XLSX in pieces."""
    columns, rows = refused_rows(plan.table.columns, plan.refused_rows())
    return xlsx_chunks(columns, rows, sheet="Rows to mend")


def kind_named(name: str, actor: Actor) -> ImportKind:
    """The kind of list of this name, if the actor may import it.

    Raises:
        NotFound: there is no such kind. NotPermitted: it is for other roles.
    """
    kind = find_import(name)
    if kind is None:
        raise NotFound(f"There is no list of “{name}” to import. Known: {', '.join(one.name for one in all_imports()) or 'none'}.")
    if not actor.may(kind.permission) or not actor.may("imports.change"):
        raise NotPermitted("Importing is for compliance leads and administrators. Ask one of them.")
    return kind


def run_import(
    name: str,
    path: Path,
    actor: Actor,
    face: str,
    mapping: str | bytes | dict[str, Any] | None = None,
    dry_run: bool = False,
    *,
    prefer_file: bool = False,
    complete: bool = False,
    reason: str = "",
    progress: Progress | None = None,
) -> Result:
    """Imports a file: one change and one entry for all of it, however many rows.

    Args:
        name: the kind of list, such as `systems`.
        path: the file: CSV, XLSX, XLS or ODS, or a document of the kind.
        actor: who.
        face: through which face.
        mapping: how the columns are read (JSON); guessed where it is None, or as last time.
        dry_run: plan it and write nothing.
        prefer_file: where a value changed both here and in the list, take the list's.
        complete: the list has everything: what it lacks is proposed for retirement.
        reason: why.
        progress: told as it goes on.

    Raises:
        NotFound, NotPermitted: no such kind, or not for this actor.
        Invalid: the file or the mapping can't be read; says what to do.
    """
    kind = kind_named(name, actor)
    result, columns = _planned(kind, path, mapping, prefer_file, complete, progress)
    plan = result.plan
    if dry_run or plan is None:
        return result
    listing = _kept(kind, path, plan, columns)
    if progress:
        progress("Writing", 0, len(plan.drafts))
    with change(actor, "run_import", face, reason) as opened:
        write_plan(plan, listing)
    result.reference, result.entry = listing.reference, opened.entry
    return result


def _kept(kind: ImportKind, path: Path, plan: Plan, columns: list[dict[str, Any]]) -> Import:
    """The import's record, not saved yet, with its file in the store."""
    with path.open("rb") as file:
        sha256, size = store(file)
    meta = plan.table.meta
    return Import(
        name=plain_name(path.name),
        kind=kind.name,
        sha256=sha256,
        size=size,
        sheet=meta.sheet or "",
        columns=columns,
        notes=list(meta.notes),
    )


def _planned(
    kind: ImportKind,
    path: Path,
    mapping: str | bytes | dict[str, Any] | None,
    prefer_file: bool,
    complete: bool,
    progress: Progress | None,
) -> tuple[Result, list[dict[str, Any]]]:
    """What the import would do, and what was known about each column."""
    fields = kind.fields()
    given = Mapping.from_json(mapping, fields) if mapping is not None else None
    table = read(kind, path, path.name, given or Mapping({}))
    guesses, wanted = guessed(table, fields, given or remembered_for(kind, table))
    wanted = given or wanted
    needs_required(kind, wanted)
    plan = make_plan(kind, table, wanted, prefer_file=prefer_file, complete=complete, progress=progress)
    told = plan.counts()
    result = Result(
        told["created"],
        told["updated"],
        told["unchanged"],
        told["refused"],
        errors=plan.errors(),
        notes=[*plan.notes(), *_of_document(plan)],
        mapping=wanted.to_json(),
        missing=plan.missing,
        plan=plan,
    )
    return result, columns_of(guesses)


def _of_document(plan: Plan) -> list[dict[str, Any]]:
    """What is to be said of a document as a whole; of a list it stands on the import's page alone."""
    if plan.kind.document is None:
        return []
    return [{"row": 0, "column": "", "message": note, "rows": len(plan.drafts)} for note in plan.table.meta.notes]


def needs_required(kind: ImportKind, mapping: Mapping) -> None:
    """Holds that every required field has a column.

    Raises:
        Invalid: one has none.
    """
    missing = [one for one in kind.fields() if one.required and one.name not in mapping.columns.values()]
    if missing:
        words = f"No column is read as {missing[0].label.lower()}. Say which one is."
        raise Invalid(words, fields={missing[0].name: [words]})
