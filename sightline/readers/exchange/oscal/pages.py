"""Where claims are seen: on the requirement that they speak of, and on the file that they stand in; and where a set is taken away as OSCAL."""

from __future__ import annotations

from django.db.models import QuerySet

from sightline.kernel.exports import exports_of
from sightline.kernel.pages import Look, Shown, section
from sightline.readers.frameworks.models import Framework, Requirement

from .models import Claim, ClaimState, ComponentDefinition

PERMISSION = "conformity.read"
MOST = 50


def _shown(rows: QuerySet[Claim], more: str) -> Shown | None:
    ordered = rows.select_related("requirement", "definition").order_by("control", "reference")
    claims = list(ordered[: MOST + 1])
    if not claims:
        return None
    waiting = rows.filter(state=ClaimState.PROPOSED).count()
    context = {
        "claims": claims[:MOST],
        "more": more if len(claims) > MOST else "",
        "count": waiting or None,
        "aside": f"{waiting} to be decided" if waiting else "",
    }
    return Shown("oscal/claims.html", context)


@section("claims-about", title="What suppliers claim", model=Requirement, permission=PERMISSION, order=40)
def claims_about(look: Look, requirement: Requirement) -> Shown | None:
    """What component definitions of others say about a requirement; left out where none does."""
    if look.as_of is not None:
        return None
    return _shown(Claim.objects.current().filter(requirement=requirement), f"/claims/?q={requirement.code}")


@section("claims", title="Claims", model=ComponentDefinition, permission=PERMISSION, order=20)
def claims_in(look: Look, definition: ComponentDefinition) -> Shown | None:
    """What the file claims, each with its requirement and what was decided."""
    if look.as_of is not None:
        return None
    return _shown(Claim.objects.current().filter(definition=definition), "/claims/")


@section("oscal-files", title="As OSCAL", model=Framework, permission=PERMISSION, order=65)
def files_of(look: Look, framework: Framework) -> Shown | None:
    """The files that tools read which speak OSCAL; left out on past days and for sets that were left."""
    if look.as_of is not None or framework.retired is not None:
        return None
    made = [one for one in exports_of(None, look.actor) if one.name.startswith("oscal-")]
    files = [(f"/reports/{one.name}.json?framework={framework.set_id}", one.label, one.about) for one in made]
    return Shown("oscal/files.html", {"files": files}) if files else None
