"""Records of a small organisation, with everything in them that OSCAL must carry: decisions, judgements, plans, people, systems."""

from __future__ import annotations

from typing import Any

from sightline.kernel.actions import perform
from sightline.kernel.identity.actors import Actor
from sightline.kernel.records import Record
from sightline.readers.conformity.models import Applicability
from sightline.readers.frameworks.applying import ensure_shipped_frameworks
from sightline.readers.frameworks.models import Requirement

HOSTILE = '  =HYPERLINK("x") {{ 7*7 }} *b* <i> \t“quoted”\nsecond line \x07 '


def done(name: str, actor: Actor, data: dict[str, Any], subject: Record | None = None, **more: Any) -> Record:
    """Does an action as the web face does, and gives the record that came of it."""
    record = perform(name, actor, data, face="web", subject=subject, **more).record
    assert record is not None
    return record


def an_organisation(lead: Actor) -> None:
    """ISO/IEC 42001, decided in parts, judged in parts, with a plan that has an owner, a day and a task; and two systems, one in scope."""
    ensure_shipped_frameworks(Actor.system(), "system")
    person = done("add_person", lead, {"name": "Ada Lovelace", "email": "ada@northwind.example"})
    done("add_system", lead, {"name": "Résumé screening", "purpose": "Ranks applicants", "owner": person.reference, "in_scope": "yes"})
    done("add_system", lead, {"name": "Spam filter", "in_scope": "no", "scope_reason": "Decides nothing about people"})
    for code, applies, why in (("A.2.2", "yes", "The law asks for it"), ("A.10.4", "no", HOSTILE)):
        control = Applicability.objects.get(requirement__key=f"iso42001:{code}")
        done("state_applicability", lead, {"applies": applies, "basis": "law", "justification": why}, control)
    policy = Requirement.objects.get(key="iso42001:5.2")
    done("judge_requirement", lead, {"maturity": 2, "why": HOSTILE}, policy)
    plan = done("plan_gap", lead, {"step": "Write the policy", "owner": person.reference, "due": "2030-01-20"}, policy)
    done("turn_gap_into_task", lead, {}, plan)
