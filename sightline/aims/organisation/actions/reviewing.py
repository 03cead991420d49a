"""What every review of a record asks: when it is looked at next."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from sightline.kernel import clock
from sightline.kernel.actions import Ask
from sightline.kernel.errors import Invalid

from ..models.structure import in_a_year

NextReview = Annotated[date | None, Ask("Next review", help="A year from today where empty.")]


def next_review_on(given: date | None) -> date:
    """The day of the next review: the one that was given, else a year from today.

    Raises:
        Invalid: it would not be in the future.
    """
    if given is not None and given <= clock.today():
        raise Invalid("Nothing was saved yet.", fields={"next_review": ["Choose a day after today."]})
    return given or in_a_year()
