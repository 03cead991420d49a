"""The shipped catalogue is whole; an update or an own entry is laid over it; what cannot be used is told with its line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.aims.discovery.catalogue import UnusableCatalogue, categories, load, read_entry
from tests.support.shared import shared_data

ENTRY = {"id": "acme", "name": "Acme Assistant", "vendor": "Acme", "category": "assistants", "domains": ["ai.acme.example"]}
UPDATE = b"""\
version: 2027.1
category: assistants
services:
  - id: chatgpt
    name: ChatGPT
    vendor: OpenAI
    country: US
    source: https://openai.com
    domains: [chatgpt.com, new-host.example]
  - id: newcomer
    name: Newcomer
    vendor: Newcomer
    country: NO
    source: https://newcomer.example
    domains: [newcomer.example, claude.ai]
withdrawn: [tome]
"""


def problems_of(act: Callable[[], object]) -> list[str]:
    with pytest.raises(UnusableCatalogue) as caught:
        act()
    return [str(one) for one in caught.value.problems]


def refused(act: Callable[[], object]) -> list[str] | None:
    """What was wrong, or None where the act was done; anything but a refusal is an error of ours."""
    try:
        act()
    except UnusableCatalogue as error:
        return [str(one) for one in error.problems] or [""]
    return None


def update_with(lines: str) -> list[str]:
    return problems_of(lambda: load().merge(b"version: 2027.1\nservices:\n" + lines.encode(), name="update.yaml"))


def test_the_shipped_catalogue_is_large_and_every_entry_says_where_it_comes_from() -> None:
    catalogue = load()
    assert len(catalogue.services) >= 320
    assert len(catalogue.domains()) >= 650
    assert catalogue.version == "2026.11"
    assert [one.id for one in catalogue.services if not (one.category in categories() and one.vendor and one.source)] == []
    assert [one.id for one in catalogue.services if not one.source.startswith("https://")] == []
    assert {source.split("/")[0] for one in catalogue.services for _, source in one.domain_sources} <= {"v2fly", "https:"}
    homeless = [one.id for one in catalogue.services if not one.country]
    assert len(homeless) < 0.03 * len(catalogue.services), "a country is left out only where it is not known"


def test_every_category_has_services() -> None:
    used = Counter(one.category for one in load().services)
    assert [one for one in categories() if used[one] < 10] == []


def test_a_claim_about_training_names_its_page() -> None:
    told = [one for one in load().services if one.inputs]
    assert len(told) >= 30
    assert [one.id for one in told if one.inputs and not (one.inputs.source.startswith("https://") and one.inputs.says.endswith("."))] == []


def test_all_ai_domains_of_the_public_lists_are_known() -> None:
    lists = shared_data("ai-domains", "v2fly")
    left_out = {"envato", "LICENSE"}  # a market for pictures and themes
    shared_hosts = {
        "browser-intake-datadoghq.com",
        "o33249.ingest.sentry.io",
        "openai.qualtrics.com",
        "host.livekit.cloud",
        "turn.livekit.cloud",
    }
    missing = []
    for path in sorted(lists.iterdir()):
        for line in path.read_text(encoding="utf-8").splitlines() if path.name not in left_out else ():
            word = line.split("#")[0].split("@")[0].strip().removeprefix("full:")
            if word and not word.startswith(("include:", "regexp:")) and word not in shared_hosts and not load().by_domain(word):
                missing.append(word)
    assert missing == []


def test_it_is_read_once() -> None:
    assert load() is load()


def test_an_own_entry_is_found_and_takes_what_it_claims() -> None:
    own = load([{**ENTRY, "domains": ["ai.acme.example", "claude.ai"], "software": ["Claude"]}])
    found = own.by_domain("ai.acme.example")
    assert found is not None
    assert (found.id, found.origin, found.source) == ("acme", "own", "own")
    assert own.by_domain("claude.ai") == found
    assert own.by_software("Claude") == found
    claude = own.service("claude")
    assert claude is not None
    assert "claude.ai" not in claude.domains
    assert own.by_domain("claude.com") == claude
    assert load().by_domain("claude.ai") == load().service("claude"), "the shipped catalogue stays as it is"


def test_an_update_replaces_adds_moves_and_withdraws() -> None:
    updated = load().merge(UPDATE, name="update.yaml")
    assert updated.version == "2027.1"
    newcomer = updated.service("newcomer")
    assert newcomer is not None
    assert (newcomer.country, newcomer.origin) == ("NO", "update.yaml")
    assert updated.by_domain("www.new-host.example") == updated.service("chatgpt")
    assert updated.by_domain("openai.com") is None, "the newer entry no longer has it"
    assert updated.by_domain("claude.ai") == newcomer
    assert updated.service("tome") is None
    assert load().service("tome") is not None


def test_an_update_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "newer.yaml"
    file.write_bytes(UPDATE)
    newcomer = load().merge(file).service("newcomer")
    assert newcomer is not None
    assert newcomer.origin == "newer.yaml"


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (
            "  - id: A b\n    name: x\n    vendor: x\n    category: code\n    source: s\n    domains: [x.example]\n",
            "line 3: The id “A b” must be",
        ),
        ("  - id: a\n    vendor: x\n    category: code\n    source: s\n    domains: [x.example]\n", "line 3: a: “name” is missing"),
        (
            "  - id: a\n    name: x\n    vendor: x\n    category: magic\n    source: s\n    domains: [x.example]\n",
            "line 6: The category “magic”",
        ),
        (
            "  - id: a\n    name: x\n    vendor: x\n    category: code\n    source: s\n    domains: [nonsense]\n",
            "line 8: “nonsense” is no domain",
        ),
        (
            "  - id: a\n    name: x\n    vendor: x\n    category: code\n    source: s\n    domains: [google.com]\n",
            "line 8: google.com serves much more",
        ),
        (
            "  - id: a\n    name: x\n    vendor: x\n    category: code\n    source: s\n    domains: [openair.com]\n",
            "line 8: openair.com is no AI service",
        ),
        (
            "  - id: a\n    name: x\n    vendor: x\n    category: code\n    source: s\n    domains: [x.example, x.example]\n",
            "is there twice",
        ),
        (
            "  - id: a\n    name: x\n    vendor: x\n    category: code\n    source: s\n    packages: [openai]\n",
            "line 8: “openai” must be written with",
        ),
        ('  - id: a\n    name: x\n    vendor: x\n    category: code\n    source: s\n    packages: ["pypi:*"]\n', "stands for too many"),
        ("  - id: a\n    name: x\n    vendor: x\n    category: code\n    source: s\n    software: [x]\n", "too short"),
        ("  - id: a\n    name: x\n    vendor: x\n    category: code\n    source: s\n    software: Word\n", "must be a list"),
        ("  - id: a\n    name: x\n    vendor: x\n    category: code\n    source: s\n", "line 3: a: nothing to notice it by"),
        (
            "  - id: a\n    name: x\n    vendor: x\n    category: code\n    source: s\n    domain: [x.example]\n",
            "line 8: “domain” is not known",
        ),
        (
            "  - id: a\n    name: x\n    vendor: x\n    category: code\n    source: s\n    country: Norway\n    domains: [x.example]\n",
            "two capital letters",
        ),
        (
            "  - id: a\n    name: x\n    vendor: x\n    category: code\n    source: s\n    kind: gadget\n    domains: [x.example]\n",
            "kind “gadget”",
        ),
        (
            "  - id: a\n    name: x\n    vendor: x\n    category: code\n    source: s\n    domains: [x.example]\n    inputs: {trains: maybe}\n",
            "must say “trains”",
        ),
        (
            "  - id: a\n    id: b\n    name: x\n    vendor: x\n    category: code\n    source: s\n    domains: [x.example]\n",
            "line 4: The key “id” is there twice",
        ),
        ("  - [a, b]\n", "must be a list whose items"),
        ("  - id: a\n   name: [\n", "cannot be read as YAML"),
        (
            "  - id: a\n    name: x\n    vendor: x\n    category: code\n    source: s\n    oauth: &o [abc, def]\n    software: *o\n",
            "are not read",
        ),
    ],
)
def test_what_is_wrong_in_an_update_is_told_with_its_line(lines: str, words: str) -> None:
    told = update_with(lines)
    assert any(words in one for one in told), told
    assert all(one.startswith("update.yaml") for one in told)


def test_two_entries_may_not_claim_the_same() -> None:
    told = problems_of(lambda: load([ENTRY, {**ENTRY, "name": "Again"}]))
    assert any("acme (id) is already that of acme" in one for one in told)
    assert any("ai.acme.example (domains) is already" in one for one in told)
    told = problems_of(
        lambda: load([{**ENTRY, "software": ["Acme Chat"]}, {**ENTRY, "id": "b", "domains": ["b.example"], "software": ["acme  chat"]}])
    )
    assert told == ["own entry b: b: acme chat (software) is already that of acme."]


def test_an_own_entry_is_checked_before_it_is_kept() -> None:
    assert read_entry(ENTRY).domains == ("ai.acme.example",)
    assert problems_of(lambda: read_entry({**ENTRY, "domains": ["microsoft.com"]})) == [
        "microsoft.com serves much more than AI. Name the sub-domain that serves AI only."
    ]
    assert problems_of(lambda: read_entry({"domains": 7})) != []


@pytest.mark.parametrize(
    "content", [b"", b"- a\n", b"just words", b"\xff\xfe\x00", b"services: []\n", b"version: 1\n", b"version: 1\nwithdrawn: tome\n"]
)
def test_a_file_that_is_no_catalogue_says_so(content: bytes) -> None:
    assert problems_of(lambda: load().merge(content, name="update.yaml"))[0].startswith("update.yaml")


def test_a_file_built_to_do_harm_is_refused() -> None:
    bomb = b"version: 1\nservices:\n  - &a {x: [1, 2]}\n  - &b {x: [*a, *a]}\n  - {x: [*b, *b, *b]}\n"
    assert problems_of(lambda: load().merge(bomb, name="bomb.yaml"))
    assert problems_of(lambda: load().merge(b"version: 1\nservices: " + b"[" * 3000 + b"]" * 3000, name="deep.yaml"))
    assert "at most" in problems_of(lambda: load().merge(b"#" * 10_000_001, name="long.yaml"))[0]


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    told = refused(lambda: load().merge(content, name="x"))
    assert told is None or all(one.startswith("x") for one in told)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*ENTRY, "packages", "oauth", "software", "expense", "inputs", "country", "kind"]), VALUES))
def test_any_own_entry_is_read_or_refused(entry: dict[str, Any]) -> None:
    told = refused(lambda: read_entry({**ENTRY, **entry}))
    assert told is None or all(told)
