"""What hangs on requirements that a newer edition does not ask any more: judgements, plans and evidence. Kept, and shown as what they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from sightline.kernel.evidence.models import Evidence
from sightline.readers.frameworks.models import Framework, Requirement

from .models import GapPlan, Judgement


@dataclass(frozen=True)
class Orphan:
    """A requirement that is no longer asked, and what is kept of it."""

    requirement: Requirement
    judgement: Judgement | None
    plan: GapPlan | None
    evidence: int

    @property
    def kept(self) -> str:
        """What is kept, in words."""
        said = [f"judged {self.judgement.maturity} of 5"] if self.judgement is not None else []
        said += ["a plan"] if self.plan is not None else []
        said += [f"{self.evidence} pieces of evidence" if self.evidence > 1 else "a piece of evidence"] if self.evidence else []
        return ", ".join(said)


def orphans_of(framework: Framework) -> list[Orphan]:
    """The requirements of a set that were dropped while something hung on them, in their last order. Four queries."""
    return orphans(Requirement.objects.filter(framework=framework, retired__isnull=False).values_list("pk", flat=True))


def orphans(ids: Iterable[UUID]) -> list[Orphan]:
    """Those of these requirements on which something hangs.

    Args:
        ids: of requirements that are not asked any more, or will not be.
    """
    wanted = list(ids)
    if not wanted:
        return []
    judged = {row.requirement_id: row for row in Judgement.objects.current().filter(requirement__in=wanted)}
    plans = {row.requirement_id: row for row in GapPlan.objects.current().filter(requirement__in=wanted)}
    counts = Evidence.objects.current().filter(about_id__in=wanted).values_list("about_id").annotate(n=Count("pk"))
    evidence = dict(counts.values_list("about_id", "n"))
    rows = Requirement.objects.filter(pk__in={*judged, *plans, *evidence}).order_by("position", "code")
    return [Orphan(row, judged.get(row.pk), plans.get(row.pk), evidence.get(row.pk, 0)) for row in rows]
