"""Why something was not done. One shape in all faces: a kind, a sentence that says what to do, and the words for each field."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar


class Refused(Exception):
    """Nothing was changed. Faces show `message` and `fields`; `status` is the HTTP status that says the same."""

    kind: ClassVar[str] = "refused"
    title: ClassVar[str] = "This was not done"
    status: ClassVar[int] = 409

    def __init__(self, message: str, *, fields: Mapping[str, Sequence[str]] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fields: dict[str, list[str]] = {name: list(words) for name, words in (fields or {}).items()}

    def as_dict(self) -> dict[str, Any]:
        """The one error shape, as RFC 9457 problem members."""
        return {
            "type": f"urn:sightline:problem:{self.kind}",
            "title": self.title,
            "status": self.status,
            "detail": self.message,
            "errors": self.fields,
        }


class Invalid(Refused):
    """An answer is missing or wrong; `fields` says which and what would be right."""

    kind = "invalid"
    title = "Some answers need another look"
    status = 422


class NotPermitted(Refused):
    """The actor may not do this; the message says who can."""

    kind = "not-permitted"
    title = "Somebody else can do this"
    status = 403


class NotFound(Refused):
    """There is no such thing, or the actor may not know of it."""

    kind = "not-found"
    title = "There is nothing here"
    status = 404


class Conflict(Refused):
    """It contradicts what is recorded."""

    kind = "conflict"
    title = "This does not fit what is recorded"
    status = 409

    def __init__(self, message: str, *, seen: int | None = None, current: int | None = None) -> None:
        super().__init__(message)
        self.seen = seen
        self.current = current

    def as_dict(self) -> dict[str, Any]:
        """The shape, with both versions."""
        return {**super().as_dict(), "seen_version": self.seen, "current_version": self.current}


class ChangedMeanwhile(Conflict):
    """Somebody else changed the record since it was looked at: `seen` and `current` are the two versions, where they are known."""

    title = "Somebody else changed this"


class NotNow(Conflict):
    """The record is not in a state for this, whoever asks: decided already, retired, waiting for something else."""

    kind = "not-now"
    title = "This can't be done as things stand"


class DutiesConflict(NotPermitted):
    """Separation of duties: who wrote does not approve, who owns does not audit, who acted does not verify the effect."""

    kind = "separation-of-duties"
    title = "Another person must do this"


class Duty(str):
    """What a `why_not` gives where duties are separate: the same words, refused as `DutiesConflict`, which no role gets round."""

    __slots__ = ()


class Others(str):
    """What a `why_not` gives where it is for somebody else, such as the author: the same words, refused as `NotPermitted`."""

    __slots__ = ()


class OutsideChange(RuntimeError):
    """A record was written without `change(...)`: an error of ours, never shown as a refusal."""
