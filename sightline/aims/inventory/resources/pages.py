"""What the derived pages can't show: all that an AI system rests on, in one list, and what its text fields name that is not recorded yet."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, F, QuerySet, Value

from sightline.aims.inventory.models import System
from sightline.aims.inventory.suppliers.models import Supplier
from sightline.kernel.actions.offering import offer_now
from sightline.kernel.imports.words import squeeze
from sightline.kernel.pages import Look, Shown, section

from .models import AffectedGroup, DataSet, DataUse, Model, ModelUse, Phase, Process, Resource
from .named import names_in

_GROUPS = (
    ("models", "Models", "use_model"),
    ("datasets", "Data", "use_data"),
    ("resources", "Tools and computing", ""),
    ("suppliers", "Suppliers", ""),
    ("processes", "Business processes", ""),
    ("groups", "People affected", ""),
)


def _rows(query: QuerySet[Any], what: str, at: str, name: str, release: str | None, more: Any, use: Any, through: Any) -> QuerySet[Any]:
    text = CharField()
    return query.order_by().values_list(
        Value(what, output_field=text),
        F(f"{at}reference"),
        F(f"{at}{name}"),
        F(f"{at}{release}") if release else Value("", output_field=text),
        more,
        use,
        through,
    )


def rests_on(system: System) -> list[tuple[str, ...]]:
    """Everything recorded that a system rests on or touches, in one query: (register, reference, name, version, more, use, by which model)."""
    none = Value("", output_field=CharField())
    own = DataUse.objects.current().filter(system=system, data_set__retired__isnull=True)
    theirs = DataUse.objects.current().filter(
        model__uses__system=system, model__uses__retired__isnull=True, model__retired__isnull=True, data_set__retired__isnull=True
    )
    models = ModelUse.objects.current().filter(system=system, model__retired__isnull=True)
    parts = [
        _rows(models, "models", "model__", "name", "release", F("how"), F("reference"), none),
        _rows(own, "datasets", "data_set__", "name", "release", F("phase"), F("reference"), none),
        _rows(theirs, "datasets", "data_set__", "name", "release", F("phase"), F("reference"), F("model__name")),
        _rows(Resource.objects.current().filter(systems=system), "resources", "", "name", None, F("place"), none, none),
        _rows(Supplier.objects.current().filter(systems=system), "suppliers", "", "name", None, F("country"), none, none),
        _rows(Process.objects.current().filter(systems=system), "processes", "", "name", None, none, none, none),
        _rows(AffectedGroup.objects.current().filter(systems=system), "groups", "", "name", None, F("how_many"), none, none),
    ]
    found: list[tuple[str, ...]] = sorted(parts[0].union(*parts[1:]), key=lambda row: (row[2].lower(), row[3], row[1]))
    return found


def _named(record: System, rows: list[tuple[str, ...]]) -> dict[str, list[str]]:
    """What the text fields name that no use is recorded of."""
    found = {}
    for register, attribute in (("models", "models"), ("datasets", "data_sets")):
        known = {squeeze(row[2]) for row in rows if row[0] == register} | {
            squeeze(f"{row[2]} {row[3]}") for row in rows if row[0] == register
        }
        found[register] = [name for name in names_in(getattr(record, attribute)) if squeeze(name) not in known]
    return found


@section("rests-on", title="What it rests on", model=System, permission="inventory.read", order=30)
def rests_on_section(look: Look, record: System) -> Shown:
    """Models, data, tools, suppliers, processes and people, each with its record; what is missing says so."""
    rows = rests_on(record)
    named = _named(record, rows)
    groups = [
        {
            "label": label,
            "address": f"/{register}/",
            "rows": [
                {
                    "name": f"{row[2]} {row[3]}".strip(),
                    "reference": row[1],
                    "address": f"/{register}/{row[1]}/",
                    "more": _more(register, row),
                    "use": _use_address(register, row[5]),
                }
                for row in rows
                if row[0] == register
            ],
            "named": named.get(register, []),
            "verb": offer_now(verb, look.actor, record) if verb and look.as_of is None else None,
        }
        for register, label, verb in _GROUPS
    ]
    shown = [group for group in groups if group["rows"] or group["named"] or group["verb"]]
    waiting = sum(len(names) for names in named.values())
    context = {
        "record": record,
        "groups": shown,
        "waiting": waiting,
        "maker": offer_now("record_named_resources", look.actor, record) if waiting and look.as_of is None else None,
        "count": len(rows),
    }
    return Shown("resources/rests_on.html", context)


def _more(register: str, row: tuple[str, ...]) -> str:
    said = f"for {Phase(row[4]).label.lower()}" if register == "datasets" else row[4]
    return f"{said}, by {row[6]}" if row[6] else said


def _use_address(register: str, reference: str) -> str:
    face = {"models": ModelUse.face_name, "datasets": DataUse.face_name}.get(register, "")
    return f"/{face}/{reference}/" if face and reference else ""


def _users(record: Model | DataSet) -> list[Any]:
    uses: QuerySet[Any] = record.uses.filter(retired__isnull=True)
    related = ("system", "model") if isinstance(record, DataSet) else ("system",)
    return list(uses.select_related(*related).order_by("reference")[:200])


@section("used-by", title="Used by", model=Model, permission="inventory.read", order=30)
def model_users_section(look: Look, record: Model) -> Shown:
    """The AI systems that run on a model, and the data that it was made with."""
    made_with = DataUse.objects.current().filter(model=record).select_related("data_set").order_by("phase", "data_set__name")
    rows = _users(record)
    return Shown("resources/model_uses.html", {"rows": rows, "data": list(made_with), "record": record, "count": len(rows)})


@section("data-used-by", title="Used by", model=DataSet, permission="inventory.read", order=30)
def data_users_section(look: Look, record: DataSet) -> Shown:
    """The AI systems and models that a data set went into."""
    rows = _users(record)
    return Shown("resources/data_uses.html", {"rows": rows, "count": len(rows)})


@section("card", title="Model card", model=Model, permission="inventory.read", order=60)
def card_section(look: Look, record: Model) -> Shown | None:
    """The card as its provider wrote it."""
    return Shown("resources/card.html", {"record": record}) if record.card else None
