"""What the report on the EU AI Act says: every AI system by class, with reasons, and the duties by article. The same figures as the pages."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q

from sightline.aims.inventory.ai_act.models import Classification
from sightline.aims.inventory.ai_act.queries import duties_now, has_owner, is_late, is_met, not_looked_at, systems_seen
from sightline.aims.inventory.ai_act.registers import standing
from sightline.aims.inventory.ai_act.telling import CLASS_WORDS
from sightline.aims.inventory.ai_act.tree import tree
from sightline.kernel.identity.actors import Actor

from .gathering import Report, around, day_words

SHOWN = {"prohibited": 1_000, "high-risk": 1_000, "transparency": 100, "": 100, "minimal": 40, "out-of-scope": 100}
"""Systems of a class that are named on paper; the workbook has all of them."""
_ABOUT = {
    "prohibited": "Art. 5: may not be used at all.",
    "high-risk": "Art. 6: strict duties for those who provide and those who use it.",
    "transparency": "Art. 50: people must be told.",
    "": "Too little is known to say.",
    "minimal": "Nothing but AI literacy is asked, Art. 4.",
    "out-of-scope": "Art. 2 and 3: the law does not apply.",
}


def class_report(actor: Actor) -> Report:
    """Every AI system that is covered and that the actor may see, by class under the EU AI Act, with reasons and what is not confirmed.

    Raises:
        CannotIntegrate: an entry of the ledger does not hold together, so nothing can rest on it.
    """
    visible = systems_seen(actor)
    found = Classification.objects.current().filter(system__in=visible).select_related("system", "system__unit", "system__owner")
    rows = [_row(one) for one in found.order_by("system__name", "reference").iterator(chunk_size=500)]
    total, unseen = visible.count(), not_looked_at(visible).count()
    groups = []
    for value, about in _ABOUT.items():
        mine = [row for row in rows if row["class"] == value]
        groups.append(
            {
                "class": value,
                "label": CLASS_WORDS[value],
                "about": about,
                "count": len(mine),
                "confirmed": sum(row["confirmed"] for row in mine),
                "rows": mine[: SHOWN[value]],
                "more": max(0, len(mine) - SHOWN[value]),
            }
        )
    return {
        **around(actor, "AI systems by class"),
        "framework": tree().law,
        "short": "EU AI Act",
        "sentence": _sentence(rows, total, unseen),
        "total": total,
        "unseen": unseen,
        "groups": groups,
        "rows": rows,
        "duties": _duties(actor),
        "version": tree().version,
        "copyright": "Classes and reasons are in our own words. They help to decide and are no legal advice; the law is published on EUR-Lex.",
    }


def _sentence(rows: list[Report], total: int, unseen: int) -> str:
    confirmed, banned = sum(row["confirmed"] for row in rows), sum(row["class"] == "prohibited" for row in rows)
    high = sum(row["class"] == "high-risk" for row in rows)
    said = f"{confirmed:,} of {total:,} AI systems have a confirmed class. {high:,} high-risk, {banned:,} prohibited, suggestions included."
    return said + (f" {unseen:,} were not looked at." if unseen else "")


def _row(one: Classification) -> Report:
    system = one.system
    return {
        "reference": system.reference,
        "name": system.name,
        "unit": str(system.unit) if system.unit else "",
        "owner": str(system.owner) if system.owner else "",
        "class": one.risk_class,
        "label": CLASS_WORDS[one.risk_class] + (" and transparency" if one.transparency and one.risk_class == "high-risk" else ""),
        "roles": ", ".join(one.roles),
        "reason": one.reason,
        "points": ", ".join(part for part in (one.points, one.exception) if part),
        "articles": one.articles,
        "reasons": "\n".join(f"{step['article']}: {step['reason']}" if step["article"] else step["reason"] for step in one.steps),
        "state": standing(one)[1],
        "confirmed": one.in_force,
        "confirmed_on": day_words(one.confirmed_on) if one.in_force else "",
        "remark": one.remark,
    }


def _duties(actor: Actor) -> list[dict[str, Any]]:
    told = (
        duties_now()
        .visible_to(actor)
        .values("requirement", "title", "effective")
        .annotate(
            all=Count("pk"),
            open=Count("pk", filter=~is_met()),
            bare=Count("pk", filter=~has_owner()),
            late=Count("pk", filter=Q(is_late()) & ~is_met()),
        )
        .order_by("effective", "requirement", "title")
    )
    return [{**row, "effective": day_words(row["effective"])} for row in told]
