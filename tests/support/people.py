"""One actor for each role of the permission table, as fixtures: `administrator`, `lead`, `executive`, `owner`, `auditor`, `employee`."""

from itertools import count

import pytest

from sightline.kernel.changes import change
from sightline.kernel.identity.actors import Actor
from sightline.kernel.identity.models import Account

_numbers = count(1)


def make_actor(*roles: str, name: str = "") -> Actor:
    """Add an account that has these roles, through the ledger like any other, and return it as actor; `actor.account` is the row."""
    number = next(_numbers)
    account = Account(
        email=f"{'-'.join(roles) or 'nobody'}-{number}@northwind.example", name=name or f"The {' and '.join(roles) or 'guest'}"
    )
    account.roles = list(roles)
    account.set_unusable_password()
    with change(Actor.system(), "add_account", "system", "a person for a test"):
        account.save()
    return Actor.of(account)


@pytest.fixture
def administrator(db: None) -> Actor:
    """Sets up accounts and the installation."""
    return make_actor("administrator")


@pytest.fixture
def lead(db: None) -> Actor:
    """The compliance lead."""
    return make_actor("lead")


@pytest.fixture
def executive(db: None) -> Actor:
    """Top management."""
    return make_actor("executive")


@pytest.fixture
def owner(db: None) -> Actor:
    """Answers for AI systems."""
    return make_actor("owner")


@pytest.fixture
def auditor(db: None) -> Actor:
    """Audits the management system from inside."""
    return make_actor("auditor")


@pytest.fixture
def employee(db: None) -> Actor:
    """Everybody else in the organisation."""
    return make_actor("employee")
