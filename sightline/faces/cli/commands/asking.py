"""Whether a tool may be used: what the rules in force answer, for scripts and for people. Nothing is recorded."""

from __future__ import annotations

from collections.abc import Iterator

import click
from click.shell_completion import CompletionItem

from sightline.aims.inventory.intake.deciding import Answer, check
from sightline.aims.inventory.intake.vocabulary import kinds_of_data, uses
from sightline.aims.organisation.models import Unit
from sightline.kernel.actions.fields import find_among
from sightline.kernel.errors import Invalid, NotPermitted

from ..printing import say
from ..shared import Command, actor


def _among(choices: list[tuple[str, str]], given: str, option: str) -> str:
    """The id that somebody means, by id or by label.

    Raises:
        Invalid: there is none; names those that there are.
    """
    wanted = given.strip().lower()
    found = next((id for id, label in choices if wanted in (id.lower(), label.lower())), None)
    if found is None:
        raise Invalid(
            f"{option} {given}: there is no such thing.", fields={option.lstrip("-"): [f"One of: {', '.join(id for id, _ in choices)}."]}
        )
    return found


def _complete(choices: list[tuple[str, str]], incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(id, help=label) for id, label in choices if id.startswith(incomplete)]


class Commands(Command, click.Group):
    """A group that takes the two global options as every command does."""


@click.group("intake", cls=Commands)
def intake_command() -> None:
    """Ask what the rules for the use of AI say."""


@intake_command.command("check", cls=Command)
@click.option("--tool", required=True, help="The tool, as people call it.")
@click.option(
    "--use",
    required=True,
    help="What for: an id such as draft, hire or code.",
    shell_complete=lambda ctx, param, typed: _complete(uses(), typed),
)
@click.option(
    "--data",
    required=True,
    help="The most sensitive of what is put in: an id such as public, personal or special.",
    shell_complete=lambda ctx, param, typed: _complete(kinds_of_data(), typed),
)
@click.option("--unit", default="", help="The unit of whoever asks: its name or reference.")
def check_intake(tool: str, use: str, data: str, unit: str) -> None:
    """Tell whether a tool may be used for something with some data, and which rule says so.

    The answer is allowed, conditions, ask (somebody has to look at it) or forbidden. Each is an answer, so the exit code is 0. Nothing is
    recorded: “sightline do ask-to-use” asks for real.
    """
    who = actor()
    if not who.may("intake.ask"):
        raise NotPermitted("Your roles don't let you ask whether a tool may be used.")
    found = check(tool, _among(uses(), use, "--use"), _among(kinds_of_data(), data, "--data"), _unit(unit))
    say(found.as_dict(), _lines(found))


def _unit(given: str) -> Unit | None:
    from django.core.exceptions import ValidationError

    if not given.strip():
        return None
    try:
        found = find_among(Unit.objects.current(), given)
    except ValidationError as error:
        raise Invalid(f"--unit {given}: {error.messages[0]}", fields={"unit": list(error.messages)}) from error
    assert isinstance(found, Unit)
    return found


def _lines(found: Answer) -> Iterator[str]:
    yield f"{found.outcome.label}."
    if found.conditions:
        yield found.conditions
    if found.why:
        yield found.why
    if found.rule is not None and found.rule_set is not None:
        yield f"Rule {found.rule.reference}, order {found.rule.order}, version {found.rule_set.number} of the rules ({found.rule_set.reference})."
