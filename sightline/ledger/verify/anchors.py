"""The checkpoints of a log, checked as texts and put in order: the signed roots that its entries are then measured against."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sightline.ledger.checkpoint import open_checkpoint
from sightline.ledger.errors import LedgerError
from sightline.ledger.note import VerifierKey
from sightline.ledger.verify.findings import Findings


@dataclass(frozen=True, slots=True)
class Anchor:
    """A signed root: the tree of the first `size` entries had this head.

    Attributes:
        number: number of the checkpoint in its own log; None if it was held elsewhere.
    """

    size: int
    root: bytes
    number: int | None


def read_checkpoints(
    checkpoints: Iterable[tuple[int, str]], keys: Sequence[VerifierKey], origin: str | None, findings: Findings
) -> list[Anchor]:
    """Check the log's own checkpoints: numbered from 1 without a gap, signed, of one log, never shrinking.

    A problem is put down to the first entry that the checkpoint before it does not cover.
    """
    anchors: list[Anchor] = []
    covered, expected = 0, 1
    for number, note in checkpoints:
        if type(number) is not int:
            findings.add("checkpoint", f"a checkpoint has the number {number!r}", covered)
            continue
        if number != expected:
            name = f"checkpoint {expected} is missing" if number > expected else f"checkpoint {number} stands out of order"
            findings.add("checkpoint", name, covered)
        expected = number + 1
        try:
            checkpoint = open_checkpoint(note, keys, origin).checkpoint
        except (LedgerError, TypeError, AttributeError) as error:
            findings.add("checkpoint", f"checkpoint {number}: {error}", covered)
            continue
        origin = checkpoint.origin
        if checkpoint.size < covered:
            findings.add("checkpoint", f"checkpoint {number} is of a shorter log than the one before it", checkpoint.size)
            continue
        covered = checkpoint.size
        anchors.append(Anchor(covered, checkpoint.root, number))
    return anchors


def read_trusted(notes: Iterable[str], keys: Sequence[VerifierKey], origin: str | None, findings: Findings) -> list[Anchor]:
    """Check the checkpoints that somebody else kept; they must be signed by this log too."""
    anchors: list[Anchor] = []
    for note in notes:
        try:
            checkpoint = open_checkpoint(note, keys, origin).checkpoint
        except LedgerError as error:
            findings.add("trusted", f"the checkpoint held elsewhere cannot be used: {error}", None)
            continue
        anchors.append(Anchor(checkpoint.size, checkpoint.root, None))
    return anchors
