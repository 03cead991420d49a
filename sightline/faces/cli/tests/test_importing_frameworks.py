"""A requirement set from the command line: YAML, workbook and OSCAL alike; renewed, and with what is kept of requirements that are gone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sightline.kernel.actions import perform
from sightline.kernel.identity.actors import Actor
from sightline.kernel.pages import Look, sections_of
from sightline.readers.conformity.models import Judgement
from sightline.readers.frameworks.loading import load_yaml, to_xlsx
from sightline.readers.frameworks.models import Framework, Requirement
from tests.support.shared import shared_data

Sightline = Callable[..., Any]

FIRST = """\
id: own-rules
title: Our own rules
version: "1"
requirements:
- {id: R1, title: Only approved tools}
- {id: R2, title: Nothing secret}
- {id: R3, title: Say that it was AI}
"""
SECOND = (
    FIRST.replace('"1"', '"2"')
    .replace("Nothing secret", "No secrets")
    .replace("- {id: R3, title: Say that it was AI}", "- {id: R4, title: Ask}")
)


def counts(told: dict[str, Any]) -> list[int]:
    return [told[name] for name in ("added", "changed", "dropped", "unchanged")]


def written(folder: Path, text: str) -> str:
    file = folder / "rules.yaml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_a_set_is_loaded_and_renewed(sightline: Sightline, tmp_path: Path) -> None:
    first = sightline("import", "framework", written(tmp_path, FIRST), "--json").json
    assert (first["framework"], first["edition"], counts(first)) == ("own-rules", "1", [3, 0, 0, 0])
    same = sightline("import", "framework", written(tmp_path, FIRST), "--json").json
    assert (counts(same), same["entry"]) == ([0, 0, 0, 3], None)
    second = sightline("import", "framework", written(tmp_path, SECOND), "--json").json
    assert (second["edition"], counts(second), second["dropped_ids"]) == ("2", [1, 1, 1, 1], ["R3"])


def test_a_dry_run_tells_the_same_and_writes_nothing(sightline: Sightline, tmp_path: Path) -> None:
    sightline("import", "framework", written(tmp_path, FIRST))
    told = sightline("import", "framework", written(tmp_path, SECOND), "--dry-run", "--json").json
    assert (counts(told), told["entry"]) == ([1, 1, 1, 1], None)
    assert Framework.objects.get(set_id="own-rules").edition == "1"
    assert sightline("import", "framework", written(tmp_path, SECOND), "--dry-run").out.endswith("Nothing was written.\n")


def test_judgements_of_a_dropped_requirement_are_kept_and_shown(sightline: Sightline, tmp_path: Path) -> None:
    sightline("import", "framework", written(tmp_path, FIRST))
    requirement = Requirement.objects.get(key="own-rules:R3")
    perform("judge_requirement", Actor.local(), {"maturity": 4, "why": "Every mail says so"}, face="cli", subject=requirement)
    told = sightline("import", "framework", written(tmp_path, SECOND), "--json").json
    assert told["orphaned"] == [{"id": "R3", "kept": "judged 4 of 5"}]
    assert Judgement.objects.current().get(requirement=requirement).why == "Every mail says so"
    framework = Framework.objects.get(set_id="own-rules")
    [section] = [one for one in sections_of(Framework, Actor.local()) if one.name == "dropped"]
    shown = section.show(Look(Actor.local()), framework)
    assert shown is not None
    assert [one.requirement.code for one in shown.context["orphans"]] == ["R3"]
    back = sightline("import", "framework", written(tmp_path, FIRST), "--json").json
    assert (counts(back), back["orphaned"]) == ([0, 2, 1, 1], [])
    assert section.show(Look(Actor.local()), framework) is None


def test_a_workbook_and_an_oscal_catalog_are_loaded_the_same_way(sightline: Sightline, tmp_path: Path) -> None:
    book = tmp_path / "rules.xlsx"
    book.write_bytes(to_xlsx(load_yaml(FIRST.encode())))
    assert counts(sightline("import", "framework", str(book), "--json").json) == [3, 0, 0, 0]
    file = shared_data("oscal", "examples", "NIST_SP-800-53_rev5_LOW-baseline-resolved-profile_catalog-min.json")
    told = sightline("import", "framework", str(file), "--json").json
    assert (told["framework"], told["edition"], counts(told)) == ("nist-sp-800-53-low-impact-baseline", "5.1.1+u4", [149, 0, 0, 0])
    again = sightline("import", "framework", str(file), "--json").json
    assert counts(again) == [0, 0, 0, 149]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (FIRST.replace("R2", "R1"), "“R1” is there twice"),
        (FIRST.replace("title: Nothing secret", "title: Nothing secret, group: USE"), "no group"),
        ('{"name": "no OSCAL"}', "This JSON is no OSCAL catalog"),
        ('{"profile": {}}', "This OSCAL file is a profile"),
        (FIRST.replace("own-rules", "iso42001"), "comes with Sightline"),
    ],
)
def test_a_file_that_can_not_be_used_is_refused_in_words_and_loads_nothing(
    sightline: Sightline, tmp_path: Path, text: str, words: str
) -> None:
    ran = sightline("import", "framework", written(tmp_path, text), "--json")
    assert ran.code == 2
    assert words in ran.out
    assert not Framework.objects.exists()
