"""Doing: every action as a command, with the fields of its form as options. Its rules are the action's own."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from contextlib import ExitStack
from difflib import get_close_matches
from pathlib import Path
from typing import Any, cast

import click
from click.shell_completion import CompletionItem
from django import forms
from django.core.files import File

from sightline.kernel.actions import Action, all_actions, find_action, perform
from sightline.kernel.actions.performing import Outcome, form_of
from sightline.kernel.errors import Invalid
from sightline.kernel.identity.actors import Actor
from sightline.readers.conformity.turning import Turning, foresee

from ..printing import say, table
from ..shared import Command, actor

MOST_CHOICES_SHOWN = 12
OURS = {"reason", "dry_run", "seen_version", "reference", "as", "json"}


def option_of(name: str) -> str:
    """A field's option: `people_affected` is asked as `--people-affected`."""
    return f"--{name.replace('_', '-')}"


def _options(found: Action, who: Actor) -> list[click.Parameter]:
    options: list[click.Parameter] = []
    for name, field in form_of(found, who, None).fields.items():
        if name in OURS:
            continue
        words = ". ".join(str(text).rstrip(".") for text in (field.label, field.help_text) if text) + "."
        spellings = [f"field_{name}", option_of(name), *([f"--{name}"] if "_" in name else [])]
        if isinstance(field, forms.FileField):
            options.append(click.Option(spellings, type=click.Path(exists=True, dir_okay=False), help=words))
        elif isinstance(field.widget, forms.PasswordInput):
            options.append(
                click.Option([f"secret_{name}", f"{option_of(name)}-stdin"], is_flag=True, help=f"{words} Read from standard input.")
            )
        elif isinstance(field, forms.MultipleChoiceField):
            options.append(click.Option(spellings, multiple=True, metavar="VALUE", help=f"{words} May be given again."))
        elif isinstance(field, forms.BooleanField):
            options.append(click.Option(spellings, is_flag=False, flag_value="yes", metavar="[yes|no]", help=words))
        else:
            options.append(click.Option(spellings, metavar=_metavar(field), help=words))
    return options


def _metavar(field: forms.Field) -> str:
    """The values that can be chosen, where they are few."""
    choices = cast("Iterable[tuple[Any, Any]]", field.choices) if isinstance(field, forms.ChoiceField) else ()
    values = [str(value) for value, _ in choices if value != ""]
    return "|".join(values) if 0 < len(values) <= MOST_CHOICES_SHOWN else "VALUE"


class ActionCommand(Command):
    """One action."""

    def __init__(self, found: Action, who: Actor) -> None:
        self.found = found
        common: list[click.Parameter] = [click.Argument(["reference"], required=False, metavar="REF")] if found.subject is not None else []
        common += [
            *_options(found, who),
            click.Option(
                ["--reason"], default="", help="Why. The reason is kept with the change." + (" Needed here." if found.reason else "")
            ),
            click.Option(["--seen-version"], type=int, help="The version of the record that you saw; refused if there is a newer one."),
            click.Option(["--dry-run"], is_flag=True, help="Tell what would happen, and change nothing."),
        ]
        super().__init__(found.path, params=common, callback=self._perform, help=found.help, short_help=found.help)

    def _perform(self, reason: str, seen_version: int | None, dry_run: bool, reference: str | None = None, **given: Any) -> None:
        who = actor()  # asked again: --as may stand after the action
        fields = form_of(self.found, who, None).fields
        with ExitStack() as opened:
            data, files = self._answers(given, fields, opened)
            if "reason" in fields and reason:
                data["reason"] = reason
            asked: dict[str, Any] = {"face": "cli", "subject": reference, "reason": reason, "version": seen_version, "files": files}
            if dry_run:
                outcome, turning = foresee(self.found.name, who, data, **asked)
                _tell_dry(outcome, turning, self.found)
                return
            outcome = perform(self.found.name, who, data, **asked)
        _tell(outcome, self.found)

    def _answers(self, given: dict[str, Any], fields: dict[str, forms.Field], opened: ExitStack) -> tuple[dict[str, Any], dict[str, Any]]:
        data: dict[str, Any] = {}
        files: dict[str, Any] = {}
        for option, value in given.items():
            kind, _, name = option.partition("_")
            if kind == "secret":
                if value:
                    data[name] = sys.stdin.readline().rstrip("\r\n")
            elif value is None or value == ():
                continue
            elif isinstance(fields[name], forms.FileField):
                path = Path(value)
                files[name] = File(opened.enter_context(path.open("rb")), name=path.name)
            else:
                data[name] = list(value) if isinstance(value, tuple) else value
        return data, files


def _told(outcome: Outcome) -> dict[str, Any]:
    told: dict[str, Any] = outcome.as_dict()
    return told if outcome.result is None else {**told, "result": outcome.result}


def _tell_dry(outcome: Outcome, turning: Turning, found: Action) -> None:
    images = [{"record_type": one.record_type, "version": one.version, "image": json.loads(one.data)} for one in outcome.written]
    told = {**_told(outcome), "entry": None, "dry_run": True, "would_turn": turning.as_dict(), "would_write": images}
    lines = [f"{found.label}: this would write {len(outcome.written)} records. Nothing was changed."]
    if turning.shifts:
        lines.append(turning.sentence)
        lines += [f"  {one.requirement.key} {one.requirement.short}: {one.before.words} -> {one.after.words}" for one in turning.turns]
        lines += [f"  {one.expectation.sentence}: {one.said}" for one in turning.shifts]
    say(told, lines)


def _tell(outcome: Outcome, found: Action) -> None:
    told = _told(outcome)
    what = (
        f"{outcome.record} ({outcome.reference}), version {outcome.version}" if outcome.record is not None else outcome.reference or "done"
    )
    entry = f"Entry {outcome.entry} in the ledger." if outcome.entry is not None else "Nothing had to be changed."
    say(told, [f"{found.label}: {what}. {entry}", *([str(told["result"])] if "result" in told else [])])


class Actions(click.Group):
    """All actions; without one they are listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every action, by name."""
        return [one.path for one in all_actions()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The action of this name, written with `-` or with `_`."""
        found = find_action(cmd_name)
        return ActionCommand(found, Actor.local() if ctx.resilient_parsing else actor()) if found is not None else None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Finds the action; a name that there isn't is told with the nearest ones."""
        if args and find_action(args[0]) is None:
            near = get_close_matches(args[0].replace("_", "-"), self.list_commands(ctx), 3)
            raise Invalid(
                f"There is no action “{args[0]}”." + (f" Did you mean {' or '.join(near)}?" if near else " “sightline do” lists them.")
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Lists the actions without asking who acts."""
        with formatter.section("Actions"):
            formatter.write_dl([(one.path, one.help) for one in all_actions()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The actions that begin so."""
        return [CompletionItem(one.path, help=one.help) for one in all_actions() if one.path.startswith(incomplete.replace("_", "-"))]


@click.group("do", cls=Actions, invoke_without_command=True)
@click.option("--as", "as_", metavar="EMAIL", help="Act as this person.")
@click.option("--json", "json_", is_flag=True, help="Print one JSON object on standard output.")
@click.pass_context
def do_command(ctx: click.Context, as_: str | None, json_: bool) -> None:
    """Do an action: sightline do ACTION [REF] [--field value ...] [--reason TEXT].

    “sightline do ACTION --help” shows its fields. Records are given by reference, or by name where only one has it.
    """
    meta = ctx.find_root().meta
    meta["sightline.as"] = as_ or meta.get("sightline.as")
    meta["sightline.json"] = json_ or meta.get("sightline.json")
    if ctx.invoked_subcommand is None:
        who = actor()
        rows = [
            {"name": one.path, "on": str(one.subject._meta.verbose_name) if one.subject else "", "label": one.label, "help": one.help}
            for one in all_actions()
            if who.may(one.permission)
        ]
        say(
            {"count": len(rows), "actions": rows},
            table(["Action", "On", "What it does"], [[row["name"], row["on"], row["help"]] for row in rows]),
        )
