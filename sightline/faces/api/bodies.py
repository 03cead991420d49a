"""What a request carries: JSON or a form with files, and parameters. Hostile input is refused here, in words, before anything else sees it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError

from sightline.kernel.errors import Invalid

from .problems import Malformed, TooLarge, WrongMediaType

JSON = "application/json"
FORM = "multipart/form-data"
DEEPEST = 20


@dataclass
class Body:
    """What was sent.

    Attributes:
        data: the answers.
        files: uploaded files by field.
        is_json: whether answers have JSON types; in a form everything is text.
    """

    data: Any = field(default_factory=dict)
    files: Mapping[str, Any] = field(default_factory=dict)
    is_json: bool = True


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def check_text(value: Any, depth: int = 0) -> None:
    """Refuses what can't be stored as text on every database, and nesting that nothing here asks for.

    Raises:
        Malformed: says what.
    """
    if depth > DEEPEST:
        raise Malformed(f"The JSON is nested more than {DEEPEST} deep.")
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            raise Malformed("A text holds a character that can't be kept: a zero byte, or half of a pair.")
    elif isinstance(value, dict):
        for key, inner in value.items():
            check_text(key, depth)
            check_text(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            check_text(inner, depth + 1)


def read_json(raw: bytes) -> Any:
    """A JSON text, strictly (RFC 8259).

    Raises:
        Malformed: it is none.
    """
    try:
        found = json.loads(raw.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Malformed("The body is not JSON. Send UTF-8 and “Content-Type: application/json”.") from error
    check_text(found)
    return found


def read_body(request: HttpRequest, *, forms: bool = True) -> Body:
    """The body of a request that does something.

    Args:
        request: the request.
        forms: whether multipart/form-data is read too.

    Raises:
        Malformed, TooLarge, WrongMediaType: what was sent can't be read, is too much, or of another kind.
    """
    try:
        if request.content_type == FORM and forms:
            check_text([*request.POST, *(value for values in request.POST.lists() for value in values[1])])
            return Body(request.POST.copy(), request.FILES, is_json=False)
        raw = request.body
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent) as error:
        raise TooLarge("This is more than one request takes. Send large content as files, or in parts.") from error
    except (MultiPartParserError, UnreadablePostError, ValueError) as error:
        raise Malformed("The form can't be read. Check its boundary and its length.") from error
    if not raw:
        return Body()
    if request.content_type != JSON:
        raise WrongMediaType(f"Send {JSON}{' or, with files, ' + FORM if forms else ''}.")
    found = read_json(raw)
    if not isinstance(found, dict):
        raise Malformed("Send one JSON object.")
    return Body(found)


def take_reason(body: Body, asked: Mapping[str, Any]) -> str:
    """Why: taken out of the answers, unless the action itself asks for something of that name.

    Raises:
        Invalid: it is no text.
    """
    if "reason" in asked or "reason" not in body.data:
        return ""
    reason = body.data.pop("reason")
    reason = reason[-1] if isinstance(reason, list) and not body.is_json and reason else reason
    if not isinstance(reason, str):
        raise Invalid("The reason can't be read.", fields={"reason": ["Say why in a text."]})
    return reason


class Params:
    """The parameters of an address: each may be asked for, and what nobody asked for is refused, since a mistyped filter must not show everything."""

    def __init__(self, request: HttpRequest) -> None:
        try:
            self._values = {name: list(values) for name, values in request.GET.lists()}
        except TooManyFieldsSent as error:
            raise TooLarge("The address has too many parameters.") from error
        for name, values in self._values.items():
            check_text([name, *values])
        self._known: set[str] = set()

    def many(self, name: str) -> tuple[str, ...]:
        """All values of a parameter."""
        self._known.add(name)
        return tuple(value for value in self._values.get(name, []) if value != "")

    def one(self, name: str) -> str:
        """The value of a parameter, or an empty text.

        Raises:
            Invalid: it is given more than once.
        """
        values = self.many(name)
        if len(values) > 1:
            raise Invalid(f"“{name}” is given more than once.", fields={name: ["Give it once."]})
        return values[0] if values else ""

    def number(self, name: str, default: int, least: int, most: int) -> int:
        """A whole number within limits.

        Raises:
            Invalid: it is none.
        """
        text = self.one(name)
        if name not in self._values:
            return default
        if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
            raise Invalid(f"“{name}” can't be read.", fields={name: [f"Give a whole number from {least} to {most}."]})
        return int(text)

    def truth(self, name: str) -> bool:
        """true or false; false where left out.

        Raises:
            Invalid: it is neither.
        """
        text = self.one(name)
        if text not in ("true", "false", "") or (text == "" and name in self._values):
            raise Invalid(f"“{name}” can't be read.", fields={name: ["Say true or false."]})
        return text == "true"

    def finish(self) -> None:
        """Refuses what nobody asked for.

        Raises:
            Invalid: names it, and what is known.
        """
        unknown = sorted(set(self._values) - self._known)
        if unknown:
            known = ", ".join(sorted(self._known)) or "none"
            raise Invalid(f"There is no parameter “{unknown[0]}” here.", fields={name: [f"Known: {known}."] for name in unknown})
