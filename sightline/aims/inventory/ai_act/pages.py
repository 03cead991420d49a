"""The overview of all systems by class, the questions for one system, and what its page and that of its class say."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from sightline.aims.inventory.models import System
from sightline.kernel.actions.offering import offer_now, offers
from sightline.kernel.errors import NotFound
from sightline.kernel.identity.actors import Actor
from sightline.kernel.pages import Look, Shown, is_bare, page, section
from sightline.kernel.records import find_visible

from .actions.classifying import answers_under_way
from .deciding import decide
from .duties import duties_of
from .models import ClassAnswers, Classification, Duty, RiskClass
from .queries import duties_now, is_met, not_looked_at, reopened, still_holds, systems_seen, to_confirm
from .registers import ROLE_WORDS, class_status, standing
from .suggesting import suggest
from .telling import answered_words, duties_told, said_so_far, shown_questions, stations
from .tree import tree

_READ = "inventory.read"
RESULT = "result"


def _count(rows: QuerySet[Any], **conditions: Q) -> dict[str, int]:
    return {**rows.aggregate(**{name: Count("pk", filter=condition) for name, condition in conditions.items()})}


def _classes(rows: QuerySet[Classification]) -> list[dict[str, Any]]:
    """A row for each class: how many, and how far they are; every figure with the list that it counts."""
    figures = {
        "all": Q(pk__isnull=False),
        "confirmed": still_holds(),
        "answered": Q(state=Classification.State.ANSWERED) & ~reopened(),
        "suggested": Q(state=Classification.State.SUGGESTED) & ~reopened(),
        "reopened": reopened(),
    }
    counted: Any = rows.values("risk_class").annotate(**{name: Count("pk", filter=where) for name, where in figures.items()})
    told = {row["risk_class"]: row for row in counted}
    found = []
    for value, label, about in _ABOUT:
        counts = told.get(value, dict.fromkeys(figures, 0))
        where = f"risk_class={value}" if value else "view=not-clear"
        states = [(counts[name], f"/classifications/?{where}&state={name}&changed=no") for name in ("suggested", "answered", "confirmed")]
        moved = (counts["reopened"], f"/classifications/?{where}&changed=yes")
        found.append(
            {
                "value": value,
                "label": label,
                "about": about,
                "all": counts["all"],
                "address": f"/classifications/?{where}",
                "states": [*states, moved],
            }
        )
    return found


_ABOUT = (
    (RiskClass.PROHIBITED, "Prohibited", "Art. 5: may not be used at all"),
    (RiskClass.HIGH, "High-risk", "Art. 6: strict duties for those who provide and those who use it"),
    (RiskClass.TRANSPARENCY, "Transparency", "Art. 50: people must be told"),
    (RiskClass.MINIMAL, "Minimal", "Nothing but AI literacy, Art. 4"),
    (RiskClass.OUTSIDE, "Out of scope", "Art. 2 and 3: the law does not apply"),
    ("", "Not clear", "Too little is known: answer the questions"),
)


def _lead(figures: dict[str, int], banned: int, high: int) -> str:
    if not figures["systems"]:
        return "No AI systems yet. Once there are some, each gets a class, and the duties that follow from it."
    said = f"{figures['confirmed']:,} of {figures['systems']:,} AI systems have a confirmed class."
    if banned:
        said += f" {banned:,} {'does' if banned == 1 else 'do'}, or may do, what is banned."
    return said + (f" {high:,} {'is' if high == 1 else 'are'} high-risk." if high else "")


@page("ai-act", path="ai-act/", title="EU AI Act", permission=_READ, menu=("AI systems", "EU AI Act"))
def overview_page(look: Look) -> Shown:
    """All systems by class, what can be confirmed, and the duties by the day on which they apply."""
    visible = systems_seen(look.actor)
    rows = Classification.objects.current().filter(system__in=visible)
    classes = _classes(rows)
    by_class = {one["value"]: one["all"] for one in classes}
    roles = _count(rows, **{name: Q(**{name: True}) & ~Q(risk_class__in=("", RiskClass.OUTSIDE)) for name in Classification.ROLES})
    more = _count(
        rows, waiting=to_confirm(), moved=reopened(), told=Q(transparency=True), model=~Q(general_purpose=""), exempt=~Q(exception="")
    )
    figures = {"systems": visible.count(), "confirmed": sum(one["states"][2][0] for one in classes)}
    unseen = not_looked_at(visible).count()
    duties = (
        duties_now()
        .visible_to(look.actor)
        .values("effective")
        .annotate(all=Count("pk"), open=Count("pk", filter=~is_met()))
        .order_by("effective")
    )
    return Shown(
        "ai_act/overview.html",
        {
            "lead": _lead(figures, by_class[RiskClass.PROHIBITED], by_class[RiskClass.HIGH]),
            "systems": figures["systems"],
            "classes": classes if sum(by_class.values()) else [],
            "unseen": unseen,
            "more": more,
            "roles": [(ROLE_WORDS[name].lower(), count, f"/classifications/?role={name}") for name, count in roles.items() if count],
            "duties": list(duties),
            "suggest": offer_now("suggest_classes", look.actor, back="/ai-act/"),
            "confirm": offer_now("confirm_suggestions", look.actor, back="/ai-act/") if more["waiting"] else None,
            "tree": tree(),
        },
    )


@page("ai-act-system", path="ai-act/<str:reference>/", title="Questions", permission=_READ, menu=("AI systems", ""))
def questions_page(look: Look) -> Shown:
    """The questions of the law for one system, a section a page, and what follows from the answers so far."""
    system = find_visible(look.path["reference"], look.actor)
    if not isinstance(system, System):
        raise NotFound("There is no AI system of this reference that you may see.")
    answers = answers_under_way(system)
    ids = [one.id for one in tree().sections]
    step = look.one("step", ids[0])
    step = step if step in (*ids, RESULT) else ids[0]
    line = stations(answers, step)
    outcome = decide(answers)
    begun = bool(answers)
    open_sections = [one.section for one in line if one.answered < one.asked]
    following = [one.section.id for one in line if one.asked]
    after = following[following.index(step) + 1] if step in following[:-1] else RESULT
    before = following[following.index(step) - 1] if step in following[1:] else ""
    duties = duties_of(outcome, answers)
    base = f"/ai-act/{system.reference}/"
    return Shown(
        "ai_act/questions.html",
        {
            "system": system,
            "line": line,
            "step": step,
            "here": next((one.section for one in line if one.here), None),
            "questions": shown_questions(answers, step),
            "outcome": outcome,
            "so_far": said_so_far(outcome) if begun else "",
            "open_sections": open_sections,
            "unsettled": [one for name in outcome.unsettled if (one := tree().question(name)) is not None],
            "duties": [(duty, duty.dated(outcome.routes)) for duty in duties],
            "heard": [(one, answered_words(one, answers)) for one in tree().questions if answers.get(one.id)] if step == RESULT else [],
            "base": base,
            "after": f"{base}?step={after}",
            "after_words": next((one.section.title for one in line if one.section.id == after), "See what follows"),
            "before": f"{base}?step={before}" if before else "",
            "may": offer_now("save_class_answers", look.actor, system) is not None,
            "hint": "" if step == RESULT or _answered(system) else suggest(system).reason,
        },
        title=f"EU AI Act: {system}",
        crumbs=(("EU AI Act", "/ai-act/"), (system.reference, system.address)),
    )


def _answered(system: System) -> bool:
    """Whether a person has answered something already."""
    return (
        ClassAnswers.objects.filter(system=system, under_way=True).exists()
        or Classification.objects.filter(system=system, answered_on__isnull=False).exists()
    )


def _duty_rows(system: System, actor: Actor) -> list[dict[str, Any]]:
    rows = duties_told(system)
    verbs = offers("settle_duty", actor, [row["duty"] for row in rows], back=system.address)
    for row in rows:
        verb = verbs.get(row["duty"].pk)
        row["settle"] = verb.address if verb is not None and not verb.why_not and row["status"][0] in ("bad", "wait") else ""
    return rows


def _classification_of(system: System) -> QuerySet[Classification]:
    found: QuerySet[Classification] = Classification.objects.current().filter(system=system)
    return found


@section("ai-act", title="EU AI Act", model=System, permission=_READ, order=35, rows=_classification_of, always=True)
def system_section(look: Look, record: System) -> Shown | None:
    """Class, roles, why, and the duties with their dates."""
    if look.as_of is not None:
        return None
    found = None if is_bare(record, "ai-act") else _classification_of(record).first()
    duties = _duty_rows(record, look.actor) if found is not None and (found.confirmed_on or found.risk_class == RiskClass.HIGH) else []
    if found is not None:
        found.system = record
    return Shown(
        "ai_act/section.html",
        {
            "record": record,
            "found": found,
            "class_status": class_status(found) if found else None,
            "standing": standing(found) if found else None,
            "moved": list(found.moved()) if found else [],
            "duties": duties,
            "count": len([row for row in duties if row["status"][0] in ("bad", "wait")]) or None,
            "confirm": offer_now("confirm_class", look.actor, found, back=record.address) if found else None,
            "check": offer_now("check_class", look.actor, found, back=record.address) if found and found.reopened else None,
            "answer": offer_now("save_class_answers", look.actor, record) is not None,
            "link": ("Reasons and answers", found.address) if found else None,
        },
    )


@section("why", title="Why", model=Classification, permission=_READ, order=20)
def why_section(look: Look, record: Classification) -> Shown:
    """What has changed since, the reasons with their articles, and the answers."""
    heard = [(one, answered_words(one, record.answers)) for one in tree().questions if record.answers.get(one.id)]
    return Shown(
        "ai_act/why.html",
        {
            "record": record,
            "moved": list(record.moved()),
            "steps": record.steps,
            "heard": heard,
            "suggested": record.state == Classification.State.SUGGESTED,
            "link": ("The questions", f"/ai-act/{record.system.reference}/"),
        },
    )


@section("duties", title="Duties", model=Classification, permission=_READ, order=40)
def duties_section(look: Look, record: Classification) -> Shown | None:
    """The duties that follow, with their dates and state."""
    rows = _duty_rows(record.system, look.actor)
    return Shown("ai_act/duties.html", {"duties": rows, "count": len(rows)}) if rows else None


@section("what", title="What to do", model=Duty, permission=_READ, order=10)
def duty_section(look: Look, record: Duty) -> Shown:
    """The duty in our words, and when the law dates it."""
    return Shown("ai_act/duty.html", {"record": record, "same": record.formal == record.effective})
