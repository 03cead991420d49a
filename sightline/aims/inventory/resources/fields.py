"""What is asked of each record, in the order of its form; its page shows the same, in the same order."""

MODEL = (
    "name",
    "release",
    "description",
    "kind",
    "provider",
    "supplier",
    "licence",
    "owner",
    "task",
    "approach",
    "family",
    "architecture",
    "base",
    "intended_use",
    "limitations",
    "metrics",
    "card",
    "found_at",
    "source_id",
)
DATA = (
    "name",
    "release",
    "description",
    "origin",
    "provenance",
    "supplier",
    "licence",
    "owner",
    "about_people",
    "categories",
    "special_categories",
    "quality",
    "known_bias",
    "preparation",
    "retention",
    "country",
    "found_at",
    "source_id",
    "next_review",
)
RESOURCE = ("name", "kind", "purpose", "supplier", "place", "country", "capacity", "owner", "systems")
PROCESS = ("name", "description", "unit", "owner", "systems")
GROUP = ("name", "description", "where", "vulnerable", "how_many", "systems")
