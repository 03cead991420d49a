"""Writes what an AI system rests on as a CycloneDX 1.6 ML-BOM: the same records give the same bytes.

Source: the CycloneDX 1.6 schema. What the format has no place for stands in properties whose names begin with `sightline:`, so that an import here
gives everything back. People are not named in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sightline.aims.inventory.models import System

from ..models import DataSet, DataUse, Model, ModelUse
from .mlbom import DATA, MODEL, OURS

SPEC = "1.6"
_SYSTEM = ("reference", "purpose", "kind", "vendor", "stage", "autonomy", "organisation_role")
_MODEL = ("kind", "provider", "intended_use", "limitations", "metrics", "card", "source_id", "found_at", "licence")
_DATA = (
    "origin",
    "provenance",
    "licence",
    "about_people",
    "categories",
    "special_categories",
    "quality",
    "known_bias",
    "preparation",
    "retention",
    "country",
    "source_id",
    "found_at",
)


def mlbom(system: System, models: Sequence[ModelUse], data: Sequence[DataUse]) -> bytes:
    """The bill of materials of a system, as JSON.

    Args:
        system: whose parts are listed.
        models: its uses of models, with the models.
        data: its own uses of data and those of its models, with the data sets.
    """
    own = [use for use in data if use.system_id == system.pk]
    of_model: dict[Any, list[DataUse]] = {}
    for use in data:
        if use.model_id is not None:
            of_model.setdefault(use.model_id, []).append(use)
    sets = {use.data_set.pk: use.data_set for use in data}
    components = [_model(use.model, of_model.get(use.model_id, [])) for use in models] or [_unknown(system)]
    components += [_data(one) for one in sorted(sets.values(), key=lambda one: one.reference)]
    depends = [one["bom-ref"] for one in components if one["type"] == MODEL] + [use.data_set.reference for use in own]
    bom: dict[str, Any] = {
        "$schema": f"http://cyclonedx.org/schema/bom-{SPEC}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": SPEC,
        "version": 1,
        "metadata": {"component": _system(system, models, own)},
        "components": components,
        "dependencies": [
            {"ref": system.reference, "dependsOn": sorted(set(depends))},
            *(
                {"ref": use.model.reference, "dependsOn": sorted({one.data_set.reference for one in of_model[use.model_id]})}
                for use in models
                if use.model_id in of_model
            ),
        ],
    }
    # The number of a document is made from its content: the same records are the same document.
    bom["serialNumber"] = f"urn:uuid:{uuid5(NAMESPACE_URL, json.dumps(bom, sort_keys=True))}"
    return (json.dumps(bom, indent=2, ensure_ascii=False, sort_keys=True) + "\n").encode()


def _properties(record: Any, names: Iterable[str], more: Iterable[tuple[str, Any]] = ()) -> list[dict[str, str]]:
    said = [(name, getattr(record, name)) for name in names] + list(more)
    return [{"name": f"{OURS}{name}", "value": str(value)} for name, value in said if value]


def _system(system: System, models: Sequence[ModelUse], own: Sequence[DataUse]) -> dict[str, Any]:
    uses: list[tuple[str, str]] = [
        ("model-use", json.dumps({"ref": use.model.reference, "how": use.how, "since": use.since.isoformat() if use.since else ""}))
        for use in models
    ]
    uses += [("data-use", _use(use)) for use in own]
    found: dict[str, Any] = {
        "type": "application",
        "bom-ref": system.reference,
        "name": system.name,
        "properties": _properties(system, _SYSTEM, uses),
    }
    return found | ({"description": system.description} if system.description else {})


def _use(use: DataUse) -> str:
    return json.dumps({"ref": use.data_set.reference, "phase": use.phase, "provenance": use.provenance})


def _unknown(system: System) -> dict[str, Any]:
    """A system of which no model is recorded rests on one all the same."""
    return {
        "type": MODEL,
        "bom-ref": f"{system.reference}-model",
        "name": system.name,
        "description": "Which model this system runs on is not known.",
        "properties": [{"name": f"{OURS}known", "value": "no"}],
    }


def _model(model: Model, uses: Sequence[DataUse]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": MODEL,
        "bom-ref": model.reference,
        "name": model.name,
        "modelCard": _card(model, uses),
        "properties": _properties(model, _MODEL, (("data-use", _use(use)) for use in uses)),
    }
    _described(found, model)
    if model.provider:
        found["publisher"] = model.provider
    if model.supplier is not None:
        found["supplier"] = {"name": model.supplier.name}
    if model.source_id.startswith("pkg:"):
        found["purl"] = model.source_id
    if model.base is not None:
        base = {"type": MODEL, "name": model.base.name}
        found["pedigree"] = {"ancestors": [base | ({"version": model.base.release} if model.base.release else {})]}
    return found


def _described(found: dict[str, Any], record: Model | DataSet) -> None:
    found.update({key: value for key, value in (("version", record.release), ("description", record.description)) if value})
    if record.licence:
        found["licenses"] = [{"license": {"name": record.licence}}]
    if record.found_at.startswith(("https://", "http://")) and not set(record.found_at) & set(' "<>\\^`{|}'):
        found["externalReferences"] = [{"type": "distribution", "url": record.found_at}]


def _card(model: Model, uses: Sequence[DataUse]) -> dict[str, Any]:
    """The card as it came, with what the record says now in its place."""
    card: dict[str, Any] = json.loads(model.card_data) if model.card_data else {}
    parameters = dict(card.get("modelParameters") or {})
    for key, value in (("task", model.task), ("architectureFamily", model.family), ("modelArchitecture", model.architecture)):
        parameters.pop(key, None)
        if value:
            parameters[key] = value
    parameters.pop("approach", None)
    if model.approach:
        parameters["approach"] = {"type": model.approach}
    parameters.pop("datasets", None)
    if uses:
        parameters["datasets"] = [{"ref": reference} for reference in sorted({use.data_set.reference for use in uses})]
    considerations = dict(card.get("considerations") or {})
    for key, text in (("useCases", model.intended_use), ("technicalLimitations", model.limitations)):
        considerations.pop(key, None)
        if text:
            considerations[key] = [line for line in text.splitlines() if line.strip()]
    parts = {**card, "modelParameters": parameters, "considerations": considerations}
    return {name: value for name, value in parts.items() if value}


def _data(data_set: DataSet) -> dict[str, Any]:
    inner: dict[str, Any] = {"type": "dataset", "name": data_set.name}
    sensitive = [line for text in (data_set.categories, data_set.special_categories) for line in text.splitlines() if line.strip()]
    if sensitive:
        inner["sensitiveData"] = sensitive
    found: dict[str, Any] = {
        "type": DATA,
        "bom-ref": data_set.reference,
        "name": data_set.name,
        "data": [inner],
        "properties": _properties(data_set, _DATA),
    }
    _described(found, data_set)
    if data_set.supplier is not None:
        found["supplier"] = {"name": data_set.supplier.name}
    return found
