"""What the records of models, data and tools should show: A.4 (resources), A.5.4, A.7 (data), A.9.4, and the EU AI Act as far as they reach."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from sightline.aims.inventory.models import Affects, Kind, OrganisationRole, Stage, System
from sightline.aims.inventory.queries import systems_covered, touches_rights_or_safety
from sightline.aims.organisation.models import Appointment, Person
from sightline.aims.organisation.queries import current_appointments
from sightline.kernel import clock
from sightline.kernel.expectations import Expectation, expect
from sightline.kernel.records import Record

from .models import AffectedGroup, DataSet, DataUse, Model, ModelUse, Personal, Resource, ResourceKind
from .queries import data_covered, models_covered, trained_on, with_data, with_models

_USES = (System, ModelUse, DataUse)
_NO_SYSTEM = "No AI systems yet. Import the list that you have, or add one."
_NO_DATA = "No data sets are recorded for your AI systems yet. Say which data each one uses."
_NO_MODEL = "No models are recorded for your AI systems yet. Say which model each one uses."
_IN_USE = (Stage.DEPLOYMENT, Stage.OPERATION)
Narrowing = Callable[[QuerySet[Any]], QuerySet[Any]]


def _expect(
    name: str,
    sentence: str,
    serves: tuple[str, ...],
    population: Callable[[], QuerySet[Any]],
    conforming: Narrowing,
    why: str,
    mend: str,
    absent: str,
    reads: tuple[type[Record], ...],
    **more: Any,
) -> None:
    """Declares an expectation where nothing recorded is never in line."""
    expect(
        Expectation(
            name=name,
            sentence=sentence,
            serves=tuple(one if ":" in one else f"iso42001:{one}" for one in serves),
            population=population,
            conforming=conforming,
            why=why,
            mend=mend,
            least=1,
            absent=absent,
            reads=reads,
            **more,
        )
    )


def _says(*fields: str) -> Narrowing:
    empty = Q()
    for one in fields:
        empty |= Q(**{one: ""})
    return lambda rows: rows.exclude(empty)


def _says_models() -> Q:
    return ~Q(models="") | with_models()


def _says_data() -> Q:
    return ~Q(data_sets="") | with_data()


def _with(model: Any, **which: Any) -> Q:
    through = model.systems.through
    given = {f"{model._meta.model_name}__{name}": value for name, value in which.items()}
    return Q(Exists(through.objects.filter(system=OuterRef("pk"), **{f"{model._meta.model_name}__retired__isnull": True}, **given)))


def _high(*roles: str) -> QuerySet[System]:
    return systems_covered().filter(touches_rights_or_safety(), organisation_role__in=roles)


# ------------------------------------------------------------------------------------------------------------- systems
_SYSTEM: dict[str, Any] = {"mend": "use_model", "absent": _NO_SYSTEM}
_expect(
    "systems_say_resources",
    "Every AI system names the models and the data that it rests on",
    ("A.4.2",),
    systems_covered,
    lambda rows: rows.filter(_says_models(), _says_data()),
    "Does not name its models or its data",
    reads=(Model, DataSet, ModelUse, DataUse),
    **_SYSTEM,
)
_expect(
    "systems_say_data",
    "Every AI system names the data that it uses",
    ("A.4.3",),
    systems_covered,
    lambda rows: rows.filter(_says_data()),
    "Does not name its data",
    reads=(DataSet, Model, ModelUse, DataUse),
    **_SYSTEM | {"mend": "use_data"},
)
_expect(
    "systems_say_models",
    "Every AI system names the models that it uses",
    ("A.4.4",),
    systems_covered,
    lambda rows: rows.filter(_says_models()),
    "Does not name its models",
    reads=(Model, ModelUse),
    **_SYSTEM,
)
_expect(
    "systems_say_tools",
    "Every AI system that you build names the tools it is built with",
    ("A.4.4",),
    lambda: systems_covered().filter(kind=Kind.BUILT),
    lambda rows: rows.filter(_with(Resource, kind=ResourceKind.TOOL)),
    "Names no tool",
    mend="add_resource",
    absent="No system is said to be built by you. Say how you came by each; where you build none, say so in the Statement of Applicability.",
    reads=(Resource,),
)
_expect(
    "systems_say_computing",
    "Every AI system in use says what it runs on, and where",
    ("A.4.5",),
    lambda: systems_covered().filter(stage__in=_IN_USE),
    lambda rows: rows.filter(_with(Resource, kind=ResourceKind.COMPUTING)),
    "Does not say where it runs",
    mend="add_resource",
    absent="No AI system is said to be in use yet. Move each to its stage.",
    reads=(Resource,),
)
_expect(
    "systems_say_people",
    "Every AI system that touches people names the groups affected",
    ("A.5.4",),
    lambda: systems_covered().filter(~Q(affects__in=("", Affects.NOBODY)) | touches_rights_or_safety() | ~Q(people_affected="")),
    lambda rows: rows.filter(~Q(people_affected="") | _with(AffectedGroup)),
    "Does not name the people affected",
    mend="edit_system",
    absent="No system says that it touches people yet. Say so on each that does.",
    reads=(AffectedGroup,),
)
_expect(
    "owners_hold_roles",
    "Everybody who answers for an AI system holds a role",
    ("A.4.6",),
    lambda: Person.objects.current().filter(Exists(systems_covered().filter(owner=OuterRef("pk")))),
    lambda rows: rows.filter(pk__in=current_appointments().values("person")),
    "Answers for an AI system and holds no role",
    mend="",
    absent="No AI system has an owner yet. Name one on each.",
    reads=(System, Appointment),
    daily=True,
)
_expect(
    "deployed_systems_say_data",
    "Every system that you use and that touches rights or safety names the data it is run on",
    ("eu-ai-act:Art. 26",),
    lambda: _high(OrganisationRole.DEPLOYER),
    lambda rows: rows.filter(_says_data()),
    "Does not name the data it is run on",
    mend="use_data",
    absent="No system that touches rights or safety says that you are its deployer. Say what you are to each.",
    reads=(DataSet, Model, ModelUse, DataUse),
)
_expect(
    "provided_systems_can_be_registered",
    "Every system of yours that touches rights or safety has what registration asks for: purpose, description, stage, people affected",
    ("eu-ai-act:Art. 49",),
    lambda: _high(OrganisationRole.PROVIDER),
    lambda rows: _says("purpose", "description", "stage")(rows).filter(~Q(people_affected="") | _with(AffectedGroup)),
    "Lacks something that registration asks for",
    mend="edit_system",
    absent="No system that touches rights or safety says that you are its provider. Say what you are to each.",
    reads=(AffectedGroup,),
)

# -------------------------------------------------------------------------------------------------------------- models
_expect(
    "models_identified",
    "Every model in use says its version and who provides it",
    ("A.4.4",),
    models_covered,
    lambda rows: rows.exclude(release="").filter(~Q(provider="") | Q(supplier__retired__isnull=True, supplier__isnull=False)),
    "Does not say its version, or who provides it",
    mend="edit_model",
    absent=_NO_MODEL,
    reads=_USES,
)
_expect(
    "models_licensed",
    "Every model in use says how you came by it, and its licence",
    ("A.4.4", "A.10.3"),
    models_covered,
    lambda rows: rows.exclude(kind="").filter(~Q(licence="") | Q(kind="own")),
    "Does not say how you came by it, or its licence",
    mend="edit_model",
    absent=_NO_MODEL,
    reads=_USES,
)
_expect(
    "models_say_use",
    "Every model in use says what it is meant for and what it can't do",
    ("A.9.4",),
    models_covered,
    _says("intended_use", "limitations"),
    "Does not say what it is meant for, or what it can't do",
    mend="edit_model",
    absent=_NO_MODEL,
    reads=_USES,
)

# ---------------------------------------------------------------------------------------------------------------- data
_DATA: dict[str, Any] = {"mend": "edit_dataset", "absent": _NO_DATA, "reads": (*_USES, Model)}
_expect(
    "data_managed",
    "Every data set has an owner who is still here, and says whether it is about people",
    ("A.7.2", "A.4.3"),
    data_covered,
    lambda rows: rows.filter(owner__isnull=False, owner__retired__isnull=True).exclude(about_people=Personal.UNKNOWN),
    "Has no owner, or does not say whether it is about people",
    **_DATA | {"reads": (*_USES, Model, Person)},
)
_expect(
    "data_acquired",
    "Every data set says how you came by it, and by which right",
    ("A.7.3", "eu-ai-act:Art. 10"),
    data_covered,
    _says("origin", "licence"),
    "Does not say how you came by it, or by which right",
    **_DATA,
)
_expect(
    "data_quality_said",
    "Every data set that something learns from or is tested on says its quality and known bias",
    ("A.7.4", "eu-ai-act:Art. 10"),
    trained_on,
    _says("quality", "known_bias"),
    "Does not say its quality, or which bias is known",
    **_DATA | {"absent": "No data are recorded yet that a model or a system was trained or tested on. Say which."},
)
_expect(
    "data_provenance_said",
    "Every data set can be followed back to where it comes from",
    ("A.7.5",),
    data_covered,
    _says("provenance"),
    "Does not say where it comes from",
    **_DATA,
)
_expect(
    "data_prepared",
    "Every data set that something learns from says how it was prepared",
    ("A.7.6", "eu-ai-act:Art. 10"),
    trained_on,
    _says("preparation"),
    "Does not say how it was prepared",
    **_DATA | {"absent": "No data are recorded yet that a model or a system was trained or tested on. Say which."},
)
_expect(
    "data_reviewed",
    "Every data set was compared with its record in time",
    ("A.7.2",),
    data_covered,
    lambda rows: rows.filter(next_review__gte=clock.today()),
    "Was never reviewed, or the review is overdue",
    daily=True,
    **_DATA | {"mend": "review_data_set"},
)
_expect(
    "personal_data_described",
    "Every data set about people names the categories of data, and how long they are kept",
    ("A.7.2", "gdpr:Art. 30"),
    lambda: DataSet.objects.current().filter(about_people__in=(Personal.PERSONAL, Personal.SPECIAL)),
    lambda rows: rows.exclude(Q(categories="") | Q(retention="") | Q(about_people=Personal.SPECIAL, special_categories="")),
    "Does not name the categories, or how long they are kept",
    mend="edit_dataset",
    absent="No data set says that it is about people. Say of each whether it is.",
    reads=(),
)
