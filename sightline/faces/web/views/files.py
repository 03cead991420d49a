"""Files to keep: of a piece of evidence as it was stored, and made of the records. Never shown inside our own pages."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase

from sightline.faces.web.answering import download, look_of, who
from sightline.kernel.errors import NotFound
from sightline.kernel.evidence.models import Evidence
from sightline.kernel.evidence.store import blocks
from sightline.kernel.exports import File, find_export, hold_permitted, make_file
from sightline.kernel.pages import Download
from sightline.kernel.registers import find_register

from .records import fetch


def evidence_file(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The file, as a download.

    Raises:
        NotFound: there is no such evidence for this reader, or its file is gone from the store.
    """
    piece = Evidence.objects.visible_to(who(request)).filter(reference=reference.upper()).exclude(sha256="").first()
    if piece is None:
        raise NotFound(f"There is no file {reference} that you may see.")
    content = blocks(piece.sha256)
    try:
        first = next(content, b"")
    except FileNotFoundError:
        raise NotFound("The file is gone from the store. The ledger still has its hash; a backup may have the file.") from None

    def whole() -> object:
        yield first
        yield from content

    return download(Download(piece.filename or piece.reference, "application/octet-stream", whole()))


def made(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """A file made of everything: `/reports/gap.pdf`; options stand in the query.

    Raises:
        NotFound: there is no such export.
    """
    found = find_export(name)
    if found is None:
        raise NotFound(f"There is no report {name}.{form}. The page of reports lists those there are.")
    return _handed_over(make_file(found, who(request), form, options=request.GET.dict()))


def made_of(request: HttpRequest, register: str, reference: str, name: str, form: str) -> HttpResponseBase:
    """A file made of one record: `/systems/SYS-0042/mlbom.json`.

    Raises:
        NotFound: there is no such record for this reader, or nothing of this name is made of it.
    """
    listed = find_register(register)
    if listed is None:
        raise Http404
    found = find_export(name, listed.model)
    if found is None:
        raise NotFound(f"Nothing of the name {name}.{form} is made of a {listed.noun}. Its page lists what there is, under More.")
    hold_permitted(found, who(request))
    record = fetch(listed, look_of(request), reference)
    return _handed_over(make_file(found, who(request), form, record, request.GET.dict()))


def _handed_over(file: File) -> HttpResponseBase:
    return download(Download(file.name, file.media_type, file.content))
