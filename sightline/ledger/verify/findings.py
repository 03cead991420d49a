"""What verification says: a report with its problems, the first wrong entry named."""

import base64
from dataclasses import dataclass, field

MOST_PROBLEMS = 1000
"""More are counted, not listed, so that a log that is wrong throughout does not fill the memory."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is not as it was signed.

    Attributes:
        kind: entry, image, tile, checkpoint, or trusted (against a checkpoint held elsewhere).
        name: what it is and what is wrong with it, in plain English.
        entry: index of the entry that it belongs to, or of the first that it may belong to; None if it belongs to none.
    """

    kind: str
    name: str
    entry: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a verification.

    Attributes:
        size: number of entries in the tree.
        root: head of the tree over them, 32 bytes.
        first_bad: the smallest index that a problem names; None if none does.
        problems: in the order of their finding, at most a thousand.
        left_out: number of further problems.
        withheld: number of images whose content was erased.
        pending: number of entries after the last checkpoint, not signed yet.
    """

    size: int
    root: bytes
    first_bad: int | None = None
    problems: tuple[Problem, ...] = ()
    left_out: int = 0
    withheld: int = 0
    pending: int = 0

    @property
    def ok(self) -> bool:
        """Whether everything is as it was signed."""
        return not self.problems

    def to_json(self) -> dict[str, object]:
        """Return the report as JSON values; the root in base64, as checkpoints write it."""
        return {
            "ok": self.ok,
            "size": self.size,
            "root": base64.b64encode(self.root).decode(),
            "first_bad": self.first_bad,
            "problems": [{"kind": one.kind, "name": one.name, "entry": one.entry} for one in self.problems],
            "left_out": self.left_out,
            "withheld": self.withheld,
            "pending": self.pending,
        }


@dataclass(slots=True)
class Findings:
    """Collects problems while a log is read."""

    problems: list[Problem] = field(default_factory=list)
    left_out: int = 0
    first_bad: int | None = None

    def add(self, kind: str, name: str, entry: int | None) -> None:
        """Note a problem; arguments as in `Problem`."""
        if entry is not None and (self.first_bad is None or entry < self.first_bad):
            self.first_bad = entry
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(kind, name, entry))
        else:
            self.left_out += 1

    def take(self, other: "Findings") -> None:
        """Add what was found elsewhere."""
        for one in other.problems:
            self.add(one.kind, one.name, one.entry)
        self.left_out += other.left_out
        if other.first_bad is not None and (self.first_bad is None or other.first_bad < self.first_bad):
            self.first_bad = other.first_bad
