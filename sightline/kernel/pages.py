"""The contract of pages: what the derived lists, records and forms can't show well. A page reads and never writes, and knows nothing of the web face.

A *page* has its own address; a *section* is a part of every record page of a model. Both return a template and its context.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, QuerySet

from .identity.actors import Actor
from .records import Record
from .rolls import Roll

ENTRIES = ("Home", "AI systems", "Risks and impacts", "Policies and people", "Watch and fix", "Requirements", "Audit and trust")
"""The seven entries of the navigation, UX.md section 3."""


@dataclass(frozen=True)
class Look:
    """Somebody looks at a page.

    Attributes:
        actor: who.
        params: the address's parameters, each with all its values.
        path: the named parts of the address.
        as_of: the past day that is looked at, if any.
    """

    actor: Actor
    params: Mapping[str, list[str]] = field(default_factory=dict)
    path: Mapping[str, str] = field(default_factory=dict)
    as_of: date | None = None

    def one(self, name: str, default: str = "") -> str:
        """The last value of a parameter."""
        return (self.params.get(name) or [default])[-1]


@dataclass(frozen=True)
class Shown:
    """What a page shows: a template of its folder and the context. `crumbs` are (label, address) between Home and the page."""

    template: str
    context: Mapping[str, Any]
    title: str = ""
    crumbs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Download:
    """What a page hands over as a file."""

    filename: str
    content_type: str
    content: Any


@dataclass(frozen=True)
class Page:
    """A declared page.

    Attributes:
        name: unique; the URL's name.
        path: as Django writes paths: `requirements/<str:framework>/<str:id>/`.
        title: of the window and the last crumb.
        permission: the row of the permission table; empty for everybody who is signed in.
        menu: (entry, second level), or ("", "").
        show: what it shows.
        order: place in the second level.
    """

    name: str
    path: str
    title: str
    permission: str
    menu: tuple[str, str]
    show: Callable[[Look], Shown | Download]
    order: int = 50
    where: str = field(default="", compare=False)


@dataclass(frozen=True)
class Section:
    """A section of every record page of a model (or of every record, with model None): `show` gives a Shown, or None to be left out.

    Attributes:
        rows: the records that it shows, if it says so. A page asks of all its sections at once whether there are any; one without is left out.
        always: it is shown without rows too; it asks `is_bare` then, instead of the database.
    """

    name: str
    title: str
    model: type[Record] | None
    permission: str
    show: Callable[[Look, Any], Shown | None]
    order: int = 50
    where: str = field(default="", compare=False)
    rows: Callable[[Any], QuerySet[Any]] | None = None
    always: bool = False


PLACES = ("sentence", "next", "road", "main", "side")


@dataclass(frozen=True)
class Block:
    """A block of Home: `show` gives a Shown, or None to be left out.

    `place` is one of PLACES: a part of the first sentence, the next step that ends it, the road below it, or a section.
    """

    name: str
    title: str
    permission: str
    place: str
    show: Callable[[Look], Shown | None]
    order: int = 50
    where: str = field(default="", compare=False)


_pages: Roll[Page] = Roll("Page")
_blocks: Roll[Block] = Roll("Block")
_sections: Roll[Section] = Roll("Section")


def page(
    name: str, *, path: str, title: str, permission: str = "", menu: tuple[str, str] = ("", ""), order: int = 50
) -> Callable[[Callable[[Look], Any]], Callable[[Look], Any]]:
    """Declares a page; arguments as the attributes of `Page`."""

    def declare(show: Callable[[Look], Any]) -> Callable[[Look], Any]:
        if menu[0] and menu[0] not in ENTRIES:
            raise ValueError(f"Page {name}: there is no entry {menu[0]!r}.")
        _pages.enrol(Page(name, path, title, permission, menu, show, order, inspect.getsourcefile(show) or ""))
        return show

    return declare


def section(
    name: str,
    *,
    title: str,
    model: type[Record] | None,
    permission: str,
    order: int = 50,
    rows: Callable[[Any], QuerySet[Any]] | None = None,
    always: bool = False,
) -> Callable[[Callable[[Look, Any], Any]], Callable[[Look, Any], Any]]:
    """Declares a section; arguments as the attributes of `Section`."""

    def declare(show: Callable[[Look, Any], Any]) -> Callable[[Look, Any], Any]:
        _sections.enrol(Section(name, title, model, permission, show, order, inspect.getsourcefile(show) or "", rows, always))
        return show

    return declare


_BARE = "_bare_sections"


def note_bare(record: Record, sections: Sequence[Section]) -> None:
    """Finds out, in one query, which sections of a record's page have no rows, and notes it on the record for `is_bare`."""
    asked = [one for one in sections if one.rows is not None]
    if not asked:
        return
    exist = {f"has_{place}": Exists(one.rows(record)) for place, one in enumerate(asked) if one.rows is not None}
    found = type(record)._base_manager.filter(pk=record.pk).annotate(**exist).values_list(*exist).first()
    record.__dict__[_BARE] = {one.name for one, there in zip(asked, found or [], strict=False) if not there}


def is_bare(record: Record, name: str) -> bool:
    """Whether a section is known to have no rows."""
    return name in record.__dict__.get(_BARE, ())


def block(
    name: str, *, title: str, permission: str, place: str = "main", order: int = 50
) -> Callable[[Callable[[Look], Any]], Callable[[Look], Any]]:
    """Declares a block of Home; arguments as the attributes of `Block`."""

    def declare(show: Callable[[Look], Any]) -> Callable[[Look], Any]:
        if place not in PLACES:
            raise ValueError(f"Block {name}: there is no place {place!r} on Home.")
        _blocks.enrol(Block(name, title, permission, place, show, order, inspect.getsourcefile(show) or ""))
        return show

    return declare


def blocks_for(actor: Actor) -> list[Block]:
    """The blocks of Home that the actor may see, in order."""
    return sorted(
        (one for one in _blocks.values() if not one.permission or actor.may(one.permission)), key=lambda one: (one.order, one.name)
    )


def all_pages() -> Iterator[Page]:
    """Every page, in the order of the navigation's second levels."""
    yield from sorted(_pages.values(), key=lambda one: (one.order, one.name))


def sections_of(model: type[Record], actor: Actor) -> list[Section]:
    """The sections of a model's record page that the actor may see, in order."""
    return sorted(
        (one for one in _sections.values() if one.model in (None, model) and (not one.permission or actor.may(one.permission))),
        key=lambda one: (one.order, one.name),
    )
