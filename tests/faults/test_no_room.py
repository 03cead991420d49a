"""A full disk: nothing half is left, it is told in words, and once there is room again everything goes on."""

from __future__ import annotations

import pytest

from .conftest import Installation
from .test_killed import unlike_whole


@pytest.mark.parametrize("template", ["sqlite"], indirect=True)
def test_a_change_that_finds_no_room_is_not_there(installation: Installation) -> None:
    told = installation.drive("full_database")
    assert "full" in told["said"]
    assert unlike_whole(told["between"]) == {}
    assert unlike_whole(told["after"]) == {}
    assert told["after"]["tasks"] == told["between"]["tasks"] + 1


def test_checkpoints_without_room_are_told_and_written_later(installation: Installation) -> None:
    told = installation.drive("no_room_for_checkpoints")
    assert told["left"] == [], "no file is left half written"
    assert told["told"]["differences"] == []
    assert len(told["told"]["problems"]) == len(told["told"]["checkpoints without a file"]) > 0
    assert all("lies in no file outside the database" in problem for problem in told["told"]["problems"])
    assert unlike_whole(told["after"]) == {}
