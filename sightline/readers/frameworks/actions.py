"""How requirement sets come in, are renewed and are left."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from sightline.kernel.actions import Ask, Upload, action
from sightline.kernel.errors import Invalid
from sightline.kernel.identity.actors import Actor

from .applying import apply_set
from .loading import load, load_shipped, shipped_sets
from .models import ISO42001, Framework, Requirement


@action("frameworks.change", label="Load your own set", creates=Framework)
def load_framework(
    actor: Actor, *, file: Annotated[Upload, Ask("File", help="YAML, XLSX, XLS or ODS. A newer file of the same id updates the set.")]
) -> Framework:
    """Loads a requirement set of one's own. Loading a newer file updates it in place; judgements stay."""
    read = load(file.read(), name=file.name or "")
    if read.id in shipped_sets():
        message = f"“{read.id}” is the id of a set that comes with Sightline. Give yours another one."
        raise Invalid(message, fields={"file": [message]})
    return apply_set(read, shipped=False).framework


@cache
def _shipped_titles() -> tuple[tuple[str, str], ...]:
    return tuple((name, load_shipped(name).title) for name in shipped_sets())


def _shipped_choices(actor: Actor) -> list[tuple[str, str]]:
    return list(_shipped_titles())


@action("frameworks.change", label="Load a set that comes with Sightline")
def adopt_framework(actor: Actor, *, framework: Annotated[str, Ask("Requirement set", choices=_shipped_choices)]) -> Framework:
    """Loads a requirement set that comes with Sightline, or renews it."""
    return apply_set(load_shipped(framework), shipped=True).framework


def _is_the_base(actor: Actor, framework: Framework) -> str:
    return "The management system rests on ISO/IEC 42001. It stays." if framework.set_id == ISO42001 else ""


def _retire_requirements(framework: Framework) -> None:
    for row in Requirement.objects.current().filter(framework=framework):
        row.retire()


@action("frameworks.change", label="Leave this set", why_not=_is_the_base, reason=True, danger=True)
def leave_framework(actor: Actor, *, framework: Framework) -> Framework:
    """Takes a requirement set and its requirements out of use from today. Their history stays."""
    _retire_requirements(framework)
    framework.retire()
    return framework
