"""Files that are handed out: what other people's tools read, and what is printed. A folder declares one once; the commands, addresses and buttons are the same for all.

A register's list as CSV or XLSX is no export: it is derived. An export writes nothing to the records.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import IO, Any

from . import clock
from .errors import Invalid, NotPermitted
from .identity.actors import Actor
from .permissions import table
from .records import Record
from .rolls import Roll

Content = bytes | IO[bytes]

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
    "pdf": "application/pdf",
    "svg": "image/svg+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml",
    "yaml": "application/yaml",
    "zip": "application/zip",
}
SAID = {"pdf": "PDF, to read and to print", "docx": "DOCX, to edit", "xlsx": "XLSX, to sort and filter"}


@dataclass(frozen=True)
class Export:
    """A declared export.

    Attributes:
        name: unique; in addresses and on the command line.
        label: what it is called, such as “Gap report”.
        permission: the row of the permission table.
        formats: endings, the usual one first; each has its media type here.
        make: `(actor, form)`, or `(actor, record, form)` where it is of a record; further keywords are its options, all of them text.
        of: the records that it is made of, one at a time; None for what is made of everything.
        about: what it is for, in a sentence.
        report: whether it is meant for people, and stands on the page of reports.
        options: names of the options that `make` takes.
    """

    name: str
    label: str
    permission: str
    formats: Sequence[str]
    make: Callable[..., Content]
    of: type[Record] | None = None
    about: str = ""
    report: bool = False
    options: tuple[str, ...] = ()
    where: str = field(default="", compare=False)


@dataclass(frozen=True)
class File:
    """A file to hand over: its name, its media type, its content."""

    name: str
    media_type: str
    content: Content


_exports: Roll[Export] = Roll("Export")


def declare_export(
    name: str,
    make: Callable[..., Content],
    *,
    label: str,
    permission: str,
    formats: Sequence[str],
    of: type[Record] | None = None,
    about: str = "",
    report: bool = False,
) -> None:
    """Declares an export; arguments as the attributes of `Export`. Keyword-only arguments of `make` are its options.

    Raises:
        ValueError: the name is taken, or a format has no media type.
    """
    unknown = [form for form in formats if form not in MEDIA_TYPES]
    if unknown:
        raise ValueError(f"Export {name}: no media type is known for {', '.join(unknown)}.")
    options = tuple(one.name for one in inspect.signature(make).parameters.values() if one.kind is inspect.Parameter.KEYWORD_ONLY)
    plain = make.func if isinstance(make, partial) else make
    where = plain.__code__.co_filename
    _exports.enrol(Export(name, label, permission, tuple(formats), make, of, about, report, options, where))


def export(
    name: str,
    *,
    label: str,
    permission: str,
    formats: Sequence[str],
    of: type[Record] | None = None,
    about: str = "",
    report: bool = False,
) -> Callable[[Callable[..., Content]], Callable[..., Content]]:
    """Declares the function under it, as `declare_export` does."""

    def declare(make: Callable[..., Content]) -> Callable[..., Content]:
        declare_export(name, make, label=label, permission=permission, formats=formats, of=of, about=about, report=report)
        return make

    return declare


def find_export(name: str, of: type[Record] | None = None) -> Export | None:
    """The export of this name, if it is made of such records (of everything, with None)."""
    found = _exports.get(name)
    return found if found is not None and found.of is of else None


def all_exports() -> Iterator[Export]:
    """Every export, by name."""
    return _exports.by_name()


def exports_of(model: type[Record] | None, actor: Actor) -> list[Export]:
    """What the actor may take away of records of a model, or of everything."""
    return [one for one in all_exports() if one.of is model and actor.may(one.permission)]


def hold_permitted(found: Export, actor: Actor) -> None:
    """Refuses whoever the table doesn't give the export to.

    Raises:
        NotPermitted: says who may.
    """
    if not actor.may(found.permission):
        raise NotPermitted(f"“{found.label}” is for these roles: {', '.join(table().who(found.permission))}. Ask one of them.")


def make_file(found: Export, actor: Actor, form: str, record: Record | None = None, options: Mapping[str, str] | None = None) -> File:
    """Makes the file.

    Args:
        found: the export.
        actor: who asks; the record is one that they may see.
        form: one of its formats.
        record: what it is made of, where it is of a record.
        options: further wishes, by name.

    Raises:
        NotPermitted: the table doesn't give it to the actor.
        Invalid: there is no such format or option, or an option can't be read.
    """
    hold_permitted(found, actor)
    if form not in found.formats:
        endings = " or ".join(f".{one}" for one in found.formats)
        raise Invalid(f"“{found.label}” is written as {endings}.", fields={"out": [f"End it in {endings}."]})
    strange = [name for name in options or {} if name not in found.options]
    if strange:
        said = f"It takes {', '.join(found.options)}." if found.options else "It takes none."
        raise Invalid(f"“{found.label}” has no option “{strange[0]}”. {said}", fields={strange[0]: ["Leave it out."]})
    given: tuple[Any, ...] = (actor, record, form) if found.of is not None else (actor, form)
    content = found.make(*given, **dict(options or {}))
    subject = f"-{record.reference}" if record is not None else ""
    return File(f"{found.name}{subject}-{clock.today().isoformat()}.{form}", MEDIA_TYPES[form], content)
