"""Own templates of reports as a list."""

from sightline.kernel.registers import Column, Filter, Register, register

from .models import ReportTemplate

register(
    Register(
        name="report-templates",
        model=ReportTemplate,
        label="Report templates",
        columns=[
            Column("template", label="Template", value=str, sort="report"),
            Column("report", kind="choice"),
            Column("size", kind="number", later=True),
            Column("set_by", sort="set_by__name"),
            Column("set_on"),
        ],
        filters=[Filter("report")],
        search=("filename",),
        sort="report",
        related=("set_by",),
        empty="Reports use our layout. Download the example template, make it yours, and set it here.",
        facts=("report", "filename", "sha256", "size", "set_by", "set_on"),
    )
)
