"""What every record page has besides the sections that folders declare: facts, tasks, evidence, links, comments, history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.safestring import SafeString

from sightline.kernel.comments.models import Comment
from sightline.kernel.evidence.models import Evidence
from sightline.kernel.identity.actors import Actor
from sightline.kernel.identity.models import Account
from sightline.kernel.journal.reading import Told, Version, actor_names, history_of
from sightline.kernel.links.models import Link, Relation
from sightline.kernel.pages import Look, Shown
from sightline.kernel.records import Record, records_at
from sightline.kernel.registers import Register, listed_at
from sightline.kernel.tasks.models import Task, TaskState

from .cells import NOTHING, fact_html, is_wide
from .context import Attached
from .diffs import Line, lines_of, names_for

SHORT = 10
SMALL: tuple[type[Record], ...] = (Comment, Link, Evidence, Task, Account)
"""Records that are about others: they have facts and history, and nothing hangs on them."""
BACKWARDS = {
    Relation.SUPPORTS: "is supported by",
    Relation.DEPENDS: "is needed by",
    Relation.CAUSED: "led to",
    Relation.REPLACES: "is replaced by",
    Relation.RELATES: "has to do with",
}


@dataclass(frozen=True)
class Fact:
    """One fact: what it is called and what it says."""

    label: str
    html: SafeString
    wide: bool


@dataclass(frozen=True)
class Past:
    """A version in the history: the entry, who, what changed."""

    version: int
    entry: Told
    who: str
    lines: list[Line]
    withheld: bool


def attached_to(record: Record) -> Attached:
    """How much hangs on a record, as its page counted it; so that only what is there is asked for."""
    found: Attached = getattr(record, "attached", None) or Attached()
    return found


def facts_shown(found: Register | None, record: Record) -> Shown:
    """The fields of a record as facts, in the register's order; what was not said is told in one line."""
    skipped = {"id", "reference", "version", "retired", *record.image_exclude}
    columns = [*record._meta.concrete_fields, *record._meta.many_to_many]
    by_name = {column.name: column for column in columns if column.name not in skipped}
    chosen = bool(found and found.facts)
    names = [name for name in (found.facts if found and chosen else by_name) if name in by_name]
    facts, unsaid = [], []
    for name in names:
        column = by_name[name]
        if isinstance(column, models.UUIDField) or (not chosen and not column.editable):
            continue
        label = str(column.verbose_name)
        html = fact_html(record, column)
        if html == NOTHING:
            unsaid.append(label.lower() if label[1:2].islower() or len(label) < 2 else label)
        else:
            facts.append(Fact(label[:1].upper() + label[1:], html, is_wide(column, record)))
    return Shown("web/sections/facts.html", {"facts": facts, "unsaid": unsaid})


def about_shown(look: Look, record: Record) -> Shown | None:
    """What a task, a piece of evidence, a comment or a link is about, as far as its reader may see it: the way on from there."""
    pairs = [(getattr(record, f"{end}_type", ""), getattr(record, f"{end}_id", None)) for end in ("about", "source", "target")]
    found = listed_at([(kind, pk) for kind, pk in pairs if kind and pk], look.actor)
    rows = [found[pk] for _, pk in pairs if pk in found]
    return Shown("web/sections/about.html", {"rows": [(row, row._meta.verbose_name) for row in rows]}) if rows else None


def tasks_shown(look: Look, record: Record) -> Shown:
    """The open tasks about a record, next due first."""
    rows = Task.objects.current().visible_to(look.actor).filter(about_id=record.pk, state=TaskState.OPEN).select_related("assignee")
    found = list(rows.order_by(F("due").asc(nulls_last=True), "reference")[:SHORT]) if attached_to(record).tasks else []
    return Shown("web/sections/tasks.html", {"record": record, "tasks": found, "count": attached_to(record).tasks})


def evidence_shown(look: Look, record: Record) -> Shown:
    """The evidence tied to a record, newest first."""
    count = attached_to(record).evidence
    found = list(Evidence.objects.current().filter(about_id=record.pk).order_by("-speaks_of", "-reference")[:50]) if count else []
    return Shown("web/sections/evidence.html", {"record": record, "pieces": found, "count": count})


@dataclass(frozen=True)
class Tie:
    """A link seen from one of its ends."""

    link: Link
    how: str
    other: Record


def links_shown(look: Look, record: Record) -> Shown:
    """The links of a record, read from its own end."""
    ties: list[Tie] = []
    if attached_to(record).links:
        links = list(Link.objects.current().filter(Q(source_id=record.pk) | Q(target_id=record.pk)).order_by("reference")[:50])
        others = _others(links, record, look.actor)
        for link in links:
            outwards = link.source_id == record.pk
            other = others.get(link.target_id if outwards else link.source_id)
            relation = Relation(link.relation)
            if other is not None:
                ties.append(Tie(link, relation.label if outwards else BACKWARDS[relation], other))
    return Shown("web/sections/links.html", {"record": record, "ties": ties, "count": len(ties)})


def _others(links: Sequence[Link], record: Record, actor: Actor) -> dict[UUID, Record]:
    ends = ((link.target_type, link.target_id) if link.source_id == record.pk else (link.source_type, link.source_id) for link in links)
    return records_at(ends, actor)


def comments_shown(look: Look, record: Record) -> Shown:
    """What people said about a record, newest last, and a field to say more."""
    count = attached_to(record).comments
    found = list(Comment.objects.current().filter(about_id=record.pk).select_related("author").order_by("said")[:100]) if count else []
    return Shown(
        "web/sections/comments.html", {"record": record, "comments": found, "count": count, "may_comment": look.actor.may("comments.add")}
    )


def known_names(record: Record) -> dict[str, str]:
    """Names that were fetched with the record already."""
    names = {}
    for column in record._meta.concrete_fields:
        if isinstance(column, models.ForeignKey) and column.is_cached(record):
            other = getattr(record, column.name)
            if other is not None:
                names[str(other.pk)] = str(other)
    return names


def history_shown(look: Look, record: Record, until: date | None = None) -> Shown:
    """The versions of a record, newest first; the newest one open."""
    everything = look.one("history") == "all"
    versions = history_of(record, SHORT if until is None and not everything else None)
    if until is not None:
        versions = [version for version in versions if version.entry.time.date() <= until]
    shown = versions if everything else versions[:SHORT]
    count = record.version if until is None else len(versions)
    return Shown(
        "web/sections/history.html",
        {"record": record, "pasts": pasts_of(record, shown, look.actor), "count": count, "rest": count - len(shown)},
    )


def pasts_of(record: Record, versions: Sequence[Version], reader: Actor) -> list[Past]:
    """Versions with names and differences in words; the reader's own name is not asked for."""
    others = sorted({version.entry.actor for version in versions} - {reader.key})
    who = {reader.key: reader.name, **(actor_names(others) if others else {})}
    changes = [change for version in versions if version.version > 1 for change in version.changes]
    model = type(record)
    names = names_for(model, changes, known_names(record))
    return [
        Past(
            version.version,
            version.entry,
            who.get(version.entry.actor, ""),
            lines_of(model, version.changes, names) if version.version > 1 else [],
            version.image is None,
        )
        for version in versions
    ]
