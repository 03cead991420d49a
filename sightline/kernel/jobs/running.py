"""Two threads: one does tasks, one ticks. They live in the web process, or in a process of their own (`sightline worker`)."""

from __future__ import annotations

import atexit
import logging
import threading
from collections.abc import Callable

from django.db import close_old_connections, connections
from django_tasks_db.management.commands.db_worker import Worker as Queue
from django_tasks_db.models import DBTaskResult

from . import regular  # noqa: F401 - declares the kernel's own regular jobs
from .ticking import Ticker
from .workers import Worker

logger = logging.getLogger(__name__)
PAUSE = 0.25


class Jobs:
    """The work in the background of one process."""

    def __init__(self) -> None:
        self.worker = Worker()
        self.stopping = threading.Event()
        self._running = threading.Event()
        self._threads: list[threading.Thread] = []
        self._ticker = Ticker(self.worker, self._running.is_set)

    def start(self) -> None:
        """Starts both threads; they end with the process, or by `stop`."""
        loops = {"sightline-tasks": self.do_tasks, "sightline-tick": self._ticker.tick}
        self._threads = [threading.Thread(target=self._loop, args=(once,), name=name, daemon=True) for name, once in loops.items()]
        for thread in self._threads:
            thread.start()
        atexit.register(self.stop)

    def stop(self, seconds: float = 5.0) -> None:
        """Asks both threads to end and waits a while for them. A task that still runs is done again by the next process.

        Args:
            seconds: how long to wait at the most, for each.
        """
        self.stopping.set()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(seconds)

    def wait(self) -> None:
        """Waits until it is stopped."""
        while not self.stopping.wait(1.0):
            pass

    def do_tasks(self) -> int:
        """Does what waits in the queue.

        Returns:
            How many tasks were done.
        """
        done = 0
        while not self.stopping.is_set() and DBTaskResult.objects.ready().exists():
            self._running.set()
            try:
                self.worker.beat()
                self._queue().run()
            finally:
                self._running.clear()
            done += 1
        return done

    def _queue(self) -> Queue:
        return Queue(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=1,
            worker_id=self.worker.name,
        )

    def _loop(self, once: Callable[[], object]) -> None:
        while not self.stopping.is_set():
            close_old_connections()
            try:
                once()
            except Exception:
                logger.exception("Work in the background failed; it goes on.")
                self.stopping.wait(5.0)
            self.stopping.wait(PAUSE)
        connections.close_all()
