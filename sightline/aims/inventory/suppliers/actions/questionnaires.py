"""The life of a questionnaire: prepared, sent as a link, answered by the supplier, looked through by somebody who didn't answer it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, cast

from django import forms

from sightline.kernel import clock
from sightline.kernel.actions import Action, Ask, action, retire_action
from sightline.kernel.actions.declaring import Fields, enrol
from sightline.kernel.actions.generated import fill
from sightline.kernel.errors import Duty, Invalid
from sightline.kernel.identity.actors import Actor
from sightline.kernel.invitations.inviting import end_links, invite, mail_link
from sightline.kernel.records import Record
from sightline.kernel.tasks.actions import close_about, give

from ..asking import Asking, Question, askings, newest
from ..models import Questionnaire, QuestionnaireAnswer, Supplier

State, Verdict = Questionnaire.State, QuestionnaireAnswer.Verdict
_WEEKS = 21
_TO_REVIEW = 14
GUEST_ACTIONS = ("save_answers", "hand_in_answers")

MAIL = """{name},

{organisation}asks you to answer {count} questions about the AI that you supply, by {due}.

    {link}

You need no account. What you enter is kept as you go; you can leave and come back. The link works until {expires}. Whoever has it can
answer in your name, so hand it only to colleagues who help you.
"""


def _under_way(actor: Actor, supplier: Supplier) -> str:
    there = supplier.questionnaires.filter(retired__isnull=True).exclude(state=State.REVIEWED).first()
    return f"{there.reference} is under way. Conclude it, or drop it first." if there is not None else ""


@action("suppliers.change", label="Prepare a questionnaire", assistant=True, why_not=_under_way)
def prepare_questionnaire(
    actor: Actor, *, supplier: Supplier, due: Annotated[date | None, Ask("Answers wanted by", help="In three weeks where empty.")] = None
) -> Questionnaire:
    """Draws up the questions for a supplier. Nothing is sent yet."""
    asking = newest()
    made = Questionnaire()
    wanted = due or clock.today() + timedelta(days=_WEEKS)
    fill(made, {"supplier": supplier, "title": f"{asking.title}: {supplier.name}"[:200], "due": _to_come(wanted)})
    made.asking = asking.key
    made.save()
    QuestionnaireAnswer.objects.bulk_create(
        QuestionnaireAnswer(questionnaire=made, place=place, question=one.id, text=one.text)
        for place, one in enumerate(asking.questions, start=1)
    )
    return made


def _to_come(day: date) -> date:
    if day < clock.today():
        raise Invalid("Nothing was saved yet.", fields={"due": ["Choose today or a day after."]})
    return day


def _looked_through(actor: Actor, questionnaire: Questionnaire) -> str:
    return "It was looked through already. Prepare the next one." if questionnaire.state == State.REVIEWED else ""


@action("suppliers.change", label="Send it as a link", why_not=_looked_through)
def send_questionnaire(
    actor: Actor,
    *,
    questionnaire: Questionnaire,
    name: Annotated[str, Ask("To whom", help="The contact of the supplier where empty.")] = "",
    email: Annotated[str, Ask("Mail address", help="They get the link by mail, if mail is set up.")] = "",
    days: Annotated[int, Ask("The link works for (days)", help="At most 90. You can send it again.")] = 30,
) -> str:
    """Makes a link that answers it without an account. You see it once; earlier links to it end.

    Raises:
        Invalid: nobody is named, or an address or the days can't be right.
    """
    supplier = questionnaire.supplier
    name, email = name.strip() or supplier.contact_name or supplier.name, email.strip() or supplier.contact_email
    if email:
        _hold_address(email)
    invitation, link = invite(actor, questionnaire, GUEST_ACTIONS, name=name, email=email, days=days)
    questionnaire.state, questionnaire.sent_on, questionnaire.answered_on = State.SENT, clock.today(), None
    questionnaire.save()
    mail_link(invitation, questionnaire.title, _words(questionnaire, name, link, invitation.expires.date()))
    return link


def _hold_address(email: str) -> None:
    try:
        forms.EmailField().clean(email)
    except forms.ValidationError:
        raise Invalid("Nothing was saved yet.", fields={"email": [f"“{email}” is no mail address."]}) from None


def _words(questionnaire: Questionnaire, name: str, link: str, expires: date) -> str:
    from sightline.aims.organisation.models import Organisation

    ours = Organisation.ours()
    count = questionnaire.answers.filter(verdict=Verdict.FOLLOW_UP).count() or questionnaire.answers.count()
    return MAIL.format(
        name=name,
        organisation=f"{ours.name} " if ours else "This organisation ",
        count=count,
        due=f"{questionnaire.due:%-d %B %Y}",
        link=link,
        expires=f"{expires:%-d %B %Y}",
    )


def asking_of(questionnaire: Questionnaire | None) -> Asking:
    """The questions that a questionnaire was drawn up with; the newest where none is given."""
    return askings().get(questionnaire.asking, newest()) if questionnaire is not None else newest()


def _answer_fields(actor: Actor, record: Record | None) -> Fields:
    questionnaire = record if isinstance(record, Questionnaire) else None
    given = {row.question: row for row in questionnaire.answers.all()} if questionnaire is not None else {}
    fields: Fields = {}
    for one in asking_of(questionnaire).questions:
        row = given.get(one.id)
        fields[one.field] = forms.ChoiceField(
            choices=[(choice.id, choice.text) for choice in one.choices],
            label=one.text,
            help_text=one.help,
            required=False,
            initial=row.choice if row else "",
        )
        fields[f"{one.field}_note"] = forms.CharField(
            widget=forms.Textarea(attrs={"rows": 2}),
            max_length=5_000,
            required=False,
            label="In your words",
            initial=row.note if row else "",
        )
    return fields


def _with_us(actor: Actor, questionnaire: Questionnaire) -> str:
    if questionnaire.retired is not None:
        return "It was dropped. Its answers can be read, not changed."
    if questionnaire.state == State.SENT or (questionnaire.state == State.DRAFT and actor.account is not None):
        return ""
    return "It was handed in and is being looked through. It opens again if there are questions."


def _save_answers(actor: Actor, questionnaire: Any, **answers: Any) -> Questionnaire:
    asking = asking_of(questionnaire)
    for row in questionnaire.answers.exclude(verdict=Verdict.ACCEPTED):
        question = asking.question(row.question)
        if question is not None and _answered(row, question, answers):
            row.answered_by = actor.key
            row.save()
    return cast(Questionnaire, questionnaire)


def _answered(row: QuestionnaireAnswer, question: Question, answers: dict[str, Any]) -> bool:
    """Puts what was said into the row; whether it says something else now. What is not among the answers stays as it is."""
    wanted = answers.get(question.field, row.choice)
    note = answers.get(f"{question.field}_note", row.note)
    if (wanted, note) == (row.choice, row.note):
        return False
    choice = question.choice(wanted)
    row.choice, row.note = wanted, note
    row.said, row.reads = (choice.text, choice.reads) if choice is not None else ("", "")
    row.verdict = Verdict.OPEN
    return True


enrol(
    Action(
        name="save_answers",
        label="Answer the questions",
        permission="suppliers.answer",
        help="Keeps answers as they are so far. Those that were accepted stay.",
        subject=Questionnaire,
        subject_name="questionnaire",
        fields=_answer_fields,
        run=_save_answers,
        why_not=_with_us,
        where=__file__,
    )
)


@action("suppliers.answer", label="Hand in the answers", why_not=_with_us)
def hand_in_answers(actor: Actor, *, questionnaire: Questionnaire) -> Questionnaire:
    """Says that the answers are complete. They are then looked through, and can't be changed meanwhile.

    Raises:
        Invalid: a question has no answer.
    """
    open_ones = list(questionnaire.answers.filter(choice="").order_by("place"))
    if open_ones:
        asking = asking_of(questionnaire)
        fields = {one.field: ["Choose an answer; “I do not know” is one."] for one in map(asking.question, _ids(open_ones)) if one}
        some = "One question has" if len(open_ones) == 1 else f"{len(open_ones)} questions have"
        raise Invalid(f"{some} no answer yet. What you entered is kept.", fields=fields)
    questionnaire.state, questionnaire.answered_on = State.ANSWERED, clock.today()
    questionnaire.save()
    owner = questionnaire.supplier.owner
    give(
        actor,
        f"Look through the answers of {questionnaire.supplier.name}",
        about=questionnaire,
        assignee=owner.account if owner is not None else None,
        due=clock.today() + timedelta(days=_TO_REVIEW),
        serves=("iso42001:A.10.3",),
    )
    return questionnaire


def _ids(rows: list[QuestionnaireAnswer]) -> list[str]:
    return [row.question for row in rows]


def _not_to_judge(actor: Actor, answer: QuestionnaireAnswer) -> str:
    if answer.questionnaire.state != State.ANSWERED:
        return "Answers are looked through once they are handed in."
    return Duty("You answered this for them. Somebody else looks it through.") if answer.answered_by == actor.key else ""


@action("suppliers.change", label="Accept the answer", bulk=True, why_not=_not_to_judge)
def accept_answer(
    actor: Actor,
    *,
    answer: QuestionnaireAnswer,
    remark: Annotated[str, Ask("Remark", long=True, help="Such as: seen in their report.")] = "",
) -> QuestionnaireAnswer:
    """Says that the answer is enough."""
    return _judge(answer, Verdict.ACCEPTED, remark)


@action("suppliers.change", label="Ask again", bulk=True, why_not=_not_to_judge)
def question_answer(
    actor: Actor,
    *,
    answer: QuestionnaireAnswer,
    remark: Annotated[str, Ask("What we want to know", long=True, help="The supplier reads this.")],
) -> QuestionnaireAnswer:
    """Says that the answer is not enough, and what is wanted. Send the questionnaire again to ask."""
    return _judge(answer, Verdict.FOLLOW_UP, remark)


def _judge(answer: QuestionnaireAnswer, verdict: QuestionnaireAnswer.Verdict, remark: str) -> QuestionnaireAnswer:
    answer.verdict, answer.remark = verdict, remark
    answer.save()
    return answer


def _not_to_conclude(actor: Actor, questionnaire: Questionnaire) -> str:
    if questionnaire.state != State.ANSWERED:
        return "It is concluded once the answers are in." if questionnaire.state != State.REVIEWED else "It was concluded already."
    if questionnaire.answers.filter(answered_by=actor.key).exists():
        return Duty("You answered some of it for them. Somebody else concludes.")
    open_ones = questionnaire.answers.filter(verdict=Verdict.OPEN).count()
    return f"{open_ones} of the answers were not looked at yet." if open_ones else ""


@action("suppliers.change", label="Conclude", why_not=_not_to_conclude)
def conclude_questionnaire(
    actor: Actor,
    *,
    questionnaire: Questionnaire,
    result: Annotated[Questionnaire.Result, Ask("Result")],
    conclusion: Annotated[str, Ask("Why", long=True, help="Auditors read this. Name what stays open.")],
) -> Questionnaire:
    """Says what the answers come to. They stay as they are from then on."""
    questionnaire.state, questionnaire.result, questionnaire.conclusion = State.REVIEWED, result, conclusion
    questionnaire.reviewed_by, questionnaire.reviewed_on = actor.account, clock.today()
    questionnaire.save()
    end_links(questionnaire)
    close_about(questionnaire, questionnaire.get_result_display())
    return questionnaire


retire_action(Questionnaire, "suppliers.change", label="Drop this questionnaire", why_not=_looked_through)
