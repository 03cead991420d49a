"""The rows of the ledger. Append-only: triggers refuse everything else (`triggers.py`), and verification finds what got past them."""

from django.db import models

from ..operational import Operational
from .places import IMAGES_PER_ENTRY as IMAGES_PER_ENTRY


class Entry(Operational):
    """One change: a canonical header and the root over the images that it wrote."""

    index = models.BigIntegerField(primary_key=True)
    time = models.CharField(max_length=27, db_index=True)
    header = models.TextField()
    images_root = models.BinaryField(max_length=32)

    class Meta:
        app_label = "kernel"


class Image(Operational):
    """The full new image of one record in one entry. `data` and `salt` are empty where personal data were erased: the image is withheld."""

    place = models.BigIntegerField(primary_key=True)
    record_type = models.CharField(max_length=60)
    record_id = models.UUIDField()
    version = models.PositiveIntegerField()
    schema = models.PositiveSmallIntegerField()
    data = models.TextField(null=True)  # noqa: DJ001 - null is "withheld", the empty text is not an image
    salt = models.BinaryField(max_length=16, null=True)
    digest = models.BinaryField(max_length=32)

    class Meta:
        app_label = "kernel"
        constraints = [models.UniqueConstraint(fields=["record_id", "version"], name="kernel_image_record_version")]
        indexes = [models.Index(fields=["record_type", "place"], name="kernel_image_type_place")]

    @property
    def entry(self) -> int:
        """The index of the entry that wrote it."""
        return int(self.place) // IMAGES_PER_ENTRY


class Tile(Operational):
    """A tile of the Merkle tree (C2SP tlog-tiles, height 8): up to 256 hashes of a level. The last of a level grows."""

    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        app_label = "kernel"
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="kernel_tile_level_index")]


class Checkpoint(Operational):
    """A signed statement of the log's size and root (C2SP tlog-checkpoint). Numbered from 1 without gap."""

    number = models.BigIntegerField(primary_key=True)
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    time = models.CharField(max_length=27)

    class Meta:
        app_label = "kernel"

    def __str__(self) -> str:
        return f"checkpoint {self.number}, {self.size} entries"
