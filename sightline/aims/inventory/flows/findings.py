"""What is wrong with a flow, by rule. Each finding is an expectation over flows; the map draws what fails it, with what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When

from sightline.aims.inventory.models import Kind
from sightline.kernel.registers import find_register

from .models import Flow, Purpose
from .queries import abroad, carries, crossing, with_countries


@dataclass(frozen=True)
class Finding:
    """A rule that flows are held against.

    Attributes:
        name: the expectation's.
        sentence: what we expect.
        why: what is wrong with one that is not so.
        short: the same in two or three words, as a state.
        advice: what to do.
        mend: the action that mends it.
        serves: requirements.
        about: which flows it speaks of; for rows `with_countries`.
        wrong: which of them are not as expected.
    """

    name: str
    sentence: str
    why: str
    short: str
    advice: str
    mend: str
    serves: tuple[str, ...]
    about: Callable[[], Q]
    wrong: Callable[[], Q]

    def population(self) -> QuerySet[Flow]:
        """The flows that it speaks of."""
        return with_countries(Flow.objects.current()).filter(self.about())

    def conforming(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those that are as expected."""
        return with_countries(rows).exclude(self.wrong())


def _personal() -> Q:
    return carries("personal", "special")


FINDINGS = (
    Finding(
        "special_data_not_into_general_tools",
        "No special category of personal data goes into a general-purpose tool",
        "Special categories go into a general-purpose tool",
        "Into a general tool",
        "Stop it, or move the work to a system that is made for such data.",
        "edit_flow",
        ("iso42001:A.7.2", "iso42001:A.9.2", "gdpr:Art. 9"),
        lambda: carries("special"),
        lambda: Q(to_system__kind=Kind.GENERAL),
    ),
    Finding(
        "transfers_are_safeguarded",
        "Personal data goes into a country that is not approved only under a safeguard",
        "Leaves for a country that is not approved, without a safeguard",
        "No safeguard",
        "Agree on a safeguard and name it, keep the data here, or decide on the country.",
        "ground_flow",
        ("iso42001:A.7.2", "gdpr:Art. 44", "gdpr:Art. 46"),
        lambda: _personal() & abroad(),
        lambda: Q(approved=False, safeguard=""),
    ),
    Finding(
        "training_has_legal_basis",
        "Personal data is used for training only on a stated legal basis",
        "Trains on personal data without a stated basis",
        "Trains without basis",
        "Name the basis, and the condition for special categories; or train without such data.",
        "ground_flow",
        ("iso42001:A.7.2", "iso42001:A.7.3", "eu-ai-act:Art. 10", "gdpr:Art. 6"),
        lambda: Q(purpose=Purpose.TRAINING) & _personal(),
        lambda: Q(legal_basis="") | (carries("special") & Q(condition="")),
    ),
    Finding(
        "crossing_flows_are_governed",
        "Every flow that crosses the boundary of the management system says what governs it there",
        "Crosses the boundary, and nothing is said to govern it",
        "Not governed",
        "Name the contract, agreement or check at the boundary, or take both ends to the same side.",
        "govern_flow",
        ("iso42001:4.3",),
        crossing,
        lambda: Q(governed=""),
    ),
    Finding(
        "personal_flows_have_basis",
        "Every flow of personal data names its legal basis",
        "Names no legal basis",
        "No legal basis",
        "Name the basis. Who answers for data protection knows it.",
        "ground_flow",
        ("gdpr:Art. 6", "gdpr:Art. 30"),
        _personal,
        lambda: Q(legal_basis=""),
    ),
    Finding(
        "special_flows_have_condition",
        "Every flow of special categories names the condition that allows it",
        "Names no condition for special categories",
        "No condition",
        "Name the condition, or take these data out of the flow.",
        "ground_flow",
        ("gdpr:Art. 9",),
        lambda: carries("special"),
        lambda: Q(condition=""),
    ),
    Finding(
        "personal_flows_say_country",
        "Every flow of personal data says in which country it arrives",
        "Does not say in which country it arrives",
        "Country not said",
        "Name the country of the place, the supplier or the unit, or of the flow itself.",
        "edit_flow",
        ("iso42001:A.7.5", "gdpr:Art. 30"),
        _personal,
        lambda: Q(arrives=""),
    ),
)


def with_findings(rows: QuerySet[Flow]) -> QuerySet[Any]:
    """Adds one flag for each finding, so that all are known with the rows."""
    flags = {
        f"fails_{one.name}": Case(When(one.about() & one.wrong(), then=Value(True)), default=Value(False), output_field=BooleanField())
        for one in FINDINGS
    }
    found: QuerySet[Any] = with_countries(rows).annotate(**flags)
    return found


def findings_of(flow: Any) -> list[Finding]:
    """What is wrong with a flow that came `with_findings`."""
    return [one for one in FINDINGS if getattr(flow, f"fails_{one.name}")]


def any_finding() -> Q:
    """Flows with at least one finding; for rows `with_countries`."""
    found = Q(pk__in=[])
    for one in FINDINGS:
        found |= one.about() & one.wrong()
    return found


def accepted(actor: Any, today: Any) -> dict[tuple[Any, str], Any]:
    """Findings that somebody accepted for a time: (flow's id, finding's name) -> the day until which.

    Exceptions are accepted one floor up, for records of any kind; their list is asked for by its name, so that nothing here depends on that floor.
    """
    listed = find_register("acceptances")
    if listed is None or not actor.may(listed.permission):
        return {}
    names = [one.name for one in FINDINGS]
    rows = listed.rows(actor).filter(retired__isnull=True, until__gte=today, expectation__in=names)
    return {(about, name): until for about, name, until in rows.values_list("about_id", "expectation", "until")}
