"""An installation in which every register has a record, made through the actions that people use, so that no page is looked at empty."""

from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from sightline.kernel import clock
from sightline.kernel.actions import perform
from sightline.kernel.errors import Invalid
from sightline.kernel.identity.actors import Actor
from sightline.kernel.records import Record
from sightline.kernel.registers import find_register
from sightline.readers.frameworks.applying import ensure_shipped_frameworks

TWINS = b"Name,Purpose\nCandidate ranking,Orders applications\nCandidate rankings,Orders applications\n"


def made(action: str, actor: Actor, subject: Record | None = None, files: dict[str, Any] | None = None, **data: object) -> Record:
    """What an action makes or changes, done as the web face does it."""
    given = {name: value.isoformat() if isinstance(value, date) else value for name, value in data.items()}
    try:
        record = perform(action, actor, given, face="web", subject=subject, files=files, reason="So that there is one.").record
    except Invalid as refused:
        raise AssertionError(f"{action}: {refused.fields}") from refused
    assert record is not None
    return record


def _model(register: str) -> Any:
    found = find_register(register)
    assert found is not None
    return found.model


def fill(administrator: Actor, lead: Actor) -> Record:
    """Make a record of every kind, and return the one AI system that they are about."""
    ensure_shipped_frameworks(Actor.system(), "system", only=("iso42001",))
    if not _model("organisations")._default_manager.exists():
        made("found_organisation", lead, name="Northwind Staffing")
    unit = made("add_unit", lead, name="Human resources")
    made("add_site", lead, name="Harbour office", country="DE")
    kim = made("add_person", lead, name="Kim Dahl")
    later = clock.today() + timedelta(days=200)
    made("add_issue", lead, title="People expect to be heard", side="external", next_review=later)
    made("add_party", lead, name="Applicants", side="external", needs="To be judged by people", next_review=later)
    made("add_objective", lead, title="Fewer overrides")
    made("plan_change", lead, title="Bring the management system in", purpose="To keep what we promise")
    system = made("add_system", lead, name="Candidate ranking", purpose="Orders applications", unit=unit.reference, impact="rights")
    _of_records(lead, administrator, system)
    _of_conformity(lead, system, kim)
    listing = made("upload_import", lead, files={"file": SimpleUploadedFile("twins.csv", TWINS)}, kind="systems")
    made("run_import", lead, listing)
    left = made("add_account", administrator, email="robin@example.com", name="Robin Vale", roles=["employee"])
    made("erase_person", lead, left, ground="A request under GDPR Art. 17")
    return system


def _of_records(lead: Actor, administrator: Actor, system: Record) -> None:
    """What hangs on a record of any kind."""
    today = clock.today()
    made("give_task", lead, system, title="Ask the supplier", due=today + timedelta(days=3))
    made("add_comment", lead, system, text="The supplier answers by mail.")
    letter = {"file": SimpleUploadedFile("letter.txt", b"We train on no data of yours.")}
    made("attach_evidence", lead, system, files=letter, title="Letter of the supplier", speaks_of=today)
    other = made("add_system", lead, name="Clause search", purpose="Finds clauses")
    made("link_records", lead, system, relation="depends-on", target=other.reference)
    made("name_witness", administrator, name="Our accountant", email="witness@example.com")


def _of_conformity(lead: Actor, system: Record, owner: Record) -> None:
    """What people say about requirements."""
    context = _model("requirements")._default_manager.get(key="iso42001:4.1")
    role = _model("roles")._default_manager.filter(required=True, held_for="organisation").first()
    made("appoint_holder", lead, role, person=owner.reference)
    made("judge_requirement", lead, context, maturity=2, why="Seen in the minutes.")
    made("plan_gap", lead, context, step="Write the issues down", owner=owner.reference, due=clock.today() + timedelta(days=30))
    until = clock.today() + timedelta(days=60)
    said: dict[str, Any] = {
        "record": system.reference,
        "expectation": "systems_have_owner",
        "until": until,
        "why": "The team is being formed.",
    }
    made("accept_exception", lead, **said)
    made("draft_scope", lead)
    for control in _model("controls")._default_manager.all():
        made("state_applicability", lead, control, applies="yes", basis="risk", justification="It answers a risk.")
    made("draft_applicability", lead)
