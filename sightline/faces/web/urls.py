"""Every address of the web face. Pages that folders declare come first, then what is derived from the registers."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView

from sightline.kernel.pages import Page, all_pages

from .answering import show_page
from .views import (
    acting,
    calendar,
    changes,
    exports,
    files,
    home,
    ledger,
    me,
    opening,
    own,
    records,
    registers,
    saving,
    search,
    theme,
    together,
    welcome,
)


def _pattern(page: Page) -> URLPattern:
    def view(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        return show_page(request, page, **kwargs)

    return path(page.path, view, name=page.name)


# Only what people need of allauth: accounts are added by an administrator.
signing_in: list[URLPattern | URLResolver] = [
    path("", own.overview, name="own"),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    # Named by allauth itself; nobody signs up here, and an address is changed by an administrator.
    path("signup/", RedirectView.as_view(pattern_name="account_login"), name="account_signup"),
    path("email/", RedirectView.as_view(pattern_name="own"), name="account_email"),
    path("verified/", RedirectView.as_view(pattern_name="own"), name="account_email_verification_sent"),
    path("2fa/", include("allauth.mfa.urls")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("welcome/", welcome.welcome, name="welcome"),
    path("theme/", theme.theme, name="theme"),
    path("account/", include(signing_in)),
    path("me/", me.me, name="me"),
    path("search/", search.search, name="search"),
    path("open/<str:secret>/", opening.open_link, name="open-link"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/checkpoint/", ledger.checkpoint, name="checkpoint"),
    path("ledger/<int:index>/", ledger.entry, name="entry"),
    path("<slug:name>/views/", saving.save_view, name="save-view"),  # before the pages: `requirements/<set>/` would take it
    re_path(r"^reports/(?P<name>[a-z][a-z0-9-]*)\.(?P<form>[a-z]+)$", files.made, name="made"),
    *[_pattern(page) for page in all_pages()],
    path("do/<slug:action>/", acting.act, name="do"),
    path("do/<slug:action>/options/<str:field>/", acting.options, name="options"),
    re_path(r"^(?P<name>[a-z][a-z-]*)\.(?P<ending>csv|xlsx|json)$", exports.export, name="export"),
    path("evidence/<str:reference>/file/", files.evidence_file, name="evidence-file"),
    path("<slug:name>/", registers.register, name="register"),
    path("<slug:name>/do/<slug:action>/", together.together, name="together"),
    path("<slug:name>/<str:reference>/", records.record, name="record"),
    re_path(
        r"^(?P<register>[a-z][a-z-]*)/(?P<reference>[^/]+)/(?P<name>[a-z][a-z0-9-]*)\.(?P<form>[a-z]+)$", files.made_of, name="made-of"
    ),
    path("<slug:name>/<str:reference>/history/<int:entry>/", changes.change, name="change"),
    path("<slug:name>/<str:reference>/history/<int:entry>/proof.json", changes.proof, name="proof"),
    path("<slug:name>/<str:reference>/do/<slug:action>/", acting.act, name="act"),
]
