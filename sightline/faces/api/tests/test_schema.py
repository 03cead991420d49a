"""The schema of an action: valid JSON Schema, and checked by our own few lines exactly as a complete validator would."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.kernel.actions import all_actions
from sightline.kernel.actions.schema import action_schema, misfits
from sightline.kernel.identity.actors import Actor

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "kind": {"type": ["string", "null"], "enum": ["team", "agency", "", None]},
        "level": {"type": "integer", "minimum": 0, "maximum": 5},
        "share": {"type": ["number", "string"]},
        "sure": {"type": "boolean"},
        "units": {"type": "array", "items": {"type": "string"}},
        "filters": {
            "type": "object",
            "properties": {"kind": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}}},
            "additionalProperties": False,
        },
        "anything": {},
    },
    "required": ["name"],
    "additionalProperties": False,
}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 9) | st.sampled_from([1.0, 2.5, "team", "agency", "a", "", "UNT-0001"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["kind", "x"]), inner, max_size=2),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from([*SCHEMA["properties"], "colour"]), VALUES, max_size=4))
def test_it_finds_wrong_what_a_complete_validator_finds_wrong(given_: dict[str, Any]) -> None:
    assert (misfits(SCHEMA, given_) == {}) is jsonschema_rs.Draft202012Validator(SCHEMA).is_valid(given_)


@pytest.mark.django_db
def test_every_action_has_a_valid_schema() -> None:
    for found in all_actions():
        schema = action_schema(found, Actor.system())
        jsonschema_rs.meta.validate(schema)
        assert set(schema["required"]) <= set(schema["properties"]), found.name
        assert all(one.get("title") for one in schema["properties"].values()), found.name
