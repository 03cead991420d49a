"""Named questions about requests and rules that other rooms and folders ask."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import QuerySet

from sightline.kernel.identity.actors import Actor

from .deciding import Answer, check
from .models import Outcome, Request, Rule, RuleSet

__all__ = ["Allowed", "Answer", "allowed_tools", "check", "requests_allowed", "requests_waiting", "rules_in_force"]

ALLOWED = (Outcome.ALLOWED, Outcome.CONDITIONS)


def rules_in_force() -> QuerySet[Rule]:
    """The rules that answer now."""
    return Rule.objects.current().filter(rule_set__state=RuleSet.State.PUBLISHED, rule_set__retired__isnull=True)


def requests_waiting() -> QuerySet[Request]:
    """Requests that wait for a person."""
    return Request.objects.current().filter(state=Request.State.WAITING)


def requests_allowed() -> QuerySet[Request]:
    """Requests to which the answer was yes."""
    return Request.objects.current().filter(state__in=(Request.State.ANSWERED, Request.State.DECIDED), outcome__in=ALLOWED)


@dataclass
class Allowed:
    """A tool that the rules name, and what they allow with it."""

    tool: str
    rules: list[Rule] = field(default_factory=list)


def allowed_tools(actor: Actor) -> list[Allowed]:
    """The tools that the rules in force name and allow for something, by name. Open to everybody who may ask; it tells nothing else of the rules."""
    if not actor.may("intake.ask"):
        return []
    found: dict[str, Allowed] = {}
    for rule in rules_in_force().filter(outcome__in=ALLOWED).exclude(tools="").select_related("unit").order_by("order", "reference"):
        for name in rule.tool_names:
            found.setdefault(name.lower(), Allowed(name)).rules.append(rule)
    return [found[name] for name in sorted(found)]
