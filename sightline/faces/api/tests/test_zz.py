import pytest
from sightline.kernel.actions import perform, all_actions, find_action
from sightline.kernel.registers import all_registers, past_items
from sightline.kernel import clock
from sightline.kernel.records import record_models
@pytest.mark.django_db
def test_p(lead, administrator):
    from sightline.kernel.identity.actors import Actor
    perform("found_organisation", lead, {"name": "Northwind Staffing"}, face="cli")
    perform("adopt_starters", lead, {}, face="cli")
    for m in record_models(): print(m.face_name, m.objects.count())
    print(find_action("add_system").fields(lead,None).keys())
    for r in all_registers():
        try:
            n=past_items(r, Actor.system(), clock.today()); print(r.name, len(n))
        except Exception as e: print("BAD", r.name, repr(e))
