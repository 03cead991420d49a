"""One thing done in a process of its own, so that its memory is its own: `python -m tests.bench.child WORK`.

Prints as JSON how many seconds it took and was busy, and the most MiB that it held, with the processes that it started itself.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from hashlib import sha256

import django
from django.db import connection


def verification() -> bool:
    """The product's verification of everything."""
    from sightline.kernel.journal.verifying import verify

    return verify().ok


def replaying() -> bool:
    """The product's check that the newest images are the rows."""
    from sightline.kernel.journal.checking import replay

    return replay().ok


def hashing() -> bool:
    """The floor under a verification: every leaf read from the database and hashed into the tree, images left alone."""
    from sightline.ledger.hashing import CompactRange, perfect_root

    tree = CompactRange()
    cursor = connection.chunked_cursor()
    cursor.execute('SELECT header, images_root FROM kernel_entry ORDER BY "index"')
    while rows := cursor.fetchmany(256):
        tile = b"".join([sha256(b"\x00" + header.encode() + b"\n" + bytes(root).hex().encode()).digest() for header, root in rows])
        if len(rows) == 256:
            tree.append_perfect(perfect_root(tile), 8)
        else:
            tree.extend(tile)
    cursor.close()
    return bool(tree.root())


def hashing_all() -> bool:
    """The same with every image read and hashed too, which a verification must do as well."""
    cursor = connection.chunked_cursor()
    cursor.execute("SELECT record_type, record_id, version, schema, data, salt FROM kernel_image ORDER BY place")
    while rows := cursor.fetchmany(2_000):
        for record_type, record_id, version, schema, data, salt in rows:
            sha256(b"\x00" + bytes(salt) + f"{record_type} {record_id} {version} {schema}\n{data}".encode()).digest()
    cursor.close()
    return hashing()


def decoding() -> bool:
    """The floor under a replay: every image read and decoded."""
    from .logs import decoded

    return decoded() > 0


def main(work: str) -> None:
    """Prepares Django, takes the time of the work alone, prints."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
    django.setup()
    connection.ensure_connection()
    start, busy = time.perf_counter(), time.process_time()
    fine = {one.__name__: one for one in (verification, replaying, hashing, hashing_all, decoding)}[work]()
    helped = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds, busy = time.perf_counter() - start, time.process_time() - busy + helped.ru_utime + helped.ru_stime
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + helped.ru_maxrss
    sys.stdout.write(json.dumps({"seconds": seconds, "busy": busy, "mib": most / 1024, "fine": fine}))


if __name__ == "__main__":
    main(sys.argv[1])
