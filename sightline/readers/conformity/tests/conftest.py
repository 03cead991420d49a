"""What every test of conformity begins with: ISO/IEC 42001, loaded as a new installation has it."""

import pytest

from sightline.kernel.identity.actors import Actor
from sightline.readers.frameworks.applying import ensure_shipped_frameworks
from sightline.readers.frameworks.models import Requirement


@pytest.fixture
def iso(db: None) -> None:
    """The 70 requirements, and 38 controls of which none is decided."""
    ensure_shipped_frameworks(Actor.system(), "system", only=("iso42001",))


def requirement(code: str) -> Requirement:
    """A requirement of ISO/IEC 42001 by its id."""
    return Requirement.objects.get(key=f"iso42001:{code}")
