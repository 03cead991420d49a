"""The map of data flows as a file."""

from __future__ import annotations

from pathlib import Path

import click

from ..shared import Command
from .exporting import OUT, export_file


@click.command("map", cls=Command)
@OUT
@click.option("--view", default="", help="special, abroad, suppliers, crossing or findings.")
@click.option("--system", default="", metavar="REF", help="The flows of one AI system, such as SYS-0042.")
@click.option("--unit", default="", metavar="REF", help="The flows of one unit.")
@click.option("--data", default="", metavar="KIND", help="The flows with one kind of data, such as health.")
@click.option("--country", default="", help="The flows from or into a country.")
@click.option("--whole", is_flag=True, help="Draw every box by itself, however many there are.")
def map_command(out: Path, view: str, system: str, unit: str, data: str, country: str, whole: bool) -> int:
    """Draw the data flows as a map: .svg, or .pdf with the table."""
    wishes = {"view": view, "system": system, "unit": unit, "data": data, "country": country, "whole": "1" if whole else ""}
    return export_file("map", "", out, wishes)
