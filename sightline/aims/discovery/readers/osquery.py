"""osquery: results of its tables of installed software, by host."""

from __future__ import annotations

from .contract import ListSource
from .software import uses_of

SOURCE = ListSource(
    name="osquery",
    label="osquery",
    get="Results of the tables programs, apps, deb_packages, chrome_extensions or python_packages, as JSON or CSV.",
    uses=uses_of("osquery_name", "software_id"),
    needs=(
        "osquery_name",
        "software_id",
    ),
    marks=("hostidentifier", "calendartime", "bundleidentifier", "columnsname"),
)
