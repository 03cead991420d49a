"""What the environment says, turned into Django's settings. Pure functions of a mapping, so that each can be tried; `docs/settings.md` explains every name."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
EVERYWHERE = {"0.0.0.0", "::", "[::]"}  # noqa: S104 - compared with, not bound to
PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000; PRAGMA mmap_size=134217728; PRAGMA foreign_keys=ON;"


class WrongSetting(ValueError):
    """A setting can't be used; the message names it and says what would be right."""


def database(url: str, home: Path) -> dict[str, Any]:
    """The database that DATABASE_URL names, else SQLite in the data directory.

    Args:
        url: such as `postgresql://user:password@host:5432/name?sslmode=require`; a socket's folder goes into `?host=`.
        home: the data directory.

    Raises:
        WrongSetting: the address names an engine that Sightline doesn't run on.
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": home / "sightline.sqlite3",
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": PRAGMAS},
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise WrongSetting(
            f"DATABASE_URL begins with “{parts.scheme}”. Leave it empty for SQLite, or write postgresql://user:password@host/name."
        )
    options = dict(parse_qsl(parts.query))
    socket = options.pop("host", "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or "") or socket,
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def public_url(environ: Mapping[str, str]) -> str:
    """SIGHTLINE_URL without a slash at the end, or an empty text.

    Raises:
        WrongSetting: it is no address of the web.
    """
    url = environ.get("SIGHTLINE_URL", "").rstrip("/")
    if url and (urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname):
        raise WrongSetting(f"SIGHTLINE_URL is “{url}”. Write the address that people open, such as https://sightline.example.org.")
    return url


def _listed(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]


def allowed_hosts(environ: Mapping[str, str]) -> list[str]:
    """The names under which it answers: ALLOWED_HOSTS, else this machine's local names with those of SIGHTLINE_URL and HOST.

    Listening on every address without SIGHTLINE_URL, the names that people use are not known: then all are taken, and `up` says so.
    """
    given = _listed(environ.get("ALLOWED_HOSTS", ""))
    if given:
        return given
    public = urlsplit(public_url(environ)).hostname
    host = environ.get("HOST", "") or "127.0.0.1"
    if host in EVERYWHERE and not public:
        return ["*"]
    found = [*LOCAL_HOSTS, *([public] if public else []), *([host] if host not in EVERYWHERE else [])]
    return list(dict.fromkeys(f"[{name}]" if ":" in name and not name.startswith("[") else name for name in found))


def trusted_origins(environ: Mapping[str, str]) -> list[str]:
    """The addresses from which forms may come besides the one that is asked: CSRF_TRUSTED_ORIGINS, and SIGHTLINE_URL."""
    url = public_url(environ)
    return list(dict.fromkeys([*_listed(environ.get("CSRF_TRUSTED_ORIGINS", "")), *([url] if url else [])]))


def mail(environ: Mapping[str, str], home: Path) -> dict[str, Any]:
    """Where mail goes: EMAIL_URL, else EMAIL_HOST and its kin, else files in the data directory's `outbox`.

    Returns:
        Django's EMAIL_* settings.

    Raises:
        WrongSetting: EMAIL_URL is not smtp:// or smtps://.
    """
    url = environ.get("EMAIL_URL", "")
    if url:
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"}:
            raise WrongSetting(
                f"EMAIL_URL begins with “{parts.scheme}”. Write smtp://user:password@host:587?tls=true or smtps://user:password@host."
            )
        secure = parts.scheme == "smtps"
        starttls = dict(parse_qsl(parts.query)).get("tls", "").lower() in {"1", "true", "yes"} and not secure
        port = parts.port or (465 if secure else 587 if starttls else 25)
        return _smtp(parts.hostname or "", port, unquote(parts.username or ""), unquote(parts.password or ""), starttls, secure)
    if environ.get("EMAIL_HOST"):
        truth = {"1", "true", "yes", "on"}
        starttls = environ.get("EMAIL_USE_TLS", "").lower() in truth
        secure = environ.get("EMAIL_USE_SSL", "").lower() in truth
        port = int(environ.get("EMAIL_PORT") or (465 if secure else 587 if starttls else 25))
        return _smtp(
            environ["EMAIL_HOST"], port, environ.get("EMAIL_HOST_USER", ""), environ.get("EMAIL_HOST_PASSWORD", ""), starttls, secure
        )
    return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": home / "outbox"}


def _smtp(host: str, port: int, user: str, password: str, starttls: bool, secure: bool) -> dict[str, Any]:
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": host,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": user,
        "EMAIL_HOST_PASSWORD": password,
        "EMAIL_USE_TLS": starttls,
        "EMAIL_USE_SSL": secure,
        "EMAIL_TIMEOUT": 20,
    }


def static_mark(folders: list[Path]) -> str:
    """A short hash over every static file. It stands in their addresses, so that browsers may keep them for ever and never keep an old one."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def logging_to_stderr(level: str) -> dict[str, Any]:
    """Everything from a level up goes to standard error, one line each; Django's own request log only tells faults.

    Args:
        level: DEBUG, INFO, WARNING, ERROR.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level.upper() or "WARNING"},
        "loggers": {
            "django": {"handlers": [], "level": level.upper() or "WARNING", "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
        },
    }
