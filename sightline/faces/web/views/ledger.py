"""The ledger as people read it: entries newest first, one entry with what it wrote, the newest checkpoint to take along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from sightline.faces.web.answering import Crumb, download, show, who
from sightline.kernel import clock
from sightline.kernel.errors import NotFound, NotPermitted
from sightline.kernel.journal import long_verifying
from sightline.kernel.journal.integrating import integrate, newest_checkpoint
from sightline.kernel.journal.keys import verifiers
from sightline.kernel.journal.models import IMAGES_PER_ENTRY, Entry, Image
from sightline.kernel.journal.reading import Told, actor_names, last_entry, told
from sightline.kernel.journal.verifying import verify
from sightline.kernel.pages import Download
from sightline.kernel.permissions import table
from sightline.kernel.records import Record, model_of
from sightline.kernel.registers import listed_at

SIZE = 50
MOST = 200
"""Records of an entry that are named on its page."""
KEY = "web.verified"


@dataclass(frozen=True)
class Line:
    """An entry of the list."""

    entry: Told
    who: str


@dataclass(frozen=True)
class Wrote:
    """What an entry wrote: the record as it is named now, and which version."""

    noun: str
    record: Record | None
    version: int
    withheld: bool


def _allow(request: HttpRequest) -> None:
    if not who(request).may("ledger.read"):
        raise NotPermitted(f"The ledger is for these roles: {', '.join(table().who('ledger.read'))}. Ask one of them.")


def ledger(request: HttpRequest) -> HttpResponse:
    """The entries, fifty a page, by their index; posting verifies all of it."""
    _allow(request)
    if request.method == "POST":
        return _verify(request)
    before = request.GET.get("before", "")
    rows = Entry.objects.order_by("-index")
    shown = [told(row) for row in (rows.filter(index__lt=int(before)) if before.isdigit() else rows)[:SIZE]]
    names = actor_names(sorted({one.actor for one in shown}))
    newest = newest_checkpoint()
    context = {
        "lines": [Line(one, names.get(one.actor, "")) for one in shown],
        "older": shown[-1].index if shown and shown[-1].index > 0 else None,
        "is_first": not before.isdigit(),
        "size": Entry.objects.order_by("-index").values_list("index", flat=True).first(),
        "checkpoint": newest,
        "signed": clock.read_stamp(newest.time) if newest else None,
        **_verified(),
    }
    return show(request, "web/ledger.html", context, title="Ledger")


def _verify(request: HttpRequest) -> HttpResponse:
    if last_entry() >= long_verifying.LONG:
        long_verifying.ask()
    else:
        cache.set(KEY, {**long_verifying.outcome_of(verify()), "at": clock.now()}, None)
    return redirect("/ledger/#verified")


def _verified() -> dict[str, Any]:
    """What the last verification found, here or in the background, and how far one is that is under way."""
    here, apart = cache.get(KEY), long_verifying.standing()
    if apart is None or (here is not None and here["at"] > apart.at and not apart.under_way):
        return {"verified": here}
    if apart.under_way or apart.failed:
        return {"verifying": apart}
    return {"verified": {**apart.found, "at": apart.at}}


def entry(request: HttpRequest, index: int) -> HttpResponse:
    """One entry: who, when, why, and every record that it wrote."""
    _allow(request)
    row = Entry.objects.filter(index=index).first()
    if row is None:
        raise NotFound(f"The ledger has no entry #{index:,}.")
    header = told(row)
    images = list(
        Image.objects.filter(place__gte=index * IMAGES_PER_ENTRY, place__lt=(index + 1) * IMAGES_PER_ENTRY)
        .order_by("place")
        .defer("data")[:MOST]
    )
    withheld = set(Image.objects.filter(pk__in=[image.pk for image in images], data__isnull=True).values_list("pk", flat=True))
    records = listed_at(((image.record_type, image.record_id) for image in images), who(request))
    wrote = [Wrote(_noun(image.record_type), records.get(image.record_id), image.version, image.pk in withheld) for image in images]
    context: dict[str, Any] = {
        "entry": header,
        "who": actor_names([header.actor]).get(header.actor, ""),
        "wrote": wrote,
        "more": header.images - len(wrote),
        "header": row.header,
        "images_root": bytes(row.images_root).hex(),
    }
    crumbs: tuple[Crumb, ...] = (("Ledger", "/ledger/"),)
    return show(request, "web/entry.html", context, title=f"Entry #{index:,}", crumbs=crumbs)


def _noun(record_type: str) -> str:
    model = model_of(record_type)
    return str(model._meta.verbose_name) if model is not None else record_type


def checkpoint(request: HttpRequest) -> HttpResponseBase:
    """The newest checkpoint and the public keys, as a file to keep somewhere else."""
    _allow(request)
    newest = newest_checkpoint() or integrate()
    if newest is None:
        raise NotFound("There is no checkpoint yet: nothing was written.")
    return download(Download(f"checkpoint-{newest.number}.txt", "text/plain; charset=utf-8", newest.note))


def keys(request: HttpRequest) -> HttpResponseBase:
    """The public half of every key that ever signed here."""
    _allow(request)
    return download(Download("verifiers.txt", "text/plain; charset=utf-8", "".join(f"{one}\n" for one in verifiers())))
