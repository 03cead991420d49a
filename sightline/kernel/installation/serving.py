"""Serving: granian with one web worker and eight threads, the work in the background beside it, and nothing left over when it ends."""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from importlib import import_module

from django.conf import settings
from django.db import connections
from granian.constants import Interfaces, Loops
from granian.log import LogLevels
from granian.server import Server

from ..errors import Refused

THREADS = 8
_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG, prctl(2)


class PortTaken(Refused):
    """Something listens on the port already."""

    kind = "port-taken"
    title = "The port is taken"


def hold_free(host: str, port: int) -> None:
    """Holds that nobody listens there. The server itself would share the port without a word.

    Raises:
        PortTaken: somebody does, or the address is not of this machine.
    """
    family, kind, _, _, address = _resolved(host, port)
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
            probe.listen(1)
        except OSError as error:
            raise PortTaken(
                f"{host}:{port} can't be listened on: {error.strerror}. Stop what runs there, or set PORT to another number."
            ) from error


def _resolved(host: str, port: int) -> tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[object, ...]]:
    try:
        return socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise PortTaken(
            f"HOST is “{host}”, which is no address of this machine. Leave it out for this machine only, or take 0.0.0.0 for all."
        ) from error


def address_of(host: str, port: int) -> str:
    """The address to open in a browser on this machine."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host and not host.startswith("[") else host)  # noqa: S104
    return f"http://{name}:{port}/"


def serve(host: str, port: int, *, worker: bool, threads: int = THREADS, ready: Callable[[], None] = lambda: None) -> None:
    """Serves until the process is asked to end (SIGINT, SIGTERM), then ends in order.

    The application is imported here, before the server forks its worker, so that it is imported once. No thread may be started and no
    connection be open at that moment.

    Args:
        host: the address to listen on.
        port: its port.
        worker: whether tasks and the tick live in the web process.
        threads: how many requests are answered at a time.
        ready: called once the port is bound.
    """
    os.environ["SIGHTLINE_WORKER"] = "on" if worker else "off"
    settings.SIGHTLINE_WORKER = worker
    import_module(settings.ROOT_URLCONF)
    connections.close_all()
    server = Server(
        "sightline.site.wsgi:application",
        address=host.strip("[]"),
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=threads,
        loop=Loops.asyncio,
        websockets=False,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    )
    server.on_startup(ready)
    server.serve()


def settle() -> None:
    """Tells the garbage collector that what was loaded at the start stays, and to look less often at what requests make.

    A page makes some ten thousand objects and nearly no cycles; with Python's usual threshold it was looked through some twenty times.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def end_with_parent() -> None:
    """Ends this process when the one that started it is gone, however it went: a worker that lives on would keep the port and the queue."""
    parent = os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)

    def watch() -> None:
        while os.getppid() == parent:
            threading.Event().wait(1.0)
        os._exit(1)

    if parent != 1:
        threading.Thread(target=watch, name="sightline-parent", daemon=True).start()
