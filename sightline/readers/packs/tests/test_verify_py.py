"""The verifier in Python, run as its reader runs it: alone, in a folder or on the zip."""

import ast
import hashlib
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from sightline.ledger import Checkpoint, SigningKey, sign_note
from sightline.readers.packs.tests.making import KEY, make_pack, sample_ledger
from sightline.readers.packs.verifier import verify

SOURCE = Path(verify.__file__)


def run(*arguments: object, script: Path = SOURCE) -> subprocess.CompletedProcess[str]:
    """Run the verifier without any of our packages in reach."""
    command = [sys.executable, "-I", str(script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pack")
    (folder / "pack.zip").write_bytes(make_pack())
    with zipfile.ZipFile(folder / "pack.zip") as pack:
        pack.extractall(folder / "unzipped")
    return folder


@pytest.fixture
def folder(packed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(packed / "unzipped", tmp_path / "pack"))


def test_a_whole_pack_is_called_whole_in_its_folder_and_as_a_zip(packed: Path) -> None:
    inside = run(script=packed / "unzipped" / "verify.py")
    outside = run(packed / "pack.zip")
    assert (inside.returncode, outside.returncode) == (0, 0), inside.stdout + inside.stderr
    assert inside.stdout == outside.stdout
    assert inside.stdout.startswith("This pack is whole.")
    assert "The checkpoint of example.com/ledger over 305 entries is signed" in inside.stdout
    assert "with who changed them, when and why: 5. Versions of them: 7." in inside.stdout
    assert "so that only the fingerprint is left: 1." in inside.stdout
    assert "whose fingerprints their records hold: 2." in inside.stdout
    assert str(KEY.verifier) in inside.stdout
    assert inside.stderr == ""


def test_it_needs_nothing_but_an_old_python() -> None:
    tree = ast.parse(SOURCE.read_text(), feature_version=(3, 8))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names


def files_of(packed: Path) -> list[str]:
    return sorted(str(path.relative_to(packed / "unzipped")) for path in (packed / "unzipped").rglob("*") if path.is_file())


def entry_of(name: str) -> int:
    """Return the entry that a file of the sample pack belongs to."""
    if name.startswith("records/SYS"):
        return 303 if "0001" in name else 0
    return 302 if name.startswith(("records/", "evidence/")) else 303 if name == "pages/SYS-0001.html" else 304


def test_a_flipped_byte_in_any_file_is_found_and_its_entry_named(packed: Path, folder: Path) -> None:
    chance = random.Random(42)
    for name in files_of(packed):
        path = folder / name
        data = path.read_bytes()
        for at in {0, len(data) - 1, *chance.choices(range(len(data)), k=2)}:
            path.write_bytes(data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :])
            result = run(folder)
            assert result.returncode == 1, (name, at, result.stdout)
            first = next(line for line in result.stdout.splitlines() if line.startswith("First wrong: "))
            assert first.startswith(f"First wrong: {name} "), (at, result.stdout)
            assert re.search(rf"entry {entry_of(name)}\b", first), first
        path.write_bytes(data)
    assert run(folder).returncode == 0


def remove(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def write(name: str, text: str) -> Callable[[Path], None]:
    def tamper(folder: Path) -> None:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)

    return tamper


def link(folder: Path) -> None:
    os.rename(folder / "index.html", folder.parent / "elsewhere.html")
    os.symlink(folder.parent / "elsewhere.html", folder / "index.html")


@pytest.mark.parametrize(
    ("tamper", "first"),
    [
        (remove("records/SYS-0001.json"), "records/SYS-0001.json is missing. It belongs to entry 303 of the ledger."),
        (remove("pages/SYS-0001.html"), "pages/SYS-0001.html is missing. It speaks of the ledger up to entry 303."),
        (remove("manifest.json"), "manifest.json is missing. It speaks of the ledger up to entry 304."),
        (remove("manifest.note"), "manifest.note is missing. It speaks of the ledger up to entry 304."),
        (remove("checkpoint.txt"), "checkpoint.txt is missing. It speaks of the ledger up to entry 304."),
        (remove("vkeys.txt"), "vkeys.txt is missing. It speaks of the ledger up to entry 304."),
        (write("records/SYS-0009.json", "{}"), "records/SYS-0009.json was added. It belongs to no entry of the ledger."),
        (write("extra/note.txt", "hello"), "extra/note.txt was added. It belongs to no entry of the ledger."),
        (write("manifest.json", "[]"), "manifest.json cannot be read. It speaks of the ledger up to entry 304."),
        (write("vkeys.txt", ""), "vkeys.txt holds no key. It speaks of the ledger up to entry 304."),
        (link, "index.html is a link and not a file. It speaks of the ledger up to entry 304."),
    ],
)
def test_what_is_missing_or_added_is_named(folder: Path, tamper: Callable[[Path], None], first: str) -> None:
    tamper(folder)
    result = run(folder)
    assert result.returncode == 1
    assert f"First wrong: {first}" in result.stdout


def test_files_that_systems_leave_behind_do_no_harm(folder: Path) -> None:
    (folder / ".DS_Store").write_text("")
    (folder / "pages" / "Thumbs.db").write_text("")
    assert run(folder).returncode == 0


def resign(folder: Path, key: SigningKey = KEY) -> None:
    """List and sign a changed folder anew, as somebody with the key but without the ledger would."""
    manifest = json.loads((folder / "manifest.json").read_text())
    for name, facts in manifest["files"].items():
        data = (folder / name).read_bytes()
        facts.update(sha256=hashlib.sha256(data).hexdigest(), size=len(data))
    text = json.dumps(manifest, separators=(",", ":"), sort_keys=True)
    (folder / "manifest.json").write_text(text)
    root = (folder / "checkpoint.txt").read_text().splitlines()[2]
    (folder / "manifest.note").write_text(sign_note(f"sightline-pack/v1\n{hashlib.sha256(text.encode()).hexdigest()}\n{root}\n", key))


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("Candidate ranking", "Candidate Ranking", "does not say what the ledger holds"),
        ('"version": 3', '"version": 4', "does not say what the ledger holds"),
        ('"position": 0', '"position": 1', "is not part of the entry that it names"),
        ('"entry": 303,', '"entry": 302,', "names another entry than the one it belongs to"),
        ('\\"reason\\":\\"because\\"', '\\"reason\\":\\"whyever\\"', "is not in the ledger under this checkpoint"),
        (
            '"record_type": "inventory.system",\n "record_id"',
            '"record_type": "risk.risk",\n "record_id"',
            "holds versions of another record",
        ),
        ('"schema": 1', '"schema": null', "does not say what the ledger holds"),
        ('"entry_proof": [', '"entry_proof": ["x",', "is not written as it should be"),
        ('"header": "{', '"header": "', "cannot be read"),
        ('"versions": [', '"versions": [], "more": [', "holds no version"),
    ],
)
def test_even_the_key_cannot_make_a_record_say_something_else(folder: Path, old: str, new: str, what: str) -> None:
    path = folder / "records" / "SYS-0001.json"
    text = path.read_text()
    assert old in text
    path.write_text(text[: text.rindex(old)] + new + text[text.rindex(old) + len(old) :])
    resign(folder)
    result = run(folder)
    assert result.returncode == 1
    assert f"First wrong: records/SYS-0001.json {what}. It belongs to entry 303 of the ledger." in result.stdout


def test_even_the_key_cannot_put_another_file_in_place_of_evidence(folder: Path) -> None:
    path = next((folder / "evidence").glob("*.pdf"))
    path.write_bytes(b"another report")
    resign(folder)
    assert "evidence/" in run(folder).stdout.split("First wrong: ")[1]
    new = folder / "evidence" / (hashlib.sha256(b"another report").hexdigest() + ".pdf")
    path.rename(new)
    manifest = (folder / "manifest.json").read_text().replace(path.name, new.name)
    (folder / "manifest.json").write_text(manifest)
    resign(folder)
    assert f"First wrong: evidence/{new.name} is not the file that its record speaks of. It belongs to entry 302" in run(folder).stdout


def test_a_pack_signed_by_another_key_shows_against_the_key_that_one_trusts(tmp_path: Path) -> None:
    forger = SigningKey.generate("example.com/ledger")
    (tmp_path / "pack.zip").write_bytes(make_pack(key=forger))
    assert run(tmp_path / "pack.zip").returncode == 0
    result = run(tmp_path / "pack.zip", "--key", KEY.verifier)
    assert result.returncode == 1
    assert "First wrong: vkeys.txt does not hold the key that you trust" in result.stdout
    (tmp_path / "pack.zip").write_bytes(make_pack())
    assert run(tmp_path / "pack.zip", "--key", KEY.verifier).returncode == 0


def test_a_checkpoint_from_elsewhere_is_compared(packed: Path, tmp_path: Path) -> None:
    held = tmp_path / "held.txt"
    shutil.copy(packed / "unzipped" / "checkpoint.txt", held)
    result = run(packed / "pack.zip", "--checkpoint", held)
    assert result.returncode == 0
    assert "The checkpoint is the one that you were given elsewhere." in result.stdout
    held.write_text(Checkpoint("example.com/ledger", 305, bytes(32)).sign(KEY))
    result = run(packed / "pack.zip", "--checkpoint", held)
    assert result.returncode == 1
    assert "this ledger tells two stories" in result.stdout
    held.write_text(Checkpoint("example.com/ledger", 200, bytes(32)).sign(KEY))
    assert "of example.com/ledger over 200 entries" in run(packed / "pack.zip", "--checkpoint", held).stdout


def test_a_file_that_is_twice_in_the_zip_is_found(packed: Path, tmp_path: Path) -> None:
    shutil.copy(packed / "pack.zip", tmp_path / "pack.zip")
    with zipfile.ZipFile(tmp_path / "pack.zip", "a") as pack, pytest.warns(UserWarning, match="Duplicate"):
        pack.writestr("index.html", zipfile.ZipFile(io.BytesIO(make_pack())).read("index.html"))
    result = run(tmp_path / "pack.zip")
    assert result.returncode == 1
    assert "First wrong: index.html is there twice" in result.stdout


def test_what_is_no_pack_ends_with_one_and_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "no.zip").write_text("no zip")
    for path in (tmp_path / "no.zip", tmp_path / "absent.zip", tmp_path):
        result = run(path)
        assert result.returncode == 1
        assert "Traceback" not in result.stderr
        assert result.stdout


def test_a_damaged_zip_never_passes(packed: Path, tmp_path: Path) -> None:
    data = (packed / "pack.zip").read_bytes()
    chance = random.Random(7)
    with zipfile.ZipFile(packed / "pack.zip") as pack:
        bodies = [(info.header_offset + 30 + len(info.filename), info.compress_size) for info in pack.infolist()]
    for start, size in bodies:
        at = start + chance.randrange(size)
        (tmp_path / "pack.zip").write_bytes(data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :])
        result = run(tmp_path / "pack.zip")
        assert result.returncode == 1, at
        assert "Traceback" not in result.stderr


# RFC 8032 section 7.1, tests 1 to 3: public key, message, signature.
RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("public", "message", "signature"), RFC_8032)
def test_signatures_are_judged_as_the_rfc_says(public: str, message: str, signature: str) -> None:
    key, text, signed = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
    assert verify.signed_by(key, text, signed)
    assert not verify.signed_by(key, text + b"x", signed)
    assert not verify.signed_by(key, text, signed[:32] + bytes(32))
    beyond = int.from_bytes(signed[32:], "little") + verify.L
    assert not verify.signed_by(key, text, signed[:32] + beyond.to_bytes(32, "little"))
    assert not verify.signed_by(b"\xff" * 32, text, signed)


def test_signatures_of_our_own_library_verify() -> None:
    for number in range(5):
        key = SigningKey.generate(f"example.com/{number}")
        note = sign_note(f"text {number}\n", key)
        assert verify.open_note(note, [verify.read_key(str(key.verifier))]) == f"text {number}\n"


def test_a_large_pack_is_verified_in_one_go() -> None:
    """Every record of one import shares an entry; its proofs are long, not many."""
    ledger = sample_ledger()
    ledger.change(*[(f"SYS-0{100 + number}", {"name": f"Imported {number}"}) for number in range(800)])
    pack = zipfile.ZipFile(io.BytesIO(make_pack(ledger)))
    record = json.loads(pack.read("records/SYS-0500.json"))
    assert (record["versions"][0]["images"], len(record["versions"][0]["image_proof"])) == (800, 10)
    verify.check_version(record["versions"][0], 306, verify.strict_base64(pack.read("checkpoint.txt").decode().splitlines()[2]))
