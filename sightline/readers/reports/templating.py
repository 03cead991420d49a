"""A report written into the organisation's own Word file. Whoever wrote the file is not trusted: it can name what the report says, and nothing else.

Fields are Jinja's: `{{ sentence }}`, and `{%tr for gap in gaps %}` around a row of a table. They are read in a sandbox without functions, without
calls, with few filters and at most three loops inside each other; what is filled in is always text. The file itself may hold no macros, no
embedded objects, and nothing that Word would fetch from elsewhere.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any, NoReturn

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, UndefinedError, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from sightline.kernel.errors import Invalid
from sightline.kernel.evidence.store import blocks

from .gathering import Report
from .models import ReportTemplate, Templated

LARGEST = 5 * 1024 * 1024
LARGEST_INSIDE = 60 * 1024 * 1024
MOST_PARTS = 1000
DEEPEST = 3
FILTERS = ("capitalize", "count", "default", "e", "escape", "first", "join", "last", "length", "lower", "replace", "title", "trim", "upper")
_ACTIVE = re.compile(r"vbaProject|/embeddings/|/activeX/|\.bin$", re.IGNORECASE)
_RELATION = re.compile(rb"<Relationship\b[^>]*>", re.IGNORECASE)
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def _said(value: Any) -> Any:
    """What a field gives: nothing where there is nothing, and no characters that a Word file can't hold."""
    if value is None:
        return ""
    return _UNSEEN.sub("", value) if isinstance(value, str) else value


class Sandbox(ImmutableSandboxedEnvironment):
    """Reads fields: no functions, no calls, no arithmetic that grows, no other files."""

    intercepted_binops = frozenset(["*", "**", "%", "+", "//"])

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, finalize=_said, loader=None)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS}
        self.tests = {name: self.tests[name] for name in ("defined", "undefined", "none", "string", "number", "equalto", "==", "eq")}

    def is_safe_callable(self, obj: Any) -> bool:
        """Nothing is called."""
        return False

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Sums of numbers only: a text times a million fills the memory."""
        if operator in ("+", "*") and isinstance(left, int | float) and isinstance(right, int | float):
            return super().call_binop(context, operator, left, right)
        raise SecurityError(f"“{operator}” between these is not for templates")

    def from_string(self, source: Any, *args: Any, **kwargs: Any) -> Template:
        """Reads a part of the file, and refuses what reaches out of it."""
        tree = self.parse(source)
        reaching = (
            nodes.Include,
            nodes.Import,
            nodes.FromImport,
            nodes.Extends,
            nodes.ScopedEvalContextModifier,
            nodes.CallBlock,
            nodes.Macro,
        )
        if found := next(tree.find_all(reaching), None):
            raise TemplateSyntaxError(f"“{type(found).__name__.lower()}” is not for templates", found.lineno)
        if _depth(tree) > DEEPEST:
            raise TemplateSyntaxError(f"at most {DEEPEST} loops may stand inside each other", 1)
        return super().from_string(source, *args, **kwargs)


def _depth(node: nodes.Node) -> int:
    below = max((_depth(child) for child in node.iter_child_nodes()), default=0)
    return below + isinstance(node, nodes.For)


def hold_harmless(content: bytes) -> None:
    """Holds that a file is a Word document without anything active in it, and of a bearable size.

    Raises:
        Invalid: says what is in it that may not be.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            infos = parts.infolist()
            if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > LARGEST_INSIDE:
                raise Invalid("The file unpacks to far more than a template needs. Save it again from Word, with fewer pictures.")
            if "word/document.xml" not in parts.namelist():
                raise Invalid("This is not a Word document. Save it as DOCX.")
            for info in infos:
                if _ACTIVE.search(info.filename):
                    raise Invalid(f"The file holds a macro or an embedded object ({info.filename}). Save it as DOCX without it.")
                if info.filename.endswith((".xml", ".rels")):
                    _hold_part(info.filename, parts.read(info))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise Invalid("This is not a Word document. Save it as DOCX, without a password.") from error


def _hold_part(name: str, content: bytes) -> None:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Invalid(f"{name} in the file is not as Word writes it. Open it in Word and save it again.")
    for relation in _RELATION.findall(content) if name.endswith(".rels") else ():
        if b'"External"' in relation.replace(b"'", b'"') and b"/hyperlink" not in relation:
            raise Invalid(
                "The file would fetch something from elsewhere when it is opened, such as a linked picture. Put the picture into the file."
            )


def template_of(report: str) -> bytes | None:
    """The own template of a report, or None where there is none."""
    if report not in Templated.values:
        return None
    found = ReportTemplate.objects.current().filter(report=report).first()
    return b"".join(blocks(found.sha256)) if found is not None else None


def filled(content: bytes, report: Report) -> bytes:
    """A Word file with its fields filled in.

    Args:
        content: the template.
        report: what `gathering` gave; its keys are the fields.

    Raises:
        Invalid: a field or a tag can't be read; says which, and what there is.
    """
    from docxtpl import DocxTemplate  # slow to load

    try:
        document = DocxTemplate(io.BytesIO(content))
        document.render(dict(report), jinja_env=Sandbox(), autoescape=True)
        made = io.BytesIO()
        document.save(made)
        return made.getvalue()
    except TemplateError as error:
        _refuse(error, report)
    except Invalid:
        raise
    except Exception as error:  # whatever a hostile file makes of the libraries: it is refused, and nothing was changed
        raise Invalid("The file can't be filled in. Open it in Word, save it again as DOCX, and try once more.") from error


def _refuse(error: TemplateError, report: Report) -> NoReturn:
    said = (error.message or str(error)).rstrip(".")
    near = " ".join(part.strip() for part in getattr(error, "docx_context", ()) if "{" in part)[:160]
    where = f" It stands near: {near}" if near else ""
    if isinstance(error, SecurityError):
        raise Invalid(f"The template asks for more than the report: {said}.{where}") from error
    if isinstance(error, UndefinedError):
        fields = ", ".join(sorted(report))
        raise Invalid(f"The template asks for something that the report does not have: {said}. It has: {fields}.{where}") from error
    raise Invalid(f"A tag of the template can't be read: {said}.{where}") from error


def example(report: str) -> bytes:
    """A template to begin from: the fields of a report in a plain Word file."""
    from docx import Document  # slow to load

    document = Document()
    document.add_paragraph("{{ organisation }}")
    document.add_heading("{{ title }}", 0)
    document.add_paragraph("{{ day }}. {{ sentence }}")
    heads, cells, rows = _EXAMPLES[report]
    table = document.add_table(rows=4, cols=len(heads))
    table.style = "Table Grid"
    for place, (head, cell) in enumerate(zip(heads, cells, strict=True)):
        table.rows[0].cells[place].text, table.rows[2].cells[place].text = head, cell
    table.rows[1].cells[0].text, table.rows[3].cells[0].text = f"{{%tr for row in {rows} %}}", "{%tr endfor %}"
    document.add_paragraph("{{ copyright }}")
    document.sections[0].footer.paragraphs[
        0
    ].text = "{% if checkpoint %}Checkpoint {{ checkpoint.number }}, {{ checkpoint.root }}{% endif %}"
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


_EXAMPLES: dict[str, tuple[list[str], list[str], str]] = {
    "gap": (
        ["Requirement", "Gap × weight", "What is missing", "Step", "Owner", "By"],
        [
            "{{ row.code }} {{ row.short }}",
            "{{ row.gap }} × {{ row.weight }}",
            "{{ row.missing | join(' ') }}",
            "{{ row.step or row.mend }}",
            "{{ row.owner }}",
            "{{ row.due }}",
        ],
        "gaps",
    ),
    "soa": (
        ["Control", "Applies", "Why", "How it is put into practice", "Stands"],
        [
            "{{ row.id }} {{ row.title }}",
            "{{ row.applies_words }}",
            "{{ row.justification }}",
            "{{ row.practice }}",
            "{{ row.state_words }}",
        ],
        "controls",
    ),
}
