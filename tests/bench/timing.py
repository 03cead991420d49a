"""Clocks. Ways that are compared are timed in turns, so that a busy moment of the machine falls on all of them."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Times:
    """How long something took, over and over.

    Attributes:
        seconds: each time, in the order of measuring.
    """

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one, in seconds."""
        return statistics.median(self.seconds)

    def percentile(self, part: float) -> float:
        """The time that `part` (0 to 1) of them stay under, in seconds."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def time_once(work: Callable[[], object]) -> float:
    """How long one call takes, in seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


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
