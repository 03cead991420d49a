"""The tick: twice a second it looks whether there is something to integrate or to index, now and then it reaps, and once a day it goes its rounds.

Each part stands alone: one that fails is told in the log, waits longer each time, and holds up no other.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from .. import search
from ..journal.integrating import integrate, newest_checkpoint, publish_outstanding
from ..journal.reading import last_entry
from .reaping import reap
from .rounds import run_due_rounds
from .workers import Worker

logger = logging.getLogger(__name__)
LONGEST_WAIT = 300.0


@dataclass
class Part:
    """One part of the tick.

    Attributes:
        name: for the log.
        run: does it; quick when there is nothing to do.
        seconds: how long to wait after it.
    """

    name: str
    run: Callable[[], object]
    seconds: float
    failures: int = 0
    next: float = 0.0

    def tick(self) -> None:
        """Does it if its time has come."""
        if time.monotonic() < self.next:
            return
        try:
            self.run()
        except Exception as error:
            self.failures += 1
            wait = min(LONGEST_WAIT, self.seconds * 2**self.failures)
            logger.error("%s failed (%s: %s); again in %d s.", self.name, type(error).__name__, error, wait, exc_info=self.failures == 1)
            self.next = time.monotonic() + wait
        else:
            self.failures = 0
            self.next = time.monotonic() + self.seconds


class Ticker:
    """All parts of the tick, for one worker. `busy` says whether a task runs in this process: then its beat goes on."""

    def __init__(self, worker: Worker, busy: Callable[[], bool]) -> None:
        self._started = False
        self._indexed: int | None = None
        self.parts = [
            Part("Integrating the ledger", self._integrate, 0.5),
            Part("Writing checkpoints to files", publish_outstanding, 5.0),
            Part("The search index", self._index, 0.5),
            Part("The beat", lambda: worker.beat() if busy() else None, 10.0),
            Part("Reaping", lambda: reap(worker), 30.0),
            # Not at once: the first page of a start comes first.
            Part("The rounds", self._rounds, 60.0, next=time.monotonic() + 3.0),
        ]

    def tick(self) -> None:
        """Once round."""
        for part in self.parts:
            part.tick()

    def _integrate(self) -> None:
        newest = newest_checkpoint()
        if last_entry() + 1 > (newest.size if newest else 0):
            integrate()

    def _index(self) -> None:
        last = last_entry()
        if last != self._indexed:
            search.catch_up()
            self._indexed = last

    def _rounds(self) -> None:
        run_due_rounds(starting=not self._started)
        self._started = True
