"""One's own sign-in: password, second factor, passkeys, tokens."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from sightline.faces.web.answering import show, who
from sightline.kernel import clock
from sightline.kernel.identity.models import Token
from sightline.kernel.permissions import table


def overview(request: HttpRequest) -> HttpResponse:
    """The page, and where allauth's own pages lead back to."""
    if getattr(request, "actor", None) is None:
        return redirect("account_login")
    actor = who(request)
    kinds = list(Authenticator.objects.filter(user=actor.account).values_list("type", flat=True))
    context = {
        "account": actor.account,
        "roles": [
            (role.capitalize(), table().roles[role][:1].lower() + table().roles[role][1:])
            for role in actor.account.roles
            if role in table().roles
        ]
        if actor.account
        else [],
        "totp": Authenticator.Type.TOTP in kinds,
        "keys": kinds.count(Authenticator.Type.WEBAUTHN),
        "codes": Authenticator.Type.RECOVERY_CODES in kinds,
        "tokens": Token.objects.filter(account=actor.account, revoked__isnull=True, expires__gt=clock.now()).order_by("name"),
        "may_have_tokens": actor.may("tokens.change"),
    }
    return show(request, "web/own.html", context, title="Sign-in and tokens")
