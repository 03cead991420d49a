"""Restoring: an archive into an empty data directory, or in place of one that is kept aside. What was restored is verified at once."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection, connections

from .. import clock
from ..errors import Refused
from ..evidence.store import keep
from ..journal.checking import replay
from ..journal.integrating import CannotIntegrate, checkpoint_folder, integrate, newest_checkpoint
from ..journal.verifying import verify
from ..reimaging import reimage
from .archive import DATABASE, LIST, unpack
from .copying import bring_up_to_date, close_file, copy_rows, open_file
from .migrating import make_home, migrate, put_database
from .state import NotReady, database_file, home, state
from .using import LOCK, in_use

ALIAS = "restored"
_STAYS = {LOCK, "backups", "faults.log"}


class HomeNotEmpty(Refused):
    """There are data where the archive should go."""

    kind = "home-not-empty"
    title = "There are data already"


@dataclass
class Restored:
    """What came of it.

    Attributes:
        made: when the archive was made.
        entries: how many entries the ledger has now.
        records: how many records were compared with the ledger.
        problems: what verification found, as `sightline verify` tells it.
        differences: records that are not what the ledger says.
        fork: where a newer checkpoint of the same ledger was published: its size, and how many entries are lost; else None.
        aside: where the data lie that were here before, or None.
    """

    made: str
    entries: int = 0
    records: int = 0
    problems: list[dict[str, Any]] = field(default_factory=list)
    differences: list[dict[str, Any]] = field(default_factory=list)
    fork: dict[str, Any] | None = None
    aside: str | None = None

    @property
    def ok(self) -> bool:
        """Whether it is whole, and nothing newer was published."""
        return not self.problems and not self.differences and self.fork is None

    def as_dict(self) -> dict[str, Any]:
        """As commands print it."""
        return {
            "ok": self.ok,
            "made": self.made,
            "entries": self.entries,
            "records": self.records,
            "problems": self.problems,
            "differences": self.differences,
            "fork": self.fork,
            "aside": self.aside,
        }


def restore(archive: Path, *, replace: bool = False) -> Restored:
    """Brings an archive back.

    Args:
        archive: the file that a backup wrote.
        replace: take the place of data that are here; they are kept aside.

    Raises:
        HomeNotEmpty: there are data, and `replace` is not given.
        ArchiveDamaged: the archive is not as it was written; nothing was changed.
        InUse: a server runs on the data directory.
    """
    folder = make_home()
    with in_use(alone=True), tempfile.TemporaryDirectory(prefix="restoring-", dir=folder) as room:
        if _has_data() and not replace:
            raise HomeNotEmpty(
                f"There are data in {folder} already. Choose another SIGHTLINE_HOME, or add --replace: they are kept aside then."
            )
        listed = unpack(archive, Path(room))
        found = Restored(made=str(listed.get("made", "")))
        here = _has_data()
        if here:
            with suppress(CannotIntegrate, DatabaseError):  # what is here may be broken: that is why people restore
                integrate()
        published = _published()
        aside = _put_aside() if here else None
        try:
            _put_in_place(Path(room))
        except Exception:
            _put_back(aside)
            raise
        found.aside = str(aside) if aside is not None else None
    _prove(found, published)
    return found


def _has_data() -> bool:
    folder = home()
    try:
        tables = state().tables
    except NotReady:
        tables = True
    return tables or any((folder / name).exists() for name in ("sightline.sqlite3", "keys", "evidence", "checkpoints"))


def _published() -> str:
    """The newest checkpoint that was published from here."""
    return max(
        ((path.stem, path.read_text(encoding="utf-8", errors="replace")) for path in checkpoint_folder().glob("*.txt")), default=("", "")
    )[1]


def _put_aside() -> Path:
    aside = home() / f"replaced_{clock.now():%Y%m%dt%H%M%S%f}"
    if database_file() is None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            schema = cursor.fetchone()[0]
            cursor.execute(f"ALTER SCHEMA {_quoted(schema)} RENAME TO {_quoted(aside.name)}")
            cursor.execute(f"CREATE SCHEMA {_quoted(schema)}")
    connections.close_all()
    aside.mkdir(mode=0o700)
    for path in _movable():
        path.rename(aside / path.name)
    return aside


def _put_back(aside: Path | None) -> None:
    """Throws away what was half restored, and brings back what was put aside."""
    if database_file() is None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            schema = cursor.fetchone()[0]
            cursor.execute(f"DROP SCHEMA {_quoted(schema)} CASCADE")
            cursor.execute(
                f"ALTER SCHEMA {_quoted(aside.name)} RENAME TO {_quoted(schema)}"
                if aside is not None
                else f"CREATE SCHEMA {_quoted(schema)}"
            )
    connections.close_all()
    for path in _movable():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    if aside is not None:
        for path in aside.iterdir():
            path.rename(home() / path.name)
        aside.rmdir()


def _movable() -> list[Path]:
    return [path for path in home().iterdir() if path.name not in _STAYS and not path.name.startswith(("replaced_", "restoring-"))]


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _put_in_place(room: Path) -> None:
    file = database_file()
    if file is not None:
        put_database(room / DATABASE, file)
    else:
        _put_rows(room / DATABASE)
    for path in sorted((room / "evidence").glob("*")):
        with path.open("rb") as content:
            keep(content)
    for name in ("keys", "checkpoints", "files", "secret.key"):
        source, target = room / name, home() / name
        if source.exists() and not target.exists():
            source.rename(target)
    (room / LIST).unlink()
    migrate()


def _put_rows(copy: Path) -> None:
    open_file(ALIAS, copy)
    try:
        # The own database first: what runs after a migrate looks at its records, whichever database was migrated.
        bring_up_to_date("default")
        bring_up_to_date(ALIAS)
        copy_rows(ALIAS, "default")
        reimage()
    finally:
        close_file(ALIAS)


def _prove(found: Restored, published: str) -> None:
    newest = newest_checkpoint()
    verified = verify()
    told = verified.as_dict()
    found.entries, found.problems = told["size"], told["problems"]
    compared = replay()
    found.records = compared.records
    found.differences = [
        {"record_type": one.record_type, "record_id": one.record_id, "reference": one.reference, "what": one.what}
        for one in compared.differences
    ]
    lines = published.splitlines()
    if newest is None or len(lines) < 2 or lines[0] != newest.note.splitlines()[0]:
        return
    size = int(lines[1]) if lines[1].isdigit() else 0
    if size > newest.size:
        found.fork = {"published": size, "restored": newest.size, "lost": size - newest.size, "checkpoint": published}
