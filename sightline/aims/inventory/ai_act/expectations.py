"""What classes and duties should show, article by article of the EU AI Act, and for 4.1 of ISO/IEC 42001."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from sightline.aims.inventory.models import System
from sightline.aims.inventory.queries import systems_covered
from sightline.aims.organisation.models import Person
from sightline.kernel.expectations import Expectation, expect

from .duties import duty_models
from .models import Classification, Duty, Notice, Registration, RiskClass
from .queries import classified_covered, data_complete, duties_now, duties_of_registration, has_owner, is_late, is_met, still_holds

_NOTHING = "No AI systems yet. Import the list that you have, or add one."


def _classified(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(Exists(Classification.objects.current().filter(still_holds(), system=OuterRef("pk"))))


expect(
    Expectation(
        name="systems_classified",
        sentence="Every AI system has a class and role under the EU AI Act that somebody confirmed and that still fits it",
        serves=("eu-ai-act:Art. 6", "eu-ai-act:Art. 25", "iso42001:4.1"),
        population=systems_covered,
        conforming=_classified,
        reads=(Classification,),
        why="Its class is not confirmed, or the system has changed since",
        mend="classify_system",
        least=1,
        absent=_NOTHING,
    )
)
expect(
    Expectation(
        name="nothing_prohibited",
        sentence="No AI system does what the EU AI Act bans",
        serves=("eu-ai-act:Art. 5",),
        population=lambda: classified_covered().exclude(risk_class=""),
        conforming=lambda rows: rows.exclude(risk_class=RiskClass.PROHIBITED),
        reads=(System,),
        why="It does, or may do, what is banned. Stop it, or answer the questions again",
        least=1,
        absent="No system is classified yet. Let classes be suggested, then confirm them.",
    )
)
expect(
    Expectation(
        name="prohibitions_checked",
        sentence="Every AI system was checked against the banned practices",
        serves=("eu-ai-act:Art. 5",),
        population=systems_covered,
        conforming=lambda rows: rows.filter(
            Exists(Classification.objects.current().filter(system=OuterRef("pk")).exclude(state=Classification.State.SUGGESTED))
        ),
        reads=(Classification,),
        why="Nobody has said that it does nothing that is banned",
        mend="classify_system",
        least=1,
        absent=_NOTHING,
    )
)
expect(
    Expectation(
        name="registration_data_complete",
        sentence="Every system that must be registered has the data that the EU database asks for",
        serves=("eu-ai-act:Art. 49",),
        population=duties_of_registration,
        conforming=lambda rows: rows.filter(Q(data_complete()) | Q(state=Duty.State.NOT_NEEDED)),
        reads=(System, Registration),
        why="Data for the registration are missing",
        mend="settle_duty",
    )
)


def _of_article(article: str) -> QuerySet[Any]:
    return duties_now().filter(requirement=article)


def _in_hand(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(has_owner() & (is_met() | ~is_late()) | Q(state=Duty.State.NOT_NEEDED))


for _article in dict.fromkeys(one.requirement for one in duty_models().values()):
    expect(
        Expectation(
            name=f"duties_of_{_article.lower().replace('. ', '_')}",
            sentence=f"Every duty of {_article} has an owner, and is met from the day it applies",
            serves=(f"eu-ai-act:{_article}",),
            population=partial(_of_article, _article),
            conforming=_in_hand,
            reads=(System, Classification, Notice, Registration, Person),
            why="Nobody answers for it, or it applies and nothing shows that it is met",
            mend="settle_duty",
            daily=True,
        )
    )
