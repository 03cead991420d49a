"""Links as a list."""

from ..registers import Column, Filter, Register, register
from .models import Link

register(
    Register(
        name="links",
        model=Link,
        label="Links",
        columns=[Column("reference", label="Link"), Column("relation"), Column("note")],
        filters=[Filter("relation")],
        search=("note",),
        empty="No links yet. Open a record and link it to another.",
    )
)
