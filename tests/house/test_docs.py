"""The walk through a folder is made of real lines: what a newcomer copies from it works."""

import re

from tests.house.reading import CHECKOUT

GUIDE = "docs/architecture.md"
PART = re.compile(r"# (\S+\.py): .*")


def test_the_walk_shows_lines_that_stand_in_the_files_it_names() -> None:
    told = (CHECKOUT / GUIDE).read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", told, re.DOTALL)
    assert blocks
    lines, invented = set(), []
    for line in "".join(blocks).splitlines():
        if part := PART.fullmatch(line):
            lines = set((CHECKOUT / "sightline" / part.group(1)).read_text(encoding="utf-8").splitlines())
        elif line not in lines:
            invented.append(line)
    assert invented == []


def test_the_walk_counts_its_lines_right() -> None:
    told = (CHECKOUT / GUIDE).read_text(encoding="utf-8")
    walk = re.search(r"```python\n(.*?)```", told, re.DOTALL)
    assert walk is not None
    code = [line for line in walk.group(1).splitlines() if line.strip() and not line.startswith("#")]
    assert f"Those are {len(code)} lines" in told


def test_every_decision_says_what_why_and_what_would_change_it() -> None:
    pages = sorted((CHECKOUT / "docs" / "decisions").glob("*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert all(part in text for part in ("**What.**", "**Why.**", "**Would change it.**")), page.name
