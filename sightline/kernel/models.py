"""All models of the kernel, where Django looks for them."""

from .actions.attempts import Attempt
from .comments.models import Comment
from .erasure.models import Erasure
from .evidence.models import Evidence
from .identity.models import Account, Token
from .jobs.models import Beat, Round
from .journal.models import Checkpoint, Entry, Image, Tile
from .links.models import Link
from .references import Counter
from .reimaging import Shape
from .tasks.models import Task

__all__ = [
    "Account",
    "Attempt",
    "Beat",
    "Checkpoint",
    "Comment",
    "Counter",
    "Entry",
    "Erasure",
    "Evidence",
    "Image",
    "Link",
    "Round",
    "Shape",
    "Task",
    "Tile",
    "Token",
]
