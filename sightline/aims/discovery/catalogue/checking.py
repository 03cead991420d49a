"""What an entry must say before it is a `Service`. The same for shipped files, for an update from a file, and for an organisation's own entries."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .entries import KINDS, OWN, TRAINS, FalseFriend, Inputs, Problem, Service
from .files import Row
from .matching import ecosystem_of, host_of, name_key, package_of, words_of

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
COUNTRY = re.compile(r"[A-Z]{2}")
NEEDED = ("id", "name", "vendor", "category", "source")
TEXTS = (*NEEDED, "country", "kind", "embedded_in", "note")
LISTS = ("packages", "oauth", "software", "expense")
KEYS = frozenset((*TEXTS, *LISTS, "domains", "inputs"))
SHORTEST_NAME = 3  # letters and digits of a name or merchant that is to be found in other people's lists


@dataclass(frozen=True)
class Known:
    """What entries are checked against: ids of categories, hosts that serve much more than AI, and false friends by host."""

    categories: Collection[str]
    shared: Collection[str]
    friends: Mapping[str, FalseFriend]


@dataclass
class Check:
    """Reads rows into services and keeps, for each problem, where it stands and what would be right."""

    known: Known
    origin: str
    problems: list[Problem] = field(default_factory=list)

    def service(self, row: Row, category: str = "") -> Service | None:
        """Return the service that a row describes, or None when something in it is wrong. `category` is the one that the file begins with."""
        before = len(self.problems)
        texts = {"category": category, "kind": "service", "source": OWN if self.origin == OWN else ""} | self._texts(row)
        label = texts.get("id") or texts.get("name") or "this entry"
        for key in sorted(set(row.values) - KEYS):
            self._say(row, key, f"“{key}” is not known. An entry has: {', '.join(sorted(KEYS))}.")
        for key in NEEDED:
            if not texts.get(key) and key not in row.values:
                self._say(row, "", f"{label}: “{key}” is missing.")
        self._words(row, texts)
        domains, sources = self._domains(row)
        lists = {key: tuple(dict.fromkeys(self._list(row, key))) for key in LISTS}
        packages = tuple(self._packages(row, lists["packages"]))
        inputs = self._inputs(row)
        if len(self.problems) == before and not (domains or packages or any(lists.values()) or texts.get("embedded_in")):
            self._say(row, "", f"{label}: nothing to notice it by. Give domains, packages, oauth, software or expense names.")
        if len(self.problems) > before:
            return None
        return Service(
            id=texts["id"],
            name=texts["name"],
            vendor=texts["vendor"],
            category=texts["category"],
            source=texts["source"],
            country=texts.get("country", ""),
            kind=texts["kind"],
            domains=domains,
            domain_sources=sources,
            packages=packages,
            oauth=lists["oauth"],
            software=lists["software"],
            expense=lists["expense"],
            inputs=inputs,
            embedded_in=texts.get("embedded_in", ""),
            note=texts.get("note", ""),
            origin=self.origin,
        )

    def friend(self, row: Row, key: str) -> FalseFriend | None:
        """Return the false friend that a row describes; `key` is `host` or `text`."""
        missing = [one for one in (key, "looks_like", "why") if not str(row.values.get(one) or "").strip()]
        if missing:
            self._say(row, "", f"{', '.join(missing)} is missing.")
            return None
        return FalseFriend(*(str(row.values[one]).strip() for one in (key, "looks_like", "why")))

    def _say(self, row: Row, key: str, message: str) -> None:
        self.problems.append(Problem(row.place(key), message))

    def _texts(self, row: Row) -> dict[str, str]:
        found = {}
        for key in TEXTS:
            value = row.values.get(key)
            if isinstance(value, str) and value.strip():
                found[key] = value.strip()
            elif value not in (None, "") or (key in NEEDED and key in row.values):
                self._say(row, key, f"“{key}” must be a text.")
        return found

    def _words(self, row: Row, texts: Mapping[str, str]) -> None:
        if "id" in texts and not SLUG.fullmatch(texts["id"]):
            self._say(row, "id", f"The id “{texts['id']}” must be lower-case letters, digits and single hyphens, such as “acme-assistant”.")
        if texts["kind"] not in KINDS:
            self._say(row, "kind", f"The kind “{texts['kind']}” is not known. It is one of {', '.join(KINDS)}.")
        if texts["category"] and texts["category"] not in self.known.categories:
            self._say(
                row,
                "category",
                f"The category “{texts['category']}” is not known. It is one of {', '.join(sorted(self.known.categories))}.",
            )
        if texts.get("country") and not COUNTRY.fullmatch(texts["country"]):
            self._say(row, "country", f"The country “{texts['country']}” must be two capital letters (ISO 3166), such as DE.")

    def _list(self, row: Row, key: str) -> Iterator[str]:
        value = row.values.get(key) or []
        if isinstance(value, str) or not isinstance(value, Sequence):
            self._say(row, key, f"“{key}” must be a list.")
            return
        for one in value:
            if not isinstance(one, str) or not one.strip():
                self._say(row, key, f"“{key}” has an item that is no text.")
            elif key == "expense" and len("".join(words_of(one))) < SHORTEST_NAME:
                self._say(row, key, f"“{one}” is too short to be found on a card statement. It needs {SHORTEST_NAME} letters or more.")
            elif key in ("oauth", "software") and len(name_key(one)) < SHORTEST_NAME:
                self._say(row, key, f"“{one}” is too short to be told from other names. It needs {SHORTEST_NAME} letters or more.")
            else:
                yield one.strip()

    def _domains(self, row: Row) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
        value = row.values.get("domains") or []
        if isinstance(value, Mapping):
            groups: list[tuple[str, Any]] = list(value.items())
        else:
            groups = [("", value)]
        found: dict[str, str] = {}
        for source, hosts in groups:
            if isinstance(hosts, str) or not isinstance(hosts, Sequence):
                self._say(row, "domains", "“domains” must be a list, or lists by their source.")
                continue
            for text in hosts:
                host = self._host(row, text)
                if host and host in found:
                    self._say(row, "domains", f"The domain {host} is there twice.")
                if host:
                    found[host] = source
        return tuple(found), tuple((host, source) for host, source in found.items() if source)

    def _host(self, row: Row, text: object) -> str:
        host = host_of(text) if isinstance(text, str) else ""
        friend = self.known.friends.get(host)
        if not host:
            self._say(row, "domains", f"“{text}” is no domain. Write it as “example.com”.")
        elif host in self.known.shared:
            self._say(row, "domains", f"{host} serves much more than AI. Name the sub-domain that serves AI only.")
        elif friend:
            self._say(row, "domains", f"{host} is no AI service, though it looks like {friend.looks_like}: {friend.why}")
        else:
            return host
        return ""

    def _packages(self, row: Row, names: Sequence[str]) -> Iterator[str]:
        found = set()
        for text in names:
            ecosystem, _, name = text.partition(":")
            kind = ecosystem_of(ecosystem)
            if not kind or not name.strip():
                self._say(row, "packages", f"“{text}” must be written with its registry, such as “pypi:openai” or “npm:@anthropic-ai/sdk”.")
            elif len(name.strip("*@ ")) < 2:  # a lone star would be every package there is
                self._say(row, "packages", f"“{text}” stands for too many packages.")
            elif (key := f"{kind}:{package_of(kind, name)}") not in found:
                found.add(key)
                yield key

    def _inputs(self, row: Row) -> Inputs | None:
        value = row.values.get("inputs")
        if not value:
            return None
        given = {key: str(value.get(key) or "").strip() for key in ("trains", "says", "source")} if isinstance(value, Mapping) else {}
        if not given or not all(given.values()) or given["trains"] not in TRAINS:
            self._say(row, "inputs", f"“inputs” must say “trains” ({', '.join(TRAINS)}), “says” (one sentence) and “source” (the page).")
            return None
        return Inputs(**given)


def taken_twice(rows: Sequence[tuple[Row, Service]]) -> list[Problem]:
    """Return a problem for each id, domain, package or name that two entries of one layer claim."""
    problems: list[Problem] = []
    first: dict[tuple[str, str], str] = {}
    for row, service in rows:
        claims = [("id", service.id), *(("domains", one) for one in service.domains), *(("packages", one) for one in service.packages)]
        for kind in ("oauth", "software", "expense"):
            claims += [(kind, key) for key in dict.fromkeys(name_key(one) for one in getattr(service, kind))]
        for kind, key in claims:
            if (kind, key) in first:
                problems.append(Problem(row.place(kind), f"{service.id}: {key} ({kind}) is already that of {first[(kind, key)]}."))
            first.setdefault((kind, key), service.id)
    return problems
