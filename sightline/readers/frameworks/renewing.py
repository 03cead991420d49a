"""What loading a set did, requirement by requirement: for whoever is told after it, or asked before it (a dry run)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sightline.kernel.journal.appending import Written

from .models import Requirement


@dataclass(frozen=True)
class Renewed:
    """What was written of a set's requirements.

    Attributes:
        added: ids of requirements that are new.
        changed: ids of those whose words or place changed, or that are asked again.
        dropped: ids of those that the file does not have any more; they are retired, and what hangs on them stays.
        dropped_records: the records of those.
        unchanged: how many are as they were.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    dropped: tuple[str, ...]
    dropped_records: tuple[UUID, ...]
    unchanged: int


def renewed(written: Sequence[Written], asked: int) -> Renewed:
    """Reads from the images that a change wrote what it did to requirements.

    Args:
        written: the images, as an outcome has them; those of a dry run do.
        asked: how many requirements the file has.
    """
    rows = [(one, _image(one)) for one in written if one.record_type == Requirement.record_type]
    added = tuple(str(image["code"]) for one, image in rows if one.version == 1)
    dropped = [(str(image["code"]), one.record_id) for one, image in rows if one.version > 1 and image["retired"]]
    changed = tuple(str(image["code"]) for one, image in rows if one.version > 1 and not image["retired"])
    codes, ids = tuple(code for code, _ in dropped), tuple(pk for _, pk in dropped)
    return Renewed(added, changed, codes, ids, asked - len(added) - len(changed))


def _image(one: Written) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(one.data)
    return found
