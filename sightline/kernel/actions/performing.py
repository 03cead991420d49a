"""`perform` is the only door to an action, for every face: permit, prepare where the action says so, change, parse, run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from ..changes import Change, change
from ..errors import ChangedMeanwhile, Conflict, Invalid, NotFound, NotPermitted
from ..identity.actors import Actor
from ..journal.appending import Written
from ..records import Record, model_by_prefix
from .attempts import Attempt, digest_of, earlier
from .declaring import PREPARED, Action, find_action
from .hindering import hindrance, who_can
from .schema import LONGEST_REASON

HALF_A_CHARACTER = "This text holds half a character, as if it was cut. Type it again."


@dataclass
class Outcome:
    """What came of an action.

    Attributes:
        reference: of the record that it made or changed, or an empty text.
        version: that record's version afterwards.
        entry: the entry's index in the ledger, or None where nothing was changed.
        record: the record itself; None when the outcome is an earlier one's, told again.
        result: what else the action gives back, such as a secret shown once.
        written: the images that were written, for "what would happen if".
    """

    reference: str = ""
    version: int | None = None
    entry: int | None = None
    record: Record | None = None
    result: Any = None
    written: list[Written] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The outcome as faces print it."""
        return {"reference": self.reference, "version": self.version, "entry": self.entry}


def perform(
    name: str,
    actor: Actor,
    data: Mapping[str, Any],
    *,
    face: str,
    subject: str | Record | None = None,
    reason: str = "",
    version: int | None = None,
    key: str = "",
    files: Mapping[str, Any] | None = None,
    rendered: bool = False,
    dry_run: bool = False,
) -> Outcome:
    """Does an action.

    Args:
        name: the action.
        actor: who.
        data: the answers, as text from a browser or shell, or as JSON values.
        face: web, api, cli, mcp or system.
        subject: the record that it is done on, or its reference.
        reason: why.
        version: the version of the subject that the caller saw; needed by edits through the API and forms.
        key: an idempotency key: the same key and answers give the same outcome, once done.
        files: uploaded files by field.
        rendered: every field of the form was shown, so an empty one is an answer (browser).
        dry_run: do it, tell it, and roll it back.

    Returns:
        The outcome.

    Raises:
        NotFound, NotPermitted, DutiesConflict, Invalid, Conflict: nothing was changed; each says what to do.
    """
    found = permitted(name, actor)
    attempt = Attempt(actor=actor.key, key=key, digest=digest_of(found.name, str(subject), dict(data))) if key and not dry_run else None
    if attempt is not None and (before := earlier(attempt)) is not None:
        return Outcome(**before)
    prepared = _prepared(found, actor, data, files or {}, rendered, reason)
    try:
        with change(actor, found.name, face, reason, keep=not dry_run) as opened:
            outcome = _run(found, actor, data, files or {}, subject, version, rendered, reason, prepared)
            opened.at_end.append(lambda: _close(outcome, opened, attempt))
    except IntegrityError as error:
        if attempt is not None and (before := earlier(attempt)) is not None:
            return Outcome(**before)
        raise as_refusal(error) from error
    return outcome


def permitted(name: str, actor: Actor) -> Action:
    """The action of this name, if the table gives it to the actor for some record.

    Raises:
        NotFound, NotPermitted: there is no such action, or it is for others.
    """
    found = find_action(name)
    if found is None:
        raise NotFound(f"There is no action {name}.")
    if not actor.may(found.permission):
        raise NotPermitted(who_can(found))
    return found


def _prepared(
    found: Action, actor: Actor, data: Mapping[str, Any], files: Mapping[str, Any], rendered: bool, reason: str
) -> Mapping[str, Any]:
    """What an action does before its change is open, as the argument that takes it; the answers are read again inside."""
    if found.prepare is None:
        return {}
    hold_reason(found, reason)
    return {PREPARED: found.prepare(actor, **parse(found, actor, None, data, files, rendered=rendered))}


def _close(outcome: Outcome, opened: Change, attempt: Attempt | None) -> None:
    """Fills in where the change stands, and keeps the outcome for retries in the same transaction."""
    outcome.entry = opened.entry
    outcome.written = opened.written
    if outcome.record is not None:
        outcome.reference = outcome.record.reference
        outcome.version = next((image.version for image in opened.written if image.record_id == outcome.record.pk), outcome.record.version)
    if attempt is not None:
        attempt.outcome = outcome.as_dict()
        attempt.save()


def _run(
    found: Action,
    actor: Actor,
    data: Mapping[str, Any],
    files: Mapping[str, Any],
    subject: str | Record | None,
    version: int | None,
    rendered: bool,
    reason: str,
    prepared: Mapping[str, Any],
) -> Outcome:
    record = subject_of(found, actor, subject, lock=True) if found.subject is not None else None
    if record is not None and version is not None and version != record.version:
        raise ChangedMeanwhile(
            f"Somebody else changed {record.reference} since you opened it. Look at both versions, then save again.",
            seen=version,
            current=record.version,
        )
    hold_reason(found, reason)
    answers = parse(found, actor, record, data, files, rendered=rendered)
    arguments = {found.subject_name: record, **answers} if record is not None else answers
    made = found.run(actor, **arguments, **prepared)
    if isinstance(made, Record):
        return Outcome(record=made)
    return Outcome(record=record, result=made)


def _writable(value: Any) -> bool:
    """Whether texts can be written as UTF-8: JSON lets half a character (a lone surrogate) through, no database takes it."""
    if isinstance(value, str):
        return not any("\ud800" <= letter <= "\udfff" for letter in value) if not value.isascii() else True
    if isinstance(value, Mapping):
        return all(_writable(one) for pair in value.items() for one in pair)
    return all(_writable(one) for one in value) if isinstance(value, list | tuple) else True


def subject_of(found: Action, actor: Actor, subject: str | Record | None, *, lock: bool = False) -> Record:
    """The record that an action is done on, if the actor may do it there.

    Raises:
        NotFound: there is no such record, or the actor may not know of it.
        Invalid: no record is named.
        NotPermitted, DutiesConflict, Conflict: it can't be done to this record, or not by this actor.
    """
    reference = subject.reference if isinstance(subject, Record) else subject
    model = _model_for(found, reference or "")
    if not reference:
        raise Invalid(
            f"Say which {model._meta.verbose_name}: give its reference.",
            fields={"reference": [f"Give the reference of a {model._meta.verbose_name}."]},
        )
    query = model._default_manager.filter(reference=reference.upper())
    record: Record | None = (query.select_for_update(of=("self",)) if lock else query).first()
    if record is None or not _may_see(record, actor):
        raise NotFound(f"There is no {model._meta.verbose_name} {reference} that you may see.")
    why = hindrance(found, actor, record)
    if why is not None:
        raise why
    return record


def _may_see(record: Record, actor: Actor) -> bool:
    if actor.cell(record.read_permission) == "all":
        return True  # said without asking the database: most actions are done by somebody who sees all
    return type(record)._default_manager.filter(pk=record.pk).visible_to(actor).exists()


def _model_for(found: Action, reference: str) -> type[Record]:
    assert found.subject is not None
    if found.subject is not Record:
        return found.subject
    model = model_by_prefix(reference)
    if model is None:
        raise NotFound(f"There is no record {reference or '(no reference given)'}.")
    return model


def may_do(found: Action, actor: Actor, record: Record) -> str:
    """Why the actor can't do the action to this record now, or an empty text: what a page shows before anything is tried."""
    if not actor.may(found.permission):
        return who_can(found)
    why = hindrance(found, actor, record)
    return why.message if why is not None else ""


def hold_reason(found: Action, reason: str) -> None:
    """Holds that why was said where it must be, and in a sentence or two.

    Raises:
        Invalid: it is missing, or longer than an entry of the ledger has room for.
    """
    if found.reason and not reason.strip():
        raise Invalid("Say why. The reason is kept with the change.", fields={"reason": ["Say why, in a sentence."]})
    if len(reason) > LONGEST_REASON:
        raise Invalid("The reason is too long.", fields={"reason": [f"Say why in at most {LONGEST_REASON:,} characters."]})
    if not _writable(reason):
        raise Invalid("The reason can't be written.", fields={"reason": [HALF_A_CHARACTER]})


def form_of(
    found: Action, actor: Actor, record: Record | None, data: Mapping[str, Any] | None = None, files: Mapping[str, Any] | None = None
) -> forms.Form:
    """The form of an action: the one schema, bound to answers where they are given."""
    made = forms.Form(data=data, files=files)  # type: ignore[arg-type]
    made.fields.update(found.fields(actor, record))
    return made


def parse(
    found: Action,
    actor: Actor,
    record: Record | None,
    data: Mapping[str, Any],
    files: Mapping[str, Any] | None = None,
    *,
    rendered: bool = False,
) -> dict[str, Any]:
    """The answers as the action takes them.

    Args:
        found: the action.
        actor: who.
        record: the subject.
        data: raw answers.
        files: uploaded files.
        rendered: every field was shown, so one without an answer was emptied.

    Raises:
        Invalid: an answer is missing, wrong or unknown; says which and what would be right.
    """
    form = form_of(found, actor, record, {}, {})
    answers: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for name in data:
        if name not in form.fields and not rendered:
            errors[name] = [f"There is no “{name}” here. Known: {', '.join(form.fields) or 'nothing is asked'}."]
    for name, field_ in form.fields.items():
        given = (files is not None and name in files) or name in data
        if found.edits and not given and not (rendered and not isinstance(field_, forms.FileField)):
            continue
        raw = files[name] if files and name in files else _raw(field_, data, name) if given else None
        if not _writable(raw):
            errors[name] = [HALF_A_CHARACTER]
            continue
        usual = field_.initial() if callable(field_.initial) else field_.initial
        if not given and not rendered and usual is not None:
            answers[name] = usual
            continue
        try:
            answers[name] = field_.clean(raw)
        except ValidationError as error:
            errors[name] = [_words(message, field_) for message in error.messages]
    if errors:
        raise Invalid(
            "Nothing was saved yet. " + ("One answer needs" if len(errors) == 1 else f"{len(errors)} answers need") + " another look.",
            fields=errors,
        )
    return answers


def _raw(field_: forms.Field, data: Mapping[str, Any], name: str) -> Any:
    getlist = getattr(data, "getlist", None)
    if getlist is not None and isinstance(field_, forms.MultipleChoiceField):
        return getlist(name)
    value = data[name]
    if isinstance(field_, forms.BooleanField):
        return value if isinstance(value, bool) else str(value).strip().lower() in {"on", "true", "yes", "1"}
    if isinstance(value, bool) or (isinstance(value, int | float) and not isinstance(field_, forms.JSONField)):
        return str(value)
    return value


def _words(message: str, field_: forms.Field) -> str:
    if message == "This field is required.":
        return f"“{field_.label}” is missing. Give an answer."
    return message


def as_refusal(error: IntegrityError) -> Invalid | Conflict:
    """What the database would not take, as a refusal in words."""
    text = str(error)
    if "unique" in text.lower() or "duplicate" in text.lower():
        return Invalid("Another record has this already. Choose something else, or open that record.")
    return Conflict("This contradicts what is recorded already. Nothing was changed.")
