"""Twenty writers at once, and two editors of one record: nothing is lost, and what goes wrong is cured by trying again."""

from __future__ import annotations

import pytest

from .conftest import Installation
from .test_killed import unlike_whole

WRITERS, CHANGES = 20, 5


@pytest.mark.parametrize("kind", ["writers", "threads"])
def test_twenty_writers_lose_nothing(installation: Installation, kind: str) -> None:
    told = installation.drive(kind, str(WRITERS), str(CHANGES))
    assert unlike_whole(told["after"]) == {}
    assert told["titles"] == sorted(f"writer-{number}-{turn}" for number in range(WRITERS) for turn in range(CHANGES))
    assert sorted(told["marks"], key=int) == [str(number) for number in range(WRITERS)], "nobody's edit was written over"
    extra = 1 if kind == "threads" else 0  # there the shared system is made in between
    assert told["after"]["entries"] - told["before"]["entries"] == WRITERS * (CHANGES + 1) + extra


def test_of_two_editors_the_second_is_told_and_nothing_is_lost(installation: Installation) -> None:
    told = installation.drive("two_editors")
    saved = [one for one in told["told"] if "version" in one]
    refused = [one for one in told["told"] if "refused" in one]
    assert len(saved) == len(refused) == 1
    assert told["kept"] == saved[0]["words"]
    problem = refused[0]["refused"]
    assert (problem["seen_version"], problem["current_version"]) == (told["seen"], told["seen"] + 1)
    assert "Look at both versions" in problem["detail"]
    assert unlike_whole(told["after"]) == {}
