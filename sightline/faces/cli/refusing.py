"""How a command ends: 0 fine, 1 a finding, 2 bad input, 3 a fault of ours; never a stack trace."""

from __future__ import annotations

import logging
import os
import secrets
import sys
from typing import Any

import click

from .printing import print_json, tell

FINE, FINDING, BAD_INPUT, FAULT = 0, 1, 2, 3


def refuse(problem: dict[str, Any], *, as_json: bool) -> int:
    """Tells why nothing was done, in the one shape that all faces give errors.

    Args:
        problem: members of an RFC 9457 problem.
        as_json: print it as the one object on standard output.

    Returns:
        The exit code.
    """
    if as_json:
        print_json(problem)
    else:
        tell(str(problem["detail"] or problem["title"]))
        for name, words in problem.get("errors", {}).items():
            for word in words:
                tell(f"  {name}: {word}")
    return BAD_INPUT


def refuse_usage(error: click.ClickException, *, as_json: bool) -> int:
    """Tells that a command can't be called this way."""
    message = error.format_message()
    if as_json:
        problem = {
            "type": "urn:sightline:problem:usage",
            "title": "The command can't be called this way",
            "status": 400,
            "detail": message,
            "errors": {},
        }
        return refuse(problem, as_json=True)
    context = getattr(error, "ctx", None)
    tell(message)
    if context is not None and context.command_path:
        tell(f"“{context.command_path} --help” tells how.")
    return BAD_INPUT


def tell_fault(error: BaseException, *, as_json: bool) -> int:
    """Tells that something failed that should not have. The trace goes to the log of the data directory, under a reference."""
    reference = secrets.token_hex(2).upper()
    where = _kept_trace(reference)
    what = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
    detail = f"This did not work ({what}). Reference {reference}{f', told in {where}' if where else ''}."
    problem = {
        "type": "urn:sightline:problem:fault",
        "title": "This did not work",
        "status": 500,
        "detail": detail,
        "errors": {},
        "reference": reference,
    }
    refuse(problem, as_json=as_json)
    return FAULT


def _kept_trace(reference: str) -> str:
    home = os.environ.get("SIGHTLINE_HOME", "sightline-data")
    if not os.path.isdir(home):
        return ""
    path = os.path.join(home, "faults.log")
    try:
        handler = logging.FileHandler(path, encoding="utf-8")
    except OSError:
        return ""
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    log = logging.Logger("sightline.cli")  # noqa: LOG001 - one of its own, that never speaks on the terminal
    log.addHandler(handler)
    log.error("Fault %s: sightline %s", reference, " ".join(sys.argv[1:2]), exc_info=sys.exc_info())
    handler.close()
    return path
