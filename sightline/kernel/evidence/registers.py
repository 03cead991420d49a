"""Evidence as a list."""

from django.db.models import Q

from .. import clock
from ..registers import Column, Filter, Register, View, register
from .models import Evidence

register(
    Register(
        name="evidence",
        model=Evidence,
        label="Evidence",
        columns=[
            Column("title"),
            Column("speaks_of"),
            Column("valid_until"),
            Column("source", later=True),
            Column("filename", later=True),
            Column("size", later=True, hidden=True),
        ],
        filters=[Filter("media_type")],
        views=[View("expired", "Out of date", lambda actor: Q(valid_until__lt=clock.today()))],
        search=("title", "filename", "source"),
        sort="-speaks_of",
        menu=("Requirements", "Evidence"),
        empty="No evidence yet. Open a record and add a file that shows what it says.",
        facts=("title", "filename", "media_type", "size", "sha256", "speaks_of", "valid_until", "source", "replaces"),
    )
)
