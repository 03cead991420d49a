"""Sentences that are counted once and kept until the ledger grows: every record's change is an entry, so the same last entry means the same answer."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from sightline.kernel import clock
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.models import Entry

MOST = 200
_kept: OrderedDict[tuple[object, ...], str] = OrderedDict()


def until_next_entry(name: str, actor: Actor, make: Callable[[Actor], str]) -> str:
    """What `make(actor)` says, made anew when an entry was written, for another reader, or on another day.

    Args:
        name: what is said, such as a register's name.
        actor: the reader.
        make: counts and says it.
    """
    newest = Entry.objects.order_by("-index").values_list("index", "images_root").first()
    mark = (newest[0], bytes(newest[1])) if newest else None  # the root is salted, so two ledgers never share it
    key = (name, actor.key, actor.roles, clock.today(), mark)
    if key in _kept:
        _kept.move_to_end(key)
        return _kept[key]
    said = make(actor)
    _kept[key] = said
    while len(_kept) > MOST:
        _kept.popitem(last=False)
    return said
