"""The file of a piece of evidence: handed over as it was stored, never shown inside our own pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase

from sightline.faces.web.answering import download, who
from sightline.kernel.errors import NotFound
from sightline.kernel.evidence.models import Evidence
from sightline.kernel.evidence.store import blocks
from sightline.kernel.pages import Download


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
