"""The operations over all records: conformity, reports, packs, the ledger."""

from __future__ import annotations

from typing import Any

from sightline.readers.conformity.telling import PERMISSION as CONFORMITY
from sightline.readers.packs.making import PERMISSION as PACKING

from ..computed import LEDGER
from .parts import file, given, param, reading, ref
from .schemas import text


def whole_paths() -> dict[str, Any]:
    """Address -> what `GET` gives."""
    tag = "The whole"
    ledger = {"permission": LEDGER}
    return {
        **_on_requirements(),
        "/api/v1/pack": reading(
            tag, "fetch_pack", "Fetch the evidence pack", [], file("application/zip"), "403", "409", permission=PACKING
        ),
        "/api/v1/ledger/checkpoint": reading(
            tag, "show_checkpoint", "The newest checkpoint", [], given("To be kept elsewhere.", ref("Checkpoint")), "403", "404", **ledger
        ),
        "/api/v1/ledger/verification": reading(
            tag, "verify_ledger", "Verify the ledger", [], given("What was found.", ref("Verification")), "403", **ledger
        ),
        "/api/v1/ledger/check": reading(
            tag, "check_records", "Hold the records against the ledger", [], given("What was found.", ref("Check")), "403", **ledger
        ),
    }


def _on_requirements() -> dict[str, Any]:
    tag, framework = "The whole", param("framework", "path", text(minLength=1), "The set's id, such as iso42001.", required=True)
    return {
        "/api/v1/conformity/{framework}": reading(
            tag,
            "conformity",
            "Where requirements stand",
            [{**framework, "example": "iso42001"}],
            given("Counted and judged.", ref("Conformity")),
            "403",
            "404",
            permission=CONFORMITY,
        ),
        "/api/v1/coverage": reading(
            tag, "coverage", "How far each set is covered", [], given("Counted.", ref("Coverage")), "403", permission=CONFORMITY
        ),
        "/api/v1/sight/{reference}": reading(
            tag,
            "sight",
            "The line of sight of a record or a requirement",
            [
                {
                    **param("reference", "path", text(minLength=1), "A record, or a requirement's key or id.", required=True),
                    "example": "iso42001:A.6.2.4",
                }
            ],
            given("Requirements at one end, records at the other.", ref("Sight")),
            "403",
            "404",
            permission=CONFORMITY,
        ),
        "/api/v1/readiness": reading(
            tag,
            "readiness",
            "Readiness for Stage 1 and Stage 2",
            [param("system", "query", text(), "The AI system to be followed; one is sampled where it is left out.")],
            given("What is looked at, and what blocks.", ref("Readiness")),
            "403",
            "404",
            permission=CONFORMITY,
        ),
    }
