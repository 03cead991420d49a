"""What the project says holds on every machine: no path of the one where it was written."""

import re

from tests.house.reading import project_files, read

READABLE = {".py", ".md", ".html", ".css", ".js", ".toml", ".yaml", ".yml", ".txt", ".sh", ".sql", ".cfg", ".ini", ".json", ""}
FOLDERS = ("work", "root", "home/[a-z]")
PLACE = re.compile(r"(?<![\w.}/-])/(?:" + "|".join(FOLDERS) + r")(?:/[\w.-]+)+")


def test_no_text_names_a_place_on_the_machine_where_it_was_written() -> None:
    files = [path for path in project_files() if path.suffix in READABLE and path.name != "LICENSE"]
    assert [f"{path.as_posix()}: {found.group(0)}" for path in files for found in PLACE.finditer(read(path))] == []
