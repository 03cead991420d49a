"""What is asked of each record, in the order of its form; its page shows the same, in the same order."""

PLACE = ("name", "kind", "country", "unit", "site", "in_scope", "note")
FLOW = (
    "name",
    "from_place",
    "from_system",
    "from_supplier",
    "to_place",
    "to_system",
    "to_supplier",
    "categories",
    "purpose",
    "legal_basis",
    "condition",
    "from_country",
    "to_country",
    "safeguard",
    "governed",
    "note",
    "next_review",
)
COUNTRY = ("country", "verdict", "why", "next_review")
