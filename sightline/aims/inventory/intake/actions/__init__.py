"""Everything that can be done about requests and rules."""

from . import requests, rules

__all__ = ["requests", "rules"]
