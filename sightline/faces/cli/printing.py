"""What a command prints: with `--json` one object on standard output and nothing else there, else plain words. Progress and refusals go to standard error."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import click


def print_json(found: Mapping[str, Any]) -> None:
    """Prints one object."""
    json.dump(found, sys.stdout, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None, default=str)
    sys.stdout.write("\n")


def say(found: Mapping[str, Any], words: Iterable[str]) -> None:
    """Prints what a command found: the object where `--json` was given, else the words, line by line."""
    if wants_json():
        print_json(found)
        return
    for line in words:
        click.echo(line)


def wants_json() -> bool:
    """Whether `--json` was given."""
    return bool(click.get_current_context().find_root().meta.get("sightline.json"))


def tell(line: str) -> None:
    """A line for the person at the terminal, beside the result: to standard error."""
    click.echo(line, err=True)


@contextmanager
def progress(label: str, length: int | None = None) -> Iterator[Any]:
    """A progress bar on standard error, where that is a terminal and no JSON is wanted; else nothing is shown.

    Args:
        label: what is done.
        length: how many steps there are.
    """
    shown = sys.stderr.isatty() and not wants_json()
    with click.progressbar(length=length or 1, label=label, file=sys.stderr, hidden=not shown) as bar:
        yield bar


def table(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    """A table as wide as the terminal; long cells are cut, line breaks become spaces."""
    cells = [[_cell(value) for value in row] for row in rows]
    natural = [max([len(head), *(len(row[place]) for row in cells)]) for place, head in enumerate(heads)]
    widths = _fitted(natural, shutil.get_terminal_size((140, 24)).columns - 2 * (len(heads) - 1))
    for row in [list(heads), *cells]:
        yield "  ".join(_cut(text, width) for text, width in zip(row, widths, strict=True)).rstrip()


def _fitted(natural: list[int], room: int) -> list[int]:
    widths = list(natural)
    while sum(widths) > room and max(widths) > 8:
        widths[widths.index(max(widths))] -= 1
    return widths


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value)
    return " ".join(str(value).split())


def _cut(text: str, width: int) -> str:
    return text.ljust(width) if len(text) <= width else text[: max(1, width - 1)] + "…"


def facts(found: Mapping[str, Any]) -> Iterator[str]:
    """A record's values, one a line."""
    wide = max((len(name) for name in found), default=0)
    for name, value in found.items():
        yield f"{name.replace('_', ' ').ljust(wide)}  {_cell(value)}".rstrip()
