"""Readiness for Stage 1 and Stage 2, required documents, and the trail of one system: counted, never promised."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sightline.aims.inventory.models import System
from sightline.kernel import clock
from sightline.kernel.actions import perform
from sightline.kernel.errors import NotFound, NotPermitted
from sightline.kernel.identity.actors import Actor
from sightline.kernel.pages import Look
from sightline.readers.conformity.auditing import asked, read_asked
from sightline.readers.conformity.documents import demands, read_demands, required_documents
from sightline.readers.conformity.models import Applicability
from sightline.readers.conformity.pages.documents import required_documents_page
from sightline.readers.conformity.pages.readiness import readiness_2, readiness_block
from sightline.readers.conformity.readiness import readiness, readiness_of, stages_of
from sightline.readers.conformity.running import ran_by_type
from sightline.readers.conformity.standing import overview
from sightline.readers.conformity.trailing import sample, trail_of
from sightline.readers.frameworks.models import Requirement

from .conftest import requirement

pytestmark = pytest.mark.usefixtures("iso")


def _attach(actor: Actor, code: str, valid_until: str = "") -> None:
    data = {"title": "AI policy", "speaks_of": "2026-11-01", "source": "Library", "valid_until": valid_until}
    files = {"file": SimpleUploadedFile("policy.pdf", b"%PDF a policy")}
    perform("attach_evidence", actor, data, face="web", subject=requirement(code), files=files)


def test_an_empty_installation_is_blocked_and_says_by_what(lead: Actor) -> None:
    found = readiness(lead)
    first = found["stages"][0]
    assert first["there"] == 0
    assert {"scope", "policy", "roles", "inventory", "soa", "audit", "review"} <= set(first["blockers"])
    policy = next(one for one in first["items"] if one["id"] == "policy")
    assert any("published AI policy" in words for words in policy["missing"])
    assert found["trail"] is None


def test_a_document_as_evidence_takes_a_blocker_away_where_no_record_can_speak(lead: Actor) -> None:
    for code in ("5.2", "A.2.2"):
        _attach(lead, code)
    item = next(one for one in readiness(lead)["stages"][0]["items"] if one["id"] == "policy")
    assert (item["blocks"], item["there"]) == (False, False)
    assert "Evidence is attached" in item["missing"][0]


def test_what_does_not_apply_is_not_looked_at(lead: Actor) -> None:
    for row in Applicability.objects.filter(requirement__code__in=("A.10.2", "A.10.3", "A.10.4")):
        perform(
            "state_applicability", lead, {"applies": "no", "basis": "risk", "justification": "Nothing is bought."}, face="web", subject=row
        )
    item = next(one for one in readiness(lead)["stages"][1]["items"] if one["id"] == "suppliers")
    assert (item["requirements"], item["said"]) == ([], "Does not apply")


def test_the_same_figures_stand_on_page_and_home(lead: Actor) -> None:
    home = readiness_block(Look(lead))
    page = readiness_2(Look(lead))
    told = readiness(lead)
    assert home is not None
    assert [stage.sentence for stage in home.context["stages"]] == [one["sentence"] for one in told["stages"]]
    assert page.context["stage"].sentence == told["stages"][1]["sentence"]
    assert "compl" not in " ".join(one["sentence"] for one in told["stages"])


def test_how_long_a_process_ran_is_read_from_the_ledger(lead: Actor) -> None:
    start = datetime(2027, 2, 10, 9, tzinfo=UTC)
    with clock.at(start):
        perform("add_objective", lead, {"title": "Fewer complaints", "measure": "Complaints", "target": "10"}, face="web")
    with clock.at(start + timedelta(days=100)):
        perform("add_objective", lead, {"title": "Faster answers", "measure": "Days", "target": "3"}, face="web")
        ran = ran_by_type(["organisation.objective"])["organisation.objective"]
        assert (ran.first, ran.last, ran.months, ran.active) == (date(2027, 2, 10), date(2027, 5, 21), 3, 2)
        processes = {one["process"]: one for one in readiness(lead)["processes"]}
    assert processes["Objectives"]["months"] == 3
    assert processes["Internal audit"]["first"] is None


def test_one_system_is_followed_and_missing_steps_are_named(lead: Actor) -> None:
    perform("add_system", lead, {"name": "Spell checker"}, face="web")
    data = {
        "name": "Candidate ranking",
        "purpose": "Ranks",
        "description": "Reads CVs, gives a rank",
        "stage": "operation",
        "impact": "rights",
    }
    reference = perform("add_system", lead, data, face="web").reference
    system = sample(lead)
    assert system is not None
    assert system.reference == reference
    steps = {one.name: one for one in trail_of(system).steps}
    assert steps["Entry in the inventory"].day == clock.today()
    assert (steps["Purpose"].kind, steps["Owner"].kind, steps["Risk assessment"].kind) == ("ok", "bad", "none")
    assert "Nothing here records it yet" in steps["Risk assessment"].words
    with pytest.raises(NotFound, match="SYS-0042"):
        readiness(lead, "SYS-9999")


def test_required_documents_follow_the_set_and_name_what_is_missing(lead: Actor) -> None:
    rows = required_documents(lead)
    wanted = [(row.code, one["name"]) for row in Requirement.objects.order_by("position") for one in row.documents]
    assert [(one.standing.requirement.code, one.demand.name) for one in rows] == wanted
    assert set(demands()) <= set(wanted)
    policy = next(one for one in rows if one.demand.name == "AI policy")
    assert (policy.kind, policy.words) == ("bad", "Missing")
    assert "controlled document" in policy.missing[0]
    assert policy.mend is not None
    assert policy.mend.address.endswith("/do/attach-evidence/?_next=/required-documents/")


def test_a_document_is_there_as_evidence_until_it_is_out_of_date(lead: Actor) -> None:
    _attach(lead, "5.2", valid_until="2027-06-30")
    row = next(one for one in required_documents(lead) if one.demand.name == "AI policy")
    assert (row.kind, row.words) == ("ok", "Attached as evidence")
    with clock.at(datetime(2027, 7, 1, tzinfo=UTC)):
        row = next(one for one in required_documents(lead) if one.demand.name == "AI policy")
        assert (row.kind, row.words) == ("part", "Out of date")


def test_a_process_is_not_shown_by_records_that_follow_it(lead: Actor) -> None:
    perform("add_system", lead, {"name": "Candidate ranking", "impact": "rights"}, face="web")
    row = next(one for one in required_documents(lead) if one.demand.name == "Impact assessment process")
    assert (row.kind, row.counts) == ("bad", ())


def test_readiness_costs_the_same_however_many_systems_there_are(lead: Actor, django_assert_max_num_queries: object) -> None:
    readiness_of(lead)
    perform("add_system", lead, {"name": "Candidate ranking"}, face="web")
    readiness_of(lead)
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        readiness_of(lead)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        required_documents_page(Look(lead))
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        stages_of(overview())


def test_who_may_not_read_requirements_is_refused(employee: Actor) -> None:
    with pytest.raises(NotPermitted):
        readiness(employee)
    with pytest.raises(NotPermitted):
        required_documents(employee)


def test_what_auditors_ask_names_requirements_that_exist() -> None:
    known = set(Requirement.objects.values_list("key", flat=True))
    keys = {key for stage in asked().stages for item in stage.items for key in item.requirements}
    keys |= {key for process in asked().processes for key in process.requirements}
    keys |= {key for step in asked().trail for key in step.requirements if key.startswith("iso42001:")}
    assert keys <= known
    fields = {column.name for column in System._meta.get_fields()}
    assert {name for step in asked().trail for name in step.fields} <= fields


@pytest.mark.parametrize("change", ["needs: sometimes", "colour: red"])
def test_a_file_that_is_not_what_it_should_be_says_where(tmp_path: Path, change: str) -> None:
    path = tmp_path / "readiness.yaml"
    item = "{id: scope, title: Scope, looks_at: It, requirements: ['4.3'], needs: in-line, blocks: true}"
    broken = (
        item.replace("needs: in-line", change) if change.startswith("needs") else item.replace("blocks: true", f"blocks: true, {change}")
    )
    path.write_text(f"stages:\n- {{stage: 1, title: One, about: It, items: [{broken}]}}\nprocesses: []\ntrail: []\n")
    with pytest.raises(ValueError, match="stage 1"):
        read_asked(path)
    documents = tmp_path / "documents.yaml"
    documents.write_text("documents:\n- {requirement: '4.3', name: Scope, kind: letter, says: It}\n")
    with pytest.raises(ValueError, match=r"4\.3 Scope"):
        read_demands(documents)
