"""How claims of others come in, and how a person decides on each. Nothing counts before that, and what counts then is a piece of evidence."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from django.core.files.base import ContentFile

from sightline.kernel import clock
from sightline.kernel.actions import Ask, Upload, action
from sightline.kernel.errors import Conflict
from sightline.kernel.evidence.actions import plain_name
from sightline.kernel.evidence.models import Evidence
from sightline.kernel.evidence.store import keep
from sightline.kernel.identity.actors import Actor
from sightline.readers.frameworks.models import Requirement

from .claiming import Definition, Said, read_definition, text_of
from .models import Claim, ClaimState, ComponentDefinition
from .reading import LARGEST_FILE

Which = Annotated[Requirement, Ask("Requirement", help="Of any set that is loaded. Its reference, or words of its title.")]
Checked = Annotated[str, Ask("What you checked", long=True, help="Auditors read this. Say what you relied on.")]


@action("conformity.change", label="Load a component definition", creates=ComponentDefinition)
def load_component_definition(
    actor: Actor, *, file: Annotated[Upload, Ask("File", help="OSCAL, as JSON. A newer file of the same product updates its claims.")]
) -> ComponentDefinition:
    """Reads what a supplier says in OSCAL about requirements, as claims that a person decides on."""
    content = file.read(LARGEST_FILE + 1)
    read = read_definition(content)
    definition = _known(read) or ComponentDefinition()
    definition.title, definition.edition, definition.publisher = read.title, read.edition, read.publisher
    definition.speaks_of, definition.components = read.speaks_of, read.components
    definition.filename = plain_name(file.name or "component-definition.json")
    definition.sha256, definition.size = keep(ContentFile(content), LARGEST_FILE)
    definition.save()
    _write(definition, read)
    return definition


def _known(read: Definition) -> ComponentDefinition | None:
    """The definition that the same product was in before."""
    wanted = {one["uuid"] for one in read.components}
    rows = ComponentDefinition.objects.current().order_by("reference")
    return next((row for row in rows if wanted & {one["uuid"] for one in row.components}), None)


def _write(definition: ComponentDefinition, read: Definition) -> None:
    known = {row.identity: row for row in Claim.objects.current().filter(definition=definition)}
    matched = _matched(read.said)
    new: list[Claim] = []
    for said in read.said:
        row = known.pop(said.identity, None)
        text, requirement = text_of(said), matched.get(said.identity)
        if row is None:
            new.append(
                Claim(
                    definition=definition,
                    component=said.component,
                    catalog=said.catalog,
                    control=said.control,
                    requirement=requirement,
                    words=text,
                    identity=said.identity,
                )
            )
        elif row.words != text or row.component != said.component or (row.requirement_id is None and requirement is not None):
            _renew(row, said.component, text, requirement)
    if new:
        Claim.objects.bulk_create(new)
    for row in known.values():
        row.retire()


def _renew(row: Claim, component: str, text: str, requirement: Requirement | None) -> None:
    if row.words != text:
        row.state, row.why, row.decided_by, row.decided_on = ClaimState.PROPOSED, "", None, None
    row.words, row.component, row.requirement = text, component, row.requirement or requirement
    row.save()


def _matched(said: list[Said]) -> dict[str, Requirement]:
    """Which requirement each control is: by key where Sightline wrote the file, else by its id in the one loaded set that has most of them."""
    codes = {one.control.casefold() for one in said}
    by_set: dict[str, dict[str, Requirement]] = {}
    by_key: dict[str, Requirement] = {}
    for row in Requirement.objects.current().filter(framework__retired__isnull=True):
        by_key[row.key] = row
        if row.code.casefold() in codes:
            by_set.setdefault(row.set_id, {})[row.code.casefold()] = row
    found: dict[str, Requirement] = {}
    for catalog in {one.catalog for one in said}:
        mine = [one for one in said if one.catalog == catalog]
        best = _best(mine, by_set)
        for one in mine:
            requirement = by_key.get(one.key) or by_set.get(best, {}).get(one.control.casefold())
            if requirement is not None:
                found[one.identity] = requirement
    return found


def _best(said: list[Said], by_set: dict[str, dict[str, Requirement]]) -> str:
    """The loaded set that has most of the controls; none where two have as many, since a guess would be wrong half the time."""
    hits = Counter({name: sum(one.control.casefold() in rows for one in said) for name, rows in by_set.items()})
    ranked = hits.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return ""
    return ranked[0][0]


def _decided(actor: Actor, claim: Claim) -> str:
    return "" if claim.state == ClaimState.PROPOSED else f"{claim.reference} is decided: {claim.get_state_display().lower()}."


def _not_ready(actor: Actor, claim: Claim) -> str:
    if hindrance := _decided(actor, claim):
        return hindrance
    if claim.requirement is None:
        return "Say first which requirement this control is."
    return "This requirement is no longer asked. Say which one takes its place." if claim.requirement.retired is not None else ""


@action("conformity.change", label="Name the requirement", why_not=_decided)
def match_claim(actor: Actor, *, claim: Claim, requirement: Which) -> Claim:
    """Says which requirement a control of a claim is, where it wasn't recognised or wrongly so."""
    claim.requirement = requirement
    claim.save()
    return claim


@action("evidence.add", label="Confirm", why_not=_not_ready)
def confirm_claim(actor: Actor, *, claim: Claim, why: Checked) -> Claim:
    """Takes a supplier's claim as evidence for its requirement, once somebody has checked it."""
    requirement, definition = claim.requirement, claim.definition
    if requirement is None:
        raise Conflict(_not_ready(actor, claim))
    source = f"{definition.publisher or 'Supplier'}: {definition.title} {definition.edition}".strip()
    evidence = Evidence(
        title=f"{claim.component}, {claim.control}: component definition"[:200],
        sha256=definition.sha256,
        filename=definition.filename,
        media_type="application/json",
        size=definition.size,
        source=source[:300],
        speaks_of=min(definition.speaks_of or clock.today(), clock.today()),
        about_type=requirement.record_type,
        about_id=requirement.pk,
    )
    evidence.save()
    claim.evidence = evidence
    return _close(actor, claim, ClaimState.CONFIRMED, why)


@action("evidence.add", label="Do not accept", why_not=_decided, bulk=True)
def reject_claim(actor: Actor, *, claim: Claim, why: Annotated[str, Ask("Why not", long=True, help="Auditors read this.")]) -> Claim:
    """Says that a supplier's claim is not relied on, and why."""
    return _close(actor, claim, ClaimState.REJECTED, why)


def _close(actor: Actor, claim: Claim, state: ClaimState, why: str) -> Claim:
    claim.state, claim.why, claim.decided_by, claim.decided_on = state, why, actor.account, clock.today()
    claim.save()
    return claim


@action("conformity.change", label="Withdraw this file", reason=True, danger=True)
def withdraw_definition(actor: Actor, *, definition: ComponentDefinition) -> ComponentDefinition:
    """Takes a component definition and its claims out of use. Evidence that was confirmed stays until somebody withdraws it."""
    for row in Claim.objects.current().filter(definition=definition):
        row.retire()
    definition.retire()
    return definition
