"""How our values become the words that OSCAL allows, and the other way round: tokens, lines, identifiers.

Pure. Identifiers are derived from ours (UUID version 5), so that the same record has the same identifier in every file, and in the next one.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

NS = "urn:sightline:oscal"
"""The namespace of properties and parts that are ours."""

_SPACE = uuid5(NAMESPACE_URL, NS)
_SURROGATE = re.compile("[\ud800-\udfff]")

Node = dict[str, Any]


def identifier(*names: object) -> str:
    """The identifier of what these names name, such as `("risk", requirement.pk)`."""
    return str(uuid5(_SPACE, "\n".join(str(name) for name in names)))


def is_identifier(text: str) -> bool:
    """Whether a text is a UUID of any version."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def is_token(text: str) -> bool:
    """Whether OSCAL takes a text as a token: a letter or `_`, then letters, figures, `.`, `-`, `_`."""
    return bool(text) and (text[0].isalpha() or text[0] == "_") and all(_fits(letter) for letter in text)


def _fits(letter: str) -> bool:
    return letter in "._-" or unicodedata.category(letter)[0] in "LN"


def token(text: str, prefix: str) -> str:
    """A text as a token: itself where it is one, else with a prefix; no two texts give the same one.

    Args:
        text: any text that is not empty.
        prefix: a token.
    """
    if is_token(text):
        return text
    fitting = "".join(letter if _fits(letter) else "_" for letter in text)
    mark = "" if fitting == text else f"-{hashlib.sha256(text.encode()).hexdigest()[:6]}"
    return f"{prefix}-{fitting}{mark}"


def clean(text: str) -> str:
    """A text without what no database and no other tool takes: halves of characters, and control characters other than tab and line end."""
    whole = _SURROGATE.sub("\ufffd", text)
    return "".join(letter for letter in whole if letter in "\t\n" or unicodedata.category(letter) != "Cc")


def line(text: str) -> str:
    """A text on one line, without spaces around it; a dash where nothing is left."""
    return " ".join(clean(text.replace("\r", "\n")).split()) or "–"


def prop(name: str, value: object, *, remarks: str = "", ns: str = NS, kind: str = "") -> Node:
    """A property; ours unless a namespace is given (an empty one: OSCAL's own)."""
    made: Node = {"name": name, "value": line(str(value))}
    if ns:
        made["ns"] = ns
    if kind:
        made["class"] = kind
    if remarks.strip():
        made["remarks"] = clean(remarks).strip()
    return made


def trimmed(node: Node) -> Node:
    """The node without keys that hold nothing: OSCAL takes no empty list and no empty text."""
    return {key: value for key, value in node.items() if value not in (None, "", [], {})}
