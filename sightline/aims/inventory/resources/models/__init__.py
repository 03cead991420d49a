"""Records of what AI systems rest on, and of what uses what."""

from .data import DataSet, Origin, Personal
from .people import AffectedGroup, Process
from .software import Approach, Model, ModelKind, Resource, ResourceKind
from .uses import DataUse, ModelUse, Phase

__all__ = [
    "AffectedGroup",
    "Approach",
    "DataSet",
    "DataUse",
    "Model",
    "ModelKind",
    "ModelUse",
    "Origin",
    "Personal",
    "Phase",
    "Process",
    "Resource",
    "ResourceKind",
]
