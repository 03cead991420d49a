"""What is computed over everything: requirements, reports, packs, and whether the ledger holds."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sightline.kernel.actions import perform
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.integrating import integrate

from .conftest import Caller, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def standing(calls: Caller, settings: Any, tmp_path: Path) -> Caller:
    """A caller in an organisation that has adopted ISO/IEC 42001, whose checkpoints lie in a folder of its own."""
    settings.SIGHTLINE_CHECKPOINTS = str(tmp_path)
    perform("found_organisation", calls.actor, {"name": "Northwind Staffing"}, face="cli")
    perform("adopt_framework", calls.actor, {"framework": "iso42001"}, face="cli")
    perform("add_system", calls.actor, {"name": "Ranking"}, face="cli")
    return calls


def test_conformity_counts_every_requirement(standing: Caller) -> None:
    told = read(standing.get("/api/v1/conformity/iso42001"))
    assert (told["framework"], len(told["requirements"])) == ("iso42001", 70)
    counted = [one for each in told["requirements"] for one in each["expectations"]]
    assert counted
    assert all(one["population"] - one["conforming"] >= len(one["exceptions"]) or one["exceptions"] for one in counted)
    assert standing.get("/api/v1/conformity/nothing").status_code == 404


@pytest.mark.parametrize(("name", "begins"), [("gap.pdf", b"%PDF"), ("gap.xlsx", b"PK"), ("soa.docx", b"PK")])
def test_reports_are_fetched_as_files(name: str, begins: bytes, standing: Caller) -> None:
    answer = standing.get(f"/api/v1/reports/{name}")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(begins)
    assert "attachment" in answer["Content-Disposition"]
    assert standing.get("/api/v1/reports/gap.exe").status_code == 404


def test_a_pack_is_fetched_whole(standing: Caller) -> None:
    answer = standing.get("/api/v1/pack")
    names = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).namelist()
    assert any(name.endswith("verify.py") for name in names)


def test_the_ledger_is_verified_and_its_checkpoint_taken_away(standing: Caller) -> None:
    integrate()
    assert f"\n{read(standing.get('/api/v1/ledger/checkpoint'))['size']}\n" in read(standing.get("/api/v1/ledger/checkpoint"))["note"]
    assert read(standing.get("/api/v1/ledger/verification"))["ok"] is True
    assert read(standing.get("/api/v1/ledger/check"))["differences"] == []


def test_who_may_not_read_them_hears_so(employee: Actor, as_caller: Callable[..., Caller]) -> None:
    nosy = as_caller(employee)
    paths = ["conformity/iso42001", "reports/gap.pdf", "pack", "ledger/checkpoint", "ledger/verification", "ledger/check"]
    assert {path: nosy.get(f"/api/v1/{path}").status_code for path in paths} == dict.fromkeys(paths, 403)
