"""Fills an installation as a program of its own: `python -m tests.journeys.filling LIST` in its SIGHTLINE_HOME. Prints what to look at, as JSON."""

import json
import os
import sys
from pathlib import Path

import django

EMPLOYEE = "employee@northwind.example"


def main(listing: Path) -> dict[str, str]:
    """Make a record of every kind, somebody who is an employee and nothing else, and an import of `listing` that waits for answers."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from sightline.kernel.identity.actors import Actor
    from sightline.kernel.identity.models import Account
    from sightline.kernel.journal.integrating import integrate
    from sightline.kernel.registers import all_registers
    from tests.support.product import ADMIN, PASSWORD

    from .world import fill, made

    lead = Actor.of(Account.objects.get(email=ADMIN))
    system = fill(lead, lead)
    person = made("add_account", lead, email=EMPLOYEE, name="Noor Haddad", roles=["employee"], password=PASSWORD)
    made("add_task", lead, title="Read the AI policy", assignee=person.reference)
    upload = {"file": SimpleUploadedFile(listing.name, listing.read_bytes())}
    waiting = made("upload_import", lead, files=upload, kind="systems")
    integrate()
    rows = {one.name: one.model._default_manager.order_by("reference").first() for one in all_registers()}
    return {
        "system": system.address,
        "waiting": waiting.address,
        **{name: f"/{name}/{row.reference}/" for name, row in rows.items() if row},
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sightline.site.settings")
    django.setup()
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]))))
