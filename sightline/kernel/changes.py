"""`with change(actor, action, face, reason):` is the only way to write a record. One change, one transaction, one entry of the ledger.

The change notes which rows were touched, reads their images back at its end and appends the entry, all in the caller's transaction.
Changes don't nest: shared steps are plain functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from . import clock
from .errors import ChangedMeanwhile, OutsideChange
from .identity.actors import Actor
from .images import reader_of
from .journal.appending import Written, append_entry, last_statements
from .records import Record
from .trips import in_one_trip

_current: ContextVar[Change | None] = ContextVar("current_change", default=None)


def current_change() -> Change | None:
    """The change that is open here, or None."""
    return _current.get()


@dataclass
class Change:
    """What one change has touched so far, and, once it is done, where it stands in the ledger. Steps in `at_end` still belong to its transaction."""

    actor: Actor
    action: str
    face: str
    reason: str
    using: str = "default"
    entry: int | None = None
    written: list[Written] = field(default_factory=list)
    noted: bool = False
    at_end: list[Callable[[], None]] = field(default_factory=list)
    _touched: dict[type[Record], dict[UUID, int]] = field(default_factory=dict)
    _links: dict[type[Record], set[UUID]] = field(default_factory=dict)

    def version_for(self, row: Record) -> int:
        """The version that a row gets by being saved in this change: one more than its instance saw, once."""
        touched = self._touched.setdefault(type(row), {})
        if row.pk not in touched or touched[row.pk] == 0:
            touched[row.pk] = row.version + 1
        return touched[row.pk]

    def touch(self, model: type[Record], ids: Iterable[UUID]) -> None:
        """Notes rows whose version the database itself raises."""
        touched = self._touched.setdefault(model, {})
        for pk in ids:
            touched.setdefault(pk, 0)

    def touch_links(self, row: Record) -> None:
        """Notes a record whose plain set of links changed: the links stand in its image."""
        if row.pk not in self._touched.get(type(row), {}):
            self._links.setdefault(type(row), set()).add(row.pk)

    @contextmanager
    def already_noted(self) -> Iterator[None]:
        """For writes whose rows were noted just before."""
        self.noted, before = True, self.noted
        try:
            yield
        finally:
            self.noted = before

    def _raise_linked(self) -> None:
        for model, ids in self._links.items():
            fresh = ids - self._touched.get(model, {}).keys()
            self.touch(model, fresh)
            with self.already_noted():
                model._base_manager.using(self.using).filter(pk__in=fresh).update(version=F("version") + 1)

    def close(self) -> None:
        """Reads the images of what was touched and appends the entry."""
        self._raise_linked()
        last = self._read_images()
        if self.written:
            self.entry = append_entry(
                self.written,
                actor=self.actor.key,
                action=self.action,
                face=self.face,
                reason=self.reason,
                time=clock.now(),
                using=self.using,
                last=last,
            )
        for step in self.at_end:
            step()

    def _read_images(self) -> Sequence[tuple[Any, ...]] | None:
        """Fills `written`; where one record was touched, which is the most, its row and the last entry of the log come in one trip."""
        if len(self._touched) == 1:
            ((model, ids),) = self._touched.items()
            reader = reader_of(model)
            if len(ids) == 1 and not reader.links:
                rows, *_, last = in_one_trip([reader.statement(next(iter(ids)), self.using), *last_statements(self.using)], self.using)
                self._write(model, reader.told(rows, self.using))
                return last
        for model in sorted(self._touched, key=lambda model: model.record_type):
            self._write(model, reader_of(model).read(sorted(self._touched[model]), self.using))
        return None

    def _write(self, model: type[Record], images: Iterable[tuple[UUID, int, str]]) -> None:
        self.written += [Written(model.record_type, model.schema, pk, version, data) for pk, version, data in images]


@contextmanager
def change(actor: Actor, action: str, face: str, reason: str = "", *, using: str = "default", keep: bool = True) -> Iterator[Change]:
    """Opens a change; everything inside happens, or nothing.

    Args:
        actor: who.
        action: the named action, such as `appoint_holder`.
        face: through which face: web, api, cli, mcp or system.
        reason: why, in the actor's words.
        using: the database's alias.
        keep: False for a dry run: everything is done, told, and rolled back.

    Raises:
        OutsideChange: a change is open here already.
        Conflict: a row was changed by somebody else since its instance was read.
    """
    if _current.get() is not None:
        raise OutsideChange("Changes don't nest: make the shared step a plain function.")
    opened = Change(actor=actor, action=action, face=face, reason=reason, using=using)
    with transaction.atomic(using=using):
        token = _current.set(opened)
        try:
            yield opened
            opened.close()
        except IntegrityError as error:
            if "record_id" in str(error) and "version" in str(error):
                raise ChangedMeanwhile("Somebody else changed this in the meantime. Look at both versions and try again.") from error
            raise
        finally:
            _current.reset(token)
        if not keep:
            transaction.set_rollback(True, using=using)
