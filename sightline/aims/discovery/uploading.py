"""An uploaded file where the engine can read it: it reads from disk, as it does for the command."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sightline.kernel.actions import Upload
from sightline.kernel.errors import Invalid
from sightline.kernel.evidence.actions import plain_name

LARGEST = 500 * 1024 * 1024


@contextmanager
def on_disk(file: Upload) -> Iterator[Path]:
    """The upload as a file under its own name; it is gone afterwards, since no log is ever kept.

    Raises:
        Invalid: it is larger than what a browser should send.
    """
    if (file.size or 0) > LARGEST:
        raise Invalid(
            "The file is too large.",
            fields={"file": ["At most 500 MB. Pack it (gz or zst), or use “sightline discover” on the machine, which takes any size."]},
        )
    with tempfile.TemporaryDirectory(prefix="sightline-discovery-") as folder:
        path = Path(folder) / plain_name(file.name or "file")
        file.seek(0)
        with path.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)
        yield path


def columns_of(text: str) -> dict[str, str]:
    """`host=Destination, user=Login` as a mapping.

    Raises:
        Invalid: a part has no `=`.
    """
    found: dict[str, str] = {}
    for part in text.replace("\n", ",").split(","):
        if part.strip():
            name, sign, column = part.partition("=")
            if not sign:
                raise Invalid(
                    "Some answers need another look.", fields={"columns": [f"“{part.strip()}”: write it as host=Destination, user=Login."]}
                )
            found[name.strip().lower()] = column.strip()
    return found
