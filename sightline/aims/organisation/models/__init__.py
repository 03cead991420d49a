"""The records of the organisation, by what they are about."""

from .context import ContextIssue, InterestedParty
from .objectives import Objective, PlannedChange
from .people import Appointment, Person, Role
from .scope import ScopeStatement
from .structure import Boundary, Organisation, Site, Unit

__all__ = [
    "Appointment",
    "Boundary",
    "ContextIssue",
    "InterestedParty",
    "Objective",
    "Organisation",
    "Person",
    "PlannedChange",
    "Role",
    "ScopeStatement",
    "Site",
    "Unit",
]
