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


def _best(work: str, rounds: int) -> dict[str, float]:
    runs = sorted((apart(work) for _ in range(rounds)), key=lambda run: run["seconds"])
    return runs[len(runs) // 2]


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
    rounds = 3
    floor, every, verified = _best("hashing", rounds), _best("hashing_all", rounds), _best("verification", rounds)
    decoded, replayed = _best("decoding", rounds), _best("replaying", rounds)
    per = f"{verified['seconds']:.2f} s against {floor['seconds']:.2f} s"
    return [
        told(f"integrating and signing {words}", f"{signing:.1f} s"),
        told(f"{words} read and hashed, images left alone (the floor)", f"{floor['seconds']:.2f} s"),
        told(f"{words} read and hashed with their images", f"{every['seconds']:.2f} s"),
        at_most(f"verification of {words}, against the floor", verified["seconds"] / floor["seconds"], 2, "times", per),
        told("the same, against reading and hashing the images too", f"{verified['seconds'] / every['seconds']:.2f} times"),
        at_most(f"memory of verifying {words}", verified["mib"], 300, "MiB"),
        told(f"the images of {words} read and decoded (the floor)", f"{decoded['seconds']:.2f} s"),
        at_most(
            f"replay check of {words}, against the floor",
            replayed["seconds"] / decoded["seconds"],
            2.5,
            "times",
            f"{replayed['seconds']:.2f} s",
        ),
        at_most(f"memory of the replay check of {words}", replayed["mib"], 300, "MiB"),
        at_most(f"a proof at {words}", _proof_time() * 1e3, 5, "ms"),
    ]
