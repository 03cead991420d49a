"""MCP over HTTP: `POST /mcp`, one message in, one JSON answer out (streamable HTTP without streams). Tokens only: a page in a browser must not reach it."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from sightline.kernel.errors import Refused

from ..api.bodies import read_json
from ..api.callers import caller
from ..api.problems import Malformed, TooLarge, WrongMethod, as_json, problem
from .protocol import (
    HEADER_MISMATCH,
    INVALID_PARAMS,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    PARSE_ERROR,
    UNSUPPORTED_VERSION,
    Failed,
    Reply,
    answer,
    failed,
)

STATUS = {
    PARSE_ERROR: 400,
    INVALID_REQUEST: 400,
    INVALID_PARAMS: 400,
    HEADER_MISMATCH: 400,
    UNSUPPORTED_VERSION: 400,
    METHOD_NOT_FOUND: 404,
}


def _send(reply: Reply) -> HttpResponse:
    if reply.message is None:
        return HttpResponse(status=202)
    response = HttpResponse(as_json(reply.message), content_type="application/json", status=STATUS.get(reply.code, 200))
    response["Cache-Control"] = "no-store"
    return response


# Only tokens are taken, so there is no session that another site could misuse.
@csrf_exempt
def mcp(request: HttpRequest) -> HttpResponse:
    """`POST /mcp`."""
    try:
        if request.method != "POST":
            raise WrongMethod("Messages are sent with POST.", allowed=["POST"])
        actor = caller(request, sessions=False)
        message = read_json(request.body)
    except Malformed as error:
        return _send(failed(None, Failed(PARSE_ERROR, error.message)))
    except Refused as refused:
        return problem(refused)
    except RequestDataTooBig:
        return problem(TooLarge("This is more than one message takes."))
    except UnreadablePostError:
        return problem(Malformed("The message ended too early."))
    return _send(answer(actor, message, request.headers))
