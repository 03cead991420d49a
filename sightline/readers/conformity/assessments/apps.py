"""Start-up of the folder: assessments by questionnaire."""

from sightline.kernel.rooms import Folder


class Assessments(Folder):
    """How a newcomer finds out where the organisation stands, in an afternoon."""

    name = "sightline.readers.conformity.assessments"
    label = "assessments"
    verbose_name = "Assessments"
