"""Putting it together: checkpoints, rows and tiles of one log, and the report on them."""

from collections.abc import Callable, Iterable, Sequence

from sightline.ledger.note import VerifierKey
from sightline.ledger.tiles import TILE_BYTES, TileStore
from sightline.ledger.verify.anchors import read_checkpoints, read_trusted
from sightline.ledger.verify.findings import Findings, Report
from sightline.ledger.verify.heads import Heads
from sightline.ledger.verify.rows import EntryRow, ImageRow, RowScan, ScannedRows, WithheldImage


def verify_log(
    entries: Iterable[EntryRow],
    images: Iterable[ImageRow],
    tiles: TileStore,
    checkpoints: Iterable[tuple[int, str]],
    keys: Sequence[VerifierKey | str],
    *,
    trusted: Iterable[str] = (),
    origin: str | None = None,
    on_withheld: Callable[[WithheldImage], None] | None = None,
    pending_allowed: bool = False,
) -> Report:
    """Verify a whole log in one pass; memory does not grow with its length.

    Every column of every row is covered: a changed, missing, added or moved entry, image, tile or checkpoint is found, and the first
    wrong entry is named. A log whose tail was cut off together with its checkpoints is whole in itself; only `trusted` shows it.
    Of a withheld image only the digest is covered, since nothing else of it can be recomputed.

    Arguments:
        entries: rows in order of their index.
        images: rows in order of entry and position.
        tiles: the stored tree.
        checkpoints: (number, signed note) in order of their number, from 1.
        keys: verifier keys of the log, old ones too; from a place that whoever may have changed the log could not change.
        trusted: checkpoints of this log that somebody else kept.
        origin: name of the log, if its checkpoints must carry it.
        on_withheld: is told of each image whose content was erased.
        pending_allowed: whether entries after the last checkpoint are in order (they may not be signed yet).

    Returns:
        The report; nothing found in the log raises.

    Raises:
        MalformedNote: if one of the keys is no verifier key.

    Source: RFC 9162 section 2.1, C2SP tlog-tiles and tlog-checkpoint.
    """
    verification = Verification(tiles, checkpoints, keys, trusted=trusted, origin=origin, on_withheld=on_withheld)
    verification.add_rows(entries, images)
    return verification.report(pending_allowed=pending_allowed)


class Verification:
    """A verification whose rows come in stretches, so that several processes can read them: `verify_log` in steps.

    Add every stretch once, in order, each but the last ending at a multiple of 256; then ask for the report. Arguments as `verify_log`.

    Attributes:
        signed: number of entries that the valid checkpoints cover.
    """

    def __init__(
        self,
        tiles: TileStore,
        checkpoints: Iterable[tuple[int, str]],
        keys: Sequence[VerifierKey | str],
        *,
        trusted: Iterable[str] = (),
        origin: str | None = None,
        on_withheld: Callable[[WithheldImage], None] | None = None,
    ) -> None:
        known = [VerifierKey.parse(key) if isinstance(key, str) else key for key in keys]
        self._findings = Findings()
        own = read_checkpoints(checkpoints, known, origin, self._findings)
        self._held = read_trusted(trusted, known, origin, self._findings)
        self.signed = own[-1].size if own else 0
        self._tiles, self._on_withheld = tiles, on_withheld
        self._heads = Heads(tiles, own + self._held, self.signed, self._findings)
        self._missing_from: int | None = None
        self._withheld = 0

    def add_rows(self, entries: Iterable[EntryRow], images: Iterable[ImageRow], stop: int | None = None) -> None:
        """Read the next stretch of rows here and now.

        Arguments:
            entries, images: as `verify_log`.
            stop: index after the last entry of the stretch; None at the end of the log.
        """
        scan = RowScan(self._tiles, self.signed, self._findings, self._withhold, self._heads.size)
        self._heads.explained = scan.explained
        for tile in scan.tiles(entries, images, stop):
            self._heads.add_tile(tile)
        self._note_gap(scan.missing_from)

    def add_scanned(self, rows: ScannedRows) -> None:
        """Take a stretch of rows that was read elsewhere, by `scan_rows`."""
        for image in rows.withheld:
            self._withhold(image)
        self._findings.take(rows.findings)
        self._note_gap(rows.missing_from)
        if rows.start != self._heads.size:  # the stretch before it ends in a gap beyond all checkpoints, which was reported
            return
        self._heads.explained |= rows.explained
        for at in range(0, len(rows.leaves), TILE_BYTES):
            self._heads.add_tile(rows.leaves[at : at + TILE_BYTES])

    def report(self, *, pending_allowed: bool = False) -> Report:
        """Return what was found, after the last stretch."""
        heads, findings, signed = self._heads, self._findings, self.signed
        heads.finish()
        rows = heads.size
        if heads.stored > signed:
            findings.add("checkpoint", f"the tiles hold {heads.stored} entries, but the last checkpoint covers only {signed}", signed)
        elif rows > signed and not pending_allowed:
            findings.add("checkpoint", f"no checkpoint covers the entries from {signed} to {rows - 1}", signed)
        for anchor in self._held:
            if anchor.size > rows:
                first = rows if self._missing_from is None else min(rows, self._missing_from)
                findings.add("trusted", f"the log was cut off: its entries from {first} to {anchor.size - 1} are missing", first)
        return Report(
            size=signed or rows,
            root=heads.root_at_signed or heads.root,
            first_bad=findings.first_bad,
            problems=tuple(findings.problems),
            left_out=findings.left_out,
            withheld=self._withheld,
            pending=max(0, rows - signed),
        )

    def _withhold(self, image: WithheldImage) -> None:
        self._withheld += 1
        if self._on_withheld is not None:
            self._on_withheld(image)

    def _note_gap(self, missing_from: int | None) -> None:
        if self._missing_from is None:
            self._missing_from = missing_from
