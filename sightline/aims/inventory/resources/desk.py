"""What an import of models or data finds in the records, and what it has to make beside them. A few queries, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import models

from sightline.aims.inventory.models import System
from sightline.aims.inventory.suppliers.models import Supplier
from sightline.kernel.imports.planning import Draft
from sightline.kernel.imports.words import squeeze
from sightline.kernel.records import Record

from .exchange.values import DataSetSaid
from .models import DataSet, DataUse, Model, ModelUse, Phase

_PLAIN = (models.CharField, models.TextField)


def fields_of(model: type[Record]) -> dict[str, models.Field[Any, Any]]:
    """The text fields of a model that a document may fill, by name."""
    skipped = {"reference"}
    return {one.name: one for one in model._meta.concrete_fields if isinstance(one, _PLAIN) and one.name not in skipped}


def fitting(model: type[Record], said: Mapping[str, str], draft: Draft | None = None) -> dict[str, str]:
    """What a document says, as far as the model has a place for it: known choices, lengths that fit; what was cut is told."""
    known = fields_of(model)
    values: dict[str, str] = {}
    for name, value in said.items():
        column = known.get(name)
        if column is None or not value:
            continue
        choices = dict(column.flatchoices or ())
        if choices and value not in choices:
            if draft is not None:
                draft.tell(name, str(column.verbose_name), f"“{value[:60]}” is not known as {column.verbose_name}, so it is left out.")
            continue
        if column.max_length and len(value) > column.max_length:
            if draft is not None:
                draft.tell(name, str(column.verbose_name), f"It is longer than {column.max_length} characters, so its end is left out.")
            value = value[: column.max_length]
        values[name] = value
    return values


def _key(name: str, release: str = "") -> tuple[str, str]:
    return squeeze(name), squeeze(release)


class Desk:
    """Suppliers, systems, data sets and models by name; what is not there is made where a document says enough of it."""

    def __init__(self) -> None:
        self.made: dict[type[Record], list[Record]] = {Supplier: [], System: [], DataSet: [], Model: []}
        self.fill: dict[UUID, tuple[DataSet, dict[str, Any]]] = {}
        self._suppliers = {squeeze(row.name): row for row in Supplier.objects.current().order_by("-reference")}
        systems = list(System.objects.current().order_by("-reference"))
        self._systems: dict[str, System] = {squeeze(row.name): row for row in systems} | {row.reference.lower(): row for row in systems}
        self._sets = _by_key(DataSet.objects.current().order_by("-reference"))
        self._models = _by_key(Model.objects.current().order_by("-reference"))

    def supplier(self, name: str, *, make: bool = False) -> Supplier | None:
        """The supplier of this name."""
        found = self._suppliers.get(squeeze(name)) if name else None
        if found is None and name and make:
            found = self._suppliers[squeeze(name)] = Supplier(name=name[:300])
            self.made[Supplier].append(found)
        return found

    def system(self, said: Mapping[str, str], *, make: bool = False) -> System | None:
        """The system of this name, or with this reference."""
        name = said.get("name", "")
        found = self._systems.get(name.lower()) or self._systems.get(squeeze(name))
        if found is None and name and make:
            found = self._systems[squeeze(name)] = System(**fitting(System, said))
            self.made[System].append(found)
        return found

    def model(self, name: str, release: str = "") -> Model | None:
        """The model of this name and version; of this name alone where it is the only one."""
        return self._models.get(_key(name, release)) or (self._models.get(_key(name)) if not release else None)

    def know_model(self, name: str, release: str, row: Model) -> None:
        """A model that this import makes."""
        self._models.setdefault(_key(name, release), row)
        self._models.setdefault(_key(name), row)

    def base(self, name: str, release: str) -> Model:
        """The model that another was made from; a record of its own where there is none."""
        found = self.model(name, release)
        if found is None:
            found = Model(name=name[:300], release=release[:100])
            self.know_model(name, release, found)
            self.made[Model].append(found)
        return found

    def data_set(self, said: DataSetSaid | str) -> DataSet:
        """The data set of this name and version, with what it leaves empty filled from the document; made where there is none."""
        fields = {"name": said} if isinstance(said, str) else said.fields
        values: dict[str, Any] = fitting(DataSet, fields)
        supplier = self.supplier(fields.get("supplier", ""), make=True)
        key = _key(fields["name"], fields.get("release", ""))
        found = self._sets.get(key) or (self._sets.get(_key(fields["name"])) if not key[1] else None)
        if found is None:
            found = DataSet(**values, supplier=supplier)
            self._sets[key] = found
            self._sets.setdefault(_key(fields["name"]), found)
            self.made[DataSet].append(found)
        elif found not in self.made[DataSet]:
            empty = {name: value for name, value in values.items() if getattr(found, name) in ("", "unknown")}
            if supplier is not None and found.supplier_id is None:
                empty["supplier"] = supplier
            if empty:
                self.fill[found.pk] = (found, empty)
        return found

    def groups(self) -> list[list[Record]]:
        """What has to be made first, in order."""
        return [rows for rows in self.made.values() if rows]


def _by_key(rows: Any) -> dict[tuple[str, str], Any]:
    found: dict[tuple[str, str], Any] = {}
    count: dict[tuple[str, str], int] = {}
    for row in rows:
        found[_key(row.name, row.release)] = row
        if row.release:
            count[_key(row.name)] = count.get(_key(row.name), 0) + 1
    for row in rows:
        if row.release and count[_key(row.name)] == 1:
            found.setdefault(_key(row.name), row)
    return found


class Uses:
    """Uses to be made, each once and none that is there already."""

    def __init__(self) -> None:
        self._models: dict[tuple[Any, ...], ModelUse] = {}
        self._data: dict[tuple[Any, ...], DataUse] = {}

    def model(self, system: System, model: Model, how: str = "", since: Any = None) -> None:
        """The system runs on the model."""
        self._models.setdefault((system.pk, model.pk), ModelUse(system=system, model=model, how=how[:300], since=since))

    def data(
        self, data_set: DataSet, phase: str, *, system: System | None = None, model: Model | None = None, provenance: str = ""
    ) -> None:
        """The system, or the model, is trained, tested or run on the data."""
        known = phase if phase in Phase.values else Phase.TRAINING
        key = (system.pk if system else None, model.pk if model else None, data_set.pk, known)
        self._data.setdefault(key, DataUse(system=system, model=model, data_set=data_set, phase=known, provenance=provenance))

    def fresh(self) -> list[Record]:
        """Those that are not there yet, in two queries."""
        models = set(ModelUse.objects.current().values_list("system_id", "model_id"))
        data = set(DataUse.objects.current().values_list("system_id", "model_id", "data_set_id", "phase"))
        return [
            *(use for key, use in self._models.items() if key not in models),
            *(use for key, use in self._data.items() if key not in data),
        ]
