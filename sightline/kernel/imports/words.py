"""Words of heads and cells, brought to one form so that they can be compared across spellings, abbreviations and languages.

The words themselves are data (`data/words.yaml`). Nothing here knows what a field is.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz, process

_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "æ": "ae", "ø": "oe", "å": "aa", "ł": "l", "œ": "oe"}
)
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])|(?<=[A-ZÀ-Þ])(?=[A-ZÀ-Þ][a-zà-ÿ])")
_NUMERO = re.compile(r"№|\b[Nn][°º]")
_NOT_WORD = re.compile(r"[^a-z0-9#]+")
_SPACES = re.compile(r"\s+")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2060\ufeff]")
_TYPOS = 90  # of 100: one wrong letter in ten, or two letters changed places in a long word
_SHORTEST_PART = 4  # letters; a shorter ending would split words that are no compounds


@dataclass(frozen=True)
class Lexicon:
    """The words of `data/words.yaml`, folded."""

    phrases: tuple[tuple[re.Pattern[str], str], ...]
    idea_of: dict[str, str]
    abbreviations: dict[str, str]
    stopwords: frozenset[str]
    blanks: frozenset[str]
    yes: frozenset[str]
    no: frozenset[str]
    months: dict[str, int]
    long_words: tuple[str, ...]


def fold(text: str) -> str:
    """Lower case, umlauts written out, accents dropped: `Größe` and `groesse` are one."""
    if text.isascii():
        return text.lower()
    text = text.translate(_UMLAUTS)
    if not text.isascii():
        text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return text.casefold()


def squeeze(text: str) -> str:
    """Only folded letters and digits, single spaces between: two texts that differ in punctuation alone are equal."""
    return _NOT_WORD.sub(" ", fold(text)).replace("#", " ").strip() or fold(text).strip()


def tidy(text: str, *, lines: bool) -> str:
    """A cell's text as it is stored: NFC, no control or invisible characters, no space around; line breaks kept as `\\n` where `lines`."""
    if text.isprintable() and text.isascii():  # most cells: nothing to mend but spaces
        return text.strip() if lines or "  " not in text else _SPACES.sub(" ", text).strip()
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).replace("\u00a0", " ").replace("\u202f", " ")
        text = text.encode("utf-8", "ignore").decode("utf-8")
    text = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.strip() if lines else _SPACES.sub(" ", text).strip()


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The words, read once."""
    data: dict[str, Any] = yaml.load((Path(__file__).parent / "data" / "words.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    ideas = {fold(word): idea for idea, words in data["ideas"].items() for word in (*words, idea)}
    ideas.update({idea: idea for idea in data["ideas"]})
    months = {fold(word): number for number, words in data["months"].items() for word in words}
    return Lexicon(
        phrases=tuple((re.compile(rf"\b{re.escape(fold(phrase))}\b"), one) for phrase, one in data["phrases"].items()),
        idea_of=ideas,
        abbreviations={fold(short): idea for short, idea in data["abbreviations"].items()},
        stopwords=frozenset(data["stopwords"]),
        blanks=frozenset(fold(blank) for blank in data["blanks"]),
        yes=frozenset(fold(word) for word in data["yes"]),
        no=frozenset(fold(word) for word in data["no"]),
        months=months,
        long_words=tuple(word for word in ideas if len(word) >= 6),
    )


def is_blank(text: str) -> bool:
    """Whether a cell says "nothing here", in any of the usual ways (empty, n/a, k. A., s. o., -)."""
    return not text or (len(text) < 30 and fold(text).strip() in lexicon().blanks)


@lru_cache(maxsize=4096)
def ideas(text: str) -> tuple[str, ...]:
    """The words of a head or phrase as ideas, in order, without fillers and repeats: `Verantw. Abteilung` gives `owner`, `unit`."""
    words = lexicon()
    spread = _NOT_WORD.sub(" ", fold(_CAMEL.sub(" ", _NUMERO.sub(" id ", text)))).strip()
    for pattern, one in words.phrases:
        spread = pattern.sub(one, spread)
    found: list[str] = []
    for token in spread.split():
        found.extend(_ideas_of(token))
    telling = [idea for idea in found if idea not in words.stopwords]
    return tuple(dict.fromkeys(telling or found))


@lru_cache(maxsize=8192)
def _ideas_of(token: str) -> tuple[str, ...]:
    words = lexicon()
    if token == "#":  # noqa: S105  (a head, no password)
        return ("id",)
    token = token.strip("#")
    if token in words.idea_of:
        return (words.idea_of[token],)
    if token in words.abbreviations:
        return (words.abbreviations[token],)
    if token in words.stopwords or len(token) < _SHORTEST_PART or token.isdigit():
        return (token,) if token else ()
    return _compound(token) or _misspelt(token) or (_singular(token),)


def _compound(token: str) -> tuple[str, ...]:
    """Words written as one, as German and Dutch do: `systemname` is `system`, `name`."""
    idea_of = lexicon().idea_of
    for cut in range(2, len(token) - 2):
        tail = idea_of.get(token[cut:])
        if tail is None or len(token) - cut < _SHORTEST_PART:
            continue
        head = token[:cut]
        for stem in (head, head.removesuffix("s"), head.removesuffix("n"), head.removesuffix("ungs") + "ung"):
            if stem in idea_of:
                return (idea_of[stem], tail)
        return (head, tail) if len(head) > 2 or head in ("ki", "ai", "it") else ()
    return ()


def _misspelt(token: str) -> tuple[str, ...]:
    if len(token) < 6:
        return ()
    near = process.extractOne(token, lexicon().long_words, scorer=fuzz.ratio, score_cutoff=_TYPOS)
    return (lexicon().idea_of[near[0]],) if near else ()


def _singular(token: str) -> str:
    return token[:-1] if token.endswith("s") and not token.endswith("ss") else token
