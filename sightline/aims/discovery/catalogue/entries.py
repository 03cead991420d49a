"""What the catalogue holds, as values, and how it says that a file is no catalogue. No database, no files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sightline.kernel.errors import Invalid

KINDS = ("service", "framework", "software")
TRAINS = ("yes", "no", "opt-out", "business-no")
SHIPPED, OWN = "shipped", "own"


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a vendor says that it does with what people type: `trains` is one of TRAINS, `says` one sentence of ours, `source` the vendor's page.

    `opt-out`: trains unless told not to. `business-no`: trains on consumers' input, not on that of business plans or the API.
    """

    trains: str
    says: str
    source: str


@dataclass(frozen=True, slots=True)
class Service:
    """One AI service, framework (AI is built with it) or software (AI runs on the machine itself), and all it is noticed by.

    `packages` are written as `ecosystem:name`; a trailing `*` stands for any ending. `country` is ISO 3166-1 alpha-2, empty where not known.
    `source` says where the entry comes from, `domain_sources` the same for each domain that comes from elsewhere. `embedded_in` names
    the business software that it is a part of. `origin` is `shipped`, `own`, or the name of the file that was merged in.
    """

    id: str
    name: str
    vendor: str
    category: str
    source: str
    country: str = ""
    kind: str = "service"
    domains: tuple[str, ...] = ()
    domain_sources: tuple[tuple[str, str], ...] = ()
    packages: tuple[str, ...] = ()
    oauth: tuple[str, ...] = ()
    software: tuple[str, ...] = ()
    expense: tuple[str, ...] = ()
    inputs: Inputs | None = None
    embedded_in: str = ""
    note: str = ""
    origin: str = SHIPPED

    def source_of(self, domain: str) -> str:
        """Return where one of `domains` comes from: a list of v2fly, a registry, or a vendor's address."""
        return dict(self.domain_sources).get(domain, self.source)


@dataclass(frozen=True, slots=True)
class FalseFriend:
    """A host, merchant or application name that looks like an AI service and is none. `looks_like` is what people take it for."""

    text: str
    looks_like: str
    why: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where (`update.yaml, line 12`), and what to do about it."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


class UnusableCatalogue(Invalid):
    """The file or the entry cannot be used yet; `problems` lists all that is wrong, in the order of the file."""

    kind = "unusable-catalogue"
    title = "This cannot be added to the catalogue yet"
    shown = 20  # more problems than this are counted, not listed, in the message

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        lines = [str(one) for one in self.problems[: self.shown]]
        if len(self.problems) > self.shown:
            lines.append(f"... and {len(self.problems) - self.shown} more.")
        super().__init__("\n".join(lines))
