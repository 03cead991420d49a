"""What a requirement set must look like, said once for every kind of file.

A reader of files (YAML, XLSX) turns what it finds into a `RawSet`: words with the place where each stands. `build` turns these into a
`RequirementSet` or lists everything that is wrong, with the place and what to do. It never stops at the first problem.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import TypeAlias, Union

from .sets import (
    DOCUMENT_KINDS,
    HEAVIEST,
    KINDS,
    LIGHTEST,
    USUAL,
    Document,
    Group,
    Problem,
    Requirement,
    RequirementSet,
    UnusableSet,
)

SET_KEYS = ("id", "title", "short", "version", "publisher", "source", "checked_on", "about", "copyright")
GROUP_KEYS = ("id", "title", "kind", "aim", "group")
PARTS = ("groups", "headings", "requirements")
REQUIREMENT_KEYS = (
    "id", "title", "short", "kind", "group", "heading", "statement", "shown_by", "auditor_asks", "typical_findings",
    "weight", "documented", "documents", "applies_to", "applies_from", "note",
)  # fmt: skip
DOCUMENT_KEYS = ("name", "kind")

WEIGHT_WORDS = {"low": LIGHTEST, "medium": USUAL, "normal": USUAL, "high": HEAVIEST}
YES_WORDS = {"true", "yes", "y", "1", "x", "ja", "oui", "sí", "si"}
NO_WORDS = {"false", "no", "n", "0", "-", "nein", "non"}
LONGEST_ID, LONGEST_TITLE, LONGEST_TEXT = 40, 200, 4000  # characters
SET_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
BAD_IN_ID = re.compile(r"[/\\?#%<>\"'\s]")  # ids stand in addresses: /requirements/SET/ID/
DOCUMENT = re.compile(r"(?P<name>.+?)\s*\((?P<kind>document|record)\)", re.DOTALL)

Raw: TypeAlias = Union[str, "Sequence[Raw]", "Mapping[str, Raw]"]


@dataclass(frozen=True)
class RawRow:
    """One thing of a file before it is checked: its words by key, and the place (`line 12`, `row 5`) of the whole and of single keys."""

    where: str
    values: Mapping[str, Raw]
    places: Mapping[str, str] = field(default_factory=dict)

    def place(self, key: str) -> str:
        """Say where the word for `key` stands, or at least where the row does."""
        return self.places.get(key, self.where)


@dataclass(frozen=True)
class RawSet:
    """A whole file before it is checked."""

    head: RawRow
    groups: Sequence[RawRow] = ()
    headings: Sequence[RawRow] = ()
    requirements: Sequence[RawRow] = ()
    notes: tuple[str, ...] = ()


def build(raw: RawSet) -> RequirementSet:
    """Return the set that a file describes. Raises UnusableSet with every problem found."""
    checker = _Checker(raw)
    built = checker.whole()
    if checker.problems:
        raise UnusableSet(sorted(checker.problems, key=lambda problem: [int(number) for number in re.findall(r"\d+", problem.where)[:1]]))
    return built


def suggestion(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> str:
    """Return ` Did you mean “x”?` for the nearest known word, or nothing."""
    by_folded = {one.casefold(): one for one in known}
    near = get_close_matches(word.casefold(), by_folded, n=1, cutoff=cutoff)
    return f" Did you mean “{by_folded[near[0]]}”?" if near else ""


def group_id(name: str) -> str:
    """Return an id for a group that a person only gave a name."""
    return re.sub(r"-{2,}", "-", BAD_IN_ID.sub("-", name.strip()))[:LONGEST_ID].strip("-")


class _Checker:
    """Reads words into fields and remembers what is wrong; a wrong word gives the field's default, so that the rest is checked too."""

    def __init__(self, raw: RawSet) -> None:
        self.raw = raw
        self.problems: list[Problem] = []
        self.groups: list[Group] = []
        self.headings: list[Group] = []

    def say(self, where: str, message: str) -> None:
        if (problem := Problem(where, message)) not in self.problems:
            self.problems.append(problem)

    # ------------------------------------------------------------------------------------------------------------ the parts
    def whole(self) -> RequirementSet:
        head = self.raw.head
        self.refuse_unknown(head, SET_KEYS, "a requirement set")
        set_id = self.text(head, "id")
        if not SET_ID.fullmatch(set_id):
            message = f"The set's id “{set_id}” must be 2 to 40 small letters, figures or hyphens. Write it like my-rules."
            self.say(head.place("id"), message)
        title = self.title(head, "The set")
        self.groups = [self.group(row) for row in self.raw.groups] or self.named_groups(title)
        self.headings = [self.group(row, heading=True) for row in self.raw.headings]
        requirements = tuple(self.requirement(row) for row in self.raw.requirements)
        if not requirements:
            self.say(head.where, "This file has no requirements. Add at least one, with an id and a title.")
        self.refuse_twins([*self.raw.groups, *self.raw.headings], "group")
        self.refuse_twins(self.raw.requirements, "requirement")
        return RequirementSet(
            id=set_id,
            title=title,
            short=self.text(head, "short") or title,
            version=self.text(head, "version") or "1",
            publisher=self.text(head, "publisher"),
            source=self.text(head, "source"),
            checked_on=self.day(head, "checked_on"),
            about=self.text(head, "about"),
            copyright=self.text(head, "copyright"),
            groups=tuple(self.groups),
            headings=tuple(self.headings),
            requirements=requirements,
            notes=self.raw.notes,
        )

    def group(self, row: RawRow, *, heading: bool = False) -> Group:
        what = "heading" if heading else "group"
        self.refuse_unknown(row, GROUP_KEYS, f"a {what}")
        parent = self.text(row, "group")
        if heading:
            parent = self.known_group(row, self.groups, what="heading")
        elif parent:
            self.say(row.place("group"), "A group is not part of another group. Make it a heading, or leave this empty.")
        return Group(
            id=self.id(row, what), title=self.title(row, f"The {what}"), kind=self.one_of(row, "kind", KINDS) or "requirement",
            aim=self.text(row, "aim"), group=parent,
        )  # fmt: skip

    def named_groups(self, title: str) -> list[Group]:
        """Make groups of the names that requirements give, when the file does not list groups."""
        names = [self.text(row, "group") for row in self.raw.requirements]
        if not any(names):
            return [Group("all", title)]
        return list({group_id(name): Group(group_id(name), name) for name in reversed(names) if name}.values())[::-1]

    def requirement(self, row: RawRow) -> Requirement:
        self.refuse_unknown(row, REQUIREMENT_KEYS, "a requirement")
        title = self.title(row, "The requirement")
        documents = self.documents(row)
        documented = self.yes_or_no(row, "documented")
        if documents and documented is False:
            self.say(row.place("documented"), "Documents are named, but “documented” says no. Say yes, or remove the documents.")
        group = self.known_group(row, self.groups, what="requirement")
        return Requirement(
            id=self.id(row, "requirement"),
            title=title,
            short=self.text(row, "short") or title,
            kind=self.one_of(row, "kind", KINDS) or "requirement",
            group=group,
            heading=self.known_heading(row, group),
            statement=self.text(row, "statement"),
            shown_by=self.text(row, "shown_by"),
            auditor_asks=self.lines(row, "auditor_asks"),
            typical_findings=self.lines(row, "typical_findings"),
            weight=self.weight(row),
            documented=bool(documents) if documented is None else documented,
            documents=documents,
            applies_to=self.lines(row, "applies_to"),
            applies_from=self.day(row, "applies_from"),
            note=self.text(row, "note"),
        )

    def documents(self, row: RawRow) -> tuple[Document, ...]:
        found = []
        given = row.values.get("documents", ())
        for one in given.splitlines() if isinstance(given, str) else given:
            if isinstance(one, Mapping):
                inner = RawRow(row.place("documents"), one)
                self.refuse_unknown(inner, DOCUMENT_KEYS, "a document")
                kind = self.one_of(inner, "kind", DOCUMENT_KINDS) or "document"
                found.append(Document(self.title(inner, "The document", key="name"), kind))
            elif isinstance(one, str) and one.strip():
                match = DOCUMENT.fullmatch(one.strip())
                found.append(Document(match["name"], match["kind"]) if match else Document(one.strip()))
        return tuple(found)

    # ----------------------------------------------------------------------------------------------------------- the parents
    def known_group(self, row: RawRow, groups: Sequence[Group], *, what: str) -> str:
        """Return the id of the group that a row names, by id or by title."""
        name = self.text(row, "group")
        for key in (name, group_id(name)):
            if any(one.id == key for one in groups):
                return key
        named = [one.id for one in groups if one.title.casefold() == name.casefold()]
        if named:
            return named[0]
        if not name and [one.id for one in groups] == ["all"]:
            return "all"
        listed = "The groups of this file are " + ", ".join(one.id for one in groups[:12]) + (" …" if len(groups) > 12 else "") + "."
        if name:
            near = suggestion(name, [one.id for one in groups] + [one.title for one in groups])
            self.say(row.place("group"), f"There is no group “{name}”.{near} Add it to the groups, or name one that is there. {listed}")
        else:
            self.say(row.place("group"), f"The {what} has no group. {listed}")
        return ""

    def known_heading(self, row: RawRow, group: str) -> str:
        name = self.text(row, "heading")
        if not name:
            return ""
        found = next((one for one in self.headings if one.id == name), None)
        if found is None:
            near = suggestion(name, [one.id for one in self.headings])
            self.say(row.place("heading"), f"There is no heading “{name}”.{near} Add it to the headings, or leave this empty.")
        elif group and found.group != group:
            self.say(row.place("heading"), f"Heading {name} is part of group {found.group}, but this requirement is in group {group}.")
        return name

    # ------------------------------------------------------------------------------------------------------------- the words
    def refuse_unknown(self, row: RawRow, known: Sequence[str], what: str) -> None:
        for key in row.values:
            if key not in known:
                near = suggestion(key, (*known, *PARTS) if known is SET_KEYS else known) or f" It may have: {', '.join(known)}."
                self.say(row.place(key), f"“{key}” is not a part of {what}.{near}")

    def refuse_twins(self, rows: Sequence[RawRow], what: str) -> None:
        first: dict[str, str] = {}
        for row in rows:
            name = self.text(row, "id").casefold()
            if name and name in first:
                hint = " A spreadsheet turns 4.10 into 4.1 unless the column is text." if re.fullmatch(r"\d+\.\d+", name) else ""
                message = f"The {what} id “{self.text(row, 'id')}” is there twice, first at {first[name]}. Give each its own.{hint}"
                self.say(row.place("id"), message)
            first.setdefault(name, row.where)

    def text(self, row: RawRow, key: str) -> str:
        value = row.values.get(key, "")
        if not isinstance(value, str):
            self.say(row.place(key), f"“{key}” must be one text, not a list or a group of keys.")
            return ""
        return self.not_too_long(row, key, value)

    def not_too_long(self, row: RawRow, key: str, value: str) -> str:
        if len(value) > LONGEST_TEXT:
            self.say(row.place(key), f"“{key}” has {len(value):,} characters. Keep it under {LONGEST_TEXT:,}; the whole text is evidence.")
        return value.strip()

    def id(self, row: RawRow, what: str) -> str:
        name = self.text(row, "id")
        if not name:
            self.say(row.place("id"), f"The {what} has no id. Give it a short one, such as 4.1.")
        elif len(name) > LONGEST_ID or BAD_IN_ID.search(name.replace(" ", "")):
            message = f"The id “{name[:60]}” must have at most {LONGEST_ID} characters, without / \\ ? # % < > and quotation marks."
            self.say(row.place("id"), message)
        return name

    def title(self, row: RawRow, what: str, *, key: str = "title") -> str:
        name = self.text(row, key)
        if not name:
            self.say(row.place(key), f"{what} has no {key}. Write in a few words what it is about.")
        elif len(name) > LONGEST_TITLE:
            message = f"The {key} has {len(name)} characters. Keep it under {LONGEST_TITLE} and put the rest into the statement."
            self.say(row.place(key), message)
        return name

    def lines(self, row: RawRow, key: str) -> tuple[str, ...]:
        """Read a list, or a text with one item on each line."""
        value = row.values.get(key, "")
        items = value.splitlines() if isinstance(value, str) else value
        if isinstance(items, Mapping) or not all(isinstance(one, str) for one in items):
            self.say(row.place(key), f"“{key}” must be a list of texts. If a text contains a colon, put it in quotation marks.")
            return ()
        return tuple(self.not_too_long(row, key, one) for one in items if isinstance(one, str) and one.strip())

    def one_of(self, row: RawRow, key: str, known: Sequence[str]) -> str:
        word = self.text(row, key).casefold()
        if word and word not in known:
            near = suggestion(word, known) or f" Choose one of: {', '.join(known)}."
            self.say(row.place(key), f"“{word}” is not a {key} that is known here.{near}")
            return ""
        return word

    def weight(self, row: RawRow) -> int:
        word = self.text(row, "weight").casefold().removesuffix(".0")
        if not word:
            return USUAL
        if word in WEIGHT_WORDS:
            return WEIGHT_WORDS[word]
        if word in {"1", "2", "3"}:
            return int(word)
        self.say(row.place("weight"), f"The weight “{word}” must be 1, 2 or 3, or low, medium or high. 3 weighs most.")
        return USUAL

    def yes_or_no(self, row: RawRow, key: str) -> bool | None:
        word = self.text(row, key).casefold()
        if word and word not in YES_WORDS | NO_WORDS:
            self.say(row.place(key), f"“{word}” must be yes or no.")
        return None if not word else word in YES_WORDS

    def day(self, row: RawRow, key: str) -> date | None:
        word = self.text(row, key)
        try:
            return date.fromisoformat(word[:10]) if word else None
        except ValueError:
            self.say(row.place(key), f"“{word}” is not a date. Write it as 2026-02-28.")
            return None
