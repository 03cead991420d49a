"""A log of a million entries: verified, replayed, proved."""

from __future__ import annotations

import random
import time

from sightline.kernel.journal.integrating import integrate
from sightline.kernel.journal.proving import prove

from ..apart import apart
from ..logs import grow
from ..models import Kept
from ..results import Result, at_most, told
from ..timing import median_of


def _medians(works: tuple[str, ...], rounds: int) -> dict[str, dict[str, float]]:
    """Each work in turns, the run of the median time; the memory is the most of all rounds."""
    runs: dict[str, list[dict[str, float]]] = {work: [] for work in works}
    for _ in range(rounds):
        for work in works:
            runs[work].append(apart(work))
    found = {}
    for work, mine in runs.items():
        mine.sort(key=lambda run: run["seconds"])
        found[work] = {**mine[len(mine) // 2], "mib": max(run["mib"] for run in mine)}
    return found


def _ratio(what: str, run: dict[str, float], floor: dict[str, float], limit: float) -> Result:
    """A row that holds a time against its floor; the ratio of the processor's times beside it, which others on the machine don't change."""
    note = f"{run['seconds']:.2f} s against {floor['seconds']:.2f} s; {run['busy'] / floor['busy']:.2f} times by the processor's time"
    return at_most(what, run["seconds"] / floor["seconds"], limit, "times", note)


def _proof_time() -> float:
    ids = list(Kept.objects.values_list("pk", flat=True)[:20_000])
    chance = random.Random(42)
    records = list(Kept.objects.filter(pk__in=chance.sample(ids, min(200, len(ids)))))
    turn = iter(records * 4)
    return median_of(lambda: prove(next(turn)), rounds=len(records) * 2, warm=len(records)).median


def measure(quick: bool) -> list[Result]:
    """A log of a million entries (twenty thousand, if quick) with one image each, ten versions a record."""
    size = 20_000 if quick else 1_000_000
    words = f"{size:,} entries"
    grow(size)
    start = time.perf_counter()
    integrate()
    signing = time.perf_counter() - start
    found = _medians(("hashing", "hashing_all", "verification", "decoding", "replaying"), 3)
    leaves, every, verified, replayed = found["hashing"], found["hashing_all"], found["verification"], found["replaying"]
    return [
        told(f"integrating and signing {words}", f"{signing:.1f} s"),
        told(f"{words} read and hashed, images left alone", f"{leaves['seconds']:.2f} s"),
        told(f"{words} read and hashed with their images", f"{every['seconds']:.2f} s"),
        _ratio(f"verification of {words}, against reading and hashing them without images", verified, leaves, 2),
        _ratio(f"verification of {words}, against reading and hashing them with their images", verified, every, 2),
        at_most(f"memory of verifying {words}", verified["mib"], 300, "MiB"),
        told(f"the images of {words} read and decoded", f"{found['decoding']['seconds']:.2f} s"),
        _ratio(f"replay check of {words}, against reading and decoding their images", replayed, found["decoding"], 2.5),
        at_most(f"memory of the replay check of {words}", replayed["mib"], 300, "MiB"),
        at_most(f"a proof at {words}", _proof_time() * 1e3, 5, "ms"),
    ]
