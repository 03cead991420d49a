"""Canonical JSON says the same as the reference library, only faster; and refuses what has no canonical form."""

import json
from enum import StrEnum
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from sightline.ledger.canonical import canonical_bytes, canonical_json
from sightline.ledger.errors import LedgerError, NotCanonical

INTEGERS = st.integers(-(2**53) + 1, 2**53 - 1)


def values(floats: st.SearchStrategy[float]) -> st.SearchStrategy[Any]:
    scalars = st.none() | st.booleans() | INTEGERS | st.text() | floats
    return st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


@given(values(st.floats(allow_nan=False, allow_infinity=False)))
def test_it_equals_the_reference_library(value: Any) -> None:
    assert canonical_bytes(value) == rfc8785.dumps(value)


@given(values(st.floats(-(2.0**52), 2.0**52)))
def test_it_reads_back_to_the_same_text(value: Any) -> None:
    text = canonical_json(value)
    assert canonical_json(json.loads(text)) == text


def test_keys_beyond_the_basic_plane_are_sorted_by_utf16() -> None:
    assert canonical_json({"\ufb33": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\ufb33":1}'


def test_an_enumeration_of_texts_is_written_as_its_text() -> None:
    class Stage(StrEnum):
        DESIGN = "design"

    assert canonical_json({"stage": Stage.DESIGN, "on": True, "of": (1, 2)}) == '{"of":[1,2],"on":true,"stage":"design"}'


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        [float("inf")],
        {"a": -float("inf")},
        "\ud800",
        {"\udfff": 1},
        {"ü\udfff": 1},
        2**53,
        {"é": 2**53},
        [-(2**53)],
        {1: "a"},
        {"é": {1: 2}},
        {"a": object()},
        {"a": b"bytes"},
        {"a": {1, 2}},
    ],
)
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical) as caught:
        canonical_json(value)
    assert isinstance(caught.value, LedgerError)
    assert str(caught.value).endswith(".")


def test_endless_nesting_is_refused() -> None:
    value: list[Any] = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(NotCanonical, match="nested"):
        canonical_json(value)
