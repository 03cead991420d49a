"""A catalogue of a few services, a founded organisation, and files as products write them."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from sightline.aims.discovery.catalogue import Catalogue, load
from sightline.aims.discovery.discovering import Seen, Way, look_through
from sightline.aims.organisation.tests.conftest import ana, do, organisation

__all__ = ["ana", "do", "organisation"]

TODAY = date(2026, 11, 24)
FILES = Path(__file__).parent / "files"


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The catalogue of the release."""
    return load()


@pytest.fixture
def look(catalogue: Catalogue) -> Callable[..., Seen]:
    """Looks through a file: `look("squid", path)`."""

    def run(source: str, path: Path, **more: object) -> Seen:
        return look_through(source, path, Way(catalogue, TODAY, **more))  # type: ignore[arg-type]

    return run
