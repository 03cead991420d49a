"""Fills an installation as a program of its own: `python -m tests.journeys.filling LIST OTHER` in its SIGHTLINE_HOME. Prints what to look at, as JSON."""

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import django

if TYPE_CHECKING:
    from sightline.kernel.identity.actors import Actor
    from sightline.kernel.records import Record

EMPLOYEE = "employee@northwind.example"


def main(listing: Path, other: Path) -> dict[str, str]:
    """Make a record of every kind and what follows from them, all systems of `listing`, an employee, and an import of `other` that waits for answers."""
    from sightline.kernel.actions import perform
    from sightline.kernel.identity.actors import Actor
    from sightline.kernel.identity.models import Account
    from sightline.kernel.imports.running import run_import
    from sightline.kernel.journal.integrating import integrate
    from sightline.kernel.registers import all_registers
    from tests.support.product import ADMIN, PASSWORD

    from .world import fill, made, upload
    from .world.assessments import TOPIC

    lead = Actor.of(Account.objects.get(email=ADMIN))
    made("add_account", lead, email="sam@northwind.example", name="Sam Adeyemi", roles=["administrator", "executive"], password=PASSWORD)
    second = Actor.of(Account.objects.get(email="sam@northwind.example"))
    system = fill(second, lead)
    link = _go_on(lead, second, system)
    run_import("systems", listing, lead, "cli")
    perform("suggest_classes", lead, {}, face="cli")
    person = made("add_account", lead, email=EMPLOYEE, name="Noor Haddad", roles=["employee"], password=PASSWORD)
    made("add_task", lead, title="Read the AI policy", assignee=person)
    waiting = made("upload_import", lead, files=upload(other.name, other.read_bytes()), kind="systems")
    integrate()
    rows = {one.name: one.model._default_manager.order_by("reference").first() for one in all_registers()}
    return {
        "system": system.address,
        "reference": system.reference,
        "waiting": waiting.address,
        "link": link,
        "topic": TOPIC.id,
        **{name: f"/{name}/{row.reference}/" for name, row in rows.items() if row},
    }


def _go_on(lead: "Actor", second: "Actor", system: "Record") -> str:
    """What comes next of the records: rules and a scope in force with the next drafts, an answer by rule, a question to the lead. The supplier's link."""
    from sightline.kernel.actions import perform

    from .world import first, made

    made("publish_rules", second, first("rules-of-use"))
    made("ask_to_use", lead, tool="Chatterbox", use="draft", data="people")
    made("draft_rules", lead)
    made("approve_scope", second, first("scope-statements"))
    made("draft_scope", lead)
    made("reassign_attestation", lead, first("attestations", system=system), owner=first("people", account=lead.account))
    sent = perform("send_questionnaire", lead, {"name": "Mia Lund"}, face="web", subject=first("supplier-questionnaires"))
    return urlsplit(str(sent.result)).path


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sightline.site.settings")
    django.setup()
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]))))
