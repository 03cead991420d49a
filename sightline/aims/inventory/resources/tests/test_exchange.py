"""Documents in the formats of others: read with dry run and identity, written valid, and read back without loss."""

import json
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.aims.inventory.models import System
from sightline.aims.inventory.resources.exchange.mlbom import read_mlbom
from sightline.aims.inventory.resources.models import DataSet, DataUse, Model, ModelUse
from sightline.aims.organisation.models import Organisation
from sightline.kernel.exports import find_export, make_file
from sightline.kernel.identity.actors import Actor
from sightline.kernel.imports import UnreadableFile
from sightline.kernel.imports.models import Import, ImportedRow
from sightline.kernel.journal.checking import replay
from tests.support.shared import shared_data

from .conftest import Imported, Written, figures, read_or_refused

pytestmark = pytest.mark.django_db

SAMPLES = ("valid-machine-learning-1.5.json", "valid-machine-learning-1.6.json", "valid-machine-learning-1.7.json")


def exported(system: System, actor: Actor) -> bytes:
    """The ML-BOM of a system, as the export makes it."""
    found = find_export("mlbom", System)
    assert found is not None
    content = make_file(found, actor, "json", system).content
    assert isinstance(content, bytes)
    return content


def validator(version: str) -> Any:
    """The schema of CycloneDX, with the two that it refers to."""
    folder = shared_data("cyclonedx-mlbom")

    def load(name: str) -> Any:
        return json.loads((folder / name).read_text())

    registry = jsonschema_rs.Registry(
        [
            (f"http://cyclonedx.org/schema/{name}", load(name))
            for name in ("spdx.schema.json", "jsf-0.82.schema.json", "cryptography-defs.schema.json")
        ]
    )
    return jsonschema_rs.validator_for(load(f"bom-{version}.schema.json"), registry=registry)


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_bill_of_materials_becomes_a_model_with_its_data(organisation: Organisation, imported: Imported, sample: str) -> None:
    path = shared_data("cyclonedx-mlbom", sample)
    assert figures(imported("mlbom", path, dry_run=True)) == (1, 0, 0, 0)
    assert Model.objects.count() == 0
    assert figures(imported("mlbom", path)) == (1, 0, 0, 0)
    model = Model.objects.get()
    assert (model.name, model.release, model.approach, model.task) == ("stable-diffusion", "1.4", "supervised", "task goes here")
    assert "Text-to-image generation" in model.intended_use
    assert "non-photographic" in model.limitations
    assert "base64" not in model.card_data
    use = DataUse.objects.get()
    assert (str(use.data_set), use.phase, use.data_set.found_at) == ("Training Data", "training", "https://example.com/path/to/dataset")
    assert figures(imported("mlbom", path)) == (0, 0, 1, 0)
    assert (Model.objects.count(), DataSet.objects.count(), DataUse.objects.count()) == (1, 1, 1)
    assert any("Pictures" in note for note in Import.objects.first().notes)  # type: ignore[union-attr]
    assert replay().differences == []


def test_a_newer_version_of_the_same_document_changes_nothing_that_was_said_alike(organisation: Organisation, imported: Imported) -> None:
    imported("mlbom", shared_data("cyclonedx-mlbom", SAMPLES[0]))
    result = imported("mlbom", shared_data("cyclonedx-mlbom", SAMPLES[2]))
    assert result.created == 0
    assert Model.objects.get().provider == "Acme Inc"


def test_a_supplier_that_a_document_names_is_recorded(organisation: Organisation, imported: Imported) -> None:
    imported("mlbom", shared_data("cyclonedx-mlbom", "valid-machine-learning-considerations-env-1.7.json"))
    model = Model.objects.get()
    assert (model.name, model.provider, str(model.supplier)) == ("Llama-2-7b", "meta", "Hugging Face")
    assert model.found_at == "https://huggingface.co/meta-llama/Llama-2-7b"


BAD = {
    "xml": ('<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.6"></bom>', "CycloneDX document in XML"),
    "broken": ('{"bomFormat": "CycloneDX", "components": [', "line 1, column"),
    "other": ('{"hello": 1}', "no CycloneDX document"),
    "spdx": ('{"spdxVersion": "SPDX-2.3"}', "SPDX"),
    "empty": ("", "empty"),
    "list": ("[1]", "no CycloneDX document"),
    "none": (
        '{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "torch"}]}',
        "machine-learning-model",
    ),
    "deep": ('{"bomFormat": "CycloneDX", "components": ' + '[{"components": ' * 200 + "[]" + "}]" * 200 + "}", "deep"),
    "deeper": ("[" * 100_000, "nested deeper"),
    "binary": (b"\xff\x00\xfe\x00", "not text"),
}


@pytest.mark.parametrize("case", sorted(BAD))
def test_what_is_no_bill_of_materials_says_what_to_do(written: Written, case: str) -> None:
    content, words = BAD[case]
    with pytest.raises(UnreadableFile) as refusal:
        read_mlbom(written("bom.json", content))
    assert words in refusal.value.message


def test_dependencies_in_a_circle_are_told_and_read(organisation: Organisation, imported: Imported, written: Written) -> None:
    bom = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "components": [{"type": "machine-learning-model", "name": name, "bom-ref": name} for name in ("A", "B")],
        "dependencies": [{"ref": "A", "dependsOn": ["B"]}, {"ref": "B", "dependsOn": ["A"]}],
    }
    assert figures(imported("mlbom", written("bom.json", json.dumps(bom)))) == (2, 0, 0, 0)
    listing = Import.objects.get()
    assert any("A → B → A" in note for note in listing.notes)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["components", "modelCard", "modelParameters", "datasets", "name", "type", "data", "properties", "licenses", "x"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON, JSON)
@settings(max_examples=80, deadline=None)
def test_whatever_a_bill_of_materials_holds_it_is_read_or_refused_in_words(tmp_path_factory: Any, component: Any, metadata: Any) -> None:
    bom = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": metadata,
        "components": [component, {**(component if isinstance(component, dict) else {}), "type": "machine-learning-model"}],
        "dependencies": component,
    }
    path = tmp_path_factory.mktemp("bom") / "bom.json"
    path.write_text(json.dumps(bom))
    rows = read_or_refused(read_mlbom, path)
    assert isinstance(rows, str) or all(len(row) == len(rows.columns) for row in rows.rows)
    assert not isinstance(rows, str) or rows.endswith(".")


def _recorded(do: Any, lead: Actor, system: System) -> None:
    """A system with two models and three data sets, everything said."""
    do("add_supplier", lead, name="OpenAI")
    base = do("add_model", lead, name="GPT-4o", release="2024-08", kind="general", provider="OpenAI", supplier="SUP-0001", licence="Contract 12",
              source_id="pkg:generic/gpt-4o@2024-08", found_at="https://platform.openai.com/docs/models")  # fmt: skip
    tuned = do("add_model", lead, name="Ranker", release="3", kind="own", provider="Northwind", base=base.reference, task="ranking",
               approach="supervised", family="transformer", architecture="GPT", intended_use="Ranks applications.\n\nHR only.",
               limitations="English only", metrics="auc: 0.91", card="# Ranker\n\n    indented\ntext", description="Two  spaces · ümlaut")  # fmt: skip
    cvs = do("add_dataset", lead, name="CVs", release="2024", origin="collected", provenance="The portal", licence="Consent",
             about_people="special", categories="Names\nRatings", special_categories="Health", quality="Checked", known_bias="Few over 60",
             preparation="Names left out", retention="2 years", country="Netherlands", found_at="s3://cvs", description="All of them")  # fmt: skip
    do("add_dataset", lead, name="Ratings", supplier="SUP-0001")
    do("use_model", lead, on=system, model=tuned.reference, how="Orders the list", since="2024-02-01")
    do("use_model", lead, on=system, model=base.reference)
    do("train_model", lead, on=tuned, data_set=cvs.reference, provenance="The first half")
    do("train_model", lead, on=tuned, data_set="DST-0002", phase="testing")
    do("use_data", lead, on=system, data_set=cvs.reference, phase="operation", provenance="Each morning")


def _everything() -> dict[str, list[Any]]:
    """All that is recorded, without ids."""
    skipped = ("id", "reference", "version", "retired", "owner_id", "last_review", "next_review", "card_data", "details")

    def plain(row: Any) -> dict[str, Any]:
        named = {"supplier_id": "supplier", "base_id": "base", "system_id": "system", "model_id": "model", "data_set_id": "data_set"}
        return {
            field.attname: str(getattr(row, named[field.attname])) if field.attname in named else getattr(row, field.attname)
            for field in row._meta.concrete_fields
            if field.attname not in skipped
        }

    return {
        model.record_type: sorted((plain(row) for row in model.objects.current()), key=str) for model in (Model, DataSet, ModelUse, DataUse)
    }


def test_an_export_is_valid_and_the_same_each_time(do: Any, system: System, lead: Actor) -> None:
    _recorded(do, lead, system)
    content = exported(system, lead)
    assert content == exported(system, lead)
    errors = [str(error) for error in validator("1.6").iter_errors(json.loads(content))]
    assert errors == []
    assert b"ana@" not in content


def test_a_system_of_which_no_model_is_known_says_so(do: Any, system: System, lead: Actor) -> None:
    bom = json.loads(exported(system, lead))
    assert [(one["type"], one["name"]) for one in bom["components"]] == [("machine-learning-model", "Candidate ranking")]
    assert {"name": "sightline:known", "value": "no"} in bom["components"][0]["properties"]
    assert [str(error) for error in validator("1.6").iter_errors(bom)] == []


def test_an_export_is_read_back_without_loss(do: Any, system: System, lead: Actor, imported: Imported, written: Written) -> None:
    _recorded(do, lead, system)
    before, path = _everything(), written("bom.json", exported(system, lead))
    assert figures(imported("mlbom", path)) == (0, 0, 2, 0)
    rows: list[Any] = [*ModelUse.objects.current(), *DataUse.objects.current(), *Model.objects.current(), *DataSet.objects.current()]
    for row in rows:
        do(f"retire_{row._meta.model_name}", lead, on=row, reason="To see it come back.")
    ImportedRow.objects.all().delete()
    assert not any(_everything().values())
    assert figures(imported("mlbom", path)) == (2, 0, 0, 0)
    assert _everything() == before
    assert exported(system, lead).count(b"machine-learning-model") == path.read_bytes().count(b"machine-learning-model")
    assert replay().differences == []


@pytest.mark.parametrize("sample", SAMPLES)
def test_what_others_wrote_can_be_handed_on_valid(do: Any, system: System, lead: Actor, imported: Imported, sample: str) -> None:
    imported("mlbom", shared_data("cyclonedx-mlbom", sample))
    do("use_model", lead, on=system, model="MDL-0001")
    bom = json.loads(exported(system, lead))
    assert [str(error) for error in validator("1.6").iter_errors(bom)] == []
    assert "groupAtRisk" in json.dumps(bom)


def test_a_list_of_models_ties_them_to_systems_and_data(system: System, imported: Imported, written: Written) -> None:
    path = written(
        "models.csv",
        "Model,Version,Vendor,Kind,Used by,Training data\n"
        "GPT-4o,2024-08,OpenAI,foundation model,Candidate ranking,\n"
        "Ranker,3,Us,in-house,SYS-0001; Nowhere,CVs; Ratings\n",
    )
    result = imported("models", path)
    assert figures(result) == (2, 0, 0, 0)
    assert "Nowhere" in result.notes[0]["message"]
    assert ModelUse.objects.filter(system=system).count() == 2
    assert sorted(str(use.data_set) for use in DataUse.objects.filter(model__name="Ranker")) == ["CVs", "Ratings"]
    assert Model.objects.get(name="GPT-4o").kind == "general"
    assert figures(imported("models", path)) == (0, 0, 2, 0)
    assert (ModelUse.objects.count(), DataUse.objects.count()) == (2, 2)


def test_a_list_of_data_sets_says_what_they_are(system: System, imported: Imported, written: Written) -> None:
    path = written(
        "data.csv",
        "Dataset,Origin,Personal data,Categories,Retention,Country,Used by\n"
        "Applications,collected by us,yes,Names; CVs,2 years,Netherlands,Candidate ranking\n"
        "Weather,open data,no,,,,\n",
    )
    assert figures(imported("datasets", path)) == (2, 0, 0, 0)
    row = DataSet.objects.get(name="Applications")
    assert (row.origin, row.about_people, row.categories, row.country) == ("collected", "personal", "Names\nCVs", "Netherlands")
    assert DataSet.objects.get(name="Weather").about_people == "none"
    assert DataUse.objects.get().system == system


def test_a_document_is_taken_back_as_a_whole(do: Any, organisation: Organisation, lead: Actor, imported: Imported) -> None:
    result = imported("mlbom", shared_data("cyclonedx-mlbom", SAMPLES[2]))
    do("take_back_import", lead, on=result.reference, reason="The wrong file.")
    assert not any(model.objects.current().exists() for model in (Model, DataSet, DataUse))
    assert replay().differences == []
