"""How evidence comes in and is renewed."""

from __future__ import annotations

import mimetypes
import unicodedata
from datetime import date
from typing import Annotated

from ..actions import Ask, Upload, action, retire_action
from ..errors import Invalid
from ..identity.actors import Actor
from ..records import Record
from .models import Evidence
from .store import TooLarge, keep

LARGEST = 200 * 1024 * 1024


_TOO_LARGE = {"file": ["At most 200 MB. Split the file, or give a link as its source."]}


def plain_name(name: str) -> str:
    """The name of a file without folders, and without characters that nobody sees: those that turn the direction of a text hide its ending."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    seen = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C").strip(" .")
    return seen[:200] or "file"


def _keep(evidence: Evidence, file: Upload) -> None:
    if not file.size:
        raise Invalid("The file is empty.", fields={"file": ["The file is empty. Choose another."]})
    if file.size > LARGEST:
        raise Invalid("The file is too large.", fields=_TOO_LARGE)
    try:
        evidence.sha256, evidence.size = keep(file, LARGEST)
    except TooLarge as error:
        raise Invalid("The file is too large.", fields=_TOO_LARGE) from error
    evidence.filename = plain_name(file.name or "")
    evidence.media_type = mimetypes.guess_type(evidence.filename)[0] or "application/octet-stream"


@action("evidence.add", label="Add evidence", creates=Evidence, on_retired=True)
def attach_evidence(
    actor: Actor,
    *,
    about: Record,
    title: Annotated[str, Ask("What it is", help="Such as: minutes of the release board.")],
    file: Annotated[Upload, Ask("File", help="Any kind, at most 200 MB. Its hash is shown afterwards.")],
    speaks_of: Annotated[date, Ask("Day that it speaks of", help="Not the day of the upload.")],
    valid_until: Annotated[date | None, Ask("Valid until")] = None,
    source: Annotated[str, Ask("Where it comes from", help="Auditors read this.")] = "",
) -> Evidence:
    """Ties a file to a record, as proof of what the record says."""
    if valid_until is not None and valid_until < speaks_of:
        raise Invalid(
            "The validity ends before it begins.",
            fields={"valid_until": [f"It speaks of {speaks_of:%-d %B %Y}: its validity ends on that day or later."]},
        )
    evidence = Evidence(
        title=title, speaks_of=speaks_of, valid_until=valid_until, source=source, about_type=about.record_type, about_id=about.pk
    )
    _keep(evidence, file)
    evidence.save()
    return evidence


@action("evidence.add", label="Replace by a newer one")
def renew_evidence(
    actor: Actor,
    *,
    evidence: Evidence,
    file: Upload,
    speaks_of: Annotated[date, Ask("Day that it speaks of")],
    valid_until: date | None = None,
) -> Evidence:
    """Adds a newer version; the older one is retired and stays readable."""
    newer = Evidence(
        title=evidence.title,
        speaks_of=speaks_of,
        valid_until=valid_until,
        source=evidence.source,
        about_type=evidence.about_type,
        about_id=evidence.about_id,
        replaces=evidence,
    )
    _keep(newer, file)
    newer.save()
    evidence.retire()
    return newer


retire_action(Evidence, "evidence.add", label="Withdraw this evidence")
