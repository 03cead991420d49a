"""The founding of the organisation, once, with the roles of the standard; and starters that a newcomer adopts."""

from __future__ import annotations

from typing import Annotated

from sightline.kernel import clock
from sightline.kernel.actions import Ask, action, edit_action
from sightline.kernel.errors import Conflict
from sightline.kernel.identity.actors import Actor

from ..models import ContextIssue, InterestedParty, Organisation, Person, Role
from ..models.structure import in_a_year
from ..reference import Starter, role_models
from ..reference import starters as suggested


@action("organisation.change", label="Found the organisation", creates=Organisation)
def found_organisation(
    actor: Actor,
    *,
    name: Annotated[str, Ask("Name of the organisation")],
    country: Annotated[str, Ask("Country", help="Where its seat is.")] = "",
    sector: Annotated[str, Ask("Sector", help="Such as insurance, health care or public administration.")] = "",
    activities: Annotated[str, Ask("What it does", long=True, help="Two sentences. The scope statement begins with them.")] = "",
) -> Organisation:
    """Names the organisation, sets up the roles of the standard and makes you a person in it.

    Raises:
        Conflict: there is an organisation already.
    """
    if Organisation.ours() is not None:
        raise Conflict("The organisation is founded already. Edit it instead.")
    made = Organisation(name=name, country=country, sector=sector, activities=activities)
    made.save()
    _seed_roles()
    if actor.account is not None and not Person.objects.current().filter(account=actor.account).exists():
        Person(name=actor.account.name or actor.account.email, email=actor.account.email, account=actor.account).save()
    return made


def _seed_roles() -> None:
    models = role_models()
    made = {
        one.id: Role(
            key=one.id,
            name=one.title,
            answers_for=one.answers_for,
            authority=one.may,
            held_for=one.held_for,
            required=one.required,
            needed_when=one.when,
            serves=list(one.serves),
        )
        for one in models
    }
    Role.objects.bulk_create(made.values())
    for one in models:
        if one.apart_from:
            made[one.id].apart_from.set([made[other] for other in one.apart_from])


edit_action(Organisation, ["name", "country", "sector", "activities", "boundary"], "organisation.change", assistant=True)


def _choices(actor: Actor) -> list[tuple[str, str]]:
    return [(f"{one.kind}:{one.id}", one.title) for one in _not_adopted()]


def _not_adopted() -> list[Starter]:
    taken = {("issue", key) for key in ContextIssue.objects.values_list("key", flat=True)} | {
        ("party", key) for key in InterestedParty.objects.values_list("key", flat=True)
    }
    return [one for one in suggested() if (one.kind, one.id) not in taken]


@action("organisation.change", label="Adopt suggested issues and parties")
def adopt_starters(
    actor: Actor,
    *,
    starters: Annotated[list[str], Ask("Suggestions", help="Only what fits. You can change the words afterwards.", choices=_choices)],
) -> list[str]:
    """Takes over suggested issues and interested parties, as a first draft of your own.

    Returns:
        The references of what was made.
    """
    wanted = [one for one in _not_adopted() if f"{one.kind}:{one.id}" in set(starters)]
    today, later = clock.today(), in_a_year()
    issues = [
        ContextIssue(
            key=one.id, title=one.title, side=one.side, description=one.description, effect="", reviewed_on=today, next_review=later
        )
        for one in wanted
        if one.kind == "issue"
    ]
    parties = [
        InterestedParty(
            key=one.id,
            name=one.title,
            side=one.side,
            affected=one.affected,
            description=one.description,
            needs=one.needs,
            requirements=one.requirements,
            reviewed_on=today,
            next_review=later,
        )
        for one in wanted
        if one.kind == "party"
    ]
    return [row.reference for row in (*ContextIssue.objects.bulk_create(issues), *InterestedParty.objects.bulk_create(parties))]
