"""Repositories: which packages their manifests and locks name. A file, a folder, or a zip of a repository as code hosts hand it out.

Nothing is run and nothing is unpacked to disk; of a zip only members with the name of a manifest are read, up to a size.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

from ..opening import Unreadable
from ..scanning import Use
from .contract import TreeSource
from .packages import PARSERS, ecosystem_of

_LARGEST = 30 << 20  # bytes of one manifest
_MOST_FILES = 20_000
_LEFT_OUT = {"node_modules", ".git", ".hg", ".venv", "venv", "site-packages", "__pycache__", "vendor", ".tox", "dist-packages"}


def _uses(path: Path, notes: list[str]) -> tuple[list[Use], int]:
    named: dict[tuple[str, str], set[str]] = {}
    lines = files = 0
    for name, raw in _manifests(path, notes):
        files += 1
        lines += raw.count(b"\n") + (bool(raw) and not raw.endswith(b"\n"))
        text = raw.decode("utf-8", "replace").removeprefix("\ufeff")
        ecosystem = ecosystem_of(name)
        try:
            found = {package for package in PARSERS[ecosystem[1]](text) if package}
        except (ValueError, RecursionError, TypeError, AttributeError, KeyError):
            notes.append(f"{name} could not be read as what its name says. It was left out.")
            continue
        for package in found:
            named.setdefault((ecosystem[0], package), set()).add(name)
    if not files:
        notes.append("No manifest was found: requirements.txt, pyproject.toml, package.json, go.mod, Cargo.toml or another.")
    # A package that a manifest and its lock both name is one use in one folder, not two.
    return [
        Use(package, requests=len({os.path.dirname(one) for one in where}), how=kind) for (kind, package), where in sorted(named.items())
    ], lines


def _manifests(path: Path, notes: list[str]) -> Iterator[tuple[str, bytes]]:
    if path.is_dir():
        yield from _of_folder(path, notes)
    elif zipfile.is_zipfile(path):
        yield from _of_zip(path, notes)
    elif ecosystem_of(path.name)[0]:
        if path.stat().st_size > _LARGEST:
            raise Unreadable(f"{path.name} is larger than 30 MB, which no manifest is.")
        yield path.name, path.read_bytes()
    else:
        raise Unreadable(
            f"{path.name} is no manifest that can be read. Choose one such as requirements.txt or package.json, a folder, or a zip of a repository."
        )


def _of_folder(path: Path, notes: list[str]) -> Iterator[tuple[str, bytes]]:
    count = 0
    for folder, names, files in os.walk(path):
        names[:] = sorted(name for name in names if name not in _LEFT_OUT)
        for name in sorted(files):
            one = Path(folder) / name
            if ecosystem_of(name)[0] and one.is_file() and not one.is_symlink() and one.stat().st_size <= _LARGEST:
                count += 1
                if count > _MOST_FILES:
                    notes.append(f"There are more than {_MOST_FILES:,} manifests. The rest was left out: choose a smaller folder.")
                    return
                yield one.relative_to(path).as_posix(), one.read_bytes()


def _of_zip(path: Path, notes: list[str]) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [one for one in archive.infolist() if ecosystem_of(one.filename.rpartition("/")[2])[0]]
            wanted = [one for one in members if not _LEFT_OUT & set(one.filename.split("/")[:-1])]
            if len(wanted) > _MOST_FILES:
                notes.append(f"There are more than {_MOST_FILES:,} manifests. The rest was left out.")
            for one in wanted[:_MOST_FILES]:
                with archive.open(one) as file:
                    raw = file.read(_LARGEST + 1)
                if len(raw) > _LARGEST:
                    notes.append(f"{one.filename} unfolds to more than 30 MB, which no manifest is. It was left out.")
                    continue
                yield one.filename, raw
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as error:
        notes.append("The zip archive is damaged or has a password. What could be read before that was used.")
        if isinstance(error, RuntimeError) and "password" in str(error):
            raise Unreadable("The zip archive has a password. Make one without.") from error
    except Exception as error:
        if type(error).__module__ != "zlib":
            raise
        notes.append("The zip archive is damaged. What could be read before that was used.")


SOURCE = TreeSource(
    name="manifests",
    label="Manifests of repositories",
    get="A repository as zip, or one of its files: requirements.txt, pyproject.toml, package.json, go.mod, Cargo.toml, their locks, and others.",
    uses=_uses,
)
