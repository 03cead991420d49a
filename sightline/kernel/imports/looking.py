"""What the pages of an import show of its plan: figures, what changes, what is refused. Kept for a while, since a plan of ten thousand rows takes seconds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.db import models

from ..journal.reading import last_entry
from .mapping import Mapping
from .models import Import, ImportState
from .planning import CREATED, UPDATED, Draft, Plan, make_plan
from .registry import ImportKind
from .uploads import kind_of, open_table

SHOWN = 20
_KEPT = 600  # seconds


@dataclass(frozen=True)
class Glance:
    """A plan in figures and first rows.

    Attributes:
        counts: created, updated, unchanged, refused.
        added: names of the first rows that are new.
        new: what is made beside them: (how many, of what).
        fields: what changes: (name of the field, how many).
        changes: the first rows that change: record, and what becomes of it.
        kept: how many values stay since both sides changed.
        refused: refused rows: name, where, what stands there, what is wrong.
        notes: what else is to be said.
        missing: records in use that the list doesn't have.
    """

    counts: dict[str, int]
    added: list[str] = field(default_factory=list)
    new: list[tuple[int, str]] = field(default_factory=list)
    fields: list[tuple[str, int]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    kept: int = 0
    refused: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    missing: int = 0


def plan_of(listing: Import) -> Plan:
    """The plan of an import as it stands now."""
    kind = kind_of(listing)
    return make_plan(kind, open_table(listing), Mapping.from_json(listing.mapping, kind.fields()))


def glance_at(listing: Import) -> Glance:
    """What the pages show of the plan; counted again when the import or any record has changed."""
    key = f"import:{listing.pk}:{listing.version}:{last_entry() if listing.state == ImportState.DRAFT else ''}"
    found = cache.get(key)
    if not isinstance(found, Glance):
        found = _glance(plan_of(listing))
        cache.set(key, found, _KEPT)
    return found


def _glance(plan: Plan) -> Glance:
    updated = plan.of(UPDATED)
    beside = Counter(type(row) for group in plan.related for row in group)
    return Glance(
        counts=plan.counts(),
        added=[str(draft.record) for draft in plan.of(CREATED)[:SHOWN]],
        new=[
            (number, str(model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural)) for model, number in beside.items()
        ],
        fields=Counter(_label(plan.kind, name) for draft in updated for name in draft.changes).most_common(6),
        changes=[_change(plan.kind, draft) for draft in updated[:SHOWN]],
        kept=sum(len(draft.kept) for draft in plan.drafts),
        refused=_refused(plan),
        notes=plan.notes()[:SHOWN],
        missing=plan.missing,
    )


def _label(kind: ImportKind, name: str) -> str:
    return kind.labels.get(name) or str(kind.model._meta.get_field(name).verbose_name).capitalize()  # type: ignore[union-attr]


def _change(kind: ImportKind, draft: Draft) -> dict[str, Any]:
    record = draft.record
    told = [(_label(kind, name), _words(kind, name, before), _words(kind, name, after)) for name, (before, after) in draft.changes.items()]
    return {"reference": record.reference if record else "", "address": record.address if record else "", "name": str(record), "told": told}


def _words(kind: ImportKind, name: str, value: Any) -> str:
    column = kind.model._meta.get_field(name)
    if value in (None, ""):
        return ""
    if isinstance(column, models.ForeignKey):
        row = column.related_model._default_manager.filter(pk=value).first()
        return str(row) if row is not None else "new"
    choices = dict(getattr(column, "flatchoices", None) or ())
    text = str(choices.get(value, value))
    return text if len(text) <= 120 else f"{text[:119]}…"


def _refused(plan: Plan) -> list[dict[str, Any]]:
    cells = {column: place for place, column in enumerate(plan.table.columns)}
    told = []
    for draft in [one for one in plan.drafts if one.outcome == "refused"][:SHOWN]:
        for one in draft.problems:
            if one.refuses:
                place = cells.get(one.column)
                found = draft.row.cells[place] if place is not None else ""
                told.append(
                    {
                        "name": draft.said.get("name", "No name"),
                        "row": one.row,
                        "column": one.column,
                        "found": found[:120],
                        "message": one.message,
                    }
                )
    return told
