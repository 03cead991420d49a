"""The class of a system on the command line: told, and taken from a file of answers."""

import json
from pathlib import Path
from typing import Any

import pytest

from sightline.aims.inventory.ai_act.models import Classification, Duty
from sightline.aims.inventory.ai_act.tests.conftest import RECRUITING, do, organisation, system, unit
from sightline.aims.inventory.models import System
from sightline.faces.cli.main import run

__all__ = ["do", "organisation", "system", "unit"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs a command and gives exit code, standard output and standard error."""
    monkeypatch.setattr("sightline.faces.cli.shared.require_ready", lambda: None)

    def it(*arguments: str) -> tuple[int, str, str]:
        code = run(list(arguments))
        said = capsys.readouterr()
        return code, said.out, said.err

    return it


def test_the_command_tells_the_suggestion_and_the_open_questions(system: System, command: Any) -> None:
    code, out, _ = command("classify", system.reference, "--json")
    found = json.loads(out)
    assert (code, found["class"], found["state"], found["roles"]) == (0, "high-risk", "suggested", ["deployer"])
    assert "Annex III, 4(a)" in found["articles"]
    assert {"ai", "banned", "area"} <= {one["id"] for one in found["questions"]}
    assert not Classification.objects.exists()
    assert "high-risk" in command("classify", system.reference)[1]


def test_the_command_classifies_from_a_file_in_yaml_or_json(system: System, command: Any, tmp_path: Path) -> None:
    path = tmp_path / "answers.yaml"
    lines = ["ai: yes", "union: established", "only: none", "part: [use]", "changed: [none]", "public: no", "banned: none", "product: no"]
    path.write_text("\n".join([*lines, "area: [a4a]", "profiling: no", "exception: narrow", "open: [talks]"]))
    code, out, _ = command("classify", system.reference, "--answers", str(path), "--json")
    found = json.loads(out)
    assert (code, found["class"], found["state"], found["exception"]) == (0, "transparency", "answered", "Art. 6(3)(a)")
    path.write_text(json.dumps({"answers": RECRUITING}))
    found = json.loads(command("classify", system.reference, "--answers", str(path), "--json")[1])
    assert found["class"] == "high-risk"
    assert {"article", "title", "formal", "effective", "state"} <= set(found["duties"][0])
    assert not Duty.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "holds no answers"),
        ("- 1", "holds no answers"),
        ("{a: [", "neither JSON nor YAML"),
        ("ai: perhaps", "ai"),
        ("colour: red", "colour"),
    ],
)
def test_a_file_that_is_no_answers_is_refused_in_words(system: System, command: Any, tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "answers.yaml"
    path.write_text(content)
    code, out, err = command("classify", system.reference, "--answers", str(path), "--json")
    assert code == 2
    assert said in out + err
    assert not Classification.objects.exists()
