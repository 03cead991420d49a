"""Accounts that sign in, and tokens that stand for them. Who may do what is a role here and a cell in the permission table."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from .. import clock
from ..records import Operational, Record, RecordQuerySet


class AccountManager(BaseUserManager["Account"].from_queryset(RecordQuerySet)):  # type: ignore[misc]
    """Finds accounts by mail, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account that signs in under this address."""
        found: Account = self.get(email__iexact=username or "")
        return found


class Account(Record, AbstractBaseUser):
    """Somebody who signs in. The password's hash and the last sign-in are operational; name, address, roles and state are kept in the ledger."""

    record_type = "kernel.account"
    reference_prefix = "ACC"
    read_permission = "accounts.read"
    face_name = "accounts"
    image_exclude: ClassVar[frozenset[str]] = frozenset({"password", "last_login"})

    personal: ClassVar[dict[str, Any]] = {
        "name": "Somebody who was erased",
        "email": lambda account: f"erased-{account.pk}@invalid",
        "is_active": False,
    }

    email = models.EmailField("mail address", unique=True)
    name = models.CharField("name", max_length=120)
    roles = models.JSONField("roles", default=list)
    is_active = models.BooleanField("may sign in", default=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    is_staff = False
    is_superuser = False

    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        app_label = "kernel"
        base_manager_name = "objects"

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """An account is its holder's own."""
        return Q(pk=account_id)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Django's own permissions are not used."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """Django's own permissions are not used."""
        return False


class Token(Operational):
    """A key for the API or MCP: shown once, kept as a hash, narrowed to scopes, with an end."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField("name", max_length=80)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField("may", default=list)
    created = models.DateTimeField(default=clock.now)
    expires = models.DateTimeField("ends")
    revoked = models.DateTimeField(null=True)
    last_used = models.DateTimeField(null=True)

    class Meta:
        app_label = "kernel"

    @classmethod
    def issue(cls, account: Account, name: str, scopes: list[str], expires: datetime) -> tuple[Token, str]:
        """Makes a token.

        Returns:
            The row, and the secret that is shown once: `sl_PREFIX_SECRET`.
        """
        prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
        row = cls.objects.create(account=account, name=name, prefix=prefix, digest=_digest(secret), scopes=scopes, expires=expires)
        return row, f"sl_{prefix}_{secret}"

    @classmethod
    def find(cls, text: str) -> Token | None:
        """The valid token that this secret belongs to, or None."""
        _, _, rest = text.partition("sl_")
        prefix, _, secret = rest.partition("_")
        row = cls.objects.select_related("account").filter(prefix=prefix, revoked__isnull=True, expires__gt=clock.now()).first()
        if row is None or not secrets.compare_digest(row.digest, _digest(secret)) or not row.account.is_active:
            return None
        return row


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
