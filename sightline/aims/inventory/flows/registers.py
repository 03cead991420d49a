"""The lists of flows, of places of data, and of decisions on countries."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.html import format_html

from sightline.aims.organisation.models import Boundary
from sightline.aims.organisation.registers import boundary_status, review_status
from sightline.kernel.identity.actors import Actor
from sightline.kernel.registers import Column, Filter, Register, View, register

from .fields import COUNTRY, FLOW, PLACE
from .findings import any_finding, findings_of, with_findings
from .models import CountryDecision, Flow, Place
from .queries import abroad, carries, carries_kind, with_countries
from .reference import categories, labels

_MENU = ("AI systems", "Data flows")


def _lead(actor: Actor) -> str:
    told = (
        with_countries(Flow.objects.current().visible_to(actor))
        .order_by()
        .aggregate(all=Count("pk"), abroad=Count("pk", filter=abroad()), wrong=Count("pk", filter=any_finding()))
    )
    figures = [f"{told[name]:,}" for name in ("all", "abroad", "wrong")]
    return format_html(
        '{} data flows; <a href="/flows/?view=abroad">{} cross a border</a>, <a href="/flows/?view=findings">{} have a finding</a>. '
        '<a href="/data-flows/">See them as a map.</a>',
        *figures,
    )


def flow_status(row: Any) -> tuple[str, str]:
    """Whether a flow that came with its findings is as expected, as a status."""
    wrong = findings_of(row)
    if not wrong:
        return "ok", "In line"
    return "bad", wrong[0].short if len(wrong) == 1 else f"{len(wrong)} findings"


def countries(row: Flow) -> str:
    """“Ireland to India”, or one country where it stays."""
    leaves, arrives = row.leaves_from, row.arrives_in
    if leaves.lower() == arrives.lower():
        return arrives
    return f"{leaves or 'not said'} to {arrives or 'not said'}"


def _prepared(rows: QuerySet[Any]) -> QuerySet[Any]:
    return with_findings(rows)


register(
    Register(
        name="flows",
        model=Flow,
        label="Data flows",
        columns=[
            Column("name"),
            Column("start", "From", value=lambda row: row.start, sort="-", kind="record"),
            Column("end", "To", value=lambda row: row.end, sort="-", kind="record"),
            Column("data", "Data", value=lambda row: ", ".join(labels(row.categories)), sort="-", later=True),
            Column("countries", "Country", value=countries, sort="arrives"),
            Column("purpose"),
            Column("state", "State", value=flow_status, sort="-", kind="status"),
            Column("legal_basis", hidden=True),
            Column("condition", hidden=True),
            Column("safeguard", hidden=True),
            Column("review", "Review", value=review_status, sort="next_review", kind="status", hidden=True),
        ],
        filters=[
            Filter("purpose"),
            Filter("data", "Data", choices=tuple((one.id, one.label, carries_kind(one.id)) for one in categories().values())),
            Filter("to_system", "To system"),
            Filter("from_system", "From system"),
            Filter("to_supplier", "To supplier"),
            Filter("legal_basis"),
            Filter("safeguard"),
        ],
        views=[
            View("special", "Special categories", lambda actor: carries("special")),
            View("abroad", "Crosses a border", lambda actor: abroad()),
            View("training", "Training", lambda actor: Q(purpose="training")),
            View("findings", "With a finding", lambda actor: any_finding()),
        ],
        search=(
            "name",
            "note",
            "from_place__name",
            "from_system__name",
            "from_supplier__name",
            "to_place__name",
            "to_system__name",
            "to_supplier__name",
        ),
        sort="name",
        menu=_MENU,
        related=("from_place", "from_system__unit", "from_supplier", "to_place", "to_system__unit", "to_supplier"),
        annotate=_prepared,
        lead=_lead,
        empty="No data flows yet. Open an AI system and draw where its data comes from and goes.",
        facts=(*FLOW[:-1], "last_review", FLOW[-1]),
    )
)
register(
    Register(
        name="places",
        model=Place,
        label="Places of data",
        columns=[
            Column("name"),
            Column("kind"),
            Column("country"),
            Column("unit", sort="unit__name"),
            Column("scope", "Scope", value=boundary_status, sort="in_scope", kind="status"),
            Column("site", sort="site__name", hidden=True),
        ],
        filters=[Filter("kind"), Filter("country"), Filter("unit"), Filter("in_scope")],
        views=[View("outside", "Outside the boundary", lambda actor: Q(in_scope=Boundary.OUT))],
        search=("name", "country", "note"),
        sort="name",
        related=("unit", "site"),
        menu=_MENU,
        empty="No places of data yet. They are where data comes from, is kept or arrives; drawing a flow makes them too.",
        facts=PLACE,
    )
)
register(
    Register(
        name="country-decisions",
        model=CountryDecision,
        label="Decisions on countries",
        columns=[
            Column("country"),
            Column("verdict"),
            Column("why", later=True),
            Column("review", "Review", value=review_status, sort="next_review", kind="status"),
        ],
        filters=[Filter("verdict")],
        search=("country", "why"),
        menu=_MENU,
        sort="country",
        lead=lambda actor: (
            "Countries of the European Economic Area and those with an adequacy decision are approved. Here is what you decided otherwise."
        ),
        empty="No decisions yet. The countries that the law approves are approved; decide on another one here.",
        facts=COUNTRY,
    )
)
