"""What the readiness report says: the same figures as the pages of readiness, from the same functions."""

from __future__ import annotations

from sightline.kernel.identity.actors import Actor
from sightline.readers.conformity.documents import Documented
from sightline.readers.conformity.readiness import Looked, Stage, readiness_of
from sightline.readers.conformity.running import Ran
from sightline.readers.conformity.telling import sentence
from sightline.readers.conformity.trailing import Trail

from .gathering import Report, around, day_words

_NOTE = "What auditors look at, in our own words. Sightline counts records; only a certification body says that something conforms."


def readiness_report(actor: Actor, system: str = "") -> Report:
    """Readiness for Stage 1 and Stage 2: what blocks, what else is looked at, for how long processes ran, documents, one system followed.

    Args:
        actor: who makes it.
        system: reference of the system to be followed; one is sampled where it is left out.

    Raises:
        NotPermitted, NotFound: the requirements are not the actor's to read, or there is no such system.
        CannotIntegrate: an entry of the ledger does not hold together, so nothing can rest on it.
    """
    found = readiness_of(actor, system)
    return {
        **around(actor, "Readiness for the audit"),
        "framework": found.seen.framework.title,
        "short": found.seen.framework.short,
        "sentence": " ".join(one.sentence for one in found.stages),
        "counted": sentence(found.seen),
        "stages": [_stage(one) for one in found.stages],
        "processes": [_process(name, ran) for name, ran in found.processes],
        "documents": [_document(one) for one in found.documents],
        "documents_there": found.documents_there,
        "documents_asked": found.documents_asked,
        "trail": _trail(found.trail) if found.trail is not None else None,
        "copyright": f"{_NOTE} {found.seen.framework.copyright}",
    }


def _stage(stage: Stage) -> Report:
    return {
        "title": stage.asked.title,
        "about": stage.asked.about,
        "sentence": stage.sentence,
        "blockers": [_item(one) for one in stage.blockers],
        "others": [_item(one) for one in stage.others],
    }


def _item(one: Looked) -> Report:
    return {
        "title": one.item.title,
        "looks_at": one.item.looks_at,
        "requirements": ", ".join(row.requirement.code for row in one.standings),
        "state": one.words,
        "kind": one.kind,
        "blocks": one.blocks,
        "missing": one.missing,
    }


def _process(name: str, ran: Ran) -> Report:
    return {
        "name": name,
        "first": day_words(ran.first),
        "last": day_words(ran.last),
        "months": ran.months,
        "words": ran.words,
        "active": ran.active,
    }


def _document(one: Documented) -> Report:
    return {
        "requirement": one.standing.requirement.code,
        "name": one.demand.name,
        "kind": one.demand.kind,
        "state": one.words,
        "mark": one.kind,
        "where": ", ".join([*(f"{place.label} ({place.count:,})" for place in one.places), *(piece.reference for piece in one.evidence)]),
        "owner": one.owner,
        "missing": " ".join(one.missing),
    }


def _trail(trail: Trail) -> Report:
    return {
        "reference": trail.system.reference,
        "name": str(trail.system),
        "there": trail.there,
        "steps": [
            {
                "name": one.name,
                "mark": one.kind,
                "words": one.words,
                "day": day_words(one.day),
                "records": ", ".join(f"{count:,} {label}" for label, _, count in one.records),
                "requirements": ", ".join(one.requirements),
            }
            for one in trail.steps
        ],
    }
