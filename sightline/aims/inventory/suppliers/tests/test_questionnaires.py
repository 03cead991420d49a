"""Due diligence: drawn up, sent, answered, asked again, looked through by somebody who didn't answer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sightline.aims.inventory.suppliers.asking import DO_NOT_KNOW, newest, read_asking
from sightline.aims.inventory.suppliers.models import Questionnaire, QuestionnaireAnswer, Supplier
from sightline.kernel import clock
from sightline.kernel.errors import Conflict, DutiesConflict, Invalid, NotNow
from sightline.kernel.identity.actors import Actor
from sightline.kernel.invitations.inviting import perform_invited
from sightline.kernel.invitations.models import Invitation
from sightline.kernel.journal.reading import actor_names, history_of
from sightline.kernel.tasks.models import Task

from .conftest import Do, all_answers

pytestmark = pytest.mark.django_db


def _sent(do: Do, lead: Actor, questionnaire: Questionnaire) -> Invitation:
    link = do(lead, "send_questionnaire", questionnaire).result
    found = Invitation.find(str(link).rstrip("/").rpartition("/")[2])
    assert found is not None
    return found


def test_the_questions_that_ship_are_whole() -> None:
    asking = newest()
    assert 20 <= len(asking.questions) <= 30
    for one in asking.questions:
        assert one.choices[-1].id == DO_NOT_KNOW
        assert "fine" in {choice.reads for choice in one.choices}


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ("name: a\nversion: 1\ntitle: b\nabout: c\n", "give"),
        ("name: a\nversion: 1\ntitle: b\nabout: c\ntopics: [{id: t, title: u, questions: []}]", "1 to 4"),
        (
            "name: a\nversion: 1\ntitle: b\nabout: c\ntopics: [{id: t, title: u, questions: [{id: q, text: r, answers: [{id: x, text: y, reads: maybe}]}]}]",
            "reads as",
        ),
    ],
    ids=["no topics", "empty topic", "strange reading"],
)
def test_questions_that_are_not_whole_are_refused(tmp_path: Path, broken: str, words: str) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(broken)
    with pytest.raises(ValueError, match=words):
        read_asking(path)


def test_a_supplier_answers_by_link_and_the_ledger_says_so(do: Do, lead: Actor, questionnaire: Questionnaire) -> None:
    invitation = _sent(do, lead, questionnaire)
    perform_invited(invitation, "save_answers", {"models_named": "exact", "models_named_note": "Ranker 3.2"})
    row = QuestionnaireAnswer.objects.get(question="models-named")
    assert (row.said, row.note, row.reads) == ("We name each model with its version and keep that current", "Ranker 3.2", "fine")
    entry = history_of(row)[0].entry
    assert (entry.actor, entry.face, entry.action) == (f"invitation:{invitation.pk}", "link", "save_answers")
    assert actor_names([entry.actor])[entry.actor] == "Mia Lund (mia@rankwise.example), by link"


def test_what_was_entered_before_stays_when_another_topic_is_saved(do: Do, lead: Actor, questionnaire: Questionnaire) -> None:
    invitation = _sent(do, lead, questionnaire)
    perform_invited(invitation, "save_answers", {"models_named": "exact"})
    perform_invited(invitation, "save_answers", {"data_training": "never"})
    given = dict(QuestionnaireAnswer.objects.exclude(choice="").values_list("question", "choice"))
    assert given == {"models-named": "exact", "data-training": "never"}


def test_an_answer_that_is_not_offered_is_refused(do: Do, lead: Actor, questionnaire: Questionnaire) -> None:
    with pytest.raises(Invalid):
        perform_invited(_sent(do, lead, questionnaire), "save_answers", {"models_named": "perfect"})


def test_it_is_handed_in_whole_or_not_at_all(do: Do, lead: Actor, owner: Actor, questionnaire: Questionnaire) -> None:
    invitation = _sent(do, lead, questionnaire)
    perform_invited(invitation, "save_answers", {"models_named": "exact"})
    with pytest.raises(Invalid, match="24 questions have no answer"):
        perform_invited(invitation, "hand_in_answers", {})
    perform_invited(invitation, "save_answers", all_answers(questionnaire))
    perform_invited(invitation, "hand_in_answers", {})
    questionnaire.refresh_from_db()
    assert questionnaire.state == Questionnaire.State.ANSWERED
    assert Task.objects.get(about_id=questionnaire.pk).assignee == owner.account
    with pytest.raises(NotNow):
        perform_invited(invitation, "save_answers", {"models_named": "untold"})


def test_a_reviewer_asks_again_and_only_that_is_open(do: Do, lead: Actor, owner: Actor, questionnaire: Questionnaire) -> None:
    invitation = _sent(do, lead, questionnaire)
    perform_invited(invitation, "save_answers", all_answers(questionnaire))
    perform_invited(invitation, "hand_in_answers", {})
    rows = {row.question: row for row in QuestionnaireAnswer.objects.filter(questionnaire=questionnaire)}
    doubtful = rows.pop("data-training")
    for row in rows.values():
        do(lead, "accept_answer", row)
    with pytest.raises(NotNow, match="1 of the answers"):
        do(lead, "conclude_questionnaire", questionnaire, result="enough", conclusion="Fine.")
    do(lead, "question_answer", doubtful, remark="Ask your legal team.")
    again = _sent(do, lead, questionnaire)
    assert Invitation.objects.get(pk=invitation.pk).closed_on is not None
    perform_invited(again, "save_answers", {"data_training": "never", "models_named": "untold"})
    now = dict(QuestionnaireAnswer.objects.filter(question__in=("data-training", "models-named")).values_list("question", "choice"))
    assert now == {"data-training": "never", "models-named": DO_NOT_KNOW}
    perform_invited(again, "hand_in_answers", {})
    do(lead, "accept_answer", doubtful)
    do(lead, "conclude_questionnaire", questionnaire, result="conditions", conclusion="A model card by May.")
    questionnaire.refresh_from_db()
    assert (questionnaire.state, questionnaire.reviewed_by) == (Questionnaire.State.REVIEWED, lead.account)
    assert Invitation.objects.get(pk=again.pk).closed_on is not None


def test_who_answered_for_them_does_not_judge(do: Do, lead: Actor, administrator: Actor, questionnaire: Questionnaire) -> None:
    do(lead, "save_answers", questionnaire, **all_answers(questionnaire))
    do(lead, "hand_in_answers", questionnaire)
    row = QuestionnaireAnswer.objects.filter(questionnaire=questionnaire)[0]
    with pytest.raises(DutiesConflict):
        do(lead, "accept_answer", row)
    do(administrator, "accept_answer", row)
    row.refresh_from_db()
    assert row.verdict == QuestionnaireAnswer.Verdict.ACCEPTED


def test_one_questionnaire_at_a_time(do: Do, lead: Actor, supplier: Supplier, questionnaire: Questionnaire) -> None:
    with pytest.raises(Conflict, match=questionnaire.reference):
        do(lead, "prepare_questionnaire", supplier)


def test_the_link_is_mailed_to_the_contact(
    do: Do, lead: Actor, questionnaire: Questionnaire, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        link = do(lead, "send_questionnaire", questionnaire).result
    (mail,) = mailoutbox
    assert mail.to == ["Mia Lund <mia@rankwise.example>"]
    assert link in mail.body
    assert "25 questions" in mail.body


def test_nothing_of_the_link_is_kept(do: Do, lead: Actor, questionnaire: Questionnaire) -> None:
    link = str(do(lead, "send_questionnaire", questionnaire).result)
    secret = link.rstrip("/").rpartition("/")[2]
    row = Invitation.objects.get()
    said = [str(getattr(row, column.name)) for column in row._meta.concrete_fields]
    assert all(secret not in one for one in said)
    image = history_of(row)[0].image
    assert image is not None
    assert not {"digest", "first_used", "last_used"} & image.keys()


def test_a_link_ends_on_its_day(do: Do, lead: Actor, questionnaire: Questionnaire) -> None:
    invitation = _sent(do, lead, questionnaire)
    with clock.at(clock.now() + timedelta(days=31)):
        assert invitation.closed_on == invitation.expires
    with pytest.raises(Invalid):
        do(lead, "send_questionnaire", questionnaire, days="91")
