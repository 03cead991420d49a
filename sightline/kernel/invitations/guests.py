"""Guests: the actor that an invitation makes of whoever holds its link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from ..actions import find_action
from ..identity.actors import Actor
from ..permissions import table
from ..records import model_of
from .models import Invitation

KIND = "invitation"


@dataclass(frozen=True)
class Guest(Actor):
    """Somebody without an account, by link. What the table leaves to guests, narrowed to the invitation's actions, on its one record.

    Attributes:
        called: who was invited, as people read it.
    """

    called: str = ""

    @classmethod
    def by(cls, invitation: Invitation) -> Guest:
        """The guest that an invitation lets in."""
        model = model_of(invitation.about_type)
        asked = {found.permission for found in map(find_action, invitation.may) if found is not None}
        allowed = frozenset(asked | ({model.read_permission} if model is not None else set()))
        about = (invitation.about_type, invitation.about_id)
        return cls(f"{KIND}:{invitation.pk}", frozenset(), None, allowed, about, called_of(invitation.name, invitation.email))

    def cell(self, permission: str) -> str:
        """Never more than `own`, and only what both the table and the invitation give."""
        return "own" if self.only is not None and permission in self.only and permission in table().guests else ""

    @property
    def name(self) -> str:
        """What people read."""
        return self.called


def called_of(name: str, email: str) -> str:
    """How a guest is called: name, address, and that it was by a link that whoever has it can use."""
    return f"{name} ({email}), by link" if email else f"{name}, by link"


def guest_names(keys: Sequence[str]) -> dict[str, str]:
    """Names for the keys of guests, in one query."""
    ids = {UUID(key.removeprefix(f"{KIND}:")): key for key in keys}
    rows = Invitation.objects.filter(pk__in=ids).values_list("pk", "name", "email")
    return {ids[pk]: called_of(name, email) for pk, name, email in rows}
