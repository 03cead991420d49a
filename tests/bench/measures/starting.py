"""From installed to the first page, a restart, and how much the default install takes on the disk."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.support.shared import CHECKOUT

from ..results import Result, at_most, told

PATIENCE = 120.0


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError as refused:
        return refused.code < 500
    except OSError:
        return False


def _until_first_page(home: Path) -> float:
    """Starts the installed command on a data directory, and stops it once it has answered; gives seconds."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = Path(sys.executable).with_name("sightline")
    # Compiled modules are kept, as they are for whoever installs it.
    left_out = {"DJANGO_SETTINGS_MODULE", "PYTHONDONTWRITEBYTECODE"}
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    start = time.perf_counter()
    server = subprocess.Popen(
        [command, "up"],
        env={**environment, "SIGHTLINE_HOME": str(home), "PORT": str(port), "HOST": "127.0.0.1"},
        cwd=home,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _answers(f"http://127.0.0.1:{port}/"):
            if server.poll() is not None or time.perf_counter() - start > PATIENCE:
                raise RuntimeError("sightline up does not answer")
            time.sleep(0.02)
        return time.perf_counter() - start
    finally:
        server.terminate()
        server.wait(30)


def _default_install() -> float:
    """Installs the lock of the default install into a virtual environment of its own; gives MB as `du` counts them."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / ".venv"
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
        pip = [str(place / "bin" / "python"), "-m", "pip", "--quiet", "--quiet", "--disable-pip-version-check", "install"]
        clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        lock = CHECKOUT / "requirements.lock"
        subprocess.run([*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(lock)], env=clean, check=True)
        subprocess.run([*pip, "--no-deps", "--no-build-isolation", "-e", str(CHECKOUT)], env=clean, check=True)
        said = subprocess.run(["du", "-sm", str(place)], capture_output=True, text=True, check=True).stdout
    return float(said.split()[0])


def measure(quick: bool) -> list[Result]:
    """Starts the product as people do, over and over."""
    first: list[float] = []
    again: list[float] = []
    for _ in range(1 if quick else 5):
        home = Path(tempfile.mkdtemp(prefix="sightline-bench-"))
        try:
            if os.environ.get("DATABASE_URL") and first:
                break  # the database is not empty any more
            first.append(_until_first_page(home))
            again.append(_until_first_page(home))
        finally:
            shutil.rmtree(home, ignore_errors=True)
    found = [
        at_most("from installed to the first page, on an empty data directory", sorted(first)[len(first) // 2], 5, "s"),
        at_most("a restart, to the first page", sorted(again)[len(again) // 2], 2, "s"),
    ]
    if os.environ.get("DATABASE_URL"):
        return found
    if quick:
        return [*found, told("the default install", "not measured in a quick run")]
    return [*found, at_most("the default install, as du counts it", _default_install(), 450, "MB")]
