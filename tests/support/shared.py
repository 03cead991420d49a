"""Finds the real data that tests read: files by other people, kept beside the checkout and not in it."""

import os
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]


def shared_data(*parts: str) -> Path:
    """Return the path of a file or folder of the shared data; skip the calling test where it is absent.

    `SIGHTLINE_SHARED_DATA` names the folder; else it is `../shared/data`, seen from the checkout.
    """
    root = Path(os.environ.get("SIGHTLINE_SHARED_DATA") or CHECKOUT.parent / "shared" / "data")
    path = root.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"the shared data are not here: {path} (set SIGHTLINE_SHARED_DATA)")
    return path
