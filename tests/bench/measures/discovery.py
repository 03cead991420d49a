"""Discovery: a proxy log looked through for all domains of the catalogue, beside `grep -F -f` over the same file; and the memory that a long one takes."""

from __future__ import annotations

import gzip
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from sightline.aims.discovery.catalogue import Catalogue, load
from sightline.aims.discovery.discovering import Seen, Way, look_through
from tests.support.shared import CHECKOUT

from ..results import Result, at_most, told

_TODAY = date(2026, 11, 24)
_SHARE = 0.02
"""The part of the lines that is of AI."""


# Not getrusage: its peak begins with that of the process which started this one.
_APART = """
import sys, time
from pathlib import Path
from sightline.aims.discovery.catalogue import load
from tests.bench.measures.discovery import look
start = time.perf_counter()
seen = look(Path(sys.argv[1]), load())
print(seen.lines, int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]) // 1024, time.perf_counter() - start)
"""


def write_log(path: Path, lines: int) -> int:
    """Writes a Squid log of about 140 bytes a line, the same one each time, and gives how many lines of it are of AI."""
    chance = random.Random(42)
    hosts = [one.decode() for one in load().domains()]
    others = [f"host{number}.example{number % 300}.com" for number in range(2_000)]
    hits = 0
    with path.open("w") as file:
        for number in range(lines):
            is_ai = chance.random() < _SHARE
            hits += is_ai
            host = chance.choice(hosts if is_ai else others)
            file.write(
                f"{1_763_971_200 + number * 0.05:.3f}   {number % 9_999} 10.0.{number % 250}.{number % 37} TCP_TUNNEL/200 {number % 99_999} "
                f"CONNECT {host}:443 user{number % 500}@northwind.example HIER_DIRECT/192.0.2.1 -\n"
            )
    return hits


def look(path: Path, catalogue: Catalogue) -> Seen:
    """Looks through a log as the product does."""
    return look_through("squid", path, Way(catalogue, _TODAY))


def _fastest(work: Callable[[], object], rounds: int = 3) -> float:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def _beside_grep(folder: Path, lines: int) -> list[Result]:
    path, patterns, catalogue = folder / "access.log", folder / "domains.txt", load()
    hits = write_log(path, lines)
    patterns.write_bytes(b"\n".join(catalogue.domains()) + b"\n")
    seen = look(path, catalogue)
    assert (seen.lines, seen.hits) == (lines, hits), (seen.lines, seen.hits, hits)
    ours = _fastest(lambda: look(path, catalogue))
    size = f"{path.stat().st_size / 1e6:.0f} MB, {len(catalogue.domains())} domains, {hits:,} uses"
    found = [told(f"discovery in a log of {lines:,} lines", f"{lines / ours:,.0f} lines a second", size)]
    if shutil.which("grep"):
        grep = _fastest(lambda: subprocess.run(["grep", "-c", "-F", "-f", str(patterns), str(path)], check=True, capture_output=True))
        found.append(at_most("discovery, with parsing and counting, beside grep -F -f", ours / grep, 10, "times", f"grep {grep:.2f} s"))
    return found


def _held(path: Path) -> tuple[int, int, float]:
    """Lines, MiB held at the most, and seconds, of a process of its own."""
    done = subprocess.run([sys.executable, "-c", _APART, str(path)], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    lines, mib, seconds = done.stdout.split()
    return int(lines), int(mib), float(seconds)


def measure(quick: bool) -> list[Result]:
    """Lines a second, beside grep in the same run; and the memory of a process of its own for ten million lines."""
    with tempfile.TemporaryDirectory() as folder:
        part = 200_000 if quick else 2_000_000
        found = _beside_grep(Path(folder), part)
        packed = Path(folder) / "long.log.gz"
        with gzip.open(packed, "wb", compresslevel=1) as file:
            for _ in range(5):
                with (Path(folder) / "access.log").open("rb") as part_of_it:
                    shutil.copyfileobj(part_of_it, file)
        lines, mib, seconds = _held(packed)
        assert lines == 5 * part, lines
    found.append(at_most(f"memory held while looking through {lines:,} lines, packed", mib, 300, "MiB", f"{seconds:.1f} s"))
    return found
