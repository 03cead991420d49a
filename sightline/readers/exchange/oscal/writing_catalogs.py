"""A requirement set as an OSCAL catalog, in our own words; loading it gives the same set.

What OSCAL has no word for (weight, whom it addresses, mandatory documents) is said in properties and parts of our namespace.
"""

from __future__ import annotations

from typing import Any

from sightline.kernel.identity.actors import Actor
from sightline.readers.frameworks.models import Framework
from sightline.readers.frameworks.models import Requirement as Row
from sightline.readers.frameworks.sets import Document, Group, Requirement, RequirementSet

from .framing import Frame
from .wording import NS, Node, clean, is_token, line, prop, token, trimmed

_FIELDS = (
    "title", "short", "kind", "group", "heading", "statement", "shown_by", "weight", "documented", "applies_from", "note",
)  # fmt: skip
_LISTS = ("auditor_asks", "typical_findings", "applies_to")


def control_id(set_id: str, code: str) -> str:
    """The control that stands for a requirement in our OSCAL files: its id where OSCAL takes it, else made of it.

    Args:
        set_id: the requirement set's id.
        code: the requirement's id in it.
    """
    return token(code, set_id if is_token(set_id) else f"set-{set_id}")


def statement_id(set_id: str, code: str) -> str:
    """The part of the control that says what must be shown."""
    return f"{control_id(set_id, code)}_smt"


def set_of_records(framework: Framework, rows: list[Row]) -> RequirementSet:
    """The set that is loaded, as a value.

    Args:
        framework: the set's record.
        rows: its current requirements, in order.
    """
    return RequirementSet(
        id=framework.set_id,
        title=framework.title,
        short=framework.short,
        version=framework.edition,
        publisher=framework.publisher,
        source=framework.source,
        checked_on=framework.checked_on,
        about=framework.about,
        copyright=framework.copyright,
        groups=tuple(Group(**one) for one in framework.groups),
        headings=tuple(Group(**one) for one in framework.headings),
        requirements=tuple(_value(row) for row in rows),
    )


def _value(row: Row) -> Requirement:
    given: dict[str, Any] = {name: getattr(row, name) for name in _FIELDS}
    given |= {name: tuple(getattr(row, name)) for name in _LISTS}
    return Requirement(id=row.code, **given, documents=tuple(Document(**one) for one in row.documents))


def groups_of(read: RequirementSet) -> list[Node]:
    """The groups of a catalog with their controls."""
    codes = {control_id(read.id, one.id) for one in read.requirements}
    places = {one.id: place for place, one in enumerate(read.requirements, 1)}
    return [_group(read, group, codes, places) for group in read.groups]


def loose_of(read: RequirementSet) -> list[Node]:
    """Controls of a catalog that are in no group."""
    known = {group.id for group in read.groups}
    return [_control(read.id, one, place) for place, one in enumerate(read.requirements, 1) if one.group not in known]


def _group(read: RequirementSet, group: Group, taken: set[str], places: dict[str, int]) -> Node:
    name = token(group.id, "group")
    headings = [_heading(one) for one in read.headings if one.group == group.id]
    aim = [{"name": "overview", "prose": clean(group.aim)}] if group.aim else []
    return trimmed(
        {
            "id": f"group-{name}" if name in taken else name,
            "class": group.kind,
            "title": line(group.title),
            "props": [prop("label", group.id, ns=""), prop("id", group.id), prop("kind", group.kind)],
            "parts": [*aim, *headings],
            "controls": [_control(read.id, one, places[one.id]) for one in read.of_group(group.id)],
        }
    )


def _heading(heading: Group) -> Node:
    return trimmed(
        {
            "name": "heading",
            "ns": NS,
            "class": heading.kind,
            "title": line(heading.title),
            "props": [prop("id", heading.id)],
            "prose": clean(heading.aim),
        }
    )


def _control(set_id: str, one: Requirement, place: int) -> Node:
    said = {
        "short": one.short,
        "kind": one.kind,
        "weight": one.weight,
        "documented": "yes" if one.documented else "no",
        "heading": one.heading,
        "applies-from": one.applies_from.isoformat() if one.applies_from else "",
    }
    props = [prop("label", one.id, ns=""), prop("id", one.id), prop("requirement", f"{set_id}:{one.id}"), prop("position", place)]
    props += [prop(name, value) for name, value in said.items() if value]
    props += [prop("applies-to", name) for name in one.applies_to]
    return {
        "id": control_id(set_id, one.id),
        "class": one.kind,
        "title": line(one.title),
        "props": props,
        "parts": _parts(set_id, one),
    }


def _parts(set_id: str, one: Requirement) -> list[Node]:
    parts = [trimmed({"id": statement_id(set_id, one.id), "name": "statement", "prose": clean(one.statement)})]
    if one.note:
        parts.append({"name": "guidance", "prose": clean(one.note)})
    if one.shown_by:
        parts.append({"name": "shown-by", "ns": NS, "prose": clean(one.shown_by)})
    for name, listed in (("auditor-asks", one.auditor_asks), ("typical-findings", one.typical_findings)):
        if listed:
            parts.append({"name": name, "ns": NS, "parts": [{"name": "item", "ns": NS, "prose": clean(said)} for said in listed]})
    return parts + [{"name": "document", "ns": NS, "class": document.kind, "title": line(document.name)} for document in one.documents]


def set_props(read: RequirementSet) -> list[Node]:
    """What the head of a catalog says of the set, beside its title and version."""
    said = {
        "set-id": read.id,
        "short": read.short,
        "publisher": read.publisher,
        "source": read.source,
        "checked-on": read.checked_on.isoformat() if read.checked_on else "",
    }
    props = [prop(name, value) for name, value in said.items() if value]
    return [*props, prop("copyright", "see remarks", remarks=read.copyright)] if read.copyright else props


def catalog(actor: Actor, form: str, *, framework: str = "") -> bytes:
    """The catalog of a requirement set.

    Args:
        actor: who takes it away.
        form: `json`.
        framework: the set's id; ISO/IEC 42001 unless said.

    Raises:
        NotPermitted, NotFound, Conflict: as `Frame`.
    """
    frame = Frame("catalog", actor, framework)
    read = set_of_records(frame.seen.framework, [one.requirement for one in frame.seen.standings])
    if read.publisher:
        frame.publisher(read.publisher)
    body = {
        "metadata": frame.metadata(read.title, read.version or "1", props=set_props(read), remarks=read.about, roles={}),
        "groups": groups_of(read),
        "controls": loose_of(read),
    }
    return frame.finished(body)
