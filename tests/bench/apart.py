"""Runs one of `child.py`'s works and gives back what it told."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tests.support.shared import CHECKOUT


def apart(work: str) -> dict[str, Any]:
    """Does a work in a process of its own.

    Returns:
        seconds, busy (the processor's time of that process, in seconds), mib (the most memory that it held), fine (what it found).
    """
    done = subprocess.run([sys.executable, "-m", "tests.bench.child", work], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{work} failed: {done.stderr[-2000:]}")
    told: dict[str, Any] = json.loads(done.stdout)
    if not told["fine"]:
        raise RuntimeError(f"{work} found a fault in the measured log")
    return told
