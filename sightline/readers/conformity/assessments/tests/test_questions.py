"""The shipped questions: complete, consistent, and refused where they would not be."""

from __future__ import annotations

from typing import Any

import pytest

from sightline.kernel.actions import find_action
from sightline.kernel.actions.performing import form_of
from sightline.kernel.identity.actors import Actor
from sightline.readers.conformity.assessments.questions import MINUTES_EACH, all_questions, find_question, read_topic, topics
from sightline.readers.frameworks.models import Requirement
from sightline.readers.frameworks.topics import load_topics

from ..models import Assessment


@pytest.mark.usefixtures("begun")
def test_the_questions_judge_all_70_requirements() -> None:
    judged = {code for one in all_questions() for code in one.judges}
    assert judged == set(Requirement.objects.current().filter(framework__set_id="iso42001").values_list("code", flat=True))
    assert len(judged) == 70


def test_one_person_is_done_in_about_90_minutes() -> None:
    assert 80 <= len(list(all_questions())) * MINUTES_EACH <= 100


def test_every_topic_of_the_crosswalk_is_asked() -> None:
    assert {one.id for one in topics()} == {one.id for one in load_topics()}


@pytest.mark.django_db
def test_every_suggested_record_can_be_made_with_what_is_filled_in() -> None:
    for question in all_questions():
        made = question.suggestion
        assert made is not None, question.id
        action = find_action(made.action)
        assert action is not None, f"{question.id}: {made.action}"
        assert action.subject is None, f"{question.id}: {made.action}"
        fields = form_of(action, Actor.system(), None).fields
        for name, value in made.values.items():
            fields[name].clean(value)


def test_clauses_always_apply_and_controls_may_not() -> None:
    scope, customers = find_question("scope"), find_question("customers")
    assert scope is not None
    assert customers is not None
    assert not scope.allows("out")
    assert customers.allows("out")
    assert scope.allows("unknown")
    assert scope.allows("5")
    assert not scope.allows("7")


def _row(**changed: Any) -> dict[str, Any]:
    row = {"id": "a", "asks": "Is it?", "judges": ["4.1"], "help": "h", "answers": {0: "No", 4: "Yes"}, "shown_by": "s"}
    return {key: value for key, value in (row | changed).items() if value is not None}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"help": None}, "lacks help"),
        ({"tip": "x"}, "unknown keys: tip"),
        ({"answers": {0: "No"}}, "0 and 4 among them"),
        ({"answers": {0: False, 4: "Yes"}}, "quotation marks"),
        ({"answers": {0: "No", 4: "Yes", 6: "More"}}, "numbered 0 to 5"),
        ({"judges": [4.1]}, "each as text"),
    ],
)
def test_a_question_that_breaks_the_schema_is_named(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match="question a") as refused:
        read_topic({"topic": "t", "questions": [_row(**changed)]}, "t")
    assert said in str(refused.value)


def test_a_step_is_a_record_at_first_and_the_next_level_later(begun: Assessment) -> None:
    policy = find_question("policy")
    assert policy is not None
    assert policy.step(0) == "Write the AI policy and have it approved"
    assert policy.step(3).startswith("Bring it to where one can say: it fits our business")
