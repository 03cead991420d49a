"""Versions as HTTP writes them: an entity tag (RFC 9110 section 8.8.3) is a record's version and, where it is shown, a digest of what is shown.

What is shown changes with the day, with names that it points to and with who looks, while the version stays. An edit only needs the version.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from .problems import Malformed, VersionNeeded

_TAG = re.compile(r'\s*(?:W/)?"([^"]*)"\s*')


def tag_of(version: int | None) -> dict[str, str]:
    """The header that gives a version; none where there is no version."""
    return {} if version is None else {"ETag": f'"{version}"'}


def shown_tag(version: int, shown: Any) -> str:
    """The tag of a record as it is shown, without quotes.

    Args:
        version: of the record.
        shown: its JSON values.
    """
    text = json.dumps(shown, sort_keys=True, ensure_ascii=False, default=str)
    return f"{version}-{hashlib.sha256(text.encode(errors='surrogatepass')).hexdigest()[:12]}"


def is_same(header: str, tag: str) -> bool:
    """Whether `If-None-Match` names this tag."""
    return header.strip() == "*" or tag in _TAG.findall(header)


def seen_version(header: str | None, *, needed: bool) -> int | None:
    """The version that a caller saw, from `If-Match`.

    Args:
        header: its value.
        needed: whether it must be there.

    Raises:
        VersionNeeded: it is needed and not there, or says "any".
        Malformed: it is no version of ours.
    """
    if header is None or header.strip() == "*":
        if needed:
            raise VersionNeeded('Send the version that you saw: “If-Match: "3"”, as the ETag of the record gave it.')
        return None
    found = _TAG.fullmatch(header)
    version = found[1].partition("-")[0] if found is not None else ""
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        raise Malformed('If-Match is not a version of ours. Send the ETag of the record as it was given, such as "3".')
    return int(version)
