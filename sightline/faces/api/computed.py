"""What is computed over all records: where requirements stand, reports, packs, and whether the ledger is as it was signed."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import HttpRequest

from sightline.kernel.errors import NotFound, NotPermitted
from sightline.kernel.exports import Export, all_exports, find_export, hold_permitted, make_file
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.checking import replay
from sightline.kernel.journal.integrating import newest_checkpoint
from sightline.kernel.journal.verifying import verify
from sightline.kernel.reads import record_in
from sightline.readers.conformity.coverage import coverage
from sightline.readers.conformity.readiness import readiness
from sightline.readers.conformity.sighting import sight
from sightline.readers.conformity.telling import conformity
from sightline.readers.packs.making import make_pack

from .bodies import Params
from .endpoints import Answer, endpoint
from .reading import register_named

LEDGER = "ledger.read"


def show_conformity(request: HttpRequest, actor: Actor, framework: str) -> Answer:
    """`GET /api/v1/conformity/{framework}`: every requirement with its state, what was counted, the exceptions, what was judged."""
    Params(request).finish()
    return Answer(conformity(framework, actor))


def show_coverage(request: HttpRequest, actor: Actor) -> Answer:
    """`GET /api/v1/coverage`: how far each loaded set is covered, by records and through the crosswalk, and by topic."""
    Params(request).finish()
    return Answer(coverage(actor))


def show_sight(request: HttpRequest, actor: Actor, reference: str) -> Answer:
    """`GET /api/v1/sight/{reference}`: what proves a requirement, or which requirements rest on a record."""
    Params(request).finish()
    return Answer(sight(reference, actor))


def show_readiness(request: HttpRequest, actor: Actor) -> Answer:
    """`GET /api/v1/readiness`: what auditors look at in Stage 1 and Stage 2, and what blocks; `?system=` follows one AI system."""
    params = Params(request)
    system = params.one("system")
    params.finish()
    return Answer(readiness(actor, system))


def fetch_report(request: HttpRequest, actor: Actor, name: str) -> Answer:
    """`GET /api/v1/reports/{name}`: a file made of everything, such as `gap.pdf`."""
    stem, _, form = name.partition(".")
    found = find_export(stem)
    if found is None or form not in found.formats:
        raise NotFound(f"There is no report “{name}”. There are {', '.join(report_names())}.")
    hold_permitted(found, actor)
    file = make_file(found, actor, form, options=_options(request, found))
    return Answer(file=(file.name, file.media_type, file.content))


def _options(request: HttpRequest, found: Export) -> dict[str, str]:
    params = Params(request)
    given = {name: value for name in found.options if (value := params.one(name))}
    params.finish()
    return given


def report_names() -> list[str]:
    """What can be fetched of everything, with its format."""
    return [f"{one.name}.{form}" for one in all_exports() if one.of is None for form in one.formats]


def fetch_file_of(request: HttpRequest, actor: Actor, register: str, reference: str, name: str) -> Answer:
    """`GET /api/v1/{register}/{reference}/files/{name}`: a file made of one record, such as `mlbom.json`."""
    listed = register_named(register)
    stem, _, form = name.partition(".")
    found = find_export(stem, listed.model)
    if found is None or form not in found.formats:
        there = [f"{one.name}.{form}" for one in all_exports() if one.of is listed.model for form in one.formats]
        raise NotFound(f"No file “{name}” is made of {listed.noun}s. There are {', '.join(there) or 'none'}.")
    hold_permitted(found, actor)
    record = record_in(listed, actor, reference)
    file = make_file(found, actor, form, record, _options(request, found))
    return Answer(file=(file.name, file.media_type, file.content))


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
COVERAGE = endpoint(GET=show_coverage)
SIGHT = endpoint(GET=show_sight)
READINESS = endpoint(GET=show_readiness)
REPORT = endpoint(GET=fetch_report)
FILE_OF = endpoint(GET=fetch_file_of)
PACK = endpoint(GET=fetch_pack)
CHECKPOINT = endpoint(GET=show_checkpoint)
VERIFICATION = endpoint(GET=show_verification)
CHECK = endpoint(GET=show_check)
