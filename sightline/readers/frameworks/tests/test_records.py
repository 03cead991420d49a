"""Requirement sets as records: loading, renewing, leaving."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sightline.kernel.actions import perform
from sightline.kernel.changes import change
from sightline.kernel.errors import Invalid, NotNow, NotPermitted
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.checking import replay
from sightline.kernel.journal.models import Entry
from sightline.readers.frameworks.applying import apply_set, ensure_shipped_frameworks
from sightline.readers.frameworks.loading import load_shipped, shipped_sets, template_xlsx
from sightline.readers.frameworks.models import Framework, Requirement

pytestmark = pytest.mark.django_db

OWN = b"""
id: our-rules
title: Our own rules for AI
requirements:
- {id: R-1, title: Only approved tools, statement: Use a tool only after it was approved.}
- {id: R-2, title: No secrets in prompts}
"""


def _load(actor: Actor, content: bytes, name: str = "rules.yaml") -> Framework:
    outcome = perform("load_framework", actor, {}, face="web", files={"file": SimpleUploadedFile(name, content)})
    return Framework.objects.get(reference=outcome.reference)


def test_a_new_installation_has_every_set_and_the_70_requirements_of_iso_42001() -> None:
    ensure_shipped_frameworks(Actor.system(), "system")
    assert set(Framework.objects.values_list("set_id", flat=True)) == set(shipped_sets())
    kinds = list(Requirement.objects.current().filter(framework__set_id="iso42001").values_list("kind", flat=True))
    assert (kinds.count("clause"), kinds.count("control")) == (32, 38)
    scope = Requirement.objects.get(key="iso42001:4.3")
    assert (scope.page, str(scope), scope.weight, scope.documented) == ("/requirements/iso42001/4.3/", "4.3 Scope", 3, True)


def test_starting_again_writes_nothing() -> None:
    ensure_shipped_frameworks(Actor.system(), "system")
    entries = Entry.objects.count()
    assert ensure_shipped_frameworks(Actor.system(), "system") == []
    assert Entry.objects.count() == entries


def test_a_newer_edition_updates_in_place_and_retires_what_was_dropped() -> None:
    ensure_shipped_frameworks(Actor.system(), "system")
    shipped = load_shipped("iso42001")
    first, second, *rest = shipped.requirements
    newer = replace(shipped, version="2030", requirements=(replace(first, title="Context, told anew"), *rest))
    before = Requirement.objects.get(key=f"iso42001:{first.id}")
    with change(Actor.system(), "load_framework", "system"):
        applied = apply_set(newer, shipped=True)
    after = Requirement.objects.get(key=f"iso42001:{first.id}")
    assert (after.pk, after.reference, after.version, after.title) == (
        before.pk,
        before.reference,
        before.version + 1,
        "Context, told anew",
    )
    dropped = Requirement.objects.get(key=f"iso42001:{second.id}")
    assert dropped.retired is not None
    assert (applied.added, applied.retired) == (0, 1)
    with change(Actor.system(), "load_framework", "system"):
        apply_set(shipped, shipped=True)
    assert Requirement.objects.current().filter(pk=dropped.pk).exists()
    assert replay().ok


def test_a_person_loads_rules_of_their_own_as_yaml_or_workbook(lead: Actor) -> None:
    own = _load(lead, OWN)
    assert [row.key for row in own.requirements.order_by("position")] == ["our-rules:R-1", "our-rules:R-2"]
    assert not own.shipped
    assert _load(lead, template_xlsx(), "rules.xlsx").requirements.count() > 0


def test_the_same_file_again_changes_nothing(lead: Actor) -> None:
    version = _load(lead, OWN).version
    assert _load(lead, OWN).version == version
    assert Framework.objects.filter(set_id="our-rules").count() == 1


def test_an_own_set_does_not_take_the_id_of_a_shipped_one(lead: Actor) -> None:
    with pytest.raises(Invalid, match="comes with Sightline"):
        _load(lead, OWN.replace(b"our-rules", b"iso42001"))


def test_a_file_that_is_no_set_says_what_to_mend(lead: Actor) -> None:
    with pytest.raises(Invalid, match="mended") as refused:
        _load(lead, OWN.replace(b"title: Only approved tools", b"titel: Only approved tools"))
    assert any("line 5" in words for words in refused.value.fields["file"])


def test_an_employee_loads_no_sets(employee: Actor) -> None:
    with pytest.raises(NotPermitted):
        _load(employee, OWN)


def test_iso_42001_stays_and_an_own_set_can_be_left_and_taken_up_again(lead: Actor) -> None:
    ensure_shipped_frameworks(Actor.system(), "system")
    base = Framework.objects.get(set_id="iso42001")
    with pytest.raises(NotNow, match="It stays"):
        perform("leave_framework", lead, {}, face="web", subject=base, reason="We are done")
    own = _load(lead, OWN)
    perform("leave_framework", lead, {}, face="web", subject=own, reason="Replaced by the group's rules")
    assert not Requirement.objects.current().filter(key__startswith="our-rules:").exists()
    again = _load(lead, OWN)
    assert again.reference != own.reference
    assert again.requirements.current().count() == 2
