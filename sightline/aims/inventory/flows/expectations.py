"""What data flows should show, for 4.3, A.4.3 and A.7; for GDPR and the EU AI Act as far as flows can speak of them."""

from __future__ import annotations

from sightline.aims.inventory.models import System
from sightline.aims.inventory.suppliers.models import Supplier
from sightline.aims.organisation.models import Unit
from sightline.kernel import clock
from sightline.kernel.expectations import Expectation, expect

from .findings import FINDINGS
from .models import CountryDecision, Flow, Place
from .queries import has_flow, has_training_data, systems_built, systems_in_use

for _one in FINDINGS:
    expect(
        Expectation(
            name=_one.name,
            sentence=_one.sentence,
            serves=_one.serves,
            population=_one.population,
            conforming=_one.conforming,
            why=_one.why,
            mend=_one.mend,
            reads=(System, Supplier, Place, Unit, CountryDecision),
        )
    )
expect(
    Expectation(
        name="systems_in_use_have_flows",
        sentence="Every AI system in use has its data flows drawn",
        serves=("iso42001:A.4.3", "iso42001:A.7.2", "iso42001:A.7.5"),
        population=systems_in_use,
        conforming=lambda rows: rows.filter(has_flow()),
        reads=(Flow,),
        why="Nobody has said where its data comes from or goes",
        mend="draw_flow",
        least=1,
        absent="No AI system is said to be in use yet. Move each to its stage.",
    )
)
expect(
    Expectation(
        name="built_systems_show_training_data",
        sentence="Every AI system that you built shows where its training data comes from",
        serves=("iso42001:A.7.3", "iso42001:A.7.5"),
        population=systems_built,
        conforming=lambda rows: rows.filter(has_training_data()),
        reads=(Flow,),
        why="Does not show where its training data comes from",
        mend="draw_flow",
    )
)
expect(
    Expectation(
        name="flows_reviewed",
        sentence="Every data flow was compared with what really happens in time",
        serves=("iso42001:A.7.5", "gdpr:Art. 30"),
        population=Flow.objects.current,
        conforming=lambda rows: rows.filter(next_review__gte=clock.today()),
        why="Review is overdue",
        mend="review_flow",
        daily=True,
    )
)
