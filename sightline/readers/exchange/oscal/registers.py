"""Claims of suppliers, and the files that they stand in, as lists."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from sightline.kernel.registers import Column, Filter, Register, View, register

from .models import Claim, ClaimState, ComponentDefinition

_GLYPHS = {ClaimState.PROPOSED: "part", ClaimState.CONFIRMED: "ok", ClaimState.REJECTED: "none"}


def _state(claim: Claim) -> tuple[str, str]:
    return _GLYPHS[ClaimState(claim.state)], claim.get_state_display()


register(
    Register(
        name="claims",
        model=Claim,
        label="Claims of suppliers",
        columns=[
            Column("component"),
            Column("control"),
            Column("requirement", sort="requirement__key"),
            Column("words", later=True),
            Column("state", value=_state, sort="state", kind="status"),
        ],
        filters=[Filter("state"), Filter("component"), Filter("set", path="requirement__framework__set_id", label="Requirement set")],
        views=[
            View("open", "To be decided", lambda actor: Q(state=ClaimState.PROPOSED)),
            View("unmatched", "Requirement not known", lambda actor: Q(requirement__isnull=True)),
            View("confirmed", "Confirmed", lambda actor: Q(state=ClaimState.CONFIRMED)),
        ],
        search=("component", "control", "words", "requirement__title"),
        sort="component",
        related=("requirement", "definition"),
        empty="No claims yet. They come with a supplier's component definition; each becomes evidence once somebody confirms it.",
        facts=("component", "control", "catalog", "requirement", "words", "definition", "why", "decided_by", "decided_on", "evidence"),
    )
)


def _with_counts(rows: QuerySet[ComponentDefinition]) -> QuerySet[ComponentDefinition]:
    current = Q(claims__retired__isnull=True)
    return rows.annotate(
        said=Count("claims", filter=current), undecided=Count("claims", filter=current & Q(claims__state=ClaimState.PROPOSED))
    )


register(
    Register(
        name="component-definitions",
        model=ComponentDefinition,
        label="Component definitions",
        columns=[
            Column("title"),
            Column("publisher"),
            Column("edition"),
            Column("said", label="Claims", kind="number", sort="said"),
            Column("undecided", label="To be decided", kind="number", sort="undecided"),
            Column("speaks_of", later=True),
        ],
        filters=[Filter("publisher")],
        search=("title", "publisher"),
        sort="title",
        annotate=_with_counts,
        menu=("Requirements", "Claims of suppliers"),
        empty="No component definition yet. Suppliers publish them as OSCAL files: each claim becomes evidence once somebody confirms it.",
        facts=("title", "publisher", "edition", "speaks_of", "filename", "sha256"),
    )
)
