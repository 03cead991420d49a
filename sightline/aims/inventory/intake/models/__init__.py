"""The records of intake: rules and requests."""

from .requests import Request
from .rules import Outcome, Rule, RuleSet

__all__ = ["Outcome", "Request", "Rule", "RuleSet"]
