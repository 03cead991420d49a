"""The one list of what must happen regularly. A job is a plain function that may run twice without harm."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from .. import clock
from ..rolls import Roll

Period = Literal["hour", "day"]
Function = TypeVar("Function", bound=Callable[[], Any])


@dataclass(frozen=True)
class Job:
    """A regular job.

    Attributes:
        name: the function's name.
        period: once an hour or once a day (UTC), and at each start.
        help: one line on what it does, from the docstring.
        run: does it.
        where: the file that defines it.
    """

    name: str
    period: Period
    help: str
    run: Callable[[], Any]
    where: str = field(default="", compare=False)

    def round(self) -> str:
        """The present round: the day or the hour."""
        return clock.now().strftime("%Y-%m-%d" if self.period == "day" else "%Y-%m-%dT%H")


_jobs: Roll[Job] = Roll("Job")


def every(period: Period) -> Callable[[Function], Function]:
    """Declares a function without arguments as a regular job.

    Args:
        period: `hour` or `day`.

    Raises:
        ValueError: the name is taken.
    """

    def declare(function: Function) -> Function:
        said = (inspect.getdoc(function) or "").partition("\n")[0]
        _jobs.enrol(Job(function.__name__, period, said, function, inspect.getsourcefile(function) or ""))
        return function

    return declare


def all_jobs() -> Iterator[Job]:
    """Every regular job, by name."""
    return _jobs.by_name()
