"""An installation in which every register has a record, made through the actions that people use, so that no page is looked at empty."""

from __future__ import annotations

from sightline.kernel.identity.actors import Actor
from sightline.kernel.records import Record
from sightline.readers.frameworks.applying import ensure_shipped_frameworks

from .ai_act import of_ai_act
from .assessments import of_assessments
from .conformity import of_conformity
from .discovery import of_discovery
from .flows import of_flows
from .intake import of_intake
from .inventory import of_resources, of_the_list
from .kernel import of_installation, of_records
from .making import first, made, upload
from .organisation import of_organisation
from .readers import of_law, of_reports
from .suppliers import of_suppliers

__all__ = ["fill", "first", "made", "upload"]


def fill(administrator: Actor, lead: Actor) -> Record:
    """Make a record of every kind, and return the one AI system that they are about.

    Args:
        administrator: looks after the installation, and confirms what the lead can't confirm for having said it.
        lead: does all the rest.
    """
    ensure_shipped_frameworks(Actor.system(), "system", only=("iso42001",))
    unit, kim = of_organisation(lead)
    system = made("add_system", lead, name="Candidate ranking", purpose="Orders applications", unit=unit, impact="rights")
    other = made("add_system", lead, name="Clause search", purpose="Finds clauses")
    of_records(lead, system, other)
    of_conformity(lead, system, kim)
    of_resources(lead, system)
    supplier = of_suppliers(lead, system, kim)
    of_flows(lead, system, supplier)
    of_ai_act(lead, administrator, system, other)
    of_discovery(lead)
    of_intake(lead)
    of_assessments(lead)
    of_law(lead)
    of_reports(lead)
    of_the_list(lead)
    of_installation(administrator, lead)
    return system
