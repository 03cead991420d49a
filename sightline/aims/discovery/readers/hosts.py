"""The host in what a log calls an address: a URL, a host with a port, an authority with a user before it."""

from __future__ import annotations


def host_of(text: str) -> str:
    """The host in lower case, without scheme, user, port, path and the dot at its end; empty where there is none.

    Args:
        text: such as `https://chatgpt.com/c/1`, `chatgpt.com:443`, `user@chatgpt.com`, `[2001:db8::1]:443`.
    """
    rest = text.strip()
    _, scheme, after = rest.partition("://")
    if scheme:
        rest = after
    for sign in "/?#":
        rest = rest.partition(sign)[0]
    rest = rest.rpartition("@")[2]
    if rest.startswith("["):
        return rest[1:].partition("]")[0].lower()
    if rest.count(":") > 1:
        return rest.lower()
    return rest.partition(":")[0].strip().rstrip(".").lower()


def whole(text: str | None) -> int:
    """A number of bytes or of requests as an export writes it; 0 where it is none."""
    try:
        return max(0, min(int(float((text or "0").replace(",", "").replace(" ", "") or 0)), 1 << 53))
    except (ValueError, OverflowError):
        return 0
