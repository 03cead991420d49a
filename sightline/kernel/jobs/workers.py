"""Who lives: the name of this process as a worker, its beat, and how to tell that another one is dead."""

from __future__ import annotations

import os
import secrets
import socket
from dataclasses import dataclass, field
from datetime import timedelta

from .. import clock
from .models import Beat

SILENT_FOR = timedelta(seconds=60)


@dataclass(frozen=True)
class Worker:
    """This process as a worker."""

    host: str = field(default_factory=lambda: socket.gethostname()[:40])
    process: int = field(default_factory=os.getpid)
    chance: str = field(default_factory=lambda: secrets.token_hex(4))

    @property
    def name(self) -> str:
        """Unique, at most 64 characters."""
        return f"{self.host}:{self.process}:{self.chance}"

    def beat(self) -> None:
        """Says that it lives."""
        Beat.objects.update_or_create(worker=self.name, defaults={"host": self.host, "process": self.process, "at": clock.now()})

    def knows_dead(self, name: str) -> bool:
        """Whether another worker is dead: its process is gone from this host, or it was not heard of for a minute."""
        if name == self.name:
            return False
        host, _, rest = name.partition(":")
        process, _, _ = rest.partition(":")
        if host == self.host and process.isdigit() and (int(process) == self.process or not _runs(int(process))):
            return True
        heard = Beat.objects.filter(worker=name).values_list("at", flat=True).first()
        return heard is None or heard < clock.now() - SILENT_FOR


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
