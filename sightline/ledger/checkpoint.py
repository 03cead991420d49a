"""Checkpoints (C2SP tlog-checkpoint): the signed word of a log on how long it is and what its tree's head is.

A log must never sign two that disagree. Whoever holds an old one can therefore tell whether the log's past was changed since.
"""

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass

from sightline.ledger.errors import LedgerError, MalformedNote
from sightline.ledger.hashing import EMPTY_ROOT, HASH_BYTES
from sightline.ledger.note import Note, SigningKey, VerifierKey, open_note, sign_note

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a checkpoint says.

    Attributes:
        origin: name of the log.
        size: number of its entries.
        root: tree head at that size, 32 bytes.
        extensions: further lines, not empty; other people's monitors cannot check them.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        lines = (self.origin, *self.extensions)
        if self.size < 0 or len(self.root) != HASH_BYTES or any(not line or "\n" in line for line in lines):
            raise MalformedNote("A checkpoint has an origin, a size, a root of 32 bytes, and no empty lines.")
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise MalformedNote("An empty log has the hash of nothing as its root.")

    def body(self) -> str:
        """Return the text that is signed."""
        root = base64.b64encode(self.root).decode()
        return "".join(line + "\n" for line in (self.origin, str(self.size), root, *self.extensions))

    def sign(self, *keys: SigningKey) -> str:
        """Return the checkpoint as a signed note. The caller must see to it that it never disagrees with an earlier one."""
        return sign_note(self.body(), *keys)

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Read the text of an opened note; MalformedNote if it is no checkpoint."""
        lines = text.split("\n")
        if len(lines) < 4 or lines.pop() != "":
            raise MalformedNote("A checkpoint has at least three lines: origin, size, root.")
        origin, size, root, *extensions = lines
        if not _DECIMAL.fullmatch(size):
            raise MalformedNote("The size in the checkpoint is not a plain number.")
        try:
            head = base64.b64decode(root, validate=True)
        except ValueError as error:
            raise MalformedNote("The root in the checkpoint is not base64.") from error
        checkpoint = cls(origin, int(size), head, tuple(extensions))
        if checkpoint.body() != text:
            raise MalformedNote("The checkpoint is not written as it should be.")
        return checkpoint


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint whose signature was checked, and the known keys that signed it."""

    checkpoint: Checkpoint
    signers: tuple[VerifierKey, ...]


def open_checkpoint(note: str, keys: Iterable[VerifierKey], origin: str | None = None) -> SignedCheckpoint:
    """Check a signed checkpoint and read it.

    Arguments:
        note: the signed note.
        keys: verifier keys of the log.
        origin: the log that it must speak of, if that is known.

    Raises:
        MalformedNote, NotSigned: as `open_note`.
        LedgerError: if it speaks of another log.
    """
    opened: Note = open_note(note, keys)
    checkpoint = Checkpoint.parse(opened.text)
    if origin is not None and checkpoint.origin != origin:
        raise LedgerError(f"The checkpoint is one of the log {checkpoint.origin}, not of {origin}.")
    return SignedCheckpoint(checkpoint, opened.signers)
