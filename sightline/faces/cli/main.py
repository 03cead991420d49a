"""`sightline`: the group of commands. Only click is imported here; Django comes when a command that needs it is called."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

import click

from .printing import print_json
from .refusing import FINE, refuse, refuse_usage, tell_fault

COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("starting", "Make the data directory, the organisation and the first account."),
    "up": ("starting", "Start Sightline and print the address to open."),
    "worker": ("starting", "Do the work in the background in a process of its own."),
    "import": ("importing", "Import a list that you have: CSV or Excel."),
    "discover": ("discovering", "Find AI in use in logs and lists that you have."),
    "intake": ("asking", "Ask what the rules for the use of AI say."),
    "list": ("reading", "List a register."),
    "show": ("reading", "Show a record."),
    "history": ("reading", "Show every version of a record: who, when, why, what."),
    "search": ("reading", "Find records by words."),
    "do": ("doing", "Do an action: “sightline do” lists them."),
    "conformity": ("judging", "Count what each requirement rests on."),
    "classify": ("classifying", "Say which class a system has under the EU AI Act, and why."),
    "frameworks": ("judging", "List the requirement sets."),
    "coverage": ("judging", "Tell how far each set is covered."),
    "sight": ("sighting", "Show what proves a requirement, or what rests on a record."),
    "report": ("exporting", "Write a report: gap, soa and others."),
    "export": ("exporting", "Write a file that other tools read."),
    "map": ("mapping", "Draw the data flows as a map."),
    "pack": ("judging", "Write the evidence pack, which anyone verifies offline."),
    "verify": ("proving", "Verify the ledger from its first entry to its last."),
    "check": ("proving", "Check that the records are what the ledger says."),
    "backup": ("keeping", "Write everything into one archive."),
    "restore": ("keeping", "Bring an archive back into an empty data directory."),
    "inspect": ("inspecting", "Print every action, register, page ... with the file that defines it."),
    "mcp": ("serving", "Speak MCP on standard input and output, for an assistant."),
    "completion": ("completing", "Print the completion script of a shell."),
}
WITHOUT_DJANGO = {"completing"}
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 120}


def set_up() -> None:
    """Starts Django, once.

    Raises:
        click.ClickException: a setting can't be used.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sightline.site.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        try:
            django.setup()
        except ValueError as error:
            raise click.ClickException(str(error)) from error


class Commands(click.Group):
    """Commands that are imported when called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All, in the order in which people need them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module = COMMANDS[cmd_name][0]
        if module not in WITHOUT_DJANGO:
            set_up()
        found: click.Command = getattr(import_module(f"sightline.faces.cli.commands.{module}"), f"{cmd_name}_command")
        return found

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Finds the command; a name that there isn't is told with the nearest one."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, 1)
            raise click.UsageError(f"There is no command “{args[0]}”." + (f" Did you mean “{near[0]}”?" if near else ""), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Lists the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"sightline {version('sightline')}")
        ctx.exit()


@click.group(cls=Commands, context_settings=CONTEXT, no_args_is_help=True)
@click.option(
    "--as", "as_", metavar="EMAIL", help="Act as this person. Else you act as the administrator at the command line; the ledger says which."
)
@click.option("--json", "json_", is_flag=True, help="Print one JSON object, and nothing else, on standard output.")
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Print the release.")
@click.pass_context
def cli(ctx: click.Context, as_: str | None, json_: bool) -> None:
    """Sightline: run ISO/IEC 42001 day by day, and prove that you do.

    The data lie in SIGHTLINE_HOME (./sightline-data unless set). Every command runs without a server, or beside one, and never asks.
    Exit codes: 0 fine, 1 a finding, 2 bad input.
    """
    ctx.meta.setdefault("sightline.as", as_)
    ctx.meta.setdefault("sightline.json", json_)


def run(arguments: list[str]) -> int:
    """Runs one command and gives its exit code.

    Args:
        arguments: what stands after `sightline`.
    """
    as_json = "--json" in arguments
    try:
        code: Any = cli.main(args=arguments, prog_name="sightline", standalone_mode=False)
        return code if isinstance(code, int) else FINE
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return FINE
    except click.ClickException as error:
        return refuse_usage(error, as_json=as_json)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except Exception as error:  # noqa: BLE001 - the last stop: nobody is shown a stack trace
        return _told(error, as_json)


def _told(error: Exception, as_json: bool) -> int:
    as_dict = getattr(error, "as_dict", None)  # a refusal of the kernel, which is imported only once a command needed it
    if as_dict is not None:
        return refuse(as_dict(), as_json=as_json)
    return tell_fault(error, as_json=as_json)


def main() -> None:
    """The entry point of the installed command."""
    sys.exit(run(sys.argv[1:]))


__all__ = ["cli", "main", "print_json", "run"]
