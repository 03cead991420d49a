"""What is computed over all records: where requirements stand, reports, packs, and whether the ledger is as it was signed."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import HttpRequest

from sightline.kernel import clock
from sightline.kernel.errors import NotFound, NotPermitted
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.checking import replay
from sightline.kernel.journal.integrating import newest_checkpoint
from sightline.kernel.journal.verifying import verify
from sightline.readers.conformity.telling import conformity
from sightline.readers.packs.making import make_pack
from sightline.readers.reports.making import FORMATS, KINDS, MEDIA_TYPES, report_bytes

from .bodies import Params
from .endpoints import Answer, endpoint

LEDGER = "ledger.read"
REPORTS = [f"{kind}.{ending}" for kind in KINDS for ending in FORMATS]


def show_conformity(request: HttpRequest, actor: Actor, framework: str) -> Answer:
    """`GET /api/v1/conformity/{framework}`: every requirement with its state, what was counted, the exceptions, what was judged."""
    Params(request).finish()
    return Answer(conformity(framework, actor))


def fetch_report(request: HttpRequest, actor: Actor, name: str) -> Answer:
    """`GET /api/v1/reports/{name}`: a report as a file, such as `gap.pdf`."""
    Params(request).finish()
    if name not in REPORTS:
        raise NotFound(f"There is no report “{name}”. There are {', '.join(REPORTS)}.")
    kind, _, ending = name.partition(".")
    return Answer(file=(f"{kind}-{clock.today().isoformat()}.{ending}", MEDIA_TYPES[ending], report_bytes(kind, ending, actor)))


def fetch_pack(request: HttpRequest, actor: Actor) -> Answer:
    """`GET /api/v1/pack`: the evidence pack, which anybody verifies without Sightline."""
    Params(request).finish()
    with TemporaryDirectory(prefix="sightline-pack-") as folder:
        out = Path(folder) / "pack.zip"
        make_pack(out, actor)
        file = out.open("rb")  # stays readable after the folder is gone; closed with the answer
    newest = newest_checkpoint()
    return Answer(file=(f"sightline-pack-{newest.size if newest else 0}.zip", "application/zip", file))


def _hold_ledger(actor: Actor) -> None:
    if not actor.may(LEDGER):
        raise NotPermitted("The ledger can't be read with your roles. Ask an administrator, or the compliance lead.")


def show_checkpoint(request: HttpRequest, actor: Actor) -> Answer:
    """`GET /api/v1/ledger/checkpoint`: the newest one, to be kept elsewhere."""
    Params(request).finish()
    _hold_ledger(actor)
    newest = newest_checkpoint()
    if newest is None:
        raise NotFound("No checkpoint is signed yet. Try again in a moment.")
    return Answer(
        {"number": newest.number, "size": newest.size, "root": bytes(newest.root).hex(), "time": newest.time, "note": newest.note}
    )


def show_verification(request: HttpRequest, actor: Actor) -> Answer:
    """`GET /api/v1/ledger/verification`: every entry, image, checkpoint and piece of evidence, verified now."""
    Params(request).finish()
    _hold_ledger(actor)
    return Answer(verify([]).as_dict())


def show_check(request: HttpRequest, actor: Actor) -> Answer:
    """`GET /api/v1/ledger/check`: whether the newest image of each record equals its row."""
    Params(request).finish()
    _hold_ledger(actor)
    found = replay()
    differences = [
        {"record_type": one.record_type, "record_id": one.record_id, "reference": one.reference, "what": one.what}
        for one in found.differences
    ]
    return Answer({"ok": found.ok, "records": found.records, "differences": differences})


CONFORMITY = endpoint(GET=show_conformity)
REPORT = endpoint(GET=fetch_report)
PACK = endpoint(GET=fetch_pack)
CHECKPOINT = endpoint(GET=show_checkpoint)
VERIFICATION = endpoint(GET=show_verification)
CHECK = endpoint(GET=show_check)
