"""`python -m tests.bench [--quick] [--only GROUP ...] [--database sqlite|postgresql]`: runs every group on both databases and writes the page."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.support.postgres import PostgresMissing, private_cluster
from tests.support.shared import CHECKOUT

from .writing import TITLES, keep, write_document


def _run(group: str, quick: bool, url: str) -> dict[str, Any] | None:
    """Runs a group on an empty data directory, and on PostgreSQL on a server of its own; None where it failed."""
    home = tempfile.mkdtemp(prefix="sightline-bench-")
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    if url:
        environment["DATABASE_URL"] = url
    command = [sys.executable, "-m", "tests.bench.run", group, *(["--quick"] if quick else [])]
    try:
        done = subprocess.run(
            command, cwd=CHECKOUT, env={**environment, "SIGHTLINE_HOME": home}, stdout=subprocess.PIPE, text=True, check=False
        )
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return None if done.returncode else json.loads(done.stdout.strip().splitlines()[-1])


@contextmanager
def _server(database: str) -> Iterator[str]:
    if database == "sqlite":
        yield ""
        return
    with private_cluster() as url:
        yield url


def _tell(results: list[dict[str, Any]]) -> None:
    for one in results:
        mark = {True: "met   ", False: "MISSED", None: "      "}[one["met"]]
        note = f"  ({one['note']})" if one["note"] else ""
        print(f"  {mark} {one['what']}: {one['measured']}" + (f"; goal {one['goal']}" if one["goal"] else "") + note, flush=True)


def main() -> int:
    """Runs what the arguments say; 1 where a group failed to run. A goal that is missed is told, not failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure speed and size.")
    parser.add_argument("--quick", action="store_true", help="small numbers, to try it out; the page is left alone")
    parser.add_argument("--only", nargs="+", choices=list(TITLES), default=list(TITLES), help="these groups; the others' figures stay")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help="only this one")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers and folders are removed then too
    failed = False
    for group in options.only:
        for database in [options.database] if options.database else ["sqlite", "postgresql"]:
            print(f"{TITLES[group]}, {database}", flush=True)
            try:
                with _server(database) as url:
                    found = _run(group, options.quick, url)
            except PostgresMissing as missing:
                print(f"  left out: {missing}", flush=True)
                continue
            failed = failed or found is None
            if found is not None:
                _tell(found["results"])
                if not options.quick:
                    keep(group, database, found)
                    write_document()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
