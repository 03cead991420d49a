"""The words of a catalog: parameters put in their places, marks of Markdown and links inside the catalog taken out.

Pure. A parameter without a value stays visible as what it asks for, in square brackets, as printed editions of such catalogs do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from .wording import clean

_INSERT = re.compile(r"\{\{\s*(?:insert:\s*param\s*,\s*)?([^\s{},]+)\s*\}\}")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,2})(?=\S)([^*\n]+?)(?<=\S)\1(?![\w*])")
_LOOSE = re.compile(r"(?<=\]) +([;,.])")
DEEPEST = 6  # parameters inside the choices of parameters
LONGEST = 20_000  # characters that one text may become; a few lines of parameters could unfold to gigabytes

Params = Mapping[str, Mapping[str, Any]]


def mappings(value: object) -> list[Mapping[str, Any]]:
    """The objects in a list; whatever else is there is left out."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def words_of(value: object) -> str:
    """A text, or an empty one where the value is none."""
    return clean(value) if isinstance(value, str) else ""


def with_params(known: Params, given: object) -> Params:
    """The parameters that are known inside a group or control: those around it, and its own."""
    own: dict[str, Mapping[str, Any]] = {}
    for one in mappings(given):
        own[words_of(one.get("id"))] = one
        for named in mappings(one.get("props")):
            if named.get("name") == "alt-identifier":
                own.setdefault(words_of(named.get("value")), one)
    return {**known, **own} if own else known


def plain(text: str, params: Params) -> str:
    """A text as a person reads it.

    Args:
        text: as the catalog has it.
        params: the parameters that may stand in it, by id.
    """
    filled = _LOOSE.sub(r"\1", _filled(text, params, 0)) if "{{" in text else text
    return _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", filled)).replace("\r\n", "\n").strip()


def _filled(text: str, params: Params, depth: int) -> str:
    made = _INSERT.sub(lambda found: _said(found[1], params, depth), text[:LONGEST])
    return made[:LONGEST]


def _said(name: str, params: Params, depth: int) -> str:
    param = params.get(name)
    if param is None or depth >= DEEPEST:
        return f"[{name}]"
    values = param.get("values")
    if isinstance(values, list) and any(isinstance(one, str) for one in values):
        return ", ".join(_filled(words_of(one), params, depth + 1) for one in values if isinstance(one, str))
    select = param.get("select")
    if isinstance(select, Mapping):
        return _selection(select, params, depth)
    return f"[{_filled(words_of(param.get('label')) or name, params, depth + 1)}]"


def _selection(select: Mapping[str, Any], params: Params, depth: int) -> str:
    choices = select.get("choice")
    listed = [_filled(words_of(one), params, depth + 1) for one in choices if isinstance(one, str)] if isinstance(choices, list) else []
    how = "one or more of" if select.get("how-many") == "one-or-more" else "one of"
    return f"[{how}: {'; '.join(listed)}]"


def label_of(node: Mapping[str, Any]) -> str:
    """The label of a part, such as `a.`, or an empty text."""
    labels = [one for one in mappings(node.get("props")) if one.get("name") == "label" and not one.get("class")]
    return words_of(labels[0].get("value")) if labels else ""


def outline(part: Mapping[str, Any], params: Params, indent: int = 0) -> str:
    """The prose of a part and of the parts in it, a line each, indented, with their labels."""
    label, said = label_of(part), plain(words_of(part.get("prose")), params)
    lines = [f"{'  ' * indent}{label} {said}".rstrip() if label else f"{'  ' * indent}{said}".rstrip()]
    step = 1 if lines[0].strip() and indent < DEEPEST else 0
    lines += [outline(one, params, indent + step) for one in mappings(part.get("parts"))]
    return "\n".join(one for one in lines if one.strip())


def leaves(parts: Iterable[Mapping[str, Any]], params: Params) -> list[str]:
    """The prose of the innermost parts, one text each."""
    found: list[str] = []
    for part in parts:
        inner = mappings(part.get("parts"))
        found += leaves(inner, params) if inner else [plain(words_of(part.get("prose")), params)]
    return [one for one in found if one]
