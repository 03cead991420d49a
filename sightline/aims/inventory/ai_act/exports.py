"""Documents of one system: transparency notice (Art. 50), registration data (Annex VIII), declaration of conformity (Annex V).

They say what the records say and mark what is missing. None is a promise that the system conforms: people check, sign and send them.
"""

from __future__ import annotations

from sightline.aims.inventory.models import System
from sightline.kernel.errors import Invalid
from sightline.kernel.exports import export
from sightline.kernel.identity.actors import Actor

from .duties import duty_models
from .models import Duty, Notice
from .queries import class_of
from .sheets import Filled, Sheet, fill_sheet, sheet_for, sheets
from .writing import Paper

_READ = "inventory.read"


def _subject(system: System) -> str:
    return f"{system.name} ({system.reference})"


def _sheet(sheet: Sheet, system: System) -> Paper:
    filled = fill_sheet(sheet, system)
    paper = Paper(sheet.title, sheet.law, _subject(system))
    paper.quiet(sheet.about)
    _tell_missing(paper, filled, system)
    paper.facts((one.row.number, one.row.label, one.value, one.missing) for one in filled)
    return paper


def _tell_missing(paper: Paper, filled: list[Filled], system: System) -> None:
    gaps = [one.row.label.lower() for one in filled if one.missing]
    if gaps:
        paper.missing(
            f"{len(gaps)} of {len(filled)}: {'; '.join(gaps)}. Fill them in on the page of {system.reference}, then make it again."
        )


@export(
    "registration",
    label="Registration data, Annex VIII",
    permission=_READ,
    formats=("docx",),
    of=System,
    about="For the EU database of high-risk systems.",
)
def registration_sheet(actor: Actor, record: System, form: str) -> bytes:
    """The data sheet for the EU database; which section follows from class and role.

    Raises:
        Invalid: nothing of this system is to be registered.
    """
    found = class_of(record)
    if found is not None and found.in_force and not Duty.objects.current().filter(system=record, requirement="Art. 49").exists():
        raise Invalid(f"Nothing of {record.reference} is to be registered: it is neither high-risk by Annex III, nor under an exception.")
    paper = _sheet(sheet_for(found), record)
    if found is None or not found.in_force:
        paper.missing("A confirmed class under the EU AI Act. Until there is one, this sheet is a draft.")
    return paper.done()


@export(
    "declaration-of-conformity",
    label="Declaration of conformity, Annex V",
    permission=_READ,
    formats=("docx",),
    of=System,
    about="To be signed by the provider.",
)
def declaration(actor: Actor, record: System, form: str) -> bytes:
    """The EU declaration of conformity, to be signed.

    Raises:
        Invalid: you are not its provider, or it is not high-risk.
    """
    found = class_of(record)
    if found is not None and found.in_force and not Duty.objects.current().filter(system=record, duty="declaration").exists():
        raise Invalid(f"No declaration is due for {record.reference}: you are not the provider of a high-risk system.")
    sheet = sheets()["declaration"]
    paper = _sheet(sheet, record)
    if found is None or not found.in_force:
        paper.missing("A confirmed class under the EU AI Act. Until there is one, this is a draft.")
    for statement in sheet.statements:
        paper.text(statement)
    paper.signature(["Signature"])
    return paper.done()


@export(
    "transparency-notice",
    label="Transparency notice, Art. 50",
    permission=_READ,
    formats=("docx",),
    of=System,
    about="What people are told about the system.",
)
def transparency_notice(actor: Actor, record: System, form: str) -> bytes:
    """What people are told about the system: the words on record, and what the law asks to be told and nobody has worded yet.

    Raises:
        Invalid: nobody has to be told, and nothing is on record.
    """
    notices = list(Notice.objects.current().filter(system=record).order_by("case", "since"))
    asked = {one.id for one in duty_models().values() if one.shown == "notice"}
    duties = list(Duty.objects.current().filter(system=record, duty__in=asked).order_by("article"))
    if not notices and not duties:
        raise Invalid(
            f"Nobody has to be told about {record.reference} by Art. 50, as far as its confirmed class says, and no notice is on record."
        )
    paper = Paper("Transparency notice", "Art. 50 and 26(11)", _subject(record))
    paper.facts([("", "Purpose", record.purpose, not record.purpose), ("", "People affected", record.people_affected, False)])
    for notice in notices:
        paper.heading(notice.title)
        paper.quiet(f"{notice.get_case_display()}. {notice.place}, since {notice.since.day} {notice.since:%B %Y}. {notice.link}".strip())
        paper.text(notice.words)
    worded = {notice.case for notice in notices}
    for duty in duties:
        if duty.duty not in worded:
            paper.heading(duty.title)
            paper.quiet(f"{duty.article}. {duty.what}")
            paper.missing("the words that people read, and where. Record a transparency notice on the page of the system.")
    return paper.done()
