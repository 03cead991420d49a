"""Who acts: a person's account, the person at the command line, or the system itself. Every act and every look goes through an actor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self
from uuid import UUID

from ..permissions import table

if TYPE_CHECKING:
    from .models import Account


WITHOUT_ACCOUNT = {"local": "The person at the command line", "system": "Sightline"}
"""Keys of actors that have no account, and what people read."""

NAMED_ELSEWHERE: dict[str, Callable[[Sequence[str]], dict[str, str]]] = {}
"""For kinds of keys that a folder above brings, such as `invitation`: given keys, what people read."""


@dataclass(frozen=True)
class Actor:
    """An actor with its roles. `key` is what the ledger writes: stable, and no personal data, since headers can't be erased.

    Attributes:
        key: `account:UUID`, `local` (the person at the command line) or `system`.
        roles: rows of the permission table's header.
        account: the account, where there is one.
        only: permissions that a token narrows the actor to; None means no narrowing.
        about: for somebody without an account: record type and id of the one record that is theirs.
    """

    key: str
    roles: frozenset[str]
    account: Account | None = None
    only: frozenset[str] | None = field(default=None)
    about: tuple[str, UUID] | None = None

    @classmethod
    def of(cls, account: Account, only: frozenset[str] | None = None) -> Self:
        """The actor that an account is."""
        return cls(f"account:{account.pk}", frozenset(account.roles), account, only)

    @classmethod
    def local(cls) -> Self:
        """The person at the command line of the machine: an administrator, without a name."""
        return cls("local", frozenset({"administrator"}))

    @classmethod
    def system(cls) -> Self:
        """Sightline itself: migrations, schedules."""
        return cls("system", frozenset({"administrator"}))

    def cell(self, permission: str) -> str:
        """What the one table gives this actor: `all`, `own` or an empty text."""
        if self.only is not None and permission not in self.only:
            return ""
        return table().cell(permission, self.roles)

    def may(self, permission: str) -> bool:
        """Whether the table gives the actor this at all, for some record."""
        return bool(self.cell(permission))

    @property
    def name(self) -> str:
        """What people read."""
        if self.account is not None:
            return self.account.name or self.account.email
        return WITHOUT_ACCOUNT.get(self.key, self.key)
