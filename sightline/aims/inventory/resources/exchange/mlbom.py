"""Reads a CycloneDX ML-BOM (JSON, 1.5 to 1.7) into models, their data and the system that they are parts of.

Source: the CycloneDX specification, https://cyclonedx.org/specification/overview/ (`modelCard` and `data` since 1.5).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sightline.kernel.imports import UnreadableFile
from sightline.kernel.imports.documents import Rows, text_of

from .values import DataSetSaid, ModelSaid, SystemSaid, rows_of

OURS = "sightline:"
KNOWN = ("1.5", "1.6", "1.7")
MODEL, DATA = "machine-learning-model", "data"
_DEEPEST = 60
_MOST = 20_000
_SYSTEM_TYPES = ("application", "framework", "library", "container", "platform", "device", "firmware", "operating-system")
_PLACES = ("distribution", "website", "model-card", "vcs", "documentation")


def read_mlbom(path: Path) -> Rows:
    """The models of a bill of materials, as rows of an import.

    Raises:
        UnreadableFile: it is no CycloneDX document in JSON, or names no model; says what to do.
    """
    bom = _parsed(path)
    reader = _Reader(bom)
    models = [reader.model(component) for component in reader.models]
    if not models:
        raise UnreadableFile(
            "This bill of materials names no component of the type machine-learning-model. "
            "Export it from the tool that knows the models, or record them by hand."
        )
    return rows_of(models, reader.notes)


def _parsed(path: Path) -> dict[str, Any]:
    text = text_of(path)
    start = text.lstrip()[:200]
    if start.startswith("<"):
        what = "a CycloneDX document in XML" if "cyclonedx" in text[:2_000].lower() else "XML or a web page"
        raise UnreadableFile(f"This file is {what}. Export the ML-BOM as CycloneDX JSON and choose that file.")
    try:
        bom = json.loads(text)
    except RecursionError as error:
        raise UnreadableFile(f"This file is nested deeper than {_DEEPEST} levels, which no bill of materials is.") from error
    except ValueError as error:
        where = f"line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else "a number"
        raise UnreadableFile(
            f"This file is not whole JSON: it breaks off or is wrong at {where}. Export it again and choose the new file."
        ) from error
    if not isinstance(bom, dict) or bom.get("bomFormat") != "CycloneDX":
        said = " It looks like SPDX, which is another format." if isinstance(bom, dict) and "spdxVersion" in bom else ""
        raise UnreadableFile(
            f"This file is JSON, but no CycloneDX document.{said} Export the ML-BOM as CycloneDX JSON and choose that file."
        )
    return bom


class _Reader:
    """One document. Wrong types are read as absent: a bill of materials of another tool need not be valid to be useful."""

    def __init__(self, bom: dict[str, Any]) -> None:
        self.notes: list[str] = []
        version = _text(bom.get("specVersion"))
        if version not in KNOWN:
            self.notes.append(
                f"It is CycloneDX {version or 'of no version'}; {KNOWN[0]} to {KNOWN[-1]} are known. It was read as far as they agree."
            )
        metadata = _dict(bom.get("metadata"))
        top = _dict(metadata.get("component"))
        everything = list(_walk([top] if top else [], 0)) + list(_walk(_list(bom.get("components")), 0))
        if len(everything) > _MOST:
            raise UnreadableFile(
                f"This bill of materials names {len(everything):,} components; {_MOST:,} are read at most. Export the models alone."
            )
        self.models = [one for one in everything if one.get("type") == MODEL and _text(one.get("name"))]
        self._data = {ref: one for one in everything if one.get("type") == DATA for ref in (_text(one.get("bom-ref")),) if ref}
        self._depends = {
            _text(one.get("ref")): [_text(ref) for ref in _list(one.get("dependsOn"))] for one in map(_dict, _list(bom.get("dependencies")))
        }
        self._say_cycles()
        self._top = top
        nameless = sum(1 for one in everything if one.get("type") == MODEL and not _text(one.get("name")))
        if nameless:
            self.notes.append(
                f"{nameless} model{'s have' if nameless > 1 else ' has'} no name and {'are' if nameless > 1 else 'is'} left out."
            )
        if any("graphics" in json.dumps(one.get("modelCard") or {}) for one in self.models):
            self.notes.append("Pictures in model cards stay in the file, which is kept as evidence; they are not copied into the records.")
        if any(_dict(_dict(one.get("modelCard")).get("considerations")).get("environmentalConsiderations") for one in self.models):
            self.notes.append("Figures on energy stay in the file, which is kept as evidence; they are not copied into the records.")
        self._system = self._read_system(top)
        self._uses = {_text(one.get("ref")): one for one in _ours_json(top, "model-use")}

    def _say_cycles(self) -> None:
        found = _cycle(self._depends)
        if found:
            self.notes.append(
                f"Its dependencies go round in a circle: {' → '.join(found[:6])}. Nothing depends on that here; it was read as it is."
            )

    def _read_system(self, top: dict[str, Any]) -> SystemSaid | None:
        if not top or top.get("type") not in _SYSTEM_TYPES or not _text(top.get("name")):
            return None
        fields = {"name": _text(top.get("name")), "description": _text(top.get("description"))} | _ours(top)
        data_sets = [self._used(use) for use in _ours_json(top, "data-use")]
        return SystemSaid({name: value for name, value in fields.items() if value}, [one for one in data_sets if one is not None])

    def _used(self, use: dict[str, Any]) -> DataSetSaid | None:
        component = self._data.get(_text(use.get("ref")))
        if component is None:
            return None
        return DataSetSaid(_data_fields(component), _text(use.get("phase")) or "training", _text(use.get("provenance")))

    def model(self, component: dict[str, Any]) -> ModelSaid:
        """What a component says of a model."""
        card = _dict(component.get("modelCard"))
        parameters, considerations = _dict(card.get("modelParameters")), _dict(card.get("considerations"))
        supplier = _text(_dict(component.get("supplier")).get("name"))
        provider = _text(component.get("publisher")) or _text(_dict(component.get("manufacturer")).get("name"))
        fields = {
            "name": _text(component.get("name")),
            "release": _text(component.get("version")),
            "description": _text(component.get("description")),
            "provider": provider or supplier or _text(component.get("group")),
            "licence": _licences(component),
            "task": _text(parameters.get("task")),
            "approach": _text(_dict(parameters.get("approach")).get("type")),
            "family": _text(parameters.get("architectureFamily")),
            "architecture": _text(parameters.get("modelArchitecture")),
            "intended_use": _lines(considerations.get("useCases")),
            "limitations": _lines(considerations.get("technicalLimitations")),
            "metrics": "\n".join(_metrics(_dict(card.get("quantitativeAnalysis")))),
            "found_at": _place(component),
            "source_id": _text(component.get("purl")),
            "card_data": _card_data(card),
        } | _ours(component)
        ref = _text(component.get("bom-ref"))
        use = self._uses.get(ref, {})
        return ModelSaid(
            {name: value for name, value in fields.items() if value},
            data_sets=self._data_of(component, parameters),
            base=_base(component),
            supplier=supplier,
            system=self._system if component is not self._top and self._belongs(ref) else None,
            how=_text(use.get("how")),
            since=_text(use.get("since")),
        )

    def _belongs(self, ref: str) -> bool:
        """Whether the system rests on this model: what depends on nothing stated belongs to the document's subject."""
        told = self._depends.get(_text(self._top.get("bom-ref")), [])
        return not told or ref in told or not any(one in told for one in (_text(model.get("bom-ref")) for model in self.models))

    def _data_of(self, component: dict[str, Any], parameters: dict[str, Any]) -> list[DataSetSaid]:
        uses = _ours_json(component, "data-use")
        if uses:
            return [found for found in map(self._used, uses) if found is not None]
        said = []
        for one in map(_dict, _list(parameters.get("datasets"))):
            referred = self._data.get(_text(one.get("ref")))
            fields = _data_fields(referred) if referred is not None else _inline_fields(one)
            if fields.get("name"):
                said.append(DataSetSaid(fields))
        return said


def _walk(components: list[Any], depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEEPEST:
        raise UnreadableFile(f"Components of this file lie more than {_DEEPEST} deep within each other, which no bill of materials does.")
    for one in components:
        if isinstance(one, dict):
            yield one
            yield from _walk(_list(one.get("components")), depth + 1)


def _cycle(graph: dict[str, list[str]]) -> list[str]:
    """A circle in the dependencies, or nothing; without recursion, since a chain may be long."""
    done: set[str] = set()
    for start in graph:
        path: list[str] = []
        stack = [(start, iter(graph.get(start, ())))] if start not in done else []
        path = [start] if stack else []
        while stack:
            node, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                stack.pop()
                path.pop()
                done.add(node)
            elif following in path:
                return [*path[path.index(following) :], following]
            elif following not in done:
                stack.append((following, iter(graph.get(following, ()))))
                path.append(following)
    return []


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _lines(value: Any) -> str:
    return "\n".join(line for line in map(_text, _list(value)) if line)


def _properties(component: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for one in map(_dict, _list(component.get("properties"))):
        name, value = one.get("name"), one.get("value")
        if isinstance(name, str) and isinstance(value, str) and name.startswith(OURS):
            yield name.removeprefix(OURS), value


def _ours(component: dict[str, Any]) -> dict[str, str]:
    """What our own export says in words that the format has no place for, by attribute."""
    return {name: value for name, value in _properties(component) if re.fullmatch(r"[a-z_]+", name)}


def _ours_json(component: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = []
    for one, value in _properties(component):
        if one == name:
            try:
                found.append(_dict(json.loads(value)))
            except (ValueError, RecursionError):
                continue
    return found


def _licences(component: dict[str, Any]) -> str:
    said = []
    for one in map(_dict, _list(component.get("licenses"))):
        inner = _dict(one.get("license"))
        said.append(_text(one.get("expression")) or _text(inner.get("id")) or _text(inner.get("name")))
    return ", ".join(filter(None, said))


def _place(component: dict[str, Any]) -> str:
    there = {_text(one.get("type")): _text(one.get("url")) for one in map(_dict, reversed(_list(component.get("externalReferences"))))}
    return next((there[kind] for kind in _PLACES if there.get(kind)), "")


def _base(component: dict[str, Any]) -> tuple[str, str] | None:
    for one in map(_dict, _list(_dict(component.get("pedigree")).get("ancestors"))):
        if _text(one.get("name")):
            return _text(one.get("name")), _text(one.get("version"))
    return None


def _metrics(analysis: dict[str, Any]) -> Iterator[str]:
    for one in map(_dict, _list(analysis.get("performanceMetrics"))):
        kind, value, part = (_text(one.get(name)) for name in ("type", "value", "slice"))
        if kind or value:
            yield f"{kind or 'value'}: {value}" + (f" ({part})" if part else "")


# The parts of a model card that are kept as data, with their shapes; what is not here stays in the file (pictures, energy).
_METRIC = {"type": str, "value": str, "slice": str, "confidenceInterval": {"lowerBound": str, "upperBound": str}}
_FAIRNESS = {"groupAtRisk": str, "benefits": str, "harms": str, "mitigationStrategy": str}
_CARD: dict[str, Any] = {
    "modelParameters": {"inputs": [{"format": str}], "outputs": [{"format": str}]},
    "quantitativeAnalysis": {"performanceMetrics": [_METRIC]},
    "considerations": {
        "users": [str],
        "performanceTradeoffs": [str],
        "ethicalConsiderations": [{"name": str, "mitigationStrategy": str}],
        "fairnessAssessments": [_FAIRNESS],
    },
    "properties": [{"name": str, "value": str}],
}


def _shaped(value: Any, shape: Any) -> Any:
    """The part of a value that has this shape, or None: so that an export is valid whatever came in."""
    if shape is str:
        return value if isinstance(value, str) else None
    if isinstance(shape, list):
        return [one for one in (_shaped(each, shape[0]) for each in _list(value)) if one] or None
    found = {name: one for name, part in shape.items() if (one := _shaped(_dict(value).get(name), part)) is not None}
    return found or None


def _card_data(card: dict[str, Any]) -> str:
    """The card as data, as far as it is kept, so that an export gives it back."""
    kept = _shaped(card, _CARD)
    return json.dumps(kept, sort_keys=True) if kept else ""


def _data_fields(component: dict[str, Any]) -> dict[str, str]:
    inner = next(iter(map(_dict, _list(component.get("data")))), {})
    fields = _inline_fields(inner) | {
        "name": _text(component.get("name")),
        "release": _text(component.get("version")),
        "licence": _licences(component),
        "supplier": _text(_dict(component.get("supplier")).get("name")),
    }
    fields["description"] = _text(component.get("description")) or fields.get("description", "")
    fields["found_at"] = fields.get("found_at") or _place(component)
    return {name: value for name, value in (fields | _ours(component)).items() if value}


def _inline_fields(data: dict[str, Any]) -> dict[str, str]:
    sensitive = _lines(data.get("sensitiveData"))
    fields = {
        "name": _text(data.get("name")),
        "description": _text(data.get("description")),
        "found_at": _text(_dict(data.get("contents")).get("url")),
        "categories": sensitive,
        "about_people": "personal" if sensitive else "",
    }
    return {name: value for name, value in fields.items() if value}
