"""The crosswalk names what exists, says who says so, and agrees with what was published."""

from typing import Any

import yaml

from sightline.readers.frameworks.crosswalk import load_crosswalk
from sightline.readers.frameworks.loading import load_shipped, shipped_sets
from tests.support.shared import shared_data


def known(set_id: str) -> set[str]:
    return {one.id for one in load_shipped(set_id).requirements}


def test_work_on_verification_counts_for_the_ai_act_too() -> None:
    pairs = load_crosswalk().of("A.6.2.4", set_id="eu-ai-act")
    assert {"Art. 9", "Art. 15"} <= {pair.to for pair in pairs}
    assert all(pair.source.title and pair.strength.meaning for pair in pairs)
    assert pairs[0] in load_crosswalk().to("eu-ai-act", pairs[0].to)


def test_every_pair_joins_requirements_that_exist_and_is_there_once() -> None:
    walk = load_crosswalk()
    ids = {set_id: known(set_id) for set_id in shipped_sets()}
    assert {pair.of for pair in walk.pairs} <= ids[walk.from_set]
    for pair in walk.pairs:
        assert pair.to in ids[pair.set_id], pair
    ends = [(pair.of, pair.set_id, pair.to, pair.part) for pair in walk.pairs]
    assert len(ends) == len(set(ends))


def test_published_pairs_with_the_nist_framework_are_all_there_and_no_others_claim_to_be() -> None:
    facts: dict[str, Any] = yaml.safe_load(shared_data("facts", "crosswalk.yaml").read_text(encoding="utf-8"))
    published = {(iso, row["nist"]) for row in facts["nist_published"] for iso in row["iso42001"]}
    confirmed = {(iso, row["nist"]) for row in facts["nist_published"] if row["confirmed_by_second_source"] for iso in row["iso42001"]}
    ours = [pair for pair in load_crosswalk().pairs if pair.set_id == "nist-ai-rmf" and pair.source.published]
    assert {(pair.of, pair.to) for pair in ours} == published
    assert {(pair.of, pair.to) for pair in ours if pair.confirmed} == confirmed


def test_clauses_of_the_shared_structure_meet_their_namesakes() -> None:
    pairs = [pair for pair in load_crosswalk().pairs if pair.strength.id == "same"]
    assert {pair.set_id for pair in pairs} == {"iso27001"}
    assert len(pairs) == 30
    assert all(pair.of == pair.to for pair in pairs)


def test_what_iso42001_leaves_to_be_done_for_the_ai_act_is_named() -> None:
    left = load_crosswalk().uncovered("eu-ai-act", [one.id for one in load_shipped("eu-ai-act").requirements])
    assert {"Art. 43", "Art. 47", "Art. 48"} <= set(left)
    assert "Art. 9" not in left
