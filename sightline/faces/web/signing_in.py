"""How people sign in: django-allauth, fitted to accounts that are records. A password is an operational column; everything else of an account is changed by actions."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are added by an administrator, never by signing up; a new password touches its own column only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for themselves."""
        return False

    def set_password(self, user: Any, password: str) -> None:
        """Writes the hash, and nothing that the ledger keeps."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any) -> None:
        """Says nothing where the page that follows shows it anyway."""
        if message_template and "logged_" in message_template:
            return
        super().add_message(request, level, message_template, *args, **kwargs)


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]
    """The secret of an authenticator app is kept encrypted under the installation's own secret."""

    def encrypt(self, text: str) -> str:
        """Before it is stored."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """When it is needed."""
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> Fernet:
    key = hashlib.sha256(b"sightline second factor\n" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
