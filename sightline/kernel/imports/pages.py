"""The pages of an import: how its columns are read and what would happen, both on one page; and the files that it gives back."""

from __future__ import annotations

from typing import Any

from ..actions import find_action
from ..actions.performing import may_do
from ..errors import NotFound, Refused
from ..pages import Download, Look, Shown, page, section
from .actions import LARGE
from .choosing import LEAVE_OUT, choices_of, column_field, questions_of
from .looking import Glance, glance_at, plan_of
from .models import Import, ImportState
from .running import refused_file
from .taking_back import last_day
from .uploads import kind_of
from .writing import xlsx_chunks

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OPEN = (ImportState.DRAFT, ImportState.FAILED)
_KNOWN = {"As last time": "ok", "Same name": "ok", "Same values": "ok", "You chose": "told", "Guess": "new"}


def _columns(listing: Import) -> list[dict[str, Any]]:
    asked: dict[str, list[tuple[str, Any]]] = {}
    for name, _, ask in questions_of(listing):
        asked.setdefault(name.split("_")[1], []).append((name, ask))
    rows = []
    for place, column in enumerate(listing.columns):
        questions = asked.get(str(place), [])
        sure = f"Guess: {round(100 * column['sureness'])} %" if column["how"] == "Guess" else column["how"]
        kind, words = (
            ("part", f"{len(questions)} to answer")
            if questions
            else (_KNOWN.get(column["how"], "none"), sure or "Not read")
            if column["field"]
            else ("none", "Not read")
        )
        rows.append(
            {
                **column,
                "name": column_field(place),
                "value": column["field"] or LEAVE_OUT,
                "samples": " · ".join(column["examples"][:3]),
                "kind": kind,
                "words": words,
                "asked": questions,
            }
        )
    return rows


@section("columns", title="How the columns are read", model=Import, permission="imports.read", order=10)
def columns_section(look: Look, record: Import) -> Shown | None:
    """Each column, with what it is read into and how that is known."""
    action = find_action("map_import")
    kind = kind_of(record)
    if kind.document is not None:
        return Shown("imports/document.html", {"record": record, "kind": kind, "open": record.state in _OPEN}, title="The document")
    can = action is not None and not may_do(action, look.actor, record)
    rows = _columns(record)
    read = sum(1 for row in rows if row["field"])
    return Shown(
        "imports/columns.html",
        {
            "record": record,
            "columns": rows,
            "choices": choices_of(kind.fields()),
            "can": can,
            "aside": f"{read} of {len(rows)} are read",
            "open": record.state in _OPEN,
        },
    )


@section("result", title="What would happen", model=Import, permission="imports.read", order=20)
def result_section(look: Look, record: Import) -> Shown | None:
    """The four figures, what changes, and the button that does it."""
    done = record.state in (ImportState.DONE, ImportState.TAKEN_BACK)
    context: dict[str, Any] = {
        "record": record,
        "kind": kind_of(record),
        "document": kind_of(record).document is not None,
        "done": done,
        "last_day": last_day(record),
        "waiting": record.state == ImportState.WAITING,
    }
    if done:
        counts = {"created": record.created, "updated": record.updated, "unchanged": record.unchanged, "refused": record.refused}
        return Shown("imports/result.html", {**context, "glance": Glance(counts)}, title="What happened")
    if record.state == ImportState.WAITING:
        return Shown("imports/result.html", context, title="Under way")
    try:
        glance = glance_at(record)
    except Refused as error:
        return Shown("imports/result.html", {**context, "trouble": error.message})
    action = find_action("queue_import" if record.rows > LARGE else "run_import")
    can = action is not None and not may_do(action, look.actor, record)
    return Shown(
        "imports/result.html",
        {
            **context,
            "glance": glance,
            "action": action if can else None,
            "verb": _verb(glance.counts),
            "aside": f"Dry run of all {record.rows:,} rows, nothing saved",
        },
    )


def _verb(counts: dict[str, int]) -> str:
    parts = [f"Add {counts['created']:,}"] * bool(counts["created"]) + [
        f"{'change' if counts['created'] else 'Change'} {counts['updated']:,}"
    ] * bool(counts["updated"])
    return ", ".join(parts) or "Note that nothing differs"


@section("refused", title="Rows that are refused", model=Import, permission="imports.read", order=25)
def refused_section(look: Look, record: Import) -> Shown | None:
    """Refused rows, with what stands there and what would be right."""
    if record.state == ImportState.WAITING or (record.state not in _OPEN and not record.refused):
        return None
    try:
        glance = glance_at(record)
    except Refused:
        return None
    refused = glance.counts["refused"]
    if not refused:
        return None
    return Shown("imports/refused.html", {"record": record, "rows": glance.refused, "aside": f"{refused:,} of {record.rows:,}"})


def _fetch(look: Look) -> Import:
    found = Import.objects.visible_to(look.actor).filter(reference=look.path["reference"].upper()).first()
    if found is None:
        raise NotFound(f"There is no import {look.path['reference']} that you may see.")
    return found


@page("import_refused", path="imports/<str:reference>/refused/", title="Rows to mend", permission="imports.read")
def refused_page(look: Look) -> Download:
    """The refused rows as a file: as they were, with one more column that says why."""
    listing = _fetch(look)
    return Download(f"{listing.reference} rows to mend.xlsx", _XLSX, refused_file(plan_of(listing)))


@page("import_dry_run", path="imports/<str:reference>/dry-run/", title="Dry run", permission="imports.read")
def dry_run_page(look: Look) -> Download:
    """Every row of the file with what would become of it."""
    listing = _fetch(look)
    plan = plan_of(listing)
    rows = (
        (
            draft.row.number,
            draft.outcome,
            draft.record.reference if draft.record is not None else "",
            draft.said.get("name", ""),
            ", ".join(sorted(draft.changes)),
            " ".join(f"{one.column}: {one.message}" for one in draft.problems),
        )
        for draft in plan.drafts
    )
    return Download(
        f"{listing.reference} dry run.xlsx",
        _XLSX,
        xlsx_chunks(["Row", "What would happen", "Record", "Name", "Changes", "What is to be said"], rows, sheet="Dry run"),
    )
