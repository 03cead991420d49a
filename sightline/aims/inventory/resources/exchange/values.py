"""What a document says about models and data: plain values, whatever format they came in."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from sightline.kernel.imports.documents import Rows

WHOLE = "whole"


@dataclass
class DataSetSaid:
    """A data set that a document names. `fields` are values by attribute of the record; `phase` and `provenance` are of its use."""

    fields: dict[str, str]
    phase: str = "training"
    provenance: str = ""

    @property
    def name(self) -> str:
        """Its name."""
        return self.fields.get("name", "")


@dataclass
class SystemSaid:
    """The AI system that a document describes the parts of, with the data that it uses itself."""

    fields: dict[str, str]
    data_sets: list[DataSetSaid] = field(default_factory=list)


@dataclass
class ModelSaid:
    """A model that a document names. `fields` are values by attribute of the record; `base` the name of the model that it was made from."""

    fields: dict[str, str]
    data_sets: list[DataSetSaid] = field(default_factory=list)
    base: tuple[str, str] | None = None
    supplier: str = ""
    system: SystemSaid | None = None
    how: str = ""
    since: str = ""


def rows_of(models: list[ModelSaid], notes: list[str]) -> Rows:
    """Models as rows of an import: what identifies each, and all that was said of it as JSON.

    ASCII, so that nothing of the text is tidied on the way.
    """
    return Rows(
        ("name", "release", "source_id", WHOLE),
        [
            (one.fields.get("name", ""), one.fields.get("release", ""), one.fields.get("source_id", ""), json.dumps(asdict(one)))
            for one in models
        ],
        notes,
    )


def said_in(whole: str) -> ModelSaid:
    """The model that a row of `rows_of` holds."""
    data: dict[str, Any] = json.loads(whole)
    system = data.pop("system")
    base = data.pop("base")
    return ModelSaid(
        **{**data, "data_sets": [DataSetSaid(**one) for one in data["data_sets"]]},
        base=(base[0], base[1]) if base else None,
        system=SystemSaid(system["fields"], [DataSetSaid(**one) for one in system["data_sets"]]) if system else None,
    )
