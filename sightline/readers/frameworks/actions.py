"""How requirement sets come in, are renewed and are left."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from sightline.kernel.actions import Ask, Upload, action, edit_action, retire_action
from sightline.kernel.errors import Invalid
from sightline.kernel.identity.actors import Actor

from .applying import apply_set
from .loading import LARGEST_ANY, load, load_shipped, shipped_sets
from .models import ISO42001, Framework, Pairing, Requirement, Strength


@action("frameworks.change", label="Load your own set", creates=Framework)
def load_framework(
    actor: Actor,
    *,
    file: Annotated[Upload, Ask("File", help="YAML, a workbook or an OSCAL catalog; the same id renews it.")],
) -> Framework:
    """Loads a requirement set of one's own. Loading a newer file updates it in place; judgements stay."""
    read = load(file.read(LARGEST_ANY + 1), name=file.name or "")
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


Served = Annotated[Requirement, Ask("Serves", help="Work and evidence for the first one count for this one too.")]


@action("frameworks.change", label="Map to another requirement", assistant=True)
def pair_requirements(
    actor: Actor,
    *,
    requirement: Requirement,
    serves: Served,
    strength: Annotated[Strength, Ask("How much", help="“Not at all” takes a pair out that comes with Sightline.")],
    why: Annotated[str, Ask("Why", long=True, help="Auditors read this.")],
) -> Pairing:
    """Says that work for one requirement serves another, beside what the crosswalk says. A later judgement takes its place."""
    if serves.pk == requirement.pk:
        message = "These are one and the same requirement. Choose another one."
        raise Invalid(message, fields={"serves": [message]})
    pair = Pairing.objects.current().filter(first=requirement, second=serves).first() or Pairing(first=requirement, second=serves)
    pair.strength, pair.why = strength, why
    pair.save()
    return pair


edit_action(Pairing, ["strength", "why"], "frameworks.change", name="edit_pairing", label="Change the pair")
retire_action(Pairing, "frameworks.change", name="retire_pairing", label="Take the pair back")
