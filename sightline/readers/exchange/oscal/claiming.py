"""Reads what a component definition of somebody else says, requirement by requirement. Pure: knows no database.

What the other side leaves to its customer is marked: it is no claim that something is done, but work.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sightline.readers.frameworks.checking import LONGEST_TEXT, LONGEST_TITLE
from sightline.readers.frameworks.sets import Problem, UnusableSet

from .catalogs import ours, shortened
from .prose import Params, mappings, plain, words_of
from .reading import Document, read_document, refuse_kind
from .wording import identifier, is_identifier

MOST_CLAIMS = 5_000
_FOR_CUSTOMER = "For you to do: "


@dataclass
class Said:
    """What is said of one control.

    Attributes:
        identity: finds it again in a newer file.
        component: title of the product.
        catalog: title of the catalog or profile that the control is taken from.
        control: its id there.
        key: our requirement's key, where the file was written by Sightline.
        words: all that is said, a line for each statement.
    """

    identity: str
    component: str
    catalog: str
    control: str
    key: str = ""
    words: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Definition:
    """A component definition as far as it is read."""

    title: str
    edition: str
    publisher: str
    speaks_of: date | None
    components: list[dict[str, str]]
    said: list[Said]


def read_definition(content: bytes) -> Definition:
    """What a component definition says.

    Args:
        content: the whole file.

    Raises:
        UnusableSet: it is no component definition, or says nothing about any requirement; says what to do.
    """
    document = read_document(content)
    if document is None:
        raise UnusableSet([Problem("", "This is no OSCAL file. A component definition is JSON that begins with “component-definition”.")])
    refuse_kind(document, "component-definition")
    found = _definition(document)
    if not found.said:
        raise UnusableSet([Problem("", "This component definition says nothing about any requirement. Attach it as evidence instead.")])
    return found


def _definition(document: Document) -> Definition:
    body = document.body
    metadata = body.get("metadata")
    metadata = metadata if isinstance(metadata, Mapping) else {}
    parties = mappings(metadata.get("parties"))
    components = mappings(body.get("components"))
    titles = _titles(body)
    said: dict[str, Said] = {}
    problems: list[Problem] = []
    for number, component in enumerate(components, 1):
        _read_component(component, f"component {number}", titles, said, problems)
    if len(said) > MOST_CLAIMS:
        problems = [Problem("", f"It speaks of {len(said):,} controls. At most {MOST_CLAIMS:,} can be decided on: split it by product.")]
    if problems:
        raise UnusableSet(problems)
    return Definition(
        title=shortened(plain(words_of(metadata.get("title")), {}), LONGEST_TITLE) or "Component definition",
        edition=shortened(words_of(metadata.get("version")), 60),
        publisher=shortened(next((words_of(one.get("name")) for one in parties), ""), LONGEST_TITLE),
        speaks_of=_day(words_of(metadata.get("last-modified"))),
        components=[_listed(one) for one in components],
        said=list(said.values()),
    )


def _listed(component: Mapping[str, Any]) -> dict[str, str]:
    names = ("uuid", "type", "title", "description")
    return {name: shortened(plain(words_of(component.get(name)), {}), 1_000) for name in names}


def _titles(body: Mapping[str, Any]) -> dict[str, str]:
    """What sources are called, by how they are referred to."""
    matter = body.get("back-matter")
    resources = mappings(matter.get("resources")) if isinstance(matter, Mapping) else []
    return {f"#{words_of(one.get('uuid'))}": words_of(one.get("title")) or words_of(one.get("description")) for one in resources}


def _read_component(
    component: Mapping[str, Any], where: str, titles: dict[str, str], said: dict[str, Said], problems: list[Problem]
) -> None:
    title = shortened(plain(words_of(component.get("title")), {}), LONGEST_TITLE)
    uuid = words_of(component.get("uuid"))
    if not title or not is_identifier(uuid):
        problems.append(Problem(where, "It needs a title and a uuid, so that a newer file is recognised. Ask whoever made the file."))
        return
    for part in mappings(component.get("control-implementations")):
        source = words_of(part.get("source"))
        catalog = shortened(" ".join(titles.get(source, source).split()), 300)
        for one in mappings(part.get("implemented-requirements")):
            control = words_of(one.get("control-id")).strip()
            if not control or len(control) > 120:
                problems.append(Problem(f"{where}, {title}", "One of its requirements has no control-id of at most 120 characters."))
                continue
            identity = hashlib.sha256(identifier(uuid.casefold(), catalog, control).encode()).hexdigest()
            known = said.setdefault(identity, Said(identity, title, catalog, control, words_of(ours(one, "requirement").get("value"))))
            known.words += [line for line in _words(part, one) if line not in known.words]


def _words(part: Mapping[str, Any], one: Mapping[str, Any]) -> Iterator[str]:
    params = {**_set(part), **_set(one)}
    if first := plain(words_of(one.get("description")), params):
        yield _marked(one, first)
    for statement in mappings(one.get("statements")):
        if text := plain(words_of(statement.get("description")), params):
            yield _marked(statement, text)


def _set(node: Mapping[str, Any]) -> Params:
    return {words_of(one.get("param-id")): {"values": one.get("values")} for one in mappings(node.get("set-parameters"))}


def _marked(node: Mapping[str, Any], text: str) -> str:
    roles = {words_of(one.get("role-id")) for one in mappings(node.get("responsible-roles"))}
    return f"{_FOR_CUSTOMER}{text}" if "customer" in roles else text


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def text_of(said: Said) -> str:
    """All that is said of a control, as a text that is not too long."""
    return shortened("\n".join(said.words), LONGEST_TEXT)
