"""What can be wrong with a file or a mapping, in words that say what to do. Nothing else is raised by this folder."""

from collections.abc import Mapping, Sequence

from sightline.kernel.errors import Invalid


class UnreadableFile(Invalid):
    """The file holds no table that can be read; the message says why and what would help."""

    kind = "unreadable-file"
    title = "This file cannot be read"


class MappingInvalid(Invalid):
    """A mapping names a column, field or value that is not there; `fields` maps each key of the mapping to its messages."""

    kind = "invalid-mapping"
    title = "The mapping needs another look"

    def __init__(self, problems: Mapping[str, Sequence[str]]) -> None:
        super().__init__("; ".join(f"{key}: {' '.join(words)}" for key, words in problems.items()), fields=problems)
