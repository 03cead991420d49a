"""Sets one report by Typst. Run as a program of its own for each report: the compiler keeps a hundred megabytes a report until its process ends.

    python -m sightline.readers.reports.setting TEMPLATE OUT  (the data as JSON on standard input)

Knows no database and no Django. The data are handed over as a value and never become markup; the template can read nothing outside its folder.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import typst

HERE = Path(__file__).parent
TEMPLATES = HERE / "typst"


def set_report(template: str, data: str, out: Path) -> None:
    """Writes a tagged PDF (PDF/UA-1). The same data give the same bytes: its date is the checkpoint's.

    Args:
        template: a template of the folder `typst`, without its ending.
        data: the report as JSON.
        out: where to.
    """
    checkpoint = json.loads(data).get("checkpoint")
    time = datetime.fromisoformat(checkpoint["time"].replace("Z", "+00:00")) if checkpoint else datetime(2000, 1, 1, tzinfo=UTC)
    typst.compile(
        TEMPLATES / f"{template}.typ",
        output=out,
        root=TEMPLATES,
        font_paths=[HERE / "fonts"],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": data},
        pdf_standards=["ua-1"],
        timestamp=int(time.timestamp()),
    )


if __name__ == "__main__":
    set_report(sys.argv[1], sys.stdin.read(), Path(sys.argv[2]))
