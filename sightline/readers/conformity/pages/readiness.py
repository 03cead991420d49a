"""The pages of readiness: one for each stage of the certification audit, and what Home says of them."""

from __future__ import annotations

from sightline.kernel.errors import NotFound
from sightline.kernel.pages import Look, Shown, block, page

from ..readiness import readiness_of, stages_of
from ..telling import PERMISSION, sentence
from .home import overview_seen

MENU = ("Audit and trust", "Certification")


def _stage(look: Look, number: int) -> Shown:
    found = readiness_of(look.actor, look.one("system").strip())
    stage = found.stage(number)
    context = {
        "found": found,
        "stage": stage,
        "stages": found.stages,
        "counted": sentence(found.seen),
        "processes": [(name, ran) for name, ran in found.processes],
        "trail": found.trail if number == 2 else None,
        "may_report": look.actor.may("reports.read"),
    }
    return Shown("conformity/readiness.html", context, title=f"Readiness for {stage.asked.title}")


@page("readiness_1", path="readiness/1/", title="Readiness for Stage 1", permission=PERMISSION, menu=MENU, order=30)
def readiness_1(look: Look) -> Shown:
    """What an auditor looks at in Stage 1."""
    return _stage(look, 1)


@page("readiness_2", path="readiness/2/", title="Readiness for Stage 2", permission=PERMISSION, menu=MENU, order=31)
def readiness_2(look: Look) -> Shown:
    """What an auditor looks at in Stage 2."""
    return _stage(look, 2)


@block("readiness", title="Ready for the audit", permission="conformity.change", place="side", order=20)
def readiness_block(look: Look) -> Shown | None:
    """Each stage in a line: how much is there, and how much blocks."""
    try:
        seen = overview_seen(look)
    except NotFound:
        return None
    if seen is None:
        return None
    return Shown("conformity/home_readiness.html", {"stages": stages_of(seen)[0]})
