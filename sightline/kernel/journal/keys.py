"""The keys that sign checkpoints: a file in the data directory, readable by its owner only. The web process never needs them.

`ledger.key` is the present one; `verifiers.txt` has the public half of every key that ever signed, newest last, so that old checkpoints stay readable after a rotation.
"""

from __future__ import annotations

import os
import secrets
from functools import cache
from pathlib import Path

from django.conf import settings

from sightline.ledger.note import SigningKey, VerifierKey


def _folder() -> Path:
    folder = Path(settings.SIGHTLINE_HOME) / "keys"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _write_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)


@cache
def _read(path: Path, changed: int) -> SigningKey:
    return SigningKey.parse(path.read_text(encoding="ascii").strip())


def signing_key() -> SigningKey:
    """The present key; made on first use, named after this installation by chance."""
    path = _folder() / "ledger.key"
    if not path.exists():
        key = SigningKey.generate(f"sightline.local/{secrets.token_hex(6)}")
        _write_private(path, key.to_text() + "\n")
        _publish(key.verifier)
    return _read(path, path.stat().st_mtime_ns)


def _publish(verifier: VerifierKey) -> None:
    with (_folder() / "verifiers.txt").open("a", encoding="ascii") as file:
        file.write(f"{verifier}\n")


def verifiers() -> list[VerifierKey]:
    """The public half of every key that ever signed here, newest last."""
    path = _folder() / "verifiers.txt"
    if not path.exists():
        signing_key()
    return [VerifierKey.parse(line) for line in path.read_text(encoding="ascii").split() if line]


def rotate_key() -> VerifierKey:
    """Takes a new key of the same name; the old one is set aside beside it.

    Returns:
        The public half of the new key, to be given to witnesses.
    """
    old = signing_key()
    path = _folder() / "ledger.key"
    path.rename(path.with_name(f"ledger-{old.verifier.key_id.hex()}.key"))
    key = SigningKey.generate(old.verifier.name)
    _write_private(path, key.to_text() + "\n")
    _publish(key.verifier)
    return key.verifier
