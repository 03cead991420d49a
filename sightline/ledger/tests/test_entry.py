"""Entries and images: every column is in the digest, and what is written can be read."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from sightline.ledger import Header, Image, LedgerError, entry_leaf, images_root, leaf_hash, new_salt, node_hash, utc_text

IMAGE = Image("inventory.system", "0199c2a4-7b1e-7c22-a3a0-1f2e3d4c5b6a", 3, 1, '{"name":"Müller & Söhne"}', bytes(16))
HEADER = Header(12, "2026-11-24T22:36:00.123456Z", "user:4", "web", "edit_system", 'said "so"', 2)


def test_an_image_is_a_leaf_of_salt_columns_and_data() -> None:
    leaf = bytes(16) + b"inventory.system 0199c2a4-7b1e-7c22-a3a0-1f2e3d4c5b6a 3 1\n" + '{"name":"Müller & Söhne"}'.encode()
    assert IMAGE.digest() == leaf_hash(leaf)


@pytest.mark.parametrize(
    "change",
    [{"record_type": "x"}, {"record_id": "x"}, {"version": 4}, {"schema": 2}, {"data": "{}"}, {"salt": b"\x01" * 16}],
)
def test_no_column_of_an_image_can_change_under_its_digest(change: dict[str, object]) -> None:
    assert replace(IMAGE, **change).digest() != IMAGE.digest()  # type: ignore[arg-type]


def test_a_header_is_canonical_json_and_reads_back() -> None:
    assert HEADER.to_bytes() == (
        b'{"action":"edit_system","actor":"user:4","face":"web","images":2,"index":12,'
        b'"reason":"said \\"so\\"","time":"2026-11-24T22:36:00.123456Z","v":1}'
    )
    assert Header.from_bytes(HEADER.to_bytes()) == HEADER


def test_an_entry_leaf_is_header_and_images_root() -> None:
    first, second = IMAGE.digest(), replace(IMAGE, version=4).digest()
    assert images_root([first]) == first
    assert images_root([first, second]) == node_hash(first, second)
    assert images_root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert entry_leaf(b"{}", first) == b"{}\n" + first.hex().encode()


@pytest.mark.parametrize("header", [b"", b"[]", b"{}", b'{"v":1}', HEADER.to_bytes().replace(b'"v":1', b'"v":2'), b"\xff", b'{"a":1}'])
def test_what_is_no_header_is_called_so(header: bytes) -> None:
    with pytest.raises(LedgerError):
        Header.from_bytes(header)


def test_a_header_with_a_text_for_an_index_is_refused() -> None:
    with pytest.raises(LedgerError):
        Header.from_bytes(HEADER.to_bytes().replace(b'"index":12', b'"index":"12"'))


def test_an_entry_too_long_for_others_to_carry_is_refused() -> None:
    with pytest.raises(LedgerError, match="reason is too long"):
        replace(HEADER, reason="x" * 65_500).to_bytes()


def test_times_are_written_in_utc_with_microseconds() -> None:
    moment = datetime(2026, 11, 24, 23, 36, 0, 5, tzinfo=timezone(timedelta(hours=1)))
    assert utc_text(moment) == "2026-11-24T22:36:00.000005Z"
    assert utc_text(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00.000000Z"
    with pytest.raises(LedgerError):
        utc_text(datetime(2026, 1, 1))


def test_salts_differ() -> None:
    assert len({new_salt() for _ in range(100)}) == 100
