"""The life of a request: asked, answered by a rule at once or decided by a person, and brought into the inventory."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from sightline.aims.inventory.models import Kind, Stage, System
from sightline.aims.organisation.models import Person, Unit
from sightline.aims.organisation.queries import account_of_role
from sightline.kernel import clock
from sightline.kernel.actions import Ask, action
from sightline.kernel.errors import Conflict, Duty, Invalid, Others
from sightline.kernel.identity.actors import Actor
from sightline.kernel.identity.models import Account
from sightline.kernel.tasks.actions import close_about, give

from ..deciding import Answer, check
from ..models import Outcome, Request
from ..vocabulary import kinds_of_data, uses

State = Request.State
DAYS = 7
"""Days in which a person answers."""


def own_unit(actor: Actor) -> Unit | None:
    """The unit of whoever asks, where the organisation knows it."""
    if actor.account is None:
        return None
    person = Person.objects.current().select_related("unit").filter(account=actor.account).first()
    return person.unit if person is not None else None


@action("intake.ask", label="Ask to use AI", creates=Request, assistant=True)
def ask_to_use(
    actor: Actor,
    *,
    tool: Annotated[str, Ask("Which tool?", help="What people call it, such as the name on its web page.")],
    use: Annotated[str, Ask("What for?", choices=lambda actor: uses())],
    data: Annotated[str, Ask("What would you put in?", help="The most sensitive of it.", choices=lambda actor: kinds_of_data())],
    unit: Annotated[Unit | None, Ask("Your unit", help="Yours where empty.")] = None,
    note: Annotated[str, Ask("Anything to add?", long=True, help="A reviewer reads it. Name nobody.")] = "",
) -> Request:
    """Asks whether a tool may be used. Where the rules decide, the answer comes at once; otherwise somebody looks at it."""
    tool = " ".join(tool.split())
    if not tool or len(tool) > 200:
        raise Invalid("Nothing was saved yet.", fields={"tool": ["Name the tool, in at most 200 characters."]})
    unit = unit or own_unit(actor)
    answer = check(tool, use, data, unit)
    made = Request(tool=tool, use=use, data=data, unit=unit, note=note, asked_by=actor.account, asked_on=clock.today())
    _answer(made, answer)
    made.system = System.objects.current().filter(name__iexact=tool).order_by("reference").first()
    made.save()
    if made.state == State.WAITING:
        give(
            actor,
            f"Answer whether {tool} may be used"[:200],
            about=made,
            assignee=_reviewer(actor),
            due=made.due,
            serves=("iso42001:A.9.2",),
        )
    return made


def _answer(made: Request, answer: Answer) -> None:
    made.outcome, made.conditions, made.why = answer.outcome, answer.conditions, answer.why
    made.rule, made.rule_set = answer.rule, answer.rule_set
    made.state = State.WAITING if answer.outcome == Outcome.ASK else State.ANSWERED
    made.due = _working_day(clock.today() + timedelta(days=DAYS)) if made.state == State.WAITING else None


def _working_day(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.isoweekday())) + timedelta(days=1) if day.isoweekday() > 5 else day


def _reviewer(actor: Actor) -> Account | None:
    """Whoever holds the role of compliance lead, unless they ask themselves; then it is for nobody yet."""
    found = Account.objects.current().filter(pk=account_of_role("aims-lead"), is_active=True).first()
    return found if found is not None and found != actor.account else None


def _not_to_decide(actor: Actor, request: Request) -> str:
    if request.state == State.WITHDRAWN:
        return "It was taken back."
    if request.state == State.DECIDED:
        return "It was decided already. Who asked can ask again."
    return Duty("You asked. Somebody else decides.") if actor.account is not None and request.asked_by_id == actor.account.pk else ""


@action("intake.decide", label="Decide", why_not=_not_to_decide)
def decide_request(
    actor: Actor,
    *,
    request: Request,
    outcome: Annotated[str, Ask("Answer", choices=lambda actor: [(one.value, one.label) for one in Outcome if one != Outcome.ASK])],
    why: Annotated[str, Ask("Why", long=True, help="Who asked reads this, and so do auditors.")],
    conditions: Annotated[str, Ask("Conditions", long=True, help="Needed with “Yes, under conditions”.")] = "",
) -> Request:
    """Answers a request in place of the rules, or against what a rule said. Who asked can't be who decides.

    Raises:
        Invalid: conditions are missing, or stand beside an answer that has none.
    """
    if (outcome == Outcome.CONDITIONS) != bool(conditions.strip()):
        words = "Say what is to be kept to." if outcome == Outcome.CONDITIONS else "Conditions go with “Yes, under conditions” only."
        raise Invalid("Nothing was saved yet.", fields={"conditions": [words]})
    request.state, request.outcome, request.conditions, request.why = State.DECIDED, outcome, conditions, why
    request.decided_by, request.decided_on = actor.account, clock.today()
    request.save()
    close_about(request, request.get_outcome_display())
    return request


def _not_to_withdraw(actor: Actor, request: Request) -> str:
    if actor.account is None or request.asked_by_id != actor.account.pk:
        return Others("Only who asked can take it back.")
    return "" if request.state == State.WAITING else "It was answered already."


@action("intake.ask", label="Take it back", danger=True, why_not=_not_to_withdraw)
def withdraw_request(actor: Actor, *, request: Request) -> Request:
    """Says that the answer is not needed any more."""
    request.state = State.WITHDRAWN
    request.save()
    close_about(request, "Taken back by who asked")
    return request


def _not_to_record(actor: Actor, request: Request) -> str:
    if not request.is_allowed:
        return "Only what was allowed goes into the inventory."
    return f"It is tied to {request.system.reference} already." if request.system is not None else ""


@action("inventory.add", label="Put the tool into the inventory", why_not=_not_to_record)
def record_requested_system(
    actor: Actor,
    *,
    request: Request,
    name: Annotated[str, Ask("Name", help="As the inventory calls it; the name that was asked for where empty.")] = "",
    kind: Annotated[Kind, Ask("How you came by it")] = Kind.GENERAL,
) -> System:
    """Makes an AI system of the tool that was allowed, with what is known of it. Its scope and its owner are still to be said.

    Raises:
        Conflict: the inventory has one of this name already.
    """
    name = name.strip() or request.tool
    there = System.objects.current().filter(name__iexact=name).first()
    if there is not None:
        raise Conflict(f"{there.reference} is called so already. Tie the request to it instead.")
    use: object = request.get_use_display()
    data: object = request.get_data_display()
    made = System(
        name=name,
        purpose=str(use),
        description=f"Asked for in {request.reference}. Put in: {str(data).lower()}.",
        kind=kind,
        unit=request.unit,
        stage=Stage.OPERATION,
        started=clock.today(),
    )
    made.save()
    request.system = made
    request.save()
    return made


@action("intake.decide", label="Tie it to an AI system")
def tie_request(actor: Actor, *, request: Request, system: System) -> Request:
    """Says which AI system of the inventory the tool is."""
    request.system = system
    request.save()
    return request
