"""Each kind of report is an export: a command, an address and a line on the page of reports."""

from __future__ import annotations

from functools import partial

from sightline.kernel.exports import declare_export
from sightline.kernel.identity.actors import Actor

from .making import KINDS, PERMISSION, report_bytes


def _make(kind: str, actor: Actor, form: str) -> bytes:
    return report_bytes(kind, form, actor)


for _name, _kind in KINDS.items():
    declare_export(
        _name, partial(_make, _name), label=_kind.label, about=_kind.about, permission=PERMISSION, formats=_kind.formats, report=True
    )
