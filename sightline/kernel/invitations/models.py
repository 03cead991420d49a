"""The record of an invitation: who was let in by a link, to which record, to do what, until when."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from .. import clock
from ..identity.models import Account
from ..records import Record, model_of

LONGEST = 90
"""Days that a link may be open."""
_SECRET = 32
"""Bytes of randomness in a link: 256 bits can't be guessed, so no address tells a stranger whether it exists."""
_SEEN_EVERY = timedelta(minutes=1)


class Invitation(Record):
    """A link that was given to somebody without an account. The link itself is kept nowhere, only its hash, which is no part of the ledger."""

    record_type = "kernel.invitation"
    reference_prefix = "INV"
    read_permission = "invitations.read"
    face_name: ClassVar[str] = "invitations"
    image_exclude: ClassVar[frozenset[str]] = frozenset({"digest", "first_used", "last_used"})
    personal: ClassVar[dict[str, Any]] = {"name": "Somebody who was erased", "email": ""}

    name = models.CharField("who", max_length=200)
    email = models.EmailField("mail address", blank=True)
    about_type = models.CharField(max_length=60, editable=False)
    about_id = models.UUIDField(db_index=True, editable=False)
    about_name = models.CharField("to", max_length=300, editable=False)
    may = models.JSONField("may do", default=list, editable=False)
    expires = models.DateTimeField("ends")
    ended = models.DateTimeField("ended early", null=True, blank=True, editable=False)
    invited_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations", verbose_name="invited by", editable=False
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    first_used = models.DateTimeField("first opened", null=True, blank=True, editable=False)
    last_used = models.DateTimeField("last opened", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "invitation"
        base_manager_name = "objects"

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """An invitation is its sender's own."""
        return Q(invited_by=account_id)

    @classmethod
    def find(cls, secret: str) -> Invitation | None:
        """The invitation that a link belongs to, ended or not; None where there never was such a link."""
        digest = digest_of(secret)
        row = cls.objects.select_related("invited_by").filter(digest=digest).first()
        return row if row is not None and secrets.compare_digest(row.digest, digest) else None

    @property
    def about(self) -> Record | None:
        """The record that it opens; None where it is of another release or was retired."""
        model = model_of(self.about_type)
        return model._default_manager.current().filter(pk=self.about_id).first() if model is not None else None

    @property
    def closed_on(self) -> datetime | None:
        """When the link stopped working, or None while it works."""
        if self.ended is not None:
            return self.ended
        if self.retired is not None:
            return datetime.combine(self.retired, datetime.min.time(), self.expires.tzinfo)
        return self.expires if self.expires <= clock.now() else None

    def note_use(self) -> None:
        """Notes that it was opened, at most once a minute: columns for looking after links, no part of the ledger."""
        now = clock.now()
        if self.last_used is None or now - self.last_used >= _SEEN_EVERY:
            self.first_used, self.last_used = self.first_used or now, now
            self.save(update_fields=["first_used", "last_used"])


def new_secret() -> str:
    """What stands in a link: random, and nowhere kept."""
    return secrets.token_urlsafe(_SECRET)


def digest_of(secret: str) -> str:
    """The hash that is kept in its place."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
