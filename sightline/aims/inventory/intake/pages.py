"""Asking on a phone in three questions, the answer at once; trying rules out before they are in force."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from sightline.aims.inventory.models import System
from sightline.aims.organisation.models import Unit
from sightline.kernel import clock
from sightline.kernel.actions import find_action
from sightline.kernel.actions.offering import offer_now
from sightline.kernel.actions.performing import form_of
from sightline.kernel.identity.actors import Actor
from sightline.kernel.pages import Look, Shown, block, page, section
from sightline.kernel.records import RecordQuerySet

from .actions.requests import own_unit
from .deciding import Book, differences
from .models import Request, RuleSet
from .queries import allowed_tools, requests_waiting
from .registers import KINDS, answer_status
from .vocabulary import kinds_of_data, uses

_ASK = "intake.ask"
_MINE = 5
WORDS = {
    "allowed": "Yes, you may",
    "conditions": "Yes, if you keep to this",
    "ask": "Somebody looks at it first",
    "forbidden": "No",
}


def _mine(actor: Actor) -> QuerySet[Request]:
    return Request.objects.current().filter(asked_by=actor.account).select_related("rule", "rule_set", "unit").order_by("-reference")


def told(request: Request) -> dict[str, Any]:
    """An answer as people read it: its glyph, the answer in large, the day by which somebody answers."""
    waiting = request.state == Request.State.WAITING
    withdrawn = request.state == Request.State.WITHDRAWN
    return {
        "request": request,
        "kind": "none" if withdrawn else KINDS[request.outcome],
        "words": "You took it back" if withdrawn else WORDS[request.outcome],
        "status": answer_status(request),
        "waiting": waiting,
        "use": dict(uses()).get(request.use, request.use),
        "data": dict(kinds_of_data()).get(request.data, request.data),
    }


@page("ask", path="ask/", title="Ask to use AI", permission=_ASK, menu=("AI systems", "Ask to use AI"), order=30)
def ask_page(look: Look) -> Shown:
    """Three questions; above them the answer to the last, below them what one asked before and which tools may be used."""
    found = find_action("ask_to_use")
    assert found is not None
    mine = list(_mine(look.actor)[:_MINE]) if look.actor.account is not None else []
    fresh = mine[0] if mine and look.one("answered") and mine[0].asked_on == clock.today() else None
    form = form_of(found, look.actor, None)
    for name in form.fields:
        if look.one(name):
            form.initial[name] = look.one(name)
    unit = own_unit(look.actor)
    tools = allowed_tools(look.actor)
    return Shown(
        "intake/ask.html",
        {
            "fresh": told(fresh) if fresh is not None else None,
            "form": form,
            "unit": unit,
            "units": [] if unit is not None else list(Unit.objects.current().order_by("name")[:200]),
            "mine": [told(one) for one in mine if one is not fresh],
            "tools": tools,
            "known": sorted({one.tool for one in tools}),
            "uses": uses(),
            "data": kinds_of_data(),
        },
    )


@block("ask", title="May I use this tool?", permission=_ASK, place="side", order=60)
def ask_block(look: Look) -> Shown:
    """The way to ask, what one asked last; for reviewers, how many wait."""
    mine = [told(one) for one in _mine(look.actor)[:3]] if look.actor.account is not None else []
    waiting = requests_waiting().exclude(asked_by=look.actor.account).count() if look.actor.may("intake.decide") else 0
    return Shown("intake/block.html", {"mine": mine, "waiting": waiting})


@section("answer", title="Answer", model=Request, permission="intake.read", order=5)
def answer_section(look: Look, record: Request) -> Shown:
    """What was answered, by which rule or by whom."""
    rule = record.rule if record.rule is not None and record.state != Request.State.DECIDED else None
    verb = offer_now("decide_request", look.actor, record) if record.state == Request.State.WAITING else None
    return Shown("intake/answer.html", {"told": told(record), "rule": rule, "may_see_rules": look.actor.may("rules.read"), "verb": verb})


@section("in-inventory", title="In the inventory", model=Request, permission="inventory.read", order=25)
def inventory_section(look: Look, record: Request) -> Shown | None:
    """Which AI system the tool is, or how it gets into the inventory."""
    if not record.is_allowed and record.system is None:
        return None
    verbs = [offer_now(name, look.actor, record) for name in ("record_requested_system", "tie_request")]
    alike = [] if record.system is not None else list(System.objects.current().filter(name__icontains=record.tool)[:5])
    return Shown("intake/inventory.html", {"record": record, "verbs": [one for one in verbs if one], "alike": alike})


def _requests(system: System) -> RecordQuerySet[Request]:
    return Request.objects.current().filter(system=system)


@section("requests", title="Requests to use it", model=System, permission="intake.read", order=50, rows=_requests)
def requests_section(look: Look, record: System) -> Shown | None:
    """Who asked to use an AI system, and what they were answered."""
    rows = list(_requests(record).visible_to(look.actor).order_by("-reference")[:10])
    return Shown("intake/requests.html", {"rows": [told(one) for one in rows], "count": len(rows)}) if rows else None


@section("faults", title="Contradictions and gaps", model=RuleSet, permission="rules.read", order=10)
def faults_section(look: Look, record: RuleSet) -> Shown | None:
    """What keeps a draft from being published."""
    if record.state != RuleSet.State.DRAFT or record.retired is not None:
        return None
    book = Book(record)
    faults = book.faults()
    told_faults = book.told(faults)
    return Shown("intake/faults.html", {"faults": told_faults, "count": len(told_faults), "rules": len(book.rulings)})


@section("rules", title="Rules in their order", model=RuleSet, permission="rules.read", order=15)
def rules_section(look: Look, record: RuleSet) -> Shown:
    """Every rule: the first that fits decides."""
    book = Book(record)
    rows = [(row, (KINDS[row.outcome], row.get_outcome_display())) for row in book.in_turn()]
    verb = offer_now("add_rule", look.actor, record)
    return Shown("intake/rules.html", {"rows": rows, "count": len(rows), "record": record, "verb": verb})


@page("try-rules", path="try-rules/", title="Try the rules out", permission="rules.read")
def try_page(look: Look) -> Shown:
    """An example against one set of rules, and the requests that it would answer differently."""
    sets = list(RuleSet.objects.current().filter(state__in=(RuleSet.State.DRAFT, RuleSet.State.PUBLISHED)).order_by("-number"))
    chosen = next((one for one in sets if one.reference == look.one("set")), sets[0] if sets else None)
    asked = {name: look.one(name) for name in ("tool", "use", "data", "unit")}
    units = list(Unit.objects.current().order_by("name")[:300])
    unit: UUID | None = next((one.pk for one in units if one.reference == asked["unit"]), None)
    context: dict[str, Any] = {"sets": sets, "chosen": chosen, "asked": asked, "uses": uses(), "data": kinds_of_data(), "units": units}
    if chosen is not None:
        book = Book(chosen)
        if asked["tool"] and asked["use"] and asked["data"]:
            answer = book.answer(asked["tool"], asked["use"], asked["data"], unit)
            context |= {"answer": answer, "kind": KINDS[answer.outcome], "words": WORDS[answer.outcome]}
        rows = differences(book, look.actor)
        context |= {
            "rows": [(one, told(one.request), WORDS[one.answer.outcome], KINDS[one.answer.outcome]) for one in rows[:50]],
            "count": len(rows),
        }
    crumbs = (("Rules for the use of AI", "/rules-of-use/"), *(((str(chosen), chosen.address),) if chosen else ()))
    return Shown("intake/try.html", context, crumbs=crumbs)
