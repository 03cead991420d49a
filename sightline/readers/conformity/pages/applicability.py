"""The Statement of Applicability: every control with its decision, and the versions that were approved."""

from __future__ import annotations

from typing import Any

from sightline.kernel.actions import find_action
from sightline.kernel.actions.performing import may_do
from sightline.kernel.pages import Look, Shown, page, section
from sightline.readers.frameworks.models import ISO42001

from ..actions.applicability import present_content
from ..models import Applies, Basis, Statement
from ..standing import Overview
from ..telling import PERMISSION, seen_by


def _lead(controls: list[Any], in_force: Statement | None) -> str:
    decided = sum(one.applicability.applies != Applies.UNDECIDED for one in controls)
    applying = sum(one.applicability.applies == Applies.YES for one in controls)
    words = f"{decided} of {len(controls)} controls are decided; {applying} apply."
    if in_force is None:
        return f"{words} No version is in force yet."
    return f"{words} Version {in_force.number} is in force since {in_force.approved_on:%-d %B %Y}."


def _step(controls: list[Any], draft: Statement | None, changed: bool) -> str:
    """The next step: decide, draft, approve or nothing."""
    if any(one.applicability.applies == Applies.UNDECIDED for one in controls):
        return "decide"
    if draft is not None:
        return "approve"
    return "draft" if changed else ""


def controls_of(seen: Overview) -> list[Any]:
    """The standings of the controls that have a row in the statement, in order."""
    return [one for one in seen.standings if one.applicability is not None]


@page(
    "soa",
    path="soa/",
    title="Statement of Applicability",
    permission=PERMISSION,
    menu=("Requirements", "Statement of Applicability"),
    order=40,
)
def soa(look: Look) -> Shown:
    """The decisions as they stand, beside the version in force."""
    seen = seen_by(look.actor, ISO42001)
    controls = controls_of(seen)
    in_force, draft = Statement.in_force(), Statement.draft()
    changed = in_force is None or in_force.content != present_content()
    groups = [(group, [one for one in group.standings if one.applicability is not None]) for group in seen.groups]
    may = {name: _may(look, name) for name in ("state_applicability", "draft_applicability", "approve_applicability")}
    context = {
        "lead": _lead(controls, in_force),
        "groups": [(group, rows) for group, rows in groups if rows],
        "count": len(controls),
        "in_force": in_force,
        "draft": draft,
        "changed": changed and in_force is not None,
        "step": _step(controls, draft, changed),
        "may": may,
        "hindrance": _hindrance(look, draft),
        "may_report": look.actor.may("reports.read"),
        "first_undecided": next((one for one in controls if one.applicability.applies == Applies.UNDECIDED), None),
    }
    return Shown("conformity/soa.html", context, crumbs=(("Requirements", "/gaps/"),))


def _hindrance(look: Look, draft: Statement | None) -> str:
    """Why this reader can't approve the draft, though the table would let them: said before they try."""
    action = find_action("approve_applicability")
    if action is None or draft is None or not look.actor.may(action.permission):
        return ""
    return may_do(action, look.actor, draft)


def _may(look: Look, name: str) -> bool:
    action = find_action(name)
    return action is not None and look.actor.may(action.permission)


@section("content", title="What it says", model=Statement, permission=PERMISSION, order=20)
def statement_content(look: Look, statement: Statement) -> Shown:
    """The decisions that this version fixed, and what differs from the version in force before it."""
    before = Statement.objects.filter(number__lt=statement.number, approved_on__isnull=False).order_by("-number").first()
    known = {row["id"]: row for row in before.content} if before is not None else {}
    labels = {"applies": dict(Applies.choices), "basis": dict(Basis.choices)}
    rows = [
        {
            **row,
            "applies_words": labels["applies"].get(row["applies"], row["applies"]),
            "basis_words": labels["basis"].get(row["basis"], row["basis"]),
            "changed": before is not None and known.get(row["id"]) != row,
        }
        for row in statement.content
    ]
    changed = sum(row["changed"] for row in rows)
    aside = f"{changed} differ from version {before.number}" if before is not None else "The first version"
    return Shown("conformity/statement_content.html", {"rows": rows, "aside": aside, "count": len(rows), "note": statement.note})
