"""Runs one group of measures in this process and prints its results as JSON: `python -m tests.bench.run GROUP [--quick]`."""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module

import django
from django.core.management import call_command

from .timing import yardstick


def main(arguments: list[str]) -> None:
    """Prepares the data directory that the environment names, measures, prints."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
    django.setup()
    call_command("migrate", verbosity=0)  # first the tables that the measured models point to
    call_command("migrate", run_syncdb=True, verbosity=0)
    before = yardstick()
    found = import_module(f"tests.bench.measures.{arguments[0]}").measure("--quick" in arguments)
    told = {"yardstick": (before + yardstick()) / 2, "results": [one.as_dict() for one in found]}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
