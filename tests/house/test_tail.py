"""The tail is watched, not the average: no file above 400 lines, no function above 50.

`too_long.txt` names what is longer all the same, one a line, each with its reason in its own docstring. The list may only shrink: a name
that is short enough, or gone, fails here too.
"""

from tests.house.reading import CHECKOUT, definitions, python_files, read

MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 50
ALLOWED = CHECKOUT / "tests" / "house" / "too_long.txt"


def too_long() -> dict[str, int]:
    """Every file and function that is longer than the house wants, with its lines."""
    found = {}
    for path in python_files():
        lines = read(path).count("\n")
        if lines > MOST_LINES_OF_A_FILE:
            found[path.as_posix()] = lines
        for definition in definitions(path):
            lines = (definition.node.end_lineno or 0) - definition.node.lineno + 1
            if lines > MOST_LINES_OF_A_FUNCTION:
                found[f"{definition.path}::{definition.name}"] = lines
    return found


def allowed() -> set[str]:
    return {line.strip() for line in ALLOWED.read_text().splitlines() if line.strip() and not line.startswith("#")}


def test_nothing_is_too_long() -> None:
    new = {name: lines for name, lines in too_long().items() if name not in allowed()}
    assert new == {}, "make a folder of the file, or name the parts of the function"


def test_the_list_of_what_may_be_longer_only_shrinks() -> None:
    assert allowed() - set(too_long()) == set(), "these are short enough now, or gone: take them off too_long.txt"
