"""A verifiable log: entries with salted images of records, an RFC 6962 tree in C2SP tiles, signed checkpoints, proofs, verification.

Pure Python beside `cryptography` (Ed25519) and `rfc8785`; knows nothing of the rest of Sightline, nor of Django.

The names below are what others use. `sightline.ledger.verify` verifies a whole log; `proofs` and `tiles` serve those who build upon it.
"""

from sightline.ledger.canonical import canonical_bytes, canonical_json
from sightline.ledger.checkpoint import Checkpoint, SignedCheckpoint, open_checkpoint
from sightline.ledger.entry import (
    SALT_BYTES,
    Header,
    Image,
    entry_hash,
    entry_leaf,
    image_digest,
    images_root,
    new_salt,
    utc_text,
)
from sightline.ledger.errors import LedgerError, MalformedNote, NotCanonical, NotSigned, ProofFailed, TileMissing
from sightline.ledger.hashing import EMPTY_ROOT, CompactRange, WholeTree, leaf_hash, node_hash
from sightline.ledger.note import Note, SigningKey, VerifierKey, open_note, sign_note
from sightline.ledger.proofs import verify_consistency, verify_inclusion
from sightline.ledger.tiles import MemoryTiles, TileStore, Tree

__all__ = [
    "EMPTY_ROOT",
    "SALT_BYTES",
    "Checkpoint",
    "CompactRange",
    "Header",
    "Image",
    "LedgerError",
    "MalformedNote",
    "MemoryTiles",
    "NotCanonical",
    "NotSigned",
    "Note",
    "ProofFailed",
    "SignedCheckpoint",
    "SigningKey",
    "TileMissing",
    "TileStore",
    "Tree",
    "VerifierKey",
    "WholeTree",
    "canonical_bytes",
    "canonical_json",
    "entry_hash",
    "entry_leaf",
    "image_digest",
    "images_root",
    "leaf_hash",
    "new_salt",
    "node_hash",
    "open_checkpoint",
    "open_note",
    "sign_note",
    "utc_text",
    "verify_consistency",
    "verify_inclusion",
]
