"""Signing keys as a list."""

from ..registers import Column, Register, register
from .models import LedgerKey

register(
    Register(
        name="ledger-keys",
        model=LedgerKey,
        label="Signing keys",
        columns=[Column("reference", "Key"), Column("taken", kind="date", sort="taken"), Column("name"), Column("verifier", later=True)],
        search=("name", "verifier"),
        sort="-taken",
        empty="The key of the first day still signs.",
        facts=("taken", "name", "verifier"),
    )
)
