"""How a requirement set stands, as OSCAL assessment results; and its gaps with their plans, as an OSCAL plan of action and milestones."""

from __future__ import annotations

from sightline.kernel.errors import Conflict
from sightline.kernel.identity.actors import Actor
from sightline.readers.conformity.standing import Standing, State

from .findings import finding, observations, risk, tool
from .framing import OWNER, Frame
from .wording import Node, identifier, line, prop, trimmed
from .writing_catalogs import control_id


def assessment_results(actor: Actor, form: str, *, framework: str = "") -> bytes:
    """How every requirement of a set stands: what was counted, what was judged, and where the gaps are.

    Args:
        actor: who takes it away; exceptions that they may not see are counted and not named.
        form: `json`.
        framework: the set's id; ISO/IEC 42001 unless said.

    Raises:
        NotPermitted, NotFound, Conflict: as `Frame`.
    """
    frame = Frame("assessment-results", actor, framework)
    applying = [one for one in frame.seen.standings if one.state != State.NOT_APPLICABLE]
    if not applying:
        raise Conflict(f"No requirement of {frame.seen.framework.short} applies, so there is nothing to tell.")
    result = trimmed(
        {
            "uuid": identifier("result", frame.set_id, frame.time),
            "title": line(f"How {frame.seen.framework.short} stands"),
            "description": "Counted from the records, and judged by people. Both are told; neither stands in for the other.",
            "start": frame.time,
            "end": frame.time,
            "local-definitions": {"assessment-assets": tool()},
            "reviewed-controls": _reviewed(frame),
            "observations": observations(frame, applying, actor),
            "risks": [risk(frame, one) for one in applying if one.gap],
            "findings": [finding(frame, one) for one in applying],
        }
    )
    frame.organisation()
    plan = {
        "uuid": identifier("resource", "plan"),
        "title": "Expectations",
        "description": "There is no plan apart: records are counted all the time.",
    }
    sources = frame.sources()
    body = {
        "metadata": frame.metadata(
            f"{frame.seen.framework.short}: assessment results",
            frame.time,
            props=[prop("framework", frame.set_id)],
            roles={OWNER: "Owner: closes a gap"},
        ),
        "import-ap": {"href": f"#{plan['uuid']}"},
        "results": [result],
        "back-matter": {"resources": [*sources["resources"], plan]},
    }
    return frame.finished(body)


def _reviewed(frame: Frame) -> Node:
    ids = [control_id(frame.set_id, one.requirement.code) for one in frame.seen.standings if one.state != State.NOT_APPLICABLE]
    return {"control-selections": [{"include-controls": [{"control-id": name} for name in ids]}]}


def plan_of_action(actor: Actor, form: str, *, framework: str = "") -> bytes:
    """The gaps of a set with who closes each, how and by when; the largest first.

    Args:
        actor: who takes it away; exceptions that they may not see are counted and not named.
        form: `json`.
        framework: the set's id; ISO/IEC 42001 unless said.

    Raises:
        NotPermitted, NotFound: as `Frame`.
        Conflict: there is no gap, and OSCAL knows no plan without an item.
    """
    frame = Frame("plan-of-action-and-milestones", actor, framework)
    gaps = frame.seen.gaps
    if not gaps:
        raise Conflict(f"No gap of {frame.seen.framework.short} is open, so there is no plan of action to write.")
    ours = frame.organisation()
    body: Node = {
        "system-id": {"identifier-type": "urn:sightline:organisation", "id": ours},
        "local-definitions": {"assessment-assets": tool()},
        "observations": observations(frame, gaps, actor),
        "risks": [risk(frame, one) for one in gaps],
        "findings": [finding(frame, one) for one in gaps],
        "poam-items": [_item(one) for one in gaps],
        "back-matter": frame.sources(),
    }
    metadata = frame.metadata(
        f"{frame.seen.framework.short}: plan of action",
        frame.time,
        props=[prop("framework", frame.set_id)],
        roles={OWNER: "Owner: closes a gap"},
    )
    return frame.finished({"metadata": metadata, **body})


def _item(one: Standing) -> Node:
    """A gap as something to be done."""
    requirement = one.requirement
    title = str(one.plan) if one.plan is not None else f"Close the gap of {requirement.code} {requirement.short}"
    planned = "no" if one.plan is None else "yes"
    return {
        "uuid": identifier("item", requirement.pk),
        "title": line(title),
        "description": " ".join(one.missing) or f"Level {one.level} of 5; the goal is {one.goal}.",
        "props": [prop("requirement", requirement.key), prop("rank", one.rank), prop("planned", planned)],
        "related-findings": [{"finding-uuid": identifier("finding", requirement.pk)}],
        "related-risks": [{"risk-uuid": identifier("risk", requirement.pk)}],
    }
