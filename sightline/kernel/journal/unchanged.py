"""Answers that are kept until the ledger grows. Every change of a record is an entry, so the same last entry means the same answer."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar, cast

from django.db import connection

from .. import clock
from ..identity.actors import Actor

T = TypeVar("T")
MOST = 500
_kept: OrderedDict[tuple[Hashable, ...], object] = OrderedDict()
_lock = Lock()


def _mark() -> tuple[int, bytes] | None:
    """The last entry; its images root is salted, so that no two ledgers share one."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT "index", images_root FROM kernel_entry ORDER BY "index" DESC LIMIT 1')
        found = cursor.fetchone()
    return (found[0], bytes(found[1])) if found else None


def until_next_entry(name: Hashable, actor: Actor, make: Callable[[], T]) -> T:
    """What `make()` gives; made anew when an entry was written, for another reader, or on another day.

    Not for what is not recorded: sessions, jobs, checkpoints change without an entry.

    Args:
        name: what is asked, with everything that the answer depends on.
        actor: who asks.
        make: finds the answer; it must not be changed afterwards.
    """
    from ..changes import current_change  # a change appends its entry through this folder

    if current_change() is not None:
        return make()  # what is written there has no entry yet
    key = (name, actor.key, actor.roles, actor.only, clock.today(), _mark())
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return cast(T, _kept[key])
    made = make()
    with _lock:
        _kept[key] = made
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return made
