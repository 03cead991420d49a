"""The permission walk: every role through every tool, compared with the one table. What the table does not give is neither offered nor done."""

from __future__ import annotations

import pytest

from sightline.faces.api.tests.test_permissions import ROLES, given
from sightline.faces.mcp.protocol import answer
from sightline.faces.mcp.tools import tools_for
from sightline.kernel.actions import all_actions, perform
from sightline.kernel.identity.actors import Actor
from sightline.kernel.registers import all_registers
from sightline.kernel.tasks.models import Task
from tests.support.people import make_actor

from .conftest import call, message

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ROLES)
def test_tools_are_those_of_the_table(role: str) -> None:
    walker = make_actor(*([] if role == "nobody" else [role]))
    offered = {one.name for one in tools_for(walker)}
    for register in all_registers():
        assert (f"list_{register.name.replace('-', '_')}" in offered) is given(register.permission, role), register.name
    assert ("conformity" in offered) is given("conformity.read", role)
    for one in all_actions():
        assert one.name not in offered or (one.assistant and given(one.permission, role)), one.name
    for name in {one.name for one in all_actions()} - offered:
        told = answer(walker, message("tools/call", {"name": name, "arguments": {}})).message
        assert told is not None
        assert told["error"]["code"] == -32602


def test_own_means_own(lead: Actor, employee: Actor, owner: Actor) -> None:
    assert employee.account is not None
    assert owner.account is not None
    for title, whose in (("For the employee", employee.account), ("For the owner", owner.account)):
        perform("add_task", lead, {"title": title, "assignee": whose.reference}, face="cli")
    assert [one["title"] for one in call(employee, "list_tasks")["structuredContent"]["items"]] == ["For the employee"]
    hidden = Task.objects.get(assignee=owner.account).reference
    assert call(employee, "show_record", reference=hidden)["isError"] is True
    assert call(employee, "history_of_record", reference=hidden)["isError"] is True
