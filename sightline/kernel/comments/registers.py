"""Comments as a list."""

from ..registers import Column, Register, register
from .models import Comment

register(
    Register(
        name="comments",
        model=Comment,
        label="Comments",
        columns=[Column("text"), Column("author", sort="author__name"), Column("said", kind="date")],
        search=("text",),
        sort="-said",
        related=("author",),
        empty="No comments yet. They are made on the pages of records.",
    )
)
