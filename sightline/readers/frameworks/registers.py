"""Requirement sets as a list."""

from django.db.models import Count, Q, QuerySet

from sightline.kernel.registers import Column, Filter, Register, register

from .models import Framework, Pairing


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


register(
    Register(
        name="crosswalk",
        model=Pairing,
        label="Pairs judged here",
        columns=[
            Column("first", label="Work for", value=lambda pair: pair.first.key, sort="first__key"),
            Column("second", label="Serves", value=lambda pair: pair.second.key, sort="second__key"),
            Column("strength"),
            Column("why", later=True),
        ],
        filters=[Filter("strength"), Filter("set", path="second__framework__set_id", label="Requirement set")],
        search=("first__code", "first__title", "second__code", "second__title", "why"),
        sort="first",
        related=("first", "second"),
        empty="No pair of your own. The crosswalk that comes with Sightline counts; open a requirement to add to it or to disagree.",
        facts=("first", "second", "strength", "why"),
    )
)
