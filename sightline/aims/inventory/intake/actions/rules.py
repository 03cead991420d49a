"""How rules are written, tried out and put in force: nobody publishes what they wrote, and nothing that contradicts itself."""

from __future__ import annotations

from typing import Annotated, Any, cast

from django.db.models import Max, TextChoices

from sightline.aims.organisation.actions.reviewing import NextReview, next_review_on
from sightline.aims.organisation.models.structure import in_a_year
from sightline.kernel import clock
from sightline.kernel.actions import Action, Ask, action, edit_action, retire_action
from sightline.kernel.actions.declaring import Fields, enrol
from sightline.kernel.actions.generated import fill, model_fields
from sightline.kernel.errors import Conflict, Duty
from sightline.kernel.identity.actors import Actor
from sightline.kernel.records import Record

from ..deciding import Book
from ..models import Rule, RuleSet
from ..starting import starter

State = RuleSet.State
_RULE = ["order", "outcome", "tools", "use", "data", "unit", "conditions", "why", "objective"]
_COPIED = ("order", "tools", "use", "data", "unit_id", "outcome", "conditions", "why", "objective")
_STEP = 10


class Start(TextChoices):
    """What a draft begins with."""

    IN_FORCE = "in-force", "The rules in force; the starter rules where there are none"
    STARTER = "starter", "The starter rules"
    EMPTY = "empty", "Nothing"


@action("rules.change", label="Draft the rules", creates=RuleSet)
def draft_rules(actor: Actor, *, start: Annotated[Start, Ask("Begin with")] = Start.IN_FORCE) -> RuleSet:
    """Begins the next version of the rules. Nothing changes for anybody before somebody else publishes it.

    Raises:
        Conflict: there is a draft already.
    """
    there, former = RuleSet.draft(), RuleSet.in_force()
    if there is not None:
        raise Conflict(f"There is a draft already: {there.reference}. Change that one, or throw it away first.")
    last = RuleSet.objects.aggregate(last=Max("number"))["last"] or 0
    made = RuleSet(
        title=former.title if former is not None else starter()["title"],
        note="" if former is not None or start == Start.EMPTY else starter()["note"],
        number=last + 1,
        author=actor.account,
        writers=[actor.key],
    )
    made.save()
    if start == Start.IN_FORCE and former is not None:
        rows = former.rules.filter(retired__isnull=True).order_by("order", "reference")
        Rule.objects.bulk_create(Rule(rule_set=made, **{name: getattr(row, name) for name in _COPIED}) for row in rows)
    elif start != Start.EMPTY:
        Rule.objects.bulk_create(Rule(rule_set=made, **rule) for rule in starter()["rules"])
    return made


def _fixed(rule_set: RuleSet) -> str:
    return "" if rule_set.state == State.DRAFT and rule_set.retired is None else "It is no draft any more. Draft the next version instead."


def _set_fixed(actor: Actor, rule_set: RuleSet) -> str:
    return _fixed(rule_set)


def _rule_fixed(actor: Actor, rule: Rule) -> str:
    return _fixed(rule.rule_set)


def _wrote(actor: Actor, rule_set: RuleSet) -> None:
    """Whoever changes a rule has a hand in the whole set, and doesn't publish it."""
    if actor.key not in rule_set.writers:
        rule_set.writers = sorted({*rule_set.writers, actor.key})
        rule_set.save()


def _add(actor: Actor, rule_set: RuleSet, **answers: Any) -> Rule:
    made = Rule(rule_set=rule_set)
    fill(made, answers)
    made.save()
    _wrote(actor, rule_set)
    return made


def _edit(actor: Actor, rule: Any, **answers: Any) -> Rule:
    fill(rule, answers)
    rule.save()
    _wrote(actor, rule.rule_set)
    return cast(Rule, rule)


def _retire(actor: Actor, rule: Rule) -> Rule:
    rule.retire()
    _wrote(actor, rule.rule_set)
    return rule


def _fields(actor: Actor, record: Record | None) -> Fields:
    fields = model_fields(Rule, _RULE, actor, record if isinstance(record, Rule) else None)
    if isinstance(record, RuleSet):
        last = record.rules.filter(retired__isnull=True).exclude(tools="", use="", data="", unit=None).aggregate(last=Max("order"))["last"]
        fields["order"].initial = (last or 0) + _STEP
    return fields


_SHARED: dict[str, Any] = {"permission": "rules.change", "where": __file__}
enrol(
    Action(
        name="add_rule",
        label="Add a rule",
        help="Adds a rule to a draft. The first rule that fits decides, lowest order first.",
        subject=RuleSet,
        subject_name="rule_set",
        fields=_fields,
        run=_add,
        creates=Rule,
        why_not=_set_fixed,
        **_SHARED,
    )
)
enrol(
    Action(
        name="edit_rule",
        label="Edit",
        help="Changes a rule of a draft.",
        subject=Rule,
        subject_name="rule",
        fields=_fields,
        run=_edit,
        edits=True,
        why_not=_rule_fixed,
        **_SHARED,
    )
)
enrol(
    Action(
        name="retire_rule",
        label="Leave this rule out",
        help="Takes a rule out of a draft.",
        subject=Rule,
        subject_name="rule",
        fields=lambda actor, record: {},
        run=_retire,
        edits=True,
        danger=True,
        bulk=True,
        why_not=_rule_fixed,
        **_SHARED,
    )
)

edit_action(RuleSet, ["title", "note"], "rules.change", name="describe_rules", label="Title and what is new", why_not=_set_fixed)
retire_action(RuleSet, "rules.change", name="discard_rules", label="Throw the draft away", why_not=_set_fixed)


def _not_to_publish(actor: Actor, rule_set: RuleSet) -> str:
    if _fixed(rule_set):
        return f"It is {rule_set.get_state_display().lower()} already."
    return Duty("You had a hand in it. Somebody else publishes it: another lead, or an executive.") if actor.key in rule_set.writers else ""


@action("rules.publish", label="Publish the rules", why_not=_not_to_publish)
def publish_rules(actor: Actor, *, rule_set: RuleSet) -> RuleSet:
    """Puts the rules in force, and ends the version before. Nobody publishes what they wrote.

    Raises:
        Conflict: rules contradict each other, are never reached, or leave something without an answer; names the first.
    """
    book = Book(rule_set)
    faults = book.faults()
    if faults:
        first, *others = book.told(faults)
        raise Conflict(f"Nothing was published. {first}{f' And {len(others)} more.' if others else ''}")
    former = RuleSet.in_force()
    if former is not None:
        former.state = State.SUPERSEDED
        former.save()
    rule_set.state, rule_set.published_by, rule_set.published_on = State.PUBLISHED, actor.account, clock.today()
    rule_set.next_review = in_a_year()
    rule_set.save()
    return rule_set


def _not_in_force(actor: Actor, rule_set: RuleSet) -> str:
    return "" if rule_set.state == State.PUBLISHED else "Only the rules in force are reviewed."


@action("rules.publish", label="Review the rules", why_not=_not_in_force)
def review_rules(actor: Actor, *, rule_set: RuleSet, next_review: NextReview = None) -> RuleSet:
    """Says that the rules in force were looked at and still fit."""
    rule_set.next_review = next_review_on(next_review)
    rule_set.save()
    return rule_set
