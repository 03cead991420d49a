"""The first visit: the first account and the organisation, on one page. Only while nobody has an account."""

from __future__ import annotations

from django import forms
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from sightline.faces.web.forms import Asking, initial_of, shapes_of
from sightline.kernel.actions import find_action, perform
from sightline.kernel.errors import Invalid
from sightline.kernel.identity.actors import Actor
from sightline.kernel.identity.models import Account

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ROLES = ["administrator", "lead"]


class First(forms.Form):
    """What is asked on the first visit."""

    organisation = forms.CharField(label="Your organisation", help_text="As certificates and reports name it.", max_length=200)
    name = forms.CharField(label="Your name", max_length=120)
    email = forms.EmailField(label="Your mail address", help_text="You sign in with it.")
    password = forms.CharField(label="Password", help_text="At least 8 characters. A sentence is good.", widget=forms.PasswordInput())


def welcome(request: HttpRequest) -> HttpResponse:
    """Asks, or founds. Once there is an account this page is gone."""
    if Account.objects.exists():
        return redirect("/")
    if request.method != "POST":
        return _page(request, {}, {})
    form = First(request.POST)
    if not form.is_valid():
        return _page(
            request,
            dict(request.POST.lists()),
            {name: [_words(one, str(form[name].label)) for one in given] for name, given in form.errors.items()},
        )
    try:
        account = found(form.cleaned_data)
    except Invalid as refused:
        return _page(request, dict(request.POST.lists()), refused.fields or {"": [refused.message]})
    login(request, account, backend=BACKEND)
    return redirect("/")


def found(answers: dict[str, str]) -> Account:
    """The first account, then the organisation in its name; both or neither."""
    with transaction.atomic():
        asked = {"email": answers["email"], "name": answers["name"], "roles": ROLES, "password": answers["password"]}
        made = perform("add_account", Actor.system(), asked, face="web", reason="The first account")
        account = made.record
        assert isinstance(account, Account)
        if find_action("found_organisation") is not None:
            perform("found_organisation", Actor.of(account), {"name": answers["organisation"]}, face="web", reason="The first visit")
    return account


def _words(message: object, label: str) -> str:
    return f"“{label}” is missing. Give an answer." if str(message) == "This field is required." else str(message)


def _page(request: HttpRequest, given: dict[str, list[str]], errors: dict[str, list[str]]) -> HttpResponse:
    form = First()
    form.initial.update({name: value for name, value in initial_of(form, given).items() if name != "password"})
    shapes = shapes_of(form, errors, Asking(prefix="w"))
    summary = [(shape.id, words) for shape in shapes for words in shape.errors] + [("form", words) for words in errors.get("", [])]
    return render(request, "web/welcome.html", {"shapes": shapes, "errors": summary, "title": "Welcome"}, status=422 if errors else 200)
