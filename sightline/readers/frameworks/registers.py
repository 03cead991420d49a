"""Requirement sets as a list."""

from django.db.models import Count, Q, QuerySet

from sightline.kernel.registers import Column, Filter, Register, register

from .models import Framework


def _with_counts(rows: QuerySet[Framework]) -> QuerySet[Framework]:
    return rows.annotate(asked=Count("requirements", filter=Q(requirements__retired__isnull=True)))


register(
    Register(
        name="frameworks",
        model=Framework,
        label="Requirement sets",
        columns=[
            Column("title"),
            Column("set_id"),
            Column("edition"),
            Column("asked", label="Requirements", kind="number", sort="asked"),
            Column("publisher", later=True),
            Column("shipped"),
        ],
        filters=[Filter("shipped")],
        search=("title", "short", "set_id", "publisher"),
        sort="title",
        annotate=_with_counts,
        menu=("Requirements", "Other frameworks"),
        empty="No requirement set yet. Load one that comes with Sightline, or your own.",
        facts=("title", "set_id", "edition", "publisher", "source", "checked_on", "about", "copyright", "shipped"),
    )
)
