"""What the web face keeps for its readers and nobody else: their own views of lists. Operational, never in the ledger."""

from __future__ import annotations

from django.db import connection, models

from sightline.kernel import clock
from sightline.kernel.identity.models import Account
from sightline.kernel.records import Operational

MOST_VIEWS = 8
"""More tabs than that nobody finds again; an older one is taken away first."""


class SavedView(Operational):
    """A list in some state, under a name, for one account."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="saved_views")
    register = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1_000, blank=True)
    saved = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "web"
        constraints = [models.UniqueConstraint(fields=["account", "register", "name"], name="web_saved_view_once")]

    @classmethod
    def of(cls, account: Account, register: str) -> list[tuple[str, str]]:
        """(name, query) of an account's views of a list, oldest first. Plain SQL: every list asks it, and the ORM takes longer to write it than to run it."""
        columns = {field.name: field.column for field in cls._meta.concrete_fields}
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT name, query FROM {cls._meta.db_table} WHERE {columns['account']} = %s AND register = %s ORDER BY saved, id",  # noqa: S608 - our own names
                [Account._meta.pk.get_db_prep_value(account.pk, connection), register],
            )
            return [(name, query) for name, query in cursor.fetchall()]
