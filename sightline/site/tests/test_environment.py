"""What the environment says becomes the settings that people would expect, and every name of it is explained."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sightline.site.environment import WrongSetting, allowed_hosts, database, mail, public_url, static_mark, trusted_origins

HOUSE = Path(__file__).resolve().parents[3]
HOME = Path("home")


def test_nothing_set_means_sqlite_this_machine_and_mail_as_files() -> None:
    assert database("", HOME)["NAME"] == HOME / "sightline.sqlite3"
    assert allowed_hosts({}) == ["localhost", "127.0.0.1", "[::1]"]
    assert mail({}, HOME)["EMAIL_FILE_PATH"] == HOME / "outbox"


def test_a_database_address_is_taken_apart() -> None:
    found = database("postgresql://ada:p%40ss@db.example.org:6543/sightline?sslmode=require", HOME)
    assert [found[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")] == [
        "sightline",
        "ada",
        "p@ss",
        "db.example.org",
        "6543",
        {"sslmode": "require"},
    ]


def test_a_socket_is_found_in_the_address() -> None:
    found = database("postgresql:///sightline?host=/run/postgresql&port=6000", HOME)
    assert (found["HOST"], found["PORT"], found["OPTIONS"]) == ("/run/postgresql", "6000", {})


def test_another_engine_is_refused_in_words() -> None:
    with pytest.raises(WrongSetting, match="Leave it empty for SQLite"):
        database("mysql://somewhere/x", HOME)


@pytest.mark.parametrize(
    ("environ", "hosts"),
    [
        ({"SIGHTLINE_URL": "https://ai.example.org/"}, ["localhost", "127.0.0.1", "[::1]", "ai.example.org"]),
        ({"HOST": "192.0.2.7"}, ["localhost", "127.0.0.1", "[::1]", "192.0.2.7"]),
        ({"HOST": "2001:db8::7"}, ["localhost", "127.0.0.1", "[::1]", "[2001:db8::7]"]),
        ({"HOST": "0.0.0.0"}, ["*"]),
        ({"HOST": "0.0.0.0", "SIGHTLINE_URL": "http://ai.example.org"}, ["localhost", "127.0.0.1", "[::1]", "ai.example.org"]),
        ({"ALLOWED_HOSTS": "a.example.org, b.example.org", "HOST": "0.0.0.0"}, ["a.example.org", "b.example.org"]),
    ],
)
def test_it_answers_under_the_names_that_people_use(environ: dict[str, str], hosts: list[str]) -> None:
    assert allowed_hosts(environ) == hosts


def test_forms_may_come_from_the_public_address() -> None:
    assert trusted_origins({"SIGHTLINE_URL": "https://ai.example.org", "CSRF_TRUSTED_ORIGINS": "https://x.example.org"}) == [
        "https://x.example.org",
        "https://ai.example.org",
    ]
    with pytest.raises(WrongSetting, match="SIGHTLINE_URL"):
        public_url({"SIGHTLINE_URL": "ai.example.org"})


@pytest.mark.parametrize(
    ("url", "port", "starttls", "tls"),
    [
        ("smtp://mail.example.org", 25, False, False),
        ("smtp://ada:s%3Acret@mail.example.org?tls=true", 587, True, False),
        ("smtps://mail.example.org", 465, False, True),
        ("smtp://mail.example.org:2525", 2525, False, False),
    ],
)
def test_a_mail_address_says_how_mail_travels(url: str, port: int, starttls: bool, tls: bool) -> None:
    found = mail({"EMAIL_URL": url}, HOME)
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (
        "mail.example.org",
        port,
        starttls,
        tls,
    )


def test_the_separate_mail_settings_do_too() -> None:
    found = mail({"EMAIL_HOST": "mail.example.org", "EMAIL_HOST_USER": "ada", "EMAIL_USE_TLS": "yes"}, HOME)
    assert (found["EMAIL_PORT"], found["EMAIL_HOST_USER"], found["EMAIL_USE_TLS"]) == (587, "ada", True)


def test_one_changed_static_file_changes_the_address_of_all(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a {}")
    before = static_mark([tmp_path])
    assert static_mark([tmp_path]) == before
    (tmp_path / "a.css").write_text("b {}")
    assert static_mark([tmp_path]) != before


def read_names() -> set[str]:
    """Every name that the code reads from the environment."""
    pattern = re.compile(r"""environ(?:\.get\(|\[)["']([A-Z][A-Z0-9_]+)["']""")
    files = [path for path in (HOUSE / "sightline").rglob("*.py") if "tests" not in path.parts]
    return {name for path in files for name in pattern.findall(path.read_text(encoding="utf-8"))}


def test_every_setting_is_documented() -> None:
    lines = (HOUSE / "docs" / "settings.md").read_text(encoding="utf-8").splitlines()
    told = {name for line in lines if line.startswith("| `") for name in re.findall(r"`([A-Z][A-Z0-9_]+)`", line.split("|")[1])}
    ours = read_names() - {"DJANGO_SETTINGS_MODULE"}
    assert "SIGHTLINE_HOME" in ours
    assert ours - told == set(), "say in docs/settings.md what it does"
    assert told - ours == set(), "docs/settings.md explains what nobody reads"
