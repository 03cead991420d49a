#!/usr/bin/env python3
"""Verifies an evidence pack of Sightline, offline, with Python's standard library alone (3.8 or newer).

    python3 verify.py                    in the folder that the pack was unzipped to
    python3 verify.py PACK.zip           the pack as it came
    python3 verify.py PACK --key VKEY    trust this key of the ledger only (may be given more than once)
    python3 verify.py PACK --checkpoint FILE    compare with a checkpoint that you got elsewhere

It ends with 0 if the pack is whole, else with 1, and names the first wrong file and the entry of the ledger that it belongs to.
Formats: C2SP signed notes and checkpoints, Ed25519 (RFC 8032), Merkle trees (RFC 9162), canonical JSON (RFC 8785).
One file, however long: whoever got the pack must be able to read it from top to bottom and run it alone.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import hashlib
import json
import os
import re
import sys
import zipfile
import zlib
from collections.abc import Callable
from typing import IO, Any, NamedTuple

FORMAT = "sightline-pack/v1"
ED25519 = b"\x01"
OUTSIDE = {"manifest.json", "manifest.note"}
PASSED_OVER = {".DS_Store", "Thumbs.db", "desktop.ini"}
LARGEST_TEXT = 200_000_000
UNREADABLE = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    RecursionError,
    RuntimeError,
    EOFError,
    OSError,
    zlib.error,
    zipfile.BadZipFile,
)


class Wrong(Exception):
    """Something is not as it was signed. The text goes on from the name of a file: "was changed"."""


class Point(NamedTuple):
    x: int
    y: int
    z: int
    t: int


class Key(NamedTuple):
    name: str
    key_id: bytes
    public: bytes

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(ED25519 + self.public).decode()}"


class Head(NamedTuple):
    origin: str
    size: int
    root: bytes


# Ed25519 verification, RFC 8032 section 5.1.7, in extended coordinates.

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def add(a: Point, b: Point) -> Point:
    x = (a.y - a.x) * (b.y - b.x) % P
    y = (a.y + a.x) * (b.y + b.x) % P
    t = 2 * a.t * b.t * D % P
    z = 2 * a.z * b.z % P
    e, f, g, h = y - x, z - t, z + t, y + x
    return Point(e * f % P, g * h % P, f * g % P, e * h % P)


def times(number: int, point: Point) -> Point:
    result = Point(0, 1, 1, 0)
    while number:
        if number & 1:
            result = add(result, point)
        point = add(point, point)
        number >>= 1
    return result


def point_of(data: bytes) -> Point:
    """Decode a point; ValueError if there is none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if y >= P or (x * x - square) % P or (not x and sign):
        raise ValueError("no point of the curve")
    if x & 1 != sign:
        x = P - x
    return Point(x, y, 1, x * y % P)


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed_by(public: bytes, message: bytes, signature: bytes) -> bool:
    if len(public) != 32 or len(signature) != 64:
        return False
    s = int.from_bytes(signature[32:], "little")
    try:
        key, r = point_of(public), point_of(signature[:32])
    except ValueError:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    left, right = times(s, BASE), add(r, times(h, key))
    return s < L and (left.x * right.z - right.x * left.z) % P == 0 and (left.y * right.z - right.y * left.z) % P == 0


# Signed notes and checkpoints.


def strict_base64(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        data = b""
    if base64.b64encode(data).decode() != text:
        raise Wrong("is not written as it should be")
    return data


def read_key(text: str) -> Key:
    """Read a verifier key: name, key ID and public key."""
    parts = text.split("+", 2)
    material = strict_base64(parts[-1])
    if len(parts) != 3 or len(material) != 33 or material[:1] != ED25519:
        raise Wrong("holds something that is no key")
    key_id = hashlib.sha256(parts[0].encode() + b"\n" + material).digest()[:4]
    if key_id.hex() != parts[1]:
        raise Wrong("holds a key that does not match its own ID")
    return Key(parts[0], key_id, material[1:])


def open_note(note: str, keys: list[Key]) -> str:
    """Return the text of a signed note that one of the keys signed."""
    text, found, signatures = note.rpartition("\n\n")
    if not found or not signatures.endswith("\n"):
        raise Wrong("is no signed note")
    text += "\n"
    signed = False
    for line in signatures[:-1].split("\n"):
        match = re.fullmatch("\u2014 (\\S+) (\\S+)", line)
        if match is None:
            raise Wrong("is no signed note")
        blob = strict_base64(match.group(2))
        for key in keys:
            if (key.name, key.key_id) == (match.group(1), blob[:4]):
                if not signed_by(key.public, text.encode(), blob[4:]):
                    raise Wrong("was changed: its signature does not fit")
                signed = True
    if not signed:
        raise Wrong("is not signed by the key of this ledger")
    return text


def read_checkpoint(note: str, keys: list[Key]) -> Head:
    """Read a signed checkpoint."""
    lines = open_note(note, keys).split("\n")
    if len(lines) < 4 or not re.fullmatch("0|[1-9][0-9]{0,18}", lines[1]) or len(strict_base64(lines[2])) != 32:
        raise Wrong("is no checkpoint")
    return Head(lines[0], int(lines[1]), strict_base64(lines[2]))


# Records: image, entry, proofs.


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def climb(index: int, size: int, leaf: bytes, proof: list[bytes]) -> bytes | None:
    """Return the root that an inclusion proof leads to (RFC 9162 section 2.1.3.2); None if it has the wrong length."""
    if not 0 <= index < size:
        return None
    last = size - 1
    for sibling in proof:
        if last == 0:
            return None
        if index & 1 or index == last:
            leaf = hashlib.sha256(b"\x01" + sibling + leaf).digest()
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            leaf = hashlib.sha256(b"\x01" + leaf + sibling).digest()
        index, last = index >> 1, last >> 1
    return leaf if last == 0 else None


def hashes(texts: list[str]) -> list[bytes]:
    found = [strict_base64(text) for text in texts]
    if any(len(one) != 32 for one in found):
        raise Wrong("holds a proof that is not written as it should be")
    return found


def check_version(version: dict[str, Any], size: int, root: bytes) -> None:
    """Follow one version of a record up to the root of the checkpoint."""
    digest = bytes.fromhex(version["digest"])
    if version["data"] is not None:
        columns = "{record_type} {record_id} {version} {schema}\n{data}".format(**version)
        if leaf_hash(bytes.fromhex(version["salt"]) + columns.encode()) != digest:
            raise Wrong("does not say what the ledger holds")
    images_root = bytes.fromhex(version["images_root"])
    if climb(version["position"], version["images"], digest, hashes(version["image_proof"])) != images_root:
        raise Wrong("is not part of the entry that it names")
    header = json.loads(version["header"])
    if (header["index"], header["images"]) != (version["entry"], version["images"]):
        raise Wrong("names another entry than the one it belongs to")
    leaf = leaf_hash(version["header"].encode() + b"\n" + images_root.hex().encode())
    if climb(version["entry"], size, leaf, hashes(version["entry_proof"])) != root:
        raise Wrong("is not in the ledger under this checkpoint")


# Where a pack lies.


class Folder:
    """A pack that was unzipped."""

    def __init__(self, path: str) -> None:
        self.path = path

    def names(self) -> list[str]:
        found: list[str] = []
        for folder, inner, files in os.walk(self.path):
            links = [one for one in inner if os.path.islink(os.path.join(folder, one))]
            found += [os.path.relpath(os.path.join(folder, name), self.path).replace(os.sep, "/") for name in files + links]
        return found

    def size(self, name: str) -> int:
        return os.path.getsize(os.path.join(self.path, name))

    def open(self, name: str) -> IO[bytes]:
        path = os.path.join(self.path, *name.split("/"))
        if os.path.islink(path):
            raise Wrong("is a link and not a file")
        return open(path, "rb")


class Archive:
    """A pack as it came, a zip file."""

    def __init__(self, path: str) -> None:
        self.zip = zipfile.ZipFile(path)

    def names(self) -> list[str]:
        return self.zip.namelist()

    def size(self, name: str) -> int:
        return self.zip.getinfo(name).file_size

    def open(self, name: str) -> IO[bytes]:
        return self.zip.open(name)


class Verification:
    """All checks of one pack; collects what is wrong and what is proved."""

    def __init__(self, pack: Folder | Archive, trusted: list[str]) -> None:
        self.pack, self.trusted = pack, [read_key(text) for text in trusted]
        self.names = pack.names()
        self.wrong: list[str] = []
        self.wrong_files: set[str] = set()
        self.proved: list[str] = []
        self.keys: list[Key] = []
        self.files: dict[str, Any] = {}
        self.head: Head | None = None
        self.versions = self.erased = 0

    def text(self, name: str) -> str:
        if name not in self.names:
            raise Wrong("is missing")
        with self.pack.open(name) as file:
            data = file.read(LARGEST_TEXT + 1)
        if len(data) > LARGEST_TEXT:
            raise Wrong("is too large")
        return data.decode()

    def note(self, name: str, what: str) -> None:
        """Say that a file is wrong, and where in the ledger it belongs."""
        entry = self.files[name]["entry"] if name in self.files else self.head.size - 1 if self.head else None
        where = f" It speaks of the ledger up to entry {entry}."
        if what == "was added":
            where = " It belongs to no entry of the ledger."
        elif entry is None:
            where = ""
        elif name.startswith(("records/", "evidence/")) and name in self.files:
            where = f" It belongs to entry {entry} of the ledger."
        self.wrong.append(f"{name} {what}.{where}")
        self.wrong_files.add(name)

    def attempt(self, name: str, step: Callable[[], None]) -> bool:
        """Take a step; if it fails, this file is wrong."""
        try:
            step()
        except Wrong as error:
            self.note(name, str(error))
        except UNREADABLE:
            self.note(name, "cannot be read")
        else:
            return True
        return False

    def each(self, start: str, check: Callable[[str], None]) -> int:
        """Check the files of a folder that are not known to be wrong yet; return how many are right if all are, else 0."""
        names = [name for name in sorted(self.files) if name.startswith(start)]
        right = [name not in self.wrong_files and self.attempt(name, lambda name=name: check(name)) for name in names]  # type: ignore[misc]
        return len(names) if all(right) else 0

    def run(self) -> None:
        with contextlib.suppress(Wrong, *UNREADABLE):
            self.read_manifest()  # now already, since it tells to which entry a file belongs
        if self.attempt("vkeys.txt", self.read_keys):
            self.attempt("checkpoint.txt", self.read_checkpoint)
        if self.attempt("manifest.json", self.read_manifest) and self.keys:
            self.attempt("manifest.note", self.check_manifest)
        files = self.each("", self.check_file)
        listed, seen = set(self.files) | OUTSIDE, set()
        for name in sorted(self.names):
            if name in seen:
                self.note(name, "is there twice")
            elif name not in listed and name.rsplit("/", 1)[-1] not in PASSED_OVER and not name.endswith("/"):
                self.note(name, "was added")
            seen.add(name)
        if files and not self.wrong:
            self.proved.append(f"Files as they were packed, none changed, missing or added: {files}.")
        if self.head:
            self.run_records()

    def read_manifest(self) -> None:
        files = json.loads(self.text("manifest.json"))["files"]
        for facts in files.values():
            if (type(facts["sha256"]), type(facts["size"]), type(facts["entry"])) != (str, int, int):
                raise Wrong("is not written as it should be")
        self.files = files

    def read_keys(self) -> None:
        keys = [read_key(line) for line in self.text("vkeys.txt").split("\n")[:-1]]
        self.keys = [key for key in keys if key in self.trusted or not self.trusted]
        if not self.keys:
            raise Wrong("does not hold the key that you trust" if self.trusted else "holds no key")

    def read_checkpoint(self) -> None:
        self.head = read_checkpoint(self.text("checkpoint.txt"), self.keys)
        self.proved.append(f"The checkpoint of {self.head.origin} over {self.head.size} entries is signed by the key below.")

    def check_manifest(self) -> None:
        lines = open_note(self.text("manifest.note"), self.keys).split("\n")
        if lines[0] != FORMAT:
            raise Wrong("is of a kind that this verifier does not know")
        if lines[1] != hashlib.sha256(self.text("manifest.json").encode()).hexdigest():
            self.note("manifest.json", "was changed")
        elif self.head and lines[2:] != [base64.b64encode(self.head.root).decode(), ""]:
            raise Wrong("belongs to another checkpoint")
        else:
            self.proved.append("The list of files of this pack is signed by the same key, for this checkpoint.")

    def check_file(self, name: str) -> None:
        facts = self.files[name]
        if name not in self.names:
            raise Wrong("is missing")
        if self.pack.size(name) != facts["size"]:
            raise Wrong("was changed")
        digest = hashlib.sha256()
        with self.pack.open(name) as file:
            for block in iter(lambda: file.read(1 << 20), b""):
                digest.update(block)
        if digest.hexdigest() != facts["sha256"]:
            raise Wrong("was changed")
        if name.startswith("evidence/") and digest.hexdigest() != name[len("evidence/") :].split(".")[0]:
            raise Wrong("is not the file that its name says")

    def run_records(self) -> None:
        records = self.each("records/", self.check_record)
        if records:
            self.proved.append(
                f"Records that stand in the ledger just so, with who changed them, when and why: {records}. Versions of them: {self.versions}."
            )
        if records and self.erased:
            self.proved.append(f"Versions whose content was erased, so that only the fingerprint is left: {self.erased}.")
        evidence = self.each("evidence/", self.check_evidence)
        if evidence:
            self.proved.append(f"Files of evidence that are those whose fingerprints their records hold: {evidence}.")

    def check_record(self, name: str) -> None:
        record = json.loads(self.text(name))
        if not record["versions"]:
            raise Wrong("holds no version")
        for version in record["versions"]:
            if (version["record_type"], version["record_id"]) != (record["record_type"], record["record_id"]):
                raise Wrong("holds versions of another record")
            if self.head:
                check_version(version, self.head.size, self.head.root)
            self.versions += 1
            self.erased += version["data"] is None
        if self.files[name]["entry"] != record["versions"][-1]["entry"]:
            raise Wrong("is listed under another entry than its own")

    def check_evidence(self, name: str) -> None:
        facts = self.files[name]
        if not facts["record"].startswith("records/") or facts["record"] not in self.files:
            raise Wrong("has no record")
        newest = json.loads(self.text(facts["record"]))["versions"][-1]
        if newest["entry"] != facts["entry"] or f'"{facts["sha256"]}"' not in (newest["data"] or ""):
            raise Wrong("is not the file that its record speaks of")

    def compare(self, path: str) -> None:
        """Hold a checkpoint from elsewhere against that of the pack."""
        with open(path, encoding="utf-8") as file:
            given = read_checkpoint(file.read(), self.keys)
        if self.head is None or given[:2] != self.head[:2]:
            raise Wrong(f"cannot be compared with the one that you gave, which is of {given.origin} over {given.size} entries")
        if given.root != self.head.root:
            raise Wrong("is not the one that you were given elsewhere: this ledger tells two stories")
        self.proved.append("The checkpoint is the one that you were given elsewhere.")


def report(check: Verification) -> str:
    lines = ["This pack is not whole." if check.wrong else "This pack is whole.", ""]
    if check.wrong:
        lines += ["First wrong: " + check.wrong[0], ""]
    if check.wrong[1:]:
        lines += ["Also wrong:", *("- " + line for line in check.wrong[1:50]), ""]
    if check.wrong[50:]:
        lines += [f"And {len(check.wrong) - 50} more.", ""]
    if check.proved:
        lines += ["Proved:", *("- " + line for line in check.proved), ""]
    lines += ["Not proved here:"]
    if check.keys:
        lines += ["- Whose key it is. Ask the organisation for its key in another way, and compare:", *(f"  {key}" for key in check.keys)]
    if check.head:
        lines += ["- That others see the same ledger. Compare with a checkpoint from elsewhere (a report, the trust page, an older pack):"]
        lines += [f"  {check.head.size} entries, root {base64.b64encode(check.head.root).decode()}"]
    lines += [
        "- That what the records say is true. Proved is that nobody changed it since it was written.",
        "- That the pack holds every record. It holds what was chosen for it.",
        "- The figures on its pages. The pages are signed as they are; only records and evidence are followed into the ledger.",
        "- This verifier itself, since it came with the pack. If in doubt, use one that you got elsewhere.",
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description="Verifies an evidence pack, offline.")
    parser.add_argument("pack", nargs="?", default=here, help="the zip file or its folder; without it, the folder of this file")
    parser.add_argument("--key", action="append", default=[], metavar="VKEY", help="trust this key of the ledger only")
    parser.add_argument("--checkpoint", metavar="FILE", help="a checkpoint that you got elsewhere")
    given = parser.parse_args()
    try:
        check = Verification(Folder(given.pack) if os.path.isdir(given.pack) else Archive(given.pack), given.key)
    except (OSError, zipfile.BadZipFile, Wrong) as error:
        sys.stdout.write(f"This cannot be verified: {error}\n")
        return 1
    check.run()
    if given.checkpoint:
        check.attempt("checkpoint.txt", lambda: check.compare(given.checkpoint))
    sys.stdout.buffer.write(report(check).encode())
    return 1 if check.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
