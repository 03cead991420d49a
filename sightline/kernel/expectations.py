"""The contract of expectations: conformity is computed, then judged.

An expectation names the requirements it serves, states itself in one sentence, and returns two querysets. The engine above counts them in SQL.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from .records import Record
from .rolls import Roll


@dataclass(frozen=True)
class Expectation:
    """What the records should show.

    Attributes:
        name: a question's name, such as `systems_have_owner`.
        sentence: what we expect, in our own words: "Every AI system in scope has an owner".
        serves: requirements as `set:id`, such as `iso42001:A.3.2`.
        population: the records that it speaks of.
        conforming: the part of the population that is as expected (a narrowing of it).
        reads: further models that it reads besides the population's: it is counted again when one of them changes.
        why: what is wrong with one that does not conform, as its row says it: "Has no owner".
        mend: the action that mends an exception, done on the record, or a creating action.
        least: how many must be there at the least; with 1, an empty population is itself not in line, and `absent` says what is missing.
        absent: what to do first when nothing is there: "No scope statement yet. Write one."
        daily: the answer also changes with the day (due dates), so it is counted again each day.
    """

    name: str
    sentence: str
    serves: tuple[str, ...]
    population: Callable[[], QuerySet[Any]]
    conforming: Callable[[QuerySet[Any]], QuerySet[Any]]
    why: str
    reads: tuple[type[Record], ...] = ()
    mend: str = ""
    least: int = 0
    absent: str = ""
    daily: bool = False
    where: str = field(default="", compare=False)

    @cached_property
    def model(self) -> type[Record]:
        """The population's model."""
        return self.population().model

    @cached_property
    def record_types(self) -> tuple[str, ...]:
        """The types whose change makes it stale."""
        return tuple(sorted({model.record_type for model in (self.model, *self.reads)}))


_expectations: Roll[Expectation] = Roll("Expectation")


def expect(declared: Expectation) -> Expectation:
    """Puts an expectation on the list.

    Raises:
        ValueError: the name is taken.
    """
    return _expectations.enrol(replace(declared, where=sys._getframe(1).f_code.co_filename))


def all_expectations() -> Iterator[Expectation]:
    """Every expectation, by name."""
    return _expectations.by_name()


def find_expectation(name: str) -> Expectation | None:
    """The expectation of this name."""
    return _expectations.get(name)
