"""A task that kills its worker, once."""

import os
import signal
from pathlib import Path

from django_tasks import task


@task()
def die_the_first_time(folder: str) -> str:
    """Ends its process in the middle the first time, and does its work the next."""
    mark = Path(folder) / "was-here"
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"
