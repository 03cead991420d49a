"""How the data directory and its database stand, told cheaply: every command asks before it does anything."""

from __future__ import annotations

import pkgutil
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import Error, connection

from ..errors import Refused
from ..identity.models import Account


class NotReady(Refused):
    """The installation can't be used as it is; the message says what to run."""

    kind = "not-ready"
    title = "Sightline is not ready"


@dataclass(frozen=True)
class State:
    """What there is.

    Attributes:
        tables: the database has Sightline's tables.
        pending: migrations of this release that have not run, as `app.name`.
        unknown: migrations of ours in the database that this release doesn't know: the data are of a newer one.
    """

    tables: bool
    pending: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def current(self) -> bool:
        """Whether the database is exactly of this release."""
        return self.tables and not self.pending and not self.unknown


def home() -> Path:
    """The data directory."""
    return Path(settings.SIGHTLINE_HOME)


def database_file() -> Path | None:
    """The SQLite file, or None where the records are in PostgreSQL (or, in tests, in memory)."""
    if connection.vendor != "sqlite" or connection.is_in_memory_db():  # type: ignore[attr-defined]
        return None
    return Path(str(connection.settings_dict["NAME"]))


def needed_migrations() -> set[tuple[str, str]]:
    """The (app, name) of every migration of this release, by the names of their files: nothing is imported."""
    found = set()
    for config in apps.get_app_configs():
        spec = find_spec(f"{config.name}.migrations")
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            found |= {
                (config.label, module.name) for module in pkgutil.iter_modules([folder]) if not module.ispkg and module.name[:1] not in "_~"
            }
    return found


def state() -> State:
    """How the database stands. Makes nothing, not even an empty file.

    Raises:
        NotReady: the database can't be reached or read.
    """
    file = database_file()
    if file is not None and not file.exists():
        return State(False)
    try:
        with connection.cursor() as cursor:
            tables = set(connection.introspection.table_names(cursor))
            if "django_migrations" not in tables:
                return State(False)
            cursor.execute("SELECT app, name FROM django_migrations")
            applied = set(cursor.fetchall())
    except Error as error:
        raise NotReady(
            f"The database can't be read: {str(error).strip().splitlines()[0]}. Look at SIGHTLINE_HOME and DATABASE_URL."
        ) from error
    needed = needed_migrations()
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("sightline.")}
    return State(
        "kernel_account" in tables,
        tuple(sorted(f"{app}.{name}" for app, name in needed - applied)),
        tuple(sorted(f"{app}.{name}" for app, name in applied - needed if app in ours)),
    )


def require_ready(*, account: bool = False) -> None:
    """Holds that commands can be run.

    Args:
        account: somebody must have an account too.

    Raises:
        NotReady: says what to run first.
    """
    found = state()
    if found.unknown:
        raise NotReady(f"The data in {home()} are of a newer release of Sightline ({found.unknown[-1]}). Install that release.")
    if not found.tables:
        raise NotReady(
            f"There are no data in {home()} yet. Run “sightline init”, or “sightline up” and open the address that it prints; or set SIGHTLINE_HOME."
        )
    if found.pending:
        raise NotReady(f"The data in {home()} are of an older release. Run “sightline up” to bring them up to date; a copy is taken first.")
    if account and not Account.objects.exists():
        raise NotReady("Nobody has an account yet. Run “sightline init”.")
