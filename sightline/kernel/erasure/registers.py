"""Erasures as a list."""

from ..registers import Column, Register, register
from .models import Erasure

register(
    Register(
        name="erasures",
        model=Erasure,
        label="Erasures",
        columns=[Column("erased_reference", label="Record"), Column("up_to_version"), Column("ground")],
        search=("erased_reference", "ground"),
        empty="Nothing was erased so far.",
    )
)
