"""Where a process can be killed, and killing it there: before and after each statement, each commit, and each file that is put in place.

A driver's children count the same points in the same order, so "kill at the seventh" is a place in the work and not a moment.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass
class Killer:
    """Counts points, and ends this process at one of them.

    Attributes:
        at: the point, from 1; 0 for none.
        only: count only the points whose name begins so.
        passed: the names of the points that were passed.
    """

    at: int = 0
    only: str = ""
    passed: list[str] = field(default_factory=list)

    def point(self, name: str) -> None:
        """A place where the process may die."""
        if name.startswith(self.only):
            self.passed.append(name)
            if len(self.passed) == self.at:
                os.kill(os.getpid(), signal.SIGKILL)

    def around(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """The same work with a point before and one after it."""

        def wrapped(*args: Any, **kwargs: Any) -> Any:
            self.point(f"{name} begins")
            made = work(*args, **kwargs)
            self.point(f"{name} is done")
            return made

        return wrapped

    def statement(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Django's wrapper around each statement."""
        return self.around("statement " + " ".join(sql.split()[:3]), execute)(sql, params, many, context)


@contextmanager
def deadly(killer: Killer) -> Iterator[None]:
    """Inside, everything that lasts is a point of the killer."""
    replace, open_, commit, link = Path.replace, Path.open, BaseDatabaseWrapper.commit, os.link
    Path.replace = killer.around("file replaced", replace)  # type: ignore[method-assign]
    Path.open = killer.around("file opened", open_)  # type: ignore[method-assign]
    os.link = killer.around("file linked", link)
    BaseDatabaseWrapper.commit = killer.around("commit", commit)  # type: ignore[method-assign]
    try:
        with connection.execute_wrapper(killer.statement):
            yield
    finally:
        Path.replace, Path.open = replace, open_  # type: ignore[method-assign]
        os.link = link
        BaseDatabaseWrapper.commit = commit  # type: ignore[method-assign]


def in_child(work: Callable[[], object]) -> tuple[Any, int]:
    """Runs work in a forked process of its own, with connections of its own.

    Returns:
        (what it gave back, as JSON; the signal that ended it, or 0).
    """
    import json

    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.close(read)
            said = json.dumps(work()).encode()
            with os.fdopen(write, "wb") as pipe:
                pipe.write(said)
            code = 0
        except BaseException:  # noqa: BLE001 - a child that fails must not go on as a second parent
            import traceback

            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(pid, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise RuntimeError("a child failed; what it said stands above")
    return (json.loads(said) if said else None), os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def all_at_once(works: Sequence[Callable[[], object]]) -> list[Any]:
    """Runs each work in a process of its own, all let go at the same moment.

    Returns:
        What each gave back, as JSON, in their order.
    """
    import json

    gate_read, gate_write = os.pipe()
    children: list[tuple[int, int]] = []
    for work in works:
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                os.close(gate_write)
                os.read(gate_read, 1)  # gives nothing, once the parent closes its end
                with os.fdopen(write, "wb") as pipe:
                    pipe.write(json.dumps(work()).encode())
                code = 0
            except BaseException:  # noqa: BLE001
                import traceback

                traceback.print_exc()
            finally:
                os._exit(code)
        os.close(write)
        children.append((pid, read))
    os.close(gate_read)
    os.close(gate_write)
    found = []
    for pid, read in children:
        with os.fdopen(read, "rb") as pipe:
            said = pipe.read()
        _, status = os.waitpid(pid, 0)
        if status:
            raise RuntimeError("a writer failed; what it said stands above")
        found.append(json.loads(said))
    return found
