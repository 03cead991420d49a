"""Other people's test vectors for Merkle proofs: every one of the 518 must be accepted or refused as its authors say."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from sightline.ledger.errors import ProofFailed
from sightline.ledger.proofs import verify_consistency, verify_inclusion, verify_subtree_consistency, verify_subtree_inclusion
from tests.support.shared import shared_data

KINDS = ("inclusion", "consistency", "subtreeinclusion", "subtreeconsistency")


def check(kind: str, vector: dict[str, Any]) -> None:
    def hash_of(key: str) -> bytes:
        return base64.b64decode(vector[key] or "")

    proof = [base64.b64decode(one or "") for one in vector["proof"] or []]
    match kind:
        case "inclusion":
            verify_inclusion(vector["leafIdx"], vector["treeSize"], hash_of("leafHash"), proof, hash_of("root"))
        case "consistency":
            verify_consistency(vector["size1"], vector["size2"], proof, hash_of("root1"), hash_of("root2"))
        case "subtreeinclusion":
            verify_subtree_inclusion(vector["leafIdx"], vector["start"], vector["end"], hash_of("leafHash"), proof, hash_of("root"))
        case "subtreeconsistency":
            verify_subtree_consistency(vector["start"], vector["end"], vector["size"], proof, hash_of("root1"), hash_of("root2"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_vector_is_judged_as_its_authors_say(kind: str) -> None:
    folder = shared_data("merkle-vectors", "testdata", kind)
    wrong = []
    for file in sorted(folder.rglob("*.json")):
        vector = json.loads(file.read_text())
        try:
            check(kind, vector)
            refused = False
        except ProofFailed:
            refused = True
        if refused != vector["wantErr"]:
            wrong.append(f"{Path(file).relative_to(folder)}: {'refused' if refused else 'accepted'}")
    assert wrong == []


def test_all_vectors_were_there() -> None:
    assert len(list(shared_data("merkle-vectors", "testdata").rglob("*.json"))) == 518
