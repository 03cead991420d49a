"""The catalogue as this organisation uses it: ours, over it the update that was loaded last, over that its own entries."""

from __future__ import annotations

from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.text import slugify

from .catalogue import Catalogue, UnusableCatalogue, load, read_entry
from .models import CatalogueUpdate, OwnService

_LISTS = ("domains", "packages", "oauth", "software", "expense")
_made: dict[tuple[Any, ...], Catalogue] = {}


def entry_of(own: OwnService) -> dict[str, Any]:
    """An own entry in the catalogue's form."""
    found: dict[str, Any] = {
        "id": f"own-{slugify(own.name)}"[:60].rstrip("-"),
        "name": own.name,
        "vendor": own.vendor,
        "category": own.category,
        "source": "own entry",
    }
    if own.country:
        found["country"] = own.country.upper()
    for name in _LISTS:
        lines = [line.strip() for line in getattr(own, name).splitlines() if line.strip()]
        if lines:
            found[name] = lines
    return found


def check_own(own: OwnService) -> None:
    """Holds that an own entry can be read by the catalogue.

    Raises:
        ValidationError: it can't; says what to mend.
    """
    try:
        read_entry(entry_of(own))
    except UnusableCatalogue as error:
        told: dict[str, list[str]] = {}
        for problem in error.problems:
            name = next((one for one in (*_LISTS, "country", "category", "name", "vendor") if f"“{one}" in problem.message), "domains")
            told.setdefault(name, []).append(problem.message)
        raise ValidationError(told) from error


def catalogue_in_use() -> Catalogue:
    """The catalogue with everything laid over it. Made again only when something of it changed."""
    own = OwnService.objects.current()
    told = own.aggregate(last=Max("reference"))
    update = CatalogueUpdate.objects.current().order_by("-reference").first()
    versions = tuple(own.order_by("pk").values_list("pk", "version")) if told["last"] else ()
    key = (update.pk if update else None, versions)
    if key not in _made:
        _made.clear()
        _made[key] = _make(update, list(own.order_by("reference")) if versions else [])
    return _made[key]


def _make(update: CatalogueUpdate | None, own: list[OwnService]) -> Catalogue:
    entries = [entry_of(one) for one in own]
    if update is None:
        return load(extra=entries)
    found = load().merge(update.content.encode(), name=update.filename)
    if entries:
        layer = yaml.safe_dump({"version": found.version, "services": entries}, allow_unicode=True)
        found = found.merge(layer.encode(), name="own entries")
    return found
