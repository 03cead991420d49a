"""What somebody sees who opens a link: a folder declares it once for each kind of record that it invites to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..pages import Look, Shown
from ..records import Record
from ..rolls import Roll

Errors = Mapping[str, Sequence[str]]
Show = Callable[[Look, Any, Errors], Shown]


@dataclass(frozen=True)
class Host:
    """A declared page for guests; `show` takes the look, the record, and what was wrong with the last answers by field."""

    name: str
    model: type[Record]
    show: Show
    where: str = field(default="", compare=False)


_hosts: Roll[Host] = Roll("Page for guests")


def hosted(model: type[Record]) -> Callable[[Show], Show]:
    """Declares what a guest of such a record sees. Its forms post to their own address, with the action's name as `_action`.

    Raises:
        ValueError: another file declares it already.
    """

    def declare(show: Show) -> Show:
        _hosts.enrol(Host(model.record_type, model, show, show.__code__.co_filename))
        return show

    return declare


def host_of(record_type: str) -> Host | None:
    """The page for guests of a kind of record."""
    return _hosts.get(record_type)
