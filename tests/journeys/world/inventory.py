"""What rests beside an AI system in the inventory: models, data, tools, processes, people; and what its owners are asked."""

from __future__ import annotations

from sightline.kernel.identity.actors import Actor
from sightline.kernel.records import Record

from .making import made, upload

TWINS = b"Name,Purpose\nCandidate ranking,Orders applications\nCandidate rankings,Orders applications\n"


def of_resources(lead: Actor, system: Record) -> None:
    """What the system runs on, what it serves and whom it concerns."""
    ranker = made("add_model", lead, name="Ranker", release="4", provider="Rankwise")
    letters = made("add_dataset", lead, name="Applications since 2022", about_people="personal")
    made("use_model", lead, system, model=ranker, how="Orders the applications")
    made("use_data", lead, system, data_set=letters, phase="operation")
    made("add_resource", lead, name="Our computer room", kind="computing", systems=[system.reference])
    made("add_process", lead, name="Hiring", systems=[system.reference])
    made("add_affectedgroup", lead, name="Applicants", systems=[system.reference])


def of_the_list(lead: Actor) -> None:
    """A list that doubles one system and lacks others, and the question to owners whether all of it is still true."""
    listing = made("upload_import", lead, files=upload("twins.csv", TWINS), kind="systems")
    made("run_import", lead, listing, complete="on")
    made("start_campaign", lead, name="Inventory of this year")
