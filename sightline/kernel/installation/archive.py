"""The archive that a backup is: a gzipped tar of a consistent copy of the database, evidence, keys, checkpoints, and at its end a list of all with their hashes.

Members: `sightline.sqlite3` (whatever engine the records are in), `secret.key`, `keys/...`, `checkpoints/NUMBER.txt`, `evidence/SHA256`, `files/...`,
`backup.json`. Reading trusts no name in it.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from ..errors import Refused

FORMAT = "sightline-backup/1"
LIST = "backup.json"
DATABASE = "sightline.sqlite3"
_NAMES = re.compile(
    r"sightline\.sqlite3|secret\.key|backup\.json|(keys|checkpoints|files)(/[\w.@+ -]*[\w@+-][\w.@+ -]*)+|evidence/[0-9a-f]{64}"
)
_MOST_LISTED = 1 << 28


class ArchiveDamaged(Refused):
    """The archive can't be restored: it is no backup, or not as it was written."""

    kind = "archive-damaged"
    title = "The archive is damaged"


class ArchiveWriter:
    """Writes an archive, member by member, and the list of them at the end."""

    def __init__(self, file: IO[bytes]) -> None:
        self._tar = tarfile.open(fileobj=file, mode="w:gz", compresslevel=6, format=tarfile.PAX_FORMAT)  # noqa: SIM115 - closed by `finish`
        self.members: dict[str, dict[str, Any]] = {}

    def add_file(self, name: str, path: Path) -> None:
        """Adds a file from the disk under a name."""
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
        size = path.stat().st_size
        with path.open("rb") as file:
            self._add(name, file, size, digest.hexdigest())

    def add_bytes(self, name: str, content: bytes) -> None:
        """Adds something small."""
        self._add(name, io.BytesIO(content), len(content), hashlib.sha256(content).hexdigest())

    def add_blocks(self, name: str, blocks: Iterable[bytes], room: Path) -> None:
        """Adds a stream whose length is not known; it waits in a file of `room` meanwhile."""
        part = room / "part"
        with part.open("wb") as file:
            file.writelines(blocks)
        self.add_file(name, part)
        part.unlink()

    def _add(self, name: str, file: IO[bytes], size: int, sha256: str) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        self._tar.addfile(info, file)
        self.members[name] = {"sha256": sha256, "size": size}

    def finish(self, facts: dict[str, Any]) -> None:
        """Writes the list and closes the archive."""
        content = json.dumps({"format": FORMAT, **facts, "files": self.members}, indent=1, sort_keys=True).encode()
        info = tarfile.TarInfo(LIST)
        info.size, info.mode = len(content), 0o600
        self._tar.addfile(info, io.BytesIO(content))
        self._tar.close()


def unpack(archive: Path, folder: Path) -> dict[str, Any]:
    """Unpacks an archive and holds every member against the list.

    Args:
        archive: the file.
        folder: an empty folder.

    Returns:
        The list: format, release, when it was made, size of the ledger, files.

    Raises:
        ArchiveDamaged: says what is wrong; what was unpacked is to be thrown away.
    """
    try:
        found = dict(_unpacked(archive, folder))
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise ArchiveDamaged(f"{archive.name} can't be read to its end as a backup ({error}). Take another copy of it.") from error
    listed = _listed(archive, folder)
    for name, entry in listed["files"].items():
        if name not in found:
            raise ArchiveDamaged(f"{archive.name} lacks {name}, which its own list names. Take another copy of it.")
        if found[name] != entry.get("sha256"):
            raise ArchiveDamaged(f"{name} in {archive.name} is not what its own list says. Take another copy of it.")
    extra = set(found) - set(listed["files"]) - {LIST}
    if extra:
        raise ArchiveDamaged(f"{archive.name} has {min(extra)}, which its own list doesn't name. Take another copy of it.")
    return listed


def _unpacked(archive: Path, folder: Path) -> Iterator[tuple[str, str]]:
    seen = set()
    with tarfile.open(archive, mode="r|gz") as tar:
        for member in tar:
            if not member.isreg() or not _NAMES.fullmatch(member.name) or ".." in member.name.split("/") or member.name in seen:
                raise ArchiveDamaged(f"{archive.name} has a member “{member.name}”, which no backup has.")
            seen.add(member.name)
            source = tar.extractfile(member)
            assert source is not None
            target = folder / member.name
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with target.open("xb") as file:
                shutil.copyfileobj(source, file, 1 << 20)
            target.chmod(0o600)
            digest = _digest(target)
            if member.name.startswith("evidence/") and digest != target.name:
                raise ArchiveDamaged(f"{member.name} in {archive.name} is not the file of that hash. Take another copy of it.")
            yield member.name, digest


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _listed(archive: Path, folder: Path) -> dict[str, Any]:
    path = folder / LIST
    if not path.exists() or path.stat().st_size > _MOST_LISTED:
        raise ArchiveDamaged(f"{archive.name} has no {LIST}: it is no backup of Sightline, or its end is missing.")
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))
        good = (
            listed["format"] == FORMAT
            and DATABASE in listed["files"]
            and all(isinstance(entry, dict) for entry in listed["files"].values())
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ArchiveDamaged(f"{LIST} in {archive.name} can't be read. Take another copy of it.") from error
    if not good:
        raise ArchiveDamaged(f"{archive.name} is of another format ({str(listed['format'])[:40]}). This release reads {FORMAT}.")
    found: dict[str, Any] = listed
    return found
