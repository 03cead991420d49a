"""What the house tests read: the source files of the checkout, and what is defined in them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

CHECKOUT = Path(__file__).resolve().parents[2]

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Definition(NamedTuple):
    """A function or method of a file, under the name that `file.py::Class.method` would use."""

    path: str
    name: str
    node: Function


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that belongs to the project, relative to the checkout: what git tracks, and what is new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    return tuple(sorted(path for name in listed.stdout.split("\0") if name and (CHECKOUT / (path := Path(name))).is_file()))


def python_files(*, tests: bool = True) -> list[Path]:
    """The project's Python files, without migrations; `tests=False` leaves the tests out too."""
    files = [path for path in project_files() if path.suffix == ".py" and "migrations" not in path.parts]
    return files if tests else [path for path in files if path.parts[0] == "sightline" and "tests" not in path.parts]


def read(path: Path) -> str:
    """The text of a project file (bytes that are not UTF-8 are replaced)."""
    return (CHECKOUT / path).read_text(encoding="utf-8", errors="replace")


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a Python file of the project."""
    return ast.parse(read(path), filename=str(path))


def definitions(path: Path) -> Iterator[Definition]:
    """Every function and method of a file, nested ones too."""
    yield from _walk(path, tree(path), ())


def _walk(path: Path, node: ast.AST, outer: tuple[str, ...]) -> Iterator[Definition]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield Definition(path.as_posix(), ".".join((*outer, child.name)), child)
            yield from _walk(path, child, (*outer, child.name))
        elif isinstance(child, ast.ClassDef):
            yield from _walk(path, child, (*outer, child.name))
        else:
            yield from _walk(path, child, outer)
