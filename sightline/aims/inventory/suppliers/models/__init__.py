"""The records of suppliers: who they are, what was agreed, what they answered, what changed."""

from .dealings import Certificate, ChangeNotice, Contract, Review, SubProcessor
from .questionnaires import Questionnaire, QuestionnaireAnswer
from .suppliers import Criticality, Supplier

__all__ = [
    "Certificate",
    "ChangeNotice",
    "Contract",
    "Criticality",
    "Questionnaire",
    "QuestionnaireAnswer",
    "Review",
    "SubProcessor",
    "Supplier",
]
