"""A register as its page shows it: every link made beforehand, so that the template only lays out. The address holds all of its state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.utils.safestring import SafeString

from sightline.kernel.actions import Action, actions_on, all_actions
from sightline.kernel.identity.actors import Actor
from sightline.kernel.pages import Look
from sightline.kernel.records import Record, find_record
from sightline.kernel.registers import Column, Listing, Query, Register, listing, options_of
from sightline.kernel.registers.listing import SIZES, end_of

from . import words
from .cells import cell_html, cells_html, opening_of
from .models import SavedView

MOST_COLUMNS = 7
PICKS_SHOWN = 5


@dataclass(frozen=True)
class Option:
    """Something that can be chosen: a view, a filter's value, a column, a page."""

    label: str
    address: str
    count: str = ""
    on: bool = False


@dataclass(frozen=True)
class Pick:
    """A filter: its button, what it is set to, and, while it is open, what it can be set to."""

    name: str
    label: str
    address: str
    said: str = ""
    remove: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class Head:
    """The head of a column."""

    label: str
    address: str
    order: str
    later: bool
    number: bool


@dataclass(frozen=True)
class Row:
    """A row: its name, where it leads, what stands below the name, and its cells."""

    name: str
    address: str
    reference: str
    under: str
    cells: SafeString


@dataclass
class Sheet:
    """Everything that the register's template lays out."""

    register: Register
    count: int
    rows: list[Row]
    heads: list[Head]
    first: Head
    views: list[Option] = field(default_factory=list)
    picks: list[Pick] = field(default_factory=list)
    rest: list[Pick] = field(default_factory=list)
    more: str = ""
    own: list[Option] = field(default_factory=list)
    state: str = ""
    opened: str = ""
    options: list[Option] = field(default_factory=list)
    columns: list[Option] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)
    pages: list[Option | None] = field(default_factory=list)
    sizes: list[Option] = field(default_factory=list)
    following: str = ""
    span: str = ""
    caption: str = ""
    said: str = ""
    exports: list[Option] = field(default_factory=list)
    creates: list[Action] = field(default_factory=list)
    together: list[Action] = field(default_factory=list)
    ticking: list[tuple[str, str]] = field(default_factory=list)
    loosen: list[Option] = field(default_factory=list)
    without: int = 0
    clear: str = ""


class Address:
    """The address of a register in some state."""

    def __init__(self, found: Register, query: Query, columns: tuple[str, ...], day: date | None) -> None:
        self.path, self.query, self.columns, self.day = f"/{found.name}/", query, columns, day

    def extras(self) -> list[tuple[str, str]]:
        """What the face adds to the query: chosen columns, the past day."""
        return [pair for pair in (("cols", ",".join(self.columns)), ("as_of", self.day.isoformat() if self.day else "")) if pair[1]]

    def to(self, *, opened: str = "", path: str = "", **changes: Any) -> str:
        """The address with some changes; a change of anything but the page goes back to the first page."""
        if "page" not in changes:
            changes["page"] = 1
        params = self.query.params(**changes)
        params += self.extras() + ([("open", opened)] if opened else [])
        return (path or self.path) + (f"?{urlencode(params)}" if params else "")


def chosen_columns(look: Look) -> tuple[str, ...]:
    """The columns that the address names: `cols=unit,owner`, or `col=unit&col=owner` as the form sends them."""
    return tuple(look.params.get("col", ())) or tuple(name for name in look.one("cols").split(",") if name)


def shown_columns(found: Register, names: tuple[str, ...]) -> tuple[Column, ...]:
    """The columns that are shown: those that were chosen, else the default ones; the first is always the name."""
    if names:
        return (found.columns[0], *(column for column in found.columns[1:] if column.name in names))
    return tuple(column for column in found.columns if not column.hidden)[:MOST_COLUMNS]


def creating(found: Register, actor: Actor) -> list[Action]:
    """The actions that make a record of this register without a subject, and that the reader may do."""
    return [one for one in all_actions() if one.creates is found.model and one.subject is None and actor.may(one.permission)]


def sheet_of(found: Register, look: Look) -> Sheet:
    """Looks at a register now.

    Args:
        found: the register.
        look: who looks, and the address's parameters.

    Raises:
        NotPermitted, Invalid: as `listing` does.
    """
    query = Query.read(found, look.params)
    shown = listing(found, look.actor, query, with_views=True)
    chosen = chosen_columns(look)
    columns = shown_columns(found, chosen)
    address = Address(found, shown.query, chosen, None)
    openings = [opening_of(column) for column in columns[1:]]
    sheet = Sheet(
        register=found,
        count=shown.count,
        rows=[_row(columns, openings, row) for row in shown.rows],
        heads=[_head(column, address, found) for column in columns[1:]],
        first=_head(columns[0], address, found),
        views=_views(shown, address),
        opened=look.one("open"),
        creates=creating(found, look.actor),
        together=sorted((one for one in actions_on(found.model, look.actor) if one.bulk), key=lambda one: one.danger),
    )
    _spread(_picks(shown, look, address, sheet), address, sheet)
    sheet.hidden = [(name, value) for name, value in shown.query.params(q="", page=1) if name != "q"] + address.extras()
    sheet.ticking = shown.query.params(page=1)
    sheet.state = urlencode(shown.query.params(page=1) + address.extras())
    sheet.own = _own_views(found, look, sheet)
    sheet.said = words.plural(shown.count, found.noun, str(found.model._meta.verbose_name_plural))
    sheet.caption = f"{found.label}, {_sorted_by(columns, shown.query.sort or found.sort, found)}"
    sheet.exports = [Option(ending.upper(), address.to(path=f"/{found.name}.{ending}")) for ending in ("xlsx", "csv", "json")]
    _paging(shown, address, sheet)
    if sheet.opened == "columns":
        sheet.columns = _column_choice(found, columns)
    if not shown.count:
        _explain_empty(shown, look, address, sheet)
    return sheet


def _head(column: Column, address: Address, found: Register) -> Head:
    now = address.query.sort or found.sort
    order = ""
    if now.lstrip("-") == column.name:
        order = "descending" if now.startswith("-") else "ascending"
    target = f"-{column.name}" if order == "ascending" else column.name
    return Head(column.label, address.to(sort=target) if column.sort else "", order, column.later, column.kind == "number")


def _row(columns: tuple[Column, ...], openings: list[str], row: Record) -> Row:
    first = columns[0]
    value = first.value(row) if first.value else getattr(row, first.name, None)
    name = str(value or row)
    under = f"retired {words.day(row.retired)}" if row.retired else ""
    cells = cells_html(openings, (cell_html(column, row) for column in columns[1:]))
    return Row(name if len(name) <= 160 else name[:159] + "…", row.address, row.reference, under, cells)


def _views(shown: Listing, address: Address) -> list[Option]:
    tabs = [("", "All"), *((view.name, view.label) for view in shown.register.views)]
    return [Option(label, address.to(view=name), words.figure(shown.views[name]), name == shown.query.view) for name, label in tabs]


def _picks(shown: Listing, look: Look, address: Address, sheet: Sheet) -> list[Pick]:
    picks = []
    for one in shown.register.filters:
        wanted = tuple(shown.query.filters.get(one.name, ()))
        is_open = sheet.opened == one.name
        known = options_of(shown.register, look.actor, shown.query, one.name) if is_open or (wanted and one.choices) else []
        labels = {value: label for value, label, _ in known}
        others = {name: given for name, given in shown.query.filters.items() if name != one.name}
        if is_open:
            sheet.options = [_option(value, label, count, one.name, wanted, others, address) for value, label, count in known]
        said = ", ".join(labels.get(value) or _label_of(shown.register, one.path, value) for value in wanted)
        opened = address.to(opened="" if is_open else one.name)
        picks.append(Pick(one.name, one.label, opened, said, address.to(filters=others) if wanted else "", is_open))
    if shown.query.retired:
        picks.insert(0, Pick("retired", "Retired", address.to(opened="retired"), "included", address.to(retired=False)))
    return picks


def _own_views(found: Register, look: Look, sheet: Sheet) -> list[Option]:
    """The reader's own views; they say no count, since they would cost a query each."""
    if look.actor.account is None:
        return []
    rows = SavedView.of(look.actor.account, found.name)
    own = [
        Option(name, f"/{found.name}/" + (f"?{query}" if query else ""), on=bool(query) and query == sheet.state) for name, query in rows
    ]
    if any(one.on for one in own):
        sheet.views = [replace(one, on=False) for one in sheet.views]
    return own


def _spread(picks: list[Pick], address: Address, sheet: Sheet) -> None:
    """The first few filters and those that are set stand in the sieve; the others are opened by *More*."""
    first = [pick for place, pick in enumerate(picks) if place < PICKS_SHOWN or pick.said or pick.is_open]
    others = [pick for pick in picks if pick not in first]
    sheet.picks = first
    if others:
        sheet.more = address.to(opened="" if sheet.opened == "more" else "more")
        sheet.rest = others if sheet.opened == "more" else []


def _option(
    value: str, label: str, count: int, name: str, wanted: tuple[str, ...], others: dict[str, tuple[str, ...]], address: Address
) -> Option:
    on = value in wanted
    given = tuple(one for one in wanted if one != value) if on else (*wanted, value)
    filters = {**others, name: given} if given else others
    return Option(label, address.to(filters=filters), words.figure(count), on)


def _label_of(found: Register, path: str, value: str) -> str:
    """What a filter's value is called, without asking the database where the value says it itself."""
    if value == "none":
        return "none"
    column = end_of(found.model, path)
    if isinstance(column, models.ForeignKey | models.ManyToManyField):
        record = find_record(value) if "-" in value else None
        return str(record) if record is not None else value
    if column.choices:
        return str({str(key): label for key, label in column.flatchoices}.get(value, value))
    return {"True": "yes", "False": "no"}.get(value, value)


def _sorted_by(columns: tuple[Column, ...], sort: str, found: Register) -> str:
    label = next((column.label for column in found.columns if column.name == sort.lstrip("-")), "reference").lower()
    return f"sorted by {label}, {'last' if sort.startswith('-') else 'first'} first" if sort.startswith("-") else f"sorted by {label}"


def _column_choice(found: Register, shown: tuple[Column, ...]) -> list[Option]:
    names = {column.name for column in shown}
    return [Option(column.label, column.name, on=column.name in names) for column in found.columns[1:]]


def _paging(shown: Listing, address: Address, sheet: Sheet) -> None:
    query = shown.query
    assert query.size is not None
    paged(sheet, query.page, query.size, lambda number: address.to(page=number))
    sheet.sizes = [
        Option(f"{size} a page", address.to(size=size)) for size in SIZES if size != query.size and shown.count > min(size, query.size)
    ]


def paged(sheet: Sheet, page: int, size: int, to: Callable[[int], str]) -> None:
    """Where one is in the list, and links to the first, the last and the neighbouring pages."""
    start, last = (page - 1) * size, max(1, -(-sheet.count // size))
    sheet.span = f"{start + 1:,} to {min(start + size, sheet.count):,} of {sheet.count:,}" if sheet.count else "None"
    if last == 1:
        return
    before = 0
    for number in sorted({1, 2, last, page - 1, page, page + 1} & set(range(1, last + 1))):
        if number - before > 1:
            sheet.pages.append(None)
        sheet.pages.append(Option(f"{number:,}", to(number), on=number == page))
        before = number
    if page < last:
        sheet.following = to(page + 1)


def _explain_empty(shown: Listing, look: Look, address: Address, sheet: Sheet) -> None:
    """Which of the filters empties the list: each is tried without, so that one can be taken away."""
    query = shown.query
    tries: list[tuple[str, dict[str, Any]]] = [
        (f"{pick.label}: {pick.said}", {"filters": {n: g for n, g in query.filters.items() if n != pick.name}})
        for pick in sheet.picks
        if pick.remove
    ]
    if query.q:
        tries.append((f"Search: {query.q}", {"q": ""}))
    if query.view:
        label = next((view.label for view in shown.register.views if view.name == query.view), query.view)
        tries.append((label, {"view": ""}))
    if not tries:
        return
    sheet.clear = f"/{shown.register.name}/"
    sheet.without = listing(shown.register, look.actor, Query()).count
    for said, changes in tries[:4]:
        left = listing(shown.register, look.actor, Query(**{**query.__dict__, **changes, "page": 1})).count
        if left:
            sheet.loosen.append(Option(said, address.to(**changes), words.figure(left)))
