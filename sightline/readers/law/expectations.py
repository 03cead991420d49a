"""What the records of applicable law should show. None of it must be there before a law is on the register: the standard asks for no such list."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, Q

from sightline.aims.organisation.models import Person
from sightline.kernel import clock
from sightline.kernel.expectations import Expectation, expect
from sightline.kernel.tasks.models import Task

from .models import ChangeState, Law, LawChange
from .registers import open_tasks

DAYS_TO_ASSESS = 30

expect(
    Expectation(
        name="laws_say_why",
        sentence="Every law, contract and standard on the register says why it binds you",
        serves=("iso42001:4.2",),
        population=Law.objects.current,
        conforming=lambda rows: rows.exclude(why=""),
        why="Does not say why it binds you",
        mend="edit_law",
    )
)
expect(
    Expectation(
        name="laws_have_owner",
        sentence="Every law, contract and standard on the register has somebody who sees to it and is still here",
        serves=("iso42001:4.2",),
        population=Law.objects.current,
        conforming=lambda rows: rows.filter(owner__isnull=False, owner__retired__isnull=True),
        why="Nobody sees to it",
        reads=(Person,),
        mend="edit_law",
    )
)
expect(
    Expectation(
        name="laws_reviewed",
        sentence="Every law, contract and standard on the register was looked at again in time",
        serves=("iso42001:4.1",),
        population=Law.objects.current,
        conforming=lambda rows: rows.filter(next_review__gte=clock.today()),
        why="The review is overdue",
        mend="review_law",
        daily=True,
    )
)
expect(
    Expectation(
        name="law_changes_assessed",
        sentence=f"Every change in law is assessed within {DAYS_TO_ASSESS} days, and before it binds",
        serves=("iso42001:4.1",),
        population=LawChange.objects.current,
        conforming=lambda rows: rows.filter(
            ~Q(state=ChangeState.NEW)
            | (
                Q(noticed__gte=clock.today() - timedelta(days=DAYS_TO_ASSESS))
                & (Q(effective__isnull=True) | Q(effective__gt=clock.today()))
            )
        ),
        why="Not assessed in time",
        mend="assess_change",
        daily=True,
    )
)
expect(
    Expectation(
        name="law_changes_applied",
        sentence="Every change in law that asks something of you was turned into tasks, all closed by the day on which it binds",
        serves=("iso42001:4.1", "iso42001:6.3"),
        population=lambda: LawChange.objects.current().filter(
            state__in=(ChangeState.ASSESSED, ChangeState.APPLIED), effective__lte=clock.today()
        ),
        conforming=lambda rows: rows.filter(~Exists(open_tasks()), state=ChangeState.APPLIED),
        why="It binds, and is not applied yet",
        reads=(Task,),
        mend="apply_change",
        daily=True,
    )
)
