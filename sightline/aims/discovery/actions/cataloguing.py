"""Keeping the catalogue: own entries, updates from a file; and how the organisation discovers."""

from __future__ import annotations

import hashlib
from typing import Annotated

from sightline.kernel import clock
from sightline.kernel.actions import Ask, Upload, action, create_action, edit_action, retire_action
from sightline.kernel.actions.generated import fill
from sightline.kernel.errors import Invalid
from sightline.kernel.evidence.actions import plain_name
from sightline.kernel.identity.actors import Actor

from ..catalogue import UnusableCatalogue, load
from ..models import CatalogueUpdate, DiscoverySettings, OwnService, Sighting

_FIELDS = ["name", "vendor", "category", "country", "domains", "packages", "oauth", "software", "expense"]
_LARGEST = 10_000_000

create_action(
    OwnService, _FIELDS, "discovery.change", help="Adds a service of your own to the catalogue.", label="Add an entry of your own"
)
edit_action(OwnService, _FIELDS, "discovery.change", help="Changes an entry of your own.")
retire_action(OwnService, "discovery.change", label="Take the entry out")
retire_action(CatalogueUpdate, "discovery.change", label="Take the update back")


@action("discovery.change", label="Load a newer catalogue", creates=CatalogueUpdate)
def load_catalogue(
    actor: Actor, *, file: Annotated[Upload, Ask("File", help="A catalogue in YAML. Own entries stay above it.")]
) -> CatalogueUpdate:
    """Lays a newer catalogue over the one that came with the release. Files looked through from now on are read with it.

    Raises:
        Invalid: the file is no catalogue; each problem is named with its line.
    """
    if (file.size or 0) > _LARGEST:
        raise Invalid("The file is too large.", fields={"file": ["At most 10 MB, which is fifty times the catalogue of the release."]})
    content, name = file.read(), plain_name(file.name or "catalogue.yaml")
    try:
        merged = load().merge(content, name=name)
        text = content.decode("utf-8")
    except UnusableCatalogue as error:
        raise Invalid("The catalogue can’t be used yet.", fields={"file": [str(one) for one in error.problems[:20]]}) from error
    except UnicodeDecodeError as error:
        raise Invalid("The catalogue can’t be used yet.", fields={"file": ["Save the file as UTF-8."]}) from error
    update = CatalogueUpdate(
        name=merged.version[:40],
        filename=name,
        sha256=hashlib.sha256(content).hexdigest(),
        services=len(merged.services),
        domains=len(merged.domains()),
        content=text,
        loaded_on=clock.today(),
    )
    update.save()
    return update


@action("discovery.change", label="Set how you discover", creates=DiscoverySettings)
def set_discovery(
    actor: Actor,
    *,
    fresh_days: Annotated[int, Ask("Look again after", help="Days; 90 is usual.")] = 90,
    keep_people: Annotated[bool, Ask("Keep who", help="Links people of the register to sightings. Ask the works council first.")] = False,
    reason: Annotated[str, Ask("Why", long=True, help="Needed when people are kept. Auditors read it.")] = "",
) -> DiscoverySettings:
    """Says how often files are looked through, and whether people are kept. Without a choice they are only counted.

    Raises:
        Invalid: people are to be kept and no reason is given, or the days make no sense.
    """
    if not 1 <= fresh_days <= 366:
        raise Invalid("Nothing was saved yet.", fields={"fresh_days": ["Choose 1 to 366 days."]})
    if keep_people and not reason.strip():
        raise Invalid("Nothing was saved yet.", fields={"reason": ["Say why people are kept. Auditors read the reason."]})
    settings = DiscoverySettings.ours()
    fill(settings, {"fresh_days": fresh_days, "keep_people": keep_people, "reason": reason})
    settings.save()
    if not keep_people:
        for sighting in Sighting.objects.filter(people__isnull=False).distinct():
            sighting.people.clear()
    return settings
