"""Which encoding a text file is in, and how sure that is. Never decided in silence: what else it could be is told as well.

Order of signs: a byte order mark, the zeros of UTF-16, valid UTF-8, then which 8-bit encoding gives the letters that one language writes
with. A general detector mixes up cp1252 and cp1250 both ways (seen), so Europe is scored here and only the rest of the world left to it.
"""

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from typing import BinaryIO

from .errors import UnreadableFile

CHUNK = 1 << 20
_SAMPLE = 1 << 18  # bytes around non-ASCII text that are scored
MENDED = "sightline-mended-utf-8"

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Letters beyond ASCII of the languages written in each encoding; a language decides, not a mixture of them.
_LETTERS = {
    "cp1252": ("äöüßéÄÖÜ", "éèêëàâçîïôùûœÉÈÀÇ", "áéíóúñüÁÉÍÓÚÑ¿¡", "àèéìòùÀÈÉ", "ãõáâàçéêíóôúÃÇÉ", "ëéïèöüá", "åäöéÅÄÖ", "æøåéÆØÅ", "éè"),
    "cp1250": ("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "ěščřžýáíéůúťďňóĚŠČŘŽÝÁÍÉŮÚ", "áéíóöőúüűÁÉÍÓÖŐÚÜŰ", "ăâîşţĂÂÎŞŢ", "čćžšđČĆŽŠĐ", "ľščťžýáíéúäôňó"),
    "cp1251": ("абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯіїєґІЇЄ",),
    "cp1253": ("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏ",),
    "cp1254": ("ğışçöüİĞŞÇÖÜâ",),
    "cp1257": ("āčēģīķļņšūžĀČĒĢĪĶĻŅŠŪŽ", "ąčęėįšųūžĄČĘĖĮŠŲŪŽ", "õäöüšžÕÄÖÜ"),
    "mac_roman": ("äöüßéÄÖÜ", "éèêëàâçîïôùûœÉÈÀÇ", "áéíóúñüÁÉÍÓÚÑ¿¡"),
    "cp850": ("äöüßÄÖÜ", "éèêëàâçîïôùûÉ", "áéíóúñÑ"),
}
_TYPOGRAPHY = frozenset("’‘“”„‚–—…•«»€£§°·™®©\u00a0½¼²³±×µºª†‰")
_HIGH_RUN = re.compile(rb"[\x20-\x7e]{0,3}[\x80-\xff]+[\x20-\x7e]{0,3}")
_WITHIN = re.compile(r"[a-zA-Z]([\x80-\uffff])(?=[a-zA-Z])")
_BESIDE = re.compile(r"[a-zA-Z][\x80-\uffff]|[\x80-\uffff][a-zA-Z]")
_OTHER_SCRIPTS = frozenset({"cp1251", "cp1253"})
_RARE = frozenset({"cp1254", "cp1257", "mac_roman", "cp850"})


@dataclass(frozen=True)
class Encoding:
    """An encoding, how sure (0 to 1), what else it could be, and what had to be mended."""

    name: str
    sureness: float
    others: tuple[str, ...] = ()
    note: str = ""

    @property
    def errors(self) -> str:
        """The error handler to decode with."""
        return MENDED if self.name.startswith("utf-8") else "replace"


def _mend(error: UnicodeError) -> tuple[str, int]:
    """A stray byte in a UTF-8 file is nearly always from cp1252 (a pasted quotation mark)."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(MENDED, _mend)


def find_encoding(file: BinaryIO) -> Encoding:
    """The encoding of a text file that is read from its beginning (and left anywhere).

    Raises UnreadableFile when the bytes are no text.
    """
    file.seek(0)
    head = file.read(CHUNK)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return Encoding(name, 1.0)
    if wide := _without_mark(head):
        return wide
    _refuse_binary(head)
    file.seek(0)
    good, bad, sample = _count_utf8(file)
    if not bad:
        return Encoding("utf-8", 1.0 if good else 0.99)
    if good > 10 * bad:
        return Encoding("utf-8", 0.9, ("cp1252",), f"{bad} bytes are no UTF-8 and were read as cp1252.")
    return _of_eight_bits(sample)


def _without_mark(head: bytes) -> Encoding | None:
    """UTF-16 without its mark: every second byte of Western text is zero."""
    part = head[: len(head) & ~1][:4000]
    if len(part) < 4:
        return None
    low, high = part[0::2].count(0) * 2 / len(part), part[1::2].count(0) * 2 / len(part)
    if high > 0.6 and low < 0.05:
        return Encoding("utf-16-le", 0.95)
    if low > 0.6 and high < 0.05:
        return Encoding("utf-16-be", 0.95)
    return None


def _refuse_binary(head: bytes) -> None:
    odd = len(head) - len(head.translate(None, bytes((*range(9), 11, *range(14, 27), *range(28, 32)))))
    if head.count(0) > len(head) * 0.001 + 2 or odd > len(head) * 0.01 + 2:
        raise UnreadableFile("This file holds no text that can be read. Save the list as XLSX or CSV and choose that file.")


def _count_utf8(file: BinaryIO) -> tuple[int, int, bytes]:
    """How many pieces of non-ASCII text are UTF-8, how many bytes are not, and a sample of the non-ASCII text."""
    counter = {"bad": 0}

    def count(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)
        counter["bad"] += error.end - error.start
        return "", error.end

    codecs.register_error("sightline-count", count)
    decoder = codecs.getincrementaldecoder("utf-8")("sightline-count")
    good, sample = 0, bytearray()
    while chunk := file.read(CHUNK):
        text = decoder.decode(chunk)
        if not chunk.isascii():
            good += len(text) - len(text.encode("ascii", "ignore"))
            for run in _HIGH_RUN.findall(chunk) if len(sample) < _SAMPLE else ():
                sample += run + b"\n"
    decoder.decode(b"", True)
    return good, counter["bad"], bytes(sample[:_SAMPLE])


def _of_eight_bits(sample: bytes) -> Encoding:
    scores = {name: _plausible(sample, name) for name in _LETTERS}
    # Ties go to the common ones: an apostrophe alone says nothing.
    ranked = sorted(scores, key=lambda name: (-round(scores[name] - 0.04 * (name in _RARE), 2), list(_LETTERS).index(name)))
    best, second = ranked[0], ranked[1]
    if scores[best] < 0.55:
        from charset_normalizer import from_bytes  # slow to load, and seldom needed

        elsewhere = from_bytes(sample).best()
        if elsewhere is not None and elsewhere.encoding not in ("ascii", "utf_8"):
            return Encoding(elsewhere.encoding, 0.5, (best, second), "The encoding is a guess.")
    apart = scores[best] - scores[second]
    sureness = min(0.97, 0.6 + 2 * apart) if best != "cp1252" else min(0.97, 0.75 + 2 * apart)
    return Encoding(best, round(sureness, 2), tuple(name for name in ranked[1:4] if scores[name] > scores[best] - 0.3))


def _plausible(sample: bytes, name: str) -> float:
    """0 to 1: which share of the non-ASCII characters one language would have written; signs inside words and holes count against."""
    text = sample.decode(name, "replace")
    counts = Counter(char for char in text if char > "\x7f")
    total = sum(counts.values())
    neutral = sum(number for char, number in counts.items() if char in _TYPOGRAPHY)
    best = max(sum(number for char, number in counts.items() if char in letters) for letters in _LETTERS[name])
    within = sum(1 for sign in _WITHIN.findall(text) if not sign.isalpha() and sign not in "’‘–—·\u00a0")
    if name in _OTHER_SCRIPTS:  # no word mixes two alphabets
        within += 2 * sum(1 for match in _BESIDE.finditer(text) if match[0].isalpha())
    holes = counts["\ufffd"] + sum(number for char, number in counts.items() if char < "\xa0")
    return (best + neutral - within - 2 * holes) / total
