"""Forms of allauth in our own words; apart from `signing_in.py`, since allauth imports that one before its models are there."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm, ResetPasswordForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms


class SignIn(LoginForm):  # type: ignore[misc]
    """Signing in: the house's own words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _by_mail_address(self.fields["login"])


class ForgotPassword(ResetPasswordForm):  # type: ignore[misc]
    """A new password by mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _by_mail_address(self.fields["email"])


def _by_mail_address(field: forms.Field) -> None:
    field.label = "Mail address"
    field.widget.attrs.pop("placeholder", None)


class AddPasskey(AddWebAuthnForm):  # type: ignore[misc]
    """A passkey: what the device is called, and whether the key alone lets one in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Name of the device"
        self.fields["name"].help_text = "So that you can tell your keys apart."
        if "passwordless" in self.fields:
            self.fields["passwordless"].label = "Sign in with this key alone"
            self.fields["passwordless"].help_text = "The device then asks for your finger, face or code."
            self.fields["passwordless"].initial = True
