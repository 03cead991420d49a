"""The list from outside that becomes changes in law: of a legal service, a ministry's feed, or one's own table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from sightline.kernel.imports import FieldSet, load_fields
from sightline.kernel.imports.planning import Draft
from sightline.kernel.imports.registry import ImportKind, importable
from sightline.kernel.imports.words import squeeze
from sightline.kernel.records import Record

from .models import ChangeState, Law, LawChange

_PLAIN = ("title", "source", "published", "effective", "summary", "source_id")


@cache
def change_fields() -> FieldSet:
    """What a column of such a list can be read into."""
    return load_fields(Path(__file__).parent / "data" / "change_fields.yaml")


def told(record: LawChange) -> Mapping[str, str]:
    """What a row would say of a record, as far as it tells records apart."""
    return {"title": record.title, "source_id": record.source_id, "law": record.law.name if record.law is not None else ""}


def settle(drafts: Sequence[Draft]) -> list[list[Record]]:
    """Turns rows into values: two queries at most. A law that is not on the register is named in a note, and the row comes in without it."""
    laws = {squeeze(row.name): row for row in Law.objects.current()}
    laws |= {squeeze(row.key): row for row in laws.values() if row.key}
    for draft in drafts:
        if draft.record is not None and draft.record.retired is not None:
            continue
        _settle(draft, laws)
    return []


def _settle(draft: Draft, laws: Mapping[str, Law]) -> None:
    if isinstance(draft.record, LawChange) and draft.record.state != ChangeState.NEW:
        draft.tell("title", "", f"{draft.record.reference} was assessed already, so what was assessed stays as it was.")
        return
    draft.values.update({name: draft.said[name] for name in _PLAIN if draft.said.get(name)})
    named = draft.said.get("law", "")
    if not named:
        return
    law = laws.get(squeeze(named))
    if law is None:
        draft.tell(
            "law",
            "",
            f"“{named}” is not on the register of what binds you, so the change comes in without it. Add it there, then import again.",
        )
    else:
        draft.values["law_id"] = law.pk


importable(
    ImportKind(
        name="law-changes",
        label="Changes in law",
        noun="change in law",
        permission="laws.change",
        model=LawChange,
        fields=change_fields,
        told=told,
        settle=settle,
        key=("title", "law"),
        labels={"law_id": "Law"},
        related=("law",),
        order=70,
    )
)
