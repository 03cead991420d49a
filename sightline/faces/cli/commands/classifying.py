"""The class of a system under the EU AI Act: what is known of it, and classifying it from a file of answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import yaml

from sightline.aims.inventory.ai_act.models import Classification
from sightline.aims.inventory.ai_act.queries import class_of
from sightline.aims.inventory.ai_act.telling import CLASS_WORDS, answers_of_file, as_dict, open_questions, suggested_for
from sightline.aims.inventory.models import System
from sightline.kernel.actions import perform
from sightline.kernel.errors import Invalid

from ..printing import say, table
from ..shared import Command, actor
from .reading import record_named

LARGEST = 1_000_000
"""Octets of a file of answers: there are some twenty questions."""


@click.command("classify", cls=Command)
@click.argument("reference")
@click.option(
    "--answers",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A JSON or YAML file: the answer to each question, by its id. With it the system is classified.",
)
def classify_command(reference: str, answers: Path | None) -> None:
    """Say which class a system has under the EU AI Act, and why; with a file of answers, classify it.

    Without a file nothing is changed: what is recorded is told, else what the inventory suggests, with the questions that are open.
    """
    who = actor()
    system, _ = record_named(reference, who)
    if not isinstance(system, System):
        raise Invalid(f"{system.reference} is no AI system. Name one, such as SYS-0042.")
    if answers is not None:
        perform("classify_system", who, _read(answers), face="cli", subject=system)
    record = class_of(system) or suggested_for(system)
    heard = record.answers if record.state != Classification.State.SUGGESTED else {}
    found = {**as_dict(record, who), "questions": open_questions(heard)}
    say(found, _lines(found))


def _read(path: Path) -> dict[str, Any]:
    """The answers of a file.

    Raises:
        Invalid: it is no mapping of questions to answers.
    """
    wanted = {"answers": ["Write one line a question: its id, a colon, the answer. “sightline classify REF --json” names them."]}
    if path.stat().st_size > LARGEST:
        raise Invalid(f"{path.name} is too large for a file of answers.", fields=wanted)
    try:
        data = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Invalid(f"{path.name} is neither JSON nor YAML that can be read.", fields=wanted) from error
    if isinstance(data, Mapping) and isinstance(data.get("answers"), Mapping):
        data = data["answers"]
    if not isinstance(data, Mapping) or not data:
        raise Invalid(f"{path.name} holds no answers.", fields=wanted)
    return answers_of_file(data)


def _lines(found: Mapping[str, Any]) -> Iterator[str]:
    classes = " and ".join(CLASS_WORDS[one].lower() for one in found["classes"]) or CLASS_WORDS[""].lower()
    yield f"{found['reference']} {found['name']}: {classes} ({found['state_words'].lower()})"
    if found["roles"]:
        yield f"Your role: {', '.join(found['roles'])}."
    if found["general_purpose_model"]:
        yield f"You provide a general-purpose model{' with systemic risk' if found['general_purpose_model'] == 'systemic' else ''}."
    yield ""
    yield from table(["Article", "Reason"], [[one["article"] or "", one["reason"]] for one in found["reasons"]])
    if found["duties"]:
        yield ""
        yield from table(
            ["Duty", "Article", "By", "State"], [[one["title"], one["article"], one["effective"], one["state"]] for one in found["duties"]]
        )
    if found["questions"]:
        yield ""
        yield "Open questions. Answer them on the page of the system, or in a file for --answers:"
        rows = [[one["id"], one["question"], ", ".join(one["answers"])] for one in found["questions"]]
        yield from table(["Id", "Question", "Answers"], rows)
