"""A pack made through the ledger's and the pack's own doors, small but with everything in it."""

import hashlib
import io
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sightline.ledger import Checkpoint, Header, MemoryTiles, SigningKey, Tree, canonical_json, entry_hash, image_digest, images_root
from sightline.readers.packs.format import Evidence, PackWriter
from sightline.readers.packs.proving import EntryFacts, PlacedImage, Prover

KEY = SigningKey("example.com/ledger", bytes(range(32)))
TIME = datetime(2026, 11, 24, 22, 36, 1, tzinfo=UTC)
REPORT = b"%PDF-1.7 the report of a bias test\n" * 500
SCAN = bytes(range(256)) * 20
INDEX = "<!doctype html><html lang=en><title>Evidence pack</title><h1>Evidence pack</h1><a href=pages/SYS-0001.html>Ränking</a>".encode()


@dataclass
class Ledger:
    """Entries and the images of each, by hand."""

    entries: list[EntryFacts] = field(default_factory=list)
    roots: list[bytes] = field(default_factory=list)
    images: dict[str, list[PlacedImage]] = field(default_factory=dict)

    def change(self, *records: tuple[str, dict[str, Any] | None]) -> None:
        """Append an entry that writes a new image of each record; None stands for one whose content was erased since."""
        index, digests = len(self.entries), []
        for position, (reference, data) in enumerate(records):
            versions = self.images.setdefault(reference, [])
            kind = "inventory.system" if reference.startswith("SYS") else "evidence.evidence"
            record, salt, text = (
                f"0199c2a4-0000-7000-8000-{int(reference[4:]):012d}",
                index.to_bytes(16, "big"),
                canonical_json(data or {"name": "?"}),
            )
            digest = image_digest(kind, record, len(versions) + 1, 1, text, salt)
            kept_text, kept_salt = (text, salt) if data is not None else (None, None)
            versions.append(PlacedImage(kind, record, len(versions) + 1, 1, kept_text, kept_salt, digest, index, position))
            digests.append(digest)
        header = Header(index, f"2026-11-24T22:36:00.{index:06d}Z", "user:1", "web", "edit_system", "because", len(records)).to_bytes()
        self.entries.append(EntryFacts(header, digests))
        self.roots.append(images_root(digests))


def sample_ledger() -> Ledger:
    """Three systems, one with three versions of which one is erased, two records of evidence, and entries that concern none of them."""
    ledger = Ledger()
    ledger.change(
        ("SYS-0001", {"name": "Rängking", "reference": "SYS-0001"}), ("SYS-0002", {"name": "Chat"}), ("SYS-0003", {"name": "Claims"})
    )
    for number in range(300):
        ledger.change((f"SYS-{1000 + number}", {"name": f"Other {number}"}))
    ledger.change(("SYS-0001", None))
    ledger.change(("EVD-0001", {"sha256": hashlib.sha256(REPORT).hexdigest()}), ("EVD-0002", {"sha256": hashlib.sha256(SCAN).hexdigest()}))
    ledger.change(("SYS-0001", {"name": "Candidate ranking", "purpose": "Ranks people who apply"}))
    ledger.change(("SYS-2000", {"name": "Newest"}))
    return ledger


def make_pack(ledger: Ledger | None = None, key: SigningKey = KEY) -> bytes:
    """Return the bytes of a pack over the sample ledger."""
    ledger = ledger or sample_ledger()
    tree = Tree(MemoryTiles())
    tree.append([entry_hash(facts.header, root) for facts, root in zip(ledger.entries, ledger.roots, strict=True)])
    prover = Prover(tree, tree.size, ledger.entries.__getitem__)
    out = io.BytesIO()
    pack = PackWriter(out, Checkpoint("example.com/ledger", tree.size, tree.root()).sign(key), [key.verifier], key, TIME)
    for reference in sorted(reference for reference in ledger.images if reference < "SYS-1000"):
        pack.add_record(prover.record(reference, ledger.images[reference]))
    for sha256, extension, size, reference, blocks in sorted(
        [
            (hashlib.sha256(REPORT).hexdigest(), "PDF", len(REPORT), "EVD-0001", (REPORT[:1000], REPORT[1000:])),
            (hashlib.sha256(SCAN).hexdigest(), "odd ext", len(SCAN), "EVD-0002", (SCAN,)),
        ]
    ):
        pack.add_evidence(Evidence(sha256, extension, size, reference, blocks))
    pack.add_page("SYS-0001.html", b"<!doctype html><title>SYS-0001</title>", entry=303)
    pack.add_page("style.css", b"body { color: black }")
    pack.close(INDEX)
    return out.getvalue()
