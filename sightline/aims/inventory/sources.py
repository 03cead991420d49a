"""Lists of AI systems that can be imported: how their columns become systems, with units and owners made on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from sightline.aims.organisation.models import Boundary, Person, Unit
from sightline.kernel import clock
from sightline.kernel.identity.models import Account
from sightline.kernel.imports import FieldSet, load_fields, suspected_duplicates
from sightline.kernel.imports.planning import CREATED, Draft, Plan
from sightline.kernel.imports.registry import ImportKind, importable
from sightline.kernel.imports.values import person_in
from sightline.kernel.imports.words import squeeze
from sightline.kernel.records import Record

from .models import Absence, SuspectedDuplicate, System

_PLAIN = (
    "name",
    "purpose",
    "description",
    "kind",
    "vendor",
    "stage",
    "people_affected",
    "autonomy",
    "organisation_role",
    "impact",
    "source_id",
    "started",
    "next_review",
)
_LISTS = ("models", "data_sets")
_NO_REASON = "The imported list leaves it out and gives no reason."
_MOST_SUSPECTS = 1_000


@cache
def system_fields() -> FieldSet:
    """What a column of a list of AI systems can be read into."""
    return load_fields(Path(__file__).parent / "data" / "import_fields.yaml")


def told(system: System) -> Mapping[str, str]:
    """What a row of a list would say of a system, as far as it tells systems apart."""
    return {"name": system.name, "purpose": system.purpose, "unit": system.unit.name if system.unit else "", "source_id": system.source_id}


class _Units:
    """Units by name: top ones, and parts by the unit that they belong to. Made where there is none."""

    def __init__(self) -> None:
        rows = list(Unit.objects.current().order_by("reference"))
        self.made: list[list[Record]] = [[], []]
        self._parts = {(row.parent_id, squeeze(row.name)): row for row in reversed(rows)}
        self._named = {squeeze(row.name): row for row in reversed(rows)}
        self._named.update({squeeze(row.name): row for row in reversed(rows) if row.parent_id is None})

    def unit(self, name: str) -> Unit:
        """The unit of this name; of several, the topmost."""
        found = self._named.get(squeeze(name))
        if found is None:
            found = self._named[squeeze(name)] = Unit(name=name)
            self.made[0].append(found)
        return found

    def part(self, unit: Unit, name: str) -> Unit:
        """The part of a unit of this name."""
        found = self._parts.get((unit.pk, squeeze(name)))
        if found is None:
            found = self._parts[unit.pk, squeeze(name)] = Unit(name=name, parent=unit, kind=Unit.Kind.TEAM)
            self.made[1].append(found)
        return found


class _People:
    """People by mail address and by name. Made where there is none; one who has an account is tied to it."""

    def __init__(self) -> None:
        self.made: list[Record] = []
        self._by_mail: dict[str, Person] = {}
        self._by_name: dict[str, list[Person]] = {}
        rows = list(Person.objects.current().order_by("reference"))
        for row in rows:
            self._know(row)
        tied = {row.account_id for row in rows}
        self._accounts = {row.email.lower(): row for row in Account.objects.current() if row.pk not in tied}

    def _know(self, row: Person) -> None:
        if row.email:
            self._by_mail.setdefault(row.email.lower(), row)
        self._by_name.setdefault(squeeze(row.name), []).append(row)

    def person(self, text: str) -> Person | str:
        """The person that a cell names, or what is wrong, in words."""
        name, mail = person_in(text.split(";")[0].split("\n")[0])
        mail = mail if _is_mail(mail) else ""
        name = name or mail.partition("@")[0].replace(".", " ").title()
        if mail and mail in self._by_mail:
            return self._by_mail[mail]
        if len(name) > 200:
            return "This is too long for a name, so the owner is left as it is."
        same = self._by_name.get(squeeze(name), [])
        if len(same) > 1 and not mail:
            return f"{len(same)} people are called “{name}”. Give the mail address; the owner is left as it is."
        if same and (not mail or not same[0].email):
            return same[0]
        made = Person(name=name, email=mail, account=self._accounts.pop(mail, None))
        self._know(made)
        self.made.append(made)
        return made


def _is_mail(mail: str) -> bool:
    try:
        validate_email(mail)
    except ValidationError:
        return False
    return True


def settle(drafts: Sequence[Draft]) -> list[list[Record]]:
    """Turns what rows say into values of systems. Gives the units, their parts and the people that have to be made first."""
    units, people = _Units(), _People()
    for draft in drafts:
        if draft.record is not None and draft.record.retired is not None:
            continue
        said, values = draft.said, draft.values
        values.update({name: said[name] for name in _PLAIN if name in said})
        values.update({name: "\n".join(said[name]) for name in _LISTS if name in said})
        _place(draft, units)
        if "owner" in said:
            owner = people.person(said["owner"])
            if isinstance(owner, str):
                draft.tell("owner", "owner", owner)
            else:
                values["owner_id"] = owner.pk
        _scope(draft)
    return [*units.made, people.made]


def _place(draft: Draft, units: _Units) -> None:
    said = draft.said
    if "unit" in said:
        unit = units.unit(said["unit"])
        draft.values["unit_id"] = unit.pk
        if "team" in said and squeeze(said["team"]) != squeeze(said["unit"]):
            draft.values["team_id"] = units.part(unit, said["team"]).pk
    elif "team" in said:
        draft.values["unit_id"] = units.unit(said["team"]).pk


def _scope(draft: Draft) -> None:
    """A boundary needs its reason; a list that gives none says so, instead of the row being refused for it."""
    said = draft.said
    if "in_scope" in said:
        draft.values["in_scope"] = Boundary.IN.value if said["in_scope"] else Boundary.OUT.value
    if "scope_reason" in said:
        draft.values["scope_reason"] = said["scope_reason"]
    elif draft.values.get("in_scope") == Boundary.OUT:
        known = draft.record.scope_reason if isinstance(draft.record, System) else ""
        draft.values["scope_reason"] = known or _NO_REASON


def after_import(plan: Plan) -> list[Record]:
    """What a person decides on later: pairs that may be one, and what a complete list no longer has."""
    return [*suspects(plan), *absences(plan)]


def suspects(plan: Plan) -> list[Record]:
    """Pairs of systems that may be one, at least one of them new. A person decides; nothing is dropped."""
    fresh = [draft.record for draft in plan.of(CREATED) if isinstance(draft.record, System)]
    if not fresh:
        return []
    rows = [row for row in plan.existing if isinstance(row, System) and row.retired is None]
    before = len(rows)
    unit_names = dict(Unit.objects.values_list("pk", "name")) | {
        row.pk: row.name for group in plan.related for row in group if isinstance(row, Unit)
    }
    rows += fresh
    found = suspected_duplicates(
        [row.name for row in rows],
        [unit_names.get(row.unit_id, "") if row.unit_id else "" for row in rows],
        vendors=[row.vendor for row in rows],
        purposes=[row.purpose for row in rows],
        limit=_MOST_SUSPECTS,
    )
    return [
        SuspectedDuplicate(first=rows[one.first], second=rows[one.second], likeness=one.likeness) for one in found if one.second >= before
    ]


def absences(plan: Plan) -> list[Record]:
    """Systems that a list which is complete doesn't have, once each; those that came back are told so on the spot."""
    absent = {row.pk for row in plan.absent}
    waiting = list(Absence.objects.current().filter(state=Absence.State.OPEN))
    for one in waiting:
        if one.system_id not in absent:
            one.state, one.reason = Absence.State.BACK, f"It is in {plan.name}." if plan.name else ""
    Absence.objects.bulk_update([one for one in waiting if one.state == Absence.State.BACK], ["state", "reason"])
    if not plan.complete:
        return []
    known = {one.system_id for one in waiting}
    today = clock.today()
    return [Absence(system_id=row.pk, source=plan.name[:200] or "the list", noticed=today) for row in plan.absent if row.pk not in known]


_LABELS: dict[str, Any] = {"unit_id": "Unit", "team_id": "Part of the unit", "owner_id": "Owner"}

importable(
    ImportKind(
        name="systems",
        label="AI systems",
        noun="AI system",
        permission="inventory.import",
        model=System,
        fields=system_fields,
        told=told,
        settle=settle,
        after=after_import,
        likely=("name", "unit"),
        whole=True,
        order=1,
        labels=_LABELS,
        related=("unit",),
    )
)
