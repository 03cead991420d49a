"""What the reports say, as plain values: the same figures as the pages, from the same functions. A writer of a format adds nothing of its own."""

from __future__ import annotations

from typing import Any

from django.db.models import Count

from sightline.aims.organisation.models import Organisation
from sightline.kernel import clock
from sightline.kernel.actions import find_action
from sightline.kernel.evidence.models import Evidence
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.integrating import integrate
from sightline.readers.conformity.counting import Counted, exceptions_of
from sightline.readers.conformity.models import Statement
from sightline.readers.conformity.standing import Overview, Standing, State, missing_words
from sightline.readers.conformity.telling import judged, seen_by, sentence

Report = dict[str, Any]
NAMED = 20
"""Exceptions that a report names; the register and the pack have all of them."""


def day_words(value: Any) -> str:
    """A day as prose has it, or an empty text."""
    return f"{value.day} {value:%B %Y}" if value else ""


def frame(actor: Actor, title: str, seen: Overview) -> Report:
    """What a report about a requirement set begins and ends with."""
    return {**around(actor, title), "framework": seen.framework.title, "short": seen.framework.short, "sentence": sentence(seen)}


def around(actor: Actor, title: str) -> Report:
    """What every report begins and ends with: whose it is, who made it, and the checkpoint that it rests on."""
    newest = integrate()
    organisation = Organisation.ours()
    checkpoint = None
    if newest is not None:
        signed = clock.read_stamp(newest.time)
        checkpoint = {
            "number": newest.number,
            "size": newest.size,
            "root": bytes(newest.root).hex(),
            "time": newest.time,
            "words": f"{day_words(signed)}, {signed:%H:%M} UTC",
        }
    return {
        "title": title,
        "organisation": organisation.name if organisation is not None else "",
        "day": day_words(clock.today()),
        "iso_day": clock.today().isoformat(),
        "made_by": actor.name,
        "checkpoint": checkpoint,
    }


def gap_report(actor: Actor) -> Report:
    """The gap report: where each requirement of ISO/IEC 42001 stands, and the gaps as a road map, the largest first.

    Raises:
        NotPermitted: the table doesn't give the actor the requirements.
        CannotIntegrate: an entry of the ledger does not hold together, so nothing can rest on it.
    """
    seen = seen_by(actor)
    evidence = _evidence(seen)
    named: dict[str, list[str]] = {}
    return {
        **frame(actor, "Gap report", seen),
        "states": [{"state": state.value, "words": state.words, "count": count} for state, count in seen.by_state.items()],
        "parts": [_part(group.name, group.in_line, group.applying) for group in seen.groups],
        "heat": [
            {
                "name": group.name,
                "cells": [{"code": one.requirement.code, "figure": _figure(one), "gap": one.gap} for one in group.standings],
            }
            for group in seen.groups
        ],
        "gaps": [_gap(one) for one in seen.gaps],
        "groups": [
            {"name": group.name, "aim": group.aim, "requirements": [_requirement(one, actor, evidence, named) for one in group.standings]}
            for group in seen.groups
        ],
        "copyright": seen.framework.copyright,
    }


def _part(name: str, in_line: int, applying: int) -> Report:
    return {"name": name, "in_line": in_line, "applying": applying}


def _figure(standing: Standing) -> str:
    silent = standing.judged_level is None and standing.counted_level is None
    return "–" if silent or standing.state == State.NOT_APPLICABLE else str(standing.level)


def _mend(standing: Standing) -> str:
    """What mends the largest open set of exceptions, as a button would say it; what is absent says itself what to do first."""
    worst = sorted((one for one in standing.counts if one.open > 0 and not one.absent), key=lambda one: -one.open)
    action = find_action(worst[0].expectation.mend) if worst and worst[0].expectation.mend else None
    if action is None or any(one.absent for one in standing.counts):
        return ""
    return action.label if action.label != "Edit" or action.subject is None else f"Edit the {action.subject._meta.verbose_name}"


def _gap(standing: Standing) -> Report:
    plan = standing.plan
    return {
        "code": standing.requirement.code,
        "short": standing.requirement.short,
        "gap": standing.gap,
        "weight": standing.weight,
        "rank": standing.rank,
        "state": standing.state.value,
        "state_words": standing.state.words,
        "missing": standing.missing or [f"Judged {standing.level} of 5; the goal is {standing.goal}."],
        "step": plan.step if plan is not None else "",
        "mend": _mend(standing),
        "owner": str(plan.owner) if plan is not None and plan.owner is not None else "",
        "due": day_words(plan.due) if plan is not None else "",
        "iso_due": plan.due.isoformat() if plan is not None and plan.due else "",
        "task": plan.task.reference if plan is not None and plan.task is not None else "",
    }


def _requirement(standing: Standing, actor: Actor, evidence: dict[Any, int], named: dict[str, list[str]]) -> Report:
    requirement = standing.requirement
    return {
        "code": requirement.code,
        "title": requirement.title,
        "statement": requirement.statement,
        "state": standing.state.value,
        "state_words": standing.state.words,
        "counted": standing.counted_level,
        "judged": judged(standing.judgement),
        "disagreement": standing.disagreement,
        "goal": standing.goal,
        "weight": standing.weight,
        "gap": standing.gap,
        "shown_by": requirement.shown_by,
        "applies": standing.applicability.get_applies_display() if standing.applicability is not None else "",
        "justification": standing.applicability.justification if standing.applicability is not None else "",
        "evidence": evidence.get(requirement.pk, 0),
        "expectations": [_expectation(one, actor, named) for one in standing.counts],
    }


def _expectation(one: Counted, actor: Actor, named: dict[str, list[str]]) -> Report:
    name = one.expectation.name
    if name not in named:
        named[name] = _named(one, actor) if one.exceptions else []
    return {
        "sentence": one.expectation.sentence,
        "population": one.population,
        "conforming": one.conforming,
        "exceptions": one.exceptions,
        "accepted": one.accepted,
        "in_line": one.in_line,
        "missing": "" if one.in_line else missing_words(one),
        "named": named[name],
    }


def _named(one: Counted, actor: Actor) -> list[str]:
    model = one.expectation.model
    visible = model._default_manager.all().visible_to(actor).values("pk")
    rows = exceptions_of(one.expectation).filter(pk__in=visible).order_by("reference")[:NAMED]
    return [f"{row.reference} {row}" for row in rows]


def _evidence(seen: Overview) -> dict[Any, int]:
    """How many pieces of evidence are attached to each requirement."""
    ids = [one.requirement.pk for one in seen.standings]
    rows = Evidence.objects.current().filter(about_id__in=ids).values_list("about_id").annotate(n=Count("pk"))
    return dict(rows.values_list("about_id", "n"))


def soa_report(actor: Actor) -> Report:
    """The Statement of Applicability: the present decisions, and which version is in force.

    Raises:
        NotPermitted, CannotIntegrate: as `gap_report`.
    """
    seen = seen_by(actor)
    evidence = _evidence(seen)
    in_force = Statement.in_force()
    controls = [one for one in seen.standings if one.applicability is not None]
    fixed = {row["id"]: row for row in in_force.content} if in_force is not None else {}
    rows = [_control(one, evidence, fixed) for one in controls]
    return {
        **frame(actor, "Statement of Applicability", seen),
        "version": _version(in_force, rows),
        "controls": rows,
        "groups": [
            {"name": group.name, "controls": [row for row in rows if row["group"] == group.id]}
            for group in seen.groups
            if any(row["group"] == group.id for row in rows)
        ],
        "counts": {words: sum(row["applies_words"] == words for row in rows) for words in ("Applies", "Does not apply", "Not decided")},
        "copyright": seen.framework.copyright,
    }


def _control(standing: Standing, evidence: dict[Any, int], fixed: dict[str, Any]) -> Report:
    control = standing.applicability
    assert control is not None
    code = standing.requirement.code
    now = {name: str(getattr(control, name)) for name in ("applies", "basis", "justification", "practice")}
    before = {name: fixed[code][name] for name in now} if code in fixed else None
    return {
        "id": code,
        "group": standing.requirement.group,
        "title": standing.requirement.title,
        "applies": now["applies"],
        "applies_words": control.get_applies_display(),
        "basis": control.get_basis_display() if control.basis else "",
        "justification": control.justification,
        "practice": control.practice,
        "state": standing.state.value,
        "state_words": standing.state.words,
        "owner": str(standing.plan.owner) if standing.plan is not None and standing.plan.owner is not None else "",
        "evidence": evidence.get(standing.requirement.pk, 0),
        "changed": before is not None and before != now,
    }


def _version(in_force: Statement | None, rows: list[Report]) -> Report:
    if in_force is None:
        return {"number": None, "words": "No version is approved yet: these are the decisions as they stand.", "approved": ""}
    changed = sum(row["changed"] for row in rows)
    by = in_force.approved_by.name if in_force.approved_by is not None else "the person at the command line"
    approved = f"Version {in_force.number}, approved by {by} on {day_words(in_force.approved_on)}"
    words = f"{approved}." if not changed else f"{approved}. {changed} decisions changed since, and are marked; they are not approved yet."
    return {"number": in_force.number, "words": words, "approved": approved}
