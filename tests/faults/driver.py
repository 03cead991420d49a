"""A process of its own that works on a real data directory and is killed in the middle: `python -m tests.faults.driver SCENARIO [ARGUMENT ...]`.

Each scenario forks a child for each place where it may die, then looks at what is left with another child, and prints what it saw as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sightline.site.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import OperationalError  # noqa: E402

from sightline.aims.inventory.models import System  # noqa: E402
from sightline.aims.organisation.models import Unit  # noqa: E402
from sightline.kernel.actions import perform  # noqa: E402
from sightline.kernel.changes import change  # noqa: E402
from sightline.kernel.errors import Conflict  # noqa: E402
from sightline.kernel.identity.actors import Actor  # noqa: E402
from sightline.kernel.imports.running import run_import  # noqa: E402
from sightline.kernel.journal import integrating, keys  # noqa: E402
from sightline.kernel.journal.checking import replay  # noqa: E402
from sightline.kernel.journal.models import Checkpoint, Entry  # noqa: E402
from sightline.kernel.journal.reading import last_entry  # noqa: E402
from sightline.kernel.journal.verifying import verify  # noqa: E402
from sightline.kernel.references import Counter  # noqa: E402
from sightline.kernel.tasks.models import Task  # noqa: E402
from tests.faults.killing import Killer, all_at_once, deadly, in_child  # noqa: E402
from tests.faults.reading import two_readers, without_a_second  # noqa: E402

SIGKILL = 9


def look() -> dict[str, Any]:
    """How the installation stands, as somebody finds it who starts it again."""
    files = {path.stem: path.read_text() for path in integrating.checkpoint_folder().glob("*.txt")}
    notes = {f"{number:08d}": note for number, note in Checkpoint.objects.values_list("number", "note")}
    stray = [name for name, note in files.items() if notes.get(name) != note]
    found, replayed = verify(), replay()  # `verify` integrates first
    after = {path.stem for path in integrating.checkpoint_folder().glob("*.txt")}
    return {
        "problems": [f"{one.kind}: {one.name}" for one in found.problems],
        "differences": [one.what for one in replayed.differences],
        "records": replayed.records,
        "entries": Entry.objects.count(),
        "gaps": (last_entry() + 1) - Entry.objects.count(),
        "files without a checkpoint": stray,
        "checkpoints without a file": sorted({f"{one:08d}" for one in Checkpoint.objects.values_list("number", flat=True)} - after),
        "systems": System.objects.count(),
        "units": Unit.objects.count(),
        "tasks": Task.objects.count(),
    }


def sweep(work: Callable[[], object], points: Iterable[int], only: str = "") -> list[dict[str, Any]]:
    """Kills the work at one point after the other; ends with the first run that is not reached by its point.

    Args:
        work: what is done, in a child.
        points: where to kill, from 1.
        only: which points count.

    Returns:
        For each run: the point, whether it was killed, and what `look` saw before and after it.
    """
    seen = []
    before, _ = in_child(look)
    for at in points:

        def killed_at(at: int = at) -> None:
            with deadly(Killer(at, only)):
                work()

        _, ended = in_child(killed_at)
        after, _ = in_child(look)
        seen.append({"at": at, "killed": ended == SIGKILL, "before": before, "after": after})
        before = after
        if ended != SIGKILL:
            break
    return seen


def _several() -> None:
    """One change that touches three records, two of them new."""
    with change(Actor.local(), "edit_system", "cli", "three at once"):
        system = System.objects.get(reference="SYS-0001")
        system.description += "."
        system.save()
        for number in range(2):
            Task(title=f"Look at part {number}").save()


def a_change() -> list[dict[str, Any]]:
    """A change of several records, killed at every point there is."""
    return sweep(_several, range(1, 200))


def an_action() -> list[dict[str, Any]]:
    """A whole action with an idempotency key, killed at every point, and then tried again with the same key until it is done."""

    def twice() -> None:
        perform("add_task", Actor.local(), {"title": "Ask twice"}, face="api", key="the-same-key")

    return sweep(twice, range(1, 200))


def an_import(path: str) -> list[dict[str, Any]]:
    """The import of a long list, killed at some points spread over it, at its commit and after it."""

    def work() -> None:
        run_import("systems", Path(path), Actor.local(), "cli")

    def length() -> int:
        from django.db import transaction

        killer = Killer()
        with deadly(killer), transaction.atomic():
            work()
            transaction.set_rollback(True)
        return len(killer.passed)

    points, _ = in_child(length)
    some = sorted({1, points // 4, points // 2, 3 * points // 4, points - 6, points - 1})
    return [*sweep(work, some), *sweep(work, [1, 2], only="commit"), *sweep(work, [points * 9])]


def checkpoints() -> list[dict[str, Any]]:
    """Signing, with two batches waiting, killed at every point there is: the tiles, the checkpoint, its file."""
    integrating.BATCH = 4

    def waiting() -> None:
        for number in range(6):
            perform("add_task", Actor.local(), {"title": f"Sign me {number}"}, face="cli")

    # Looking integrates, so it looks only after; what is waiting is made in between.
    seen = []
    for at in range(1, 200):
        in_child(waiting)

        def killed_at(at: int = at) -> int:
            killer = Killer(at)
            with deadly(killer):
                integrating.integrate()
            return len(killer.passed)

        _, ended = in_child(killed_at)
        after, _ = in_child(look)
        seen.append({"at": at, "killed": ended == SIGKILL, "after": after})
        if ended != SIGKILL:
            break
    return seen


def key_making(folder: str) -> list[dict[str, Any]]:
    """The first key made, and then a new one taken, killed at every file that is put in place."""
    seen = []
    for name, work in (("first", keys.signing_key), ("rotated", keys.rotate_key)):
        for at in range(1, 40):
            settings.SIGHTLINE_HOME = Path(folder) / f"{name}-{at}"
            if name == "rotated":
                in_child(lambda: str(keys.signing_key().verifier))

            def killed_at(at: int = at, work: Callable[[], object] = work) -> None:
                with deadly(Killer(at, "file")):
                    work()

            def usable() -> dict[str, Any]:
                key, known = keys.signing_key(), [str(one) for one in keys.verifiers()]
                return {"known": str(key.verifier) in known, "names": sorted({one.partition("+")[0] for one in known})}

            before, _ = in_child(usable) if name == "rotated" else ({"names": []}, 0)
            _, ended = in_child(killed_at)
            after, _ = in_child(usable)
            seen.append({"what": name, "at": at, "killed": ended == SIGKILL, "before": before, "after": after})
            if ended != SIGKILL:
                break
    return seen


def _persistently(work: Callable[[], object], told: dict[str, int]) -> None:
    """Tries until it is done; what a retry cures is counted, anything else goes up."""
    for _ in range(200):
        try:
            work()
        except (OperationalError, Conflict) as error:
            told[type(error).__name__] = told.get(type(error).__name__, 0) + 1
        else:
            return
    raise RuntimeError("two hundred retries did not cure it")


def _writer(number: int, changes: int, shared: str) -> dict[str, int]:
    told: dict[str, int] = {}
    for turn in range(changes):
        key = f"writer-{number}-{turn}"
        _persistently(
            lambda key=key: perform("add_task", Actor.local(), {"title": key}, face="api", key=key),  # type: ignore[misc]
            told,
        )

    def add_a_mark() -> None:
        system = System.objects.get(reference=shared)
        marks = f"{system.description} {number}".strip()
        perform("edit_system", Actor.local(), {"description": marks}, face="api", subject=shared, version=system.version)

    _persistently(add_a_mark, told)
    return told


def writers(count: str, changes: str) -> dict[str, Any]:
    """Many processes that each add tasks and all edit one system, while another signs."""

    def shared_system() -> str:
        return perform("add_system", Actor.local(), {"name": "Everybody's"}, face="cli").reference

    def signer() -> int:
        for _ in range(10):
            integrating.integrate()
        return 0

    shared, _ = in_child(shared_system)
    before, _ = in_child(look)
    works: list[Callable[[], object]] = [lambda number=number: _writer(number, int(changes), shared) for number in range(int(count))]  # type: ignore[misc]
    told = all_at_once([*works, signer])
    after, _ = in_child(look)

    def marks() -> list[str]:
        return System.objects.get(reference=shared).description.split()

    def titles() -> list[str]:
        return sorted(Task.objects.filter(title__startswith="writer-").values_list("title", flat=True))

    return {"before": before, "after": after, "retried": told[:-1], "marks": in_child(marks)[0], "titles": in_child(titles)[0]}


def threads(count: str, changes: str) -> dict[str, Any]:
    """The same by threads of one process, as a web server has them."""
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    def run() -> dict[str, Any]:
        shared = perform("add_system", Actor.local(), {"name": "Every thread's"}, face="cli").reference

        def one(number: int) -> dict[str, int]:
            try:
                return _writer(number, int(changes), shared)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(int(count)) as pool:
            told = list(pool.map(one, range(int(count))))
        titles = sorted(Task.objects.filter(title__startswith="writer-").values_list("title", flat=True))
        return {"retried": told, "marks": System.objects.get(reference=shared).description.split(), "titles": titles}

    before, _ = in_child(look)
    told, _ = in_child(run)
    return {"before": before, "after": in_child(look)[0], **told}


def two_editors() -> dict[str, Any]:
    """Two processes that read the same version and save at the same moment."""
    made, _ = in_child(lambda: perform("add_system", Actor.local(), {"name": "Ours"}, face="cli").as_dict())

    def editor(words: str) -> dict[str, Any]:
        try:
            done = perform(
                "edit_system", Actor.local(), {"description": words}, face="web", subject=made["reference"], version=made["version"]
            )
        except Conflict as error:
            return {"refused": error.as_dict(), "words": words}
        return {"version": done.version, "words": words}

    told = all_at_once([lambda: editor("what Ana wrote"), lambda: editor("what Bo wrote")])
    kept, _ = in_child(lambda: System.objects.get(reference=made["reference"]).description)
    return {"told": told, "kept": kept, "seen": made["version"], "after": in_child(look)[0]}


def full_database() -> dict[str, Any]:
    """A change for which the disk has no room: SQLite may take no further page."""
    from django.db import connection

    def fill() -> str:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
        try:
            for _ in range(1000):
                perform("add_task", Actor.local(), {"title": "No room", "details": "word " * 1_000}, face="cli")
        except OperationalError as error:
            return str(error)
        return ""

    said, _ = in_child(fill)
    between, _ = in_child(look)
    in_child(lambda: perform("add_task", Actor.local(), {"title": "Room again"}, face="cli").as_dict())
    return {"said": said, "between": between, "after": in_child(look)[0]}


def no_room_for_checkpoints() -> dict[str, Any]:
    """Checkpoints for whose files there is no room: each may take sixteen bytes, then the file system says no."""
    import resource
    import signal

    write = integrating.publish_outstanding

    def cramped() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (16, resource.RLIM_INFINITY))
        try:
            write()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    def sign_twice() -> dict[str, Any]:
        integrating.publish_outstanding = cramped
        for number in range(2):
            perform("add_task", Actor.local(), {"title": f"Sign me {number}"}, face="cli")
            integrating.integrate()
        return look()

    told, _ = in_child(sign_twice)
    left = sorted(path.name for path in integrating.checkpoint_folder().iterdir())
    return {"told": told, "left": left, "after": in_child(look)[0]}


def lost_job(folder: str) -> dict[str, Any]:
    """A worker that is killed while it does a task, and another one that comes after it."""
    from django_tasks_db.models import DBTaskResult

    from sightline.kernel.jobs.reaping import reap
    from sightline.kernel.jobs.running import Jobs
    from tests.faults.jobs import die_the_first_time

    task, _ = in_child(lambda: str(die_the_first_time.enqueue(folder).id))
    _, ended = in_child(lambda: Jobs().do_tasks())

    def status() -> str:
        return str(DBTaskResult.objects.get(pk=task).status)

    def take_up() -> str:
        jobs = Jobs()
        reap(jobs.worker)
        jobs.do_tasks()
        return status()

    return {"killed": ended == SIGKILL, "left": in_child(status)[0], "then": in_child(take_up)[0]}


def prepare() -> dict[str, Any]:
    """Makes the tables and the first system: what the copies of the other scenarios begin with."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    perform("add_system", Actor.local(), {"name": "Candidate ranking"}, face="cli")
    assert Counter.objects.exists()
    return {}


SCENARIOS: dict[str, Callable[..., Any]] = {
    one.__name__: one
    for one in (
        prepare,
        a_change,
        an_action,
        an_import,
        checkpoints,
        key_making,
        writers,
        threads,
        two_editors,
        full_database,
        no_room_for_checkpoints,
        lost_job,
        two_readers,
        without_a_second,
    )
}

if __name__ == "__main__":
    told = SCENARIOS[sys.argv[1]](*sys.argv[2:])
    sys.stdout.write(json.dumps(told))
