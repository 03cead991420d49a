"""The people of the tests are those of the permission table."""

import pytest

from sightline.kernel.identity.actors import Actor
from sightline.kernel.permissions import table


@pytest.mark.django_db
def test_there_is_a_fixture_for_each_role(request: pytest.FixtureRequest) -> None:
    people: dict[str, Actor] = {role: request.getfixturevalue(role) for role in table().roles}
    assert {role: actor.roles for role, actor in people.items()} == {role: frozenset({role}) for role in table().roles}
    assert all(actor.account is not None and actor.account.reference for actor in people.values())
