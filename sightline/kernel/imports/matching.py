"""How well the head of a column fits a field, by words alone, and a cell fits a choice. Both as a person reads: the words, not the letters."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from .fields import Field, FieldSet
from .words import fold, ideas, lexicon, squeeze

_COMMON = frozenset(
    {
        "name",
        "kind",
        "status",
        "level",
        "date",
        "id",
        "class",
        "business",
        "technical",
        "people",
        "data",
        "organisation",
        "number",
        "service",
    }
)
_COMMON_WEIGHT = 0.6
_SUBJECT_WEIGHT = 0.12
_WEAK = 0.78  # what a weak synonym is worth at most
_FOREIGN_PART = 0.55  # what words of another field take away at most
_AVOIDED = 0.35
_APART = 0.8
_QUESTION_HEAD = 4
_LONG_HEAD = 6  # ideas; one word among so many is said in passing
_IN_PASSING = 0.75
_QUESTION = 0.5  # "Has it been tested on affected people?" is answered with yes or no, not with people
_ASKS_YES_NO = re.compile(
    r"(is|are|was|were|has|have|does|do|did|can|could|will|ist|sind|hat|wird|werden|kann|est ce|y a t il|existe|es)\b"
)
_PARENTHESES = re.compile(r"\s*[(\[{][^)\]}]*[)\]}]\s*")
_PART = re.compile(r"\s*(?:/|\||–|—|;|\n)\s*|\s+-\s+")


@dataclass(frozen=True)
class _Phrase:
    words: tuple[str, ...]
    plain: str
    worth: float


@dataclass(frozen=True)
class NameFit:
    """How well a head fits: 0 to 1, and whether it is the field's name or a synonym word for word."""

    score: float
    same: bool


class HeadMatcher:
    """Compares heads with all fields of a set; made once, asked for each column."""

    def __init__(self, fields: FieldSet) -> None:
        self._fields = fields
        self._subject = {idea for phrase in fields.subject for idea in ideas(phrase)}
        self._phrases = {field.name: list(self._of(field)) for field in fields}
        self._avoid = {field.name: {idea for word in field.avoid for idea in ideas(word)} for field in fields}
        self._strong: dict[str, set[str]] = {}
        self._own: dict[str, set[str]] = {}
        for field in fields:
            for phrase in self._phrases[field.name]:
                if len(phrase.words) != 1 or phrase.worth < 1:
                    continue
                if phrase.words[0] in self._subject:
                    self._own.setdefault(field.name, set()).add(phrase.words[0])
                else:
                    self._strong.setdefault(phrase.words[0], set()).add(field.name)

    def _of(self, field: Field) -> Iterator[_Phrase]:
        for text in (field.label, field.name.replace("_", " "), *field.synonyms):
            weak = text.startswith("~")
            words = ideas(text.lstrip("~"))
            if words:
                yield _Phrase(words, squeeze(text.lstrip("~")), _WEAK if weak else 1.0)

    def fits(self, head: str) -> dict[str, NameFit]:
        """The fit of a head to each field, by the field's name; fields that do not fit at all are absent."""
        best: dict[str, NameFit] = {}
        asks = _ASKS_YES_NO.match(fold(head)) and head.count(" ") > 5
        for variant, factor, group in _variants(head):
            words = ideas(variant)
            if not words:
                continue
            plain, about = squeeze(variant), set(ideas(group))
            for field in self._fields:
                if about & self._avoid[field.name]:
                    continue
                answered = field.kind in ("yesno", "choice")
                fit = self._fit(field, words, plain, factor * (_QUESTION if asks and not answered else 1))
                if fit.score > best.get(field.name, NameFit(0, False)).score:
                    best[field.name] = fit
        return best

    def _fit(self, field: Field, words: tuple[str, ...], plain: str, factor: float) -> NameFit:
        # A head that only names the thing itself ("AI system", "Tool") heads the names of the things.
        score, same = (0.94 if field.looks == "title" and self._subject.issuperset(words) else 0.0), False
        own = self._own.get(field.name, set())
        total = sum(self._weight(word, words) for word in words)
        for phrase in self._phrases[field.name]:
            common = [word for word in phrase.words if word in words]
            if not common:
                continue
            asked = sum(1.0 if word in own else self._weight(word, phrase.words) for word in phrase.words)
            said = sum(1.0 if word in own else self._weight(word, phrase.words) for word in common) / asked
            covered = sum(self._weight(word, words) for word in common) / total
            value = said**2 * (0.5 + 0.5 * covered) * phrase.worth * self._against(field, words, phrase.words, total)
            if len(phrase.words) == 1 and len(words) >= _LONG_HEAD:
                value *= _IN_PASSING
            places = [words.index(word) for word in common]
            if max(places) - min(places) > len(common):  # words that stand apart are no phrase
                value *= _APART
            if len(words) >= _QUESTION_HEAD:  # "Who is the owner of the system in your department?" asks for the first
                value *= 1 - 0.1 * min(places) / len(words)
            exact = plain == phrase.plain
            if exact:
                value = phrase.worth
            if value > score or (exact and value >= score):
                score, same = value, exact and phrase.worth == 1
        return NameFit(score * factor, same)

    def _weight(self, word: str, among: tuple[str, ...]) -> float:
        if word in self._subject:
            return _SUBJECT_WEIGHT if any(other not in self._subject for other in among) else 1.0
        return _COMMON_WEIGHT if word in _COMMON else 1.0

    def _against(self, field: Field, words: tuple[str, ...], phrase: tuple[str, ...], total: float) -> float:
        """1, or less where the rest of the head speaks of something else."""
        rest = [word for word in words if word not in phrase]
        if any(word in self._avoid[field.name] for word in rest):
            return _AVOIDED
        foreign = sum(self._weight(word, words) for word in rest if self._strong.get(word, set()) - {field.name})
        return 1 - _FOREIGN_PART * foreign / total


@lru_cache(maxsize=8)
def head_matcher(fields: FieldSet) -> HeadMatcher:
    """The matcher of a field set, made once."""
    return HeadMatcher(fields)


@lru_cache(maxsize=4096)
def _variants(head: str) -> tuple[tuple[str, float, str], ...]:
    """A head as written, without and within its brackets, the part after its group, and each half of a bilingual one.

    Each with what it is worth, and the group that it stands in.
    """
    found = [(head, 1.0, "")]
    bare = _PARENTHESES.sub(" ", head).strip(" *:")
    if bare and bare != head:
        found.append((bare, 0.98, ""))
        found.extend((inner, 0.8, bare) for inner in re.findall(r"[(\[{]([^)\]}]+)[)\]}]", head))
    group, colon, detail = bare.partition(": ")
    if colon and detail:
        found += [(detail, 0.93, group), (group, 0.5, detail)]
    parts = [part for part in _PART.split(bare) if part]
    if 1 < len(parts) <= 4:
        found.extend((part, 0.95, "") for part in parts)
    return tuple(found)


_DENIED = frozenset({"not", "no", "never", "non", "nicht", "kein", "keine", "pas", "ohne", "without", "sin", "niet", "geen", "yet", "sans"})


class ChoiceMatcher:
    """Finds which value of a choice a cell means."""

    def __init__(self, field: Field) -> None:
        self._exact: dict[str, str] = {}
        self._telling: set[str] = set()
        for choice in field.choices:
            for text in (choice.value, choice.label, *choice.synonyms):
                plain = squeeze(text.lstrip("~"))
                self._exact.setdefault(plain, choice.value)
                if not text.startswith("~"):
                    self._telling.add(plain)
        self._long = sorted((phrase for phrase in self._exact if len(phrase) >= 4), key=len, reverse=True)
        self._found: dict[str, tuple[str | None, float]] = {}

    def exact(self, text: str) -> str | None:
        """The choice whose value, label or synonym this is, word for word."""
        return self._exact.get(squeeze(text))

    def telling(self, text: str) -> str | None:
        """The choice whose label or synonym this is, words of many uses left aside."""
        plain = squeeze(text)
        return self._exact[plain] if plain in self._telling else None

    def find(self, text: str) -> tuple[str | None, float]:
        """The choice that a cell means, and how sure that is (0 to 1); None where it means none, or two at once."""
        if text not in self._found:
            self._found[text] = self._find(text)
        return self._found[text]

    def _find(self, text: str) -> tuple[str | None, float]:
        plain = squeeze(text)
        if plain in self._exact:
            return self._exact[plain], 1.0
        bare = squeeze(re.sub(r"^\s*(?:[\d.]+|[a-z])\s*[.):–-]\s*|\s*[(\[].*?[)\]]\s*$", "", fold(text)))
        if bare in self._exact:
            return self._exact[bare], 0.97
        first = squeeze(re.split(r"\s*(?::|–|—|\s-\s|;|\(|\. )", fold(text), maxsplit=1)[0])
        if first in self._exact:
            return self._exact[first], 0.9
        if plain.count(" ") <= 24 and (inside := self._inside(plain)):
            return inside, 0.75
        near = process.extractOne(plain, self._long, scorer=fuzz.ratio, score_cutoff=86) if len(plain) >= 6 else None
        return (self._exact[near[0]], 0.7) if near else (None, 0.0)

    def _inside(self, plain: str) -> str | None:
        """The choice named within a longer text: the longest phrase, unless it is denied or another choice is named as well."""
        hits: dict[str, int] = {}
        padded = f" {plain} "
        for phrase in self._long:
            place = padded.find(f" {phrase} ")
            if place < 0:
                continue
            before = padded[:place].split()
            if not _DENIED & set(before[-2:]):
                hits.setdefault(self._exact[phrase], len(phrase))
            padded = padded[:place] + " | " + padded[place + len(phrase) + 2 :]
        if not hits:
            return None
        ranked = sorted(hits, key=lambda value: -hits[value])
        if len(ranked) > 1 and hits[ranked[0]] < 2 * hits[ranked[1]]:
            return None
        return ranked[0]


def yes_or_no(text: str) -> bool | None:
    """True, False, or None where the text says neither."""
    words, plain = lexicon(), fold(text).strip()
    if plain in words.yes:
        return True
    if plain in words.no:
        return False
    first = re.split(r"[\s,;:.–—(-]+", plain, maxsplit=1)[0]
    if first in ("yes", "ja", "oui", "si", "sim"):
        return True
    if first in ("no", "nein", "non", "nee"):
        return False
    return None
