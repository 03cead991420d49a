"""A migration that changes a record's shape: old images stay readable, and the ledger equals the database again."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

pytestmark = pytest.mark.sqlite_only

APPS = 'from sightline.kernel.rooms import Folder\n\n\nclass Gadgets(Folder):\n    name = "gadgets"\n    label = "gadgets"\n'
MODEL = """
from django.db import models
from sightline.kernel.records import Record


class Gadget(Record):
    record_type = "gadgets.gadget"
    reference_prefix = "GDG"
    read_permission = "inventory.read"
    face_name = "gadgets"
    {extra}

    class Meta:
        app_label = "gadgets"
        base_manager_name = "objects"
"""
BEFORE = 'name = models.CharField(max_length=40)\n    colour = models.CharField(max_length=40, default="red")'
AFTER = """title = models.CharField(max_length=40)
    size = models.IntegerField(default=5)
    schema = 2
    image_upgrades = {1: lambda image: {**image, "title": image["name"].upper()}}"""
FIRST = """
from sightline.kernel.actions import create_action, perform
from sightline.kernel.changes import change
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.checking import replay
from gadgets.models import Gadget
with change(Actor.local(), "add_gadgets", "cli"):
    Gadget.objects.bulk_create([Gadget(name=f"g{n}") for n in range(3)])
assert replay().ok
"""
SECOND = """
from datetime import date
from sightline.kernel.images import from_image
from sightline.kernel.journal.checking import replay
from sightline.kernel.journal.models import Entry, Image
from sightline.kernel.journal.reading import told
from sightline.kernel.journal.verifying import verify
from gadgets.models import Gadget
import json
assert replay().ok, replay()
assert verify().ok, verify().problems
assert sorted(Gadget.objects.values_list("title", "size", "version")) == [("G0", 5, 2), ("G1", 5, 2), ("G2", 5, 2)]
last = told(Entry.objects.order_by("-index")[0])
assert (last.action, last.actor, last.images) == ("re_image", "system", 3), last
old = Image.objects.filter(record_type="gadgets.gadget", version=1).order_by("place")[0]
row = from_image(Gadget, old.record_id, 1, json.loads(old.data), old.schema)
assert (row.title, row.size, row.reference) == ("G0", 5, "GDG-0001")
print("as it was, and as it is")
"""
DATA_MIGRATION = """
from django.db import migrations, models
from sightline.kernel.reimaging import data_migration


def raise_titles(apps, schema_editor):
    for gadget in apps.get_model("gadgets", "Gadget").objects.all():
        gadget.title = gadget.title.upper()
        gadget.save()


class Migration(migrations.Migration):
    dependencies = [("gadgets", "0001_initial")]
    operations = [
        migrations.RenameField("gadget", "name", "title"),
        migrations.RemoveField("gadget", "colour"),
        migrations.AddField("gadget", "size", models.IntegerField(default=5)),
        *data_migration(["gadgets.gadget"], raise_titles),
    ]
"""


def python(folder: Path, *arguments: str) -> str:
    environment = {**os.environ, "SIGHTLINE_HOME": str(folder / "home"), "DJANGO_SETTINGS_MODULE": "gadget_settings", "DATABASE_URL": ""}
    environment["PYTHONPATH"] = os.pathsep.join([str(folder), *sys.path])
    done = subprocess.run([sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_migration_that_changes_a_shape_keeps_the_ledger_true(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    app = tmp_path / "gadgets"
    app.mkdir()
    (tmp_path / "gadget_settings.py").write_text(
        textwrap.dedent("""
        from sightline.site.settings import *
        INSTALLED_APPS = [*(app for app in INSTALLED_APPS if app.startswith("django") or app == "sightline.kernel"), "gadgets"]
        MIDDLEWARE = []
        ROOT_URLCONF = "gadget_settings"
        urlpatterns = []
        """)
    )
    (app / "__init__.py").touch()
    (app / "apps.py").write_text(APPS)
    setup = "import django; django.setup()\n"
    (app / "models.py").write_text(MODEL.format(extra=BEFORE))
    python(tmp_path, "-m", "django", "makemigrations", "gadgets", "-n", "initial", "-v0")
    python(tmp_path, "-m", "django", "migrate", "-v0")
    python(tmp_path, "-c", setup + FIRST)
    (app / "models.py").write_text(MODEL.format(extra=AFTER))
    (app / "migrations" / "0002_shape.py").write_text(DATA_MIGRATION)
    python(tmp_path, "-m", "django", "migrate", "-v0")
    assert "as it was, and as it is" in python(tmp_path, "-c", setup + SECOND)
