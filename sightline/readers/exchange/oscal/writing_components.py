"""The management system, and the AI systems in its scope, as an OSCAL component definition.

The management system is a component that says of each requirement how it is put into practice and what the records show. AI systems are components
with their owner and purpose; what is expected of each of them stands in the assessment results.
"""

from __future__ import annotations

from collections.abc import Iterator

from sightline.aims.inventory.models import System
from sightline.aims.organisation.models import Boundary
from sightline.kernel.identity.actors import Actor
from sightline.readers.conformity.standing import Standing, State

from .findings import implementation
from .framing import OWNER, Frame
from .wording import Node, clean, identifier, line, prop, trimmed
from .writing_catalogs import control_id

OWNER_TITLE = "Owner: answers for an AI system, or closes a gap"


def component_definition(actor: Actor, form: str, *, framework: str = "") -> bytes:
    """The management system and the AI systems in scope that the actor may see.

    Args:
        actor: who takes it away.
        form: `json`.
        framework: the set whose requirements are spoken of; ISO/IEC 42001 unless said.

    Raises:
        NotPermitted, NotFound, Conflict: as `Frame`.
    """
    frame = Frame("component-definition", actor, framework)
    frame.organisation()
    components = [_management_system(frame), *_systems(frame)]
    body = {
        "metadata": frame.metadata(
            "AI management system and AI systems in scope",
            frame.time,
            props=[prop("framework", frame.set_id)],
            roles={OWNER: OWNER_TITLE},
        ),
        "components": components,
        "back-matter": frame.sources(),
    }
    return frame.finished(body)


def _management_system(frame: Frame) -> Node:
    applying = [one for one in frame.seen.standings if one.state != State.NOT_APPLICABLE]
    implemented = {
        "uuid": identifier("implementation", frame.set_id),
        "source": f"#{frame.catalog()}",
        "description": "What the records show and what people judge, requirement by requirement.",
        "implemented-requirements": [_implemented(frame, one) for one in applying],
    }
    return trimmed(
        {
            "uuid": identifier("component", "management system"),
            "type": "process-procedure",
            "title": "AI management system",
            "description": "The policies, processes and records by which the organisation governs its AI systems.",
            "control-implementations": [implemented] if applying else [],
        }
    )


def _implemented(frame: Frame, standing: Standing) -> Node:
    requirement, plan = standing.requirement, standing.plan
    owner = plan.owner if plan is not None else None
    return trimmed(
        {
            "uuid": identifier("implemented", requirement.pk),
            "control-id": control_id(frame.set_id, requirement.code),
            "description": "\n".join(_said(standing)),
            "props": [
                prop("implementation-status", implementation(standing), ns=""),
                prop("requirement", requirement.key),
                prop("state", standing.state.value),
                prop("level", standing.level),
            ],
            "responsible-roles": [{"role-id": OWNER, "party-uuids": [frame.person(owner)]}] if owner is not None else [],
        }
    )


def _said(standing: Standing) -> Iterator[str]:
    """How it is put into practice, what the records show, what people judge; a line each."""
    if standing.applicability is not None and standing.applicability.practice.strip():
        yield clean(standing.applicability.practice)
    for one in standing.counts:
        if not one.silent:
            yield f"{one.expectation.sentence}: {one.conforming:,} of {one.population:,}."
    for through in standing.speaking:
        yield f"{through.requirement.key} speaks for it through the crosswalk ({through.tie.source}): {through.state.words.lower()}."
    if standing.judgement is not None:
        yield f"Judged {standing.judgement.maturity} of 5: {clean(standing.judgement.why)}"
    if standing.state == State.NOT_RECORDED:
        yield "Nothing is recorded yet."


def _systems(frame: Frame) -> Iterator[Node]:
    rows = System.objects.current().filter(in_scope=Boundary.IN).visible_to(frame.actor).select_related("owner").order_by("reference")
    for row in rows.iterator(chunk_size=2000):
        yield _system(frame, row)


def _system(frame: Frame, row: System) -> Node:
    said = {
        "reference": row.reference,
        "kind": row.kind,
        "stage": row.stage,
        "autonomy": row.autonomy,
        "affects": row.affects,
        "supplier": row.vendor,
        "our-role": row.organisation_role,
    }
    return trimmed(
        {
            "uuid": identifier("component", row.pk),
            "type": "software",
            "title": line(row.name),
            "description": clean(row.description or row.purpose).strip() or line(row.name),
            "purpose": line(row.purpose) if row.purpose.strip() else "",
            "props": [prop(name, value) for name, value in said.items() if value],
            "responsible-roles": [{"role-id": OWNER, "party-uuids": [frame.person(row.owner)]}] if row.owner is not None else [],
        }
    )
