"""The lists that folders fill at the start: actions, registers, expectations and the rest.

A name is declared in one file; a second one is an error of ours, told at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, TypeVar


class Declared(Protocol):
    """Something that a folder declares: its name, and the file that does so."""

    @property
    def name(self) -> str:
        """Unique in its roll."""

    @property
    def where(self) -> str:
        """The file that declares it."""


D = TypeVar("D", bound=Declared)


class Roll(dict[str, D]):
    """What is declared of one kind, by name. `kind` is how messages call it, such as "Action"."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def enrol(self, declared: D) -> D:
        """Puts it on the list. The same file may declare it again, since modules are imported anew in tests.

        Raises:
            ValueError: another file has declared this name.
        """
        known = self.get(declared.name)
        if known is not None and known.where != declared.where:
            raise ValueError(f"{self.kind} {declared.name} is declared in {known.where} and in {declared.where}.")
        self[declared.name] = declared
        return declared

    def by_name(self) -> Iterator[D]:
        """All of them, in the order of their names."""
        for name in sorted(self):
            yield self[name]
