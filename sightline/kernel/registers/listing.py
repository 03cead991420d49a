"""One look at a register: searched, filtered, sorted, paged in SQL. The same look serves page, endpoint, command, tool and export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Count, Q, QuerySet

from ..errors import Invalid
from ..identity.actors import Actor
from ..journal.unchanged import until_next_entry
from ..records import Record
from .declaring import Column, Filter, Register

SIZES = (15, 50, 200)


@dataclass(frozen=True)
class Query:
    """What is asked of a register; the whole of its state stands in the address.

    Attributes:
        q: words to look for.
        view: a saved view.
        filters: name -> wanted values, any of them.
        sort: a column, with `-` for descending.
        page: from 1.
        size: rows a page; None for all.
        retired: retired ones too.
    """

    q: str = ""
    view: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    page: int = 1
    size: int | None = SIZES[0]
    retired: bool = False

    @classmethod
    def read(cls, found: Register, params: Mapping[str, Iterable[str]]) -> Query:
        """The query of an address; unknown names are left to the face, bad numbers take the nearest good one."""
        values = {name: [value for value in given if value != ""] for name, given in params.items()}

        def one(name: str) -> str:
            return next(iter(values.get(name, [])), "")

        size = int(one("size")) if one("size").isdigit() else SIZES[0]
        return cls(
            q=one("q").strip(),
            view=one("view"),
            filters={filter_.name: tuple(values[filter_.name]) for filter_ in found.filters if values.get(filter_.name)},
            sort=one("sort"),
            page=max(1, int(one("page"))) if one("page").isdigit() else 1,
            size=size if size in SIZES else SIZES[0],
            retired=one("retired") == "1",
        )

    def params(self, **changes: Any) -> list[tuple[str, str]]:
        """The address's parameters for this query with some changes; what is default is left out."""
        other = replace(self, **changes)
        pairs: list[tuple[str, str]] = [("q", other.q), ("view", other.view)]
        pairs += [(name, value) for name, given in other.filters.items() for value in given]
        pairs += [
            ("sort", other.sort),
            ("retired", "1" if other.retired else ""),
            ("size", str(other.size) if other.size not in (SIZES[0], None) else ""),
        ]
        pairs.append(("page", str(other.page) if other.page > 1 else ""))
        return [(name, value) for name, value in pairs if value]


@dataclass
class Listing:
    """What a register shows to somebody.

    Attributes:
        register: the register.
        query: what was asked.
        count: how many there are in all, exactly.
        rows: the records of this page.
        views: view -> how many, where they were asked for; "" is all.
    """

    register: Register
    query: Query
    count: int
    rows: list[Record]
    views: dict[str, int] = field(default_factory=dict)

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.count // self.query.size)) if self.query.size else 1

    def items(self) -> Iterator[dict[str, Any]]:
        """The rows as plain values, as endpoints and commands give them."""
        for row in self.rows:
            yield item_of(self.register, row)


def _condition(found: Register, filter_: Filter, wanted: tuple[str, ...]) -> Q:
    if filter_.choices:
        known = {value: condition for value, _, condition in filter_.choices}
        unknown = [value for value in wanted if value not in known]
        if unknown:
            raise Invalid(f"{filter_.label} has no “{unknown[0]}”.", fields={filter_.name: [f"Choose one of {', '.join(known)}."]})
        condition = Q(pk__in=[])
        for value in wanted:
            condition |= known[value]
        return condition
    column = end_of(found.model, filter_.path)
    condition = Q(pk__in=[])
    for value in wanted:
        condition |= _equals(filter_, column, value)
    return condition


def end_of(model: type[models.Model], path: str) -> models.Field[Any, Any]:
    """The field at the end of a path such as `unit__name`."""
    column: Any = None
    for name in path.split("__"):
        column = model._meta.get_field(name)
        model = column.related_model or model
    return column  # type: ignore[no-any-return]


def _equals(filter_: Filter, column: models.Field[Any, Any], value: str) -> Q:
    path = filter_.path
    if value == "none":
        return Q(**{f"{path}__isnull": True}) if column.null else Q(**{path: ""})
    if isinstance(column, models.ForeignKey | models.ManyToManyField):
        target = column.related_model
        assert isinstance(target, type)
        assert issubclass(target, Record)
        by_name = Q(**{f"{path}__name__iexact": value}) if any(f.name == "name" for f in target._meta.concrete_fields) else Q(pk__in=[])
        return Q(**{f"{path}__reference": value.upper()}) | by_name
    if isinstance(column, models.BooleanField):
        truth = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(value.lower())
        if truth is None:
            raise Invalid(f"{filter_.label}: say yes or no.", fields={filter_.name: ["Say yes or no."]})
        return Q(**{path: truth})
    if column.choices:
        labels = {str(label).lower(): key for key, label in column.flatchoices}
        key = value if value in dict(column.flatchoices) else labels.get(value.lower())
        if key is None:
            known = ", ".join(str(key) for key, _ in column.flatchoices)
            raise Invalid(f"{filter_.label} has no “{value}”.", fields={filter_.name: [f"Choose one of {known}."]})
        return Q(**{path: key})
    try:
        return Q(**{path: column.to_python(value)})
    except Exception as error:
        raise Invalid(f"{filter_.label}: “{value}” can't be read.", fields={filter_.name: [f"“{value}” can't be read here."]}) from error


def ordering(found: Register, sort: str) -> list[str]:
    """What the rows are ordered by; always ends with the reference, so that the order is total."""
    wanted = sort or found.sort
    name, sign = wanted.lstrip("-"), "-" if wanted.startswith("-") else ""
    if name == "reference":
        return [f"{sign}reference"]
    column = found.column(name)
    if column is None or not column.sort:
        if sort:
            raise Invalid(
                f"{found.label} can't be sorted by “{name}”.",
                fields={"sort": [f"Known: {', '.join(c.name for c in found.columns if c.sort)}, reference."]},
            )
        return [wanted, "reference"]
    return [f"{sign}{column.sort}", "reference"]


def filtered(found: Register, actor: Actor, query: Query, *, view: bool = True) -> QuerySet[Any]:
    """The rows that a query asks for, unsorted and unpaged."""
    rows = found.rows(actor)
    if not query.retired:
        rows = rows.filter(retired__isnull=True)
    for filter_ in found.filters:
        if query.filters.get(filter_.name):
            rows = rows.filter(_condition(found, filter_, tuple(query.filters[filter_.name])))
    for word in query.q.split():
        any_of = Q(reference__iexact=word)
        for path in found.search:
            any_of |= Q(**{f"{path}__icontains": word})
        rows = rows.filter(any_of)
    if view and query.view:
        chosen = next((one for one in found.views if one.name == query.view), None)
        if chosen is None:
            raise Invalid(f"{found.label} has no view “{query.view}”.", fields={"view": ["Take one of the tabs."]})
        rows = rows.filter(chosen.where(actor))
    return rows


def listing(found: Register, actor: Actor, query: Query, *, with_views: bool = False) -> Listing:
    """Looks at a register.

    Args:
        found: the register.
        actor: who looks.
        query: what is asked.
        with_views: count the saved views too, in the same query as the total.

    Raises:
        NotPermitted: the table doesn't give the actor this list.
        Invalid: a filter, view or sort that there isn't.
    """
    found.hold_readable(actor)
    views: dict[str, int] = {}
    rows = filtered(found, actor, query)
    if with_views:
        asked = (query.q, tuple(sorted(query.filters.items())), query.retired)
        views = until_next_entry(("views", found.name, asked), actor, lambda: _count_views(found, actor, query))
        count = views[query.view]
    else:
        count = rows.order_by().count()
    rows = rows.order_by(*ordering(found, query.sort))
    if query.size is not None:
        last = max(1, -(-count // query.size))
        query = replace(query, page=min(query.page, last))
        rows = rows[(query.page - 1) * (query.size or 0) : query.page * (query.size or 0)]
    return Listing(found, query, count, list(rows), views)


def _count_views(found: Register, actor: Actor, query: Query) -> dict[str, int]:
    counts = (
        filtered(found, actor, query, view=False)
        .order_by()
        .aggregate(all_=Count("pk"), **{f"view_{place}": Count("pk", filter=one.where(actor)) for place, one in enumerate(found.views)})
    )
    return {"": counts["all_"], **{one.name: counts[f"view_{place}"] for place, one in enumerate(found.views)}}


def options_of(found: Register, actor: Actor, query: Query, name: str, limit: int = 60) -> list[tuple[str, str, int]]:
    """What a filter can be set to under the present query: (value, label, how many), most first."""
    filter_ = next((one for one in found.filters if one.name == name), None)
    if filter_ is None:
        raise Invalid(f"{found.label} has no filter “{name}”.")
    others = {other: wanted for other, wanted in query.filters.items() if other != name}
    rows = filtered(found, actor, replace(query, filters=others)).order_by()
    if filter_.choices:
        counts = rows.aggregate(**{f"c{place}": Count("pk", filter=condition) for place, (_, _, condition) in enumerate(filter_.choices)})
        return [(value, label, counts[f"c{place}"]) for place, (value, label, _) in enumerate(filter_.choices)]
    column = end_of(found.model, filter_.path)
    if isinstance(column, models.ForeignKey | models.ManyToManyField):
        pairs = rows.values_list(f"{filter_.path}__reference", f"{filter_.path}__name").annotate(n=Count("pk")).order_by("-n")[:limit]
        return [(reference or "none", label or "None", n) for reference, label, n in pairs]
    labels = {str(key): str(label) for key, label in column.flatchoices} if column.choices else {"True": "Yes", "False": "No"}
    values = rows.values_list(filter_.path).annotate(n=Count("pk")).order_by("-n")[:limit]
    return [
        (str(value) if value not in ("", None) else "none", labels.get(str(value), str(value) if value not in ("", None) else "None"), n)
        for value, n in values
    ]


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, Record):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    return value


def cell_of(column: Column, row: Any) -> Any:
    """The value of a column for one row: choices in words, records as records."""
    if column.value is not None:
        return column.value(row)
    if column.kind == "choice":
        return getattr(row, f"get_{column.name}_display")()
    return getattr(row, column.name, None)


def item_of(found: Register, row: Record) -> dict[str, Any]:
    """A record as plain values: the reference, every field (foreign keys by name, with `_reference` beside), and the computed columns."""
    item: dict[str, Any] = {"reference": row.reference, "id": str(row.pk), "version": row.version}
    related = set(found.related)
    for column in row._meta.concrete_fields:
        if column.name in item or column.name in row.image_exclude:
            continue
        if isinstance(column, models.ForeignKey):
            target = getattr(row, column.name) if column.name in related else None
            item[column.name] = (
                str(target) if target is not None else plain(getattr(row, column.attname)) if column.name not in related else None
            )
            if column.name in related:
                item[f"{column.name}_reference"] = getattr(target, "reference", None)
        else:
            item[column.name] = plain(getattr(row, column.name))
    for extra in found.columns:
        if extra.name not in item:
            value = cell_of(extra, row)
            item[extra.name] = value[1] if extra.kind == "status" and isinstance(value, tuple) else plain(value)
    return item
