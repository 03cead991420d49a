"""Actions: everything that can be done. A plain function with typed arguments; its Django form is its one schema; `perform` is its only door."""

from .asking import Ask, Long, Upload
from .declaring import Action, action, actions_on, all_actions, find_action
from .generated import create_action, edit_action, retire_action
from .many import Together, perform_together
from .performing import Outcome, perform

__all__ = [
    "Action",
    "Ask",
    "Long",
    "Outcome",
    "Together",
    "Upload",
    "action",
    "actions_on",
    "all_actions",
    "create_action",
    "edit_action",
    "find_action",
    "perform",
    "perform_together",
    "retire_action",
]
