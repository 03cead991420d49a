"""Start-up of the folder: the class of each AI system under the EU AI Act."""

from sightline.kernel.rooms import Folder


class AiAct(Folder):
    """Regulation (EU) 2024/1689, Art. 2 to 6, 25, 50 to 55, and the duties of each role."""

    name = "sightline.aims.inventory.ai_act"
    label = "ai_act"
    verbose_name = "EU AI Act"
