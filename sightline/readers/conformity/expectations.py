"""What this folder itself can count: the Statement of Applicability, documented information, and whether planned improvements are made."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from sightline.kernel import clock
from sightline.kernel.evidence.models import Evidence
from sightline.kernel.expectations import Expectation, expect
from sightline.kernel.tasks.models import Task, TaskState
from sightline.readers.frameworks.models import ISO42001, Requirement

from .actions.judging import SOURCE
from .models import Applicability, Applies, Statement, StatementState
from .standing import serving

expect(
    Expectation(
        name="controls_decided",
        sentence="Every control of Annex A is decided: it applies or it does not, with the reason",
        serves=("iso42001:6.1.3",),
        population=lambda: Applicability.objects.current().filter(requirement__retired__isnull=True),
        conforming=lambda rows: rows.exclude(applies=Applies.UNDECIDED),
        why="Not decided",
        reads=(Requirement,),
        mend="state_applicability",
        least=1,
        absent="No controls yet. Load ISO/IEC 42001.",
    )
)

expect(
    Expectation(
        name="statement_of_applicability_approved",
        sentence="A Statement of Applicability is in force, approved by somebody else than its author",
        serves=("iso42001:6.1.3",),
        population=lambda: Statement.objects.current().exclude(state=StatementState.SUPERSEDED),
        conforming=lambda rows: rows.filter(state=StatementState.APPROVED),
        why="Drafted, not approved yet",
        mend="approve_applicability",
        least=1,
        absent="No Statement of Applicability yet. Decide the controls, then draft a version.",
    )
)


def _valid_evidence() -> QuerySet[Evidence]:
    return Evidence.objects.current().filter(Q(valid_until__isnull=True) | Q(valid_until__gte=clock.today()))


def _documents_without_records() -> QuerySet[Requirement]:
    """Requirements that demand documented information and of which no other expectation speaks: only a document can show them."""
    counted_elsewhere = [key for key, names in serving().items() if any(one.name != "required_documents_there" for one in names)]
    left_out = Applicability.objects.filter(applies=Applies.NO).values("requirement")
    return (
        Requirement.objects.current()
        .filter(key__startswith=f"{ISO42001}:", documented=True)
        .exclude(key__in=counted_elsewhere)
        .exclude(pk__in=left_out)
    )


def _with_document(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(Exists(_valid_evidence().filter(about_id=OuterRef("pk"))))


expect(
    Expectation(
        name="required_documents_there",
        sentence="Each requirement that demands documented information, and of which no other count speaks, has evidence that is not out of date",
        serves=("iso42001:7.5.1",),
        population=_documents_without_records,
        conforming=_with_document,
        why="No document as evidence",
        reads=(Evidence, Applicability),
        mend="attach_evidence",
        daily=True,
    )
)

expect(
    Expectation(
        name="evidence_says_where_from",
        sentence="Every piece of evidence says where it comes from",
        serves=("iso42001:7.5.2",),
        population=lambda: Evidence.objects.current(),
        conforming=lambda rows: rows.exclude(source=""),
        why="Says nothing of where it comes from",
        mend="name_source",
    )
)

expect(
    Expectation(
        name="evidence_kept_whole",
        sentence="Every piece of evidence is kept under its hash, so that a later change to it shows",
        serves=("iso42001:7.5.3",),
        population=lambda: Evidence.objects.current(),
        conforming=lambda rows: rows.exclude(sha256=""),
        why="Has no file under a hash",
        mend="renew_evidence",
    )
)

expect(
    Expectation(
        name="evidence_in_date",
        sentence="No piece of evidence is out of date",
        serves=("iso42001:7.5.3",),
        population=lambda: Evidence.objects.current(),
        conforming=lambda rows: rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=clock.today())),
        why="Out of date",
        mend="renew_evidence",
        daily=True,
    )
)

expect(
    Expectation(
        name="improvements_made_in_time",
        sentence="Every step that was planned against a gap is done by its day, or was moved to a later one",
        serves=("iso42001:10.1",),
        population=lambda: Task.objects.current().filter(source__startswith=f"{SOURCE}:").exclude(state=TaskState.DROPPED),
        conforming=lambda rows: rows.filter(Q(state=TaskState.DONE) | Q(due__isnull=True) | Q(due__gte=clock.today())),
        why="Late",
        mend="move_task",
        daily=True,
    )
)
