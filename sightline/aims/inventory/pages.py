"""What the derived pages can't show: what may be the same system, two systems side by side, and an owner's answers one after the other."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from sightline.aims.organisation.models import Person
from sightline.kernel.actions.offering import offer_now
from sightline.kernel.identity.actors import Actor
from sightline.kernel.imports.models import Import, ImportState
from sightline.kernel.pages import Look, Shown, block, page, section

from .models import Attestation, Campaign, SuspectedDuplicate, System
from .queries import absences_open, asked_in_open_campaigns, pairs_in_use


def _pairs(record: System) -> QuerySet[SuspectedDuplicate]:
    pairs = SuspectedDuplicate.objects.current().filter(Q(first=record) | Q(second=record))
    return pairs.exclude(state=SuspectedDuplicate.State.DIFFERENT)


@section("duplicates", title="May be the same as", model=System, permission="inventory.read", order=8, rows=_pairs)
def duplicates_section(look: Look, record: System) -> Shown | None:
    """Systems that may be this one and that nobody has decided on; and records that are one with it, each with its history."""
    pairs = _pairs(record)
    rows = [
        (pair, pair.second if pair.first_id == record.pk else pair.first)
        for pair in pairs.select_related("first", "second", "first__unit", "second__unit")
    ]
    waiting = [
        (pair, other)
        for pair, other in rows
        if pair.kept_id is None and other.retired is None and pair.state == SuspectedDuplicate.State.OPEN
    ]
    merged = [(pair, other) for pair, other in rows if pair.kept_id is not None]
    if not waiting and not merged:
        return None
    title = "" if waiting else "Also recorded as"
    context = {"rows": waiting, "merged": merged, "record": record, "count": len(waiting) or len(merged)}
    return Shown("inventory/duplicates.html", context, title=title)


@section("doubts", title="What waits for a decision", model=Import, permission="inventory.read", order=22)
def doubts_section(look: Look, record: Import) -> Shown | None:
    """After a list of systems came in: the pairs that may be one, and what a complete list no longer has. Neither decides itself."""
    if record.kind != "systems" or record.state != ImportState.DONE:
        return None
    pairs = pairs_in_use().filter(state=SuspectedDuplicate.State.OPEN).count()
    absent = absences_open().count()
    return Shown("inventory/doubts.html", {"pairs": pairs, "absent": absent}) if pairs or absent else None


_COMPARED = (
    "name",
    "unit",
    "team",
    "owner",
    "vendor",
    "kind",
    "stage",
    "impact",
    "autonomy",
    "in_scope",
    "source_id",
    "purpose",
    "description",
    "models",
    "data_sets",
)


@section("compared", title="Side by side", model=SuspectedDuplicate, permission="inventory.read", order=5)
def compared_section(look: Look, record: SuspectedDuplicate) -> Shown | None:
    """Both systems, field by field, while nobody has decided."""
    if record.state != SuspectedDuplicate.State.OPEN:
        return None
    rows = []
    for name in _COMPARED:
        label = str(System._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        first, second = (_shown(one, name) for one in (record.first, record.second))
        if first or second:
            rows.append((label[:1].upper() + label[1:], first, second, first == second))
    names = ("confirm_duplicate", "dismiss_duplicate") if look.as_of is None else ()
    can = [verb for name in names if (verb := offer_now(name, look.actor, record)) is not None]
    return Shown("inventory/compared.html", {"record": record, "rows": rows, "verbs": can})


def _shown(system: System, name: str) -> str:
    told = getattr(system, f"get_{name}_display", None)
    value = told() if told is not None else getattr(system, name)
    text = str(value) if value is not None else ""
    return text if len(text) <= 400 else f"{text[:399]}…"


@section("merged", title="What became of them", model=SuspectedDuplicate, permission="inventory.read", order=6)
def merged_section(look: Look, record: SuspectedDuplicate) -> Shown | None:
    """What differed between two records that were merged, and what was moved to the one that goes on."""
    if record.kept is None:
        return None
    other = record.second if record.kept_id == record.first_id else record.first
    return Shown("inventory/merged.html", {"record": record, "differed": _with_names(record.differed), "kept": record.kept, "other": other})


def _with_names(differed: list[dict[str, str]]) -> list[dict[str, str]]:
    """People are kept by reference, so that whoever is erased is erased here too; read by their names of today."""
    wanted = {one[side] for one in differed if one["field"] == "owner" for side in ("kept", "other")}
    names = {row.reference: f"{row} ({row.reference})" for row in Person.objects.filter(reference__in=wanted)} if wanted else {}
    return [{**one, "kept": names.get(one["kept"], one["kept"]), "other": names.get(one["other"], one["other"])} for one in differed]


def _mine(actor: Actor) -> QuerySet[Attestation]:
    rows = asked_in_open_campaigns().filter(state=Attestation.State.ASKED)
    return rows.filter(owner__account=actor.account) if actor.account is not None else rows.none()


@page("attest", path="attest/", title="Is it still true?", permission="attestations.answer")
def attest_page(look: Look) -> Shown:
    """What the reader is asked about their systems, one after the other, each answered with one touch."""
    rows = list(_mine(look.actor).select_related("system", "system__unit", "system__owner", "campaign").order_by("due", "system__name"))
    answered = (
        Attestation.objects.current()
        .filter(campaign__closed__isnull=True, owner__account=look.actor.account)
        .exclude(state=Attestation.State.ASKED)
        .count()
        if look.actor.account is not None
        else 0
    )
    facts = [(row, [(label, value) for label, value in _facts(row.system) if value]) for row in rows]
    return Shown("inventory/attest.html", {"rows": facts, "waiting": len(rows), "answered": answered, "all": len(rows) + answered})


def _facts(system: System) -> list[tuple[str, Any]]:
    return [
        ("Purpose", system.purpose),
        ("Unit", system.unit),
        ("Supplier", system.vendor),
        ("Stage", system.get_stage_display()),
        ("Models used", system.models),
        ("Data used", system.data_sets),
        ("People affected", system.people_affected or system.get_affects_display()),
        ("Autonomy", system.get_autonomy_display()),
    ]


@block("attest", title="Is it still true?", permission="attestations.answer", place="main", order=20)
def attest_block(look: Look) -> Shown | None:
    """Says on Home that answers are waited for, while they are."""
    told = _mine(look.actor).aggregate(waiting=Count("pk"))
    return Shown("inventory/attest_block.html", told) if told["waiting"] else None


@section("attested", title="Answers", model=Campaign, permission="inventory.read", order=10)
def answers_section(look: Look, record: Campaign) -> Shown:
    """How many answered what, each figure with its list."""
    told = record.attestations.filter(retired__isnull=True).aggregate(
        all=Count("pk"), **{state.name.lower(): Count("pk", filter=Q(state=state)) for state in Attestation.State}
    )
    address = f"/attestations/?campaign={record.reference}"
    rows = [
        (told[state.name.lower()], state.label, f"{address}&state={state.value}") for state in Attestation.State if told[state.name.lower()]
    ]
    return Shown("inventory/answers.html", {"rows": rows, "all": told["all"], "address": address})


@section("still-true", title="The question", model=Attestation, permission="inventory.read", order=5)
def question_section(look: Look, record: Attestation) -> Shown | None:
    """The question, answerable on the spot by whoever may."""
    if offer_now("attest_system", look.actor, record) is None:
        return None
    facts = [(label, value) for label, value in _facts(record.system) if value]
    return Shown("inventory/question.html", {"row": record, "facts": facts, "next": record.address})
