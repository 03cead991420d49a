"""One change of a record with its proof: `/systems/SYS-0042/history/18031/`. Says what was changed, and how anybody checks that it stands in the ledger."""

from __future__ import annotations

import base64
import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from sightline.faces.web import sections
from sightline.faces.web.answering import download, look_of, show, who
from sightline.faces.web.navigation import place_of
from sightline.kernel.errors import Conflict, NotFound
from sightline.kernel.journal.proving import Proof, prove
from sightline.kernel.journal.reading import Version, history_of
from sightline.kernel.pages import Download
from sightline.kernel.records import Record
from sightline.kernel.registers import Register, find_register

from .records import fetch


def _found(request: HttpRequest, name: str, reference: str, entry: int) -> tuple[Register, Record, Version, list[Version]]:
    register = find_register(name)
    if register is None:
        raise Http404
    record = fetch(register, look_of(request), reference)
    versions = history_of(record)
    version = next((one for one in versions if one.entry.index == entry), None)
    if version is None:
        raise NotFound(f"Entry #{entry:,} did not change {record.reference}. Its history says which did.")
    return register, record, version, versions


def change(request: HttpRequest, name: str, reference: str, entry: int) -> HttpResponse:
    """The page of one change."""
    register, record, version, versions = _found(request, name, reference, entry)
    try:
        proved: Proof | None = prove(record, version.version)
        waiting = ""
    except Conflict as refused:
        proved, waiting = None, refused.message
    place = versions.index(version)
    context = {
        "record": record,
        "past": sections.pasts_of(record, [version], who(request))[0],
        "version": version,
        "first": version.version == 1,
        "image": json.dumps(version.image, indent=2, ensure_ascii=False, sort_keys=True) if version.image is not None else "",
        "proof": proof_words(proved) if proved else None,
        "waiting": waiting,
        "newer": versions[place - 1].entry.index if place else None,
        "older": versions[place + 1].entry.index if place + 1 < len(versions) else None,
    }
    crumbs = ((register.label, f"/{register.name}/"), (record.reference, record.address))
    return show(request, "web/change.html", context, title=f"Entry #{entry:,}", crumbs=crumbs, place=place_of(register))


def proof_words(found: Proof) -> dict[str, Any]:
    """A proof as the page and its file say it: hashes in hexadecimal, the path as base64 as C2SP writes it."""
    return {
        "header": found.entry.header,
        "images_root": bytes(found.entry.images_root).hex(),
        "leaf": found.leaf.hex(),
        "digest": bytes(found.image.digest).hex(),
        "data": found.image.data,
        "salt": bytes(found.image.salt).hex() if found.image.salt is not None else None,
        "record_type": found.image.record_type,
        "record_id": str(found.image.record_id),
        "version": found.image.version,
        "schema": found.image.schema,
        "position": found.position,
        "images": found.images,
        "image_path": [base64.b64encode(one).decode() for one in found.image_path],
        "index": found.entry.index,
        "path": [base64.b64encode(one).decode() for one in found.path],
        "number": found.checkpoint.number,
        "size": found.checkpoint.size,
        "checkpoint": found.checkpoint.note,
    }


def proof(request: HttpRequest, name: str, reference: str, entry: int) -> HttpResponseBase:
    """The same proof as a file, for a program."""
    _, record, version, _ = _found(request, name, reference, entry)
    told = json.dumps(proof_words(prove(record, version.version)), indent=2, ensure_ascii=False)
    return download(Download(f"{record.reference}-entry-{entry}.json", "application/json", told + "\n"))
