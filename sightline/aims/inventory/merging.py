"""Two records of one system become one, and nothing is lost: what points at the other points at the one that goes on, and what differed stays in view.

Done inside an open change. The other is retired; its history stays where it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError, models, transaction

from sightline.aims.organisation.models import Boundary
from sightline.kernel.imports.identity import identify
from sightline.kernel.imports.models import ImportedRow
from sightline.kernel.imports.words import squeeze
from sightline.kernel.links.models import Link
from sightline.kernel.records import Record, record_models

from .models import Absence, Impact, SuspectedDuplicate, System
from .sources import told as told_of

_LINES = ("models", "data_sets", "people_affected")  # lists: both together lose nothing
_NOT_SAID: dict[str, Any] = {"in_scope": Boundary.UNDECIDED, "impact": Impact.NOT_ASSESSED}
_LEFT_ALONE = frozenset({"id", "reference", "version", "retired", "also_called", *_LINES})
_ABOUT = ("kernel.evidence", "kernel.comment", "kernel.task")


def merge(kept: System, other: System, pair: SuspectedDuplicate) -> None:
    """Merges one system into another and notes on the pair what differed and what was moved.

    Args:
        kept: goes on.
        other: is retired.
        pair: where it was asked whether they are the same.
    """
    pair.kept = kept
    pair.differed = list(_take_over(kept, other))
    _call_both(kept, other)
    kept.save()
    _point_import_rows(kept, other)
    pair.moved = [*_move_pairs(kept, other, pair), *_move_references(kept, other), *_move_about(kept, other), *_move_links(kept, other)]
    other.retire()


def _take_over(kept: System, other: System) -> Iterator[dict[str, str]]:
    """Fills what the one that goes on leaves empty; gives what both say differently."""
    for column in System._meta.concrete_fields:
        if column.name in _LEFT_ALONE:
            continue
        ours, theirs = getattr(kept, column.name), getattr(other, column.name)
        empty = ("", None, _NOT_SAID.get(column.name, ""))
        if theirs in empty or ours == theirs:
            continue
        if ours in empty:
            setattr(kept, column.name, theirs)
        else:
            label = str(column.verbose_name)
            yield {
                "field": column.name,
                "label": label[:1].upper() + label[1:],
                "kept": _words(kept, column, ours),
                "other": _words(other, column, theirs),
            }
    for name in _LINES:
        lines = [line for line in (*getattr(kept, name).splitlines(), *getattr(other, name).splitlines()) if line.strip()]
        setattr(kept, name, "\n".join({squeeze(line): line for line in reversed(lines)}[key] for key in dict.fromkeys(map(squeeze, lines))))
    if kept.team is not None and kept.unit is not None and kept.team.parent_id != kept.unit.pk:
        yield {"field": "team", "label": "Part of the unit", "kept": "", "other": str(kept.team)}
        kept.team = None


def _words(system: System, column: models.Field[Any, Any], value: Any) -> str:
    if isinstance(value, Record) and type(value).personal:
        return value.reference  # never a name: this text is kept, and names must be erasable
    shown = getattr(system, f"get_{column.name}_display", None)
    return str(shown() if shown is not None else value)


def _call_both(kept: System, other: System) -> None:
    """Other names and numbers that it goes by, so that it is still found by them."""
    known = {squeeze(kept.name), squeeze(kept.source_id)}
    called = kept.also_called.splitlines()
    known |= {squeeze(line) for line in called}
    for word in (other.name, other.source_id, *other.also_called.splitlines()):
        if squeeze(word) and squeeze(word) not in known:
            known.add(squeeze(word))
            called.append(word)
    kept.also_called = "\n".join(line for line in called if line.strip())


def _point_import_rows(kept: System, other: System) -> None:
    """A list that names the other finds the one that goes on; each keeps what it was imported with."""
    ImportedRow.objects.filter(became=other.pk).update(became=kept.pk)
    if not ImportedRow.objects.filter(record_id=other.pk).update(became=kept.pk):
        (identity,) = identify([told_of(other)])
        ImportedRow.objects.create(
            record_id=other.pk, kind="systems", source_id=(identity.source_id or "")[:300], key=identity.key, became=kept.pk
        )


def _move_pairs(kept: System, other: System, pair: SuspectedDuplicate) -> Iterator[dict[str, str]]:
    """Other questions about the other become questions about the one that goes on, each asked once."""
    rows = SuspectedDuplicate.objects.current().exclude(pk=pair.pk)
    asked = {
        row.second_id if row.first_id == kept.pk else row.first_id for row in rows.filter(models.Q(first=kept) | models.Q(second=kept))
    }
    for row in rows.filter(models.Q(first=other) | models.Q(second=other), state=SuspectedDuplicate.State.OPEN):
        third = row.second_id if row.first_id == other.pk else row.first_id
        if third in asked or third == kept.pk:
            row.retire()
            continue
        row.first_id, row.second_id = (kept.pk, third) if row.first_id == other.pk else (third, kept.pk)
        row.save()
        yield _moved(row)


def _move_references(kept: System, other: System) -> Iterator[dict[str, str]]:
    """Whatever record points at the other, of whatever folder: uses, contracts, flows, sightings, suppliers' lists of systems."""
    for relation in System._meta.related_objects:
        model: Any = relation.related_model
        column: Any = relation.field
        name = column.name
        if model in (SuspectedDuplicate, Absence):
            continue
        if isinstance(column, models.ManyToManyField):
            yield from _move_in_sets(model, name, kept, other)
        elif issubclass(model, Record):
            for row in model._default_manager.filter(**{name: other}, retired__isnull=True).order_by("reference"):
                yield from _repoint(row, **{name: kept})
        else:
            model._default_manager.filter(**{name: other}).update(**{name: kept})


def _move_in_sets(model: Any, name: str, kept: System, other: System) -> Iterator[dict[str, str]]:
    for row in model._default_manager.filter(**{name: other}):
        getattr(row, name).add(kept)
        getattr(row, name).remove(other)
        yield _moved(row)


def _move_about(kept: System, other: System) -> Iterator[dict[str, str]]:
    """Evidence, comments and tasks. What somebody accepted or judged of the other stays with it: it was said of that record."""
    for model in record_models():
        if model.record_type in _ABOUT:
            found: Any = model
            for row in found._default_manager.filter(about_id=other.pk, retired__isnull=True).order_by("reference"):
                yield from _repoint(row, about_id=kept.pk)


def _move_links(kept: System, other: System) -> Iterator[dict[str, str]]:
    ends = Link.objects.current().filter(models.Q(source_id=other.pk) | models.Q(target_id=other.pk)).order_by("reference")
    for row in ends:
        source = kept.pk if row.source_id == other.pk else row.source_id
        target = kept.pk if row.target_id == other.pk else row.target_id
        if source == target:
            row.retire()
            continue
        yield from _repoint(row, source_id=source, target_id=target)


def _repoint(row: Record, **targets: Any) -> Iterator[dict[str, str]]:
    """Points a record at the one that goes on; where that one has the same already, this one is retired and stays with the other."""
    before = {name: getattr(row, name) for name in targets}
    try:
        with transaction.atomic():
            for name, target in targets.items():
                setattr(row, name, target)
            row.save()
    except IntegrityError:
        for name, value in before.items():
            setattr(row, name, value)
        row.retire()
        return
    yield _moved(row)


def _moved(row: Record) -> dict[str, str]:
    return {"what": str(row._meta.verbose_name), "reference": row.reference}
