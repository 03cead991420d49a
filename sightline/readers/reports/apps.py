"""Start-up of the folder: reports as files."""

from sightline.kernel.rooms import Folder


class Reports(Folder):
    """The gap report and the Statement of Applicability, as PDF, DOCX and XLSX."""

    name = "sightline.readers.reports"
    label = "reports"
    verbose_name = "Reports"
