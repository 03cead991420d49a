"""References that people see and say: `SYS-0042`. Counted per prefix, without gaps inside a change, never used twice."""

from collections.abc import Iterator

from django.db import connections, models

from .operational import Operational


class Counter(Operational):
    """How far the references of one prefix have been counted. The references themselves stand in the records."""

    prefix = models.CharField(primary_key=True, max_length=12)
    last = models.PositiveBigIntegerField(default=0)

    class Meta:
        app_label = "kernel"


def claim_references(prefix: str, count: int, using: str = "default") -> Iterator[str]:
    """The next references of a prefix. Belongs to the caller's transaction: rolled back with it.

    Args:
        prefix: what stands before the number.
        count: how many.
        using: the database's alias.
    """
    if not count:
        return
    with connections[using].cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_counter (prefix, last) VALUES (%s, %s) ON CONFLICT (prefix) DO UPDATE SET last = kernel_counter.last + excluded.last RETURNING last",
            [prefix, count],
        )
        last = int(cursor.fetchone()[0])
    for number in range(last - count + 1, last + 1):
        yield f"{prefix}-{number:04d}"
