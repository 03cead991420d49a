"""How issues of the context and interested parties are kept, and looked at again."""

from __future__ import annotations

from sightline.kernel import clock
from sightline.kernel.actions import action, create_action, edit_action, retire_action
from sightline.kernel.identity.actors import Actor

from ..models import ContextIssue, InterestedParty
from .reviewing import NextReview, next_review_on

_ISSUE = ["title", "side", "description", "effect", "next_review"]
_PARTY = ["name", "side", "affected", "description", "needs", "requirements", "next_review"]

create_action(ContextIssue, _ISSUE, "organisation.change", name="add_issue", assistant=True)
edit_action(ContextIssue, _ISSUE, "organisation.change", name="edit_issue", assistant=True)
retire_action(ContextIssue, "organisation.change", name="retire_issue")
create_action(InterestedParty, _PARTY, "organisation.change", name="add_party", assistant=True)
edit_action(InterestedParty, _PARTY, "organisation.change", name="edit_party", assistant=True)
retire_action(InterestedParty, "organisation.change", name="retire_party")


@action("organisation.change", label="Review the issue", assistant=True)
def review_issue(actor: Actor, *, issue: ContextIssue, next_review: NextReview = None) -> ContextIssue:
    """Says that the issue was looked at today and still says what is so."""
    issue.reviewed_on, issue.next_review = clock.today(), next_review_on(next_review)
    issue.save()
    return issue


@action("organisation.change", label="Review the party", assistant=True)
def review_party(actor: Actor, *, party: InterestedParty, next_review: NextReview = None) -> InterestedParty:
    """Says that the party's needs were looked at today and still are what they expect."""
    party.reviewed_on, party.next_review = clock.today(), next_review_on(next_review)
    party.save()
    return party
