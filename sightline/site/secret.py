"""The installation's secret: from SECRET_KEY, else a file in the data directory, made once, readable by its owner only."""

import os
import secrets
from pathlib import Path


def secret_key(home: Path) -> str:
    """The secret that signs sessions.

    Args:
        home: the data directory; it is not made here, so that looking at settings leaves no trace.
    """
    given = os.environ.get("SECRET_KEY")
    if given:
        return given
    path = home / "secret.key"
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    made = secrets.token_urlsafe(48)
    if home.is_dir():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(made)
    return made
