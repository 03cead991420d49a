"""The page of the organisation and its scope: the statement that binds, what is left out and why, and where the records cross the boundary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q

from sightline.kernel import clock
from sightline.kernel.actions.offering import Offer, offer, offer_now
from sightline.kernel.errors import NotFound
from sightline.kernel.identity.actors import Actor
from sightline.kernel.pages import Look, Shown, page, section
from sightline.kernel.records import model_by_prefix

from .comparing import Exclusion, compare
from .composing import Crossing, compose, moved_since
from .models import Boundary, ContextIssue, InterestedParty, Organisation, Person, PlannedChange, Role, ScopeStatement, Site, Unit
from .queries import current_appointments, is_held, roles_to_fill

_READ = "organisation.read"
_SCOPE = "/scope/"


def _figures() -> list[tuple[str, str, str]]:
    """What there is of the organisation: (label, figures, address)."""
    units = Unit.objects.current().aggregate(all=Count("pk"), into=Count("pk", filter=Q(in_scope=Boundary.IN)))
    sites = Site.objects.current().aggregate(all=Count("pk"), into=Count("pk", filter=Q(in_scope=Boundary.IN)))
    due = Q(next_review__lt=clock.today())
    issues = ContextIssue.objects.current().aggregate(all=Count("pk"), due=Count("pk", filter=due))
    parties = InterestedParty.objects.current().aggregate(all=Count("pk"), due=Count("pk", filter=due))
    held = roles_to_fill().aggregate(all=Count("pk"), held=Count("pk", filter=Q(is_held())))
    return [
        ("Units", f"{units['all']:,}, {units['into']:,} in scope", "/units/"),
        ("Sites", f"{sites['all']:,}, {sites['into']:,} in scope", "/sites/"),
        ("People", f"{Person.objects.current().count():,}", "/people/"),
        ("Roles that must be filled", f"{held['held']:,} of {held['all']:,} held", "/roles/?view=required"),
        ("Appointments", f"{current_appointments().count():,}", "/appointments/?view=now"),
        ("Issues of the context", f"{issues['all']:,}, {issues['due']:,} to review", "/issues/"),
        ("Interested parties", f"{parties['all']:,}, {parties['due']:,} to review", "/parties/"),
        (
            "Planned changes",
            f"{PlannedChange.objects.current().filter(state=PlannedChange.State.PLANNED).count():,} open",
            "/planned-changes/",
        ),
    ]


def _crossing(crossing: Crossing, actor: Actor) -> dict[str, Any]:
    verb = (
        offer_now(crossing.action, actor, crossing.record, back=_SCOPE)
        if crossing.record is not None
        else Offer("See them", crossing.address)
    )
    return {"words": crossing.words, "record": crossing.record, "verb": verb}


def _lead(in_force: ScopeStatement | None, draft: ScopeStatement | None, crossings: int) -> str:
    said = (
        f"Version {in_force.number} is in force since {in_force.approved_on:%-d %B %Y}."
        if in_force is not None and in_force.approved_on
        else "No scope is in force yet."
    )
    if draft is not None:
        said += f" Version {draft.number} waits for approval."
    return said + (f" {crossings} record{'s cross' if crossings != 1 else ' crosses'} the boundary." if crossings else "")


@page("scope", path="scope/", title="Organisation and scope", permission=_READ, menu=("Policies and people", "Organisation and scope"))
def scope_page(look: Look) -> Shown:
    """The scope in force, the draft, what is left out and why, and what crosses the boundary."""
    ours, in_force, draft = Organisation.ours(), ScopeStatement.in_force(), ScopeStatement.draft()
    now = compose()
    shown = draft or in_force
    crossings = [_crossing(one, look.actor) for one in now.crossings]
    verbs = (
        [offer(name, look.actor, draft, back=_SCOPE) for name in ("approve_scope", "edit_scope", "exclude_from_scope", "compose_scope")]
        if draft
        else [offer("draft_scope", look.actor, back=_SCOPE)]
    )
    return Shown(
        "organisation/scope.html",
        {
            "ours": ours,
            "in_force": in_force,
            "draft": draft,
            "shown": shown,
            "lead": _lead(in_force, draft, len(crossings)),
            "crossings": crossings,
            "left_out": _with_addresses(shown.left_out() if shown else [one.as_dict() for one in now.left_out]),
            "moved": moved_since(in_force, now) if in_force else [],
            "verbs": [verb for verb in verbs if verb],
            "figures": _figures(),
            "starters": offer_now("adopt_starters", look.actor, back=_SCOPE)
            if not ContextIssue.objects.exists() or not InterestedParty.objects.exists()
            else None,
            "before": ScopeStatement.objects.filter(state=ScopeStatement.State.SUPERSEDED).order_by("-number"),
            "exports": [(f"/reports/scope.{form}", form.upper()) for form in ("pdf", "docx")] if look.actor.may("reports.read") else [],
        },
    )


def _with_addresses(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    def address(reference: str) -> str:
        model = model_by_prefix(reference)
        return f"/{model.face_name}/{reference}/" if model is not None else ""

    return [{**row, "address": address(row["reference"])} for row in rows]


@page(
    "scope-comparison",
    path="scope/compare/<str:pair>/",
    title="Two versions of the scope",
    permission=_READ,
    menu=("Policies and people", "Organisation and scope"),
)
def comparison_page(look: Look) -> Shown:
    """What differs between two versions: `/scope/compare/1..2/`, in one text or side by side.

    Raises:
        NotFound: there is no such version.
    """
    numbers = look.path["pair"].split("..")
    found = {str(row.number): row for row in ScopeStatement.objects.filter(number__in=[one for one in numbers if one.isdecimal()][:2])}
    if len(numbers) != 2 or not all(one in found for one in numbers):
        raise NotFound(f"There are no versions {look.path['pair']} of the scope. The list of versions has those that there are.")
    older, newer = sorted((found[one] for one in numbers), key=lambda row: row.number)
    comparison = compare(older, newer, compose())
    others = ScopeStatement.objects.exclude(pk__in=[older.pk, newer.pk]).order_by("-number").values_list("number", flat=True)[:12]
    return Shown(
        "organisation/comparison.html",
        {"comparison": comparison, "sides": look.one("as") == "sides", "others": others, "exclusions": _named(comparison.exclusions)},
        title=f"Scope, versions {older.number} and {newer.number}",
        crumbs=(("Organisation and scope", "/scope/"),),
    )


_EXCLUSION = {"new": ("new", "Left out now"), "gone": ("ok", "Not left out any more"), "changed": ("part", "Another reason")}


def _named(exclusions: Sequence[Exclusion]) -> list[tuple[tuple[str, str], Exclusion]]:
    return [(_EXCLUSION[one.kind], one) for one in exclusions]


@section("statement", title="Statement", model=ScopeStatement, permission=_READ, order=10)
def statement_section(look: Look, record: ScopeStatement) -> Shown:
    """The words that bind, and the way to what differs from the version before."""
    before = ScopeStatement.objects.filter(number__lt=record.number).order_by("-number").values_list("number", flat=True).first()
    link = (f"What differs from version {before}", f"/scope/compare/{before}..{record.number}/") if before else None
    return Shown("organisation/statement.html", {"record": record, "left_out": _with_addresses(record.left_out()), "link": link})


@section("since", title="What has moved since", model=ScopeStatement, permission=_READ, order=20)
def moved_section(look: Look, record: ScopeStatement) -> Shown | None:
    """Where the records have left the words behind."""
    if record.state == ScopeStatement.State.SUPERSEDED:
        return None
    moved = moved_since(record, compose())
    return Shown("organisation/moved.html", {"moved": moved, "count": len(moved)}) if moved else None


@section("holders", title="Held by", model=Role, permission=_READ, order=10)
def holders_section(look: Look, record: Role) -> Shown | None:
    """Who holds the role, and who did."""
    if record.held_for != Role.HeldFor.ORGANISATION:
        return None
    rows = record.appointments.filter(retired__isnull=True).select_related("person").prefetch_related("units").order_by("until", "since")
    now = set(current_appointments().filter(role=record).values_list("pk", flat=True))
    held = [(row, row.pk in now) for row in rows]
    return Shown(
        "organisation/holders.html",
        {
            "held": held,
            "record": record,
            "count": len(now),
            "apart": list(record.apart_from.all()),
        },
    )


@section("holds", title="Holds", model=Person, permission=_READ, order=40)
def holds_section(look: Look, record: Person) -> Shown | None:
    """The roles that a person holds."""
    rows = list(current_appointments().filter(person=record).select_related("role", "person"))
    return Shown("organisation/holds.html", {"rows": rows, "count": len(rows)}) if rows else None


@section("parts", title="Parts", model=Unit, permission=_READ, order=40)
def parts_section(look: Look, record: Unit) -> Shown | None:
    """What belongs to a unit."""
    rows = list(record.parts.filter(retired__isnull=True).order_by("name"))
    return Shown("organisation/parts.html", {"rows": rows, "count": len(rows)}) if rows else None
