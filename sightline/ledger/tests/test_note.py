"""Signed notes and checkpoints: the worked examples of the specifications, and what must be refused."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.ledger.checkpoint import Checkpoint, open_checkpoint
from sightline.ledger.errors import LedgerError, MalformedNote, NotSigned
from sightline.ledger.hashing import EMPTY_ROOT
from sightline.ledger.note import SigningKey, VerifierKey, open_note, sign_note
from tests.support.shared import shared_data

KEY = SigningKey("example.com/ledger", bytes(range(32)))
ROOT = bytes(range(32))


def examples(name: str) -> list[str]:
    return re.findall(r"^```\n(.*?)^```$", shared_data("tlog-specs", name).read_text(), re.DOTALL | re.MULTILINE)


def test_the_worked_example_of_signed_note_opens() -> None:
    text = shared_data("tlog-specs", "signed-note.md").read_text()
    vkey = re.search(r"^    (example\.com/foo\+\S+)$", text, re.MULTILINE)
    assert vkey is not None
    note = examples("signed-note.md")[-1]
    opened = open_note(note, [VerifierKey.parse(vkey[1])])
    assert opened.text == "This is an example message.\n"
    assert str(opened.signers[0]) == vkey[1]
    with pytest.raises(NotSigned):
        open_note(note.replace("example message", "Example message"), opened.signers)


def test_the_worked_example_of_a_checkpoint_is_read() -> None:
    body = examples("tlog-checkpoint.md")[0].partition("\n\n")[0] + "\n"
    checkpoint = Checkpoint.parse(body)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.body() == body


def test_what_was_signed_opens_again() -> None:
    note = Checkpoint("example.com/ledger", 7, ROOT, ("more",)).sign(KEY)
    opened = open_checkpoint(note, [KEY.verifier], "example.com/ledger")
    assert opened.checkpoint == Checkpoint("example.com/ledger", 7, ROOT, ("more",))
    assert opened.signers == (KEY.verifier,)


def test_keys_survive_being_written_down() -> None:
    assert SigningKey.parse(KEY.to_text() + "\n") == KEY
    assert VerifierKey.parse(str(KEY.verifier)) == KEY.verifier
    assert KEY.to_text().startswith("PRIVATE+KEY+example.com/ledger+")
    assert KEY.seed.hex() not in repr(KEY)


def test_after_a_rotation_notes_under_both_keys_open() -> None:
    new = SigningKey.generate("example.com/ledger")
    known = [KEY.verifier, new.verifier]
    assert open_note(sign_note("old\n", KEY), known).signers == (KEY.verifier,)
    assert open_note(sign_note("change of keys\n", KEY, new), known).signers == (KEY.verifier, new.verifier)
    with pytest.raises(NotSigned, match="No known key"):
        open_note(sign_note("new\n", new), [KEY.verifier])


def test_signatures_of_strangers_are_passed_over_but_a_wrong_one_of_a_known_key_is_not() -> None:
    stranger = SigningKey.generate("witness.example/w")
    note = sign_note("a\n\nb\n", stranger, KEY)
    assert open_note(note, [KEY.verifier]).text == "a\n\nb\n"
    other = sign_note("something else\n", KEY).splitlines()[-1]
    with pytest.raises(NotSigned, match="wrong"):
        open_note(note + other + "\n", [KEY.verifier, stranger.verifier])


NOTE = Checkpoint("example.com/ledger", 123456, ROOT).sign(KEY)


@given(st.integers(0, len(NOTE.encode()) - 1), st.integers(0, 7))
def test_no_bit_of_a_note_can_be_changed(at: int, bit: int) -> None:
    changed = bytearray(NOTE.encode())
    changed[at] ^= 1 << bit
    try:
        text = changed.decode()
    except UnicodeDecodeError:
        return
    with pytest.raises(LedgerError):
        open_checkpoint(text, [KEY.verifier])


@pytest.mark.parametrize(
    "note",
    [
        "",
        "text\n",
        "text\n\n",
        "text\n\n— name",
        "text\n\n- name AAAAAAAAAA==\n",
        "text\n\n— name AAAA\n",
        "text\n\n— na+me AAAAAAAA\n",
        "text\n\n— name AAAAAAAA \n",
        "te\txt\n\n— name AAAAAAAA\n",
        "text\n\n" + "— name AAAAAAAA\n" * 101,
        "x" * 1_000_001,
    ],
)
def test_what_is_no_note_is_called_so(note: str) -> None:
    with pytest.raises(MalformedNote):
        open_note(note, [KEY.verifier])


@pytest.mark.parametrize(
    "body", ["", "origin\n1\n", "origin\n01\nAAAA\n", "o\n1\nAAAA\n", f"o\n-1\n{'A' * 43}=\n", f"o\n1\n{'A' * 43}=\n\n"]
)
def test_what_is_no_checkpoint_is_called_so(body: str) -> None:
    with pytest.raises(MalformedNote):
        Checkpoint.parse(body)


@pytest.mark.parametrize("key", ["", "a+b", "name+00000000+AAAA", str(KEY.verifier).replace("ledger", "Ledger"), KEY.to_text()])
def test_what_is_no_verifier_key_is_called_so(key: str) -> None:
    with pytest.raises(MalformedNote):
        VerifierKey.parse(key)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "a\nb"])
def test_a_name_that_a_note_cannot_carry_is_refused(name: str) -> None:
    with pytest.raises(MalformedNote):
        SigningKey.generate(name)


def test_a_text_that_cannot_be_signed_is_refused() -> None:
    for text in ("no newline", "tab\t\n", "half \ud800\n"):
        with pytest.raises(MalformedNote):
            sign_note(text, KEY)
    with pytest.raises(MalformedNote):
        sign_note("nobody signs\n")


def test_a_checkpoint_of_another_log_is_refused() -> None:
    with pytest.raises(LedgerError, match=r"example\.com/other"):
        open_checkpoint(Checkpoint("example.com/other", 0, EMPTY_ROOT).sign(KEY), [KEY.verifier], "example.com/ledger")
