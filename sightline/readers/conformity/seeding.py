"""The Statement of Applicability begins with every control of Annex A, undecided."""

from sightline.readers.frameworks.models import ISO42001, Framework, Requirement

from .models import Applicability


def seed_controls(framework: Framework) -> None:
    """Adds an undecided row for each control that has none. Part of loading ISO/IEC 42001; safe to repeat."""
    if framework.set_id != ISO42001:
        return
    known = set(Applicability.objects.values_list("requirement_id", flat=True))
    controls = Requirement.objects.current().filter(framework=framework, kind="control").order_by("position")
    missing = [Applicability(requirement=row) for row in controls if row.pk not in known]
    if missing:
        Applicability.objects.bulk_create(missing)
