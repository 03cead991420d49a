"""How accounts and tokens change. Nobody signs up: an administrator adds people and gives roles; one administrator always stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Q

from .. import clock
from ..actions import Ask, action, edit_action
from ..errors import Conflict, Invalid
from ..permissions import table
from .actors import Actor
from .models import Account, Token

LONGEST_TOKEN = 366


def role_choices(actor: Actor) -> list[tuple[str, str]]:
    """The roles of the permission table, with what each is for."""
    return [(role, f"{role.capitalize()}: {said[:1].lower()}{said[1:]}") for role, said in table().roles.items()]


def scope_choices(actor: Actor) -> list[tuple[str, str]]:
    """The permissions that an actor has and may hand to a token."""
    return [(name, said) for name, said in table().permissions.items() if actor.may(name)]


Roles = Annotated[list[str], Ask("Roles", help="What this person may do follows from them.", choices=role_choices)]
Password = Annotated[str, Ask("Password", help="At least 8 characters. It is not kept, only its hash.", secret=True)]


def checked_password(account: Account, password: str) -> str:
    """The password, if it is good enough.

    Raises:
        Invalid: says what would be better.
    """
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Invalid("The password needs another look.", fields={"password": list(error.messages)}) from error
    return password


def make_account(email: str, name: str, roles: list[str], password: str = "") -> Account:
    """Makes an account inside the open change: the step that actions and the first visit share.

    Raises:
        Invalid: the address is taken or can't be one, or the password is too weak.
    """
    email = email.strip().lower()
    if Account.objects.filter(email__iexact=email).exists():
        raise Invalid("This address has an account already.", fields={"email": ["This address has an account already. Open that one."]})
    account = Account(email=email, name=name.strip(), roles=list(roles))
    try:
        account.clean_fields(exclude={"password", "reference"})
    except ValidationError as error:
        raise Invalid("Some answers need another look.", fields=dict(error.message_dict)) from error
    if password:
        account.set_password(checked_password(account, password))
    else:
        account.set_unusable_password()
    account.save()
    return account


@action("accounts.change", label="Add an account", creates=Account)
def add_account(
    actor: Actor,
    *,
    email: Annotated[str, Ask("Mail address", help="They sign in with it.")],
    name: Annotated[str, Ask("Name")],
    roles: Roles,
    password: Annotated[
        str, Ask("First password", help="Leave it empty: they then choose one through “I forgot my password”.", secret=True)
    ] = "",
) -> Account:
    """Lets somebody sign in."""
    return make_account(email, name, roles, password)


edit_action(Account, ["name", "email"], "accounts.change", label="Edit", help="Changes the name or the mail address.")


def _other_administrators(account: Account) -> bool:
    others = Account.objects.current().filter(is_active=True).filter(~Q(pk=account.pk))
    return any("administrator" in roles for roles in others.values_list("roles", flat=True))


def _keep_one(account: Account) -> None:
    if "administrator" in account.roles and account.is_active and not _other_administrators(account):
        raise Conflict("This is the last administrator. Make somebody else administrator first.")


@action("accounts.change", label="Give roles")
def give_roles(actor: Actor, *, account: Account, roles: Roles) -> Account:
    """Sets what somebody may do."""
    if "administrator" not in roles:
        _keep_one(account)
    account.roles = roles
    account.save()
    return account


def _inactive(actor: Actor, account: Account) -> str:
    return "" if account.is_active else "This account is closed already."


def _active(actor: Actor, account: Account) -> str:
    return "This account is open already." if account.is_active else ""


@action("accounts.change", label="Close the account", danger=True, reason=True, why_not=_inactive)
def close_account(actor: Actor, *, account: Account) -> Account:
    """Ends every sign-in and token of somebody at once. What they did stays in the history."""
    _keep_one(account)
    account.is_active = False
    account.save()
    Token.objects.filter(account=account, revoked__isnull=True).update(revoked=clock.now())
    return account


@action("accounts.change", label="Open the account again", why_not=_active)
def open_account(actor: Actor, *, account: Account) -> Account:
    """Lets somebody sign in again; tokens stay ended."""
    account.is_active = True
    account.save()
    return account


@action("accounts.change", label="Set a new password")
def set_password(actor: Actor, *, account: Account, password: Password) -> Account:
    """Gives somebody a new password, for those who get no mail."""
    account.set_password(checked_password(account, password))
    account.save()
    return account


@action("tokens.change", label="Make a token")
def issue_token(
    actor: Actor,
    *,
    name: Annotated[str, Ask("What it is for", help="Such as: nightly import from the asset list.")],
    scopes: Annotated[list[str], Ask("It may", help="Take only what it needs. It never may more than you.", choices=scope_choices)],
    days: Annotated[int, Ask("Ends after (days)", help="At most 366.")] = 90,
) -> str:
    """Makes a key for the API and for assistants. It is shown once."""
    account = _own(actor)
    if not 1 <= days <= LONGEST_TOKEN:
        raise Invalid("The token's end needs another look.", fields={"days": [f"Between 1 and {LONGEST_TOKEN} days."]})
    _, secret = Token.issue(account, name[:80], scopes, clock.now() + timedelta(days=days))
    account.save()  # so that the ledger says that it was made, and by whom
    return secret


def own_tokens(actor: Actor) -> list[tuple[str, str]]:
    """An actor's tokens that are still valid."""
    if actor.account is None:
        return []
    rows = Token.objects.filter(account=actor.account, revoked__isnull=True, expires__gt=clock.now()).order_by("name")
    return [(row.prefix, f"{row.name} (sl_{row.prefix}…)") for row in rows]


@action("tokens.change", label="End a token")
def revoke_token(actor: Actor, *, token: Annotated[str, Ask("Token", choices=own_tokens)]) -> None:
    """Ends one of your own tokens at once."""
    account = _own(actor)
    Token.objects.filter(account=account, prefix=token, revoked__isnull=True).update(revoked=clock.now())
    account.save()


def _own(actor: Actor) -> Account:
    if actor.account is None:
        raise Conflict("Only somebody with an account has tokens. Say who with --as.")
    account: Account = Account.objects.get(pk=actor.account.pk)
    return account
