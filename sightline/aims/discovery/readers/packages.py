"""The packages that a manifest or lock names, one small parser for each format. Names only: versions say nothing about what it is.

A parser may raise ValueError, TypeError, KeyError or AttributeError for a file that is not what its name says; the caller leaves the file out and says so.
"""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from typing import Any

import yaml

_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*(?:$|[=<>!~;@,#( ])")
_GO = re.compile(r"^\s*(?:require\s+)?([a-z0-9.-]+\.[a-z]{2,}/\S+)\s+v\d", re.MULTILINE)
_GO_SUM = re.compile(r"^([a-z0-9.-]+\.[a-z]{2,}/\S+)\s+v\d", re.MULTILINE)
_YARN = re.compile(r'^"?((?:@[^@/"\s]+/)?[^@/"\s]+)@', re.MULTILINE)
_PNPM = re.compile(r"^\s{2}['\"]?/?((?:@[\w.-]+/)?[\w.-]+)[@/]\d", re.MULTILINE)
_GEM = re.compile(r"""^\s*gem\s*\(?\s*['"]([\w.-]+)['"]""", re.MULTILINE)
_GEM_LOCK = re.compile(r"^ {4}([\w.-]+) \(", re.MULTILINE)
_POM = re.compile(r"<groupId>\s*([^<\s]+)\s*</groupId>\s*<artifactId>\s*([^<\s]+)\s*</artifactId>")
_GRADLE = re.compile(r"""['"]([\w.-]+:[\w.-]+):[^'"]*['"]""")
_NUGET = re.compile(r"""<(?:PackageReference|PackageVersion|package)\s[^>]*?(?:Include|id)\s*=\s*["']([^"']+)["']""", re.IGNORECASE)
_DART = re.compile(r"^ {2}([a-z0-9_]+):", re.MULTILINE)

Names = Iterator[str]


def requirement(text: str) -> str:
    """The name in a requirement (PEP 508), or an empty text."""
    found = _REQUIREMENT.match(text)
    return found[1] if found else ""


def _requirements(text: str) -> Names:
    for line in text.splitlines():
        line = line.strip()
        if egg := re.search(r"#egg=([\w.-]+)", line):
            yield egg[1]
        elif not line.startswith(("#", "-")):
            yield requirement(line)


def _texts(value: Any) -> Names:
    """The names in a list of requirements."""
    for one in value if isinstance(value, list) else []:
        if isinstance(one, str):
            yield requirement(one)


def _pyproject(text: str) -> Names:
    found = tomllib.loads(text)
    project = found.get("project", {})
    yield from _texts(project.get("dependencies"))
    for group in (*project.get("optional-dependencies", {}).values(), *found.get("dependency-groups", {}).values()):
        yield from _texts(group)
    tool = found.get("tool", {})
    poetry = tool.get("poetry", {})
    for table in (poetry, *poetry.get("group", {}).values()):
        yield from (name for name in (*table.get("dependencies", {}), *table.get("dev-dependencies", {})) if name != "python")
    for group in tool.get("pdm", {}).get("dev-dependencies", {}).values():
        yield from _texts(group)
    yield from _texts(tool.get("uv", {}).get("dev-dependencies"))
    for group in tool.get("hatch", {}).get("envs", {}).values():
        yield from _texts(group.get("dependencies"))
    for table in (tool.get("pixi", {}), *tool.get("pixi", {}).get("feature", {}).values()):
        yield from (*table.get("dependencies", {}), *table.get("pypi-dependencies", {}))


def _toml_packages(text: str) -> Names:
    """uv.lock, poetry.lock, pdm.lock, pylock.toml, Cargo.lock: tables `package` or `packages` with names."""
    found = tomllib.loads(text)
    for one in (*found.get("package", []), *found.get("packages", [])):
        yield str(one.get("name", ""))


def _pipfile(text: str) -> Names:
    found = tomllib.loads(text)
    yield from (*found.get("packages", {}), *found.get("dev-packages", {}))


def _pipfile_lock(text: str) -> Names:
    found = json.loads(text)
    yield from (*found.get("default", {}), *found.get("develop", {}))


def _conda(text: str) -> Names:
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError("no YAML") from error
    for one in found.get("dependencies") or []:
        if isinstance(one, str):
            yield re.split(r"[=<>!~ ]", one.rpartition("::")[2])[0]
        elif isinstance(one, dict):
            yield from _texts(one.get("pip"))


def _setup_cfg(text: str) -> Names:
    inside = False
    for line in text.splitlines():
        if re.match(r"\s*(install_requires|requires|tests_require)\s*=", line):
            inside, line = True, line.partition("=")[2]
        elif line.strip() and not line[0].isspace():
            inside = line.startswith("[options.extras_require")
        if inside:
            yield requirement(line.partition("=")[2] if re.match(r"\w+\s*=[^=]", line) else line)


def _setup_py(text: str) -> Names:
    try:
        module = ast.parse(text)
    except (SyntaxError, MemoryError) as error:
        raise ValueError("no Python") from error
    for node in ast.walk(module):
        if isinstance(node, ast.keyword) and node.arg in ("install_requires", "extras_require", "tests_require", "setup_requires"):
            for one in ast.walk(node.value):
                if isinstance(one, ast.Constant) and isinstance(one.value, str):
                    yield requirement(one.value)


def _package_json(text: str) -> Names:
    found = json.loads(text)
    for group in ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies"):
        yield from found.get(group) or {}


def _package_lock(text: str) -> Names:
    found = json.loads(text)
    for path in found.get("packages") or {}:
        yield path.rpartition("node_modules/")[2] if "node_modules/" in path else ""
    yield from found.get("dependencies") or {}


def _composer(text: str) -> Names:
    found = json.loads(text)
    yield from (*(found.get("require") or {}), *(found.get("require-dev") or {}))
    for group in ("packages", "packages-dev"):
        yield from (str(one.get("name", "")) for one in found.get(group) or [])


def _cargo(text: str) -> Names:
    found = tomllib.loads(text)
    tables = [found, found.get("workspace", {}), *found.get("target", {}).values()]
    for table in tables:
        for group in ("dependencies", "dev-dependencies", "build-dependencies"):
            for name, said in table.get(group, {}).items():
                yield str(said.get("package", name)) if isinstance(said, dict) else name


def _by(pattern: re.Pattern[str], between: str = "") -> Callable[[str], Names]:
    def names(text: str) -> Names:
        for found in pattern.finditer(text):
            yield between.join(found.groups())

    return names


PARSERS: dict[str, Callable[[str], Names]] = {
    "requirements": _requirements,
    "pyproject": _pyproject,
    "toml packages": _toml_packages,
    "pipfile": _pipfile,
    "pipfile lock": _pipfile_lock,
    "conda": _conda,
    "setup.cfg": _setup_cfg,
    "setup.py": _setup_py,
    "package.json": _package_json,
    "package lock": _package_lock,
    "yarn": _by(_YARN),
    "pnpm": _by(_PNPM),
    "go": _by(_GO),
    "go sum": _by(_GO_SUM),
    "cargo": _cargo,
    "gemfile": _by(_GEM),
    "gemfile lock": _by(_GEM_LOCK),
    "pom": _by(_POM, ":"),
    "gradle": _by(_GRADLE),
    "nuget": _by(_NUGET),
    "composer": _composer,
    "pubspec": _by(_DART),
}
_FILES: tuple[tuple[str, str, str], ...] = (
    ("requirements*.txt", "pypi", "requirements"),
    ("*requirements.txt", "pypi", "requirements"),
    ("requirements*.in", "pypi", "requirements"),
    ("constraints*.txt", "pypi", "requirements"),
    ("requirements*.lock", "pypi", "requirements"),
    ("pyproject.toml", "pypi", "pyproject"),
    ("uv.lock", "pypi", "toml packages"),
    ("poetry.lock", "pypi", "toml packages"),
    ("pdm.lock", "pypi", "toml packages"),
    ("pylock*.toml", "pypi", "toml packages"),
    ("pixi.toml", "pypi", "pixi"),
    ("pipfile", "pypi", "pipfile"),
    ("pipfile.lock", "pypi", "pipfile lock"),
    ("setup.cfg", "pypi", "setup.cfg"),
    ("setup.py", "pypi", "setup.py"),
    ("environment*.y*ml", "pypi", "conda"),
    ("conda*.y*ml", "pypi", "conda"),
    ("package.json", "npm", "package.json"),
    ("package-lock.json", "npm", "package lock"),
    ("npm-shrinkwrap.json", "npm", "package lock"),
    ("yarn.lock", "npm", "yarn"),
    ("pnpm-lock.yaml", "npm", "pnpm"),
    ("go.mod", "golang", "go"),
    ("go.sum", "golang", "go sum"),
    ("cargo.toml", "cargo", "cargo"),
    ("cargo.lock", "cargo", "toml packages"),
    ("gemfile", "gem", "gemfile"),
    ("gemfile.lock", "gem", "gemfile lock"),
    ("pom.xml", "maven", "pom"),
    ("build.gradle*", "maven", "gradle"),
    ("*.csproj", "nuget", "nuget"),
    ("*.fsproj", "nuget", "nuget"),
    ("packages.config", "nuget", "nuget"),
    ("directory.packages.props", "nuget", "nuget"),
    ("composer.json", "composer", "composer"),
    ("composer.lock", "composer", "composer"),
    ("pubspec.yaml", "pub", "pubspec"),
)


def _pixi(text: str) -> Names:
    found = tomllib.loads(text)
    for table in (found, *found.get("feature", {}).values()):
        yield from (*table.get("dependencies", {}), *table.get("pypi-dependencies", {}))


PARSERS["pixi"] = _pixi


def ecosystem_of(name: str) -> tuple[str, str]:
    """(ecosystem, format) of a file by its name; two empty texts where it is no manifest."""
    low = name.rpartition("/")[2].lower()
    return next(((kind, shape) for pattern, kind, shape in _FILES if fnmatch(low, pattern)), ("", ""))
