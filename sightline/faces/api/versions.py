"""Versions as HTTP writes them: a record's version is its entity tag (RFC 9110 section 8.8.3)."""

from __future__ import annotations

import re

from .problems import Malformed, VersionNeeded

_TAG = re.compile(r'\s*(?:W/)?"([^"]*)"\s*')


def tag_of(version: int | None) -> dict[str, str]:
    """The header that gives a version; none where there is no version."""
    return {} if version is None else {"ETag": f'"{version}"'}


def is_same(header: str, version: int) -> bool:
    """Whether `If-None-Match` names this version."""
    return header.strip() == "*" or any(tag == str(version) for tag in _TAG.findall(header))


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
    if found is None or not (found[1].isascii() and found[1].isdigit() and len(found[1]) < 10):
        raise Malformed('If-Match is not a version of ours. Send the ETag of the record as it was given, such as "3".')
    return int(found[1])
