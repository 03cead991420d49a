"""The Statement of Applicability as an OSCAL profile: which controls are taken in, which are left out, and why.

The version in force is written; while none is, the decisions as they stand, marked as a draft. Clauses are always in: only controls are chosen.
"""

from __future__ import annotations

from typing import Any

from sightline.kernel.identity.actors import Actor
from sightline.readers.conformity.actions.applicability import present_content
from sightline.readers.conformity.models import Applies, Statement
from sightline.readers.frameworks.models import ISO42001

from .framing import Frame
from .wording import NS, Node, clean, prop
from .writing_catalogs import control_id

Decision = dict[str, Any]


def profile(actor: Actor, form: str, *, framework: str = "") -> bytes:
    """The profile of a requirement set: for ISO/IEC 42001 its Statement of Applicability, for any other set all of it.

    Args:
        actor: who takes it away.
        form: `json`.
        framework: the set's id; ISO/IEC 42001 unless said.

    Raises:
        NotPermitted, NotFound, Conflict: as `Frame`.
    """
    frame = Frame("profile", actor, framework)
    in_force = Statement.in_force() if frame.set_id == ISO42001 else None
    decisions = _decisions(frame, in_force)
    out = [one for one in decisions if one["applies"] == Applies.NO]
    left_out = {one["id"] for one in out}
    taken = [one.requirement.code for one in frame.seen.standings if one.requirement.code not in left_out]
    chosen: Node = {"href": f"#{frame.catalog()}", "include-controls": [{"with-ids": [control_id(frame.set_id, code) for code in taken]}]}
    if out:
        chosen["exclude-controls"] = [{"with-ids": [control_id(frame.set_id, one["id"]) for one in out]}]
    alters = [_reason(frame.set_id, one) for one in decisions if one["applies"] != Applies.NO]
    is_statement = frame.set_id == ISO42001
    body = {
        "metadata": frame.metadata(
            "Statement of Applicability" if is_statement else f"All of {frame.seen.framework.short}",
            str(in_force.number) if in_force is not None else "draft" if is_statement else frame.seen.framework.edition or "1",
            props=[*_approved(in_force), *(_left_out(frame.set_id, one) for one in out)],
            remarks=_remarks(in_force) if is_statement else "",
            roles={},
        ),
        "imports": [chosen],
        "merge": {"as-is": True},
        "modify": {"alters": alters} if alters else {},
        "back-matter": frame.sources(),
    }
    return frame.finished(body)


def _decisions(frame: Frame, in_force: Statement | None) -> list[Decision]:
    if frame.set_id != ISO42001:
        return []
    known = {one.requirement.code for one in frame.seen.standings}
    return [one for one in (in_force.content if in_force is not None else present_content()) if one["id"] in known]


def _remarks(in_force: Statement | None) -> str:
    if in_force is None:
        return "No version is approved yet: these are the decisions as they stand. Controls that nobody decided are in."
    return "The version in force. Controls that are left out stand in the properties, each with its reason."


def _approved(in_force: Statement | None) -> list[Node]:
    if in_force is None:
        return []
    by = in_force.approved_by.name if in_force.approved_by is not None else "the person at the command line"
    day = in_force.approved_on.isoformat() if in_force.approved_on else "–"
    return [prop("statement", in_force.reference), prop("approved-on", day), prop("approved-by", by)]


def _left_out(set_id: str, one: Decision) -> Node:
    return prop("left-out", control_id(set_id, one["id"]), kind=one["basis"] or "", remarks=one["justification"])


def _reason(set_id: str, one: Decision) -> Node:
    props = [prop("applies", one["applies"])]
    if one["basis"]:
        props.append(prop("basis", one["basis"]))
    parts = [
        {"name": name, "ns": NS, "prose": clean(one[key])}
        for name, key in (("justification", "justification"), ("practice", "practice"))
        if one[key].strip()
    ]
    added: Node = {"position": "ending", "props": props}
    return {"control-id": control_id(set_id, one["id"]), "adds": [added | ({"parts": parts} if parts else {})]}
