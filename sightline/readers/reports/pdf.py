"""Reports as PDF, through a short-lived process of the typesetter."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from .gathering import Report

PATIENCE = 120  # seconds; fifty pages take one


class NotSet(RuntimeError):
    """The typesetter failed: an error of ours, never of the data."""


def write_pdf(kind: str, report: Report, out: Path) -> None:
    """Writes a report as a tagged PDF. What a report keeps under `rows` is for workbooks, and too much for paper.

    Args:
        kind: the template: gap or soa.
        report: what it says.
        out: where to.

    Raises:
        NotSet: the typesetter failed; says what it said.
    """
    command = [sys.executable, "-m", "sightline.readers.reports.setting", kind, str(out.resolve())]
    data = json.dumps({name: value for name, value in report.items() if name != "rows"})
    done = subprocess.run(command, input=data, capture_output=True, text=True, timeout=PATIENCE, check=False, cwd=Path(__file__).parents[3])
    if done.returncode:
        raise NotSet(f"The PDF was not made: {done.stderr.strip().splitlines()[-1:] or done.returncode}")
