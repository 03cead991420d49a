"""What was counted, kept so that it is not counted again while nothing changed. Operational: all of it follows from the records."""

from django.db import models

from sightline.kernel.records import Operational


class Count(Operational):
    """The newest count of an expectation. It holds while no entry after `entry` touched a record type that the expectation reads.

    `seen` is the entry up to which first sightings of its exceptions are kept.
    """

    expectation = models.CharField(max_length=80, primary_key=True)
    entry = models.BigIntegerField()
    seen = models.BigIntegerField(default=-2)
    day = models.DateField()
    population = models.PositiveIntegerField()
    conforming = models.PositiveIntegerField()

    class Meta:
        app_label = "conformity"


class DailyCount(Operational):
    """How an expectation stood when it was counted last on a day."""

    expectation = models.CharField(max_length=80)
    day = models.DateField()
    population = models.PositiveIntegerField()
    conforming = models.PositiveIntegerField()

    class Meta:
        app_label = "conformity"
        constraints = [models.UniqueConstraint(fields=["expectation", "day"], name="conformity_daily_count")]


class DailyStanding(Operational):
    """How a requirement stood when it was counted last on a day."""

    requirement = models.CharField(max_length=90)
    day = models.DateField()
    state = models.CharField(max_length=20)
    level = models.PositiveSmallIntegerField()

    class Meta:
        app_label = "conformity"
        constraints = [models.UniqueConstraint(fields=["requirement", "day"], name="conformity_daily_standing")]


class FirstSeen(Operational):
    """The day on which a record was first seen as an exception of an expectation; gone once it conforms."""

    expectation = models.CharField(max_length=80)
    record_id = models.UUIDField()
    day = models.DateField()

    class Meta:
        app_label = "conformity"
        constraints = [models.UniqueConstraint(fields=["expectation", "record_id"], name="conformity_first_seen")]
