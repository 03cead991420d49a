"""A pack holds every record there is, so only those make one who may read every record."""

from pathlib import Path

import pytest
from django.test import Client

from sightline.kernel.errors import NotPermitted
from sightline.kernel.identity.actors import Actor
from sightline.kernel.permissions import table
from sightline.kernel.records import record_models
from sightline.readers.packs.making import PERMISSION, make_pack


def test_who_may_make_a_pack_may_read_every_kind_of_record() -> None:
    makers = table().who(PERMISSION)
    assert makers == ["administrator", "lead", "auditor"]
    wanted = {model.read_permission for model in record_models()}
    assert [(role, row) for role in makers for row in sorted(wanted) if table().cell(row, frozenset({role})) != "all"] == []


def test_others_are_told_who_makes_packs(executive: Actor, tmp_path: Path, client: Client) -> None:
    out = tmp_path / "pack.zip"
    with pytest.raises(NotPermitted, match="administrator, lead, auditor"):
        make_pack(out, executive)
    assert not out.exists()
    client.force_login(executive.account, backend="allauth.account.auth_backends.AuthenticationBackend")  # type: ignore[arg-type]
    assert client.get("/packs/").status_code == 403
    assert "/packs/" not in client.get("/").content.decode()
