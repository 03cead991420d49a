"""How laws come onto the register and are reviewed, and how their changes are assessed and applied."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django import forms
from django.db import models

from sightline.aims.organisation.actions.reviewing import NextReview, next_review_on
from sightline.kernel import clock
from sightline.kernel.actions import Action, Ask, action, create_action, edit_action, retire_action
from sightline.kernel.actions.declaring import Fields, enrol
from sightline.kernel.errors import Invalid
from sightline.kernel.identity.actors import Actor
from sightline.kernel.identity.models import Account
from sightline.kernel.records import Record
from sightline.kernel.tasks.actions import give
from sightline.kernel.tasks.models import Task
from sightline.readers.frameworks.models import Framework

from .models import ChangeState, Law, LawChange
from .starting import KnownLaw, known_laws

PERMISSION = "laws.change"
_LAW = ["name", "kind", "jurisdiction", "why", "framework", "owner", "source", "next_review"]
_CHANGE = ["law", "title", "source", "published", "effective", "summary"]

create_action(Law, _LAW, PERMISSION, label="Add what binds us", help="Puts a law, contract or standard on the register.", assistant=True)
edit_action(Law, _LAW, PERMISSION, assistant=True)
retire_action(Law, PERMISSION, label="It binds us no more")
create_action(
    LawChange,
    _CHANGE,
    PERMISSION,
    name="add_law_change",
    label="Record a change",
    help="Notes a change of a law, contract or standard.",
    assistant=True,
)


def _decided(actor: Actor, change: LawChange) -> str:
    return "" if change.state == ChangeState.NEW else "It was assessed already. What was assessed stays as it was."


edit_action(LawChange, _CHANGE, PERMISSION, name="edit_law_change", why_not=_decided, assistant=True)
retire_action(LawChange, PERMISSION, name="retire_law_change", label="Recorded by mistake")


@action(PERMISSION, label="Review the law", assistant=True, bulk=True)
def review_law(actor: Actor, *, law: Law, next_review: NextReview = None) -> Law:
    """Says that it still binds, for the reason given, and that its changes were looked for."""
    law.reviewed_on, law.next_review = clock.today(), next_review_on(next_review)
    law.save()
    return law


# ----------------------------------------------------------------------------------------------------------- known ones
def _missing() -> list[KnownLaw]:
    there = set(Law.objects.current().exclude(key="").values_list("key", flat=True))
    return [one for one in known_laws() if one.key not in there]


def _choices(actor: Actor, record: Record | None) -> Fields:
    choices = [(one.key, f"{one.name} ({one.jurisdiction}). Binds: {one.binds[:1].lower()}{one.binds[1:]}") for one in _missing()]
    return {
        "laws": forms.MultipleChoiceField(
            label="Which bind you", choices=choices, widget=forms.CheckboxSelectMultiple, help_text="Say why on each of them afterwards."
        )
    }


def _choose(actor: Actor, laws: list[str]) -> Law:
    frameworks = {row.set_id: row for row in Framework.objects.current()}
    made: list[Law] = []
    changes: list[LawChange] = []
    for known in (one for one in _missing() if one.key in laws):
        law = Law(name=known.name, kind=known.kind, jurisdiction=known.jurisdiction, source=known.source, key=known.key)
        law.framework = frameworks.get(known.framework)
        made.append(law)
        changes += [
            LawChange(law=law, title=one.title, source=known.source, published=one.published, effective=one.effective, summary=one.summary)
            for one in known.changes
        ]
    taken = set(Law.objects.current().filter(name__in=[one.name for one in made]).values_list("name", flat=True))
    if taken:
        raise Invalid("Nothing was saved yet.", fields={"laws": [f"{', '.join(sorted(taken))}: on the register already, under this name."]})
    Law.objects.bulk_create(made)
    LawChange.objects.bulk_create(changes)
    return made[0]


enrol(
    Action(
        name="choose_known_laws",
        label="Choose known laws",
        permission=PERMISSION,
        help="Puts laws and standards that organisations with AI often meet on the register, with the changes that are known to come.",
        subject=None,
        subject_name="",
        fields=_choices,
        run=_choose,
        creates=Law,
        where=__file__,
    )
)


# --------------------------------------------------------------------------------------------------------------- changes
class Means(models.TextChoices):
    """What a change means here."""

    ACT = "act", "We have to do something"
    NOTHING = "nothing", "It changes nothing here"


def _not_to_assess(actor: Actor, change: LawChange) -> str:
    return "" if change.state in (ChangeState.NEW, ChangeState.ASSESSED) else f"It is decided: {change.get_state_display().lower()}."


@action(PERMISSION, label="Assess the change", why_not=_not_to_assess, assistant=True)
def assess_change(
    actor: Actor,
    *,
    change: LawChange,
    means: Annotated[Means, Ask("What it means")],
    assessment: Annotated[str, Ask("Why", long=True, help="Which systems, duties and days it touches. Auditors read this.")],
) -> LawChange:
    """Says what a change of law means for the organisation, and why."""
    change.state = ChangeState.ASSESSED if means == Means.ACT else ChangeState.DISMISSED
    change.assessment, change.decided_by, change.decided_on = assessment, actor.account, clock.today()
    change.save()
    return change


def _not_to_apply(actor: Actor, change: LawChange) -> str:
    if change.state == ChangeState.ASSESSED:
        return ""
    return "Assess it first." if change.state == ChangeState.NEW else f"It is decided: {change.get_state_display().lower()}."


@action(PERMISSION, label="Give tasks for it", why_not=_not_to_apply, assistant=True)
def apply_change(
    actor: Actor,
    *,
    change: LawChange,
    steps: Annotated[str, Ask("What is to be done", long=True, help="One task a line.")],
    assignee: Annotated[Account | None, Ask("For", help="The law's owner where empty.")] = None,
    due: Annotated[date | None, Ask("By", help="The day from which it binds where empty.")] = None,
) -> LawChange:
    """Turns an assessed change into tasks. It counts as applied once all of them are closed.

    Raises:
        Invalid: no task is named.
    """
    titles = [line.strip() for line in steps.splitlines() if line.strip()]
    if not titles:
        raise Invalid("Nothing was saved yet.", fields={"steps": ["Write one task a line."]})
    for_whom = assignee or (change.law.owner.account if change.law is not None and change.law.owner is not None else None)
    when = due or (change.effective if change.effective is not None and change.effective > clock.today() else None)
    for title in titles:
        give(actor, title, about=change, assignee=for_whom, due=when)
    change.state, change.applied_on = ChangeState.APPLIED, clock.today()
    change.save()
    return change


def tasks_of(change: LawChange) -> models.QuerySet[Task]:
    """The tasks that a change gave."""
    return Task.objects.current().filter(about_id=change.pk)
