"""Everything that can be done to models, data sets, tools, processes and groups of people, and to what uses them."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from urllib.parse import urlsplit

from django.core.files.base import ContentFile

from sightline.aims.inventory.models import System
from sightline.aims.organisation.actions.reviewing import NextReview, next_review_on
from sightline.kernel import clock
from sightline.kernel.actions import Ask, action, create_action, edit_action, retire_action
from sightline.kernel.errors import Invalid
from sightline.kernel.identity.actors import Actor
from sightline.kernel.imports.actions import prepare
from sightline.kernel.imports.models import Import

from .exchange.registry import fetch_registry
from .fields import DATA, GROUP, MODEL, PROCESS, RESOURCE
from .models import AffectedGroup, DataSet, DataUse, Model, ModelUse, Phase, Process, Resource
from .named import record_named
from .queries import still_used

_ADD, _CHANGE, _SYSTEM = "resources.add", "resources.change", "inventory.change"

create_action(Model, MODEL, _ADD, help="Records a model that AI systems run on.", assistant=True)
edit_action(Model, MODEL, _CHANGE, assistant=True)
retire_action(Model, _CHANGE, why_not=still_used)

create_action(DataSet, DATA, _ADD, help="Records data that a model or a system is trained, tested or run on.", assistant=True)
edit_action(DataSet, DATA, _CHANGE, assistant=True)
retire_action(DataSet, _CHANGE, why_not=still_used)

create_action(Resource, RESOURCE, _ADD, label="Add a tool or computing", assistant=True)
edit_action(Resource, RESOURCE, _CHANGE, assistant=True)
retire_action(Resource, _CHANGE)

create_action(Process, PROCESS, _ADD, assistant=True)
edit_action(Process, PROCESS, _CHANGE, assistant=True)
retire_action(Process, _CHANGE)

create_action(AffectedGroup, GROUP, _ADD, label="Add a group of people", assistant=True)
edit_action(AffectedGroup, GROUP, _CHANGE, assistant=True)
retire_action(AffectedGroup, _CHANGE)

Part = Annotated[str, Ask("Which part, and how it got there", long=True, help="So that each result can be followed back.")]


def _already(said: str, field: str) -> Invalid:
    return Invalid("Nothing was saved: it is recorded already.", fields={field: [said]})


@action(_SYSTEM, label="Say which model it uses", assistant=True)
def use_model(
    actor: Actor,
    *,
    system: System,
    model: Model,
    how: Annotated[str, Ask("What it does there", help="Such as: ranks the applications.")] = "",
    since: date | None = None,
) -> ModelUse:
    """Records that the system runs on a model.

    Raises:
        Invalid: it is recorded already.
    """
    if ModelUse.objects.current().filter(system=system, model=model).exists():
        raise _already(f"{system} uses {model} already. Edit that use instead.", "model")
    use = ModelUse(system=system, model=model, how=how[:300], since=since)
    use.save()
    return use


@action(_SYSTEM, label="Say which data it uses", assistant=True)
def use_data(actor: Actor, *, system: System, data_set: DataSet, phase: Phase = Phase.OPERATION, provenance: Part = "") -> DataUse:
    """Records that the system is run, trained, validated or tested on a data set.

    Raises:
        Invalid: it is recorded already.
    """
    return _use_data(DataUse(system=system, data_set=data_set, phase=phase, provenance=provenance))


@action(_CHANGE, label="Say which data it was made with", assistant=True)
def train_model(actor: Actor, *, model: Model, data_set: DataSet, phase: Phase = Phase.TRAINING, provenance: Part = "") -> DataUse:
    """Records that the model was trained, validated or tested on a data set.

    Raises:
        Invalid: it is recorded already.
    """
    return _use_data(DataUse(model=model, data_set=data_set, phase=phase, provenance=provenance))


def _use_data(use: DataUse) -> DataUse:
    same = DataUse.objects.current().filter(system=use.system, model=use.model, data_set=use.data_set, phase=use.phase)
    if same.exists():
        raise _already("This use of the data is recorded already. Edit that one instead.", "data_set")
    use.save()
    return use


edit_action(ModelUse, ["how", "since"], _SYSTEM)
retire_action(ModelUse, _SYSTEM, label="It is used no more")
edit_action(DataUse, ["provenance"], _SYSTEM)
retire_action(DataUse, _SYSTEM, label="It is used no more")


@action(_SYSTEM, label="Record what the text names", bulk=True)
def record_named_resources(actor: Actor, *, system: System) -> System:
    """Makes records of the models and data that the system's text fields name, and says that it uses them."""
    record_named(System.objects.filter(pk=system.pk))
    return system


@action("inventory.import", label="Record all that is named")
def record_all_named(actor: Actor) -> Model | None:
    """Makes records of all models and data that the inventory names in text and that are not recorded yet, with their uses."""
    return record_named(System.objects.current())


@action(_CHANGE, label="Review the data set", assistant=True, bulk=True)
def review_data_set(actor: Actor, *, data_set: DataSet, next_review: NextReview = None) -> DataSet:
    """Says that the record was compared with the data as they are today, and is right."""
    data_set.last_review, data_set.next_review = clock.today(), next_review_on(next_review)
    data_set.save()
    return data_set


def _fetch(actor: Actor, *, address: str, token: str) -> bytes:
    """What the registry answers; it may take its time."""
    return fetch_registry(address, token)


@action("inventory.import", label="Fetch a model registry (MLflow)", prepare=_fetch)
def fetch_models(
    actor: Actor,
    *,
    address: Annotated[str, Ask("Address", help="Of the registry, such as https://mlflow.example.org.")],
    token: Annotated[str, Ask("Token", secret=True, help="Where it asks for one. It is not kept.")] = "",
    prepared: bytes,
) -> Import:
    """Reads which models an MLflow registry has. Nothing is imported before you say so on the page that follows.

    Raises:
        UnreadableFile: the registry can't be reached, or has nothing; says what to do.
    """
    name = f"{urlsplit(address.strip()).hostname or 'registry'}.json"
    return prepare("mlflow", actor, ContentFile(prepared, name=name))
