"""Commands as people run them: processes of their own, on a data directory of their own, with the product started, asked and ended."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import tarfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from tests.support.product import ADMIN, COMMAND, ORGANISATION, PASSWORD, Product

LIST = "Name,Purpose,Owner\nRanker,Ranks applicants,ada@example.org\nSorter,Sorts mail,\n"
MORE = """
from sightline.site.settings import *
INSTALLED_APPS = [*INSTALLED_APPS, "later"]
"""
BROKEN = """
from django.db import migrations, models

class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.CreateModel("Later", [("id", models.BigAutoField(primary_key=True))]),
        migrations.RunSQL("INSERT INTO nowhere VALUES (1)"),
    ]
"""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with an organisation, a list of two systems and a piece of evidence; never changed, only copied."""
    home = tmp_path_factory.mktemp("kept")
    installation = Product(home)
    installation.init()
    (home / "systems.csv").write_text(LIST)
    assert installation.json("import", "systems", "systems.csv")["created"] == 2
    return home


@pytest.fixture
def installation(kept: Path, empty_product: Product) -> Product:
    """A copy of it, to be played with."""
    shutil.copytree(kept, empty_product.home, dirs_exist_ok=True)
    return empty_product


@pytest.fixture(scope="module")
def archive(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it."""
    target = tmp_path_factory.mktemp("backups") / "backup.tar.gz"
    Product(kept).command("backup", str(target))
    return target


def wait_for(happened: Callable[[], bool], seconds: float = 90.0) -> bool:
    """Whether something happens in time; looks ten times a second."""
    ended = threading.Event()
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            return False
        ended.wait(0.1)
    return True


def tampered(archive: Path, target: Path, sql: str) -> Path:
    """The archive with one change in its database and a list that agrees with it: what somebody does who knows the format."""
    folder = target.parent / "tampered"
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
        names = tar.getnames()
    with sqlite3.connect(folder / "sightline.sqlite3") as database:
        for table in ("kernel_image", "kernel_entry"):
            database.execute(f"DROP TRIGGER IF EXISTS {table}_no_update")
        database.executescript(sql)
    database.close()
    return pack(folder, names, target)


def pack(folder: Path, names: list[str], target: Path) -> Path:
    listed = json.loads((folder / "backup.json").read_text())
    content = (folder / "sightline.sqlite3").read_bytes()
    listed["files"]["sightline.sqlite3"] = {"sha256": sha256(content).hexdigest(), "size": len(content)}
    with tarfile.open(target, "w:gz") as tar:
        for name in names:
            data = json.dumps(listed).encode() if name == "backup.json" else (folder / name).read_bytes()
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return target


def test_an_installation_is_made_once_without_a_browser(empty_product: Product) -> None:
    unready = empty_product.command("list", "systems", ok=False)
    assert (unready.returncode, "sightline init" in unready.stderr) == (2, True)
    weak = empty_product.command("init", "--organisation", "X", "--admin", ADMIN, "--password-stdin", stdin="short\n", ok=False)
    assert (weak.returncode, "password" in weak.stderr) == (2, True)
    assert not (empty_product.home / "sightline.sqlite3").exists(), "a refused password leaves nothing behind"
    empty_product.init()
    again = empty_product.command("init", "--organisation", "Y", "--admin", ADMIN, "--password-stdin", "--json", stdin=PASSWORD, ok=False)
    assert again.returncode == 2
    assert ORGANISATION in json.loads(again.stdout)["detail"]
    conformity = empty_product.json("conformity")
    assert (conformity["framework"], len(conformity["requirements"])) == ("iso42001", 70)


def test_a_list_is_imported_and_imported_again_without_doubles(installation: Product) -> None:
    listed = installation.json("list", "systems")
    assert {item["name"]: item["purpose"] for item in listed["items"]} == {"Ranker": "Ranks applicants", "Sorter": "Sorts mail"}
    again = installation.json("import", "systems", "systems.csv")
    assert {name: again[name] for name in ("created", "updated", "unchanged", "refused", "errors")} == {
        "created": 0,
        "updated": 0,
        "unchanged": 2,
        "refused": 0,
        "errors": [],
    }
    unreadable = installation.home / "list.csv"
    unreadable.write_bytes(b"\x00\x01\x02")
    refused = installation.command("import", "systems", str(unreadable), "--json", ok=False)
    assert (refused.returncode, json.loads(refused.stdout)["type"]) == (2, "urn:sightline:problem:unreadable-file")


def test_it_starts_serves_signs_and_ends_and_finds_everything_again(installation: Product) -> None:
    url = installation.start()
    with urllib.request.urlopen(url + "/", timeout=30) as answer:
        page = answer.read().decode()
    assert "password" in page
    static = page.split('href="/static/')[1].split('"')[0]
    with urllib.request.urlopen(f"{url}/static/{static}", timeout=30) as answer:
        assert "immutable" in answer.headers["Cache-Control"]
    entry = installation.json("do", "add-unit", "--name", "Claims")["entry"]
    checkpoints = installation.home / "checkpoints"
    assert wait_for(lambda: any(path.read_text().splitlines()[1] == str(entry + 1) for path in checkpoints.glob("*.txt"))), (
        "not signed in time"
    )
    blocked = installation.command("restore", "systems.csv", "--replace", ok=False)
    assert "in use" in blocked.stderr
    assert installation._server is not None
    installation._server.terminate()
    assert installation._server.wait(20) == 0
    installation.start()
    assert installation.json("list", "units", "-q", "Claims")["count"] == 1
    log = (installation.home / "server.log").read_text()
    assert "Traceback" not in log, log


def test_a_killed_start_leaves_no_process_behind(installation: Product) -> None:
    url = installation.start()
    installation.kill()

    def gone() -> bool:
        try:
            urllib.request.urlopen(url + "/", timeout=2)
        except urllib.error.HTTPError:
            return False
        except OSError:
            return True
        return False

    assert wait_for(gone), "the web worker lives on and keeps the port"


def test_a_port_that_is_taken_is_told(installation: Product) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen(1)
        installation.environment["PORT"] = str(other.getsockname()[1])
        ran = installation.command("up", ok=False)
    assert (ran.returncode, "set PORT" in ran.stderr) == (2, True)
    installation.environment["PORT"] = "no"
    assert installation.command("up", ok=False).returncode == 2


def test_the_worker_runs_in_a_process_of_its_own(installation: Product) -> None:
    installation.environment["SIGHTLINE_WORKER"] = "off"
    entry = installation.json("do", "add-unit", "--name", "Claims")["entry"]
    worker = subprocess.Popen(
        [COMMAND, "worker"], env=installation._environment(), cwd=installation.home, stderr=subprocess.PIPE, text=True
    )
    try:
        checkpoints = installation.home / "checkpoints"
        assert wait_for(lambda: any(path.read_text().splitlines()[1] == str(entry + 1) for path in checkpoints.glob("*.txt")))
    finally:
        worker.send_signal(signal.SIGTERM)
        told = worker.communicate(timeout=30)[1]
    assert (worker.returncode, "Traceback" in told) == (0, False), told


@pytest.mark.sqlite_only
def test_a_failed_migration_stops_the_start_and_leaves_the_data(installation: Product) -> None:
    later = installation.home / "code" / "later"
    (later / "migrations").mkdir(parents=True)
    for name, content in {"__init__.py": "", "models.py": "", "migrations/__init__.py": "", "migrations/0001_initial.py": BROKEN}.items():
        (later / name).write_text(content)
    (later.parent / "later_settings.py").write_text(MORE)
    before = sorted(item["reference"] for item in installation.json("list", "systems")["items"])
    plain = dict(installation.environment)
    installation.environment |= {"PYTHONPATH": str(later.parent), "DJANGO_SETTINGS_MODULE": "later_settings", "PORT": str(free_port())}
    old = installation.command("list", "systems", ok=False)
    assert (old.returncode, "sightline up" in old.stderr) == (2, True)
    ran = installation.command("up", ok=False)
    assert (ran.returncode, "The data are as they were" in ran.stderr) == (2, True)
    assert "Traceback" not in ran.stderr
    installation.environment = plain
    assert sorted(item["reference"] for item in installation.json("list", "systems")["items"]) == before
    assert installation.json("verify")["ok"]
    assert list((installation.home / "backups").glob("before-migrating-*.sqlite3"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def test_a_backup_comes_back_whole_elsewhere(archive: Path, installation: Product, empty_product: Product, tmp_path: Path) -> None:
    elsewhere = Product(tmp_path / "elsewhere")
    elsewhere.home.mkdir()
    found = elsewhere.json("restore", str(archive))
    assert (found["ok"], found["fork"], found["aside"]) == (True, None, None)
    assert elsewhere.json("list", "systems") == installation.json("list", "systems")
    assert elsewhere.json("verify")["ok"]
    assert elsewhere.json("check")["differences"] == []
    assert elsewhere.json("do", "add-unit", "--name", "Claims")["entry"] == found["entries"]
    assert archive.stat().st_mode & 0o077 == 0
    assert elsewhere.command("backup", str(archive), ok=False).returncode == 2, "an archive is never overwritten"


def test_data_are_replaced_only_when_told_and_kept_aside(archive: Path, installation: Product) -> None:
    lost = installation.json("do", "add-unit", "--name", "Claims")["entry"]
    installation.json("verify")
    refused = installation.command("restore", str(archive), "--json", ok=False)
    assert (refused.returncode, json.loads(refused.stdout)["type"]) == (2, "urn:sightline:problem:home-not-empty")
    ran = installation.command("restore", str(archive), "--replace", "--json", ok=False)
    found = json.loads(ran.stdout)
    assert (ran.returncode, found["problems"], found["differences"]) == (1, [], [])
    assert (found["fork"]["published"], found["fork"]["lost"]) == (lost + 1, 1)
    with sqlite3.connect(Path(found["aside"]) / "sightline.sqlite3") as aside:
        assert aside.execute("SELECT COUNT(*) FROM kernel_entry").fetchone() == (lost + 1,)
    assert "Claims" not in [item["name"] for item in installation.json("list", "units")["items"]]


def test_a_backup_with_a_changed_ledger_is_found_out(archive: Path, tmp_path: Path) -> None:
    changed = tampered(
        archive, tmp_path / "changed.tar.gz", "UPDATE kernel_entry SET header = replace(header, 'import', 'impart') WHERE \"index\" = 3;"
    )
    elsewhere = Product(tmp_path / "elsewhere")
    elsewhere.home.mkdir()
    ran = elsewhere.command("restore", str(changed), "--json", ok=False)
    found = json.loads(ran.stdout)
    assert (ran.returncode, found["ok"]) == (1, False)
    assert {problem["entry"] for problem in found["problems"]} >= {3}


def test_a_backup_with_a_changed_record_is_found_out(archive: Path, tmp_path: Path) -> None:
    changed = tampered(
        archive, tmp_path / "changed.tar.gz", "UPDATE inventory_system SET purpose = 'Something else' WHERE name = 'Ranker';"
    )
    elsewhere = Product(tmp_path / "elsewhere")
    elsewhere.home.mkdir()
    found = json.loads(elsewhere.command("restore", str(changed), "--json", ok=False).stdout)
    assert [one["reference"] for one in found["differences"]] == ["SYS-0001"]


def test_an_archive_that_cannot_be_brought_back_changes_nothing(archive: Path, installation: Product, tmp_path: Path) -> None:
    folder = tmp_path / "garbage"
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
        names = tar.getnames()
    (folder / "sightline.sqlite3").write_bytes(b"no database at all" * 1000)
    ran = installation.command("restore", str(pack(folder, names, tmp_path / "garbage.tar.gz")), "--replace", ok=False)
    assert (ran.returncode, "Traceback" in ran.stderr) == (2, False), ran.stderr
    assert installation.json("list", "systems")["count"] == 2
    assert installation.json("verify")["ok"]
    assert not list(installation.home.glob("restoring-*"))


@pytest.mark.postgres_only
def test_a_backup_goes_from_one_database_to_the_other_and_back(archive: Path, tmp_path: Path) -> None:
    import psycopg

    url = os.environ["DATABASE_URL"]
    base, _, rest = url.partition("?")
    name = f"product_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    there = Product(tmp_path / "there", environment={"DATABASE_URL": f"{base.rpartition('/')[0]}/{name}" + (f"?{rest}" if rest else "")})
    back = Product(tmp_path / "back")
    for product in (there, back):
        product.home.mkdir()
    assert there.json("restore", str(archive))["ok"]
    entry = there.json("do", "add-unit", "--name", "Claims")["entry"]
    there.command("backup", str(tmp_path / "there.tar.gz"))
    assert there.json("restore", str(tmp_path / "there.tar.gz"), "--replace")["ok"]
    assert back.json("restore", str(tmp_path / "there.tar.gz"))["entries"] == entry + 1
    assert back.json("do", "add-unit", "--name", "Care")["entry"] == entry + 1
    assert back.json("verify")["ok"]
