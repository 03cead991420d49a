"""Words on screen: help is short, and nobody is pleaded with, praised or shouted at."""

import re

import pytest

from sightline.kernel.actions import all_actions
from sightline.kernel.identity.actors import Actor
from sightline.kernel.registers import all_registers
from tests.house.reading import project_files, read

LONGEST_HELP = 20
"""Words. Fourteen is the aim; a question of the law names its article besides."""
UNWANTED = re.compile(r"\b(?:please|successfully|oops|sorry|thank you|compliant)\b|\w!(?:\s|$)", re.IGNORECASE)
MARKUP = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<!--.*?-->|<[^>]*>", re.DOTALL)
BUTTON = re.compile(r"<button[^>]*>(.*?)</button>", re.DOTALL)


@pytest.mark.django_db
def test_help_is_read_at_a_glance() -> None:
    fields = [(one.name, name, field) for one in all_actions() for name, field in one.fields(Actor.local(), None).items()]
    assert fields
    assert [f"{action}.{name}" for action, name, field in fields if len(str(field.help_text).split()) > LONGEST_HELP] == []


def test_templates_ask_and_tell_plainly() -> None:
    pages = [path for path in project_files() if path.suffix == ".html" and "templates" in path.parts and "tests" not in path.parts]
    assert pages
    assert [f"{path}: {found.group(0)}" for path in pages for found in UNWANTED.finditer(MARKUP.sub(" ", read(path)))] == []
    vague = [
        f"{path}: {said}"
        for path in pages
        for inner in BUTTON.findall(read(path))
        if (said := MARKUP.sub("", inner).strip()) in ("OK", "Yes", "Submit")
    ]
    assert vague == []


def test_actions_and_lists_ask_and_tell_plainly() -> None:
    words = {f"action {one.name}": f"{one.label} {one.help}" for one in all_actions()}
    words |= {f"register {one.name}": f"{one.label} {one.empty}" for one in all_registers()}
    assert [name for name, said in words.items() if UNWANTED.search(said)] == []
