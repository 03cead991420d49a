"""The same list as a file: `/systems.csv?view=in-scope`. Streamed, all rows that are filtered, safe to open in a spreadsheet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase

from sightline.faces.web.answering import download, look_of
from sightline.kernel import clock
from sightline.kernel.errors import NotPermitted
from sightline.kernel.imports.writing import csv_chunks, xlsx_chunks
from sightline.kernel.pages import Download, Look
from sightline.kernel.registers import Query, Register, find_register, past_items
from sightline.kernel.registers.listing import filtered, item_of, ordering

CHUNK = 1_000
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def export(request: HttpRequest, name: str, ending: str) -> HttpResponseBase:
    """The list as CSV, XLSX or JSON."""
    found = find_register(name)
    if found is None:
        raise Http404
    look = look_of(request)
    count, items = _items(found, look)
    day = look.as_of or clock.today()
    if ending == "json":
        return download(Download(f"{name}-{day}.json", KINDS[ending], _json(count, items)))
    heads, rows = _table(found, items)
    chunks = csv_chunks(heads, rows) if ending == "csv" else xlsx_chunks(heads, rows, sheet=found.label)
    return download(Download(f"{name}-{day}.{ending}", KINDS[ending], chunks))


def _items(found: Register, look: Look) -> tuple[int, Iterator[dict[str, Any]]]:
    if look.as_of is not None:
        past = past_items(found, look.actor, look.as_of)
        return len(past), iter(past)
    if not look.actor.may(found.permission):
        raise NotPermitted(f"{found.label} can't be read with your roles. Ask an administrator for a role that may.")
    query = replace(Query.read(found, look.params), size=None)
    rows = filtered(found, look.actor, query).order_by(*ordering(found, query.sort))
    return rows.count(), (item_of(found, row) for row in rows.iterator(chunk_size=CHUNK))


def _table(found: Register, items: Iterator[dict[str, Any]]) -> tuple[list[str], Iterator[list[Any]]]:
    """The columns by what people call them, in the model's order, the computed ones last."""
    first = next(items, None)
    if first is None:
        return ["Reference"], iter(())
    labels = {field.name: str(field.verbose_name) for field in found.model._meta.concrete_fields}
    labels |= {column.name: column.label for column in found.columns if column.label}
    names = [name for name in first if name not in {"id", "version"}]
    heads = [_head(labels.get(name, name.replace("_", " "))) for name in names]

    def rows() -> Iterator[list[Any]]:
        yield [first.get(name) for name in names]
        for item in items:
            yield [item.get(name) for name in names]

    return heads, rows()


def _head(label: str) -> str:
    return label[:1].upper() + label[1:]


def _json(count: int, items: Iterator[dict[str, Any]]) -> Iterator[bytes]:
    yield f'{{"count": {count}, "items": ['.encode()
    for place, item in enumerate(items):
        yield (("," if place else "") + json.dumps(item, ensure_ascii=False, default=str)).encode()
    yield b"]}\n"
