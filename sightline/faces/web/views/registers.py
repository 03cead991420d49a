"""A register's page: `/systems/`, with all of its state in the address; and the same list as of a past day."""

from __future__ import annotations

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from sightline.faces.web import words
from sightline.faces.web.answering import is_swap, look_of, show
from sightline.faces.web.cells import cells_html, opening_of, past_cell_html
from sightline.faces.web.listing import Head, Option, Row, Sheet, chosen_columns, paged, sheet_of, shown_columns
from sightline.faces.web.navigation import place_of
from sightline.kernel.actions import find_action
from sightline.kernel.imports.registry import find_import
from sightline.kernel.journal.unchanged import until_next_entry
from sightline.kernel.pages import Look
from sightline.kernel.registers import Register, find_register, past_items

MOST_PAST = 50


def register(request: HttpRequest, name: str) -> HttpResponse:
    """The list; after a click on a filter, a head or a page only the list itself is sent."""
    found = find_register(name)
    if found is None:
        raise Http404
    look = look_of(request)
    sheet = past_sheet(found, look) if look.as_of else sheet_of(found, look)
    context = {"sheet": sheet, "register": found, "look": look, "q": look.one("q")}
    if is_swap(request) and request.headers.get("HX-Target") == "register":
        answer = render(request, "web/parts/register.html", context)
    else:
        context["lead"] = lead_of(found, look, sheet)
        context["importing"] = importing(found, look)
        answer = show(request, "web/register.html", context, title=found.label, place=place_of(found))
    answer.headers["Vary"] = "HX-Request, Cookie"
    return answer


def lead_of(found: Register, look: Look, sheet: Sheet) -> str:
    """The sentence over the list: the register's own, else how many there are."""
    lead = found.lead
    if lead is None or look.as_of is not None:
        return sheet.said[:1].upper() + sheet.said[1:] + "."
    return until_next_entry(("lead", found.name), look.actor, lambda: lead(look.actor))


def importing(found: Register, look: Look) -> str:
    """Where lists are imported into this register, if they are and the reader may."""
    kind = find_import(found.name)
    there = kind is not None and find_action("upload_import") is not None and look.actor.may(kind.permission)
    return f"/do/upload-import/?kind={found.name}" if there else ""


def past_sheet(found: Register, look: Look) -> Sheet:
    """The list as of a day: read from the images of the ledger, searched and paged, without views and filters."""
    assert look.as_of is not None
    items = past_items(found, look.actor, look.as_of)
    wanted = look.one("q").lower().split()
    if wanted:
        items = [item for item in items if all(any(word in str(value).lower() for value in item.values()) for word in wanted)]
    columns = shown_columns(found, chosen_columns(look))
    page = max(1, int(look.one("page", "1"))) if look.one("page", "1").isdigit() else 1
    last = max(1, -(-len(items) // MOST_PAST))
    page = min(page, last)
    rows, openings = [], [opening_of(column) for column in columns[1:]]
    for item in items[(page - 1) * MOST_PAST : page * MOST_PAST]:
        cells = cells_html(openings, (past_cell_html(column, item) for column in columns[1:]))
        name = str(item.get(columns[0].name) or item["reference"])
        rows.append(Row(name, f"/{found.name}/{item['reference']}/?as_of={look.as_of}", str(item["reference"]), "", cells))
    heads = [Head(column.label, "", "", column.later, column.kind == "number") for column in columns]
    sheet = Sheet(register=found, count=len(items), rows=rows, heads=heads[1:], first=heads[0])
    sheet.said = words.plural(len(items), found.noun, str(found.model._meta.verbose_name_plural))
    sheet.caption = f"{found.label} as of {words.long_day(look.as_of)}"
    extra = f"&q={quote(look.one('q'))}" if wanted else ""
    paged(sheet, page, MOST_PAST, lambda number: f"/{found.name}/?as_of={look.as_of}{extra}&page={number}")
    sheet.hidden = [("as_of", look.as_of.isoformat())]
    sheet.exports = [Option(ending.upper(), f"/{found.name}.{ending}?as_of={look.as_of}") for ending in ("xlsx", "csv", "json")]
    return sheet
