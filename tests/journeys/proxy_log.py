"""A small Squid log in which AI is used, of today: what a proxy of a house with shadow AI would have noted."""

import time
from pathlib import Path

LINE = "{when}.{n:03d} 120 10.0.0.{user} TCP_TUNNEL/200 {size} CONNECT {host}:443 user{user}@northwind.example HIER_DIRECT/192.0.2.1 -\n"
SEEN = {
    "chatgpt.com": 14,
    "chat.deepseek.com": 9,
    "www.midjourney.com": 6,
    "otter.ai": 4,
    "openair.com": 30,
    "intranet.northwind.example": 60,
}
"""Host -> how many different people call it; the last two are no AI, one of them looks like it."""


def write_log(path: Path) -> None:
    """Write the log: three calls of each person, all of the last hour."""
    started = int(time.time()) - 3_600
    calls = [(host, user) for host, users in SEEN.items() for user in range(1, users + 1) for _ in range(3)]
    lines = [LINE.format(when=started + n, n=n % 1000, user=user, size=900 + n, host=host) for n, (host, user) in enumerate(calls)]
    path.write_text("".join(lines), encoding="utf-8")
