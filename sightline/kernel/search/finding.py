"""Filling and asking the index. It follows the ledger: what a change wrote is indexed after it, from its images."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from ..identity.actors import Actor
from ..journal.models import Image
from ..records import Record, model_of, record_models, records_at
from ..registers import register_of

BATCH = 2_000
_HITS = 200


@dataclass(frozen=True)
class Hit:
    """Something that was found: the record, and what kind it is in words."""

    record: Record
    kind: str


def _text_of(model: type[Record], image: dict[str, Any]) -> tuple[str, str]:
    title = str(image.get("name") or image.get("title") or "")
    words = [
        value
        for name, value in image.items()
        if isinstance(value, str) and name not in {"reference", "name", "title"} and not _is_id(value)
    ]
    return title, " ".join(words)


def _is_id(value: str) -> bool:
    return len(value) == 36 and value.count("-") == 4


def _write(rows: Iterable[tuple[str, UUID, str, str, str]]) -> None:
    rows = list(rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany(
                "INSERT INTO kernel_search (record_type, record_id, reference, title, words) VALUES (%s, %s, %s, %s, "
                "setweight(to_tsvector('simple', %s), 'A') || setweight(to_tsvector('simple', %s), 'A') || to_tsvector('simple', %s)) "
                "ON CONFLICT (record_id) DO UPDATE SET reference = excluded.reference, title = excluded.title, words = excluded.words",
                [
                    (kind, pk, reference, title, reference.replace("-", " "), title, body[:100_000])
                    for kind, pk, reference, title, body in rows
                ],
            )
            return
        cursor.executemany(
            "DELETE FROM kernel_search WHERE rowid = (SELECT rowid FROM kernel_search WHERE kernel_search MATCH %s LIMIT 1)",
            [(f'reference : "{row[2]}"',) for row in rows],
        )
        cursor.executemany(
            "INSERT INTO kernel_search (record_type, record_id, reference, title, body) VALUES (%s, %s, %s, %s, %s)",
            [(kind, pk.hex, reference, title, body) for kind, pk, reference, title, body in rows],
        )


def catch_up() -> int:
    """Indexes what was written since the last time.

    Returns:
        How many records were indexed.
    """
    listed = {model.record_type for model in record_models() if register_of(model) is not None}
    done = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            lock = " FOR UPDATE" if connection.vendor == "postgresql" else ""
            cursor.execute(f"SELECT place FROM kernel_search_state{lock}")  # noqa: S608 - a constant
            place = cursor.fetchone()[0]
            images = list(Image.objects.filter(place__gt=place).order_by("place")[:BATCH])
            if not images:
                return done
            newest = {image.record_id: image for image in images if image.record_type in listed and image.data is not None}
            rows = []
            for image in newest.values():
                model = model_of(image.record_type)
                if model is not None and image.data is not None:
                    data = json.loads(image.data)
                    rows.append((image.record_type, image.record_id, data.get("reference", ""), *_text_of(model, data)))
            _write(rows)
            cursor.execute("UPDATE kernel_search_state SET place = %s", [images[-1].place])
            done += len(rows)


def _matches(words: list[str]) -> list[tuple[str, UUID]]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            query = " & ".join(f"{word}:*" for word in words)
            cursor.execute(
                "SELECT record_type, record_id FROM kernel_search WHERE words @@ to_tsquery('simple', %s) "
                "ORDER BY ts_rank(words, to_tsquery('simple', %s)) DESC, reference LIMIT %s",
                [query, query, _HITS],
            )
        else:
            query = " ".join(f'"{word}"*' for word in words)
            cursor.execute(
                "SELECT record_type, record_id FROM kernel_search WHERE kernel_search MATCH %s ORDER BY bm25(kernel_search, 0, 0, 10, 5, 1), reference LIMIT %s",
                [query, _HITS],
            )
        return [(kind, pk if isinstance(pk, UUID) else UUID(pk)) for kind, pk in cursor.fetchall()]


def find(actor: Actor, text: str, limit: int = 50) -> list[Hit]:
    """What an actor may see that has all these words, best first.

    Args:
        actor: who looks.
        text: words, or beginnings of words.
        limit: how many at the most.
    """
    words = re.findall(r"\w+", text)[:12]
    if not words:
        return []
    matches = _matches(words)
    found = records_at(matches, actor)
    hits = ((found[pk], register_of(type(found[pk]))) for _, pk in matches if pk in found)
    return [Hit(record, register.noun) for record, register in hits if register is not None][:limit]
