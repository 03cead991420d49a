"""The line of sight on the command line, and what a dry run says of requirements."""

from typing import Any

import pytest

from sightline.kernel.actions import perform
from sightline.kernel.identity.actors import Actor
from sightline.readers.frameworks.applying import ensure_shipped_frameworks


@pytest.fixture
def system(db: None, monkeypatch: pytest.MonkeyPatch) -> str:
    """One AI system, measured against ISO/IEC 42001."""
    monkeypatch.setattr("sightline.faces.cli.shared.require_ready", lambda: None)
    ensure_shipped_frameworks(Actor.system(), "system", only=("iso42001",))
    return perform("add_system", Actor.local(), {"name": "Ranking", "purpose": "Ranks applicants"}, face="cli").reference


def test_sight_prints_both_ends_as_one_object_or_in_words(system: str, sightline: Any) -> None:
    told = sightline("sight", "iso42001:A.9.4", "--json").json
    assert set(told) == {"reference", "kind", "title", "requirements", "records"}
    assert system in {one["reference"] for one in told["records"]}
    words = sightline("sight", system)
    assert words.code == 0
    assert "AI system" in words.out
    assert "systems_have_owner" in words.out
    assert sightline("sight", "A.99").code == 2


def test_a_dry_run_says_what_would_turn(system: str, sightline: Any) -> None:
    ran = sightline("do", "retire-system", system, "--reason", "Bought another", "--dry-run")
    assert "Nothing was changed" in ran.out
    assert "Every AI system says what it is for" in ran.out
    told = sightline("do", "retire-system", system, "--reason", "Bought another", "--dry-run", "--json").json
    assert told["would_turn"]["expectations"]
    assert told["would_write"][0]["record_type"] == "inventory.system"
