"""Requirement sets as values: what a standard, a law or a person's own rules ask, before any record speaks of it.

Pure: no database and no Django, so that a set can be read, checked and written in a test, a command or a page alike. What a set must look
like is said in `checking`, once for every kind of file.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date

from sightline.kernel.errors import Invalid

KINDS = ("clause", "control", "article", "outcome", "step", "requirement")
DOCUMENT_KINDS = ("document", "record")
LIGHTEST, USUAL, HEAVIEST = 1, 2, 3


@dataclass(frozen=True)
class Document:
    """One piece of documented information that a requirement asks for; `kind` is `document` (says how) or `record` (says what was done)."""

    name: str
    kind: str = "document"


@dataclass(frozen=True)
class Group:
    """A part of a set, such as a clause of a standard. `group` is empty, but for a heading names the group that it is part of."""

    id: str
    title: str
    kind: str = "requirement"
    aim: str = ""
    group: str = ""


@dataclass(frozen=True)
class Requirement:
    """One thing that a set asks, in our own words.

    `short` is a title for narrow places. `shown_by` is a noun phrase: the record that would show it. `weight` runs from 1 to 3; 3 is
    mandatory documented information or a frequent major nonconformity. `documented` says that documented information is mandatory, and
    `documents` which. `applies_to` names those who are addressed (provider, deployer ...), `applies_from` the day from which it binds.
    """

    id: str
    title: str
    short: str
    kind: str = "requirement"
    group: str = ""
    heading: str = ""
    statement: str = ""
    shown_by: str = ""
    auditor_asks: tuple[str, ...] = ()
    typical_findings: tuple[str, ...] = ()
    weight: int = USUAL
    documented: bool = False
    documents: tuple[Document, ...] = ()
    applies_to: tuple[str, ...] = ()
    applies_from: date | None = None
    note: str = ""


@dataclass(frozen=True)
class RequirementSet:
    """A standard, a law or a person's own rules. `notes` tell the person who loaded the file what in it was not read."""

    id: str
    title: str
    short: str
    version: str
    publisher: str = ""
    source: str = ""
    checked_on: date | None = None
    about: str = ""
    copyright: str = ""
    groups: tuple[Group, ...] = ()
    headings: tuple[Group, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    notes: tuple[str, ...] = field(default=(), compare=False)

    def requirement(self, requirement_id: str) -> Requirement:
        """Return the requirement with this id. Raises KeyError."""
        for one in self.requirements:
            if one.id == requirement_id:
                return one
        raise KeyError(f"{self.id} has no requirement {requirement_id}")

    def of_group(self, group_id: str) -> tuple[Requirement, ...]:
        """Return the requirements of a group, in the order of the set."""
        return tuple(one for one in self.requirements if one.group == group_id)

    @property
    def fingerprint(self) -> str:
        """SHA-256 (hex) over everything that a reader sees; it changes when a word does, so that a newer file is noticed."""
        content = {key: value for key, value in asdict(self).items() if key != "notes"}
        return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


@dataclass(frozen=True)
class Problem:
    """What is wrong in a file, where (`line 12`, `row 5`), and what to do about it."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


class UnusableSet(Invalid):
    """The file is no requirement set yet; `problems` lists all that is wrong, in the order of the file."""

    kind = "unusable-set"
    title = "This is not a requirement set yet"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        words = [str(problem) for problem in self.problems]
        count = "1 thing is" if len(words) == 1 else f"{len(words)} things are"
        super().__init__(f"{count} to be mended in this file. Nothing was loaded.\n" + "\n".join(words), fields={"file": words})
