"""Tools over what the readers compute, which is neither a register nor an action."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sightline.kernel.errors import NotFound
from sightline.kernel.identity.actors import Actor
from sightline.readers.conformity.coverage import coverage
from sightline.readers.conformity.readiness import readiness as stages
from sightline.readers.conformity.sighting import sight
from sightline.readers.conformity.telling import PERMISSION, conformity, readiness, seen_by, sentence
from sightline.readers.frameworks.models import ISO42001

from .tool import TEXT, Tool, arguments

MOST_EXCEPTIONS = 20
"""References that are listed for one expectation: an assistant reads the first, and the number of the rest."""


def _shortened(expectation: dict[str, Any]) -> dict[str, Any]:
    references = expectation["exceptions"]
    return {
        **expectation,
        "exceptions": references[:MOST_EXCEPTIONS],
        "exceptions_count": len(references) + expectation.get("exceptions_hidden", 0),
    }


def _conformity(actor: Actor, given: Mapping[str, Any]) -> dict[str, Any]:
    framework, code, state = given.get("framework", ISO42001), given.get("requirement"), given.get("state")
    seen = seen_by(actor, framework)
    told = conformity(framework, actor)["requirements"]
    wanted = [one for one in told if (code is None or one["id"] == code) and (state is None or one["state"] == state)]
    if code is not None and not wanted:
        raise NotFound(f"{framework} has no requirement {code}{f' that is {state}' if state else ''}.")
    requirements = [{**one, "expectations": [_shortened(each) for each in one["expectations"]]} for one in wanted]
    return {"framework": framework, "sentence": sentence(seen), "readiness": readiness(seen), "requirements": requirements}


MOST_RECORDS = 50
"""Records that are listed on a line of sight: the worst come first, and the number of all is told."""


def _sight(actor: Actor, given: Mapping[str, Any]) -> dict[str, Any]:
    found = sight(given["reference"], actor)
    return {**found, "records": found["records"][:MOST_RECORDS], "records_count": len(found["records"])}


READERS: tuple[tuple[str, Tool], ...] = (
    (
        PERMISSION,
        Tool(
            "conformity",
            "Where requirements stand",
            "Tells which requirements of a set are in line, what was counted for each, the exceptions by reference, and what people judged. "
            "show_record tells what is missing in an exception.",
            arguments(
                {
                    "framework": {
                        **TEXT,
                        "description": "The set's id, such as iso42001 (the usual one); list_frameworks lists those that are loaded.",
                    },
                    "requirement": {**TEXT, "description": "Only this one, such as 4.3 or A.6.2.4."},
                    "state": {**TEXT, "description": "Only those in this state, as the answer names it."},
                }
            ),
            _conformity,
        ),
    ),
    (
        PERMISSION,
        Tool(
            "coverage",
            "How far each set is covered",
            "Tells how many requirements of each loaded set are in line, by records of their own and through the crosswalk, and what remains; and the same by topic.",
            arguments({}),
            lambda actor, given: coverage(actor),
        ),
    ),
    (
        PERMISSION,
        Tool(
            "sight",
            "Line of sight",
            "Tells what proves a requirement, worst first, or which requirements rest on a record and through what; other sets through the crosswalk.",
            arguments(
                {"reference": {**TEXT, "description": "A record such as SYS-0042, or a requirement such as A.6.2.4 or eu-ai-act:Art. 26."}},
                "reference",
            ),
            _sight,
        ),
    ),
    (
        PERMISSION,
        Tool(
            "readiness",
            "Readiness for the audit",
            "Tells what auditors look at in Stage 1 and Stage 2, what blocks, how long each process has been running, and one AI system followed step by step.",
            arguments({"system": {**TEXT, "description": "The AI system to be followed; one is sampled where it is left out."}}),
            lambda actor, given: stages(actor, given.get("system", "")),
        ),
    ),
)
