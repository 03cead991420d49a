"""The page where an evidence pack is made and taken away."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from sightline.kernel.evidence.models import Evidence
from sightline.kernel.journal.integrating import newest_checkpoint
from sightline.kernel.journal.keys import verifiers
from sightline.kernel.pages import Download, Look, Shown, page
from sightline.kernel.records import record_models

from .making import PERMISSION, make_pack

MENU = ("Audit and trust", "Evidence packs")


@page("packs", path="packs/", title="Evidence packs", permission=PERMISSION, menu=MENU, order=40)
def packs(look: Look) -> Shown:
    """What is in a pack, how it is verified, and the button that makes one."""
    kinds = [str(model._meta.verbose_name_plural) for model in record_models()]
    return Shown(
        "packs/packs.html", {"checkpoint": newest_checkpoint(), "kinds": len(kinds), "files": Evidence.objects.count(), "keys": verifiers()}
    )


@page("pack-download", path="packs/sightline-pack.zip", title="Evidence pack", permission=PERMISSION, menu=("Audit and trust", ""))
def download(look: Look) -> Download:
    """Makes a pack of everything as it is now."""
    newest = newest_checkpoint()
    with TemporaryDirectory() as folder:
        out = Path(folder) / "pack.zip"
        make_pack(out, look.actor)
        file = out.open("rb")  # stays readable after the folder is gone; closed with the answer
    return Download(f"sightline-pack-{newest.size if newest else 0}.zip", "application/zip", file)
