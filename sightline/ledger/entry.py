"""What one change leaves in the ledger: a header that says who, when and why, and an image of each record that it touched.

    image leaf   salt || "{record_type} {record_id} {version} {schema}\\n" || data
    image digest SHA-256(0x00 || image leaf), which RFC 6962 calls a leaf hash
    images root  RFC 6962 tree head over the image digests of the entry, in position order
    header       RFC 8785 JSON of action, actor, face, images (their number), index, reason, time, v
    entry leaf   header || "\\n" || images root in hexadecimal

The salt keeps an image from being guessed out of its digest: once data and salt are erased, the digest that stays says nothing about a
person, and every proof still stands. Such an image is called withheld.
"""

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sightline.ledger.canonical import canonical_bytes
from sightline.ledger.errors import LedgerError
from sightline.ledger.hashing import leaf_hash, root_of

FORMAT = 1
"""The `v` of the headers written here."""

SALT_BYTES = 16
LARGEST_ENTRY_BYTES = 65_535
"""Longest leaf that C2SP entry bundles can carry (tlog-tiles, "Log entries")."""

_HEADER_KEYS = {"action", "actor", "face", "images", "index", "reason", "time", "v"}


@dataclass(frozen=True, slots=True)
class Image:
    """The full state of one record after a change.

    Attributes:
        record_type: the stable name of its kind, such as `inventory.system`; without spaces.
        record_id: its UUID as text with dashes.
        version: from 1, one more with each change.
        schema: number of the shape in which `data` is written, from 1.
        data: canonical JSON text of an object.
        salt: 16 random bytes.
    """

    record_type: str
    record_id: str
    version: int
    schema: int
    data: str
    salt: bytes

    def digest(self) -> bytes:
        """Return the 32 bytes that stand for this image in its entry."""
        return image_digest(self.record_type, self.record_id, self.version, self.schema, self.data, self.salt)


@dataclass(frozen=True, slots=True)
class Header:
    """Who did what, when, through which face, and why.

    Attributes:
        index: position of the entry in the log, from 0.
        time: UTC in microseconds, as `utc_text` writes it.
        actor: who, as the log names people.
        face: through which door: web, api, cli, mcp, system.
        action: name of the action.
        reason: what the actor gave as the reason; may be empty.
        images: number of images of the entry.
    """

    index: int
    time: str
    actor: str
    face: str
    action: str
    reason: str
    images: int

    def to_bytes(self) -> bytes:
        """Return the canonical bytes of the header.

        Raises:
            LedgerError: if a text is no valid Unicode, or the entry would be longer than 65,535 bytes.
        """
        header = canonical_bytes(
            {
                "action": self.action,
                "actor": self.actor,
                "face": self.face,
                "images": self.images,
                "index": self.index,
                "reason": self.reason,
                "time": self.time,
                "v": FORMAT,
            }
        )
        if len(header) + 65 > LARGEST_ENTRY_BYTES:
            raise LedgerError("The reason is too long: an entry holds at most 65,535 bytes.")
        return header

    @classmethod
    def from_bytes(cls, header: bytes) -> "Header":
        """Read a header; LedgerError if it is none of a version known here."""
        try:
            found: dict[str, Any] = dict(json.loads(header))
            if set(found) != _HEADER_KEYS or found.pop("v") != FORMAT:
                raise LedgerError("The entry's header is not of a version known here.")
            if any(type(value) is not (int if key in {"index", "images"} else str) for key, value in found.items()):
                raise LedgerError("The entry's header holds a value of the wrong kind.")
            return cls(**found)
        except (ValueError, TypeError) as error:
            raise LedgerError("The entry's header cannot be read.") from error


def new_salt() -> bytes:
    """Return 16 random bytes for one image."""
    return secrets.token_bytes(SALT_BYTES)


def utc_text(moment: datetime) -> str:
    """Write an aware moment as headers do: `2026-11-24T22:36:00.123456Z`. LedgerError if it has no time zone."""
    if moment.utcoffset() is None:
        raise LedgerError("A moment without a time zone cannot be written into the ledger.")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def image_digest(record_type: str, record_id: str, version: int, schema: int, data: str, salt: bytes) -> bytes:
    """Return the digest of one image; arguments as in `Image`."""
    return sha256(b"\x00" + salt + f"{record_type} {record_id} {version} {schema}\n{data}".encode()).digest()


def images_root(digests: Iterable[bytes]) -> bytes:
    """Return what an entry says of its images: the RFC 6962 head over their digests in position order."""
    return root_of(digests)


def entry_leaf(header: bytes, root: bytes) -> bytes:
    """Return the leaf of an entry, as the log's tree hashes it.

    Arguments:
        header: `Header.to_bytes()`.
        root: its images root, 32 bytes.
    """
    return header + b"\n" + root.hex().encode()


def entry_hash(header: bytes, root: bytes) -> bytes:
    """Return the leaf hash of an entry, which the log's tree is made of; arguments as in `entry_leaf`."""
    return leaf_hash(entry_leaf(header, root))
