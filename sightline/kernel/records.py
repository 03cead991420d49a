"""Records: what the ledger keeps images of. Every model of the project is a `Record` or says that it is `Operational`; `checks.py` holds that.

A record can only be written inside `change(...)`. Its versions count the changes that touched it; records are retired, never deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from uuid_utils.compat import uuid7

from . import clock
from .errors import OutsideChange
from .operational import Operational as Operational  # a model is a record, or says that it is none
from .references import claim_references

if TYPE_CHECKING:
    from .changes import Change
    from .identity.actors import Actor


def _change() -> Change:
    from .changes import current_change  # changes reads images of records, so it stands above this module

    found = current_change()
    if found is None:
        raise OutsideChange("A record can only be written inside change(...). Perform an action, or open a change.")
    return found


R = TypeVar("R", bound="Record")


class RecordQuerySet(models.QuerySet[R]):
    """Queries over records. Writing ones need a change, and tell it what they touch."""

    def update(self, **values: Any) -> int:
        """Updates the rows and notes each of them; `version` goes up by one."""
        change = _change()
        if change.noted:
            return super().update(**values)
        ids = list(self.values_list("pk", flat=True))
        change.touch(self.model, ids)
        values.setdefault("version", F("version") + 1)
        with change.already_noted():
            return self.model._base_manager.using(self.db).filter(pk__in=ids).update(**values) if ids else 0

    def delete(self) -> tuple[int, dict[str, int]]:
        """Never: records are retired."""
        raise OutsideChange("Records are retired, never deleted.")

    def bulk_create(self, objs: Iterable[R], *args: Any, **kwargs: Any) -> list[R]:
        """Creates many rows in few statements, with their references."""
        change = _change()
        rows = list(objs)
        nameless = [row for row in rows if not row.reference]
        for row, reference in zip(nameless, claim_references(self.model.reference_prefix, len(nameless), self.db), strict=True):
            row.reference = reference
        for row in rows:
            row.version = 1
        change.touch(self.model, [row.pk for row in rows])
        return super().bulk_create(rows, *args, **kwargs)

    def bulk_update(self, objs: Iterable[R], fields: Iterable[str], batch_size: int | None = None) -> int:
        """Updates many rows in few statements; each row's version goes up by one."""
        change = _change()
        rows = list(objs)
        change.touch(self.model, [row.pk for row in rows])
        for row in rows:
            row.version += 1
        with change.already_noted():
            return super().bulk_update(rows, [*fields, "version"], batch_size or 200)

    def current(self) -> Self:
        """Those that are not retired."""
        return self.filter(retired__isnull=True)

    def visible_to(self, actor: Actor) -> Self:
        """Those that the actor may read, by the one permission table."""
        cell = actor.cell(self.model.read_permission)
        if cell == "all":
            return self
        if cell == "own":
            return self.filter(self.model.own_to(actor)).distinct()
        return self.none()


class Record(models.Model):
    """A thing that the management system keeps: it has an owner's view of its past, proofs, and a reference that people see.

    Class attributes of each record: `record_type` (stable for ever, never the model's label), `reference_prefix` (`SYS`), `read_permission`
    (a row of the permission table), `schema` (goes up when the meaning of the image changes), `image_exclude` (operational columns, such as a password's hash).
    """

    record_type: ClassVar[str] = ""
    reference_prefix: ClassVar[str] = ""
    read_permission: ClassVar[str] = ""
    schema: ClassVar[int] = 1
    image_exclude: ClassVar[frozenset[str]] = frozenset()
    personal: ClassVar[dict[str, Any]] = {}  # columns that say who somebody is, and what stands there after erasure
    outlives_erasure: ClassVar[bool] = False  # it only names somebody, so it stays in use when that person is erased
    face_name: ClassVar[str] = ""  # the register it is listed in: /systems/SYS-0042/

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reference = models.CharField("reference", max_length=24, unique=True, editable=False)
    version = models.PositiveIntegerField("version", default=0, editable=False)
    retired = models.DateField("retired", null=True, blank=True, editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"

    def __str__(self) -> str:
        return str(getattr(self, "name", "") or getattr(self, "title", "") or self.reference)

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """Which records are an account's own, for cells of the permission table that say `own`. None, unless a model says so."""
        return Q(pk__in=[])

    @classmethod
    def own_to(cls, actor: Actor) -> Q:
        """Which records are an actor's own: by the account, or the one that a guest was invited to."""
        if actor.account is not None:
            return cls.owned_by(actor.account.pk)
        invited = actor.about is not None and actor.about[0] == cls.record_type
        return Q(pk=actor.about[1]) if invited and actor.about is not None else Q(pk__in=[])

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:  # noqa: DJ012
        """Writes the row inside a change. Only operational columns may be written outside of one, by name."""
        named = None if update_fields is None else set(update_fields)
        if named is not None and named <= self.image_exclude:
            super().save(*args, update_fields=named, **kwargs)
            return
        change = _change()
        self.version = change.version_for(self)
        if not self.reference:
            self.reference = next(iter(claim_references(self.reference_prefix, 1, kwargs.get("using") or "default")))
        if named is not None:
            named |= {"version", "reference"}
        super().save(*args, update_fields=named, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Never: records are retired."""
        raise OutsideChange("Records are retired, never deleted.")

    def retire(self) -> None:
        """Takes the record out of use from today; its history and proofs stay."""
        self.retired = clock.today()
        self.save()

    @property
    def address(self) -> str:
        """Where people find it."""
        return f"/{self.face_name}/{self.reference}/"


def record_models() -> Iterator[type[Record]]:
    """Every record model of the project, in the order of their types."""
    from django.apps import apps

    found = [model for model in apps.get_models() if issubclass(model, Record)]
    yield from sorted(found, key=lambda model: model.record_type)


_by_type: dict[str, type[Record]] = {}
_by_prefix: dict[str, type[Record]] = {}


def model_of(record_type: str) -> type[Record] | None:
    """The model that keeps records of a type, or None where the type is of another release."""
    if not _by_type:
        _by_type.update({model.record_type: model for model in record_models()})
    return _by_type.get(record_type)


def model_by_prefix(reference: str) -> type[Record] | None:
    """The model whose references look like this one, such as `SYS-0042`."""
    if not _by_prefix:
        _by_prefix.update({model.reference_prefix: model for model in record_models()})
    return _by_prefix.get(reference.rpartition("-")[0].upper())


def records_at(pairs: Iterable[tuple[str, UUID]], actor: Actor) -> dict[UUID, Record]:
    """The records of several types that the actor may see, by id: one query a type.

    Args:
        pairs: record type and id; what is of another release is left out.
        actor: who looks.
    """
    wanted: dict[str, set[UUID]] = {}
    for record_type, record_id in pairs:
        wanted.setdefault(record_type, set()).add(record_id)
    found: dict[UUID, Record] = {}
    for record_type, ids in wanted.items():
        model = model_of(record_type)
        if model is not None:
            found.update({row.pk: row for row in model._default_manager.filter(pk__in=ids).visible_to(actor)})
    return found


def find_record(reference: str) -> Record | None:
    """The record with this reference, or None."""
    model = model_by_prefix(reference)
    return model._default_manager.filter(reference=reference.upper()).first() if model else None


def find_visible(reference: str, actor: Actor) -> Record | None:
    """The record with this reference, or None where there is none that the actor may know of."""
    model = model_by_prefix(reference)
    return model._default_manager.filter(reference=reference.upper()).visible_to(actor).first() if model else None
