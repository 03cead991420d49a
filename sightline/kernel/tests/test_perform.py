"""The one door to actions: parse, permit, change, run."""

import pytest
from django.db import models

from sightline.kernel.actions import perform, perform_together
from sightline.kernel.actions.asking import asked_of, field_for
from sightline.kernel.errors import Conflict, Invalid, NotFound, NotNow, NotPermitted
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.models import Entry
from sightline.kernel.journal.reading import history_of
from sightline.kernel.tasks.models import Task

pytestmark = pytest.mark.django_db


def test_an_action_is_done_and_tells_where_it_stands(lead: Actor) -> None:
    outcome = perform("add_task", lead, {"title": "Plan the audit", "due": "2027-01-15"}, face="api")
    assert (outcome.reference, outcome.version) == ("TSK-0001", 1)
    assert outcome.entry == Entry.objects.order_by("-index")[0].index


def test_missing_wrong_and_unknown_answers_are_each_told_at_their_field(lead: Actor) -> None:
    with pytest.raises(Invalid) as refusal:
        perform("add_task", lead, {"due": "someday", "colour": "red"}, face="api")
    assert set(refusal.value.fields) == {"title", "due", "colour"}
    assert "missing" in refusal.value.fields["title"][0]
    assert not Task.objects.exists()


def test_the_same_key_gives_the_same_outcome_and_does_it_once(lead: Actor) -> None:
    first = perform("add_task", lead, {"title": "Once"}, face="api", key="a-key")
    again = perform("add_task", lead, {"title": "Once"}, face="api", key="a-key")
    assert again.as_dict() == first.as_dict()
    assert Task.objects.count() == 1
    with pytest.raises(Conflict):
        perform("add_task", lead, {"title": "Something else"}, face="api", key="a-key")


def test_a_refused_attempt_does_not_use_up_its_key(lead: Actor) -> None:
    with pytest.raises(Invalid):
        perform("add_task", lead, {}, face="api", key="k")
    assert perform("add_task", lead, {"title": "Now right"}, face="api", key="k").reference


def test_a_dry_run_tells_what_would_happen_and_does_nothing(lead: Actor) -> None:
    entries = Entry.objects.count()
    outcome = perform("add_task", lead, {"title": "What if"}, face="web", dry_run=True)
    assert [image.record_type for image in outcome.written] == ["kernel.task"]
    assert not Task.objects.exists()
    assert Entry.objects.count() == entries


def test_an_edit_of_a_version_that_is_past_is_refused_with_both(lead: Actor) -> None:
    task = perform("add_task", lead, {"title": "Two editors"}, face="web")
    perform("move_task", lead, {"due": "2027-02-01"}, face="web", subject=task.reference, version=1)
    with pytest.raises(Conflict) as refusal:
        perform("move_task", lead, {"due": "2027-03-01"}, face="web", subject=task.reference, version=1)
    assert (refusal.value.seen, refusal.value.current) == (1, 2)


def test_who_may_not_is_told_who_can(auditor: Actor) -> None:
    with pytest.raises(NotPermitted, match="lead"):
        perform("add_task", auditor, {"title": "No"}, face="web")


def test_own_means_own(lead: Actor, owner: Actor) -> None:
    assert owner.account is not None
    theirs = perform("add_task", lead, {"title": "For the lead"}, face="web")
    mine = perform("add_task", lead, {"title": "For the owner", "assignee": owner.account.reference}, face="web")
    perform("close_task", owner, {"result": "Done."}, face="web", subject=mine.reference)
    with pytest.raises(NotPermitted):
        perform("close_task", owner, {"result": "Done."}, face="web", subject=theirs.reference)


def test_what_one_may_not_see_is_not_there(lead: Actor, employee: Actor) -> None:
    task = perform("add_task", lead, {"title": "Not for everybody"}, face="web")
    with pytest.raises((NotFound, NotPermitted)):
        perform("close_task", employee, {"result": "x"}, face="api", subject=task.reference)


def test_an_unknown_action_or_record_is_told(lead: Actor) -> None:
    with pytest.raises(NotFound):
        perform("make_coffee", lead, {}, face="cli")
    with pytest.raises(NotFound):
        perform("close_task", lead, {"result": "x"}, face="cli", subject="TSK-9999")
    with pytest.raises(NotFound):
        perform("add_comment", lead, {"text": "x"}, face="cli", subject="XYZ-1")


def test_one_action_on_many_records_is_one_entry(lead: Actor) -> None:
    for number in range(5):
        perform("add_task", lead, {"title": f"Task {number}"}, face="web")
    entries = Entry.objects.count()
    done = perform_together("drop_task", lead, {"result": "Not ours."}, face="web", among=Task.objects.filter(title__lt="Task 3"))
    assert (done.count, Entry.objects.count()) == (3, entries + 1)
    assert Task.objects.filter(state="dropped").count() == 3


def test_one_record_that_can_not_be_done_stops_all_and_is_named(lead: Actor) -> None:
    first = perform("add_task", lead, {"title": "One"}, face="web")
    perform("add_task", lead, {"title": "Two"}, face="web")
    perform("close_task", lead, {"result": "Done."}, face="web", subject=first.reference)
    with pytest.raises(NotNow, match=first.reference):
        perform_together("drop_task", lead, {"result": "Not ours."}, face="web", among=Task.objects.all())
    assert not Task.objects.filter(state="dropped").exists()


def test_a_reason_longer_than_an_entry_has_room_for_is_refused_in_every_face(lead: Actor) -> None:
    with pytest.raises(Invalid) as refusal:
        perform("add_task", lead, {"title": "A long story"}, face="cli", reason="x" * 70_000)
    assert set(refusal.value.fields) == {"reason"}
    assert not Task.objects.exists()


def test_a_state_is_told_apart_from_whose_turn_it_is(lead: Actor, owner: Actor) -> None:
    perform("add_task", lead, {"title": "Read"}, face="web")
    perform("close_task", lead, {"result": "Read it"}, face="web", subject="TSK-0001")
    with pytest.raises(NotNow, match="closed already") as state:
        perform("close_task", lead, {"result": "Again"}, face="web", subject="TSK-0001")
    assert (state.value.status, state.value.as_dict()["type"]) == (409, "urn:sightline:problem:not-now")
    perform("add_comment", lead, {"text": "Well read."}, face="web", subject="TSK-0001")
    with pytest.raises(NotPermitted, match="Only who wrote a comment"):
        perform("retire_comment", owner, {}, face="web", subject="CMT-0001", reason="Not mine.")


class Level(models.IntegerChoices):
    LOW = 1, "Low"
    HIGH = 2, "High"


@pytest.mark.parametrize("raw", ["2", 2])
def test_choices_that_are_numbers_are_read_from_text_and_from_numbers(lead: Actor, raw: object) -> None:
    def grade(actor: Actor, *, level: Level) -> None:
        """Says how high."""

    (asked,) = asked_of(grade)
    assert field_for(asked, lead).clean(raw) is Level.HIGH


def test_the_newest_versions_are_read_alone_and_say_what_changed(lead: Actor) -> None:
    task = perform("add_task", lead, {"title": "Many versions"}, face="web").record
    assert task is not None
    for month in range(1, 5):
        perform("move_task", lead, {"due": f"2027-0{month}-01"}, face="web", subject=task)
    whole = history_of(task)
    assert [one.version for one in whole] == [5, 4, 3, 2, 1]
    for newest in (1, 2, 5, 9):
        assert history_of(task, newest) == whole[:newest]
