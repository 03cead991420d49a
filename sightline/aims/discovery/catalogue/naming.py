"""Finds a known name in what other people's lists call it: applications with their versions and integrations, merchants among other words."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Generic, TypeVar

from .entries import Service
from .matching import is_version, name_key, words_of

T = TypeVar("T")


class Names:
    """Names of applications. A listed name is found if it is one of them, or begins with one and goes on only with versions and additions.

    `added` are the words that stores, installers and sign-in providers add to a name, lower case.
    """

    def __init__(self, pairs: Iterable[tuple[str, Service]], added: Collection[str]) -> None:
        self._added = added
        self._names = {name_key(name): service for name, service in pairs}

    def find(self, text: str) -> Service | None:
        """Return the service of the longest name that `text` begins with, if what follows says nothing else."""
        exact = self._names.get(name_key(text))
        if exact:
            return exact
        words = words_of(text)
        for end in range(len(words) - 1, 0, -1):
            if not (words[end] in self._added or is_version(words[end])):
                return None
            found = self._names.get(" ".join(words[:end]))
            if found:
                return found
        return None


class Texts(Generic[T]):
    """Names among other words, such as merchants on a statement. Words are compared whole; the longest run of words wins, then the first."""

    def __init__(self, pairs: Iterable[tuple[str, T]]) -> None:
        self._starts: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        for text, value in pairs:
            words = words_of(text)
            if words:
                self._starts.setdefault(words[0], []).append((words, value))

    def find(self, text: str) -> T | None:
        """Return what belongs to the longest run of words in `text` that is known."""
        words = words_of(text)
        best: T | None = None
        longest = 0
        for position, word in enumerate(words):
            for known, value in self._starts.get(word, ()):
                if len(known) > longest and words[position : position + len(known)] == known:
                    best, longest = value, len(known)
        return best
