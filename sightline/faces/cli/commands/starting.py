"""Starting: the data directory with its organisation and first account, the server, the worker."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

import click
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from sightline.aims.organisation.models import Organisation
from sightline.kernel.actions import perform
from sightline.kernel.errors import Invalid, Refused
from sightline.kernel.identity.actors import Actor
from sightline.kernel.identity.models import Account
from sightline.kernel.installation.migrating import prepare
from sightline.kernel.installation.serving import address_of, hold_free, serve
from sightline.kernel.installation.state import home, require_ready
from sightline.kernel.installation.using import in_use
from sightline.kernel.journal.integrating import integrate
from sightline.readers.frameworks.applying import ensure_shipped_frameworks

from ..printing import say, tell, wants_json
from ..shared import Command

FIRST_ROLES = ["administrator", "lead"]


class AlreadyThere(Refused):
    """The installation was set up before."""

    kind = "already-there"
    title = "This was done before"


@click.command("init", cls=Command)
@click.option("--organisation", required=True, help="The name of the organisation.")
@click.option("--admin", required=True, metavar="EMAIL", help="The mail address of the first account: administrator and compliance lead.")
@click.option("--name", default="", help="The name of that person; made from the address where left out.")
@click.option("--country", default="", help="Where the organisation has its seat.")
@click.option("--password-stdin", is_flag=True, required=True, help="Read the password from standard input.")
def init_command(organisation: str, admin: str, name: str, country: str, password_stdin: bool) -> None:
    """Make the data directory, the organisation and the first account, without a browser."""
    password = sys.stdin.readline().rstrip("\r\n")
    _hold_password(password)
    prepare()
    if Organisation.ours() is not None:
        raise AlreadyThere(f"{Organisation.ours()} is set up in {home()} already. Nothing was changed.")
    account = Account.objects.filter(email__iexact=admin).first()
    if account is None:
        answers = {"email": admin, "name": name or admin.partition("@")[0], "roles": FIRST_ROLES, "password": password}
        perform("add_account", Actor.local(), answers, face="cli", reason="The first account, made at the command line.")
        account = Account.objects.get(email__iexact=admin)
    founded = perform("found_organisation", Actor.of(account), {"name": organisation, "country": country}, face="cli")
    ensure_shipped_frameworks(Actor.of(account), "cli")
    integrate()
    told = {
        "home": str(home()),
        "organisation": organisation,
        "reference": founded.reference,
        "account": account.reference,
        "email": account.email,
        "entry": founded.entry,
    }
    say(told, [f"{organisation} is set up in {home()}. Start it with “sightline up” and sign in as {account.email}."])


def _hold_password(password: str) -> None:
    try:
        validate_password(password)
    except ValidationError as error:
        raise Invalid("The password will not do. Nothing was set up.", fields={"password": list(error.messages)}) from error


def _listening() -> tuple[str, int]:
    host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise Invalid(f"PORT is “{port}”. Take a number from 1 to 65535.")
    return host, int(port)


@click.command("up", cls=Command)
@click.option("--no-worker", is_flag=True, help="Leave the work in the background to “sightline worker”.")
@click.option("--threads", type=click.IntRange(1, 64), default=8, show_default=True, help="How many requests are answered at a time.")
def up_command(no_worker: bool, threads: int) -> None:
    """Start Sightline on HOST (127.0.0.1) and PORT (8000), and print the address to open.

    Makes the data directory where it is missing, and brings data of an older release up to date: a copy is taken first, and put back if that fails.
    """
    host, port = _listening()
    hold_free(host, port)
    before = prepare()
    if before.tables and before.pending:
        tell(f"The data in {home()} were brought up to date; the copy from before lies in {home() / 'backups'}.")
    with in_use(alone=False):
        if not before.current:
            ensure_shipped_frameworks(Actor.system(), "system")
        serve(host, port, worker=not no_worker, threads=threads, ready=lambda: _greet(host, port))


def _greet(host: str, port: int) -> None:
    address = os.environ.get("SIGHTLINE_URL") or address_of(host, port)
    told: dict[str, Any] = {"address": address, "home": str(home())}
    words = [f"Sightline is at {address}", f"The data are in {home()}. Ctrl C ends it."]
    if host in {"0.0.0.0", "::"} and not os.environ.get("SIGHTLINE_URL"):  # noqa: S104 - compared with, not bound to
        words.append(
            "It answers to every machine that reaches this one. Set SIGHTLINE_URL to the address that people open, so that links in mails are right."
        )
    say(told, words)
    sys.stdout.flush()


@click.command("worker", cls=Command)
def worker_command() -> None:
    """Do the work in the background in a process of its own, beside “sightline up --no-worker”."""
    from sightline.kernel.jobs.running import Jobs

    require_ready()
    jobs = Jobs()

    def end(number: int, frame: object) -> None:
        jobs.stopping.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    if not wants_json():
        tell(f"The worker {jobs.worker.name} is at work on {home()}. Ctrl C ends it.")
    with in_use(alone=False):
        jobs.start()
        jobs.wait()
        jobs.stop()
