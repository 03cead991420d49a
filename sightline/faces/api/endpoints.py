"""One door for every endpoint: who calls, which method, and every refusal as a problem document."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from sightline.kernel.errors import NotFound, Refused
from sightline.kernel.identity.actors import Actor

from .bodies import check_text
from .callers import caller
from .problems import TooLarge, WrongMethod, as_json, fault, problem


@dataclass
class Answer:
    """What an endpoint answers: a JSON body, unless the status has none or a file is handed over.

    Attributes:
        body: what JSON has.
        status: of HTTP.
        headers: further ones.
        file: (name, media type, content): handed over instead of the body.
    """

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    file: tuple[str, str, bytes | IO[bytes]] | None = None

    def response(self) -> HttpResponseBase:
        """The answer as HTTP has it."""
        if self.file is None:
            found: HttpResponseBase = HttpResponse(status=self.status)
            return found if self.status == 304 else HttpResponse(as_json(self.body), content_type="application/json", status=self.status)
        name, kind, content = self.file
        return FileResponse(
            io.BytesIO(content) if isinstance(content, bytes) else content, as_attachment=True, filename=name, content_type=kind
        )


Handler = Callable[..., Answer]


def _answer(request: HttpRequest, handlers: Mapping[str, Handler], path: Mapping[str, str]) -> HttpResponseBase:
    method = "GET" if request.method == "HEAD" else request.method or ""
    actor = caller(request)
    if method not in handlers:
        allowed = sorted({*handlers, *(["HEAD"] if "GET" in handlers else [])})
        raise WrongMethod(f"Here one can only {' or '.join(allowed)}.", allowed=allowed)
    check_text(list(path.values()))
    given = handlers[method](request, actor, **path)
    response = given.response()
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Authorization, Cookie"
    for name, value in given.headers.items():
        response[name] = value
    return response


def endpoint(**handlers: Handler) -> Callable[..., HttpResponseBase]:
    """A view that gives each method to its handler, `handler(request, actor, **path)`."""

    # A session's writes are checked by `caller`, which knows tokens; Django's own check doesn't, and answers with a page.
    @csrf_exempt
    def view(request: HttpRequest, **path: str) -> HttpResponseBase:
        try:
            return _answer(request, handlers, path)
        except Refused as refused:
            return problem(refused)
        except (RequestDataTooBig, TooManyFieldsSent):
            return problem(TooLarge("This is more than one request takes."))
        except Exception as error:  # noqa: BLE001 - the last door: nothing of the inside may reach a caller, and the trace goes to the log
            return fault(error)

    return view


def _nothing(request: HttpRequest, actor: Actor, **path: str) -> Answer:
    raise NotFound("There is no such address. /api/v1/registers and /api/v1/openapi.json list them.")


nothing_here = endpoint(GET=_nothing, POST=_nothing, PATCH=_nothing, PUT=_nothing, DELETE=_nothing, OPTIONS=_nothing)
