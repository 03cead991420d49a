"""Which AI services there are, and by what an organisation would notice them: hosts, packages, application names, card statements.

Data (`data/*.yaml`) and what reads them; no Django, so that a benchmark or a command can use it alone. It knows nothing of sightings or systems:
who may use a service is decided elsewhere. docs/catalogue.md says how the data are made and how to add to them.
"""

from .entries import FalseFriend, Inputs, Problem, Service, UnusableCatalogue
from .reading import Catalogue, categories, load, read_entry

__all__ = ["Catalogue", "FalseFriend", "Inputs", "Problem", "Service", "UnusableCatalogue", "categories", "load", "read_entry"]
