"""How hosts, names, merchants and packages are brought into one form before they are compared. Pure functions over text."""

from __future__ import annotations

import re
import unicodedata

# Two labels or more; the last one is no number, or it would be an IP address.
HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+(?!\d+$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
LONGEST_HOST = 253  # characters, RFC 1035 section 2.3.4 without the root's dot
WORD = re.compile(r"[a-z0-9]+")
VERSION = re.compile(r"v?\d+[a-z]?\d*")
PORT = re.compile(r":\d{1,5}$")
EXTRAS = re.compile(r"\[.*$")

ECOSYSTEMS = ("pypi", "npm", "golang", "cargo", "maven", "nuget", "gem", "composer", "pub", "hex", "swift", "cran", "docker")
ALIASES = {
    "conda": "pypi",  # conda-forge names Python packages as PyPI does
    "python": "pypi",
    "go": "golang",
    "crates": "cargo",
    "crates.io": "cargo",
    "rubygems": "gem",
    "packagist": "composer",
    "js": "npm",
    "dart": "pub",
    "oci": "docker",
}


def host_of(text: str) -> str:
    """Return the host in `text` as lower-case ASCII, or "" when there is none.

    Takes a bare host, a host with port, a URL, `*.example.com` and a trailing dot; international names become A-labels (RFC 3490).
    """
    host = text.strip().lower()
    if "://" in host:
        host = host.split("://", 1)[1]
    for end in "/?#":
        host = host.split(end, 1)[0]
    host = host.rsplit("@", 1)[-1]
    host = PORT.sub("", host).removeprefix("*").removeprefix(".").removesuffix(".")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii").lower()
        except UnicodeError:
            return ""
    return host if is_host(host) else ""


def is_host(host: str) -> bool:
    """Whether `host` is a lower-case ASCII host of at least two labels; an IP address is none."""
    return len(host) <= LONGEST_HOST and HOST.fullmatch(host) is not None


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a name: lower case, without accents, parted at whatever is no letter or digit. `OPENAI *CHATGPT` has two."""
    plain = text
    if not text.isascii():
        plain = "".join(one for one in unicodedata.normalize("NFKD", text.replace("ı", "i")) if not unicodedata.combining(one))
    return tuple(WORD.findall(plain.lower()))


def name_key(text: str) -> str:
    """Return the form in which an application's name or identifier is compared; a name in another script keeps its letters."""
    words = words_of(text)
    return " ".join(words) if words else text.strip().casefold()


def is_version(word: str) -> bool:
    """Whether a word of an application's name is only its version, such as `3`, `42b1` or `v2`."""
    return VERSION.fullmatch(word) is not None


def ecosystem_of(text: str) -> str:
    """Return the package-URL type of an ecosystem, or "" for one that is not known: `go` is `golang`."""
    name = text.strip().lower()
    name = ALIASES.get(name, name)
    return name if name in ECOSYSTEMS else ""


def package_of(ecosystem: str, name: str) -> str:
    """Return a package's name as its registry compares it (PEP 503 for PyPI); `ecosystem` is a package-URL type."""
    plain = name.strip().lower()
    if ecosystem == "pypi":
        ending = "*" if plain.endswith("*") else ""
        return re.sub(r"[-_.]+", "-", EXTRAS.sub("", plain.removesuffix("*")).strip()) + ending
    return plain.replace("_", "-") if ecosystem == "cargo" else plain
