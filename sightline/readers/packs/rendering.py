"""The pages of a pack: an index by clause, a page for each requirement, and lists of the records. Plain HTML that opens from disk."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from sightline.kernel import clock
from sightline.kernel.journal.models import Checkpoint, Image
from sightline.kernel.journal.reading import diff
from sightline.kernel.records import Record
from sightline.kernel.registers import register_of
from sightline.readers.conformity.counting import exceptions_of
from sightline.readers.conformity.standing import Overview, Standing
from sightline.readers.conformity.telling import sentence

from .collecting import Packed

Frame = dict[str, Any]


def frame(checkpoint: Checkpoint, organisation: str) -> Frame:
    """What every page of the pack says at its foot."""
    return {
        "organisation": organisation,
        "checkpoint": checkpoint,
        "moment": clock.read_stamp(checkpoint.time),
        "root": bytes(checkpoint.root).hex(),
    }


def style() -> bytes:
    """The one style sheet of the pack's pages."""
    return (Path(__file__).parent / "templates" / "packs" / "pack.css").read_bytes()


def file_of(standing: Standing) -> str:
    """Where a requirement's page lies below `pages/`."""
    return f"requirements/{standing.requirement.code.replace(' ', '-')}.html"


def requirement_page(standing: Standing, around: Frame) -> bytes:
    """A requirement: what the records say, which are exceptions, what people judge."""
    counts = [
        {
            "counted": one,
            "exceptions": list(exceptions_of(one.expectation).order_by("reference").values_list("reference", flat=True))
            if one.exceptions
            else [],
        }
        for one in standing.counts
    ]
    return render_to_string("packs/requirement.html", {**around, "standing": standing, "counts": counts}).encode()


def index_page(seen: Overview, kinds: Sequence[tuple[str, str, int]], gone: Sequence[str], around: Frame) -> bytes:
    """The first page: how things stand, by clause, and what else is in the pack.

    Args:
        seen: how ISO/IEC 42001 stands.
        kinds: (file, words, how many) of the lists of records.
        gone: evidence whose file is missing, in words.
        around: as from `frame`.
    """
    groups = [{"group": group, "rows": [(one, file_of(one)) for one in group.standings]} for group in seen.groups]
    return render_to_string(
        "packs/index.html", {**around, "seen": seen, "sentence": sentence(seen), "groups": groups, "kinds": kinds, "gone": gone}
    ).encode()


def lists(packed: Iterable[Packed], around: Frame) -> Iterator[tuple[str, str, int, bytes]]:
    """(file, words, how many, page) of the list of each kind of record, in the order of their files."""
    by_kind = sorted(packed, key=lambda one: (_file_of_kind(one.model), len(one.reference), one.reference))
    for file, rows in groupby(by_kind, key=lambda one: _file_of_kind(one.model)):
        of_kind = list(rows)
        words = _words_of_kind(of_kind[0].model)
        yield file, words, len(of_kind), render_to_string("packs/records.html", {**around, "words": words, "rows": of_kind}).encode()


def _file_of_kind(model: type[Record]) -> str:
    return f"lists/{model.face_name}.html"


def _words_of_kind(model: type[Record]) -> str:
    register = register_of(model)
    words = register.label if register is not None else str(model._meta.verbose_name_plural)
    return words[:1].upper() + words[1:]


def record_page(
    one: Packed, record: dict[str, Any], images: Sequence[Image], names: dict[str, str], actors: dict[str, str], around: Frame
) -> bytes:
    """A record: its facts in words, and every version with who, when and why.

    Args:
        one: the record.
        record: its proof, as `Prover.record` made it.
        images: its images, oldest first.
        names: id -> "reference name" of every record, so that facts name what they point to.
        actors: actor key -> name.
        around: as from `frame`.
    """
    versions: list[dict[str, Any]] = []
    before: dict[str, Any] = {}
    for image, proof in zip(images, record["versions"], strict=True):
        data: dict[str, Any] = json.loads(image.data) if image.data is not None else {}
        head = json.loads(proof["header"])
        changes = [(change.label, _plain(change.before, names), _plain(change.after, names)) for change in diff(one.model, before, data)]
        versions.append(
            {
                "version": image.version,
                "head": head,
                "who": actors.get(head["actor"], head["actor"]),
                "changes": changes,
                "withheld": image.data is None,
            }
        )
        before = data
    labels = {field.name: str(getattr(field, "verbose_name", field.name)) for field in one.model._meta.get_fields()}
    facts = [
        (labels.get(name, name).capitalize(), _plain(value, names))
        for name, value in before.items()
        if value not in (None, "", []) and name != "reference"
    ]
    return render_to_string("packs/record.html", {**around, "one": one, "facts": facts, "versions": versions[::-1]}).encode()


def _plain(value: Any, names: dict[str, str]) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(item, names) for item in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return "" if value is None else names.get(str(value), str(value))
