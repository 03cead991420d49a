"""Which row is which record, so that a second import finds what the first one made; and which rows may mean one thing.

Rows of one file are never merged. A row is known by its source's id where that is unique in the file, and always by its name, unit and
purpose together with how many such rows came before it. Who imports looks for the id first, then for the key.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from .words import squeeze

KEY_FIELDS = ("name", "unit", "purpose")
ALIKE = 90  # of 100, rapidfuzz's WRatio: "Chat GPT Entreprise" is 92 from "ChatGPT Enterprise"
_BLOCK = 40  # a word that more names share tells nothing apart
_RARE_WORDS = 3
_NEIGHBOURS = 4
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class RowIdentity:
    """`source_id` as written, None where the file has none or has it twice; `key` a hash of name, unit and purpose with its occurrence."""

    source_id: str | None
    key: str
    repeated_id: str | None = None

    @property
    def best(self) -> str:
        """The identity to remember a row of one file by."""
        return f"id:{self.source_id}" if self.source_id is not None else f"key:{self.key}"


def identify(
    rows: Sequence[Mapping[str, Any]], *, id_field: str = "source_id", key_fields: Sequence[str] = KEY_FIELDS
) -> list[RowIdentity]:
    """The identity of each row, in order; no two are equal. Rows are values by field; case and punctuation do not count."""
    ids = [squeeze(str(row.get(id_field) or "")) for row in rows]
    occurrences_of_id = Counter(each for each in ids if each)
    before: Counter[str] = Counter()
    found: list[RowIdentity] = []
    for row, each in zip(rows, ids, strict=True):
        text = "\x1f".join(squeeze(str(row.get(name) or "")) for name in key_fields)
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        before[digest] += 1
        unique = occurrences_of_id[each] == 1
        found.append(RowIdentity(each if unique else None, f"{digest}#{before[digest]}", each if each and not unique else None))
    return found


@dataclass(frozen=True)
class Suspect:
    """Two positions that may be one thing, and how alike their names are (0 to 100). For a person to decide; nothing is dropped."""

    first: int
    second: int
    likeness: int


def suspected_duplicates(names: Sequence[str], units: Sequence[str] | None = None, *, limit: int = 1_000) -> list[Suspect]:
    """Pairs of names that are likely to mean one thing, most alike first, at most `limit`.

    Only names that share a rare word, or stand side by side when sorted, are compared: ten thousand take seconds, not hours. Equal names
    are each paired with the first of them; with `units`, equal names in different units are not suspected. Different numbers tell
    names apart ("Model 3" and "Model 4").
    """
    plain = [squeeze(name) for name in names]
    suspects: list[Suspect] = []
    first_of: dict[tuple[str, str], int] = {}
    distinct: dict[str, int] = {}
    for index, name in enumerate(plain):
        if not name:
            continue
        twin = first_of.setdefault((name, squeeze(units[index]) if units is not None else ""), index)
        if twin != index:
            suspects.append(Suspect(twin, index, 100))
        distinct.setdefault(name, index)
    digits = {name: sorted(_DIGITS.findall(name)) for name in distinct}
    compared: set[tuple[str, str]] = set()
    for one, other in _candidates(list(distinct)):
        pair = (one, other) if one < other else (other, one)
        if pair in compared or digits[one] != digits[other]:
            continue
        compared.add(pair)
        likeness = fuzz.WRatio(one, other, score_cutoff=ALIKE)
        # A name within a longer one scores high by itself ("Chatbot" in "Chatbot for grants"): the whole must be alike too.
        if likeness >= ALIKE and fuzz.ratio(one.replace(" ", ""), other.replace(" ", "")) >= 70:
            first, second = sorted((distinct[one], distinct[other]))
            suspects.append(Suspect(first, second, round(likeness)))
    return sorted(suspects, key=lambda each: (-each.likeness, each.first, each.second))[:limit]


def _candidates(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    words = {name: set(name.split()) for name in names}
    frequency = Counter(word for each in words.values() for word in each)
    blocks: defaultdict[str, list[str]] = defaultdict(list)
    for name, own in words.items():
        for word in sorted(own, key=lambda word: (frequency[word], word))[:_RARE_WORDS]:
            if frequency[word] <= _BLOCK:
                blocks[word].append(name)
    for block in blocks.values():
        yield from _pairs(block)
    together = sorted(names, key=lambda name: name.replace(" ", ""))
    for step in range(1, _NEIGHBOURS):
        yield from zip(together, together[step:], strict=False)


def _pairs(block: Iterable[str]) -> Iterator[tuple[str, str]]:
    members = list(block)
    for index, one in enumerate(members):
        for other in members[index + 1 :]:
            yield one, other
