"""The record of a link: source, relation, target."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from ..records import Record


class Relation(models.TextChoices):
    """How two records stand to each other, read from source to target."""

    SUPPORTS = "supports", "supports"
    DEPENDS = "depends-on", "depends on"
    CAUSED = "caused-by", "was caused by"
    REPLACES = "replaces", "replaces"
    RELATES = "relates-to", "has to do with"


class Link(Record):
    """A link that a person drew."""

    record_type = "kernel.link"
    reference_prefix = "LNK"
    read_permission = "evidence.read"
    face_name: ClassVar[str] = "links"

    source_type = models.CharField(max_length=60)
    source_id = models.UUIDField(db_index=True)
    relation = models.CharField("how", max_length=20, choices=Relation.choices)
    target_type = models.CharField(max_length=60)
    target_id = models.UUIDField(db_index=True)
    note = models.CharField("note", max_length=300, blank=True)

    class Meta:
        app_label = "kernel"
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(
                fields=["source_id", "relation", "target_id"], condition=Q(retired__isnull=True), name="kernel_link_once"
            )
        ]
