"""A supplier with all that is agreed with it, and a questionnaire that it may answer by a link."""

from __future__ import annotations

from datetime import timedelta

from sightline.kernel import clock
from sightline.kernel.identity.actors import Actor
from sightline.kernel.records import Record

from .making import made


def of_suppliers(lead: Actor, system: Record, owner: Record) -> Record:
    """The supplier of the system, with a record of every kind on it."""
    today = clock.today()
    rankwise = made(
        "add_supplier", lead, name="Rankwise", country="Ireland", criticality="critical", owner=owner, systems=[system.reference]
    )
    made("add_contract", lead, rankwise, title="Framework agreement", starts=today, change_notice="on")
    made("add_certificate", lead, rankwise, kind="iso27001", issuer="A body", expires=today + timedelta(days=40))
    made("add_subprocessor", lead, rankwise, name="Cloud Ltd", country="Ireland", does="Hosting")
    made("note_change", lead, rankwise, title="Model 5 takes the place of model 4", effective=today + timedelta(days=20))
    made("review_supplier", lead, rankwise, result="goes_on", findings="Read their report.")
    questionnaire = made("prepare_questionnaire", lead, rankwise)
    made("send_questionnaire", lead, questionnaire, name="Mia Lund")
    return rankwise
