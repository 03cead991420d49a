"""A cell's text into the value of a field, or a message that says what would be right. Nothing is raised and nothing is guessed in silence.

What a message means for its row: `missing` and `wrong` refuse it; `unknown` leaves the field alone until somebody says what the text means;
`inexact` takes a value and tells what was made of the text.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from .dates import Order, read_date
from .fields import Field
from .matching import ChoiceMatcher, yes_or_no
from .words import is_blank, squeeze, tidy

ProblemKind = Literal["missing", "wrong", "unknown", "inexact"]

_SHOWN = 60
_LONGEST_ITEM = 48  # characters between commas; longer parts are prose
_MAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"[-+]?\d[\d\s.,'’]*")


@dataclass(frozen=True)
class Read:
    """What a cell says: a value (None: nothing), and a message with its kind where something is to be told."""

    value: Any = None
    kind: ProblemKind | None = None
    message: str = ""


Reader = Callable[[str], Read]
_NOTHING = Read()


def reader_for(field: Field, *, order: Order | None = None, words: dict[str, str | None] | None = None) -> Reader:
    """A function from a cell's text to what it says for this field.

    `order` settles day and month; `words` says what single texts mean (None: leave empty). Values are `str` (text, long, choice, reference),
    `tuple[str, ...]` (list), `datetime.date`, `decimal.Decimal` or `bool`. Answers are kept, since most cells repeat.
    """
    told = {squeeze(word): value for word, value in (words or {}).items()}
    readers: dict[str, Reader] = {
        "date": lambda text: _date(text, order),
        "number": _number,
        "yesno": lambda text: _yes_no(text, told, field),
        "choice": _choice_reader(field, told),
        "list": _list,
        "long": lambda text: _text(text, field, lines=True),
    }
    read: Reader = readers.get(field.kind) or (lambda text: _text(text, field, lines=False))
    if field.kind in ("long", "list"):
        return read
    known: dict[str, Read] = {}

    def remembering(text: str) -> Read:
        if text not in known:
            if len(known) > 5_000:
                known.clear()
            known[text] = read(text)
        return known[text]

    return remembering


def _quoted(text: str) -> str:
    text = tidy(text, lines=False)
    return f"“{text if len(text) <= _SHOWN else text[: _SHOWN - 1] + '…'}”"


def _text(text: str, field: Field, *, lines: bool) -> Read:
    text = tidy(text, lines=lines)
    if is_blank(text):
        return _NOTHING
    if field.max_length and len(text) > field.max_length:
        return Read(None, "wrong", f"{field.label} has {len(text):,} characters. Shorten it to {field.max_length:,}.")
    return Read(text)


def _date(text: str, order: Order | None) -> Read:
    text = tidy(text, lines=False)
    if is_blank(text):
        return _NOTHING
    found = read_date(text, order)
    if found.state == "date":
        return Read(found.value, "inexact" if found.note else None, found.note)
    if found.state == "either" and found.value and found.other:
        return Read(
            None,
            "unknown",
            f"{_quoted(text)} is {_day(found.value)} or {_day(found.other)}. Say whether day or month comes first in this column.",
        )
    if found.state == "wrong":
        return Read(None, "wrong", f"{_quoted(text)} is not a date. Write it as 2026-02-28.")
    return Read(None, "unknown", f"{_quoted(text)} is not a date, so it is left out. Write it as 2026-02-28.")


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _number(text: str) -> Read:
    text = tidy(text, lines=False)
    if is_blank(text):
        return _NOTHING
    bare = text.strip("%€$£ ")
    if _NUMBER.fullmatch(bare):
        digits = re.sub(r"[\s'’]", "", bare)
        comma, point = digits.rfind(","), digits.rfind(".")
        if comma >= 0 and point >= 0:
            digits = digits.replace("." if comma > point else ",", "").replace(",", ".")
        elif digits.count(",") > 1 or re.fullmatch(r"[-+]?\d{1,3},\d{3}", digits):
            digits = digits.replace(",", "")
        else:
            digits = digits.replace(",", ".") if digits.count(".") == 0 else digits
            digits = digits.replace(".", "") if digits.count(".") > 1 else digits
        try:
            return Read(Decimal(digits))
        except InvalidOperation:
            pass
    return Read(None, "wrong", f"{_quoted(text)} is not a number. Write it as 1234.5.")


def _yes_no(text: str, told: dict[str, str | None], field: Field) -> Read:
    text = tidy(text, lines=False)
    if (plain := squeeze(text)) in told and plain:
        return Read({"yes": True, "no": False}.get(told[plain] or ""))
    found = yes_or_no(text) if text else None
    if found is not None:
        return Read(found)
    if is_blank(text):
        return _NOTHING
    return Read(None, "unknown", f"{_quoted(text)} is neither yes nor no, so {field.label.lower()} is left as it is.")


def _choice_reader(field: Field, told: dict[str, str | None]) -> Reader:
    matcher = ChoiceMatcher(field)
    labels = list(field.labels.values())
    among = ", ".join(labels[:-1]) + f" or {labels[-1]}" if len(labels) > 1 else "".join(labels)

    def read(text: str) -> Read:
        text = tidy(text, lines=False)
        if (plain := squeeze(text)) in told and plain:
            return Read(told[plain])
        exact = matcher.exact(text) if text else None
        if exact is not None:
            return Read(exact)
        if is_blank(text):
            return _NOTHING
        found, sureness = matcher.find(text)
        if found is not None and sureness >= 0.75:
            return Read(found)
        return Read(
            None, "unknown", f"{_quoted(text)} is not known as {field.label.lower()}, so it is left as it is. Say what it means: {among}."
        )

    return read


def _list(text: str) -> Read:
    text = tidy(text, lines=True)
    if is_blank(text):
        return _NOTHING
    items = tuple(dict.fromkeys(item for part in _parts(text) if not is_blank(item := tidy(part, lines=False).strip("•*- "))))
    return Read(items) if items else _NOTHING


def _parts(text: str) -> list[str]:
    if text.startswith("["):
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            data = None
        if isinstance(data, list):
            return [str(item) for item in data]
    parts = re.split(r"[;\n|•]", text)
    if len(parts) == 1 and all(len(part.strip()) <= _LONGEST_ITEM and part.count(" ") <= 6 for part in text.split(",")):
        parts = text.split(",")
    return parts


def person_in(text: str) -> tuple[str, str]:
    """Name and mail address in a cell such as `Ana Li <ana@example.org>`; each is empty where it is not there. The address in lower case."""
    text = tidy(text, lines=False)
    found = _MAIL.search(text)
    if not found:
        return text, ""
    name = (text[: found.start()] + text[found.end() :]).strip(" <>()[],;:-")
    return name.removesuffix("mailto").strip(" :"), found[0].lower()
