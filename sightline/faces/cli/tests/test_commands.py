"""Commands in this process: looking, doing, proving, and how they refuse."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from sightline.faces.cli.main import COMMANDS, Commands, cli
from sightline.kernel.actions import perform
from sightline.kernel.clock import today
from sightline.kernel.errors import Refused
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.models import Entry

Sightline = Callable[..., Any]
HOUSE = Path(__file__).resolve().parents[4]


def add_unit(name: str, **answers: str) -> str:
    return perform("add_unit", Actor.local(), {"name": name, **answers}, face="cli").reference


def test_a_record_is_made_listed_shown_and_told_with_its_history(sightline: Sightline) -> None:
    made = sightline("do", "add-unit", "--name", "Claims", "--json")
    assert made.code == 0
    assert set(made.json) == {"reference", "version", "entry"}
    reference = made.json["reference"]
    sightline("do", "edit_unit", reference, "--name", "Claims and care", "--reason", "They merged.", "--json")
    listed = sightline("list", "units", "--json").json
    assert (listed["count"], listed["items"][0]["name"]) == (1, "Claims and care")
    assert sightline("show", reference, "--json").json["version"] == 2
    versions = sightline("history", reference, "--json").json["versions"]
    assert [version["version"] for version in versions] == [2, 1]
    assert versions[0]["reason"] == "They merged."
    assert versions[0]["actor"] == "local"
    assert [change["after"] for change in versions[0]["changes"]] == ["Claims and care"]


def test_json_prints_one_object_and_nothing_else_there(sightline: Sightline) -> None:
    add_unit("Claims")
    for arguments in (
        ["list", "units"],
        ["check"],
        ["verify"],
        ["inspect"],
        ["do"],
        ["search", "claims"],
        ["conformity"],
        ["list", "nothing"],
        ["no-such"],
    ):
        ran = sightline(*arguments, "--json")
        assert isinstance(json.loads(ran.out), dict), arguments
        assert ran.err == "", arguments


def test_the_global_options_stand_before_or_after_the_command(sightline: Sightline) -> None:
    add_unit("Claims")
    assert sightline("--json", "list", "units").json == sightline("list", "units", "--json").json


def test_a_person_acts_in_their_own_name_and_with_their_own_roles(sightline: Sightline, lead: Actor, employee: Actor) -> None:
    assert lead.account is not None
    assert employee.account is not None
    made = sightline("do", "add-unit", "--name", "Claims", "--as", lead.account.email, "--json").json
    history = sightline("history", made["reference"], "--json").json
    assert history["versions"][0]["actor"] == f"account:{lead.account.pk}"
    refused = sightline("--as", employee.account.email, "do", "add-unit", "--name", "Care", "--json")
    assert (refused.code, refused.json["status"]) == (2, 403)
    assert sightline("list", "accounts", "--as", "nobody@example.org").code == 2


def test_filters_views_and_limits_narrow_and_the_count_stays_the_total(sightline: Sightline) -> None:
    for name in ("Claims", "Care", "Law"):
        add_unit(name, in_scope="yes" if name != "Law" else "undecided")
    limited = sightline("list", "units", "--limit", "1", "--json").json
    assert (limited["count"], len(limited["items"])) == (3, 1)
    assert sightline("list", "units", "--limit", "0", "--json").json["items"] == []
    assert sightline("list", "units", "--filter", "in_scope=yes", "--json").json["count"] == 2
    assert sightline("list", "units", "-q", "law", "--json").json["count"] == 1
    assert sightline("list", "units", "--filter", "name=Law", "--filter", "name=Care", "--json").json["count"] == 2
    wrong = sightline("list", "units", "--filter", "colour=red", "--json")
    assert (wrong.code, "Known:" in wrong.json["detail"]) == (2, True)
    assert sightline("list", "units", "--filter", "colour").code == 2


def test_a_past_day_is_read_from_the_ledger(sightline: Sightline) -> None:
    reference = add_unit("Claims")
    day = today().isoformat()
    assert [item["name"] for item in sightline("list", "units", "--as-of", day, "--json").json["items"]] == ["Claims"]
    assert sightline("list", "units", "--as-of", "2001-01-01", "--json").json == {"count": 0, "items": []}
    assert sightline("show", reference, "--as-of", day, "--json").json["name"] == "Claims"
    assert sightline("show", reference, "--as-of", "2001-01-01").code == 2
    assert "Write it as" in sightline("list", "units", "--as-of", "yesterday", "--json").json["detail"]


def test_a_dry_run_tells_and_changes_nothing(sightline: Sightline) -> None:
    before = Entry.objects.count()
    ran = sightline("do", "add-unit", "--name", "Claims", "--dry-run", "--json").json
    assert ran["would_write"][0]["image"]["name"] == "Claims"
    assert Entry.objects.count() == before
    assert sightline("list", "units", "--json").json["count"] == 0


def test_an_answer_that_is_missing_or_unknown_is_refused_by_its_name(sightline: Sightline) -> None:
    missing = sightline("do", "add-unit", "--json")
    assert (missing.code, list(missing.json["errors"])) == (2, ["name"])
    assert missing.json["type"] == "urn:sightline:problem:invalid"
    assert sightline("do", "add-unit", "--colour", "red", "--json").code == 2
    spoken = sightline("do", "add-unit")
    assert (spoken.out, "name:" in spoken.err) == ("", True)


def test_a_mistyped_word_gets_the_nearest_one(sightline: Sightline) -> None:
    assert "list" in sightline("lst").err
    assert "add-unit" in sightline("do", "add-untt").err
    assert sightline("do", "add-untt").code == 2


def test_an_older_version_than_the_present_one_is_refused(sightline: Sightline) -> None:
    reference = add_unit("Claims")
    assert sightline("do", "edit-unit", reference, "--name", "A", "--seen-version", "1").code == 0
    stale = sightline("do", "edit-unit", reference, "--name", "B", "--seen-version", "1", "--json")
    assert (stale.code, stale.json["type"]) == (2, "urn:sightline:problem:conflict")


def test_a_file_is_given_by_its_path(sightline: Sightline, tmp_path: Path) -> None:
    reference = add_unit("Claims")
    (tmp_path / "minutes.txt").write_text("We met.")
    attach = ["do", "attach-evidence", reference, "--title", "Minutes", "--speaks-of", "2026-11-24"]
    made = sightline(*attach, "--file", str(tmp_path / "minutes.txt"), "--json")
    assert made.code == 0, made.out
    assert sightline("show", made.json["reference"], "--json").json["filename"] == "minutes.txt"
    assert sightline(*attach, "--file", str(tmp_path / "gone.txt")).code == 2


def test_the_ledger_verifies_and_the_records_are_what_it_says(sightline: Sightline) -> None:
    add_unit("Claims")
    verified = sightline("verify", "--json")
    assert (verified.code, verified.json["ok"], verified.json["problems"]) == (0, True, [])
    assert {"ok", "size", "root", "first_bad", "problems"} <= set(verified.json)
    checked = sightline("check", "--json")
    assert (checked.code, checked.json["differences"]) == (0, [])
    assert checked.json["records"] >= 1


def test_a_row_changed_behind_the_ledgers_back_is_a_finding(sightline: Sightline) -> None:
    from django.db import connection

    reference = add_unit("Claims")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE organisation_unit SET name = 'Changed'")
    found = sightline("check", "--json")
    assert found.code == 1
    assert [one["reference"] for one in found.json["differences"]] == [reference]


def test_a_checkpoint_of_elsewhere_is_a_finding(sightline: Sightline, tmp_path: Path) -> None:
    add_unit("Claims")
    (tmp_path / "note.txt").write_text("example.org/log\n9\n" + "A" * 43 + "=\n\n— example.org/log AAAAAA==\n")
    found = sightline("verify", "--checkpoint", str(tmp_path / "note.txt"), "--json")
    assert (found.code, found.json["ok"]) == (1, False)


def test_everything_that_is_declared_is_told_with_its_file(sightline: Sightline) -> None:
    found = sightline("inspect", "--json").json
    assert {"name": "add_unit"}.items() <= next(one for one in found["actions"] if one["name"] == "add_unit").items()
    files = [one["file"] for kind in found.values() for one in kind]
    assert all((HOUSE / file).is_file() for file in files)
    assert list(sightline("inspect", "jobs", "--json").json) == ["jobs"]


def test_a_fault_of_ours_is_told_with_a_reference_and_no_trace(sightline: Sightline, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object, **named: object) -> None:
        raise RuntimeError("a wire came loose")

    monkeypatch.setattr("sightline.faces.cli.commands.proving.replay", broken)
    ran = sightline("check", "--json")
    assert (ran.code, ran.json["status"]) == (3, 500)
    assert re.search(r"Reference [0-9A-F]{4}", ran.json["detail"])
    assert "Traceback" not in ran.out + ran.err


def test_a_refusal_of_the_kernel_has_the_shape_of_all_faces(sightline: Sightline) -> None:
    assert set(sightline("list", "nothing", "--json").json) == set(Refused("x").as_dict())


def test_help_names_every_command_without_loading_it() -> None:
    helped = CliRunner().invoke(cli, ["--help"]).output
    assert all(f"  {name} " in helped for name in COMMANDS)


@pytest.mark.parametrize("name", list(COMMANDS))
def test_the_short_help_of_each_command_is_its_own(name: str) -> None:
    assert isinstance(cli, Commands)
    command = cli.get_command(None, name)  # type: ignore[arg-type]
    assert command is not None
    words = (command.help or "").strip()
    assert words
    assert "--json" in {option for parameter in command.params for option in parameter.opts} or name == "completion"


def test_every_command_is_documented() -> None:
    told = set(re.findall(r"^- `sightline ([a-z]+)", (HOUSE / "docs" / "commands.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert told == set(COMMANDS)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script_of_that_shell(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    from sightline.faces.cli.main import run

    assert run(["completion", shell]) == 0
    assert "_SIGHTLINE_COMPLETE" in capsys.readouterr().out


def test_a_report_takes_its_own_options_and_says_which(sightline: Callable[..., Any], tmp_path: Path) -> None:
    made = [perform("add_place", Actor.local(), {"name": name, "kind": "store"}, face="cli").reference for name in ("Here", "There")]
    flow = {"name": "Files", "from_place": made[0], "to_place": made[1], "categories": ["health"], "purpose": "storage"}
    perform("add_flow", Actor.local(), flow, face="cli")
    drawn = sightline("report", "map", "--view", "special", "--out", str(tmp_path / "map.svg"))
    assert drawn.code == 0, drawn.err
    assert "<svg" in (tmp_path / "map.svg").read_text()
    strange = sightline("report", "map", "--view", "upside-down", "--out", str(tmp_path / "map.svg"))
    assert "Choose one of special" in strange.err
    refused = sightline("report", "gap", "--view", "special", "--out", str(tmp_path / "gap.pdf"))
    assert refused.code != 0
    assert "has no option “view”. It takes none." in refused.err
    assert (
        "It takes view, system, unit, data, country, whole."
        in sightline("report", "map", "--report", "gap", "--out", str(tmp_path / "map.svg")).err
    )
    assert not (tmp_path / "gap.pdf").exists()
