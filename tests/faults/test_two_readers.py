"""A long ledger is read by two processes; what they find is what one finds, whatever was done to it."""

from __future__ import annotations

from .conftest import Installation


def test_two_processes_find_what_one_finds(installation: Installation) -> None:
    seen = installation.drive("two_readers")
    assert [one["what"] for one in seen if one["one"] != one["two"]] == []
    assert seen[0]["two"]["ok"]
    assert seen[0]["two"]["size"] > 700
    assert [one["what"] for one in seen[1:] if one["two"]["ok"]] == []


def test_one_process_reads_all_where_a_second_can_not_be_had(installation: Installation) -> None:
    found = installation.drive("without_a_second")
    assert (found["ok"], found["problems"]) == (True, [])
    assert found["size"] > 700
