"""The page of required documents: what ISO/IEC 42001 demands to be written down, what shows it here, and what is missing."""

from __future__ import annotations

from sightline.kernel.pages import Look, Shown, page

from ..documents import required_documents
from ..telling import PERMISSION

VIEWS = (("", "All"), ("missing", "Missing"), ("part", "Partly there"), ("ok", "There"), ("none", "Does not apply"))
_KINDS = {"missing": "bad"}


@page(
    "required-documents",
    path="required-documents/",
    title="Required documents",
    permission=PERMISSION,
    menu=("Requirements", "Required documents"),
    order=80,
)
def required_documents_page(look: Look) -> Shown:
    """Every document and record that is demanded, with its state."""
    rows = required_documents(look.actor)
    show = look.one("show")
    wanted = _KINDS.get(show, show)
    asked = [one for one in rows if one.kind != "none"]
    context = {
        "rows": [one for one in rows if not wanted or one.kind == wanted],
        "asked": len(asked),
        "there": sum(one.kind == "ok" for one in asked),
        "missing": sum(one.kind == "bad" for one in asked),
        "views": [
            (value, words, count)
            for value, words in VIEWS
            if (count := sum(not value or one.kind == _KINDS.get(value, value) for one in rows)) or not value
        ],
        "show": show,
    }
    return Shown("conformity/documents.html", context, crumbs=(("Requirements", "/gaps/"),))
