"""Verification names the first wrong entry, whatever was changed behind the guards."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from sightline.kernel.actions import perform
from sightline.kernel.evidence.models import Evidence
from sightline.kernel.evidence.store import evidence_storage, name_of
from sightline.kernel.identity.actors import Actor
from sightline.kernel.jobs.running import Jobs
from sightline.kernel.journal import long_verifying
from sightline.kernel.journal.checking import replay
from sightline.kernel.journal.integrating import CannotIntegrate, checkpoint_folder, integrate
from sightline.kernel.journal.models import IMAGES_PER_ENTRY, Checkpoint, Entry, Image
from sightline.kernel.journal.triggers import drop_triggers, install_triggers
from sightline.kernel.journal.verifying import verify

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: object) -> None:
    """Checkpoints and evidence of one test are not another's."""
    settings.SIGHTLINE_CHECKPOINTS = str(tmp_path / "checkpoints")  # type: ignore[attr-defined]


@pytest.fixture
def worked(lead: Actor) -> Actor:
    """A ledger of some length with two checkpoints."""
    for number in range(6):
        perform("add_task", lead, {"title": f"Task {number}"}, face="web")
    integrate()
    for number in range(4):
        perform("close_task", lead, {"result": f"Came out {number}"}, face="web", subject=f"TSK-{number + 1:04d}")
    integrate()
    return lead


def sql(*statements: str) -> None:
    drop_triggers()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    install_triggers()


def test_an_untouched_ledger_is_whole(worked: Actor) -> None:
    found = verify()
    assert found.as_dict()["problems"] == []
    assert found.report.size == Entry.objects.count()


AT = 3 * IMAGES_PER_ENTRY
TAMPERING = {
    "a header": ("UPDATE kernel_entry SET header = replace(header, 'add_task', 'add_lask') WHERE \"index\" = 3", 3),
    "a time": ("UPDATE kernel_entry SET time = '2020-01-01T00:00:00.000000Z' WHERE \"index\" = 3", 3),
    "an image's data": (f"UPDATE kernel_image SET data = replace(data, 'Task', 'Tusk') WHERE place = {AT}", 3),
    "an image's version": (f"UPDATE kernel_image SET version = 7 WHERE place = {AT}", 3),
    "an image's type": (f"UPDATE kernel_image SET record_type = 'kernel.comment' WHERE place = {AT}", 3),
    "an image, gone": (f"DELETE FROM kernel_image WHERE place = {AT}", 3),
    "an image, emptied": (f"UPDATE kernel_image SET data = NULL, salt = NULL WHERE place = {AT}", 3),
    "an entry, gone": ('DELETE FROM kernel_entry WHERE "index" = 3', 3),
    "an image, added": (
        "INSERT INTO kernel_image SELECT place + 1, record_type, record_id, 99, schema, data, salt, digest FROM kernel_image WHERE place = "
        + str(AT),
        3,
    ),
    "the last entry and image, gone": ('DELETE FROM kernel_entry WHERE "index" = (SELECT MAX("index") FROM kernel_entry)', 10),
}


@pytest.mark.parametrize("what", TAMPERING)
def test_tampering_is_found_and_the_first_wrong_entry_named(worked: Actor, what: str) -> None:
    statement, first = TAMPERING[what]
    sql(statement)
    found = verify()
    assert not found.ok
    assert found.first_bad == first


def test_two_entries_that_changed_places_are_found(worked: Actor) -> None:
    sql(
        'UPDATE kernel_entry SET "index" = -1 WHERE "index" = 4',
        'UPDATE kernel_entry SET "index" = 4 WHERE "index" = 5',
        'UPDATE kernel_entry SET "index" = 5 WHERE "index" = -1',
    )
    assert verify().first_bad == 4


def test_a_checkpoint_that_is_gone_or_altered_is_found(worked: Actor) -> None:
    sql("DELETE FROM kernel_checkpoint WHERE number = 1")
    assert {problem.kind for problem in verify().problems} == {"checkpoint"}


@pytest.mark.parametrize("column", ["size = size - 2", "root = digest"])
def test_a_checkpoint_row_that_is_not_its_note_is_found_and_not_built_upon(worked: Actor, column: str) -> None:
    column = column.replace("digest", f"(SELECT digest FROM kernel_image WHERE place = {AT})")
    sql(f"UPDATE kernel_checkpoint SET {column} WHERE number = 2")
    perform("add_task", worked, {"title": "More"}, face="web")
    with pytest.raises(CannotIntegrate):
        integrate()
    assert "checkpoint" in {problem.kind for problem in verify().problems}


def test_an_erasure_that_is_only_in_the_table_explains_nothing(worked: Actor) -> None:
    place = Image.objects.get(record_type="kernel.account", version=1).place
    sql(f"UPDATE kernel_image SET data = NULL, salt = NULL WHERE place = {place}")
    assert "no erasure says so" in verify().problems[0].name


def test_a_text_where_bytes_belong_is_named_not_stumbled_over(worked: Actor) -> None:
    if connection.vendor == "sqlite":
        sql("UPDATE kernel_entry SET images_root = 'x' WHERE \"index\" = 3")
        assert verify().first_bad == 3


def test_a_checkpoint_file_that_the_database_does_not_know_is_found(worked: Actor) -> None:
    (checkpoint_folder() / "00000009.txt").write_text("forged", encoding="utf-8")
    assert [problem.kind for problem in verify().problems] == ["checkpoint"]


def test_a_tail_cut_off_with_its_checkpoints_shows_only_against_one_held_elsewhere(worked: Actor) -> None:
    held = Checkpoint.objects.order_by("-number")[0].note
    size = Checkpoint.objects.get(number=1).size
    for path in checkpoint_folder().glob("00000002.txt"):
        path.unlink()
    sql(
        f"DELETE FROM kernel_image WHERE place >= {size * IMAGES_PER_ENTRY}",
        f'DELETE FROM kernel_entry WHERE "index" >= {size}',
        "DELETE FROM kernel_checkpoint WHERE number = 2",
    )
    connection.cursor().execute("DELETE FROM kernel_tile")
    from sightline.kernel.journal.tilestore import DatabaseTiles
    from sightline.ledger.entry import entry_hash
    from sightline.ledger.tiles import Tree

    store = DatabaseTiles()
    Tree(store, 0).append([entry_hash(entry.header.encode(), bytes(entry.images_root)) for entry in Entry.objects.order_by("index")])
    store.flush()
    assert verify().ok
    found = verify([held])
    assert found.first_bad == size
    assert {problem.kind for problem in found.problems} == {"trusted"}


def test_a_forged_entry_is_never_signed(worked: Actor) -> None:
    size = Entry.objects.count()
    sql(f'INSERT INTO kernel_entry SELECT {size}, time, header, images_root FROM kernel_entry WHERE "index" = {size - 1}')
    with pytest.raises(CannotIntegrate, match=str(size)):
        integrate()
    assert verify().first_bad == size


def test_a_missing_guard_is_told(worked: Actor) -> None:
    drop_triggers()
    assert {problem.kind for problem in verify().problems} == {"trigger"}
    install_triggers()


def test_an_evidence_file_that_was_altered_or_is_gone_is_named(worked: Actor) -> None:
    file = SimpleUploadedFile("minutes.txt", b"We decided.")
    outcome = perform(
        "attach_evidence", worked, {"title": "Minutes", "speaks_of": "2026-11-01"}, files={"file": file}, face="web", subject="TSK-0001"
    )
    evidence = Evidence.objects.get(reference=outcome.reference)
    path = Path(evidence_storage().path(name_of(evidence.sha256)))
    assert verify().ok
    path.write_bytes(b"We decided otherwise.")
    found = verify()
    assert [(problem.kind, problem.entry) for problem in found.problems] == [("evidence", outcome.entry)]
    path.unlink()
    assert "gone" in verify().problems[0].name


def test_erasing_a_person_keeps_every_proof(worked: Actor, administrator: Actor) -> None:
    assert worked.account is not None
    name = worked.account.name
    outcome = perform("erase_person", administrator, {"ground": "GDPR Art. 17"}, face="web", subject=worked.account.reference)
    found = verify()
    assert found.ok
    assert found.report.withheld == 1
    assert replay().ok
    assert outcome.reference.startswith("ERA-")
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM kernel_image WHERE data LIKE %s", [f"%{name}%"])
        assert cursor.fetchone()[0] == 0


@pytest.mark.django_db(transaction=True)
def test_a_long_verification_is_done_by_the_worker_and_told_afterwards(lead: Actor) -> None:
    perform("add_task", lead, {"title": "Read the draft"}, face="web")
    assert long_verifying.standing() is None
    long_verifying.ask()
    long_verifying.ask()
    waiting = long_verifying.standing()
    assert waiting is not None
    assert waiting.under_way
    assert Jobs().do_tasks() == 1, "asked twice, done once"
    told = long_verifying.standing()
    assert told is not None
    assert (told.under_way, told.failed, told.found["ok"], told.found["problems"]) == (False, False, True, [])
    assert told.found["size"] == Entry.objects.count()


def test_verification_tells_how_far_it_is(worked: Actor) -> None:
    told: list[tuple[int, int]] = []
    assert verify(tell=lambda done, of: told.append((done, of))).ok
    assert told[-1] == (Entry.objects.count(), Entry.objects.count())
