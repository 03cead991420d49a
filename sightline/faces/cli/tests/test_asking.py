"""`sightline intake check`: the rules in force, asked by a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sightline.kernel.actions import perform
from sightline.kernel.identity.actors import Actor

Sightline = Callable[..., Any]
ASK = ("intake", "check", "--tool", "Chatterbox")


@pytest.fixture
def rules(lead: Actor, executive: Actor) -> str:
    """The starter rules in force."""
    draft = perform("draft_rules", lead, {}, face="cli").reference
    perform("publish_rules", executive, {}, face="cli", subject=draft)
    return draft


def test_the_rule_that_decides_is_told(sightline: Sightline, rules: str) -> None:
    found = sightline(*ASK, "--use", "draft", "--data", "public", "--json")
    assert found.code == 0
    assert set(found.json) == {"answer", "conditions", "rule", "rule_set", "reason"}
    assert (found.json["answer"], found.json["rule_set"]) == ("conditions", rules)
    assert "You answer for the result." in found.json["conditions"]
    assert sightline(*ASK, "--use", "draft", "--data", "secrets", "--json").json["answer"] == "forbidden"
    assert "Somebody looks at it." in sightline(*ASK, "--use", "hire", "--data", "people").out


def test_without_rules_somebody_looks_at_it(sightline: Sightline) -> None:
    found = sightline(*ASK, "--use", "draft", "--data", "public", "--json").json
    assert (found["answer"], found["rule"], found["rule_set"]) == ("ask", None, None)


def test_a_label_is_taken_for_its_id_and_a_strange_word_is_refused(sightline: Sightline, rules: str) -> None:
    assert sightline(*ASK, "--use", "write or improve a text", "--data", "public", "--json").json["answer"] == "conditions"
    refused = sightline(*ASK, "--use", "cooking", "--data", "public", "--json")
    assert refused.code != 0
    assert "draft, summarise" in refused.out + refused.err
    assert sightline(*ASK, "--use", "draft", "--data", "public", "--unit", "Nowhere").code != 0
