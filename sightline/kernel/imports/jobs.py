"""A long import in the background: the same action, done by the worker as the person who asked for it."""

from __future__ import annotations

import logging

from django_tasks import task

from ..actions import perform
from ..changes import change
from ..errors import Refused
from ..identity.actors import Actor
from ..identity.models import Account
from .models import Import, ImportState

logger = logging.getLogger(__name__)


@task()
def import_in_background(reference: str, account: str, prefer: str, remember: bool) -> str:
    """Imports a list that waits.

    Args:
        reference: of the import.
        account: id of the account that asked for it; empty for the person at the command line.
        prefer: whose value stands where both changed.
        remember: keep how the columns are read.

    Returns:
        The reference. Where the import is refused, its record says why; a second run of the same task changes nothing.
    """
    actor = Actor.of(Account.objects.get(pk=account)) if account else Actor.local()
    listing = Import.objects.get(reference=reference)
    if listing.state != ImportState.WAITING:
        return reference
    try:
        perform("finish_import", actor, {"prefer": prefer, "remember": remember}, face="web", subject=reference)
    except Refused as error:
        logger.warning("import %s was refused: %s", reference, error.message)
        listing.refresh_from_db()
        with change(actor, "stop_import", "system", error.message):
            listing.state, listing.result = ImportState.FAILED, error.message
            listing.save()
    return reference
