"""Does what a plan says, inside one change: the whole import is one entry of the ledger, or nothing."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from typing import Any, cast

from .. import clock
from ..evidence.models import Evidence
from ..records import Record, RecordQuerySet
from .mapping import fingerprint
from .models import Import, ImportedRow, ImportState, RememberedMapping
from .planning import CREATED, REFUSED, UPDATED, Draft, Plan, mark

_BATCH = 200


def write_plan(plan: Plan, listing: Import, *, remember: bool = True) -> None:
    """Writes everything that a plan would; belongs inside an open change.

    Args:
        plan: what is to be done.
        listing: the import's record; its figures and state are set.
        remember: keep how the columns were read for the next file with these heads.
    """
    plan.name = listing.name
    for group in plan.related:
        for model, rows in groupby(group, key=type):
            _rows(model).bulk_create(list(rows))
    _rows(plan.kind.model).bulk_create([cast(Record, draft.record) for draft in plan.of(CREATED)])
    _update(plan)
    extra: dict[type[Record], list[Record]] = defaultdict(list)
    for one in plan.kind.after(plan):
        extra[type(one)].append(one)
    for model, made in extra.items():
        _rows(model).bulk_create(made)
    _finish(plan, listing)
    _note_rows(plan, listing)
    if remember and plan.kind.document is None:
        RememberedMapping.objects.update_or_create(
            kind=plan.kind.name,
            fingerprint=fingerprint(plan.table.columns),
            defaults={"mapping": plan.mapping.to_json(), "at": clock.now()},
        )


def _rows(model: type[Record]) -> RecordQuerySet[Any]:
    return cast("RecordQuerySet[Any]", model._default_manager.all())


def _update(plan: Plan) -> None:
    """Rows that change the same attributes are written together: a statement that names twenty columns for a change of one costs twenty times."""
    together: dict[tuple[str, ...], list[Record]] = defaultdict(list)
    for draft in plan.of(UPDATED):
        record = cast(Record, draft.record)
        for name, (_, after) in draft.changes.items():
            setattr(record, name, after)
        together[tuple(sorted(draft.changes))].append(record)
    for names, records in together.items():
        attributes = [plan.kind.model._meta.get_field(name).name for name in names]
        _rows(plan.kind.model).bulk_update(records, attributes, batch_size=_BATCH)


def _finish(plan: Plan, listing: Import) -> None:
    for name, figure in plan.counts().items():
        setattr(listing, name, figure)
    listing.rows, listing.complete = len(plan.drafts), plan.complete
    listing.mapping = plan.mapping.to_json()
    listing.state, listing.imported_on = ImportState.DONE, clock.today()
    listing.save()
    if not Evidence.objects.filter(about_id=listing.pk, sha256=listing.sha256).exists():
        Evidence(
            title=f"The file that was imported as {listing.reference}",
            speaks_of=clock.today(),
            source=listing.name,
            filename=listing.name,
            sha256=listing.sha256,
            size=listing.size,
            about_type=listing.record_type,
            about_id=listing.pk,
        ).save()


def _note_rows(plan: Plan, listing: Import) -> None:
    noted = []
    for draft in plan.drafts:
        if draft.outcome == REFUSED or draft.record is None or draft.record.retired is not None:
            continue
        row, known = _noted(draft, plan, listing), plan.imported.get(draft.alias or draft.record.pk)
        if known is not None:
            # A column that this file lacks keeps what an earlier one said.
            row.values = {**known.values, **row.values}
            row.source_id = row.source_id or known.source_id
            if (row.values, row.source_id, row.key) == (known.values, known.source_id, known.key):
                continue
        noted.append(row)
    ImportedRow.objects.bulk_create(
        noted, update_conflicts=True, unique_fields=["record_id"], update_fields=["kind", "source_id", "key", "values", "imported_by"]
    )


def _noted(draft: Draft, plan: Plan, listing: Import) -> ImportedRow:
    record = cast(Record, draft.record)
    said = {name: mark(value) for name, value in draft.values.items() if name not in draft.kept}
    return ImportedRow(
        record_id=draft.alias or record.pk,
        kind=plan.kind.family,
        source_id=(draft.identity.source_id or "")[:300],
        key=draft.identity.key,
        values=said,
        imported_by=listing.reference,
    )
