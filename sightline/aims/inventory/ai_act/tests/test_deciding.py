"""Situations, and what the law makes of them: class, roles, articles."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.aims.inventory.ai_act.deciding import asked_of, contradictions, decide
from sightline.aims.inventory.ai_act.duties import duties_of, duty_models
from sightline.aims.inventory.ai_act.tree import CLASSES, UNKNOWN, tree

from .conftest import CHATBOT, EMOTIONS, MINIMAL, RECRUITING

OFFERED = {**MINIMAL, "part": ["offer"], "model": ["none"]}
CREDIT = {**MINIMAL, "area": ["a5b"], "profiling": "yes"}


def with_(base: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Answers with some of them changed; `changed` is not asked of somebody who makes the system."""
    found = {**base, **more}
    if not set(found.get("part", ())) & {"use", "bring", "pass_on"}:
        found.pop("changed", None)
    return found


CASES: dict[str, tuple[dict[str, Any], list[str], list[str], list[str]]] = {
    # situation: answers, classes, roles, articles that must be among the reasons
    "an ordinary tool": (MINIMAL, ["minimal"], ["deployer"], ["Art. 3(1)", "Art. 95"]),
    "rules written by people": ({"ai": "no"}, ["out-of-scope"], [], ["Art. 3(1)"]),
    "nobody knows whether it is AI": (with_(MINIMAL, ai="unknown"), ["minimal"], ["deployer"], ["Art. 3(1)"]),
    "nothing in the Union": ({"ai": "yes", "union": ["none"]}, ["out-of-scope"], [], ["Art. 2(1)"]),
    "military only": ({"ai": "yes", "union": ["established"], "only": ["military"]}, ["out-of-scope"], [], ["Art. 2(3)"]),
    "research only": ({"ai": "yes", "union": ["output"], "only": ["science"]}, ["out-of-scope"], [], ["Art. 2(6)"]),
    "before it goes to market": ({"ai": "yes", "union": ["market"], "only": ["before_market"]}, ["out-of-scope"], [], ["Art. 2(8)"]),
    "private use": ({"ai": "yes", "union": ["established"], "only": ["personal"]}, ["out-of-scope"], [], ["Art. 2(10)"]),
    "free software that is nothing else": (with_(OFFERED, only=["free"]), ["out-of-scope"], ["provider"], ["Art. 2(12)"]),
    "free software that recruits": (
        with_(OFFERED, only=["free"], area=["a4a"], profiling="yes"),
        ["high-risk"],
        ["provider"],
        ["Annex III, 4(a)"],
    ),
    "free software that chats": (with_(OFFERED, only=["free"], open=["talks"]), ["transparency"], ["provider"], ["Art. 50(1)"]),
    "none of those whom the law addresses": (with_(MINIMAL, part=["none"]), ["out-of-scope"], [], ["Art. 2(1)"]),
    "emotions at work": (EMOTIONS, ["prohibited"], ["deployer"], ["Art. 5(1)(f)"]),
    "emotions, and nobody knows why": (with_(EMOTIONS, emotion_reason="unknown"), ["prohibited"], ["deployer"], ["Art. 5(1)(f)"]),
    "a driver who falls asleep": (
        with_(EMOTIONS, emotion_reason="yes"),
        ["high-risk", "transparency"],
        ["deployer"],
        ["Annex III, 1(c)", "Art. 50(3)"],
    ),
    "social scoring": (with_(MINIMAL, banned=["score"]), ["prohibited"], ["deployer"], ["Art. 5(1)(c)"]),
    "manipulation": (with_(MINIMAL, banned=["manipulate"]), ["prohibited"], ["deployer"], ["Art. 5(1)(a)"]),
    "face scraping": (with_(MINIMAL, banned=["scrape"]), ["prohibited"], ["deployer"], ["Art. 5(1)(e)"]),
    "intimate pictures without consent": (with_(MINIMAL, banned=["intimate"]), ["prohibited"], ["deployer"], ["Art. 5(1)(ba)"]),
    "crime from a profile alone": (
        with_(MINIMAL, banned=["predict_crime"], crime_facts="no"),
        ["prohibited"],
        ["deployer"],
        ["Art. 5(1)(d)"],
    ),
    "crime from facts, with a human": (
        with_(MINIMAL, banned=["predict_crime"], crime_facts="yes"),
        ["high-risk"],
        ["deployer"],
        ["Annex III, 6(d)"],
    ),
    "faces live, authorised": (
        with_(MINIMAL, banned=["live_faces"], live_allowed="yes"),
        ["high-risk"],
        ["deployer"],
        ["Art. 5(2), Annex III, 1(a)"],
    ),
    "banned and high-risk": (
        with_(RECRUITING, banned=["emotion"], emotion_reason="no"),
        ["prohibited", "high-risk"],
        ["deployer"],
        ["Art. 5(1)(f)", "Annex III, 4(a)"],
    ),
    "recruiting": (RECRUITING, ["high-risk"], ["deployer"], ["Annex III, 4(a)", "Art. 6(3), last subparagraph"]),
    "recruiting chatbot": (
        with_(RECRUITING, open=["talks"]),
        ["high-risk", "transparency"],
        ["deployer"],
        ["Annex III, 4(a)", "Art. 50(1)"],
    ),
    "monitoring people at work": (with_(MINIMAL, area=["a4b"], profiling="unknown"), ["high-risk"], ["deployer"], ["Annex III, 4(b)"]),
    "creditworthiness": (CREDIT, ["high-risk"], ["deployer"], ["Annex III, 5(b)"]),
    "narrow task, no profile": (
        with_(MINIMAL, area=["a4a"], profiling="no", exception=["narrow"]),
        ["minimal"],
        ["deployer"],
        ["Art. 6(3)(a)"],
    ),
    "polishing a text": (with_(MINIMAL, area=["a3b"], profiling="no", exception=["polish"]), ["minimal"], ["deployer"], ["Art. 6(3)(b)"]),
    "patterns in decisions": (
        with_(MINIMAL, area=["a5a"], profiling="no", exception=["patterns"]),
        ["minimal"],
        ["deployer"],
        ["Art. 6(3)(c)"],
    ),
    "preparing, and it chats": (
        with_(MINIMAL, area=["a8a"], profiling="no", exception=["prepare"], open=["talks"]),
        ["transparency"],
        ["deployer"],
        ["Art. 6(3)(d)", "Art. 50(1)"],
    ),
    "it does more": (with_(MINIMAL, area=["a4a"], profiling="no", exception=["none"]), ["high-risk"], ["deployer"], ["Annex III, 4(a)"]),
    "narrow, but it profiles": (
        with_(MINIMAL, area=["a4a"], profiling="yes", exception=["narrow"]),
        ["high-risk"],
        ["deployer"],
        ["Art. 6(3), last subparagraph"],
    ),
    "a medical device": (with_(OFFERED, product="a", outside_check="yes"), ["high-risk"], ["provider"], ["Art. 6(1), Annex I, section A"]),
    "a device, check not known": (
        with_(OFFERED, product="a", outside_check="unknown"),
        ["high-risk"],
        ["provider"],
        ["Art. 6(1), Annex I, section A"],
    ),
    "a toy without outside check": (with_(OFFERED, product="a", outside_check="no"), ["minimal"], ["provider"], ["Art. 6(1)(b)"]),
    "a car": (with_(OFFERED, product="b", outside_check="yes"), ["high-risk"], ["provider"], ["Art. 6(1), Annex I, section B"]),
    "maker of a lift": (
        with_(MINIMAL, part=["product"], model=["none"], product="a", outside_check="yes"),
        ["high-risk"],
        ["provider", "product-manufacturer"],
        ["Art. 25(3)"],
    ),
    "own brand on a bought one": (with_(RECRUITING, changed=["name"]), ["high-risk"], ["provider", "deployer"], ["Art. 25(1)(a)"]),
    "substantially changed": (with_(RECRUITING, changed=["altered"]), ["high-risk"], ["provider", "deployer"], ["Art. 25(1)(b)"]),
    "an assistant that now ranks": (with_(RECRUITING, changed=["purpose"]), ["high-risk"], ["provider", "deployer"], ["Art. 25(1)(c)"]),
    "own brand on what is not high-risk": (with_(MINIMAL, changed=["name"]), ["minimal"], ["deployer"], ["Art. 95"]),
    "an importer": (with_(RECRUITING, part=["bring"], model=["none"]), ["high-risk"], ["importer"], ["Art. 3(6)"]),
    "a distributor": (with_(RECRUITING, part=["pass_on"]), ["high-risk"], ["distributor"], ["Art. 3(7)"]),
    "made for one's own work": (
        with_(RECRUITING, part=["own"], model=["none"]),
        ["high-risk"],
        ["provider", "deployer"],
        ["Art. 3(3), 3(4)"],
    ),
    "a chatbot": (CHATBOT, ["transparency"], ["provider", "deployer"], ["Art. 50(1)"]),
    "a voice that seems real": (
        with_(MINIMAL, open=["fakes", "makes"]),
        ["transparency"],
        ["deployer"],
        ["Art. 50(2)", "Art. 50(4), first subparagraph"],
    ),
    "a model": (with_(OFFERED, model=["provides"]), ["minimal"], ["provider"], ["Art. 53"]),
    "a model with systemic risk": (
        with_(OFFERED, model=["provides", "systemic"], open=["makes"]),
        ["transparency"],
        ["provider"],
        ["Art. 51, 55", "Art. 50(2)"],
    ),
}


@pytest.mark.parametrize("situation", list(CASES))
def test_what_the_law_makes_of_it(situation: str) -> None:
    answers, classes, roles, articles = CASES[situation]
    found = decide(answers)
    assert found.missing == []
    assert contradictions(answers) == {}
    assert (found.classes, found.roles) == (classes, roles)
    assert set(articles) <= set(found.articles)
    assert found.main == classes[0]


def test_an_exception_is_kept_with_its_article_and_has_duties_of_its_own() -> None:
    answers = with_(OFFERED, area=["a4a"], profiling="no", exception=["narrow"])
    found = decide(answers)
    assert found.used_exception
    assert found.exceptions == ["Art. 6(3)(a)"]
    assert [one.article for one in duties_of(found, answers)] == ["Art. 6(4)", "Art. 49(2)"]


@pytest.mark.parametrize(
    ("answers", "there", "not_there"),
    [
        (
            RECRUITING,
            {"oversight-people", "tell-workers", "explain"},
            {"registration", "rights-assessment", "registration-deployer", "conformity"},
        ),
        (with_(RECRUITING, public="body"), {"rights-assessment", "registration-deployer", "check-registration"}, {"registration"}),
        (with_(RECRUITING, public="unknown"), {"rights-assessment"}, set()),
        (CREDIT, {"rights-assessment"}, {"registration-deployer"}),
        (with_(MINIMAL, area=["a2"], profiling="no", exception=["none"], public="body"), {"monitor"}, {"rights-assessment", "explain"}),
        (with_(OFFERED, product="a", outside_check="yes"), {"risk-management", "declaration"}, {"registration", "monitor"}),
        (with_(OFFERED, product="b", outside_check="yes"), set(), {"risk-management", "declaration", "conformity"}),
        (CHATBOT, {"say-it-is-ai"}, {"mark-content"}),
        (with_(MINIMAL, open=["talks"]), set(), {"say-it-is-ai"}),
        (
            with_(OFFERED, model=["provides", "free"]),
            {"model-copyright", "model-summary"},
            {"model-file", "model-downstream", "model-systemic"},
        ),
        (with_(OFFERED, model=["provides", "free", "systemic"]), {"model-file", "model-systemic", "model-told"}, set()),
        (EMOTIONS, {"stop"}, {"monitor"}),
        (MINIMAL, set(), set(duty_models())),
        ({"ai": "no"}, set(), set(duty_models())),
    ],
)
def test_duties_follow_from_class_and_role(answers: dict[str, Any], there: set[str], not_there: set[str]) -> None:
    ids = {one.id for one in duties_of(decide(answers), answers)}
    assert there <= ids
    assert not ids & not_there


def test_duties_have_the_days_of_the_amended_law() -> None:
    days = {name: one.dated(["annex-iii"]) for name, one in duty_models().items()}
    assert str(days["oversight-people"].effective) == "2027-12-02"
    assert str(duty_models()["risk-management"].dated(["annex-i"]).effective) == "2028-08-02"
    assert (str(days["conformity"].formal), str(days["conformity"].effective)) == ("2026-08-02", "2027-12-02")
    assert str(days["say-it-is-ai"].effective) == "2026-08-02"
    assert str(days["model-file"].effective) == "2025-08-02"


def test_what_is_not_known_keeps_the_class_open_only_where_it_could_be_graver() -> None:
    open_area = decide(with_(MINIMAL, area=["unknown"]))
    assert (open_area.main, open_area.unsettled) == ("", ["area"])
    graver = decide(with_(RECRUITING, open=["unknown"]))
    assert (graver.main, graver.unsettled) == ("high-risk", ["open"])


def test_questions_that_answers_make_pointless_are_not_asked() -> None:
    assert [one.id for one in asked_of({"ai": "no"})] == ["ai"]
    assert "profiling" not in [one.id for one in asked_of(MINIMAL)]
    assert "exception" not in [one.id for one in asked_of(RECRUITING)]
    assert "exception" in [one.id for one in asked_of(with_(RECRUITING, profiling="no"))]
    assert decide(with_(MINIMAL, area=["a4a"])).missing == ["profiling"]


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({"colour": "red"}, "colour"),
        ({"ai": "perhaps"}, "ai"),
        ({"banned": ["none", "score"]}, "banned"),
        ({"profiling": ["yes", "no"]}, "profiling"),
    ],
)
def test_answers_that_can_not_be_so_are_named(answers: dict[str, Any], wrong: str) -> None:
    assert list(contradictions(answers)) == [wrong]


_ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        one.id: st.lists(st.sampled_from([choice.id for choice in one.choices]), max_size=4, unique=True)
        if one.many
        else st.sampled_from([*(choice.id for choice in one.choices), UNKNOWN])
        for one in tree().questions
    },
)


@settings(max_examples=150, deadline=None)
@given(_ANSWERS)
def test_any_answers_give_a_class_that_the_law_knows_and_reasons_for_it(answers: dict[str, Any]) -> None:
    found = decide(answers)
    assert set(found.classes) <= set(CLASSES)
    assert all(step.article and "{" not in step.reason for step in found.steps)
    assert found.classes or found.unsettled or found.missing
    assert "minimal" not in found.classes or len(found.classes) == 1
    assert {one.id for one in duties_of(found, answers)} <= set(duty_models())
