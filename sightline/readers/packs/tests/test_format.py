"""The archive: the same bytes for the same records, everything listed, and nothing taken that does not belong."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from sightline.ledger import EMPTY_ROOT, Checkpoint, LedgerError, SigningKey
from sightline.readers.packs.format import Evidence, PackError, PackWriter
from sightline.readers.packs.tests.making import KEY, TIME, make_pack, sample_ledger


def test_a_pack_has_its_parts_and_lists_them() -> None:
    with zipfile.ZipFile(io.BytesIO(make_pack())) as pack:
        names = pack.namelist()
        manifest = json.loads(pack.read("manifest.json"))
        record = json.loads(pack.read("records/SYS-0001.json"))
    assert {"index.html", "README.txt", "verify.py", "verify.html", "checkpoint.txt", "vkeys.txt", "manifest.note"} <= set(names)
    assert set(names) - {"manifest.json", "manifest.note"} == set(manifest["files"])
    assert manifest["files"]["records/SYS-0001.json"]["entry"] == 303
    assert manifest["files"]["pages/style.css"]["entry"] == 304
    assert {name.rsplit(".")[-1] for name in names if name.startswith("evidence/")} == {"pdf", "bin"}
    assert [version["data"] for version in record["versions"]][1] is None
    assert json.loads(record["versions"][-1]["data"])["name"] == "Candidate ranking"


def test_the_same_records_give_the_same_bytes_and_the_time_of_the_checkpoint() -> None:
    first = make_pack()
    assert first == make_pack(sample_ledger())
    with zipfile.ZipFile(io.BytesIO(first)) as pack:
        assert {info.date_time for info in pack.infolist()} == {(2026, 11, 24, 22, 36, 1)} or {
            info.date_time for info in pack.infolist()
        } == {(2026, 11, 24, 22, 36, 0)}


def writer(time: datetime = TIME) -> PackWriter:
    return PackWriter(io.BytesIO(), Checkpoint("example.com/ledger", 5, bytes(32)).sign(KEY), [KEY.verifier], KEY, time)


def record(reference: str) -> dict[str, Any]:
    return {"reference": reference, "record_type": "x", "record_id": "y", "versions": [{"entry": 1}]}


def evidence(**changes: Any) -> Evidence:
    facts = {"sha256": "0" * 64, "extension": "pdf", "size": 1, "reference": "SYS-0001", "blocks": [b"x"], **changes}
    return Evidence(**facts)


@pytest.mark.parametrize(
    "step",
    [
        lambda pack: pack.add_record(record("../SYS-0001")),
        lambda pack: pack.add_record(record("")),
        lambda pack: (pack.add_record(record("SYS-0002")), pack.add_record(record("SYS-0001"))),
        lambda pack: (pack.add_record(record("SYS-0001")), pack.add_record(record("SYS-0001"))),
        lambda pack: (pack.add_page("a.html", b""), pack.add_record(record("SYS-0001"))),
        lambda pack: pack.add_page("../a.html", b""),
        lambda pack: pack.add_page("/a.html", b""),
        lambda pack: pack.add_evidence(evidence()),
        lambda pack: (pack.add_record(record("SYS-0001")), pack.add_evidence(evidence(sha256="../x"))),
        lambda pack: (pack.add_record(record("SYS-0001")), pack.add_evidence(evidence())),
    ],
)
def test_what_does_not_fit_is_refused(step: Callable[[PackWriter], object]) -> None:
    with pytest.raises(PackError):
        step(writer())


def test_a_checkpoint_by_another_key_or_of_an_empty_ledger_is_refused() -> None:
    with pytest.raises(LedgerError):
        PackWriter(io.BytesIO(), Checkpoint("o", 5, bytes(32)).sign(SigningKey.generate("o")), [KEY.verifier], KEY, TIME)
    with pytest.raises(PackError):
        PackWriter(io.BytesIO(), Checkpoint("o", 0, EMPTY_ROOT).sign(KEY), [KEY.verifier], KEY, TIME)


def test_a_time_before_zip_began_is_written_as_its_first_day() -> None:
    pack = writer(datetime(1970, 1, 1, tzinfo=UTC))
    pack.close(b"")
    assert {info.date_time for info in pack._zip.infolist()} == {(1980, 1, 1, 0, 0, 0)}
