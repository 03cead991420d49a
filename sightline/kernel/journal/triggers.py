"""Triggers that keep the ledger append-only. Reinstalled after each migrate, since Django's table rebuild on SQLite drops them; checked at start."""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("kernel_entry", "kernel_image", "kernel_checkpoint")
_REFUSAL = "The ledger is append-only."
_WITHHELD_ONLY = (
    "NEW.data IS NULL AND NEW.salt IS NULL AND NEW.place = OLD.place AND NEW.record_type = OLD.record_type AND NEW.record_id = OLD.record_id "
    "AND NEW.version = OLD.version AND NEW.schema = OLD.schema AND NEW.digest = OLD.digest"
)


def _sqlite(table: str) -> list[str]:
    allowed = f"WHEN NOT ({_WITHHELD_ONLY}) " if table == "kernel_image" else ""
    return [
        f"DROP TRIGGER IF EXISTS {table}_no_update",
        f"DROP TRIGGER IF EXISTS {table}_no_delete",
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {allowed}BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
    ]


def _postgresql(table: str) -> list[str]:
    allowed = f"WHEN (NOT ({_WITHHELD_ONLY})) " if table == "kernel_image" else ""
    return [
        f"CREATE OR REPLACE FUNCTION sightline_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$",
        f"DROP TRIGGER IF EXISTS {table}_no_update ON {table}",
        f"DROP TRIGGER IF EXISTS {table}_no_delete ON {table}",
        f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}",
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW {allowed}EXECUTE FUNCTION sightline_append_only()",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION sightline_append_only()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION sightline_append_only()",
    ]


def install_triggers(using: str = "default", **kwargs: Any) -> None:
    """Puts the triggers in place; harmless when they are there."""
    connection = connections[using]
    statements = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        for table in TABLES:
            if table in present:
                for statement in statements(table):
                    cursor.execute(statement)


def drop_triggers(using: str = "default") -> None:
    """Takes the triggers away: for tests that empty the database, and nothing else."""
    connection = connections[using]
    suffixes = ("no_update", "no_delete", "no_truncate") if connection.vendor == "postgresql" else ("no_update", "no_delete")
    with connection.cursor() as cursor:
        for table in TABLES:
            for suffix in suffixes:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{suffix}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))


def missing_triggers(using: str = "default") -> list[str]:
    """The names of triggers that should be there and are not."""
    connection: BaseDatabaseWrapper = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
            suffixes: tuple[str, ...] = ("no_update", "no_delete", "no_truncate")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            suffixes = ("no_update", "no_delete")
        present = {row[0] for row in cursor.fetchall()}
    return [f"{table}_{suffix}" for table in TABLES for suffix in suffixes if f"{table}_{suffix}" not in present]
