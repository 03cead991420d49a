"""Shell completion: the script that a shell reads once."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion_command(ctx: click.Context, shell: str) -> None:
    """Print the completion script of a shell.

    \b
    bash: eval "$(sightline completion bash)"
    zsh:  eval "$(sightline completion zsh)"
    fish: sightline completion fish | source
    """
    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(f"There is no completion for {shell}.")
    click.echo(found(ctx.find_root().command, {}, "sightline", "_SIGHTLINE_COMPLETE").source())
