"""What every command shares: `--as` and `--json` after its name too, who acts, and that the data are there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import click

from sightline.kernel.errors import Invalid, NotFound
from sightline.kernel.identity.actors import Actor
from sightline.kernel.identity.models import Account
from sightline.kernel.installation.state import require_ready


def _keep(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def keep(ctx: click.Context, param: click.Parameter, value: Any) -> None:
        if value:
            ctx.find_root().meta[name] = value

    return keep


class Command(click.Command):
    """A command that takes the two global options after its name as well."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params = [
            *self.params,
            click.Option(["--as", "as_"], metavar="EMAIL", expose_value=False, callback=_keep("sightline.as"), help="Act as this person."),
            click.Option(
                ["--json", "json_"],
                is_flag=True,
                expose_value=False,
                callback=_keep("sightline.json"),
                help="Print one JSON object on standard output.",
            ),
        ]


def actor() -> Actor:
    """Who acts: the person of `--as`, else the administrator at the command line.

    Raises:
        NotReady: the data are not there, or of another release.
        NotFound: nobody has this address, or may not sign in.
    """
    require_ready()
    address = click.get_current_context().find_root().meta.get("sightline.as")
    if not address:
        return Actor.local()
    account = Account.objects.filter(email__iexact=address, retired__isnull=True).first()
    if account is None:
        raise NotFound(f"Nobody has an account under {address}. “sightline list accounts” shows who has.")
    if not account.is_active:
        raise NotFound(f"{address} may not sign in any more, so nothing can be done in that name.")
    return Actor.of(account)


class Day(click.ParamType[date]):
    """A day, written as 2026-11-24."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or a refusal that says how to write one."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(str(value), "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            self.fail(f"“{value}” is not a day. Write it as 2026-11-24.", param, ctx)


def pairs(given: tuple[str, ...], option: str) -> dict[str, tuple[str, ...]]:
    """`K=V` options: name -> values.

    Raises:
        Invalid: one has no `=`.
    """
    found: dict[str, tuple[str, ...]] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals:
            raise Invalid(f"{option} {one}: write NAME=VALUE, such as {option} kind=bought.")
        found[name.strip()] = (*found.get(name.strip(), ()), value.strip())
    return found
