"""What every OSCAL file that Sightline writes has around it: who wrote it, about which set, as of which checkpoint; and how it becomes bytes.

The same records give the same bytes: the time is that of the newest checkpoint, identifiers are derived from ours, and a document's own
identifier from its content, so that it changes exactly when the content does.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from sightline.aims.organisation.models import Organisation, Person
from sightline.kernel.errors import Conflict
from sightline.kernel.identity.actors import Actor
from sightline.kernel.identity.models import Account
from sightline.kernel.journal.integrating import CannotIntegrate, integrate
from sightline.readers.conformity.standing import Overview
from sightline.readers.conformity.telling import seen_by
from sightline.readers.frameworks.models import ISO42001

from .wording import Node, identifier, line, prop, trimmed

OSCAL_VERSION = "1.2.1"
OWNER = "owner"


def moment_of(day: date) -> str:
    """The end of a day, as OSCAL writes deadlines."""
    return f"{day.isoformat()}T23:59:59Z"


class Frame:
    """One file while it is written: how the set stands, and the people who are named in it.

    Attributes:
        kind: the document's first key.
        actor: who takes the file away.
        seen: how the requirement set stands.
        time: when the newest checkpoint was signed; RFC 3339.
    """

    def __init__(self, kind: str, actor: Actor, framework: str) -> None:
        """Begins a file.

        Args:
            kind: the document's first key, such as `catalog`.
            actor: who takes the file away.
            framework: the id of a loaded requirement set; empty for ISO/IEC 42001.

        Raises:
            NotPermitted: the table doesn't give the actor the requirements.
            NotFound: the set is not loaded.
            Conflict: an entry of the ledger does not hold together, so nothing can rest on it.
        """
        self.kind = kind
        self.actor = actor
        self.seen: Overview = seen_by(actor, framework or ISO42001)
        try:
            newest = integrate()
        except CannotIntegrate as error:
            raise Conflict(f"{error} “sightline verify” tells more. Nothing was written.") from error
        self.checkpoint = newest
        self.time = newest.time if newest is not None else "1970-01-01T00:00:00Z"
        self._parties: dict[str, Node] = {}

    @property
    def set_id(self) -> str:
        """The id of the requirement set."""
        return self.seen.framework.set_id

    def catalog(self) -> str:
        """The identifier of the catalog in the list of sources."""
        return identifier("resource", "catalog", self.set_id)

    def person(self, person: Person) -> str:
        """Names a person in the file: only the name, no address. Gives their identifier."""
        made = identifier("party", person.pk)
        self._parties[made] = {"uuid": made, "type": "person", "name": line(person.name), "props": [prop("reference", person.reference)]}
        return made

    def account(self, account: Account | None) -> str:
        """Names who did something with an account; nobody in particular is the person at the command line."""
        made = identifier("party", account.pk if account is not None else "local")
        name = account.name if account is not None else "The person at the command line"
        self._parties[made] = {"uuid": made, "type": "person", "name": line(name)}
        return made

    def organisation(self) -> str:
        """Names the organisation whose management system this is. Gives its identifier."""
        ours = Organisation.ours()
        made = identifier("party", ours.pk if ours is not None else "organisation")
        self._parties[made] = {"uuid": made, "type": "organization", "name": line(ours.name) if ours is not None else "This organisation"}
        return made

    def publisher(self, name: str) -> str:
        """Names who publishes the requirement set. Gives its identifier."""
        made = identifier("party", "publisher", name)
        self._parties[made] = {"uuid": made, "type": "organization", "name": line(name)}
        return made

    def metadata(self, title: str, version: str, *, props: list[Node], remarks: str = "", roles: dict[str, str]) -> Node:
        """What stands at the head of the document; called when everybody was named.

        Args:
            title: of the document.
            version: of what it says.
            props: properties.
            remarks: anything else.
            roles: ids and titles of the roles that are used in it.
        """
        if self.checkpoint is not None:
            props = [*props, prop("checkpoint", self.checkpoint.number, remarks=f"Tree head {bytes(self.checkpoint.root).hex()}")]
        return trimmed(
            {
                "title": line(title),
                "last-modified": self.time,
                "version": line(version),
                "oscal-version": OSCAL_VERSION,
                "props": props,
                "roles": [{"id": name, "title": words} for name, words in roles.items()],
                "parties": list(self._parties.values()),
                "remarks": remarks.strip(),
            }
        )

    def sources(self) -> Node:
        """The list of sources: the catalog that control ids are taken from."""
        framework = self.seen.framework
        resource = {
            "uuid": self.catalog(),
            "title": line(framework.title),
            "description": f"The requirement set {self.set_id}, edition {framework.edition}, as Sightline exports it with “oscal-catalog”.",
            "rlinks": [{"href": f"oscal-catalog-{self.set_id}.json", "media-type": "application/oscal.catalog+json"}],
        }
        return {"resources": [resource]}

    def finished(self, body: dict[str, Any]) -> bytes:
        """The document as bytes: JSON in UTF-8, indented, ending in a line end."""
        content = {key: value for key, value in trimmed(body).items() if key != "uuid"}
        digest = hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
        made = {self.kind: {"uuid": identifier(self.kind, self.set_id, digest), **content}}
        return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()
