"""The contract of obligations: whatever must happen again, or by a date, with an owner. It makes tasks, and, once overdue, an exception."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet

from .rolls import Roll


@dataclass(frozen=True)
class Obligation:
    """Something that must happen by a date.

    Attributes:
        name: such as `review_systems`.
        sentence: what must happen, to the person: "Review the AI system".
        serves: requirements as `set:id`.
        due: the records that it concerns, given the last day to look at; each row has `due_on` (date) and `answerable_id` (account id or None).
        action: the action that fulfils it.
        ahead: days before the due date at which the task appears.
    """

    name: str
    sentence: str
    serves: tuple[str, ...]
    due: Callable[[date], QuerySet[Any]]
    action: str = ""
    ahead: int = 30
    where: str = field(default="", compare=False)


_obligations: Roll[Obligation] = Roll("Obligation")


def oblige(declared: Obligation) -> Obligation:
    """Puts an obligation on the list.

    Raises:
        ValueError: the name is taken.
    """
    return _obligations.enrol(replace(declared, where=sys._getframe(1).f_code.co_filename))


def all_obligations() -> Iterator[Obligation]:
    """Every obligation, by name."""
    return _obligations.by_name()
