"""The record of an erasure: that it happened, of what, why; never what was erased."""

from typing import ClassVar

from django.db import models

from ..records import Record


class Erasure(Record):
    """Personal data of one record were erased: every image of it up to a version is withheld."""

    record_type = "kernel.erasure"
    reference_prefix = "ERA"
    read_permission = "ledger.read"
    face_name: ClassVar[str] = "erasures"

    erased_type = models.CharField("kind of record", max_length=60)
    erased_id = models.UUIDField("record", db_index=True)
    erased_reference = models.CharField("reference", max_length=24)
    up_to_version = models.PositiveIntegerField("versions up to")
    ground = models.CharField("ground", max_length=300)

    class Meta:
        app_label = "kernel"
        base_manager_name = "objects"

    def __str__(self) -> str:
        return f"Erasure of {self.erased_reference}"
