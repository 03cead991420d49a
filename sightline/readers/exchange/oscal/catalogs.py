"""Reads an OSCAL catalog as a requirement set: what somebody else publishes becomes one's own set, by the same checks as any file.

Groups inside groups become headings, enhancements requirements of their own after the one that they enhance, and withdrawn controls are left
out, which is told. A catalog that Sightline wrote gives exactly the set that it was written from: its properties say what OSCAL has no word for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from sightline.readers.frameworks.checking import LONGEST_ID, LONGEST_TEXT, LONGEST_TITLE, Raw, RawRow, RawSet, build
from sightline.readers.frameworks.sets import Problem, RequirementSet, UnusableSet

from .prose import Params, label_of, leaves, mappings, outline, plain, with_params, words_of
from .reading import Document, read_document, refuse_kind
from .wording import NS

MOST_CONTROLS = 5_000
_VERSION = re.compile(r"\b(?:revision|rev\.?|version|v)\s*\d[\w.+-]*", re.IGNORECASE)
_SMALL = {"a", "and", "for", "of", "on", "the"}
_SHORT = 4  # letters; shorter words are not abbreviated
_OBJECTIVES = ("assessment-objective", "objective")
_GUIDANCE = ("guidance",)
_NO_STATEMENT = (*_OBJECTIVES, *_GUIDANCE, "assessment-method", "assessment")
_LISTS = ("auditor_asks", "typical_findings")
_OWN_PROPS = ("short", "kind", "weight", "documented", "applies-from", "heading")


def read_catalog(content: bytes, name: str) -> RequirementSet | None:
    """The set that an OSCAL catalog describes, or None where the file is no OSCAL: a reader of `loading.also_read`.

    Args:
        content: the whole file.
        name: what the file is called; not needed, since a catalog names itself.

    Raises:
        UnusableSet: it is OSCAL, but no catalog, or one that can't be used; names the control and says what to do.
    """
    document = read_document(content)
    if document is None:
        return None
    refuse_kind(document, "catalog")
    return set_of(document)


def set_of(document: Document) -> RequirementSet:
    """The set that a catalog describes.

    Raises:
        UnusableSet: with everything that is wrong, each with its control.
    """
    walk = _Walk()
    walk.whole(document.body)
    if walk.problems:
        raise UnusableSet(walk.problems)
    return build(RawSet(_head(document.body), walk.groups, walk.headings, walk.requirements(), walk.notes()))


def ours(node: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A property of ours on a node, or an empty one."""
    return next((one for one in mappings(node.get("props")) if one.get("ns") == NS and one.get("name") == name), {})


def _own(node: Mapping[str, Any], name: str) -> str:
    return words_of(ours(node, name).get("value"))


def shortened(text: str, longest: int) -> str:
    """A text that is not longer than it may be, cut at a space."""
    return text if len(text) <= longest else text[: longest - 2].rsplit(" ", 1)[0].rstrip() + " …"


def set_id(title: str) -> str:
    """An id for a set, made of its title: without the version, so that the next one renews it, and abbreviated until it is short enough."""
    letters = unicodedata.normalize("NFKD", _VERSION.sub(" ", title).casefold()).encode("ascii", "ignore").decode()
    words = [word for word in re.sub(r"[^a-z0-9]+", " ", letters).split() if word not in _SMALL]
    initials = ""
    for place in range(1, len(words)):
        long = len(words[place]) > _SHORT and words[place].isalpha()
        if long and len("-".join(filter(None, words))) > LONGEST_ID:
            initials += words[place][0]
            words[place - 1 : place + 1] = ["" if len(initials) > 1 else words[place - 1], initials]
        else:
            initials = ""
    words = [word for word in words if word]
    made = "-".join(words)[:LONGEST_ID].strip("-")
    return made if len(made) > 1 else "own-set"


def _head(body: Mapping[str, Any]) -> RawRow:
    metadata = body.get("metadata")
    metadata = metadata if isinstance(metadata, Mapping) else {}
    title = plain(words_of(metadata.get("title")), {}) or "OSCAL catalog"
    publisher = next((words_of(one.get("name")) for one in mappings(metadata.get("parties")) if one.get("type") == "organization"), "")
    written = bool(_own(metadata, "set-id"))
    remarks = words_of(metadata.get("remarks"))
    head: dict[str, Raw] = {
        "id": _own(metadata, "set-id") or set_id(title),
        "title": shortened(title, LONGEST_TITLE),
        "short": _own(metadata, "short") if written else shortened(title, LONGEST_TITLE),
        "version": shortened(words_of(metadata.get("version")), 60),
        "publisher": shortened(_own(metadata, "publisher") if written else publisher, LONGEST_TITLE),
        "source": shortened(_own(metadata, "source") or f"OSCAL catalog {words_of(body.get('uuid'))}", 500)
        if not written
        else _own(metadata, "source"),
        "checked_on": _own(metadata, "checked-on"),
        "about": remarks if written else shortened(plain(remarks, {}), LONGEST_TEXT),
        "copyright": words_of(ours(metadata, "copyright").get("remarks")),
    }
    return RawRow("metadata", head)


class _Walk:
    """Goes through a catalog once and remembers rows, what was left out, and what is wrong."""

    def __init__(self) -> None:
        self.groups: list[RawRow] = []
        self.headings: list[RawRow] = []
        self.problems: list[Problem] = []
        self.withdrawn: list[str] = []
        self.cut: list[str] = []
        self.loose = False
        self._rows: list[tuple[str, RawRow]] = []

    def whole(self, body: Mapping[str, Any]) -> None:
        """Walks through a catalog."""
        params = with_params({}, body.get("params"))
        if body.get("controls"):
            self.loose = True
            self.groups.append(RawRow("the catalog", {"id": "all", "title": "Controls"}))
            self.controls(body, "all", "", params, "the catalog")
        for number, group in enumerate(self.nodes(body, "groups", "the catalog"), 1):
            self.group(group, params, f"group {number}")

    def nodes(self, node: Mapping[str, Any], key: str, where: str) -> list[Mapping[str, Any]]:
        """The objects of a list, with a problem for whatever else is there."""
        given = node.get(key, [])
        found = mappings(given)
        if not isinstance(given, list) or len(found) != len(given):
            self.problems.append(
                Problem(where, f"“{key}” must be a list of objects. The file is damaged, or was made by hand: mend it there.")
            )
        return found

    def group(self, group: Mapping[str, Any], params: Params, where: str, top: str = "") -> None:
        """Walks through a group: one at the top is a part of the set, one inside another a heading."""
        title = plain(words_of(group.get("title")), {})
        name = _own(group, "id") or words_of(group.get("id")) or re.sub(r"\W+", "-", title).strip("-")[:LONGEST_ID]
        where = f"group {name}" if name else where
        row: dict[str, Raw] = {"id": name, "title": shortened(title, LONGEST_TITLE)}
        if top:
            self.headings.append(RawRow(where, {**row, "group": top}))
        else:
            overview = next((one for one in mappings(group.get("parts")) if one.get("name") == "overview"), {})
            self.groups.append(RawRow(where, {**row, "kind": _own(group, "kind"), "aim": self.text(outline(overview, params), where)}))
            self.written_headings(group, name)
        params = with_params(params, group.get("params"))
        self.controls(group, top or name, name if top else "", params, where)
        for number, inner in enumerate(self.nodes(group, "groups", where), 1):
            self.group(inner, params, f"group {number} in {where}", top or name)

    def written_headings(self, group: Mapping[str, Any], name: str) -> None:
        """Headings that Sightline wrote as parts of their group."""
        for part in mappings(group.get("parts")):
            if part.get("ns") == NS and part.get("name") == "heading":
                values: dict[str, Raw] = {
                    "id": _own(part, "id"),
                    "title": words_of(part.get("title")),
                    "kind": words_of(part.get("class")),
                    "aim": words_of(part.get("prose")),
                    "group": name,
                }
                self.headings.append(RawRow(f"group {name}", values))

    def controls(self, node: Mapping[str, Any], group: str, heading: str, params: Params, where: str, parent: str = "") -> None:
        """Walks through the controls of a group, or the enhancements of a control."""
        for number, control in enumerate(self.nodes(node, "controls", where), 1):
            if len(self._rows) >= MOST_CONTROLS:
                if not any("controls" in one.message for one in self.problems):
                    self.problems.append(
                        Problem(where, f"A set has at most {MOST_CONTROLS:,} controls. Load a baseline, resolved, instead of it all.")
                    )
                return
            self.control(control, group, heading, params, f"control {number} in {where}", parent)

    def control(self, control: Mapping[str, Any], group: str, heading: str, params: Params, where: str, parent: str) -> None:
        """Reads a control and what enhances it."""
        name = _own(control, "id") or words_of(control.get("id"))
        where = f"control {name}, {where.partition(' in ')[2]}" if name else where
        params = with_params(params, control.get("params"))
        title = plain(words_of(control.get("title")), params)
        if _is_withdrawn(control):
            self.withdrawn.append(name)
        else:
            self._rows.append(
                (_own(control, "position"), RawRow(where, self.row(control, name, title, group, heading, params, where, parent)))
            )
        self.controls(control, group, heading, params, where, title)

    def row(
        self, control: Mapping[str, Any], name: str, title: str, group: str, heading: str, params: Params, where: str, parent: str
    ) -> dict[str, Raw]:
        """The values of a requirement, as any file of a set gives them."""
        whole = shortened(f"{parent}: {title}" if parent else title, LONGEST_TITLE) if title else ""
        row: dict[str, Raw] = {"id": name, "title": whole, "short": shortened(title, LONGEST_TITLE), "group": group, "heading": heading}
        parts = mappings(control.get("parts"))
        row["statement"] = self.text(_statement(parts, params), where)
        row["note"] = self.text(_joined(parts, _GUIDANCE, params), where)
        row["auditor_asks"] = [self.text(one, where) for one in leaves((one for one in parts if one.get("name") in _OBJECTIVES), params)]
        if _own(control, "id"):
            row |= _written(control, parts)
        return row

    def text(self, text: str, where: str) -> str:
        """A text that is not too long; one that is gets cut, and that is told."""
        if len(text) > LONGEST_TEXT:
            self.cut.append(where)
        return shortened(text, LONGEST_TEXT)

    def requirements(self) -> list[RawRow]:
        """The rows in the order of the catalog, or in the order that Sightline wrote into it."""
        if self._rows and all(position.isdigit() for position, _ in self._rows):
            return [row for _, row in sorted(self._rows, key=lambda pair: int(pair[0]))]
        return [row for _, row in self._rows]

    def notes(self) -> tuple[str, ...]:
        """What a person is told about what was not read."""
        found = []
        if self.withdrawn:
            some = ", ".join(self.withdrawn[:5]) + (" …" if len(self.withdrawn) > 5 else "")
            found.append(f"{len(self.withdrawn)} controls are marked as withdrawn and were left out: {some}.")
        if self.cut:
            found.append(f"{len(self.cut)} texts have more than {LONGEST_TEXT:,} characters and were shortened, such as at {self.cut[0]}.")
        return tuple(found)


def _is_withdrawn(control: Mapping[str, Any]) -> bool:
    props = mappings(control.get("props"))
    return any(one.get("name") == "status" and words_of(one.get("value")).casefold() == "withdrawn" for one in props)


def _statement(parts: list[Mapping[str, Any]], params: Params) -> str:
    """The parts that say what must be done; where none is marked as such, all that is neither guidance nor assessment."""
    stated = [one for one in parts if one.get("name") == "statement"]
    others = [one for one in parts if one.get("name") not in _NO_STATEMENT and one.get("ns") != NS]
    return "\n".join(text for text in (outline(one, params) for one in stated or others) if text)


def _joined(parts: list[Mapping[str, Any]], names: tuple[str, ...], params: Params) -> str:
    return "\n\n".join(text for text in (outline(one, params) for one in parts if one.get("name") in names) if text)


def _written(control: Mapping[str, Any], parts: list[Mapping[str, Any]]) -> dict[str, Raw]:
    """What Sightline wrote of a requirement, word by word."""
    found: dict[str, Raw] = {name.replace("-", "_"): _own(control, name) for name in _OWN_PROPS}
    found["title"] = words_of(control.get("title"))
    by_name = {words_of(one.get("name")): one for one in parts}
    for name, key in (("statement", "statement"), ("guidance", "note"), ("shown-by", "shown_by")):
        found[key] = words_of(by_name.get(name, {}).get("prose"))
    for key in _LISTS:
        listed = by_name.get(key.replace("_", "-"), {})
        found[key] = [words_of(one.get("prose")) for one in mappings(listed.get("parts"))]
    found["documents"] = [
        {"name": words_of(one.get("title")), "kind": words_of(one.get("class"))} for one in parts if one.get("name") == "document"
    ]
    found["applies_to"] = [words_of(one.get("value")) for one in mappings(control.get("props")) if one.get("name") == "applies-to"]
    return found


__all__ = ["label_of", "ours", "read_catalog", "set_id", "set_of", "shortened"]
