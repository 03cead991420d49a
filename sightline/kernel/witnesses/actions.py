"""How witnesses are named, changed and released."""

from ..actions import create_action, edit_action, retire_action
from .models import Witness

FIELDS = ("name", "email")

create_action(
    Witness,
    FIELDS,
    "ledger.change",
    name="name_witness",
    label="Name a witness",
    help="Has each day's checkpoint mailed to somebody who keeps it.",
)
edit_action(Witness, FIELDS, "ledger.change")
retire_action(Witness, "ledger.change", name="release_witness", label="Release this witness")
