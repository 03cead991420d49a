"""The tables of the search index."""

from django.db import migrations

from sightline.kernel.search.index import drop_index, make_index


class Migration(migrations.Migration):
    """Makes them."""

    dependencies = [("kernel", "0001_initial")]
    operations = [migrations.RunPython(make_index, drop_index)]
