"""All rows of one database into another, whatever the two engines are: what lets a backup of one be restored into the other.

Rows go as they are, past the guards of records, since a restored ledger must be the same to the last byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connections, models, transaction

from ..journal.triggers import install_triggers

CHUNK = 500


def open_file(alias: str, path: Path) -> None:
    """Makes an SQLite file a database of Django's under an alias, for a while."""
    default = connections["default"].settings_dict
    connections.databases[alias] = {
        **{
            name: value
            for name, value in default.items()
            if name not in {"ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS", "CONN_MAX_AGE", "CONN_HEALTH_CHECKS"}
        },
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "USER": "",
        "PASSWORD": "",
        "HOST": "",
        "PORT": "",
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30},
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": False,
    }


def close_file(alias: str) -> None:
    """Forgets such a database."""
    connections[alias].close()
    del connections[alias]
    del connections.databases[alias]


def bring_up_to_date(alias: str) -> None:
    """Runs the migrations of this release on a database."""
    call_command("migrate", database=alias, interactive=False, verbosity=0)
    install_triggers(alias)


def copied_models() -> list[type[models.Model]]:
    """Every table that Django knows, the links between records included."""
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy]


def copy_rows(source: str, target: str) -> int:
    """Empties the tables of the target and fills them with the rows of the source, in one transaction.

    Args:
        source: alias of the database that is read.
        target: alias of a database of the same release, freshly migrated.

    Returns:
        How many rows were copied.
    """
    done = 0
    with transaction.atomic(using=target):
        cursor = connections[target].cursor()
        for model in copied_models():
            cursor.execute(f"DELETE FROM {_quoted(target, model._meta.db_table)}")  # noqa: S608 - a table of ours
        for model in copied_models():
            done += _copy_table(model, source, target)
        for statement in connections[target].ops.sequence_reset_sql(no_style(), copied_models()):
            cursor.execute(statement)
    return done


def _quoted(alias: str, name: str) -> str:
    return connections[alias].ops.quote_name(name)


def _copy_table(model: type[models.Model], source: str, target: str) -> int:
    fields: list[models.Field[Any, Any]] = list(model._meta.concrete_fields)
    connection = connections[target]
    columns = ", ".join(_quoted(target, str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    insert = f"INSERT INTO {_quoted(target, model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608 - names of ours, values are parameters
    done = 0
    with connection.cursor() as cursor:
        for chunk in _chunks(model, fields, source):
            rows = [[field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=True)] for row in chunk]
            cursor.executemany(insert, rows)
            done += len(rows)
    return done


def _chunks(model: type[models.Model], fields: list[models.Field[Any, Any]], source: str) -> Iterator[list[tuple[Any, ...]]]:
    rows: models.QuerySet[Any, Any] = models.QuerySet(model, using=source).order_by("pk").values_list(*(field.attname for field in fields))
    chunk: list[tuple[Any, ...]] = []
    for row in rows.iterator(chunk_size=CHUNK):
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
