"""The ledger and the client can be taken out of the house: what they import is counted here, name by name."""

import ast
import sys
from pathlib import Path

import pytest

from tests.house.reading import python_files, tree

MAY_IMPORT = {
    "sightline/ledger": {"sightline.ledger", "cryptography", "rfc8785"},
    "sightline/client": {"sightline.client"},
    "sightline/readers/packs/verifier": set(),
}


def imports(path: Path) -> set[str]:
    """Full names of the modules that a file imports, wherever in it the import stands."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            package = list(path.parts[: len(path.parts) - node.level]) if node.level else []
            found.add(".".join([*package, *([node.module] if node.module else [])]))
    return found


@pytest.mark.parametrize("folder", sorted(MAY_IMPORT))
def test_folder_imports_only_what_it_may(folder: str) -> None:
    files = [path for path in python_files(tests=False) if path.as_posix().startswith(folder + "/")]
    allowed = MAY_IMPORT[folder]
    foreign = {
        f"{path.as_posix()} imports {name}"
        for path in files
        for name in imports(path)
        if name.split(".")[0] not in sys.stdlib_module_names and not any(name == good or name.startswith(good + ".") for good in allowed)
    }
    assert foreign == set()


def test_nothing_of_the_house_imports_the_client() -> None:
    files = [path for path in python_files(tests=False) if path.parts[:2] != ("sightline", "client")]
    assert [p.as_posix() for p in files if any(n == "sightline.client" or n.startswith("sightline.client.") for n in imports(p))] == []
