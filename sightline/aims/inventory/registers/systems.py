"""The register of AI systems."""

from __future__ import annotations

from django.db.models import Count, Q
from django.utils.html import format_html

from sightline.aims.organisation.models import Boundary
from sightline.aims.organisation.registers import boundary_status, review_status
from sightline.kernel.identity.actors import Actor
from sightline.kernel.registers import Column, Filter, Register, View, register

from ..models import System
from ..queries import review_due, touches_rights_or_safety, without_owner


def _lead(actor: Actor) -> str:
    told = (
        System.objects.current()
        .visible_to(actor)
        .aggregate(
            all=Count("pk"),
            inside=Count("pk", filter=Q(in_scope=Boundary.IN)),
            high=Count("pk", filter=touches_rights_or_safety()),
            bare=Count("pk", filter=without_owner()),
        )
    )
    figures = [f"{told[name]:,}" for name in ("all", "inside", "high", "bare")]
    return format_html(
        '{} AI systems, <a href="/systems/?view=in-scope">{} of them in scope</a>; <a href="/systems/?view=rights-or-safety">{} touch rights or safety</a>, '
        '<a href="/systems/?view=without-owner">{} have no owner</a>.',
        *figures,
    )


register(
    Register(
        name="systems",
        model=System,
        label="AI systems",
        columns=[
            Column("name"),
            Column("unit", sort="unit__name"),
            Column("owner", sort="owner__name"),
            Column("stage"),
            Column("impact"),
            Column("scope", "Scope", value=boundary_status, sort="in_scope", kind="status"),
            Column("review", "Review", value=review_status, sort="next_review", kind="status", later=True),
            Column("kind", hidden=True),
            Column("vendor", hidden=True),
            Column("autonomy", hidden=True),
            Column("organisation_role", hidden=True),
            Column("team", sort="team__name", hidden=True),
            Column("started", hidden=True),
            Column("source_id", hidden=True),
        ],
        filters=[
            Filter("unit"),
            Filter("team"),
            Filter("owner"),
            Filter("stage"),
            Filter("impact"),
            Filter("in_scope"),
            Filter("kind"),
            Filter("vendor"),
            Filter("autonomy"),
            Filter("organisation_role"),
            Filter("affects"),
        ],
        views=[
            View("in-scope", "In scope", lambda actor: Q(in_scope=Boundary.IN)),
            View("rights-or-safety", "Rights or safety", lambda actor: touches_rights_or_safety()),
            View("without-owner", "Without owner", lambda actor: without_owner()),
            View("review-due", "Review due", lambda actor: review_due()),
            View("undecided", "Scope not decided", lambda actor: Q(in_scope=Boundary.UNDECIDED)),
        ],
        search=("name", "also_called", "purpose", "vendor", "source_id"),
        sort="name",
        related=("unit", "team", "owner"),
        lead=_lead,
        menu=("AI systems", "Register"),
        empty="No AI systems yet. Start from a list that you have: a spreadsheet will do.",
        facts=(
            "name",
            "also_called",
            "purpose",
            "description",
            "kind",
            "owner",
            "unit",
            "team",
            "vendor",
            "stage",
            "started",
            "affects",
            "people_affected",
            "autonomy",
            "organisation_role",
            "impact",
            "in_scope",
            "scope_reason",
            "models",
            "data_sets",
            "source_id",
            "last_review",
            "next_review",
        ),
    )
)
