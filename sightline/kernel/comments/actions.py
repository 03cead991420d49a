"""How people comment."""

from typing import Annotated

from .. import clock
from ..actions import Ask, action, retire_action
from ..errors import Others
from ..identity.actors import Actor
from ..records import Record
from .models import Comment


@action("comments.add", label="Comment", creates=Comment, on_retired=True)
def add_comment(
    actor: Actor, *, about: Record, text: Annotated[str, Ask("Comment", long=True, help="Everybody who sees this record reads it.")]
) -> Comment:
    """Says something about a record."""
    comment = Comment(about_type=about.record_type, about_id=about.pk, text=text, author=actor.account, said=clock.now())
    comment.save()
    return comment


def _not_mine(actor: Actor, comment: Comment) -> str:
    mine = actor.account is not None and comment.author_id == actor.account.pk
    return "" if mine or "administrator" in actor.roles else Others("Only who wrote a comment takes it back.")


retire_action(Comment, "comments.add", label="Take this comment back", why_not=_not_mine)
