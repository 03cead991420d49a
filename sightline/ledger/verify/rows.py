"""Reading the rows of a log, entry by entry, and holding each against what it says of itself."""

import re
from binascii import hexlify
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from sys import maxsize
from typing import NamedTuple

from sightline.ledger.entry import FORMAT, images_root
from sightline.ledger.hashing import HASH_BYTES
from sightline.ledger.tiles import TILE_WIDTH, TileStore, stored_tile
from sightline.ledger.verify.findings import Findings

EntryRow = tuple[int, bytes, bytes, str]
"""index, header, images root (32 bytes), time as the header writes it."""

ImageRow = tuple[int, int, str, str, int, int, str | None, bytes | None, bytes]
"""entry, position in it from 0, record type, record id, version, schema, data, salt, digest."""

_END_BYTES = len('"time":"2026-11-24T22:36:00.123456Z","v":1}')
_NO_IMAGE: ImageRow = (maxsize, 0, "", "", 0, 0, None, None, b"")

# Sound without reading the JSON: inside its strings every quote is escaped, so these keys can only be the header's own.
_IMAGES_AND_INDEX = re.compile(rb'"images":(\d+,"index":\d+),"reason":')


class WithheldImage(NamedTuple):
    """An image whose data and salt were erased; what remains of it. Whether an erasure explains it is the caller's question."""

    entry: int
    position: int
    record_type: str
    record_id: str
    version: int
    schema: int


@dataclass(frozen=True, slots=True)
class ScannedRows:
    """What reading one stretch of rows gave: all that the rest of the verification needs of it. Can be sent between processes.

    Attributes:
        start: index of the first entry.
        leaves: leaf hashes laid end to end.
        findings: problems of the rows themselves.
        explained: entries that a problem already names.
        missing_from: first entry that is missing, if any is.
        withheld: images whose content was erased.
    """

    start: int
    leaves: bytes
    findings: Findings
    explained: set[int]
    missing_from: int | None
    withheld: list[WithheldImage]


def scan_rows(
    entries: Iterable[EntryRow], images: Iterable[ImageRow], tiles: TileStore, signed: int, start: int, stop: int | None = None
) -> ScannedRows:
    """Read one stretch of a log apart from the rest, for instance in a process of its own.

    Arguments:
        entries, images: rows of the stretch, ordered as for `verify_log`.
        tiles: the stored tree, asked only where a row is missing.
        signed: number of entries that checkpoints cover.
        start: index of the first entry, a multiple of 256.
        stop: index after the last; None for the end of the log.
    """
    withheld: list[WithheldImage] = []
    scan = RowScan(tiles, signed, Findings(), withheld.append, start)
    leaves = b"".join(scan.tiles(entries, images, stop))
    return ScannedRows(start, leaves, scan.findings, scan.explained, scan.missing_from, withheld)


class RowScan:
    """One pass over entries and images that turns them into leaf hashes, a tile at a time.

    Arguments:
        tiles: the stored tree, asked only where a row is missing.
        signed: number of entries that checkpoints cover; so many there must be.
        findings: where problems go.
        on_withheld: is told of each image whose content was erased.
        start: index of the first entry, a multiple of 256.
    """

    def __init__(
        self, tiles: TileStore, signed: int, findings: Findings, on_withheld: Callable[[WithheldImage], None], start: int = 0
    ) -> None:
        if start % TILE_WIDTH:
            raise ValueError("a stretch of rows begins where a tile does")
        self.findings, self.explained = findings, set[int]()
        self.missing_from: int | None = None
        self.expected = start
        self._stored, self._signed, self._on_withheld = tiles, signed, on_withheld
        self._gap_at: int | None = None
        self._image_at: int | None = None  # the last entry of which an image was found to be wrong
        self._leaves: list[bytes] = []
        self._headers: list[bytes] = []
        self._said: list[str] = []  # of each header, what the rows say of its images and its index
        self._times: list[str] = []

    def tiles(self, entries: Iterable[EntryRow], images: Iterable[ImageRow], stop: int | None = None) -> Iterator[bytes]:
        """Yield the leaf hashes of each tile, laid end to end; only the last may be narrower than 256.

        Long because it is the loop that a million entries go through: a call for each would cost as much as its hashes.
        """
        sha, no_image, leaves, headers, said, times = sha256, _NO_IMAGE, self._leaves, self._headers, self._said, self._times
        rest = iter(images)
        image = next(rest, no_image)
        expected = self.expected
        for index, header, root, time in entries:
            if index != expected:
                self.expected = expected
                yield from self._step_to(index)
                expected = self.expected
                if index != expected:
                    continue
            try:
                while image[0] < index:
                    self.expected = expected
                    image = self._orphan(image, rest)
                count = 0
                if image[0] == index:
                    _, position, record_type, record_id, version, schema, data, salt, digest = first = image
                    image = next(rest, no_image)
                    if image[0] == index or data is None or salt is None:
                        computed, count, image = self._several(first, image, rest)
                    else:
                        computed, count = sha(b"\x00" + salt + f"{record_type} {record_id} {version} {schema}\n{data}".encode()).digest(), 1
                        if computed != digest or position:
                            self._wrong_image(first, bool(position))
                else:
                    computed = images_root(())
                if computed != root and index != self._image_at:
                    self._wrong(index, f"the images of entry {index} are not those that it was written with")
                leaves.append(sha(b"\x00" + header + b"\n" + hexlify(root)).digest())
                headers.append(header)
                said.append(f'{count},"index":{index}')
                times.append(time)
            except (TypeError, ValueError, AttributeError) as error:
                self._wrong(index, f"entry {index} or an image of it cannot be read: {error}")
                leaves.append(self._stored_leaf(index))
                while image[0] == index or not _is_number(image[0]):
                    image = next(rest, no_image)
            expected += 1
            if not expected % TILE_WIDTH:
                yield self._tile()
        self.expected = expected
        while image is not no_image:
            image = self._orphan(image, rest)
        yield from self.end(self._signed if stop is None else stop)

    def end(self, stop: int) -> Iterator[bytes]:
        """Go over the entries missing before `stop`, and yield what is left."""
        if self.expected < stop:
            yield from self._step_to(stop)
        if self._leaves:
            yield self._tile()

    def _several(self, image: ImageRow, following: ImageRow, rest: Iterator[ImageRow]) -> tuple[bytes, int, ImageRow]:
        """Return the images root of an entry with several images or withheld ones, their number, and the image after them."""
        digests: list[bytes] = []
        index = image[0]
        while True:
            _, position, record_type, record_id, version, schema, data, salt, digest = image
            if data is None or salt is None:
                if data is not None or salt is not None:
                    self.findings.add("image", f"{_image_name(image)} is half erased", index)
                self._on_withheld(WithheldImage(index, position, record_type, record_id, version, schema))
                computed = digest
            else:
                computed = sha256(b"\x00" + salt + f"{record_type} {record_id} {version} {schema}\n{data}".encode()).digest()
            if computed != digest or position != len(digests):
                self._wrong_image(image, position != len(digests))
            digests.append(computed)
            if following[0] != index:
                return images_root(digests), len(digests), following
            image, following = following, next(rest, _NO_IMAGE)

    def _tile(self) -> bytes:
        if not self._headers_agree():
            for header, said, time in zip(self._headers, self._said, self._times, strict=True):
                self._check_header(header, said, time)
        tile = b"".join(self._leaves)
        self._leaves.clear()
        self._headers.clear()
        self._said.clear()
        self._times.clear()
        return tile

    def _headers_agree(self) -> bool:
        """Tell whether all headers of the tile say what their rows say; together, since one by one costs three times as much."""
        found = _IMAGES_AND_INDEX.findall(b"\n".join(self._headers))
        ends = b"".join([header[-_END_BYTES:] for header in self._headers])
        try:
            return bool(
                b"\n".join(found) == "\n".join(self._said).encode()
                and ends == "".join([f'"time":"{time}","v":{FORMAT}}}' for time in self._times]).encode()
            )
        except ValueError:  # a time that cannot be written as UTF-8
            return False

    def _check_header(self, header: bytes, said: str, time: str) -> None:
        count, _, index = said.partition(',"index":')
        if f'"index":{index},"reason":'.encode() not in header:
            self._wrong(int(index), f"entry {index}: its header is that of another entry")
        elif f'"images":{count},'.encode() not in header:
            self._wrong(int(index), f"entry {index}: its header does not speak of {count} image" + "s" * (count != "1"))
        elif not header.endswith(f'"time":"{time}","v":{FORMAT}}}'.encode(errors="replace")):
            self._wrong(int(index), f"entry {index}: its header gives another time than {time}")

    def _stored_leaf(self, index: int) -> bytes:
        """Return the leaf hash that the tiles have for an entry whose row is gone; zeros if they have none."""
        at = index % TILE_WIDTH * HASH_BYTES
        return stored_tile(self._stored, 0, index // TILE_WIDTH)[at : at + HASH_BYTES] or bytes(HASH_BYTES)

    def _step_to(self, index: int) -> Iterator[bytes]:
        """Go over missing entries, taking their hashes from the tiles; a row that stands where it may not is passed over."""
        expected = self.expected
        if not _is_number(index) or index < expected:
            self.findings.add("entry", f"a row with the index {index!r} stands where entry {expected} is due", expected)
            return
        if self._gap_at != expected:
            name = f"entry {expected} is missing" if index == expected + 1 else f"entries {expected} to {index - 1} are missing"
            self.findings.add("entry", name, expected)
        self._gap_at = expected
        self.missing_from = expected if self.missing_from is None else self.missing_from
        while self.expected < min(index, self._signed):
            self.explained.add(self.expected)
            self._leaves.append(self._stored_leaf(self.expected))
            self.expected += 1
            if len(self._leaves) == TILE_WIDTH:
                yield self._tile()

    def _orphan(self, image: ImageRow, rest: Iterator[ImageRow]) -> ImageRow:
        entry = max(0, min(image[0], self.expected)) if _is_number(image[0]) else None
        self.findings.add("image", f"{_image_name(image)} belongs to no entry", entry)
        return next(rest, _NO_IMAGE)

    def _wrong(self, index: int, name: str) -> None:
        self.explained.add(index)
        self.findings.add("entry", name, index)

    def _wrong_image(self, image: ImageRow, moved: bool) -> None:
        self._image_at = image[0]
        what = "stands in the wrong place" if moved else "was changed"
        self.findings.add("image", f"{_image_name(image)} {what}", image[0])


def _is_number(value: object) -> bool:
    """Tell whether a column holds a whole number; a database may hold text in it after somebody else's hand."""
    return type(value) is int


def _image_name(image: ImageRow) -> str:
    return f"{image[2]} {image[3]}, version {image[4]},"
