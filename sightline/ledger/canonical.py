"""Canonical JSON (RFC 8785): the one text of a value, so that its hash means something.

Most values here are flat objects of strings and small integers. For those Python's own C encoder writes exactly what RFC 8785 asks for,
many times faster than the reference library; everything else (floats, keys outside ASCII) goes to that library.
"""

import json

import rfc8785

from sightline.ledger.errors import NotCanonical

LARGEST_INTEGER = 2**53 - 1
"""Larger integers are not exact in JSON (RFC 8785 section 3.2.2.3 takes over ECMAScript's doubles): write them as text."""

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def canonical_json(value: object) -> str:
    """Return the canonical JSON text of `value`.

    Arguments:
        value: None, bool, int, float, str, and lists, tuples and dicts of these with text as keys.

    Raises:
        NotCanonical: for NaN and infinities, lone surrogates, integers beyond 2^53 - 1, keys that are not text, and other types.

    Source: RFC 8785.
    """
    try:
        if _is_plain(value):
            text = _encode(value)
            text.encode()  # refuses lone surrogates, which json lets through
            return text
        return rfc8785.dumps(value).decode()  # type: ignore[arg-type]
    except NotCanonical:
        raise
    except UnicodeEncodeError as error:
        raise NotCanonical("A text holds half a character (a lone surrogate) and cannot be written as UTF-8.") from error
    except RecursionError as error:
        raise NotCanonical("The value is nested too deeply to be written as JSON.") from error
    except ValueError as error:
        raise NotCanonical(f"The value has no canonical JSON form: {error}.") from error


def canonical_bytes(value: object) -> bytes:
    """Return `canonical_json(value)` as UTF-8; same arguments and errors."""
    return canonical_json(value).encode()


def _is_plain(value: object) -> bool:
    """Tell whether the C encoder's output is canonical for `value`; refuse what no encoder may write."""
    if value is None or isinstance(value, str | bool):
        return True
    if isinstance(value, int):
        if -LARGEST_INTEGER <= value <= LARGEST_INTEGER:
            return True
        raise NotCanonical(f"The integer {value} is too large to be exact in JSON: give it as text.")
    if isinstance(value, dict):
        plain = True
        for key, item in value.items():
            if not isinstance(key, str):
                raise NotCanonical(f"The key {key!r} of an object is not text.")
            # Beyond ASCII, Python sorts by code point and RFC 8785 by UTF-16 unit.
            plain = key.isascii() and _is_plain(item) and plain
        return plain
    if isinstance(value, list | tuple):
        return all([_is_plain(item) for item in value])  # noqa: C419 - every item is to be examined
    if isinstance(value, float):
        return False
    raise NotCanonical(f"A value of type {type(value).__name__} has no JSON form.")
