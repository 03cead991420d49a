"""Who uses the data directory: servers share it; a restore or a migration has it alone."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import Refused
from .state import home

LOCK = "in-use.lock"


class InUse(Refused):
    """A server runs on these data."""

    kind = "in-use"
    title = "Sightline is running"


@contextmanager
def in_use(*, alone: bool) -> Iterator[None]:
    """Holds the data directory while the code inside runs; the lock goes with the process, however it ends.

    Args:
        alone: nobody else may hold it.

    Raises:
        InUse: somebody holds it in a way that excludes this.
    """
    descriptor = os.open(home() / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except OSError as error:
            what = "Stop the server that runs on it first." if alone else "A restore or a migration runs on it. Try again in a moment."
            raise InUse(f"The data directory {home()} is in use. {what}") from error
        yield
    finally:
        os.close(descriptor)
