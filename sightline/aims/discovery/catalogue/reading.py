"""The catalogue: loads it, lays an organisation's own entries and updates over it, and answers to whom a host, package or name belongs.

Three layers: the shipped files, a newer file merged in, the organisation's own entries. The later one wins: an id that it has replaces
the earlier entry, and a domain, package or name that it claims is taken from whoever had it. Within a layer nothing may be claimed twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from .checking import Check, Known, taken_twice
from .entries import OWN, SHIPPED, FalseFriend, Problem, Service, UnusableCatalogue
from .files import Row, read
from .matching import ecosystem_of, host_of, name_key, package_of
from .naming import Names, Texts

DATA = Path(__file__).parent / "data"
NOT_SERVICES = {"categories", "false_friends", "names"}
REMEMBERED_HOSTS = 16_384
LISTS = ("domains", "packages", "oauth", "software", "expense")


class Catalogue:
    """AI services, and the look-ups that tell which one something belongs to. Never changes: `merge` and `load(extra)` make another."""

    def __init__(self, version: str, services: Iterable[Service], friends: tuple[FalseFriend, ...] = ()) -> None:
        self.version = version
        self.services = tuple(sorted(services, key=lambda one: one.id))
        self.friends = friends
        self._by_id = {one.id: one for one in self.services}
        self._hosts: dict[str, Service | FalseFriend] = {one.text: one for one in friends if host_of(one.text) == one.text}
        self._hosts |= {host: one for one in self.services for host in one.domains}
        packages = {key: one for one in self.services for key in one.packages}
        self._packages = {key: one for key, one in packages.items() if not key.endswith("*")}
        self._families = sorted(((key[:-1], one) for key, one in packages.items() if key.endswith("*")), key=lambda pair: -len(pair[0]))
        self._oauth = Names(((name, one) for one in self.services for name in one.oauth), _added())
        self._software = Names(((name, one) for one in self.services for name in one.software), _added())
        pairs = [(text, one) for one in self.services for text in one.expense]
        self._merchants: Texts[Service | FalseFriend] = Texts([*pairs, *((one.text, one) for one in friends)])
        self._of_host = lru_cache(REMEMBERED_HOSTS)(self._walk)

    def service(self, service_id: str) -> Service | None:
        """Return the service with this id, if there is one."""
        return self._by_id.get(service_id)

    def by_domain(self, host: str) -> Service | None:
        """Return the service that `host` belongs to: the host itself or the nearest domain above it, cut only at dots.

        `host` may be a URL, carry a port or a trailing dot, be in capitals or an international name.
        """
        found = self._of_host(host)
        return found if isinstance(found, Service) else None

    def by_package(self, ecosystem: str, name: str) -> Service | None:
        """Return the service whose package this is. `ecosystem` is a package-URL type (`pypi`, `npm`, `golang` ...) or a usual name of one."""
        kind = ecosystem_of(ecosystem)
        key = f"{kind}:{package_of(kind, name)}"
        while kind and key:
            if key in self._packages:
                return self._packages[key]
            for start, service in self._families:
                if key.startswith(start):
                    return service
            # A Go package is named with its path inside the module, an npm one may be.
            key = key.rpartition("/")[0] if kind == "golang" else ""
        return None

    def by_oauth(self, app_name: str) -> Service | None:
        """Return the service that an application of a sign-in provider belongs to: `Otter.ai for Google Calendar` is Otter's."""
        return self._oauth.find(app_name) or self._software.find(app_name)

    def by_software(self, name: str) -> Service | None:
        """Return the service of an installed application or a browser or editor extension, by its name (with or without version) or identifier."""
        return self._software.find(name)

    def by_merchant(self, text: str) -> Service | None:
        """Return the service that a line of a card statement pays for. Words are compared whole; the longest match counts."""
        found = self._merchants.find(text)
        return found if isinstance(found, Service) else None

    def false_friend(self, text: str) -> FalseFriend | None:
        """Return what is known of a host or merchant that looks like an AI service and is none."""
        found = self._of_host(text) or self._merchants.find(text)
        return found if isinstance(found, FalseFriend) else None

    def domains(self) -> list[bytes]:
        """Return all domains as lower-case ASCII. To search a log for: a hit only says that the line is worth reading (then `by_domain`)."""
        return sorted(host.encode("ascii") for one in self.services for host in one.domains)

    def merge(self, file: Path | bytes, *, name: str = "") -> Catalogue:
        """Return a catalogue with the entries of a file laid over this one; what the file lists under `withdrawn` is left out.

        Args:
            file: a YAML file with `version` and `services`, or its content.
            name: what to call it in messages; else the name of the file.

        Raises:
            UnusableCatalogue: with the file and line of each problem.
        """
        content = file if isinstance(file, bytes) else file.read_bytes()
        name = name or ("this file" if isinstance(file, bytes) else file.name)
        version, services, withdrawn = _layer(content, name, origin=name)
        return Catalogue(version, _over([one for one in self.services if one.id not in withdrawn], services), self.friends)

    def _walk(self, text: str) -> Service | FalseFriend | None:
        host = host_of(text)
        while host:
            if host in self._hosts:
                return self._hosts[host]
            host = host.partition(".")[2]
        return None


@cache
def categories() -> Mapping[str, str]:
    """Return the title of each category, by id, in the order in which they are shown."""
    _, lists = read((DATA / "categories.yaml").read_bytes(), "categories.yaml")
    return {str(row.values["id"]): str(row.values["title"]) for row in lists["categories"]}


def load(extra: Iterable[Mapping[str, Any]] = ()) -> Catalogue:
    """Return the shipped catalogue (read once), with an organisation's own entries laid over it.

    Args:
        extra: entries with the keys of a file's: id, name, vendor, category, domains ...

    Raises:
        UnusableCatalogue: an own entry lacks something, or two of them claim the same.
    """
    rows = [Row(dict(one), f"own entry {one.get('id') or number}") for number, one in enumerate(extra, start=1)]
    shipped = _shipped()
    if not rows:
        return shipped
    return Catalogue(shipped.version, _over(shipped.services, _checked([(row, "") for row in rows], OWN)), shipped.friends)


def read_entry(entry: Mapping[str, Any]) -> Service:
    """Return an organisation's own entry as a service. Raises UnusableCatalogue."""
    return _checked([(Row(dict(entry)), "")], OWN)[0]


@cache
def _shipped() -> Catalogue:
    versions: set[str] = set()
    rows: list[tuple[Row, str]] = []
    for path in sorted(DATA.glob("*.yaml")):
        if path.stem not in NOT_SERVICES:
            head, lists = read(path.read_bytes(), path.name)
            versions.add(str(head.get("version") or ""))
            rows += [(row, str(head.get("category") or "")) for row in lists.get("services", ())]
    if len(versions) != 1 or "" in versions:
        raise UnusableCatalogue([Problem("", f"All files must have the same “version”; there are {', '.join(sorted(versions))}.")])
    hosts, texts, _ = _misleading()
    return Catalogue(versions.pop(), _checked(rows, SHIPPED), (*hosts, *texts))


@cache
def _misleading() -> tuple[tuple[FalseFriend, ...], tuple[FalseFriend, ...], frozenset[str]]:
    """False friends by host and by name, and hosts that serve much more than AI."""
    head, lists = read((DATA / "false_friends.yaml").read_bytes(), "false_friends.yaml")
    check = Check(Known((), (), {}), SHIPPED)
    hosts = [check.friend(row, "host") for row in lists.get("hosts", ())]
    texts = [check.friend(row, "text") for row in lists.get("texts", ())]
    shared = head.get("shared") or []
    if check.problems:
        raise UnusableCatalogue(check.problems)
    return tuple(one for one in hosts if one), tuple(one for one in texts if one), frozenset(str(one) for one in shared)


@cache
def _added() -> frozenset[str]:
    head, _ = read((DATA / "names.yaml").read_bytes(), "names.yaml")
    return frozenset(str(one) for one in head["added"])


@cache
def _known() -> Known:
    hosts, _, shared = _misleading()
    return Known(frozenset(categories()), shared, {one.text: one for one in hosts})


def _layer(content: bytes, name: str, *, origin: str) -> tuple[str, list[Service], frozenset[str]]:
    head, lists = read(content, name)
    version, withdrawn = head.get("version"), head.get("withdrawn") or []
    problems = []
    if not isinstance(version, str) or not version.strip():
        problems.append(Problem(name, "“version” is missing. Write the month of the catalogue, such as “version: 2026.11”."))
    if "services" not in lists and not withdrawn:
        problems.append(Problem(name, "“services” is missing. It lists the entries."))
    if isinstance(withdrawn, str):
        problems.append(Problem(name, "“withdrawn” must be a list of ids."))
    if problems:
        raise UnusableCatalogue(problems)
    category = str(head.get("category") or "")
    return str(version), _checked([(row, category) for row in lists.get("services", ())], origin), frozenset(str(one) for one in withdrawn)


def _checked(rows: Iterable[tuple[Row, str]], origin: str) -> list[Service]:
    check = Check(_known(), origin)
    found = [(row, service) for row, category in rows if (service := check.service(row, category))]
    problems = [*check.problems, *taken_twice(found)]
    if problems:
        raise UnusableCatalogue(problems)
    return [service for _, service in found]


def _over(below: Iterable[Service], above: Iterable[Service]) -> list[Service]:
    """The services of two layers: whatever the upper one claims is taken from the lower."""
    upper = list(above)
    ids = {one.id for one in upper}
    claimed = {kind: {_key(kind, text) for one in upper for text in getattr(one, kind)} for kind in LISTS}
    kept = []
    for one in below:
        if one.id in ids:
            continue
        left = {kind: tuple(text for text in getattr(one, kind) if _key(kind, text) not in claimed[kind]) for kind in LISTS}
        kept.append(
            replace(
                one,
                domains=left["domains"],
                packages=left["packages"],
                oauth=left["oauth"],
                software=left["software"],
                expense=left["expense"],
            )
        )
    return [*kept, *upper]


def _key(kind: str, text: str) -> str:
    return text if kind in ("domains", "packages") else name_key(text)
