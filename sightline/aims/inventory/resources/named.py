"""Models and data that systems name in their text fields: what of them is not recorded yet, and making records of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from sightline.aims.inventory.models import System
from sightline.kernel.imports.words import squeeze

from .models import DataSet, DataUse, Model, ModelUse, Phase

_LONGEST = 160  # characters; what is longer is prose about models and names none
_NOTHING = frozenset({"", "none", "n a", "na", "not applicable", "unknown", "tbd", "no", "yes"})


def names_in(text: str) -> Iterator[str]:
    """The names in a text field: one a line, short enough for a name, each once."""
    told = set()
    for line in text.splitlines():
        name = " ".join(line.strip(" -•*\t;").split())
        plain = squeeze(name)
        if plain not in _NOTHING and plain not in told and len(name) <= _LONGEST:
            told.add(plain)
            yield name


@dataclass
class Named:
    """What text fields name: (system, name as written) for which no use is recorded yet."""

    models: list[tuple[System, str]] = field(default_factory=list)
    data_sets: list[tuple[System, str]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many names wait, of both kinds."""
        return len(self.models) + len(self.data_sets)


def not_recorded(systems: QuerySet[System]) -> Named:
    """What these systems name in text without a use being recorded, in three queries."""
    rows = list(systems.exclude(models="", data_sets="").only("id", "reference", "name", "models", "data_sets").order_by("reference"))
    return Named(
        _open(rows, "models", _used(ModelUse.objects.current().filter(system__in=systems).select_related("model"), "model")),
        _open(rows, "data_sets", _used(DataUse.objects.current().filter(system__in=systems).select_related("data_set"), "data_set")),
    )


def _used(uses: QuerySet[Any], what: str) -> dict[UUID, set[str]]:
    found: dict[UUID, set[str]] = {}
    for use in uses:
        found.setdefault(use.system_id, set()).update(_called(getattr(use, what)))
    return found


def _called(row: Model | DataSet) -> set[str]:
    return {squeeze(row.name), squeeze(str(row))}


def _open(rows: list[System], attribute: str, used: dict[UUID, set[str]]) -> list[tuple[System, str]]:
    return [(row, name) for row in rows for name in names_in(getattr(row, attribute)) if squeeze(name) not in used.get(row.pk, ())]


def record_named(systems: QuerySet[System]) -> Model | None:
    """Makes records of what these systems name, and the uses; inside an open change, set-based.

    Names that are recorded already are used as they are; the same name is one record, whoever writes it.

    Returns:
        The first model that was made, if any.
    """
    named = not_recorded(systems)
    models, new_models = _records(Model, [name for _, name in named.models])
    data_sets, new_data = _records(DataSet, [name for _, name in named.data_sets])
    Model.objects.bulk_create(new_models)
    DataSet.objects.bulk_create(new_data)
    # Two lines may name one record, with and without its version: one use then.
    runs_on = {(system.pk, models[squeeze(name)].pk): ModelUse(system=system, model=models[squeeze(name)]) for system, name in named.models}
    feeds_on = {
        (system.pk, data_sets[squeeze(name)].pk): DataUse(system=system, data_set=data_sets[squeeze(name)], phase=Phase.OPERATION)
        for system, name in named.data_sets
    }
    ModelUse.objects.bulk_create(runs_on.values())
    DataUse.objects.bulk_create(feeds_on.values())
    return new_models[0] if new_models else None


def _records(model: Any, names: list[str]) -> tuple[dict[str, Any], list[Any]]:
    known: dict[str, Any] = {}
    if names:
        for row in model.objects.current().only("id", "name", "release").order_by("reference"):
            for called in _called(row):
                known.setdefault(called, row)
    made = []
    for name in names:
        if squeeze(name) not in known:
            known[squeeze(name)] = model(name=name)
            made.append(known[squeeze(name)])
    return known, made
