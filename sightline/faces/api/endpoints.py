"""One door for every endpoint: who calls, which method, and every refusal as a problem document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from sightline.kernel.errors import NotFound, Refused
from sightline.kernel.identity.actors import Actor

from .bodies import check_text
from .callers import caller
from .problems import TooLarge, WrongMethod, as_json, fault, problem


@dataclass
class Answer:
    """What an endpoint answers: a JSON body, unless the status has none."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[..., Answer]


def _answer(request: HttpRequest, handlers: Mapping[str, Handler], path: Mapping[str, str]) -> HttpResponse:
    method = "GET" if request.method == "HEAD" else request.method or ""
    actor = caller(request)
    if method not in handlers:
        allowed = sorted({*handlers, *(["HEAD"] if "GET" in handlers else [])})
        raise WrongMethod(f"Here one can only {' or '.join(allowed)}.", allowed=allowed)
    check_text(list(path.values()))
    given = handlers[method](request, actor, **path)
    response = (
        HttpResponse(status=given.status)
        if given.status == 304
        else HttpResponse(as_json(given.body), content_type="application/json", status=given.status)
    )
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Authorization, Cookie"
    for name, value in given.headers.items():
        response[name] = value
    return response


def endpoint(**handlers: Handler) -> Callable[..., HttpResponse]:
    """A view that gives each method to its handler, `handler(request, actor, **path)`."""

    # A session's writes are checked by `caller`, which knows tokens; Django's own check doesn't, and answers with a page.
    @csrf_exempt
    def view(request: HttpRequest, **path: str) -> HttpResponse:
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
