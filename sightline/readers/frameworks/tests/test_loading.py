"""A person's own set as YAML: what is read, and what a person is told when it cannot be."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.readers.frameworks.loading import UnusableSet, load, load_shipped, load_yaml, to_xlsx

SMALL = """\
id: my-rules
title: Our rules
groups:
- id: USE
  title: Using AI
requirements:
- id: 4.10
  title: Only approved tools
  group: USE
  weight: 3
- id: R2
  title: "No"
  group: Using AI
  auditor_asks:
  - Who approved it?
"""


def told(text: str | bytes) -> list[str]:
    """Load and return what the person is told."""
    with pytest.raises(UnusableSet) as caught:
        load_yaml(text.encode() if isinstance(text, str) else text)
    assert caught.value.fields["file"] == [str(one) for one in caught.value.problems]
    return caught.value.fields["file"]


def test_a_small_file_is_a_set(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(SMALL, encoding="utf-8")
    found = load_yaml(file)
    assert (found.id, found.title, found.short, found.version) == ("my-rules", "Our rules", "Our rules", "1")
    first, second = found.requirements
    assert (first.id, first.group, first.weight, first.short) == ("4.10", "USE", 3, "Only approved tools")
    assert (second.title, second.group, second.weight, second.auditor_asks) == ("No", "USE", 2, ("Who approved it?",))
    assert found.requirement("R2") == second
    assert found.of_group("USE") == (first, second)


def test_a_requirement_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError, match=r"iso42001 has no requirement A\.1\.1"):
        load_shipped("iso42001").requirement("A.1.1")


def test_groups_need_not_be_listed() -> None:
    text = "id: ab\ntitle: T\nrequirements:\n- {id: a, title: A, group: Buying / using}\n- {id: b, title: B, group: Buying / using}\n"
    found = load_yaml(text.encode())
    assert [(one.id, one.title) for one in found.groups] == [("Buying-using", "Buying / using")]
    assert {one.group for one in found.requirements} == {"Buying-using"}
    alone = load_yaml(b"id: ab\ntitle: Everything\nrequirements:\n- {id: a, title: A}\n")
    assert [(one.id, one.title) for one in alone.groups] == [("all", "Everything")]


def test_kind_of_file_is_told_by_its_content() -> None:
    found = load_shipped("iso42001")
    assert load(to_xlsx(found), name="wrong.yaml") == found
    assert load(SMALL.encode(), name="wrong.xlsx").id == "my-rules"


def test_a_changed_word_changes_the_fingerprint() -> None:
    found = load_yaml(SMALL.encode())
    other = load_yaml(SMALL.replace("Only approved", "Just approved").encode())
    assert found.fingerprint != other.fingerprint
    assert replace(found, notes=("something",)).fingerprint == found.fingerprint


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("  group: USE\n  weight", "  group: USSE\n  weight"), "line 9: There is no group “USSE”. Did you mean “USE”?"),
        (("  group: USE\n  weight", "  weight"), "line 7: The requirement has no group. The groups of this file are USE."),
        (("id: R2", "id: '4.10'"), "line 11: The requirement id “4.10” is there twice, first at line 7."),
        (("  weight: 3", "  wieght: 3"), "line 10: “wieght” is not a part of a requirement. Did you mean “weight”?"),
        (("requirements:", "requirment:"), "“requirment” is not a part of a requirement set. Did you mean “requirements”?"),
        (("title: Only approved tools", "title:"), "line 8: The requirement has no title."),
        (("title: Only approved tools", "title: ' '"), "line 8: The requirement has no title."),
        (("id: R2", "id: "), "line 11: The requirement has no id."),
        (("id: R2", "id: R/2"), "line 11: The id “R/2” must have at most 40 characters, without / "),
        (("weight: 3", "weight: 7"), "line 10: The weight “7” must be 1, 2 or 3"),
        (("weight: 3", "weight: [3]"), "line 10: “weight” must be one text"),
        (("weight: 3", "documented: perhaps"), "line 10: “perhaps” must be yes or no."),
        (("weight: 3", "applies_from: 31.02.2026"), "line 10: “31.02.2026” is not a date. Write it as 2026-02-28."),
        (("weight: 3", "kind: contrl"), "line 10: “contrl” is not a kind that is known here. Did you mean “control”?"),
        (("weight: 3", "heading: '4'"), "line 10: There is no heading “4”."),
        (("weight: 3", "documented: no\n  documents: [A plan]"), "line 10: Documents are named, but “documented” says no."),
        (("- Who approved it?", "- Who: approved it?"), "“auditor_asks” must be a list of texts. If a text contains a colon"),
        (("id: my-rules", "id: My Rules"), "line 1: The set's id “My Rules” must be 2 to 40 small letters"),
        (("title: Our rules", "title: Our rules\ntitle: Again"), "line 3: “title” is there twice."),
        (("- id: USE", "- USE: x\n  id: USE"), "“USE” is not a part of a group."),
        (("  title: Using AI", "  title: Using AI\n  group: X"), "A group is not part of another group."),
        (("groups:\n- id: USE\n  title: Using AI", "groups: USE"), "“groups” must be a list: begin each item with a hyphen."),
        (("- id: USE\n  title: Using AI", "- USE"), "line 4: Each of the groups must have keys"),
        (("  weight: 3", "   weight: 3"), "cannot be read as YAML"),
        (("title: Our rules", "title: Our rules\nabout: " + "x" * 4001), "“about” has 4,001 characters."),
    ],
)
def test_what_is_wrong_is_told_with_its_line(change: tuple[str, str], expected: str) -> None:
    assert change[0] in SMALL
    lines = told(SMALL.replace(change[0], change[1], 1))
    assert any(expected in line for line in lines), lines


def test_everything_wrong_is_told_at_once_in_the_order_of_the_file() -> None:
    lines = told(SMALL.replace("id: my-rules", "id: X").replace("title: Only approved tools", "title:").replace("weight: 3", "weight: 9"))
    assert [line.split(":")[0] for line in lines] == ["line 1", "line 8", "line 10"]


def test_a_heading_belongs_to_its_group() -> None:
    groups = "- {id: A, title: A}\n- {id: B, title: B}\n"
    file = f"id: ab\ntitle: T\ngroups:\n{groups}headings:\n- {{id: A.1, title: H, group: A}}\nrequirements:\n"
    assert load_yaml(f"{file}- {{id: x, title: X, group: A, heading: A.1}}\n".encode()).headings[0].group == "A"
    assert (
        "Heading A.1 is part of group A, but this requirement is in group B."
        in told(f"{file}- {{id: x, title: X, group: B, heading: A.1}}\n")[0]
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "The file must begin with keys"),
        (b"- a\n- b\n", "The file must begin with keys"),
        (b"\xff\xfe\x00\xd8", "cannot be read as YAML"),
        (b"\x00\x01\x02", "cannot be read as YAML"),
        (b"[" * 100_000, "cannot be read as YAML"),
        (b"a: {b: {c: {d: {e: {f: {g: {h: {i: 1}}}}}}}}", "nested too deeply"),
        (b"a: &x [l, l]\nb: &y [*x, *x]\nc: [*y, *y]\n", "References (& and *) are not read."),
        (b"a: &x [*x]\n", "References (& and *) are not read."),
        (b"id: !!python/object/apply:os.system [echo]\n", "Tags such as"),
        (b"? [a, b]\n: c\n", "A key must be one word"),
        (b"id: ab\n" + b"#" * 5_000_000, "has at most 5,000,000"),
        (b"id: ab\ntitle: T\n", "This file has no requirements."),
    ],
)
def test_files_that_are_no_set_or_mean_harm_are_refused(content: bytes, expected: str) -> None:
    assert expected in " ".join(told(content))


@given(st.binary(max_size=200) | st.text(alphabet="abid:titlereqmns-[]{}&*!'\"\n #0.", max_size=200).map(str.encode))
def test_no_file_raises_anything_but_what_a_person_is_told(content: bytes) -> None:
    with suppress(UnusableSet):
        assert load(content, name="any").requirements
