"""Search: an index that follows the ledger (FTS5 on SQLite, tsvector on PostgreSQL), asked by one function."""

from .finding import Hit, catch_up, find

__all__ = ["Hit", "catch_up", "find"]
