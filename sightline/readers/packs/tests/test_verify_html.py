"""The verifier for a browser, opened from disk as its reader opens it: same judgement and same words as the one in Python."""

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from sightline.ledger import Checkpoint, SigningKey
from sightline.readers.packs.tests.making import KEY, make_pack
from sightline.readers.packs.verifier import verify

PYTHON = Path(verify.__file__)
WITHOUT_ED25519 = "const real = crypto.subtle.importKey; crypto.subtle.importKey = () => Promise.reject(new Error('not here'))"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pack") / "pack.zip"
    path.write_bytes(make_pack())
    with zipfile.ZipFile(path) as archive:
        archive.extract("verify.html", path.parent)
    return path


@pytest.fixture
def page(chromium: Browser, pack: Path) -> Iterator[Page]:
    context = chromium.new_context(offline=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((pack.parent / "verify.html").as_uri())
    yield page
    assert [url for url in asked if not url.startswith("file:")] == []
    context.close()


def judged(page: Page, path: Path) -> list[str]:
    """Choose a pack, and return the lines of the result."""
    page.get_by_label("Evidence pack").set_input_files(path)
    page.locator("#result .answer").wait_for()
    return page.locator("#result").inner_text().split("\n")


def check_same_words(shown: list[str], path: Path) -> None:
    """Hold what the page says against what Python says of the same pack."""
    told = subprocess.run(
        [sys.executable, "-I", str(PYTHON), str(path)], capture_output=True, text=True, encoding="utf-8", check=False
    ).stdout

    def plain(lines: list[str]) -> list[str]:
        return [word for line in lines for word in re.findall(r"\S+", line.removeprefix("- "))]

    expected = told.replace("First wrong: ", "First wrong\n").replace("Also wrong:", "Also wrong").replace("Proved:", "Proved")
    assert plain(shown) == plain(expected.replace("Not proved here:", "Not proved here").split("\n"))


def tampered(pack: Path, target: Path, name: str, old: bytes, new: bytes) -> Path:
    """Return a copy of the pack in which one file says something else."""
    with zipfile.ZipFile(pack) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for info in source.infolist():
            data = source.read(info)
            assert info.filename != name or old in data
            copy.writestr(info.filename, data.replace(old, new, 1) if info.filename == name else data)
    return target


def test_a_whole_pack_is_called_whole(page: Page, pack: Path) -> None:
    shown = judged(page, pack)
    assert shown[0] == "This pack is whole."
    assert any("with who changed them, when and why: 5. Versions of them: 7." in line for line in shown)
    assert page.title().startswith("Whole")
    assert page.evaluate("document.activeElement.innerText") == "This pack is whole."
    check_same_words(shown, pack)


@pytest.mark.parametrize(
    ("name", "old", "new", "first"),
    [
        (
            "records/SYS-0001.json",
            b"Candidate ranking",
            b"Candidate Ranking",
            "records/SYS-0001.json was changed. It belongs to entry 303 of the ledger.",
        ),
        ("index.html", b"Evidence", b"evidence", "index.html was changed. It speaks of the ledger up to entry 304."),
        ("verify.html", b"Evidence", b"evidence", "verify.html was changed. It speaks of the ledger up to entry 304."),
        ("manifest.json", b'"entry":303', b'"entry":302', "manifest.json was changed. It speaks of the ledger up to entry 304."),
        (
            "checkpoint.txt",
            b"305",
            b"306",
            "checkpoint.txt was changed: its signature does not fit. It speaks of the ledger up to entry 304.",
        ),
        (
            "vkeys.txt",
            b"ledger+",
            b"Ledger+",
            "vkeys.txt holds a key that does not match its own ID. It speaks of the ledger up to entry 304.",
        ),
        ("manifest.note", b"v1", b"v2", "manifest.note was changed: its signature does not fit. It speaks of the ledger up to entry 304."),
    ],
)
def test_a_changed_file_is_named_with_its_entry(
    page: Page, pack: Path, tmp_path: Path, name: str, old: bytes, new: bytes, first: str
) -> None:
    bad = tampered(pack, tmp_path / "bad.zip", name, old, new)
    shown = judged(page, bad)
    assert shown[0] == "This pack is not whole."
    assert first in shown
    check_same_words(shown, bad)


def test_missing_added_and_doubled_files_are_named(page: Page, pack: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.zip"
    with zipfile.ZipFile(pack) as source, zipfile.ZipFile(bad, "w") as copy:
        for info in source.infolist():
            if info.filename != "records/EVD-0001.json":
                copy.writestr(info.filename, source.read(info))
        with pytest.warns(UserWarning, match="Duplicate"):
            copy.writestr("README.txt", source.read("README.txt"))
        copy.writestr("records/SYS-0009.json", "{}")
    shown = judged(page, bad)
    assert "records/EVD-0001.json is missing. It belongs to entry 302 of the ledger." in shown
    assert "records/SYS-0009.json was added. It belongs to no entry of the ledger." in shown
    assert "README.txt is there twice. It speaks of the ledger up to entry 304." in shown
    check_same_words(shown, bad)


def test_a_browser_without_ed25519_judges_the_same(chromium: Browser, pack: Path, tmp_path: Path) -> None:
    page = chromium.new_page()
    page.add_init_script(WITHOUT_ED25519)
    page.goto((pack.parent / "verify.html").as_uri())
    check_same_words(judged(page, pack), pack)
    bad = tampered(pack, tmp_path / "bad.zip", "checkpoint.txt", b"305", b"306")
    check_same_words(judged(page, bad), bad)
    page.close()


def test_a_key_and_a_checkpoint_from_elsewhere_are_compared(page: Page, pack: Path, tmp_path: Path) -> None:
    page.get_by_text("Compare with what you got elsewhere").click()
    page.get_by_label("Key of the ledger").fill(str(KEY.verifier))
    page.get_by_label("Checkpoint", exact=True).fill(zipfile.ZipFile(pack).read("checkpoint.txt").decode())
    assert "The checkpoint is the one that you were given elsewhere." in judged(page, pack)
    page.get_by_label("Checkpoint", exact=True).fill(Checkpoint("example.com/ledger", 305, bytes(32)).sign(KEY))
    page.get_by_label("Checkpoint", exact=True).blur()
    page.get_by_text("this ledger tells two stories").wait_for()
    page.get_by_label("Key of the ledger").fill(str(SigningKey.generate("example.com/ledger").verifier))
    page.get_by_label("Key of the ledger").blur()
    page.get_by_text("does not hold the key that you trust").wait_for()


def test_what_is_no_pack_gets_a_sentence(page: Page, tmp_path: Path) -> None:
    (tmp_path / "letter.zip").write_text("Dear auditor")
    assert judged(page, tmp_path / "letter.zip")[0] == "This cannot be verified."


def test_dropping_the_pack_works_too(page: Page, pack: Path) -> None:
    page.evaluate(
        """async bytes => {
            const data = new DataTransfer();
            data.items.add(new File([Uint8Array.from(bytes)], "pack.zip"));
            dispatchEvent(new DragEvent("drop", { dataTransfer: data, cancelable: true }));
        }""",
        list(pack.read_bytes()),
    )
    page.get_by_text("This pack is whole.").wait_for()
    assert page.get_by_text("This pack is whole.").is_visible()


def test_it_is_operated_by_keyboard_alone(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "pack"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "key"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_everybody_can_read_it(chromium: Browser, pack: Path, tmp_path: Path, scheme: str, width: int) -> None:
    context = chromium.new_context(color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto((pack.parent / "verify.html").as_uri())
    page.get_by_text("Compare with what you got elsewhere").click()
    for path in (None, pack, tampered(pack, tmp_path / "bad.zip", "index.html", b"Evidence", b"evidence")):
        if path is not None:
            judged(page, path)
        found = Axe().run(page)
        assert found.response["violations"] == [], found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_own_hashes_and_signatures_agree_with_known_ones(page: Page) -> None:
    """SHA-256 and SHA-512 of FIPS 180-4 examples, and of lengths around their blocks against Web Crypto; RFC 8032 section 7.1, test 2."""
    wrong = page.evaluate(
        """async () => {
            const wrong = [];
            for (let n = 0; n < 300; n++) {
                const data = Uint8Array.from({ length: n }, (_, i) => i * 7 + n), cut = n >> 1;
                if (hex(sha256(data.subarray(0, cut), data.subarray(cut))) !== hex(new Uint8Array(await crypto.subtle.digest("SHA-256", data)))) wrong.push("256 " + n);
                if (hex(sha512(data)) !== hex(new Uint8Array(await crypto.subtle.digest("SHA-512", data)))) wrong.push("512 " + n);
            }
            const pub = fromHex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
            const sig = fromHex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
            if (!signedHere(pub, Uint8Array.of(0x72), sig)) wrong.push("good signature refused");
            if (signedHere(pub, Uint8Array.of(0x73), sig)) wrong.push("bad signature accepted");
            return wrong;
        }"""
    )
    assert wrong == []
