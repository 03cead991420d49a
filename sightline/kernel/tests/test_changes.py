"""A change: one transaction, one entry, the image of each row that it touched."""

import json
from contextlib import suppress

import pytest
from django.db import connection
from django.db.utils import DatabaseError

from sightline.kernel.actions import perform
from sightline.kernel.changes import change
from sightline.kernel.comments.models import Comment
from sightline.kernel.errors import Conflict, OutsideChange
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.checking import replay
from sightline.kernel.journal.models import Entry, Image
from sightline.kernel.journal.reading import history_of
from sightline.kernel.tasks.models import Task

pytestmark = pytest.mark.django_db


def add(actor: Actor, title: str = "Write the policy") -> Task:
    record = perform("add_task", actor, {"title": title}, face="web", reason="a start").record
    assert isinstance(record, Task)
    return record


def test_a_change_leaves_one_entry_with_the_new_image_of_what_it_touched(lead: Actor) -> None:
    task = add(lead)
    entry = Entry.objects.order_by("-index")[0]
    header = json.loads(entry.header)
    assert (header["action"], header["face"], header["reason"], header["actor"]) == ("add_task", "web", "a start", lead.key)
    image = Image.objects.get(record_id=task.pk)
    assert image.entry == entry.index
    assert json.loads(image.data or "")["title"] == "Write the policy"
    assert replay().ok


@pytest.mark.parametrize(
    "write",
    [
        lambda task: task.save(),
        lambda task: Task.objects.update(title="x"),
        lambda task: Task.objects.bulk_create([Task(title="x")]),
        lambda task: Task.objects.bulk_update([task], ["title"]),
        lambda task: task.delete(),
        lambda task: Task.objects.filter(pk=task.pk).delete(),
        lambda task: Task._base_manager.update(title="x"),
    ],
)
def test_nothing_writes_a_record_outside_a_change(lead: Actor, write: object) -> None:
    task = add(lead)
    with pytest.raises(OutsideChange):
        write(task)  # type: ignore[operator]
    assert replay().ok


def test_records_are_never_deleted_even_inside_a_change(lead: Actor) -> None:
    task = add(lead)
    with pytest.raises(OutsideChange), change(lead, "delete_task", "cli"):
        task.delete()


def test_changes_do_not_nest(lead: Actor) -> None:
    with change(lead, "outer_change", "cli"), pytest.raises(OutsideChange), change(lead, "inner_change", "cli"):
        pass


def test_an_error_inside_a_change_leaves_nothing(lead: Actor) -> None:
    entries = Entry.objects.count()
    with suppress(ZeroDivisionError), change(lead, "break_things", "cli"):
        Task(title="half").save()
        _ = 1 / 0
    assert not Task.objects.filter(title="half").exists()
    assert Entry.objects.count() == entries


def test_a_row_that_somebody_else_changed_is_not_overwritten(lead: Actor) -> None:
    mine = add(lead)
    theirs = Task.objects.get(pk=mine.pk)
    with change(lead, "edit_task", "cli"):
        theirs.title = "Theirs"
        theirs.save()
    mine.title = "Mine"
    with pytest.raises(Conflict), change(lead, "edit_task", "cli"):
        mine.save()
    assert Task.objects.get(pk=mine.pk).title == "Theirs"
    assert replay().ok


def test_writing_many_rows_is_one_entry_and_every_row_has_its_image(lead: Actor) -> None:
    with change(lead, "import_tasks", "cli") as opened:
        Task.objects.bulk_create([Task(title=f"Task {number}") for number in range(1200)])
    assert opened.entry is not None
    assert len({image.record_id for image in Image.objects.filter(place__gte=opened.entry << 24)}) == 1200
    with change(lead, "edit_tasks", "cli"):
        Task.objects.filter(title__endswith="7").update(details="checked")
        rows = list(Task.objects.filter(title__endswith="3"))
        for row in rows:
            row.details = "seen"
        Task.objects.bulk_update(rows, ["details"])
    assert replay().ok
    assert {version.version for version in history_of(Task.objects.get(title="Task 7"))} == {1, 2}


def test_a_plain_sql_write_is_found(lead: Actor) -> None:
    task = add(lead)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_task SET title = 'forged'")
    found = replay()
    assert [difference.reference for difference in found.differences] == [task.reference]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE kernel_entry SET header = ''",
        "DELETE FROM kernel_entry",
        "UPDATE kernel_image SET data = '{}'",
        "UPDATE kernel_image SET version = 9, data = NULL, salt = NULL",
        "DELETE FROM kernel_image",
    ],
)
def test_the_database_itself_refuses_to_change_the_ledger(lead: Actor, statement: str) -> None:
    add(lead)
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_history_tells_every_version_with_its_diff(lead: Actor) -> None:
    task = add(lead)
    perform("close_task", lead, {"result": "Published."}, face="api", subject=task.reference)
    newest, first = history_of(task)
    assert (first.version, newest.version) == (1, 2)
    assert {(one.label, one.before, one.after) for one in newest.changes} >= {
        ("State", "open", "done"),
        ("What came of it", "", "Published."),
    }


def test_a_comment_belongs_to_the_record_that_it_is_about(lead: Actor) -> None:
    task = add(lead)
    perform("add_comment", lead, {"text": "By Friday?"}, face="web", subject=task.reference)
    assert Comment.objects.get(about_id=task.pk).author == lead.account
