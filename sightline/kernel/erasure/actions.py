"""Erasing a person's data (GDPR Art. 17) so that every proof still stands: images and salts go, digests stay."""

from __future__ import annotations

from typing import Annotated

from ..actions import Ask, action
from ..identity.actors import Actor
from ..journal.models import Image
from ..records import Record
from .models import Erasure


def _nothing_personal(actor: Actor, record: Record) -> str:
    return "" if type(record).personal else "This record holds nothing about a person that can be erased."


@action("erasure.change", label="Erase personal data", creates=Erasure, danger=True, on_retired=True, why_not=_nothing_personal)
def erase_person(
    actor: Actor, *, record: Record, ground: Annotated[str, Ask("Ground", help="Such as: request under GDPR Art. 17. Write no name here.")]
) -> Erasure:
    """Empties what says who somebody is, in the record and in every earlier image of it. This can't be undone.

    A record that is the person is taken out of use; one that only names a person stays in use without them.
    """
    erasure = Erasure(
        erased_type=record.record_type, erased_id=record.pk, erased_reference=record.reference, up_to_version=record.version, ground=ground
    )
    for name, neutral in type(record).personal.items():
        setattr(record, name, neutral(record) if callable(neutral) else neutral)
    if record.retired is None and not type(record).outlives_erasure:
        record.retire()
    else:
        record.save()
    erasure.save()
    Image.objects.filter(record_id=record.pk, version__lte=erasure.up_to_version, data__isnull=False).update(data=None, salt=None)
    return erasure
