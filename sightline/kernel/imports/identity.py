"""Which row is which record, so that a second import finds what the first one made; and which rows may mean one thing.

Rows of one file are never merged. A row is known by its source's id where that is unique in the file, and always by its name, unit and
purpose together with how many such rows came before it. Who imports looks for the id first, then for the key.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, combinations
from typing import Any

from rapidfuzz import fuzz

from .words import squeeze

KEY_FIELDS = ("name", "unit", "purpose")
ALIKE = 90  # of 100, rapidfuzz's WRatio: "Chat GPT Entreprise" is 92 from "ChatGPT Enterprise"
_BLOCK = 40  # a word that more names share tells nothing apart
_RARE_WORDS = 3
_NEIGHBOURS = 4
_WHOLE = 70
_LOOSE = (72, 78)  # how alike names must be where the purpose, or the vendor, is the same
_SAME_PURPOSE = 92
_SAME_VENDOR = 85
_SAME_UNIT = 85
_SMALL_WORDS = frozenset({"of", "the", "and", "for", "u", "s", "us", "united", "states", "de", "der", "die", "und", "du", "la"})
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


@dataclass(frozen=True)
class Likeness:
    """What is compared of two things, folded and without punctuation: name, unit, vendor, purpose. Each but the name may be empty."""

    name: str
    unit: str = ""
    vendor: str = ""
    purpose: str = ""

    @classmethod
    def of(cls, name: str, unit: str = "", vendor: str = "", purpose: str = "") -> "Likeness":
        """From texts as they are written."""
        return cls(squeeze(name), squeeze(unit), squeeze(vendor), squeeze(purpose))

    def without(self, vendor: str) -> str:
        """The name without its vendor's name, and without this one: "Microsoft Copilot" of Microsoft is "copilot"."""
        said = {*self.vendor.split(), *vendor.split()}
        return " ".join(word for word in self.name.split() if word not in said)

    @cached_property
    def bare(self) -> str:
        """The name without its own vendor's name."""
        return self.without("")

    @cached_property
    def digits(self) -> list[str]:
        """The numbers in the name: "Model 3" is not "Model 4"."""
        return sorted(_DIGITS.findall(self.name))

    def to(self, other: "Likeness") -> int:
        """How likely both are one thing, of 100; 0 where nobody should be asked."""
        if not self.name or not other.name or self.digits != other.digits:
            return 0
        vendors = [vendor.replace(" ", "") for vendor in (self.vendor, other.vendor)]
        apart = bool(all(vendors) and fuzz.partial_ratio(*vendors) < _SAME_VENDOR)
        if self.name == other.name:
            return 100 if self.unit == other.unit else round(_units_alike(self.unit, other.unit))
        if apart:
            return 0
        if any(vendors) and self.without(other.vendor) == other.without(self.vendor) != "":
            return 95
        return self._nearly(other)

    def _nearly(self, other: "Likeness") -> int:
        told = min(
            _LOOSE[0]
            if self.purpose and fuzz.token_set_ratio(self.purpose, other.purpose) >= _SAME_PURPOSE and len(self.purpose) > 30
            else 101,
            _LOOSE[1] if self.vendor and self.vendor == other.vendor else 101,
            ALIKE,
        )
        likeness = fuzz.WRatio(self.name, other.name, score_cutoff=told)
        # A name within a longer one scores high by itself ("Chatbot" in "Chatbot for grants"): the whole must be alike too.
        whole = fuzz.ratio(self.name.replace(" ", ""), other.name.replace(" ", "")) if likeness >= told else 0
        return round(likeness) if whole >= _WHOLE else 0


def _units_alike(one: str, other: str) -> float:
    """100 for the same unit, less for one that is written otherwise ("Department of Interior"), 0 for another."""
    if not one or not other:
        return 0
    words = [" ".join(word for word in unit.split() if word not in _SMALL_WORDS) for unit in (one, other)]
    found = fuzz.ratio(*words)
    return found if found >= _SAME_UNIT else 0


def suspected_duplicates(
    names: Sequence[str],
    units: Sequence[str] | None = None,
    *,
    vendors: Sequence[str] | None = None,
    purposes: Sequence[str] | None = None,
    limit: int = 1_000,
) -> list[Suspect]:
    """Pairs that are likely to mean one thing, most alike first, at most `limit`.

    Only names that share a rare word, stand side by side when sorted, or are the same without their vendor, and things of the same purpose
    are compared: ten thousand take seconds, not hours. Equal names are each paired with the first of them; with `units`, equal names in
    different units are not suspected unless the units are written alike. Different numbers tell names apart ("Model 3" and "Model 4").
    """
    empty = [""] * len(names)
    rows = [Likeness.of(*told) for told in zip(names, units or empty, vendors or empty, purposes or empty, strict=True)]
    suspects: list[Suspect] = []
    first_of: dict[tuple[str, str], int] = {}
    distinct: dict[str, int] = {}
    for index, row in enumerate(rows):
        if not row.name:
            continue
        twin = first_of.setdefault((row.name, row.unit if units is not None else ""), index)
        if twin != index:
            suspects.append(Suspect(twin, index, 100))
        distinct.setdefault(row.name, index)
    compared: set[tuple[int, int]] = set()
    near = ((distinct[one], distinct[other]) for one, other in _candidates(list(distinct)))
    for one, other in chain(near, _same(first_of.values(), rows, distinct)):
        pair = (one, other) if one < other else (other, one)
        if pair in compared:
            continue
        compared.add(pair)
        if likeness := rows[pair[0]].to(rows[pair[1]]):
            suspects.append(Suspect(*pair, likeness))
    return sorted(suspects, key=lambda each: (-each.likeness, each.first, each.second))[:limit]


def _same(firsts: Iterable[int], rows: Sequence[Likeness], distinct: Mapping[str, int]) -> Iterator[tuple[int, int]]:
    """Pairs of the same name in two units, of the same name without vendor, and of the same purpose, where not too many share it."""
    named: defaultdict[str, list[int]] = defaultdict(list)
    for index in firsts:
        named[rows[index].name].append(index)
    bare: defaultdict[str, list[int]] = defaultdict(list)
    meant: defaultdict[str, list[int]] = defaultdict(list)
    for index in distinct.values():
        if rows[index].bare:
            bare[rows[index].bare].append(index)
        if rows[index].purpose:
            meant[rows[index].purpose].append(index)
    for block in chain(named.values(), bare.values(), meant.values()):
        if len(block) <= _BLOCK:
            yield from combinations(block, 2)


def _candidates(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    words = {name: set(name.split()) for name in names}
    frequency = Counter(word for each in words.values() for word in each)
    blocks: defaultdict[str, list[str]] = defaultdict(list)
    for name, own in words.items():
        for word in sorted(own, key=lambda word: (frequency[word], word))[:_RARE_WORDS]:
            if frequency[word] <= _BLOCK:
                blocks[word].append(name)
    for block in blocks.values():
        yield from combinations(block, 2)
    together = sorted(names, key=lambda name: name.replace(" ", ""))
    for step in range(1, _NEIGHBOURS):
        yield from zip(together, together[step:], strict=False)
