"""What can be imported of models and data: lists of either, an ML-BOM, a model card, the answer of a model registry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from uuid_utils.compat import uuid7

from sightline.kernel.imports import Field, FieldSet, load_fields
from sightline.kernel.imports.planning import REFUSED, Draft, Plan
from sightline.kernel.imports.registry import ImportKind, importable
from sightline.kernel.records import Record

from .desk import Desk, Uses, fitting
from .exchange.cards import read_card
from .exchange.mlbom import read_mlbom
from .exchange.registry import read_registry
from .exchange.values import WHOLE, ModelSaid, said_in
from .models import DataSet, Model, Phase

_DATA = Path(__file__).parent / "data"
_KEY = ("name", "release")
_LABELS: dict[str, Any] = {"supplier_id": "Supplier", "base_id": "Made from"}


@cache
def model_fields() -> FieldSet:
    """What a column of a list of models can be read into."""
    return load_fields(_DATA / "model_fields.yaml")


@cache
def data_set_fields() -> FieldSet:
    """What a column of a list of data sets can be read into."""
    return load_fields(_DATA / "dataset_fields.yaml")


@cache
def document_fields() -> FieldSet:
    """The columns of the rows that a document is read into."""
    return FieldSet(
        (
            Field("name", "Name", required=True),
            Field("release", "Version"),
            Field("source_id", "Reference in the document"),
            Field(WHOLE, "All that is said", kind="long"),
        )
    )


def told(record: Model | DataSet) -> Mapping[str, str]:
    """What a row would say of a record, as far as it tells records apart."""
    return {"name": record.name, "release": record.release, "source_id": record.source_id}


# ---------------------------------------------------------------------------------------------------------------- lists
def _open(drafts: Sequence[Draft]) -> list[Draft]:
    return [draft for draft in drafts if draft.record is None or draft.record.retired is None]


def _plain(draft: Draft, model: type[Record]) -> dict[str, Any]:
    """Values of a row of a list; lists become lines."""
    said = {name: "\n".join(value) if isinstance(value, tuple) else value for name, value in draft.said.items()}
    return fitting(model, said, draft)


def settle_models(drafts: Sequence[Draft]) -> list[list[Record]]:
    """Turns rows of a list of models into values, and notes which systems and data they name."""
    desk = Desk()
    for draft in _open(drafts):
        draft.values.update(_plain(draft, Model))
        _supplied(draft, desk, draft.said.get("provider", ""))
        draft.beside["systems"] = _systems(draft, desk)
        draft.beside["data"] = [(desk.data_set(name), Phase.TRAINING.value, "") for name in draft.said.get("data_sets", ())]
    return desk.groups()


def settle_data_sets(drafts: Sequence[Draft]) -> list[list[Record]]:
    """Turns rows of a list of data sets into values, and notes which systems and models they name."""
    desk = Desk()
    for draft in _open(drafts):
        draft.values.update(_plain(draft, DataSet))
        if draft.values.get("special_categories") and "about_people" not in draft.values:
            draft.values["about_people"] = "special"
        draft.beside["systems"] = _systems(draft, desk)
        draft.beside["models"] = [desk.base(name, "") for name in draft.said.get("models", ())]
    return desk.groups()


def _systems(draft: Draft, desk: Desk) -> list[tuple[Any, str, Any]]:
    found = []
    for name in draft.said.get("systems", ()):
        system = desk.system({"name": name})
        if system is None:
            draft.tell(
                "systems", "AI systems", f"There is no AI system “{name[:80]}”, so its use is not recorded. Add it, and import again."
            )
        else:
            found.append((system, "", None))
    return found


def _supplied(draft: Draft, desk: Desk, name: str, *, make: bool = False) -> None:
    supplier = desk.supplier(name, make=make)
    if supplier is not None:
        draft.values["supplier_id"] = supplier.pk


# ------------------------------------------------------------------------------------------------------------ documents
def settle_documents(drafts: Sequence[Draft]) -> list[list[Record]]:
    """Turns what a document says of models into values, with the data, suppliers and the system that it names."""
    desk = Desk()
    open_ones = [(draft, said_in(draft.said[WHOLE])) for draft in _open(drafts)]
    for draft, said in open_ones:
        if draft.record is None:
            draft.values["id"] = uuid7()
            row = Model(id=draft.values["id"], name=said.fields["name"])
        else:
            row = draft.record  # type: ignore[assignment]
        desk.know_model(said.fields["name"], said.fields.get("release", ""), row)
    for draft, said in open_ones:
        _settle_document(draft, said, desk)
    if open_ones:
        open_ones[0][0].beside["fill"] = list(desk.fill.values())
    return desk.groups()


def _settle_document(draft: Draft, said: ModelSaid, desk: Desk) -> None:
    draft.values.update(fitting(Model, said.fields, draft))
    _supplied(draft, desk, said.supplier, make=True)
    _supplied(draft, desk, said.fields.get("provider", ""))
    if said.supplier:
        _supplied(draft, desk, said.supplier)
    if said.base is not None:
        base = desk.base(*said.base)
        if base.pk != (draft.record.pk if draft.record is not None else draft.values["id"]):
            draft.values["base_id"] = base.pk
    draft.beside["data"] = [(desk.data_set(one), one.phase, one.provenance) for one in said.data_sets if one.name]
    if said.system is not None:
        system = desk.system(said.system.fields, make=True)
        if system is not None:
            draft.beside["systems"] = [(system, said.how, _day(said.since))]
            draft.beside["system_data"] = [
                (system, desk.data_set(one), one.phase, one.provenance) for one in said.system.data_sets if one.name
            ]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def uses_after(plan: Plan) -> list[Record]:
    """The uses that the rows name, once everything that they tie is there; and what existing data sets left empty."""
    uses = Uses()
    for draft in plan.drafts:
        if draft.outcome == REFUSED or draft.record is None or draft.record.retired is not None:
            continue
        _uses_of(draft, uses)
        _fill(draft)
    return uses.fresh()


def _uses_of(draft: Draft, uses: Uses) -> None:
    record, beside = draft.record, draft.beside
    for system, how, since in beside.get("systems", ()):
        if isinstance(record, Model):
            uses.model(system, record, how, since)
        elif isinstance(record, DataSet):
            uses.data(record, Phase.OPERATION, system=system)
    for data_set, phase, provenance in beside.get("data", ()):
        if isinstance(record, Model):
            uses.data(data_set, phase, model=record, provenance=provenance)
    for system, data_set, phase, provenance in beside.get("system_data", ()):
        uses.data(data_set, phase, system=system, provenance=provenance)
    for model in beside.get("models", ()):
        if isinstance(record, DataSet):
            uses.data(record, Phase.TRAINING, model=model)


def _fill(draft: Draft) -> None:
    together: dict[tuple[str, ...], list[DataSet]] = {}
    for row, values in draft.beside.get("fill", ()):
        for name, value in values.items():
            setattr(row, name, value)
        together.setdefault(tuple(sorted(values)), []).append(row)
    for names, rows in together.items():
        DataSet.objects.bulk_update(rows, names)


_COMMON: dict[str, Any] = {
    "permission": "inventory.import",
    "told": told,
    "key": _KEY,
    "after": uses_after,
    "labels": _LABELS,
    "likely": ("name",),
}
_MODEL: dict[str, Any] = _COMMON | {"noun": "model", "model": Model}
importable(ImportKind(name="models", label="Models", fields=model_fields, settle=settle_models, order=10, **_MODEL))
importable(
    ImportKind(
        name="datasets",
        label="Data sets",
        noun="data set",
        model=DataSet,
        fields=data_set_fields,
        settle=settle_data_sets,
        order=11,
        **_COMMON,
    )
)
_DOCUMENT: dict[str, Any] = _MODEL | {"fields": document_fields, "settle": settle_documents, "shares": "models"}
importable(ImportKind(name="mlbom", label="Models of an ML-BOM (CycloneDX)", document=read_mlbom, order=20, **_DOCUMENT))
importable(ImportKind(name="modelcard", label="A model card (Markdown)", document=read_card, order=21, **_DOCUMENT))
importable(ImportKind(name="mlflow", label="Models of an MLflow registry (JSON)", document=read_registry, order=22, **_DOCUMENT))
