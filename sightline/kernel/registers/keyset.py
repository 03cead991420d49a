"""A register page by page with a cursor: where the last page ended, not how many rows it skipped. So nothing is told twice or left out when rows come in between.

A cursor is signed and belongs to the query that gave it; what it holds its reader has seen.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import F, Q
from django.db.models.expressions import OrderBy

from ..errors import Invalid
from ..identity.actors import Actor
from ..records import Record
from .declaring import Register
from .listing import Query, filtered, ordering, plain

_SALT = "sightline.cursor"


@dataclass(frozen=True)
class KeysetPage:
    """One page.

    Attributes:
        count: how many there are in all, exactly.
        rows: the records of this page.
        next: the cursor of the next page, or an empty text where this is the last.
    """

    count: int
    rows: list[Record]
    next: str


def _digest(found: Register, query: Query) -> str:
    asked = [
        found.name,
        query.q,
        query.view,
        sorted((name, list(wanted)) for name, wanted in query.filters.items()),
        query.sort,
        query.retired,
    ]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:16]


def write_cursor(digest: str, values: list[Any]) -> str:
    """A signed cursor: the query that it belongs to, and the keys of the last row."""
    return signing.dumps([digest, values], salt=_SALT)


def read_cursor(cursor: str, digest: str) -> list[Any]:
    """The keys of the last row that a cursor holds.

    Raises:
        Invalid: it is not one of ours, or belongs to another query.
    """
    try:
        owner, values = signing.loads(cursor, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Invalid("This cursor can't be read.", fields={"cursor": ["Take it as the page before gave it, or leave it out."]}) from error
    if owner != digest:
        raise Invalid(
            "This cursor belongs to another list.",
            fields={"cursor": ["Ask with the same filters, view and sort, or leave the cursor out."]},
        )
    return list(values)


def _beyond(keys: list[tuple[str, bool]], values: list[Any]) -> Q:
    """Rows that come after the given keys. Nothing sorts as the smallest, whatever the database thinks of it."""
    beyond: Q | None = None
    same = Q()
    for (name, descending), value in zip(keys, values, strict=True):
        after: Q | None
        if value is None:
            after = None if descending else Q(**{f"{name}__isnull": False})
        else:
            after = Q(**{f"{name}__lt": value}) | Q(**{f"{name}__isnull": True}) if descending else Q(**{f"{name}__gt": value})
        if after is not None:
            beyond = same & after if beyond is None else beyond | (same & after)
        same = same & (Q(**{f"{name}__isnull": True}) if value is None else Q(**{name: value}))
    assert beyond is not None  # the last key is the reference, which every row has
    return beyond


def keyset_page(found: Register, actor: Actor, query: Query, *, limit: int, cursor: str = "") -> KeysetPage:
    """A page of a register.

    Args:
        found: the register.
        actor: who looks.
        query: what is asked; its page and size are not looked at.
        limit: rows, at most.
        cursor: where the page before ended; empty for the first page.

    Raises:
        NotPermitted: the table doesn't give the actor this list.
        Invalid: a filter, view, sort or cursor that there isn't.
    """
    found.hold_readable(actor)
    digest = _digest(found, query)
    wanted = list(dict.fromkeys(ordering(found, query.sort)))
    keys = [(f"order{place}", path.startswith("-")) for place, path in enumerate(wanted)]
    rows = filtered(found, actor, query)
    count = rows.order_by().count()
    rows = rows.annotate(**{name: F(path.lstrip("-")) for (name, _), path in zip(keys, wanted, strict=True)})
    order: list[OrderBy] = [F(name).desc(nulls_last=True) if descending else F(name).asc(nulls_first=True) for name, descending in keys]
    rows = rows.order_by(*order)
    if cursor:
        rows = rows.filter(_beyond(keys, read_cursor(cursor, digest)))
    page = list(rows[: limit + 1])
    more = len(page) > limit
    last = page[limit - 1] if more else None
    return KeysetPage(
        count, page[:limit], write_cursor(digest, [plain(getattr(last, name)) for name, _ in keys]) if last is not None else ""
    )
