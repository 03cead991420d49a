"""What hangs on a record of any kind, and what the installation keeps for itself."""

from __future__ import annotations

from datetime import timedelta

from sightline.kernel import clock
from sightline.kernel.identity.actors import Actor
from sightline.kernel.records import Record

from .making import made, upload


def of_records(lead: Actor, system: Record, other: Record) -> None:
    """A task, a comment, a piece of evidence and a link."""
    today = clock.today()
    made("give_task", lead, system, title="Ask the supplier", due=today + timedelta(days=3))
    made("add_comment", lead, system, text="The supplier answers by mail.")
    letter = upload("letter.txt", b"We train on no data of yours.")
    made("attach_evidence", lead, system, files=letter, title="Letter of the supplier", speaks_of=today)
    made("link_records", lead, system, relation="depends-on", target=other)


def of_installation(administrator: Actor, lead: Actor) -> None:
    """A witness, a new signing key, and somebody who was erased."""
    made("name_witness", administrator, name="Our accountant", email="witness@example.com")
    made("rotate_key", administrator)
    left = made("add_account", administrator, email="robin@example.com", name="Robin Vale", roles=["employee"])
    made("erase_person", lead, left, ground="A request under GDPR Art. 17")
