"""Reads a model card as Hugging Face writes it: YAML between lines of `---`, then Markdown. Cards without the first part are read by their headings.

Source: https://huggingface.co/docs/hub/model-cards, and the annotated template of the same project.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from sightline.kernel.imports import UnreadableFile
from sightline.kernel.imports.documents import Rows, text_of
from sightline.kernel.imports.words import fold

from .values import DataSetSaid, ModelSaid, rows_of

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_HEADING = re.compile(r"^(#{1,6})[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
_UNDERLINED = re.compile(r"\A\s*([^\n#][^\n]{0,150})\n={3,}[ \t]*\n")
_NOT_NAME = re.compile(r"\b(model card|modelcard)\b( for| of)?\s*:?", re.IGNORECASE)
_FILLED_IN_LATER = re.compile(r"\[more information needed\]|\{\{.*?\}\}|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_SAID = r"^\s*[-*]?\s*\*\*{name}(?: \[optional\])?:?\*\*:?\s*(.+)$"
_USE = ("intended use", "intended uses", "direct use", "primary intended uses", "uses", "model use", "evaluated use", "how to use")
_LIMITS = ("limitation", "bias", "risk", "out of scope", "out-of-scope")
_DATA = ("training data", "data", "dataset", "datasets", "training dataset")
_LONGEST = 20_000  # characters of one section


def read_card(path: Path) -> Rows:
    """The model that a card describes, as the one row of an import.

    Raises:
        UnreadableFile: it is no model card, or its first part is no YAML; says what to do.
    """
    text = text_of(path).replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text or text.lstrip().startswith(("{", "<")):
        raise UnreadableFile("This file is no model card: cards are Markdown (README.md). Choose that file.")
    front, body = _front(text)
    sections = list(_sections(body))
    name, release = _name(front, body, sections), _short(sections, ("model version", "version"))
    if not name:
        raise UnreadableFile("This card does not say which model it is about. Give it a title (# Name of the model) and choose it again.")
    owner, _, _ = name.partition("/")
    fields = {
        "name": name,
        "release": release,
        "description": _plain(_summary(body, sections)),
        "provider": _said(body, "Developed by") or (owner if "/" in name else ""),
        "licence": _one(front.get("license_name")) or _one(front.get("license")) or _said(body, "License"),
        "task": _one(front.get("pipeline_tag")) or _short(sections, ("model type", "task")) or _said(body, "Model type")[:200],
        "family": _one(front.get("library_name")),
        "intended_use": _about(sections, _USE),
        "limitations": _about(sections, _LIMITS, inside=True),
        "metrics": "\n".join(dict.fromkeys(_metrics(front))),
        "card": text.strip(),
    }
    base = _names(front.get("base_model"))
    model = ModelSaid(
        {key: value for key, value in fields.items() if value}, data_sets=list(_data(front, sections)), base=(base[0], "") if base else None
    )
    notes = [] if front else ["The card has no part between lines of ---, so only its text was read. Look at what was understood."]
    return rows_of([model], notes)


def _front(text: str) -> tuple[dict[str, Any], str]:
    found = _FRONT.match(text)
    if found is None:
        if text.startswith("---\n"):
            raise UnreadableFile(
                "The part of this card that begins with --- has no end. Close it with a line of --- and choose the card again."
            )
        return {}, text
    try:
        data = yaml.load(found[1], Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 2}" if mark is not None else ""
        raise UnreadableFile(
            f"The part of this card between the lines of --- is no YAML{where}. Mend it, or take it out, and choose the card again."
        ) from error
    return (data if isinstance(data, dict) else {}), text[found.end() :]


def _sections(body: str) -> Iterator[tuple[int, str, str]]:
    """(level, heading, text up to the next heading)."""
    marks = list(_HEADING.finditer(body))
    for place, mark in enumerate(marks):
        end = marks[place + 1].start() if place + 1 < len(marks) else len(body)
        yield len(mark[1]), mark[2].strip(" *:."), body[mark.end() : end].strip()


def _name(front: dict[str, Any], body: str, sections: Sequence[tuple[int, str, str]]) -> str:
    index = front.get("model-index")
    first = index[0] if isinstance(index, list) and index and isinstance(index[0], dict) else {}
    title = next((heading for level, heading, _ in sections if level == 1), "")
    if not title and (underlined := _UNDERLINED.match(body)):
        title = underlined[1]
    bare = " ".join(_plain(_NOT_NAME.sub(" ", title)).strip(" :-–").split())
    return (_one(front.get("model_name")) or _one(first.get("name")) or _one(front.get("model_id")) or bare)[:300]


def _one(value: Any) -> str:
    names = _names(value)
    return names[0] if names else ""


def _names(value: Any) -> list[str]:
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        value = [value]
    return [str(one).strip() for one in value if isinstance(one, str | int | float)] if isinstance(value, list) else []


def _plain(text: str) -> str:
    return _FILLED_IN_LATER.sub("", text).strip()[:_LONGEST]


def _summary(body: str, sections: Sequence[tuple[int, str, str]]) -> str:
    wanted = ("model description", "model summary", "model details", "description", "overview")
    said = next((text for _, heading, text in sections if fold(heading) in wanted and _plain(text)), "")
    return (said or next((text for level, _, text in sections if level == 1 and _plain(text)), "")).split("\n\n")[0]


def _said(body: str, name: str) -> str:
    found = re.search(_SAID.format(name=re.escape(name)), body, re.IGNORECASE | re.MULTILINE)
    return _plain(found[1])[:200] if found else ""


def _short(sections: Sequence[tuple[int, str, str]], names: Sequence[str]) -> str:
    """The one line that stands under a heading, where it is short enough for a value."""
    for _, heading, text in sections:
        line = _plain(text).split("\n")[0]
        if fold(heading) in names and line and len(line) <= 100:
            return line
    return ""


def _about(sections: Sequence[tuple[int, str, str]], names: Sequence[str], *, inside: bool = False) -> str:
    """The text under all headings of these names, with what stands below them."""
    found, within = [], 0
    for level, heading, text in sections:
        plain = fold(heading)
        fits = any(name in plain for name in names) if inside else plain in names
        if not fits and within and level <= within:
            within = 0
        if fits and not within:
            within = level
        if within and _plain(text) and not (not inside and any(name in plain for name in _LIMITS)):
            found.append(_plain(text))
    return "\n\n".join(found)[:_LONGEST]


def _metrics(front: dict[str, Any]) -> Iterator[str]:
    index = front.get("model-index")
    for model in index if isinstance(index, list) else []:
        for result in model.get("results") or [] if isinstance(model, dict) else []:
            if not isinstance(result, dict):
                continue
            data_set = result.get("dataset") if isinstance(result.get("dataset"), dict) else {}
            on = _one((data_set or {}).get("name"))
            for metric in result.get("metrics") or []:
                if isinstance(metric, dict):
                    yield f"{_one(metric.get('name')) or _one(metric.get('type'))}: {_one(metric.get('value'))}" + (
                        f" ({on})" if on else ""
                    )


def _data(front: dict[str, Any], sections: Sequence[tuple[int, str, str]]) -> Iterator[DataSetSaid]:
    said = next((_plain(text) for _, heading, text in sections if fold(heading) in _DATA and _plain(text)), "")
    for name in dict.fromkeys(_names(front.get("datasets"))):
        yield DataSetSaid({"name": name[:300]} | ({"provenance": said[:2_000]} if said else {}))
