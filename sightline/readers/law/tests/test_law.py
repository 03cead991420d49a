"""What binds the organisation, and how a change of it is noticed, assessed and applied."""

from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from sightline.kernel import clock
from sightline.kernel.actions import perform
from sightline.kernel.errors import Invalid, NotNow, NotPermitted
from sightline.kernel.identity.actors import Actor
from sightline.kernel.imports.running import run_import
from sightline.kernel.journal.checking import replay
from sightline.kernel.obligations import all_obligations
from sightline.kernel.pages import Look
from sightline.kernel.registers import Query, find_register, listing
from sightline.kernel.tasks.models import Task
from sightline.readers.conformity.counting import counted, expectation_named
from sightline.readers.frameworks.applying import ensure_shipped_frameworks
from sightline.readers.law.models import ChangeState, Law, LawChange
from sightline.readers.law.pages import changes_of_law
from sightline.readers.law.registers import change_status
from sightline.readers.law.starting import known_laws, read_laws

pytestmark = pytest.mark.django_db


@pytest.fixture
def law(lead: Actor) -> Law:
    """A law on the register, with an owner who signs in."""
    account = lead.account
    person = perform("add_person", lead, {"name": "Ines Prado", "account": account.reference if account else ""}, face="web").reference
    made = perform(
        "add_law", lead, {"name": "EU AI Act", "kind": "law", "why": "We use AI in Portugal.", "owner": person}, face="web"
    ).record
    assert isinstance(made, Law)
    return made


def _change(actor: Actor, law: Law, effective: str = "2027-12-02") -> LawChange:
    data = {"law": law.reference, "title": "High-risk systems of Annex III", "effective": effective}
    made = perform("add_law_change", actor, data, face="web").record
    assert isinstance(made, LawChange)
    return made


def _late(name: str) -> int:
    return counted([expectation_named(name)])[name].open


def test_a_change_is_noticed_assessed_and_applied(lead: Actor, law: Law) -> None:
    change = _change(lead, law)
    with pytest.raises(NotNow, match="Assess it first"):
        perform("apply_change", lead, {"steps": "Classify"}, face="web", subject=change)
    perform("assess_change", lead, {"means": "act", "assessment": "Two systems rank people."}, face="web", subject=change)
    perform("apply_change", lead, {"steps": "Classify both systems\n\nTell their owners\n"}, face="web", subject=change)
    change.refresh_from_db()
    tasks = list(Task.objects.filter(about_id=change.pk).order_by("reference"))
    assert change.state == ChangeState.APPLIED
    assert [task.title for task in tasks] == ["Classify both systems", "Tell their owners"]
    assert {(task.assignee_id, task.due) for task in tasks} == {(lead.account.pk if lead.account else None, date(2027, 12, 2))}
    assert replay().ok


def test_it_counts_as_applied_once_its_tasks_are_closed(lead: Actor, law: Law) -> None:
    change = _change(lead, law, effective="2026-07-27")
    perform("assess_change", lead, {"means": "act", "assessment": "Literacy."}, face="web", subject=change)
    assert _late("law_changes_applied") == 1
    perform("apply_change", lead, {"steps": "Update the training"}, face="web", subject=change)
    assert _late("law_changes_applied") == 1
    task = Task.objects.get(about_id=change.pk)
    perform("close_task", lead, {"result": "Done."}, face="web", subject=task)
    assert _late("law_changes_applied") == 0
    row = next(one for one in listing_rows(lead) if one.pk == change.pk)
    assert change_status(row) == ("ok", "Applied")


def listing_rows(actor: Actor) -> list[LawChange]:
    """The rows of the register of changes, as it computes them."""
    register = find_register("law-changes")
    assert register is not None
    return [row for row in listing(register, actor, Query()).rows if isinstance(row, LawChange)]


def test_a_change_that_changes_nothing_is_dismissed_with_a_reason(lead: Actor, law: Law) -> None:
    change = _change(lead, law)
    with pytest.raises(Invalid):
        perform("assess_change", lead, {"means": "nothing"}, face="web", subject=change)
    perform("assess_change", lead, {"means": "nothing", "assessment": "No such system here."}, face="web", subject=change)
    change.refresh_from_db()
    assert (change.state, change.decided_on) == (ChangeState.DISMISSED, clock.today())
    with pytest.raises(NotNow):
        perform("assess_change", lead, {"means": "act", "assessment": "Yet."}, face="web", subject=change)


def test_what_is_not_assessed_in_time_is_an_exception(lead: Actor, law: Law) -> None:
    _change(lead, law)
    assert _late("law_changes_assessed") == 0
    with clock.at(datetime(2027, 3, 1, tzinfo=UTC)):
        assert _late("law_changes_assessed") == 1
    _change(lead, law, effective="2026-07-27")
    assert _late("law_changes_assessed") == 1


def test_reviews_and_assessments_fall_due_with_the_owner(lead: Actor, law: Law) -> None:
    _change(lead, law, effective="2026-12-20")
    known = {one.name: one for one in all_obligations()}
    due = known["review_laws"].due(date(2028, 1, 1)).get()
    assert (due.due_on, due.answerable_id) == (law.next_review, lead.account.pk if lead.account else None)
    assert known["assess_law_changes"].due(date(2026, 11, 25)).get().due_on == date(2026, 12, 20)
    perform("review_law", lead, {}, face="web", subject=law)
    assert not known["review_laws"].due(clock.today()).exists()


def test_known_laws_come_with_their_sets_and_days(lead: Actor) -> None:
    ensure_shipped_frameworks(Actor.system(), "system", only=("eu-ai-act",))
    perform("choose_known_laws", lead, {"laws": ["eu-ai-act", "gdpr"]}, face="web")
    act = Law.objects.get(key="eu-ai-act")
    assert act.framework is not None
    assert act.framework.set_id == "eu-ai-act"
    assert LawChange.objects.filter(law=act, effective=date(2027, 12, 2)).exists()
    assert Law.objects.get(key="gdpr").framework is None
    with pytest.raises(Invalid):
        perform("choose_known_laws", lead, {"laws": ["gdpr"]}, face="web")
    shown = changes_of_law(Look(lead), act)
    assert shown is not None
    assert len(shown.context["rows"]) == len(known_laws()[0].changes)


def test_changes_come_in_as_a_file_and_are_known_again(lead: Actor, law: Law, tmp_path: Path) -> None:
    path = tmp_path / "changes.csv"
    path.write_text(
        "Headline,Regulation,Effective date,Summary\nGuidelines,eu ai act,2026-12-01,Examples\nWorks councils,Labour Code,2027-01-01,Tell them\n"
    )
    assert run_import("law-changes", path, lead, "cli").created == 2
    assert LawChange.objects.get(title="Guidelines").law == law
    assert LawChange.objects.get(title="Works councils").law is None
    again = run_import("law-changes", path, lead, "cli")
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    perform("assess_change", lead, {"means": "act", "assessment": "Yes."}, face="web", subject=LawChange.objects.get(title="Guidelines"))
    path.write_text("Headline,Regulation,Effective date,Summary\nGuidelines,EU AI Act,2028-12-01,Other\n")
    run_import("law-changes", path, lead, "cli")
    assert LawChange.objects.get(title="Guidelines").effective == date(2026, 12, 1)


class TestAnyFile(TestCase):
    @settings(max_examples=15, deadline=None)
    @given(cells=st.lists(st.tuples(st.text(max_size=30), st.text(max_size=20)), max_size=5))
    def test_whatever_stands_in_it_it_is_read_or_refused_in_words(self, cells: list[tuple[str, str]]) -> None:
        import csv
        from tempfile import TemporaryDirectory

        with TemporaryDirectory() as folder:
            path = Path(folder) / "changes.csv"
            with path.open("w", newline="", encoding="utf-8", errors="replace") as file:
                csv.writer(file).writerows([("Title", "Effective date"), *cells])
            known = LawChange.objects.count()
            with suppress(Invalid):
                found = run_import("law-changes", path, Actor.local(), "cli")
                assert found.created + found.updated + found.unchanged + found.refused <= len(cells)
                assert LawChange.objects.count() == known + found.created


def test_others_read_and_do_not_change(auditor: Actor, employee: Actor, law: Law) -> None:
    register = find_register("laws")
    assert register is not None
    assert [str(row) for row in listing(register, auditor, Query()).rows] == ["EU AI Act"]
    with pytest.raises(NotPermitted):
        perform("add_law", auditor, {"name": "GDPR"}, face="web")
    with pytest.raises(NotPermitted):
        listing(register, employee, Query())


def test_a_list_that_is_not_what_it_should_be_says_where(tmp_path: Path) -> None:
    path = tmp_path / "laws.yaml"
    path.write_text("laws:\n- {key: x, name: X, kind: rumour, jurisdiction: '', source: '', binds: ''}\n")
    with pytest.raises(ValueError, match="x: give"):
        read_laws(path)
