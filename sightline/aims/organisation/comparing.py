"""Two versions of the scope statement, word by word, and what was taken in or left out between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from diff_match_patch import diff_match_patch

from .composing import Composition, moved_since
from .models import ScopeStatement

_FIRST, _LAST = 0xE000, 0xF8FF
"""One private character stands for one word while texts are compared; there are 6,400 of them."""
_KINDS = {-1: "gone", 0: "same", 1: "new"}


@dataclass(frozen=True)
class Piece:
    """Words that stand in both versions (same), only in the older (gone), or only in the newer (new)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Passage:
    """A part of the statement in both versions, as pieces of one text."""

    title: str
    pieces: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        """Whether a word differs."""
        return any(one.kind != "same" for one in self.pieces)

    @property
    def older(self) -> list[Piece]:
        """The older text, with what went."""
        return [one for one in self.pieces if one.kind != "new"]

    @property
    def newer(self) -> list[Piece]:
        """The newer text, with what came."""
        return [one for one in self.pieces if one.kind != "gone"]


@dataclass(frozen=True)
class Exclusion:
    """Something that was left out, is not any more, or for another reason: `kind` is new, gone or changed."""

    kind: str
    what: str
    reference: str
    before: str
    after: str


@dataclass(frozen=True)
class Comparison:
    """What differs between two versions."""

    older: ScopeStatement
    newer: ScopeStatement
    passages: tuple[Passage, ...]
    exclusions: tuple[Exclusion, ...]
    moved: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What differs, in a sentence."""
        words = [one.title.lower() for one in self.passages if one.changed]
        parts = [f"the words of the {' and the '.join(words)}"] if words else []
        if self.exclusions:
            parts.append(f"{len(self.exclusions)} of what is left out")
        return f"What differs: {', and '.join(parts)}." if parts else "They say the same."


def compare(older: ScopeStatement, newer: ScopeStatement, now: Composition) -> Comparison:
    """Compares two versions.

    Args:
        older, newer: the versions.
        now: what the records say today, for the names of what a statement was composed from.
    """
    passages = tuple(
        Passage(title, tuple(words_between(getattr(older, name), getattr(newer, name))))
        for name, title in (("title", "Title"), ("statement", "Statement"), ("boundary", "Boundary"))
        if getattr(older, name) or getattr(newer, name)
    )
    then = Composition(newer.statement, newer.boundary, [], [], newer.basis, now.labels)
    return Comparison(older, newer, passages, tuple(_exclusions(older, newer)), tuple(moved_since(older, then)))


def _exclusions(older: ScopeStatement, newer: ScopeStatement) -> Iterator[Exclusion]:
    def by_key(scope: ScopeStatement) -> dict[str, dict[str, Any]]:
        return {row["reference"] or row["what"]: row for row in scope.left_out()}

    before, after = by_key(older), by_key(newer)
    for key in dict.fromkeys([*after, *before]):
        one, other = before.get(key), after.get(key)
        if one is None and other is not None:
            yield Exclusion("new", other["what"], other["reference"], "", other["reason"])
        elif other is None and one is not None:
            yield Exclusion("gone", one["what"], one["reference"], one["reason"], "")
        elif one is not None and other is not None and one["reason"] != other["reason"]:
            yield Exclusion("changed", other["what"], other["reference"], one["reason"], other["reason"])


def words_between(old: str, new: str) -> list[Piece]:
    """Two texts as one list of pieces, whole words only. Texts of more than 6,400 different words come as two whole pieces."""
    codes: dict[str, str] = {}
    coded = []
    for text in (old, new):
        words = re.findall(r"\s+|\w+|[^\w\s]", text)
        for word in words:
            codes.setdefault(word, chr(_FIRST + len(codes)))
        coded.append(words)
    if len(codes) > _LAST - _FIRST + 1:
        return [Piece("gone", old), Piece("new", new)]
    engine = diff_match_patch()
    engine.Diff_Timeout = 0.5
    found = engine.diff_main(*("".join(codes[word] for word in words) for words in coded), False)
    engine.diff_cleanupSemantic(found)
    back = {code: word for word, code in codes.items()}
    return [Piece(_KINDS[kind], "".join(back[letter] for letter in letters)) for kind, letters in found]
