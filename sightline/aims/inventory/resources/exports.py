"""What can be taken away: the bill of materials of an AI system."""

from __future__ import annotations

from typing import cast

from sightline.aims.inventory.models import System
from sightline.kernel.exports import export
from sightline.kernel.identity.actors import Actor
from sightline.kernel.records import Record

from .exchange.writing import mlbom
from .queries import data_of, models_of


@export(
    "mlbom",
    label="ML-BOM (CycloneDX)",
    of=System,
    formats=("json",),
    permission="inventory.read",
    about="The models and data that the system rests on, for other tools.",
)
def export_mlbom(actor: Actor, record: Record, form: str) -> bytes:
    """The models and data of one system as CycloneDX 1.6."""
    system = cast(System, record)
    return mlbom(system, list(models_of(system)), list(data_of(system)))
