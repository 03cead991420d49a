"""Signed notes (C2SP signed-note): a text and the Ed25519 signatures below it.

A note is opened against a set of verifier keys, so that keys can be rotated: old notes stay valid under the old key, which stays there.
Signatures by keys outside the set (other people's witnesses) are passed over, as the specification demands.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sightline.ledger.errors import MalformedNote, NotSigned

ED25519 = b"\x01"
"""Signature type identifier of an Ed25519 signature over the note's text."""

MOST_SIGNATURES = 100
LONGEST_NOTE = 1_000_000

_SIGNATURE = re.compile(r"— (\S+) (\S+)")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_PRIVATE = "PRIVATE+KEY+"


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key that notes are checked with; as text it is a C2SP vkey.

    Attributes:
        name: name of the key, such as `example.com/ledger`; no spaces, no plus.
        public: 32 bytes of RFC 8032.
    """

    name: str
    public: bytes

    def __post_init__(self) -> None:
        _check_name(self.name)
        if len(self.public) != 32:
            raise MalformedNote("An Ed25519 public key has 32 bytes.")

    @property
    def key_id(self) -> bytes:
        """The four bytes that name this key in a signature line."""
        return _key_id(self.name, self.public)

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{_base64(ED25519 + self.public)}"

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """Read a vkey; MalformedNote if it is none, or of another kind than Ed25519."""
        name, key_id, material = _split_key(text.strip(), "verifier key")
        key = cls(name, material)
        if key.key_id.hex() != key_id:
            raise MalformedNote(f"The verifier key of {name} does not match its key ID.")
        return key

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Tell whether `signature` (64 bytes) is this key's over `message`."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key that signs notes.

    Attributes:
        name: as in `VerifierKey`.
        seed: 32 bytes of RFC 8032; secret, so it is not shown.
    """

    name: str
    seed: bytes

    def __post_init__(self) -> None:
        _check_name(self.name)
        if len(self.seed) != 32:
            raise MalformedNote("An Ed25519 private key has 32 bytes.")

    def __repr__(self) -> str:
        return f"SigningKey({self.name!r}, ...)"

    @classmethod
    def generate(cls, name: str) -> "SigningKey":
        """Make a new key under a name."""
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> "SigningKey":
        """Read what `to_text` wrote; MalformedNote if it is something else."""
        text = text.strip()
        if not text.startswith(_PRIVATE):
            raise MalformedNote("This is not a private key for signed notes.")
        name, key_id, seed = _split_key(text.removeprefix(_PRIVATE), "private key")
        key = cls(name, seed)
        if key.verifier.key_id.hex() != key_id:
            raise MalformedNote(f"The private key of {name} does not match its key ID.")
        return key

    def to_text(self) -> str:
        """Return the key in the form that Go's note package uses: `PRIVATE+KEY+name+id+base64`. Keep it secret."""
        return f"{_PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{_base64(ED25519 + self.seed)}"

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(self.name, Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """Return the signature line for a note's text, without its newline."""
        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())
        return f"— {self.name} {_base64(self.verifier.key_id + signature)}"


@dataclass(frozen=True, slots=True)
class Note:
    """An opened note: `text` with its final newline, and the known keys that signed it."""

    text: str
    signers: tuple[VerifierKey, ...]


def sign_note(text: str, *keys: SigningKey) -> str:
    """Sign a text.

    Arguments:
        text: ends in a newline; no other control characters.
        keys: at least one.

    Raises:
        MalformedNote: if the text cannot be a note's, or there is no key.

    Source: C2SP signed-note, "Format".
    """
    _check_text(text)
    if not keys:
        raise MalformedNote("A note needs a signature.")
    return text + "\n" + "".join(key.sign(text) + "\n" for key in keys)


def open_note(note: str, keys: Iterable[VerifierKey]) -> Note:
    """Check a signed note and return its text.

    Arguments:
        note: the whole note.
        keys: the keys that are trusted.

    Raises:
        MalformedNote: if it is not written as a signed note.
        NotSigned: if no trusted key signed it, or a trusted key's signature is wrong.

    Source: C2SP signed-note, "Signatures".
    """
    if len(note) > LONGEST_NOTE:
        raise MalformedNote("The note is too long.")
    text, found, signatures = note.rpartition("\n\n")
    if not found or not signatures.endswith("\n"):
        raise MalformedNote("The note has no signature lines.")
    text += "\n"
    _check_text(text)
    lines = signatures[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise MalformedNote("The note has too many signatures.")
    known = {(key.name, key.key_id): key for key in keys}
    signers: list[VerifierKey] = []
    for line in lines:
        name, blob = _split_signature(line)
        key = known.get((name, blob[:4]))
        if key is None:
            continue
        if not key.verify(text.encode(), blob[4:]):
            raise NotSigned(f"The signature of {name} is wrong: the text was changed, or another key signed it.")
        if key not in signers:
            signers.append(key)
    if not signers:
        raise NotSigned("No known key signed this.")
    return Note(text, tuple(signers))


def _split_signature(line: str) -> tuple[str, bytes]:
    match = _SIGNATURE.fullmatch(line)
    if match is None or "+" in match[1]:
        raise MalformedNote("A signature line of the note is not written as it should be.")
    blob = _from_base64(match[2])
    if len(blob) < 5:
        raise MalformedNote("A signature of the note is too short.")
    return match[1], blob


def _split_key(text: str, kind: str) -> tuple[str, str, bytes]:
    parts = text.split("+", 2)
    if len(parts) != 3 or not re.fullmatch("[0-9a-f]{8}", parts[1]):
        raise MalformedNote(f"This is not a {kind} for signed notes.")
    material = _from_base64(parts[2])
    if material[:1] != ED25519 or len(material) != 33:
        raise MalformedNote(f"The {kind} is not of the kind Ed25519.")
    return parts[0], parts[1], material[1:]


def _key_id(name: str, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def _check_name(name: str) -> None:
    if not name or "+" in name or any(one.isspace() for one in name) or _CONTROL.search(name):
        raise MalformedNote(f"{name!r} cannot name a key: no spaces, no plus, not empty.")


def _check_text(text: str) -> None:
    if not text.endswith("\n") or _CONTROL.search(text):
        raise MalformedNote("The text of a note ends in a newline and has no other control characters.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise MalformedNote("The text of a note is not valid Unicode.") from error


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _from_base64(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedNote("Something in the note is not base64.") from error
    if _base64(data) != text:
        raise MalformedNote("Something in the note is not base64 as it is usually written.")
    return data
