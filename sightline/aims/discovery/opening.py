"""The lines of a log as it lies: plain, gz or zst, in blocks that end where a line ends. Pure Python; holds one block at a time.

A file that breaks off is no reason to lose what stands before: what could be read is given, and a note says so.
"""

from __future__ import annotations

import codecs
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import zstandard

BLOCK = 4 << 20
"""Bytes of a block, about: a line that is longer is cut."""
_SLICE = 1 << 10  # a zst frame of 1 kB may unfold to 32 MB; one of 8 MB would to 256 GB
_LARGEST_WINDOW = 128 << 20
_GZIP, _ZSTD, _ZIP = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PK\x03\x04"
_WIDE = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class Unreadable(ValueError):
    """The file is no log or list that can be read; the message says what to do."""


@dataclass
class Lines:
    """The lines of a file. Iterate once; afterwards `sha256`, `size`, `count` and `notes` say what was read.

    Attributes:
        path: the file.
        count: lines so far: every one, unreadable and unterminated ones too.
        size: bytes of the file as it lies.
        sha256: its hash in hexadecimal, once it was read to the end.
        notes: sentences for the person: what was wrong with the file.
    """

    path: Path
    count: int = 0
    size: int = 0
    sha256: str = ""
    notes: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[bytes]:
        """Blocks of whole lines, as UTF-8 or whatever 8-bit encoding the file has; only the last may lack its line end."""
        digest, last = hashlib.sha256(), b"\n"
        with self.path.open("rb") as file:
            for block in _whole_lines(_one_width(self._plain(_Hashed(file, digest, self)))):
                self.count += block.count(b"\n")
                last = block[-1:]
                yield block
            while rest := file.read(BLOCK):  # what follows a fault still belongs to the file's hash
                digest.update(rest)
                self.size += len(rest)
        self.count += last != b"\n"
        self.sha256 = digest.hexdigest()

    def _plain(self, file: _Hashed) -> Iterator[bytes]:
        head = file.read(BLOCK)
        if head.startswith(_GZIP):
            yield from self._gunzip(head, file)
        elif head.startswith(_ZSTD):
            yield from self._unzstd(head, file)
        elif head.startswith(_ZIP):
            raise Unreadable(f"{self.path.name} is a zip archive. Unpack it and choose the file inside.")
        else:
            while head:
                yield head
                head = file.read(BLOCK)

    def _gunzip(self, data: bytes, file: _Hashed) -> Iterator[bytes]:
        unpack = zlib.decompressobj(wbits=31)
        try:
            while data or (data := file.read(BLOCK)):
                if piece := unpack.decompress(data, BLOCK):
                    yield piece
                data = unpack.unconsumed_tail
                if unpack.eof:  # another member may follow, as rotated logs that were put together have
                    data = (unpack.unused_data or file.read(BLOCK)).lstrip(b"\0")
                    if data:
                        unpack = zlib.decompressobj(wbits=31)
        except zlib.error:
            self._broken("The gz file is damaged")
        else:
            if not unpack.eof:
                if piece := unpack.flush():
                    yield piece
                self._broken("The gz file breaks off before its end")

    def _unzstd(self, data: bytes, file: _Hashed) -> Iterator[bytes]:
        unpack = _zstd()
        try:
            while data or (data := file.read(BLOCK)):
                for start in range(0, len(data), _SLICE):
                    if piece := unpack.decompress(data[start : start + _SLICE]):
                        yield piece
                    if unpack.eof:
                        data = unpack.unused_data + data[start + _SLICE :]
                        if data or (data := file.read(BLOCK)):
                            unpack = _zstd()
                        break
                else:
                    data = b""
        except zstandard.ZstdError:
            self._broken("The zst file is damaged")
        else:
            if not unpack.eof:
                self._broken("The zst file breaks off before its end")

    def _broken(self, what: str) -> None:
        self.notes.append(f"{what}. What could be read before that was used. Fetch the file again and discover it once more.")


@dataclass
class _Hashed:
    """Reads a file and hashes what it reads."""

    file: IO[bytes]
    digest: hashlib._Hash
    lines: Lines

    def read(self, most: int) -> bytes:
        data = self.file.read(most)
        self.digest.update(data)
        self.lines.size += len(data)
        return data


def _zstd() -> zstandard.ZstdDecompressionObj:
    return zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW).decompressobj()


def _one_width(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """UTF-16 becomes UTF-8, a byte order mark goes; the rest passes as it is."""
    head = next(pieces, b"")
    for mark, name in _WIDE:
        if head.startswith(mark):
            decoder = codecs.getincrementaldecoder(name)("replace")
            yield decoder.decode(head[2:]).encode()
            for piece in pieces:
                yield decoder.decode(piece).encode()
            yield decoder.decode(b"", True).encode()
            return
    yield head.removeprefix(codecs.BOM_UTF8)
    yield from pieces


def _whole_lines(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Blocks cut at line ends, of about `BLOCK` bytes; a line that is longer is cut anywhere."""
    kept: list[bytes] = []
    size = 0
    for piece in pieces:
        cut = piece.rfind(b"\n") + 1
        if size + len(piece) < BLOCK or (not cut and size + len(piece) < 2 * BLOCK):
            kept.append(piece)
            size += len(piece)
            continue
        cut = cut or len(piece)
        yield b"".join([*kept, piece[:cut]])
        kept, size = [piece[cut:]], len(piece) - cut
    if last := b"".join(kept):
        yield last
