"""The engine: every line is counted, a hit is decided by the parsed host, packed and broken files are read as far as they go, memory stays small."""

import gzip
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import zstandard
from hypothesis import example, given
from hypothesis import strategies as st

from sightline.aims.discovery import opening
from sightline.aims.discovery.catalogue import Catalogue, load
from sightline.aims.discovery.discovering import Seen, Unreadable, Way, look_through, together
from sightline.aims.discovery.opening import Lines
from sightline.aims.discovery.readers import SOURCES, ListSource, LogSource, Moments, Settings
from sightline.aims.discovery.readers.hosts import host_of, whole
from sightline.aims.discovery.readers.packages import PARSERS
from tests.support.shared import CHECKOUT, shared_data

from .conftest import FILES, TODAY

Look = Callable[..., Seen]
LOGS = [one for one in SOURCES.values() if isinstance(one, LogSource)]
LISTS = [one for one in SOURCES.values() if isinstance(one, ListSource)]
LINE = "{when}.000 10 10.0.0.{n} TCP_TUNNEL/200 100 CONNECT {host}:443 user{n}@northwind.example HIER_DIRECT/192.0.2.1 -\n"


def log_of(count: int, host: str = "chatgpt.com") -> bytes:
    """A Squid log in which every tenth line is of `host`."""
    return "".join(
        LINE.format(when=1_763_971_200 + n, n=n % 50, host=host if n % 10 == 0 else f"www{n % 7}.example.com") for n in range(count)
    ).encode()


def test_the_shared_squid_log_has_500_lines_and_no_ai(look: Look) -> None:
    seen = look("squid", shared_data("proxy-logs", "squid_access_netdata.log"))
    assert (seen.lines, seen.hits, seen.found) == (500, 0, {})


@pytest.mark.parametrize(
    "host",
    [
        "openair.com",
        "notopenai.com",
        "openai.com.example.org",
        "chatgpt.com.evil.example",
        "xn--openai-com.example",
        "my-claude.ai.example",
    ],
)
def test_a_host_that_only_looks_like_ai_is_none(look: Look, tmp_path: Path, host: str) -> None:
    path = tmp_path / "access.log"
    path.write_bytes(log_of(20, host))
    seen = look("squid", path)
    assert (seen.lines, seen.hits) == (20, 0)


@pytest.mark.parametrize("host", ["chatgpt.com", "CHATGPT.COM", "chatgpt.com.", "www.chatgpt.com"])
def test_a_host_is_known_however_it_is_written(look: Look, tmp_path: Path, host: str) -> None:
    path = tmp_path / "access.log"
    path.write_bytes(log_of(20, host))
    assert {one.service.id for one in look("squid", path).found.values()} == {"chatgpt"}


def test_packed_logs_say_the_same_as_plain_ones(look: Look, tmp_path: Path) -> None:
    raw = log_of(5_000)
    half = raw.index(b"\n", len(raw) // 2) + 1
    for name, packed in {
        "plain.log": raw,
        "one.gz": gzip.compress(raw),
        "two.gz": gzip.compress(raw[:half]) + gzip.compress(raw[half:]),
        "one.zst": zstandard.compress(raw),
        "two.zst": zstandard.compress(raw[:half]) + zstandard.compress(raw[half:]),
        "wide.log": "﻿".encode("utf-16-le") + raw.decode().encode("utf-16-le"),
    }.items():
        (tmp_path / name).write_bytes(packed)
        seen = look("squid", tmp_path / name)
        assert (name, seen.lines, seen.hits, seen.notes) == (name, 5_000, 500, [])
        assert seen.size == len(packed)


@pytest.mark.parametrize("pack", [lambda raw: gzip.compress(raw, 0), lambda raw: zstandard.compress(raw * 3, 1)], ids=["gz", "zst"])
def test_a_file_that_breaks_off_is_told_and_what_was_read_is_kept(look: Look, tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    packed = pack(log_of(20_000))
    path = tmp_path / "cut.log"
    path.write_bytes(packed[: len(packed) * 2 // 3])
    seen = look("squid", path)
    assert seen.hits > 100
    assert any("breaks off" in note for note in seen.notes)


def test_a_damaged_file_is_told(look: Look, tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(log_of(20_000), 1))
    packed[len(packed) // 2 : len(packed) // 2 + 40] = bytes(range(200, 240))
    (tmp_path / "bad.gz").write_bytes(packed)
    assert any("damaged" in note for note in look("squid", tmp_path / "bad.gz").notes)


def test_bytes_of_another_encoding_lose_no_line(look: Look, tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    path.write_bytes(
        b"J\xfcrgen M\xfcller \xff\xfe\x00 chatgpt.com\n" + log_of(10) + "ünïcode\n".encode() + b"\r\n\n" + log_of(10).rstrip(b"\n")
    )
    seen = look("squid", path)
    assert (seen.lines, seen.hits) == (24, 2)


def test_an_empty_file_is_told(look: Look, tmp_path: Path) -> None:
    (tmp_path / "empty.log").write_bytes(b"")
    seen = look("squid", tmp_path / "empty.log")
    assert (seen.lines, seen.notes) == (0, ["The file is empty."])


def test_a_zip_is_told_to_be_unpacked(look: Look, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04" + bytes(100))
    with pytest.raises(Unreadable, match="Unpack it"):
        look("squid", tmp_path / "a.zip")


def test_people_of_several_files_count_once(look: Look, tmp_path: Path) -> None:
    for name in ("a.log", "b.log"):
        (tmp_path / name).write_bytes(log_of(100))
    (whole_of,) = together([look("squid", tmp_path / "a.log"), look("squid", tmp_path / "b.log")])
    assert (whole_of.requests, whole_of.user_count) == (20, 5)


@given(st.lists(st.binary(max_size=60), max_size=40), st.integers(1, 50))
@example([b"a\n", b"", b"b"], 1)
def test_blocks_are_whole_lines_whatever_their_size(pieces: list[bytes], block: int) -> None:
    raw = b"".join(pieces)
    before, opening.BLOCK = opening.BLOCK, block
    try:
        given_back = list(opening._whole_lines(iter(pieces)))
    finally:
        opening.BLOCK = before
    assert b"".join(given_back) == raw
    if max((len(line) for line in raw.split(b"\n")), default=0) < block:
        assert all(one.endswith(b"\n") for one in given_back[:-1])


@given(st.binary(max_size=400))
@example(b"\x1f\x8b\x08")
@example(b"\x28\xb5\x2f\xfd\x00")
@example(b"\xff\xfea")
def test_any_bytes_are_counted_as_lines_and_never_raise(raw: bytes) -> None:
    lines = Lines(_file(raw))
    try:
        for _ in lines:
            pass
    except Unreadable:
        assert raw.startswith(b"PK\x03\x04")
        return
    if not raw.startswith((b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        assert lines.count == raw.count(b"\n") + (bool(raw) and not raw.endswith(b"\n"))
    assert len(lines.sha256) == 64


def _file(raw: bytes) -> Path:
    import tempfile

    path = Path(tempfile.mkdtemp(prefix="sightline-test-")) / "file"
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize("source", LOGS, ids=lambda one: one.name)
@given(line=st.binary(max_size=300), text=st.text(max_size=200))
def test_no_line_makes_a_parser_of_logs_raise(source: LogSource, line: bytes, text: str) -> None:
    parse = source.prepare(b"host,user\nchatgpt.com,ana\n", Settings(Moments(TODAY)))
    for one in (line.replace(b"\n", b""), text.replace("\n", "").encode("utf-8", "surrogatepass")):
        use = parse(one)
        assert use is None or isinstance(use.key, str)
    assert source.knows(text.encode("utf-8", "replace").decode()) in (True, False)


@pytest.mark.parametrize("source", LISTS, ids=lambda one: one.name)
@given(
    row=st.dictionaries(
        st.sampled_from(["name", "user", "date", "appname", "merchant", "devicecount", "target0displayname", "event"]), st.text(max_size=40)
    )
)
def test_no_row_makes_a_parser_of_lists_raise(source: ListSource, row: dict[str, str]) -> None:
    uses = list(source.uses(row, Settings(Moments(TODAY))))
    assert all(use.key and use.requests >= 1 for use in uses)


@pytest.mark.parametrize("shape", sorted(PARSERS))
@given(text=st.text(max_size=200))
def test_a_manifest_that_is_none_raises_only_what_its_reader_tells(shape: str, text: str) -> None:
    try:
        names = list(PARSERS[shape](text))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return
    assert all(isinstance(name, str) for name in names)


@given(st.text(max_size=80))
@example("https://user:secret@ChatGPT.com:443/c/1?x=claude.ai")
@example("[2001:db8::1]:443")
def test_a_host_has_no_path_and_no_port(text: str) -> None:
    host = host_of(text)
    assert "/" not in host
    assert host == host.lower() or not host.isascii()


def test_hosts_are_cut_out_of_addresses() -> None:
    assert host_of("https://user:secret@ChatGPT.com:443/c/1?x=claude.ai") == "chatgpt.com"
    assert host_of("[2001:db8::1]:443") == "2001:db8::1"
    assert (whole("1,200"), whole("-"), whole(None), whole("1e400")) == (1200, 0, 0, 0)


@given(st.text(max_size=60))
def test_no_text_makes_a_moment_raise(text: str) -> None:
    found = Moments(TODAY).read(text)
    assert found is None or isinstance(found, float | int)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026-11-24T09:14:05Z", "2026-11-24T09:14:05"),
        ("2026-11-24 09:14:05.123 +01:00", "2026-11-24T08:14:05"),
        ("24.11.2026 09:14", "2026-11-24T09:14:00"),
        ("11/24/2026 9:14 PM", "2026-11-24T21:14:00"),
        ("Fri Dec 31 07:07:07 2021", "2021-12-31T07:07:07"),
        ("Nov 24, 2026, 9:14:05 PM", "2026-11-24T21:14:05"),
        ("24/Nov/2026:09:14:05 +0100", "2026-11-24T08:14:05"),
        ("1763971200", "2025-11-24T08:00:00"),
        ("1763971200000", "2025-11-24T08:00:00"),
        ("Dec  3 23:59:58", "2025-12-03T23:59:58"),
        ("30 February 2026", ""),
    ],
)
def test_moments_are_read_as_people_and_machines_write_them(text: str, iso: str) -> None:
    from datetime import UTC, datetime

    found = Moments(TODAY).read(text)
    assert (datetime.fromtimestamp(found, UTC).strftime("%Y-%m-%dT%H:%M:%S") if found is not None else "") == iso


# Not getrusage: its peak begins with that of the process which started this one.
MEMORY = """
import sys
from datetime import date
from pathlib import Path
from sightline.aims.discovery.catalogue import load
from sightline.aims.discovery.discovering import Way, look_through
seen = look_through("squid", Path(sys.argv[1]), Way(load(), date(2026, 11, 24)))
print(seen.lines, seen.hits, int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]) // 1024)
"""


def test_a_log_of_many_lines_takes_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "long.log.gz"
    part = log_of(50_000)
    with gzip.open(path, "wb", compresslevel=1) as file:
        for _ in range(10):
            file.write(part)
    done = subprocess.run([sys.executable, "-c", MEMORY, str(path)], capture_output=True, text=True, check=True, cwd=CHECKOUT)
    lines, hits, mib = map(int, done.stdout.split())
    assert (lines, hits) == (500_000, 50_000)
    assert mib < 200


def test_the_engine_needs_no_django() -> None:
    told = "import sys; import sightline.aims.discovery.discovering; assert not any(name.startswith('django') for name in sys.modules)"
    assert subprocess.run([sys.executable, "-c", told], check=False, cwd=CHECKOUT).returncode == 0


def test_what_a_file_shows_depends_on_the_catalogue_alone(tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    path.write_bytes(log_of(20, "helper.northwind.example"))
    entry = {
        "id": "own-helper",
        "name": "Helper",
        "vendor": "Northwind",
        "category": "assistants",
        "source": "own entry",
        "domains": ["helper.northwind.example"],
    }
    assert not look_through("squid", path, Way(load(), date(2026, 11, 24))).found
    own: Catalogue = load(extra=[entry])
    assert look_through("squid", path, Way(own, date(2026, 11, 24))).hits == 2


def test_fixtures_are_of_every_source() -> None:
    assert {path.stem for path in FILES.iterdir()} >= {one for one in SOURCES if one not in ("csv", "manifests")}
