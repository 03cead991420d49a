"""The records of conformity, and the operational tables of what was counted."""

from .acceptances import Acceptance
from .applicability import Applicability, Applies, Basis, Statement, StatementState
from .counts import Count, DailyCount, DailyStanding, FirstSeen
from .judgements import GapPlan, Judgement, Maturity

__all__ = [
    "Acceptance",
    "Applicability",
    "Applies",
    "Basis",
    "Count",
    "DailyCount",
    "DailyStanding",
    "FirstSeen",
    "GapPlan",
    "Judgement",
    "Maturity",
    "Statement",
    "StatementState",
]
