"""Files, names and texts that mean harm: kept harmlessly, or refused in words."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from sightline.kernel.actions import perform
from sightline.kernel.errors import Invalid
from sightline.kernel.evidence import actions as evidence_actions
from sightline.kernel.evidence.models import Evidence
from sightline.kernel.evidence.store import evidence_storage, name_of
from sightline.kernel.identity.actors import Actor

pytestmark = pytest.mark.django_db

NAMES = {
    "../../../../etc/passwd": "passwd",
    "C:\\Windows\\System32\\evil.exe": "evil.exe",
    "/": "file",
    "..": "file",
    " ": "file",
    "minutes\x00.pdf": "minutes.pdf",
    "a\r\nSet-Cookie: x=1.txt": "aSet-Cookie: x=1.txt",
    "invoice\u202efdp.exe": "invoicefdp.exe",
    "long " * 100 + ".pdf": ("long " * 100)[:200],
}
FORMULAS = ('=HYPERLINK("http://evil.example")', "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "=cmd|' /C calc'!A0")


def attach(actor: Actor, file: UploadedFile[Any]) -> Evidence:
    about = perform("add_task", actor, {"title": "Prove it"}, face="web")
    answers = {"title": "Minutes", "speaks_of": "2026-11-01"}
    done = perform("attach_evidence", actor, answers, face="web", subject=about.reference, files={"file": file})
    return Evidence.objects.get(reference=done.reference)


def named(name: str, content: bytes = b"what was decided") -> UploadedFile[Any]:
    file = SimpleUploadedFile("plain.txt", content)
    vars(file)["_name"] = name  # past Django's own cleaning: a face may hand over what it was given
    return file


@pytest.mark.parametrize(("name", "kept"), NAMES.items())
def test_a_file_is_kept_under_its_hash_whatever_it_is_called(lead: Actor, name: str, kept: str) -> None:
    piece = attach(lead, named(name))
    assert piece.filename == kept
    assert evidence_storage().exists(name_of(piece.sha256))
    client = Client()
    assert lead.account is not None
    client.force_login(lead.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get(f"/evidence/{piece.reference}/file/")
    assert b"".join(answer.streaming_content) == b"what was decided"  # type: ignore[attr-defined]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_an_empty_file_is_refused(lead: Actor) -> None:
    with pytest.raises(Invalid) as refused:
        attach(lead, named("empty.pdf", b""))
    assert "file" in refused.value.fields


def test_a_file_that_says_that_it_is_huge_is_refused_unread(lead: Actor) -> None:
    file = named("huge.bin")
    file.size = 1 << 40
    with pytest.raises(Invalid) as refused:
        attach(lead, file)
    assert "200 MB" in refused.value.fields["file"][0]


def test_a_file_that_says_that_it_is_small_is_counted(lead: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence_actions, "LARGEST", 1_000)
    file = named("small.bin", b"x" * 5_000)
    file.size = 10
    before = Evidence.objects.count()
    with pytest.raises(Invalid) as refused:
        attach(lead, file)
    assert "file" in refused.value.fields
    assert Evidence.objects.count() == before


def test_a_file_cut_off_while_it_was_stored_is_stored_again(lead: Actor) -> None:
    piece = attach(lead, named("whole.txt", b"all of it"))
    with evidence_storage().open(name_of(piece.sha256), "wb") as file:
        file.write(b"all")
    attach(lead, named("whole.txt", b"all of it"))
    with evidence_storage().open(name_of(piece.sha256)) as file:
        assert file.read() == b"all of it"


@pytest.mark.parametrize("text", ["half a character \ud800", "nothing \x00 here"])
def test_text_that_cannot_be_written_is_refused_in_words(lead: Actor, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        perform("add_task", lead, {"title": text}, face="api")
    assert "title" in refused.value.fields


@pytest.mark.parametrize("reason", ["because \ud800", "x" * 70_000])
def test_a_reason_that_cannot_be_written_is_refused_in_words(lead: Actor, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        perform("add_task", lead, {"title": "A task"}, face="api", reason=reason)
    assert "reason" in refused.value.fields


def test_no_cell_of_an_export_is_a_formula(lead: Actor) -> None:
    for text in FORMULAS:
        perform("add_system", lead, {"name": text, "vendor": text, "purpose": text}, face="web")
    client = Client()
    assert lead.account is not None
    client.force_login(lead.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    listed = b"".join(client.get("/systems.csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    cells = [cell for row in csv.reader(io.StringIO(listed)) for cell in row]
    assert [cell for cell in cells if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}] == []
    book = b"".join(client.get("/systems.xlsx").streaming_content)  # type: ignore[attr-defined]
    texts = {cell for row in CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python() for cell in row}
    assert {text.strip() for text in FORMULAS} <= {str(text).strip() for text in texts}, "as text they come back as they were"
