"""SIGKILL in the middle of changes, imports, checkpoints and keys: after a restart there is no half change, and the ledger is whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .conftest import Installation

WHOLE: dict[str, Any] = {"problems": [], "differences": [], "gaps": 0, "files without a checkpoint": [], "checkpoints without a file": []}


def unlike_whole(state: dict[str, Any]) -> dict[str, Any]:
    """What of a state is not as a whole installation has it."""
    return {name: state[name] for name, value in WHOLE.items() if state[name] != value}


def grown(run: dict[str, Any], name: str) -> int:
    return int(run["after"][name] - run["before"][name])


def test_a_change_of_three_records_is_there_or_it_is_not(installation: Installation) -> None:
    runs = installation.drive("a_change")
    assert len(runs) > 20
    assert [unlike_whole(run["after"]) for run in runs if unlike_whole(run["after"])] == []
    assert {(grown(run, "entries"), grown(run, "tasks")) for run in runs} == {(0, 0), (1, 2)}
    assert [run["killed"] for run in runs] == [True] * (len(runs) - 1) + [False]
    assert (grown(runs[0], "entries"), grown(runs[-1], "entries")) == (0, 1)


def test_a_retry_with_the_same_key_does_it_once(installation: Installation) -> None:
    runs = installation.drive("an_action")
    assert [unlike_whole(run["after"]) for run in runs if unlike_whole(run["after"])] == []
    done = [grown(run, "tasks") for run in runs]
    assert sum(done) == 1, "killed again and again, and tried with the same key until nothing killed it"
    assert not runs[-1]["killed"]


def test_an_import_of_thousands_of_rows_is_there_or_it_is_not(installation: Installation, tmp_path: Path) -> None:
    listing = tmp_path / "systems.csv"
    rows = [f"Assistant {n},Answers question {n} of customers,Unit {n % 40}" for n in range(2000)]
    listing.write_text("\n".join(["Name,Purpose,Unit", *rows]) + "\n", encoding="utf-8")
    runs = installation.drive("an_import", str(listing))
    assert [unlike_whole(run["after"]) for run in runs if unlike_whole(run["after"])] == []
    assert {(grown(run, "systems"), grown(run, "entries")) for run in runs} <= {(0, 0), (2000, 1), (0, 1)}
    assert runs[-1]["after"]["systems"] == 2001, "killed eight times, there once"
    assert runs[-1]["after"]["units"] == 40
    assert sum(run["killed"] for run in runs) >= 7


def test_a_checkpoint_gets_out_only_once_it_is_committed_and_then_always(installation: Installation) -> None:
    runs = installation.drive("checkpoints")
    assert len(runs) > 20
    assert [(run["at"], unlike_whole(run["after"])) for run in runs if unlike_whole(run["after"])] == []
    assert not runs[-1]["killed"]


@pytest.mark.parametrize("template", ["sqlite"], indirect=True)
def test_no_key_signs_that_verification_does_not_know(installation: Installation, tmp_path: Path) -> None:
    runs = installation.drive("key_making", str(tmp_path))
    assert {run["what"] for run in runs if run["killed"]} == {"first", "rotated"}
    assert [run for run in runs if not run["after"]["known"]] == []
    renamed = [run for run in runs if run["what"] == "rotated" and run["after"]["names"] != run["before"]["names"]]
    assert renamed == [], "a log keeps its name when its key is changed"


def test_a_task_left_by_a_killed_worker_is_done_by_the_next(installation: Installation, tmp_path: Path) -> None:
    told = installation.drive("lost_job", str(tmp_path))
    assert told == {"killed": True, "left": "RUNNING", "then": "SUCCESSFUL"}
