"""What is refused at the start: models that would slip past the ledger, or hide what every record has."""

from django.apps import apps
from django.core.checks import run_checks
from django.db import models
from django.test.utils import isolate_apps

from sightline.kernel.checks import faults_of, ownerless
from sightline.kernel.comments.models import Comment
from sightline.kernel.records import Record
from sightline.kernel.tasks.models import Task


def test_the_models_of_the_house_are_as_they_must_be() -> None:
    assert [one for one in run_checks() if str(one.id).startswith("sightline.")] == []
    assert any(issubclass(model, Record) for model in apps.get_models())


@isolate_apps("sightline.kernel")
def test_a_record_that_hides_its_address_or_cascades_or_has_no_type_is_refused() -> None:
    class Odd(Record):
        reference_prefix = "ODD"
        read_permission = "tasks.read"
        face_name = "odds"
        address = models.CharField(max_length=10)
        other = models.ForeignKey("self", models.CASCADE)

        class Meta:
            app_label = "kernel"

    assert {one.id for one in faults_of(Odd)} == {"sightline.E002", "sightline.E003", "sightline.E005"}


def test_own_is_refused_where_nobody_could_own() -> None:
    assert ownerless("tasks.change", Task, "action close_task") is None
    assert ownerless("tasks.change", Comment, "action answer_comment") is not None
    assert ownerless("comments.add", Comment, "action answer_comment") is None
    assert ownerless("tasks.change", Record, "action give_task") is None
