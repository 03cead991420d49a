"""Writing the archive: every file in a fixed order, under one time stamp, listed in a manifest that the ledger's key signs.

The same records, pages and checkpoint give the same bytes. Files stream through; nothing is held but the list of them.
"""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from typing import IO, Any

from sightline.ledger.canonical import canonical_bytes
from sightline.ledger.checkpoint import open_checkpoint
from sightline.ledger.note import SigningKey, VerifierKey, sign_note

FORMAT = "sightline-pack/v1"

_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_EXTENSION = re.compile(r"[a-z0-9]{1,10}")
_PAGE = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9._-]*/){0,5}[A-Za-z0-9][A-Za-z0-9._-]*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SECTIONS = ("records/", "evidence/", "pages/")


class PackError(ValueError):
    """Something given to a pack does not fit into it: a programmer's mistake, not a user's."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One file of evidence.

    Attributes:
        sha256: its fingerprint, 64 hexadecimal digits.
        extension: `pdf`, `xlsx` ...; without a dot.
        size: in bytes.
        reference: of the record that took it in; that record must be in the pack, and its data must hold the fingerprint.
        blocks: its bytes.
    """

    sha256: str
    extension: str
    size: int
    reference: str
    blocks: Iterable[bytes]


class PackWriter:
    """Writes a pack: first all records, then evidence, then pages, each in ascending order of their names; then `close`.

    Arguments:
        out: where the zip goes; seekable.
        checkpoint: the signed note of the checkpoint that all proofs lead to.
        keys: verifier keys of the ledger, old ones too.
        signing: the ledger's key.
        time: the time of the checkpoint, which every file in the archive gets.

    Raises:
        LedgerError: if the checkpoint is not signed by one of the keys. PackError: if it is of an empty ledger.
    """

    def __init__(self, out: IO[bytes], checkpoint: str, keys: Iterable[VerifierKey], signing: SigningKey, time: datetime) -> None:
        known = list(keys)
        self._checkpoint = open_checkpoint(checkpoint, known).checkpoint
        if not self._checkpoint.size:
            raise PackError("there is nothing in the ledger to pack")
        moment = max(time.astimezone(UTC), datetime(1980, 1, 1, tzinfo=UTC))  # zip knows no earlier day
        self._stamp = moment.timetuple()[:6]
        self._signing = signing
        self._files: dict[str, dict[str, Any]] = {}
        self._section, self._last = 0, ""
        self._zip = zipfile.ZipFile(out, "w")
        self._add("README.txt", _own("README.txt"))
        self._add("verify.py", _own("verify.py"))
        self._add("verify.html", _own("verify.html"))
        self._add("checkpoint.txt", checkpoint.encode())
        self._add("vkeys.txt", "".join(f"{key}\n" for key in known).encode())

    @property
    def newest_entry(self) -> int:
        """Index of the newest entry that the checkpoint covers."""
        return self._checkpoint.size - 1

    def add_record(self, record: dict[str, Any]) -> None:
        """Add a record, as `Prover.record` made it; PackError if its reference cannot be a file's name or comes out of order."""
        path = record_path(record["reference"])
        text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
        self._in_order(path)
        self._add(path, text.encode(), entry=record["versions"][-1]["entry"])

    def add_evidence(self, evidence: Evidence) -> None:
        """Add a file of evidence; PackError if its record is not in the pack, or its bytes are not what was announced."""
        if not _SHA256.fullmatch(evidence.sha256):
            raise PackError(f"{evidence.sha256!r} is no SHA-256")
        extension = evidence.extension.lower()
        path = f"evidence/{evidence.sha256}.{extension if _EXTENSION.fullmatch(extension) else 'bin'}"
        record = record_path(evidence.reference)
        if record not in self._files:
            raise PackError(f"{evidence.reference} is not in the pack, so its evidence cannot be")
        self._in_order(path)
        info = self._info(path, evidence.size, compress=False)
        digest = hashlib.sha256()
        with self._zip.open(info, "w") as member:
            for block in evidence.blocks:
                digest.update(block)
                member.write(block)
        if digest.hexdigest() != evidence.sha256:
            raise PackError(f"the evidence of {evidence.reference} is not the file that its record speaks of")
        self._files[path] = {"sha256": evidence.sha256, "size": info.file_size, "entry": self._files[record]["entry"], "record": record}

    def add_page(self, path: str, page: bytes, entry: int | None = None) -> None:
        """Add a page (or its style sheet) below `pages/`.

        Arguments:
            path: below `pages/`, such as `systems/SYS-0042.html`.
            page: its bytes.
            entry: the newest entry that it shows; if not given, the newest of the ledger.
        """
        if not _PAGE.fullmatch(path):
            raise PackError(f"{path!r} cannot be the path of a page")
        self._in_order(f"pages/{path}")
        self._add(f"pages/{path}", page, entry=entry)

    def close(self, index: bytes) -> None:
        """Add `index.html`, list and sign everything, and finish the archive."""
        self._add("index.html", index)
        manifest = canonical_bytes({"files": self._files, "format": FORMAT})
        signed = f"{FORMAT}\n{hashlib.sha256(manifest).hexdigest()}\n{self._checkpoint.body().splitlines()[2]}\n"
        self._add("manifest.json", manifest)
        self._add("manifest.note", sign_note(signed, self._signing).encode())
        self._zip.close()

    def _in_order(self, path: str) -> None:
        """See to it that files come in one order, whoever collects them."""
        section = next(at for at, start in enumerate(_SECTIONS) if path.startswith(start))
        if (section, path) <= (self._section, self._last):
            raise PackError(f"{path} comes after {self._last}: files of a pack come in order, and once")
        self._section, self._last = section, path

    def _add(self, path: str, data: bytes, entry: int | None = None) -> None:
        with self._zip.open(self._info(path, len(data), compress=True), "w") as member:
            member.write(data)
        entry = self.newest_entry if entry is None else entry
        self._files[path] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "entry": entry}

    def _info(self, path: str, size: int, *, compress: bool) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(path, self._stamp)
        info.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
        info.create_system, info.external_attr = 3, 0o644 << 16  # the same on every system
        info.file_size = size
        return info


def record_path(reference: str) -> str:
    """Return where the record of this reference lies in a pack; PackError if it cannot name a file."""
    if not _REFERENCE.fullmatch(reference):
        raise PackError(f"{reference!r} cannot name a file")
    return f"records/{reference}.json"


def _own(name: str) -> bytes:
    return resources.files(__package__).joinpath("verifier", name).read_bytes()
