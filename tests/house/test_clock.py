"""One clock: what asks the operating system for the time elsewhere can neither be tested nor replayed."""

import ast

from tests.house.reading import python_files, tree

ASKS_FOR_THE_TIME = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "datetime.datetime.now",
    "date.today",
    "datetime.date.today",
    "timezone.now",
    "timezone.localdate",
    "time.time",
}
CLOCK = "sightline/kernel/clock.py"


def test_only_the_clock_asks_for_the_time() -> None:
    asked = [
        f"{path.as_posix()}:{node.lineno} {ast.unparse(node.func)}"
        for path in python_files(tests=False)
        if path.as_posix() != CLOCK and path.parts[:2] != ("sightline", "client")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ASKS_FOR_THE_TIME
    ]
    assert asked == [], "sightline.kernel.clock.now() and today()"
