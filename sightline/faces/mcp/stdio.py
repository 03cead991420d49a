"""MCP over standard input and output: a line is a message. For an assistant on the same machine, started by it; ends when its input ends."""

from __future__ import annotations

import json
from typing import TextIO

from django.db import close_old_connections

from sightline.kernel.identity.actors import Actor

from ..api.bodies import read_json
from ..api.problems import Malformed
from .protocol import PARSE_ERROR, Failed, Reply, answer, failed


def _reply_to(actor: Actor, line: str) -> Reply:
    try:
        return answer(actor, read_json(line.encode("utf-8", "surrogatepass")))
    except Malformed as error:
        return failed(None, Failed(PARSE_ERROR, error.message))


def serve(actor: Actor, incoming: TextIO, outgoing: TextIO) -> None:
    """Answers messages until there are no more.

    Args:
        actor: for whom.
        incoming: one JSON-RPC message a line.
        outgoing: gets one answer a line, and nothing else.
    """
    for line in incoming:
        if not line.strip():
            continue
        reply = _reply_to(actor, line)
        close_old_connections()
        if reply.message is not None:
            outgoing.write(json.dumps(reply.message, default=str) + "\n")
            outgoing.flush()
