"""Writing a set into records: new requirements are added, known ones updated in place, dropped ones retired.

Judgements, plans and evidence hang on the records and so survive a newer edition. What else must happen when a set was loaded (seeding the
Statement of Applicability) is told by the folders above through `when_loaded`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sightline.kernel import clock
from sightline.kernel.changes import change
from sightline.kernel.identity.actors import Actor

from . import sets
from .loading import load_shipped, shipped_sets
from .models import ISO42001, Framework, Requirement

FIRST = ISO42001
"""The set that is loaded first; whoever leaves another one keeps it left."""

Step = Callable[[Framework], None]
_steps: list[Step] = []


def when_loaded(step: Step) -> Step:
    """Adds a step that runs inside the same change after a set was written; it must be safe to repeat."""
    if step not in _steps:
        _steps.append(step)
    return step


@dataclass(frozen=True)
class Applied:
    """What loading a set did, in requirements."""

    framework: Framework
    added: int
    changed: int
    retired: int


def apply_set(read: sets.RequirementSet, *, shipped: bool) -> Applied:
    """Writes a set into records, inside the open change. The same file again changes nothing.

    Args:
        read: the set, as read from its file.
        shipped: it comes with Sightline.
    """
    framework = Framework.objects.current().filter(set_id=read.id).first() or Framework(set_id=read.id)
    fresh = framework.fingerprint != read.fingerprint
    if fresh:
        for name, value in _head(read, shipped).items():
            setattr(framework, name, value)
        framework.save()
    added, changed, retired = _write_requirements(framework, read) if fresh else (0, 0, 0)
    for step in _steps:
        step(framework)
    return Applied(framework, added, changed, retired)


def _head(read: sets.RequirementSet, shipped: bool) -> dict[str, Any]:
    return {
        "title": read.title,
        "short": read.short,
        "edition": read.version,
        "publisher": read.publisher,
        "source": read.source,
        "checked_on": read.checked_on,
        "about": read.about,
        "copyright": read.copyright,
        "shipped": shipped,
        "groups": [asdict(group) for group in read.groups],
        "headings": [asdict(heading) for heading in read.headings],
        "fingerprint": read.fingerprint,
    }


def _write_requirements(framework: Framework, read: sets.RequirementSet) -> tuple[int, int, int]:
    known = {row.key: row for row in Requirement.objects.filter(key__startswith=f"{read.id}:")}
    new: list[Requirement] = []
    changed = 0
    for position, one in enumerate(read.requirements, 1):
        key = f"{read.id}:{one.id}"
        row = known.pop(key, None) or Requirement(key=key)
        wanted = _fields(one, position) | {"framework_id": framework.pk}
        before = {name: getattr(row, name) for name in wanted} | {"retired": row.retired}
        for name, value in wanted.items():
            setattr(row, name, value)
        row.retired = None
        if not row.reference:
            new.append(row)
        elif before != wanted | {"retired": None}:
            row.save()
            changed += 1
    if new:
        Requirement.objects.bulk_create(new)
    dropped = [row for row in known.values() if row.retired is None]
    for row in dropped:
        row.retired = clock.today()
        row.save()
    return len(new), changed, len(dropped)


def _fields(one: sets.Requirement, position: int) -> dict[str, Any]:
    plain = asdict(one)
    fields: dict[str, Any] = {name: list(value) if isinstance(value, tuple) else value for name, value in plain.items() if name != "id"}
    applies_from: date | None = one.applies_from
    return fields | {"code": one.id, "position": position, "applies_from": applies_from}


def ensure_shipped_frameworks(actor: Actor, face: str, only: Collection[str] | None = None) -> list[Applied]:
    """Loads the sets that an installation begins with, and renews loaded ones that a newer release ships; at first start and after updates.

    Opens a change of its own, and none where everything is as shipped: it may be called at every start.

    Args:
        actor: who.
        face: through which face.
        only: the ids of the sets that a new installation gets; all that are shipped unless said.

    Returns:
        What was written; an empty list where nothing was.
    """
    known = set(Framework.objects.values_list("set_id", flat=True))
    loaded = dict(Framework.objects.current().filter(shipped=True).values_list("set_id", "fingerprint"))
    fresh = [name for name in only or shipped_sets() if name not in known]
    wanted = [load_shipped(name) for name in dict.fromkeys([FIRST, *fresh, *loaded])]
    stale = [read for read in wanted if loaded.get(read.id) != read.fingerprint]
    if not stale:
        return []
    with change(actor, "adopt_framework", face, "It comes with this release of Sightline."):
        return [apply_set(read, shipped=True) for read in stale]
