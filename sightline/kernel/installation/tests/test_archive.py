"""The archive: what goes in comes out, and nothing that was changed on the way is taken."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from hashlib import sha256
from pathlib import Path

import pytest

from sightline.kernel.installation.archive import ArchiveDamaged, ArchiveWriter, unpack

EVIDENCE = sha256(b"minutes").hexdigest()
MEMBERS = {
    "sightline.sqlite3": b"rows",
    f"evidence/{EVIDENCE}": b"minutes",
    "keys/ledger.key": b"secret",
    "checkpoints/00000001.txt": b"note",
}


def write(path: Path) -> Path:
    with path.open("wb") as file:
        archive = ArchiveWriter(file)
        for name, content in MEMBERS.items():
            archive.add_bytes(name, content)
        archive.finish({"entries": 3})
    return path


def contents(path: Path) -> dict[str, bytes]:
    with tarfile.open(path) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar}  # type: ignore[union-attr]


def rewrite(path: Path, members: dict[str, bytes], *, link: str = "") -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
        if link:
            info = tarfile.TarInfo(link)
            info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
            tar.addfile(info)
    return path


def room(tmp_path: Path) -> Path:
    folder = tmp_path / "room"
    folder.mkdir()
    return folder


def test_what_goes_in_comes_out(tmp_path: Path) -> None:
    listed = unpack(write(tmp_path / "b.tar.gz"), room(tmp_path))
    assert listed["entries"] == 3
    assert {path: (tmp_path / "room" / path).read_bytes() for path in MEMBERS} == MEMBERS
    assert (tmp_path / "room" / "keys" / "ledger.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", list(MEMBERS))
def test_a_changed_member_is_named(name: str, tmp_path: Path) -> None:
    archive = write(tmp_path / "b.tar.gz")
    rewrite(archive, contents(archive) | {name: b"changed"})
    with pytest.raises(ArchiveDamaged, match=Path(name).name):
        unpack(archive, room(tmp_path))


def test_a_missing_member_is_named(tmp_path: Path) -> None:
    archive = write(tmp_path / "b.tar.gz")
    members = contents(archive)
    del members["keys/ledger.key"]
    with pytest.raises(ArchiveDamaged, match=r"lacks keys/ledger\.key"):
        unpack(rewrite(archive, members), room(tmp_path))


def test_an_added_member_is_named(tmp_path: Path) -> None:
    archive = write(tmp_path / "b.tar.gz")
    with pytest.raises(ArchiveDamaged, match=r"keys/other\.key"):
        unpack(rewrite(archive, contents(archive) | {"keys/other.key": b"x"}), room(tmp_path))


@pytest.mark.parametrize(
    "name", ["../out", "keys/../../out", "/etc/passwd", "elsewhere/x", "keys/..", "evidence/short", "files/a/../../../x"]
)
def test_a_member_that_would_lie_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    archive = write(tmp_path / "b.tar.gz")
    with pytest.raises(ArchiveDamaged, match="which no backup has"):
        unpack(rewrite(archive, contents(archive) | {name: b"x"}), room(tmp_path))
    assert not (tmp_path / "out").exists()


def test_a_link_is_refused(tmp_path: Path) -> None:
    archive = write(tmp_path / "b.tar.gz")
    with pytest.raises(ArchiveDamaged, match="which no backup has"):
        unpack(rewrite(archive, contents(archive), link="keys/link"), room(tmp_path))


def test_an_evidence_file_under_a_wrong_hash_is_refused_even_if_the_list_agrees(tmp_path: Path) -> None:
    archive = write(tmp_path / "b.tar.gz")
    members = contents(archive)
    listed = json.loads(members["backup.json"])
    members[f"evidence/{EVIDENCE}"] = b"other minutes"
    listed["files"][f"evidence/{EVIDENCE}"]["sha256"] = sha256(b"other minutes").hexdigest()
    with pytest.raises(ArchiveDamaged, match="is not the file of that hash"):
        unpack(rewrite(archive, members | {"backup.json": json.dumps(listed).encode()}), room(tmp_path))


@pytest.mark.parametrize("cut", [10, 200, -40])
def test_an_archive_that_was_cut_is_refused(cut: int, tmp_path: Path) -> None:
    archive = write(tmp_path / "b.tar.gz")
    archive.write_bytes(archive.read_bytes()[:cut])
    with pytest.raises(ArchiveDamaged):
        unpack(archive, room(tmp_path))


@pytest.mark.parametrize("content", [b"", b"no archive at all", gzip.compress(b"no tar", mtime=0), b"PK\x03\x04"])
def test_something_else_is_refused_in_words(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "b.tar.gz").write_bytes(content)
    with pytest.raises(ArchiveDamaged, match=r"b\.tar\.gz"):
        unpack(tmp_path / "b.tar.gz", room(tmp_path))


def test_another_format_is_refused(tmp_path: Path) -> None:
    archive = write(tmp_path / "b.tar.gz")
    members = contents(archive)
    listed = json.loads(members["backup.json"]) | {"format": "sightline-backup/9"}
    with pytest.raises(ArchiveDamaged, match="another format"):
        unpack(rewrite(archive, members | {"backup.json": json.dumps(listed).encode()}), room(tmp_path))
