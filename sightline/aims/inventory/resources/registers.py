"""The registers of models, data sets, tools and computing, processes, groups of people, and uses."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from sightline.aims.inventory.models import System
from sightline.aims.organisation.registers import review_status
from sightline.kernel import clock
from sightline.kernel.identity.actors import Actor
from sightline.kernel.registers import Column, Filter, Register, View, register

from .fields import DATA, GROUP, MODEL, PROCESS, RESOURCE
from .models import AffectedGroup, DataSet, DataUse, Model, ModelUse, Personal, Process, Resource


def _counted(rows: QuerySet[Any]) -> QuerySet[Any]:
    found: QuerySet[Any] = rows.annotate(used=Count("uses", filter=Q(uses__retired__isnull=True)))
    return found


def _of_systems(rows: QuerySet[Any]) -> QuerySet[Any]:
    found: QuerySet[Any] = rows.annotate(used=Count("systems", filter=Q(systems__retired__isnull=True)))
    return found


def _unused(model: type[ModelUse] | type[DataUse], name: str) -> Q:
    return ~Q(pk__in=model.objects.current().values(name))


def _models_lead(actor: Actor) -> str:
    rows = Model.objects.current().visible_to(actor)
    told = rows.aggregate(all=Count("pk"), bare=Count("pk", filter=Q(provider="") | Q(kind="")))
    waiting = System.objects.current().exclude(models="").exclude(pk__in=ModelUse.objects.current().values("system")).count()
    said = f"{told['all']:,} model{'s' if told['all'] != 1 else ''}; {told['bare']:,} without provider or kind."
    if not waiting:
        return said
    return f"{said} {waiting:,} AI system{'s name theirs' if waiting != 1 else ' names its models'} in text only."


register(
    Register(
        name="models",
        model=Model,
        label="Models",
        columns=[
            Column("name"),
            Column("release", "Version"),
            Column("provider"),
            Column("kind"),
            Column("licence", later=True),
            Column("used", "Uses", kind="number", later=True),
            Column("task", hidden=True),
            Column("supplier", sort="supplier__name", hidden=True),
            Column("owner", sort="owner__name", hidden=True),
            Column("architecture", hidden=True),
            Column("source_id", hidden=True),
        ],
        filters=[Filter("kind"), Filter("provider"), Filter("licence"), Filter("supplier"), Filter("owner")],
        views=[
            View("general", "General-purpose", lambda actor: Q(kind="general")),
            View("without-provider", "Without provider", lambda actor: Q(provider="", supplier__isnull=True)),
            View("unused", "In no system", lambda actor: _unused(ModelUse, "model")),
        ],
        search=("name", "provider", "task", "source_id"),
        sort="name",
        related=("supplier", "owner"),
        annotate=_counted,
        lead=_models_lead,
        menu=("AI systems", "Models"),
        empty="No models yet. Import an ML-BOM or a model card, or record what the inventory names in text.",
        facts=tuple(name for name in MODEL if name != "card"),
    )
)


def _data_lead(actor: Actor) -> str:
    told = (
        DataSet.objects.current()
        .visible_to(actor)
        .aggregate(
            all=Count("pk"),
            people=Count("pk", filter=Q(about_people__in=(Personal.PERSONAL, Personal.SPECIAL))),
            unsaid=Count("pk", filter=Q(about_people=Personal.UNKNOWN)),
        )
    )
    return f"{told['all']:,} data set{'s' if told['all'] != 1 else ''}; {told['people']:,} with personal data, {told['unsaid']:,} do not say yet."


def _people(row: Any) -> tuple[str, str]:
    glyph = {"unknown": "part", "none": "none", "personal": "told", "special": "told"}[row.about_people]
    return glyph, row.get_about_people_display()


register(
    Register(
        name="datasets",
        model=DataSet,
        label="Data sets",
        columns=[
            Column("name"),
            Column("release", "Version", hidden=True),
            Column("origin"),
            Column("people", "About people", value=_people, sort="about_people", kind="status"),
            Column("licence", later=True),
            Column("country", later=True),
            Column("used", "Uses", kind="number", later=True),
            Column("review", "Review", value=review_status, sort="next_review", kind="status", later=True),
            Column("supplier", sort="supplier__name", hidden=True),
            Column("owner", sort="owner__name", hidden=True),
            Column("retention", hidden=True),
            Column("source_id", hidden=True),
        ],
        filters=[Filter("origin"), Filter("about_people"), Filter("country"), Filter("supplier"), Filter("owner")],
        views=[
            View("special", "Special categories", lambda actor: Q(about_people=Personal.SPECIAL)),
            View("unsaid", "Not said whether about people", lambda actor: Q(about_people=Personal.UNKNOWN)),
            View("no-origin", "Without origin", lambda actor: Q(origin="")),
            View("review-due", "Review due", lambda actor: Q(next_review__lt=clock.today())),
            View("unused", "Used by nothing", lambda actor: _unused(DataUse, "data_set")),
        ],
        search=("name", "description", "provenance", "source_id"),
        sort="name",
        related=("supplier", "owner"),
        annotate=_counted,
        lead=_data_lead,
        menu=("AI systems", "Data sets"),
        empty="No data sets yet. Say what your AI systems were trained, tested and are run on.",
        facts=(*DATA[:-1], "last_review", DATA[-1]),
    )
)
register(
    Register(
        name="resources",
        model=Resource,
        label="Tools and computing",
        columns=[
            Column("name"),
            Column("kind"),
            Column("place"),
            Column("country", later=True),
            Column("supplier", sort="supplier__name", later=True),
            Column("used", "AI systems", kind="number", later=True),
        ],
        filters=[Filter("kind"), Filter("country"), Filter("supplier"), Filter("owner")],
        views=[
            View("tools", "Tools", lambda actor: Q(kind="tool")),
            View("computing", "Computing", lambda actor: Q(kind="computing")),
        ],
        search=("name", "purpose", "place"),
        sort="name",
        related=("supplier", "owner"),
        annotate=_of_systems,
        empty="No tools and no computing yet. Auditors ask what your AI systems are built with, and where they run.",
        facts=RESOURCE,
    )
)
register(
    Register(
        name="processes",
        model=Process,
        label="Business processes",
        columns=[
            Column("name"),
            Column("unit", sort="unit__name"),
            Column("owner", sort="owner__name"),
            Column("used", "AI systems", kind="number"),
        ],
        filters=[Filter("unit"), Filter("owner")],
        search=("name", "description"),
        sort="name",
        related=("unit", "owner"),
        annotate=_of_systems,
        empty="No business processes yet. They say what work the AI systems are part of.",
        facts=PROCESS,
    )
)
register(
    Register(
        name="groups",
        model=AffectedGroup,
        label="People affected",
        columns=[
            Column("name"),
            Column("where"),
            Column("vulnerable"),
            Column("how_many", later=True),
            Column("used", "AI systems", kind="number"),
        ],
        filters=[Filter("where"), Filter("vulnerable")],
        views=[View("vulnerable", "Need special protection", lambda actor: Q(vulnerable=True))],
        search=("name", "description"),
        sort="name",
        annotate=_of_systems,
        empty="No groups of people yet. Name those whom your AI systems touch: applicants, drivers, patients.",
        facts=GROUP,
    )
)
register(
    Register(
        name="model-uses",
        model=ModelUse,
        label="Uses of models",
        columns=[
            Column("use", "Use", value=str, sort="system__name"),
            Column("system", sort="system__name"),
            Column("model", sort="model__name"),
            Column("how", later=True),
            Column("since", later=True),
        ],
        filters=[Filter("system"), Filter("model")],
        search=("system__name", "model__name", "how"),
        related=("system", "model"),
        empty="No uses of models yet. They are recorded on the page of the AI system.",
        facts=("system", "model", "how", "since"),
    )
)
register(
    Register(
        name="data-uses",
        model=DataUse,
        label="Uses of data",
        columns=[
            Column("use", "Use", value=str, sort="data_set__name"),
            Column("data_set", sort="data_set__name"),
            Column("system", sort="system__name"),
            Column("model", sort="model__name", later=True),
            Column("phase"),
        ],
        filters=[Filter("phase"), Filter("data_set"), Filter("system"), Filter("model")],
        search=("data_set__name", "system__name", "model__name", "provenance"),
        related=("system", "model", "data_set"),
        empty="No uses of data yet. They are recorded on the page of the AI system, or of the model.",
        facts=("data_set", "system", "model", "phase", "provenance"),
    )
)
