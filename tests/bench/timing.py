"""Clocks. Ways that are compared are timed in turns, so that a busy moment of the machine falls on all of them."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sightline.ledger.hashing import CompactRange, leaf_hash, perfect_root


@dataclass(frozen=True)
class Times:
    """How long something took, over and over.

    Attributes:
        seconds: each time, in the order of measuring.
        busy: the processor's time of this process in each, in seconds.
    """

    seconds: tuple[float, ...]
    busy: tuple[float, ...] = ()

    @property
    def median(self) -> float:
        """The middle one, in seconds."""
        return statistics.median(self.seconds)

    @property
    def busy_words(self) -> str:
        """What the processor was busy with it in this process, as a note: on a machine that others use too the rest is waiting."""
        return f"{statistics.median(self.busy) * 1e3:.1f} ms of them busy" if self.busy else ""

    def percentile(self, part: float) -> float:
        """The time that `part` (0 to 1) of them stay under, in seconds."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def time_once(work: Callable[[], object]) -> float:
    """How long one call takes, in seconds."""
    return clocked(work)[0]


def clocked(work: Callable[[], object]) -> tuple[float, float]:
    """How long one call takes, and how long this process was busy with it, in seconds."""
    start, busy = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - busy


def times_of(clocks: Sequence[tuple[float, float]]) -> Times:
    """Many calls that were clocked, together."""
    return Times(tuple(seconds for seconds, _ in clocks), tuple(busy for _, busy in clocks))


def yardstick() -> float:
    """How long this machine takes at this moment to hash a million leaves into a tree, in seconds: how busy it is with other things."""
    tile = [bytes(200)] * 256

    def work() -> None:
        tree = CompactRange()
        for _ in range(200):
            tree.append_perfect(perfect_root(b"".join([leaf_hash(leaf) for leaf in tile])), 8)
        tree.root()

    return 1_000_000 / (200 * 256) * min(time_once(work) for _ in range(3))


def in_turns(ways: Mapping[str, Callable[[], object]], rounds: int, warm: int = 3) -> dict[str, Times]:
    """Calls each way once a round, without the garbage collector.

    Args:
        ways: name -> what to call.
        rounds: how many rounds count.
        warm: rounds before, that don't.
    """
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    gc.collect()
    gc.disable()
    try:
        for turn in range(warm + rounds):
            for name, work in ways.items():
                took = time_once(work)
                if turn >= warm:
                    seconds[name].append(took)
    finally:
        gc.enable()
    return {name: Times(tuple(found)) for name, found in seconds.items()}


def median_of(work: Callable[[], object], rounds: int, warm: int = 1) -> Times:
    """Calls one way over and over."""
    return in_turns({"it": work}, rounds, warm)["it"]


def exponent(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """The exponent b of the curve `seconds = a * size ** b` through the points, by least squares on logarithms: 1 is linear, 0 is constant."""
    from math import log

    xs, ys = [log(size) for size in sizes], [log(max(one, 1e-9)) for one in seconds]
    middle_x, middle_y = statistics.fmean(xs), statistics.fmean(ys)
    return sum((x - middle_x) * (y - middle_y) for x, y in zip(xs, ys, strict=True)) / sum((x - middle_x) ** 2 for x in xs)
