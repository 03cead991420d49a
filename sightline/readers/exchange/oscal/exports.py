"""The OSCAL files that can be taken away."""

from sightline.kernel.exports import declare_export

from .writing_catalogs import catalog
from .writing_components import component_definition
from .writing_profiles import profile
from .writing_results import assessment_results, plan_of_action

_FILES = (
    ("catalog", catalog, "Requirement set (OSCAL catalog)", "The requirements in our own words, for tools that read OSCAL."),
    ("profile", profile, "Statement of Applicability (OSCAL profile)", "Which controls are in and which are left out, with reasons."),
    (
        "component-definition",
        component_definition,
        "Management system (OSCAL component definition)",
        "How each requirement is put into practice, and the AI systems in scope.",
    ),
    ("assessment-results", assessment_results, "How requirements stand (OSCAL assessment results)", "What was counted, judged and found."),
    ("poam", plan_of_action, "Gaps and plans (OSCAL plan of action)", "Every gap with its owner, step and day."),
)

for _name, _make, _label, _about in _FILES:
    declare_export(f"oscal-{_name}", _make, label=_label, about=_about, permission="conformity.read", formats=("json",))
