"""Model cards of Hugging Face: read by front matter and headings, in the browser too."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.aims.inventory.resources.exchange.cards import read_card
from sightline.aims.inventory.resources.models import DataUse, Model
from sightline.aims.organisation.models import Organisation
from sightline.kernel.identity.actors import Actor
from sightline.kernel.imports import UnreadableFile
from sightline.kernel.imports.models import Import
from tests.support.shared import shared_data

from .conftest import Imported, figures, read_or_refused

pytestmark = pytest.mark.django_db


CARDS = {
    "whisper_model-card.md": ("Whisper", "", "Sequence-to-sequence ASR"),
    "CLIP_model-card.md": ("CLIP", "", ""),
    "gpt2_model_card.md": ("GPT-2", "", "Language model"),
    "hf_sample_model_index.md": ("my-cool-model", "mit", ""),
}


@pytest.mark.parametrize("card", sorted(CARDS))
def test_a_model_card_becomes_a_model(organisation: Organisation, imported: Imported, card: str) -> None:
    path = shared_data("model-cards", card)
    assert figures(imported("modelcard", path)) == (1, 0, 0, 0)
    model, (name, licence, task) = Model.objects.get(), CARDS[card]
    assert (model.name, model.licence) == (name, licence)
    assert model.task.startswith(task)
    assert model.card.strip() == path.read_text().strip()
    assert figures(imported("modelcard", path)) == (0, 0, 1, 0)


def test_a_card_gives_uses_limits_metrics_and_data(organisation: Organisation, imported: Imported) -> None:
    imported("modelcard", shared_data("model-cards", "whisper_model-card.md"))
    imported("modelcard", shared_data("model-cards", "hf_sample_model_index.md"))
    whisper = Model.objects.get(name="Whisper")
    assert "primary intended users" in whisper.intended_use
    assert "hallucination" in whisper.limitations
    cool = Model.objects.get(name="my-cool-model")
    assert cool.metrics == "accuracy: 0.9 (Beans)\nf1: 0.66 (Beans)"
    assert [str(use.data_set) for use in DataUse.objects.filter(model=cool)] == ["beans"]


def test_a_card_that_is_still_a_template_says_what_is_wrong() -> None:
    with pytest.raises(UnreadableFile, match="no YAML at line 4"):
        read_card(shared_data("model-cards", "hf_modelcard_template.md"))


@given(st.text(max_size=300), st.text(max_size=300))
@settings(max_examples=80, deadline=None)
def test_whatever_a_card_holds_it_is_read_or_refused_in_words(tmp_path_factory: Any, front: str, body: str) -> None:
    path = tmp_path_factory.mktemp("card") / "README.md"
    path.write_text(f"---\n{front}\n---\n# A model\n{body}", encoding="utf-8", errors="ignore", newline="")
    rows = read_or_refused(read_card, path)
    assert rows.endswith(".") if isinstance(rows, str) else len(rows.rows) == 1


def test_a_card_is_uploaded_and_imported_in_the_browser(do: Any, organisation: Organisation, lead: Actor, client: Any) -> None:
    client.force_login(lead.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    with shared_data("model-cards", "whisper_model-card.md").open("rb") as file:
        answer = client.post("/do/upload-import/", {"kind": "modelcard", "file": file})
    assert answer.status_code == 302
    listing = Import.objects.get()
    page = client.get(listing.address).content.decode()
    assert "A model was found" in page or "1 model was found" in page
    assert "Whisper" in page
    client.post(f"{listing.address}do/run-import/", {"prefer": "ours"})
    assert Model.objects.get().name == "Whisper"
