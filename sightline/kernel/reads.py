"""What can be read, as plain values: lists, records, histories, proofs, what was found. Faces that speak JSON give exactly this."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .errors import Invalid, NotFound
from .identity.actors import Actor
from .journal.models import Image
from .journal.proving import Proof
from .journal.reading import Version, actor_names, history_of, names_of
from .records import Record
from .registers import Query, Register, past_items
from .registers.keyset import keyset_page, read_cursor, write_cursor
from .registers.listing import item_of, plain
from .search import find

LARGEST_PAGE = 200
USUAL_PAGE = 50


@dataclass(frozen=True)
class Asked:
    """What is asked of a register.

    Attributes:
        query: words, view, filters, sort.
        limit: rows, at most.
        cursor: where the page before ended.
        as_of: a past day, or None for now.
    """

    query: Query
    limit: int = USUAL_PAGE
    cursor: str = ""
    as_of: date | None = None


def read_day(text: str) -> date | None:
    """A day as `2026-06-30`; None for an empty text.

    Raises:
        Invalid: it is none.
    """
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid("The day can't be read.", fields={"as_of": ["Write it as 2026-06-30."]}) from error


def list_page(register: Register, actor: Actor, asked: Asked) -> dict[str, Any]:
    """A page of a register: `count` in all, `items`, and `next`, the cursor of the next page or null."""
    if asked.as_of is not None:
        return _past_page(register, actor, asked, asked.as_of)
    page = keyset_page(register, actor, asked.query, limit=asked.limit, cursor=asked.cursor)
    return {"count": page.count, "items": [item_of(register, row) for row in page.rows], "next": page.next or None}


def _past_page(register: Register, actor: Actor, asked: Asked, day: date) -> dict[str, Any]:
    query = asked.query
    refused = [name for name, given in (("q", query.q), ("view", query.view), ("sort", query.sort)) if given]
    if refused:
        raise Invalid(
            "A past day can be narrowed by filters only.", fields={name: ["Leave it out together with as_of."] for name in refused}
        )
    items = [item for item in past_items(register, actor, day) if _fits(register, item, query.filters)]
    owner = json.dumps([register.name, day.isoformat(), sorted((name, list(wanted)) for name, wanted in query.filters.items())])
    start = 0
    if asked.cursor:
        last = read_cursor(asked.cursor, owner)[0]
        start = next((place + 1 for place, item in enumerate(items) if item["reference"] == last), 0)
    page = items[start : start + asked.limit]
    more = start + asked.limit < len(items)
    return {"count": len(items), "items": page, "next": write_cursor(owner, [page[-1]["reference"]]) if more else None}


def _fits(register: Register, item: Mapping[str, Any], filters: Mapping[str, tuple[str, ...]]) -> bool:
    for name, wanted in filters.items():
        path = next(one.path for one in register.filters if one.name == name)
        if path not in item:
            raise Invalid(f"A past day can't be narrowed by “{name}”.", fields={name: ["Leave it out together with as_of."]})
        values = {str(item[key] if item[key] not in (None, "") else "none").lower() for key in (path, f"{path}_reference") if key in item}
        if not values & {value.lower() for value in wanted}:
            return False
    return True


def record_in(register: Register, actor: Actor, reference: str) -> Record:
    """A record of a register, with computed columns, if the actor may see it.

    Raises:
        NotPermitted: the table doesn't give the actor this list.
        NotFound: there is no such record, or the actor may not know of it.
    """
    register.hold_readable(actor)
    found: Record | None = register.rows(actor).filter(reference=reference.upper()).first()
    if found is None:
        raise NotFound(f"There is no {register.noun} {reference} that you may see.")
    return found


def _told(version: Version, people: Mapping[str, str], names: Mapping[str, str]) -> dict[str, Any]:
    def named(value: Any) -> Any:
        return [named(item) for item in value] if isinstance(value, list) else names.get(value, value) if isinstance(value, str) else value

    return {
        "version": version.version,
        "entry": version.entry.index,
        "time": version.entry.time.isoformat(),
        "actor": people[version.entry.actor],
        "face": version.entry.face,
        "action": version.entry.action,
        "reason": version.entry.reason,
        "withheld": version.image is None,
        "changes": [
            {"field": one.name, "label": one.label, "before": named(one.before), "after": named(one.after)} for one in version.changes
        ],
    }


def history(record: Record) -> dict[str, Any]:
    """Every version of a record, newest first: who, when, through which face, why, and what changed. Other records stand by name."""
    versions = history_of(record)
    people = actor_names([one.entry.actor for one in versions])
    names = names_of([one.image for one in versions if one.image is not None], type(record))
    return {"reference": record.reference, "versions": [_told(one, people, names) for one in versions]}


def image_of(record: Record, version: int) -> dict[str, Any] | None:
    """What a version held, as the ledger has it; None where it is withheld or was never there."""
    image = Image.objects.filter(record_id=record.pk, version=version).first()
    found: dict[str, Any] | None = json.loads(image.data) if image is not None and image.data is not None else None
    return found


def proof(record: Record, proved: Proof) -> dict[str, Any]:
    """A proof with everything that a check by hand needs; hashes in hexadecimal."""
    image = proved.image
    return {
        "reference": record.reference,
        "version": image.version,
        "image": {
            "record_type": image.record_type,
            "record_id": str(image.record_id),
            "version": image.version,
            "schema": image.schema,
            "data": image.data,
            "salt": bytes(image.salt).hex() if image.salt is not None else None,
            "digest": bytes(image.digest).hex(),
            "position": proved.position,
            "of": proved.images,
            "path": [one.hex() for one in proved.image_path],
        },
        "entry": {
            "index": proved.entry.index,
            "header": proved.entry.header,
            "images_root": bytes(proved.entry.images_root).hex(),
            "leaf": proved.leaf.hex(),
            "path": [one.hex() for one in proved.path],
        },
        "checkpoint": {
            "number": proved.checkpoint.number,
            "size": proved.checkpoint.size,
            "root": bytes(proved.checkpoint.root).hex(),
            "note": proved.checkpoint.note,
        },
        "how": HOW,
    }


HOW = (
    'image: SHA-256(0x00 || salt || "{record_type} {record_id} {version} {schema}\\n" || data) is image.digest; '
    "image.path leads from it, at image.position of image.of, to entry.images_root. "
    'entry: SHA-256(0x00 || header || "\\n" || images_root in hexadecimal) is entry.leaf; '
    "entry.path leads from it, at entry.index of checkpoint.size, "
    "to checkpoint.root (RFC 9162 section 2.1.3.2). checkpoint.note is a C2SP signed note over size and root."
)


def found_records(actor: Actor, words: str, limit: int) -> dict[str, Any]:
    """What an actor may see that has all these words, best first."""
    hits = find(actor, words, limit)
    return {
        "items": [
            {
                "reference": hit.record.reference,
                "kind": hit.kind,
                "title": str(hit.record),
                "register": hit.record.face_name,
                "retired": plain(hit.record.retired),
            }
            for hit in hits
        ]
    }
