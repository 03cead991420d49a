"""Named questions about what AI systems rest on, which other rooms and folders ask."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from sightline.aims.inventory.models import System
from sightline.aims.inventory.queries import systems_covered
from sightline.kernel.identity.actors import Actor

from .models import DataSet, DataUse, Model, ModelUse, Phase


def still_used(actor: Actor, record: Model | DataSet) -> str:
    """Why a model or a data set can't be retired now: something in use rests on it."""
    uses: QuerySet[Any] = record.uses.filter(retired__isnull=True)
    count = uses.count()
    return f"It has {count} use{'s' if count != 1 else ''} still. End them first, or they would rest on nothing." if count else ""


def with_models() -> Q:
    """Systems with a recorded model that is in use."""
    return Q(Exists(ModelUse.objects.current().filter(system=OuterRef("pk"), model__retired__isnull=True)))


def with_data() -> Q:
    """Systems with recorded data of their own or of a model that they use."""
    own = DataUse.objects.current().filter(system=OuterRef("pk"), data_set__retired__isnull=True)
    theirs = DataUse.objects.current().filter(
        data_set__retired__isnull=True, model__retired__isnull=True, model__uses__system=OuterRef("pk"), model__uses__retired__isnull=True
    )
    return Q(Exists(own)) | Q(Exists(theirs))


def models_covered() -> QuerySet[Model]:
    """Models that a system which the management system covers runs on."""
    return Model.objects.current().filter(
        Exists(ModelUse.objects.current().filter(model=OuterRef("pk"), system__in=systems_covered().values("pk")))
    )


def data_covered() -> QuerySet[DataSet]:
    """Data sets that a system which the management system covers, or one of its models, rests on."""
    systems = systems_covered().values("pk")
    return DataSet.objects.current().filter(
        Exists(
            DataUse.objects.current().filter(
                Q(system__in=systems) | Q(model__uses__system__in=systems, model__uses__retired__isnull=True), data_set=OuterRef("pk")
            )
        )
    )


def trained_on() -> QuerySet[DataSet]:
    """Data sets, covered, that something is trained, validated or tested on: what is asked of quality and preparation is asked of these."""
    shaping = DataUse.objects.current().filter(data_set=OuterRef("pk")).exclude(phase=Phase.OPERATION)
    return data_covered().filter(Exists(shaping))


def models_of(system: System) -> QuerySet[ModelUse]:
    """The uses of models by a system, with the models."""
    return (
        ModelUse.objects.current()
        .filter(system=system, model__retired__isnull=True)
        .select_related("model", "model__supplier", "model__base")
        .order_by("model__name", "model__release", "reference")
    )


def data_of(system: System) -> QuerySet[DataUse]:
    """The uses of data by a system and by its models, with the data sets."""
    return (
        DataUse.objects.current()
        .filter(
            Q(system=system) | Q(model__uses__system=system, model__uses__retired__isnull=True, model__retired__isnull=True),
            data_set__retired__isnull=True,
        )
        .select_related("data_set", "model", "data_set__supplier")
        .order_by("data_set__name", "data_set__release", "phase", "reference")
        .distinct()
    )
