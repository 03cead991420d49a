"""An organisation with a few systems, a supplier and places, and a short way to draw flows between them."""

from collections.abc import Callable
from typing import Any

import pytest

from sightline.aims.inventory.flows.models import Flow
from sightline.aims.inventory.models import System
from sightline.aims.organisation.models import Organisation, Unit
from sightline.aims.organisation.tests.conftest import ana, do, organisation
from sightline.kernel.identity.actors import Actor

__all__ = ["ana", "do", "organisation"]


@pytest.fixture
def unit(do: Any, organisation: Organisation, lead: Actor) -> Unit:
    """A unit in Ireland, in scope."""
    found: Unit = do("add_unit", lead, name="Recruiting", country="Ireland", in_scope="yes")
    return found


@pytest.fixture
def ranking(do: Any, unit: Unit, lead: Actor) -> System:
    """A system in use and in scope, of the unit."""
    found: System = do("add_system", lead, name="Candidate ranking", unit=unit.reference, kind="bought", stage="operation", in_scope="yes")
    return found


@pytest.fixture
def flow(do: Any, ranking: System, lead: Actor) -> Callable[..., Flow]:
    """Adds a flow out of the system, as the lead: `flow(to_place=..., categories=["health"])`."""

    def add(**answers: Any) -> Flow:
        given: dict[str, Any] = {"name": "Order of candidates", "categories": ["contact"], "purpose": "output"} | answers
        if not any(name.startswith("from_") and name != "from_country" for name in given):
            given["from_system"] = ranking.reference
        made: Flow = do("add_flow", lead, **given)
        return made

    return add
