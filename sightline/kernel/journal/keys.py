"""The keys that sign checkpoints: a file in the data directory, readable by its owner only. The web process never needs them.

`ledger.key` is the present one; `verifiers.txt` has the public half of every key that ever signed, newest last, so that old checkpoints stay readable after a rotation.
"""

from __future__ import annotations

import logging
import os
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path

from django.conf import settings

from sightline.ledger.note import SigningKey, VerifierKey

logger = logging.getLogger(__name__)


def _folder() -> Path:
    folder = Path(settings.SIGHTLINE_HOME) / "keys"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _write_private(path: Path, text: str, *, first: bool = False) -> None:
    """Writes a file for its owner's eyes, whole or not at all, in place of what is there; with `first`, another process's file stays."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    if first:
        with suppress(FileExistsError):
            os.link(part, path)
        part.unlink()
    else:
        part.replace(path)


@cache
def _read(path: Path, changed: int) -> SigningKey:
    return SigningKey.parse(path.read_text(encoding="ascii").strip())


def signing_key() -> SigningKey:
    """The present key; made on first use, named after this installation by chance. One that was lost is followed by one of the same name."""
    path = _folder() / "ledger.key"
    if not path.exists():
        known = _known()
        if known:
            logger.warning("The signing key %s is gone. A new one of the same name signs from now on; /ledger/care/ says what to do.", path)
        key = SigningKey.generate(known[-1].name if known else f"sightline.local/{secrets.token_hex(6)}")
        _publish(key.verifier)  # first: a key whose public half is not known must never sign
        _write_private(path, key.to_text() + "\n", first=True)
    return _read(path, path.stat().st_mtime_ns)


def _publish(verifier: VerifierKey) -> None:
    with (_folder() / "verifiers.txt").open("a", encoding="ascii") as file:
        file.write(f"{verifier}\n")


def verifiers() -> list[VerifierKey]:
    """The public half of every key that ever signed here, newest last."""
    if not (_folder() / "verifiers.txt").exists():
        signing_key()
    return _known()


def _known() -> list[VerifierKey]:
    path = _folder() / "verifiers.txt"
    return [VerifierKey.parse(line) for line in path.read_text(encoding="ascii").split() if line] if path.exists() else []


def next_key() -> SigningKey:
    """A new key of the same name, which doesn't sign yet."""
    return SigningKey.generate(signing_key().verifier.name)


def take_key(key: SigningKey) -> None:
    """Lets a key sign from now on; the one before is set aside beside it."""
    old = signing_key()
    path = _folder() / "ledger.key"
    _write_private(path.with_name(f"ledger-{old.verifier.key_id.hex()}.key"), old.to_text() + "\n")
    _publish(key.verifier)
    _write_private(path, key.to_text() + "\n")


def rotate_key() -> VerifierKey:
    """Takes a new key of the same name; the old one is set aside beside it.

    Returns:
        The public half of the new key, to be given to witnesses.
    """
    key = next_key()
    take_key(key)
    return key.verifier
