"""The mathematics of rules, proved against trying out every question that there is."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.aims.inventory.intake.ruling import LENIENT, OTHER, Question, Ruling, Space, deciding, example_in, faults_of, in_order
from sightline.aims.inventory.intake.starting import read_starter, starter

USES, DATA = ("write", "hire", "code"), ("public", "health")
TOOLS, UNITS = ("chat", "copilot", "helper"), ("legal", "hr")
# "hr" belongs to nothing; "legal" has a part, "patents".
BELOW = {"legal": frozenset({"legal", "patents"}), "hr": frozenset({"hr"})}
ABOVE = {OTHER: frozenset[str](), "legal": frozenset({"legal"}), "patents": frozenset({"patents", "legal"}), "hr": frozenset({"hr"})}


@st.composite
def rulings(draw: st.DrawFn) -> list[Ruling]:
    """Up to seven rules, with or without a last one for everything else."""
    found = []
    for number in range(draw(st.integers(0, 7))):
        unit = draw(st.sampled_from(("", *UNITS)))
        outcome = draw(st.sampled_from(LENIENT))
        found.append(
            Ruling(
                f"R{number}",
                draw(st.integers(1, 5)),
                frozenset(draw(st.sets(st.sampled_from(TOOLS), max_size=2))),
                draw(st.sampled_from(("", *USES))),
                draw(st.sampled_from(("", *DATA))),
                BELOW.get(unit, frozenset()),
                unit,
                outcome,
                "Read it first." if outcome == "conditions" else "",
            )
        )
    if draw(st.booleans()):
        found.append(Ruling("LAST", 9))
    return found


def every_question() -> list[Question]:
    return [Question(t, u, d, ABOVE[one]) for t, u, d, one in product((*TOOLS, "unheard of"), USES, DATA, ABOVE)]


def as_question(example: tuple[str, str, str, str]) -> Question:
    tool, use, data, unit = example
    return Question(tool or "unheard of", use, data, ABOVE[unit])


@given(rulings())
def test_a_set_without_faults_answers_every_question_with_exactly_one_rule(rules: list[Ruling]) -> None:
    if faults_of(rules, USES, DATA):
        return
    ordered = in_order(rules)
    used = set()
    for question in every_question():
        found = deciding(ordered, question)
        assert found is not None
        rivals = [rule for rule in rules if rule.order == found.order and rule.fits(question)]
        assert all(rule.says_as(found) for rule in rivals)
        used.add(found.name)
    assert used == {rule.name for rule in rules}


@given(rulings())
@settings(max_examples=300)
def test_what_is_told_to_be_wrong_is_wrong(rules: list[Ruling]) -> None:
    ordered = in_order(rules)
    decided = {question: deciding(ordered, question) for question in every_question()}
    faults = faults_of(rules, USES, DATA)
    unreachable = {fault.rules[0] for fault in faults if fault.kind == "unreachable"}
    assert unreachable == {rule.name for rule in rules} - {rule.name for rule in decided.values() if rule is not None}
    assert any(fault.kind == "uncovered" for fault in faults) == (None in decided.values())
    by_name = {rule.name: rule for rule in rules}
    for fault in faults:
        question = as_question(fault.example)
        if fault.kind == "contradiction":
            earlier, later = (by_name[name] for name in fault.rules)
            assert earlier.fits(question)
            assert later.fits(question)
            assert not earlier.says_as(later)
            assert decided[question] == earlier
        elif fault.kind == "uncovered":
            assert decided[question] is None


def kinds(*rules: Ruling) -> list[tuple[str, tuple[str, ...]]]:
    return [(fault.kind, fault.rules) for fault in faults_of(rules, USES, DATA)]


LAST = Ruling("LAST", 99)


def test_two_rules_of_one_order_that_differ_contradict() -> None:
    one, other = Ruling("A", 10, frozenset({"chat"}), outcome="allowed"), Ruling("B", 10, use="hire", outcome="forbidden")
    assert kinds(one, other, LAST) == [("contradiction", ("A", "B"))]


def test_a_mild_rule_that_crosses_a_strict_one_after_it_contradicts_it() -> None:
    mild, strict = Ruling("A", 10, frozenset({"chat"}), outcome="allowed"), Ruling("B", 20, data="health", outcome="forbidden")
    assert kinds(mild, strict, LAST) == [("contradiction", ("A", "B"))]
    assert kinds(Ruling("B", 5, data="health", outcome="forbidden"), mild, LAST) == []


def test_an_exception_before_its_rule_is_no_contradiction() -> None:
    exception = Ruling("A", 10, frozenset({"chat"}), use="hire", data="health", outcome="allowed")
    assert kinds(exception, Ruling("B", 20, data="health", outcome="forbidden"), LAST) == []


def test_a_rule_that_several_before_it_cover_together_is_never_reached() -> None:
    halves = [Ruling(f"A{place}", place, data=data, outcome="forbidden") for place, data in enumerate(DATA)]
    assert kinds(*halves, Ruling("B", 20, use="hire", outcome="forbidden"))[0] == ("unreachable", ("B", "A0", "A1"))


def test_a_unit_includes_what_belongs_to_it() -> None:
    rule = Ruling("A", 1, units=BELOW["legal"], unit="legal", outcome="allowed")
    assert deciding([rule], Question("chat", "write", "public", ABOVE["patents"])) == rule
    assert deciding([rule], Question("chat", "write", "public", ABOVE["hr"])) is None


def test_a_thousand_named_tools_are_checked_without_trying_each() -> None:
    rules = [Ruling(f"R{n:04}", n, frozenset({f"tool {n}"}), outcome="allowed") for n in range(300)]
    assert faults_of([*rules, Ruling("LAST", 9_999)], USES, DATA) == []
    assert example_in(Space.of(rules, USES, DATA).whole)[0] == "tool 0"


def test_the_starter_rules_are_sound(tmp_path: Path) -> None:
    assert len(starter()["rules"]) > 15
    path = tmp_path / "torn.yaml"
    path.write_text("title: a\nnote: b\nrules:\n- {order: 1, outcome: forbidden, why: c, objective: privacy, use: hire}\n")
    with pytest.raises(ValueError, match="uncovered"):
        read_starter(path)
