"""Where a rule lives must never be a question: rooms that swallow everything do not exist, and every module says why it does."""

import ast

from tests.house.reading import project_files, python_files, tree

REFUSED = {"api.py", "serializers.py", "services.py", "signals.py", "utils.py", "managers.py", "helpers.py", "common.py", "misc.py"}
# What a pack carries is run where it is unpacked, never imported.
SCRIPTS = "sightline/readers/packs/verifier"


def test_no_room_swallows_everything() -> None:
    swallowing = [path.as_posix() for path in project_files() if path.parts[0] == "sightline" and path.name in REFUSED]
    assert swallowing == [], "name it for what it does: actions, queries, registers, pages ..."


def test_every_folder_with_code_is_a_package() -> None:
    files = [path for path in python_files() if path.parts[0] == "sightline" and path.parent.as_posix() != SCRIPTS]
    assert {path.parent.as_posix() for path in files if path.parent / "__init__.py" not in files} == set()


def test_every_module_says_why_it_exists() -> None:
    silent = [path.as_posix() for path in python_files() if tree(path).body and not ast.get_docstring(tree(path))]
    assert silent == [], "a module's docstring says why it exists and what it must not do"
