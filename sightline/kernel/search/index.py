"""The index's tables, made by a migration, since neither is a Django model. What is in them can be made again from the ledger at any time."""

from typing import Any

SQLITE = [
    (
        "CREATE VIRTUAL TABLE kernel_search USING fts5(record_type UNINDEXED, record_id UNINDEXED, reference, title, body, "
        "tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"
    ),
    "CREATE TABLE kernel_search_state (one_row INTEGER PRIMARY KEY CHECK (one_row = 1), place BIGINT NOT NULL)",
    "INSERT INTO kernel_search_state VALUES (1, -1)",
]
POSTGRESQL = [
    "CREATE TABLE kernel_search (record_id uuid PRIMARY KEY, record_type text NOT NULL, reference text NOT NULL, title text NOT NULL, words tsvector NOT NULL)",
    "CREATE INDEX kernel_search_words ON kernel_search USING gin (words)",
    "CREATE TABLE kernel_search_state (one_row integer PRIMARY KEY CHECK (one_row = 1), place bigint NOT NULL)",
    "INSERT INTO kernel_search_state VALUES (1, -1)",
]


def make_index(apps: Any, schema_editor: Any) -> None:
    """Makes the tables of this database's kind."""
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop_index(apps: Any, schema_editor: Any) -> None:
    """Takes the tables away."""
    for table in ("kernel_search", "kernel_search_state"):
        schema_editor.execute(f"DROP TABLE {table}")
