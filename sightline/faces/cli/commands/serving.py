"""Serving an assistant: MCP on standard input and output."""

from __future__ import annotations

import sys

import click

from sightline.faces.mcp.stdio import serve

from ..shared import Command, actor


@click.command("mcp", cls=Command)
def mcp_command() -> None:
    """Speak MCP on standard input and output, so that people bring their own assistant.

    It acts as the administrator at the command line, or as the person of --as.
    """
    serve(actor(), sys.stdin, sys.stdout)
