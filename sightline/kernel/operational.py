"""What is no record: rows that Sightline keeps for its own work. A module of its own, since what records stand on has such rows too."""

from __future__ import annotations

from django.db import models


class Operational(models.Model):
    """A model whose rows are not records: sessions, jobs, caches of what the ledger says. Never in the ledger, never evidence."""

    class Meta:
        abstract = True
