"""Somebody who acts and looks in measures: a compliance lead with an account."""

from __future__ import annotations

from sightline.kernel.changes import change
from sightline.kernel.identity.actors import Actor
from sightline.kernel.identity.models import Account


def a_lead() -> Actor:
    """The compliance lead, made on first use."""
    account = Account.objects.filter(email="lead@northwind.example").first()
    if account is None:
        account = Account(email="lead@northwind.example", name="Ana Lead", roles=["lead", "administrator"])
        account.set_unusable_password()
        with change(Actor.system(), "add_account", "system"):
            account.save()
    return Actor.of(account)
