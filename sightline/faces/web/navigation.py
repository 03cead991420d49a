"""The rail: seven entries, each with a second level made from the menus that registers and pages declare. Only what the reader may open is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sightline.kernel.identity.actors import Actor
from sightline.kernel.pages import ENTRIES, Page, all_pages
from sightline.kernel.registers import Register, all_registers

ICONS = {
    "Home": "house",
    "AI systems": "cpu",
    "Risks and impacts": "triangle-alert",
    "Policies and people": "book-open",
    "Watch and fix": "activity",
    "Requirements": "list-checks",
    "Audit and trust": "stamp",
}
SECOND = {
    "AI systems": ("Register", "Gates", "Requests to use", "Found in use", "Data flows", "Suppliers", "Access"),
    "Risks and impacts": ("Risk register", "Impact assessments", "Treatment plan", "Method and criteria"),
    "Policies and people": ("Policies and documents", "Reading", "Training", "Roles", "Organisation and scope", "Objectives"),
    "Watch and fix": ("Monitors", "Incidents", "Concerns", "Corrective actions", "Changes in law"),
    "Requirements": (
        "Gap analysis",
        "ISO/IEC 42001",
        "EU AI Act",
        "Other frameworks",
        "Statement of Applicability",
        "Required documents",
        "Evidence",
    ),
    "Audit and trust": (
        "Internal audits",
        "Management review",
        "Certification",
        "Auditors' room",
        "Evidence packs",
        "Trust page",
        "Questionnaires",
    ),
}
"""The order of the second level, UX.md section 3; what is not named here follows, in the order of its declaration."""


@dataclass(frozen=True)
class Place:
    """A second-level place: what it is called and where it is."""

    name: str
    address: str
    here: bool = False


@dataclass(frozen=True)
class Entry:
    """One of the seven entries, with its places where one is in it."""

    name: str
    icon: str
    address: str
    current: str = ""
    places: list[Place] = field(default_factory=list)


def _places(actor: Actor) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {name: {} for name in ENTRIES}
    for page in all_pages():
        entry, second = page.menu
        if entry and second and "<" not in page.path and (not page.permission or actor.may(page.permission)):
            found[entry].setdefault(second, "/" + page.path)
    for register in all_registers():
        entry, second = register.menu
        if entry and second and actor.may(register.permission):
            found[entry].setdefault(second, f"/{register.name}/")
    return found


def _order(entry: str, second: str) -> int:
    known = SECOND.get(entry, ())
    return known.index(second) if second in known else len(known)


def place_of(declared: Page | Register) -> tuple[str, str]:
    """Where a page or a register belongs in the rail: its own place, else the entry of its folder, so that the rail is not lost one step deeper."""
    if declared.menu[0]:
        return declared.menu
    folder = _folder(declared)
    everything: list[Page | Register] = [*all_pages(), *all_registers()]
    near = (one.menu[0] for one in everything if one.menu[0] and _folder(one) == folder)
    return next(near, ""), ""


def _folder(declared: Page | Register) -> Path:
    """The folder whose room declares it; a room may be a folder itself."""
    room = Path(declared.where).parent
    return room.parent if room.name in ("pages", "registers") else room


def rail(actor: Actor, here: tuple[str, str], path: str) -> list[Entry]:
    """The entries that somebody sees.

    Args:
        actor: who looks.
        here: the (entry, second level) that the page belongs to; ("", "") for none.
        path: the page's own address, to tell "this page" from "in here".
    """
    places = _places(actor)
    entries = [Entry("Home", ICONS["Home"], "/", "page" if path == "/" else "")]
    for name in ENTRIES[1:]:
        if not places[name]:
            continue
        ordered = sorted(places[name].items(), key=lambda item: _order(name, item[0]))
        inside = here[0] == name
        second = [Place(label, address, label == here[1]) for label, address in ordered] if inside else []
        entries.append(Entry(name, ICONS[name], ordered[0][1], "true" if inside else "", second))
    return entries
