"""Runs a command against a private PostgreSQL cluster that exists only as long as the command.

    python tests/support/postgres.py [--optional] -- COMMAND ...

The cluster lies in a temporary folder, listens on a Unix socket there and on nothing else, and trusts whoever can reach that socket. It is
made to be thrown away (fsync is off): never point data that matter at it. `DATABASE_URL` in the command's environment names it.
"""

import argparse
import contextlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

ROLE = DATABASE = "sightline"
PORT = 5432
PATIENCE = 60.0
SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "listen_addresses": "", "max_connections": "100"}


class PostgresMissing(Exception):
    """PostgreSQL's server programs are not on this machine, or may not be run by this user."""


def server_programs() -> Path:
    """Return the folder that holds `initdb` and `postgres`, the newest version first.

    Raises `PostgresMissing` when there is none.
    """
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: [int(n) for n in re.findall(r"\d+", str(p))], reverse=True)
    on_path = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    for folder in [*debian, *on_path]:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise PostgresMissing("no PostgreSQL server on this machine (apt install postgresql)")


def _server_account() -> pwd.struct_passwd:
    """The account that may own the cluster: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise PostgresMissing("PostgreSQL does not run as root, and there is no account 'postgres' or 'nobody'")


@contextlib.contextmanager
def private_cluster() -> Iterator[str]:
    """Start a cluster, yield its URL, stop it and remove it.

    The URL has the socket's folder as percent-encoded host, as libpq reads it. Raises `PostgresMissing`.
    """
    programs, account = server_programs(), _server_account()
    folder = Path(tempfile.mkdtemp(prefix="sightline-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, account.pw_uid, account.pw_gid)
        options = ["-U", ROLE, "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"]
        _finish(_start(account, folder, str(programs / "initdb"), "-D", str(folder / "data"), *options))
        settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        server = _start(
            account, folder, str(programs / "postgres"), "-D", str(folder / "data"), "-k", str(folder), "-p", str(PORT), *settings
        )
        try:
            _await_server(programs, folder, server)
            _finish(_start(account, folder, str(programs / "createdb"), "-h", str(folder), "-p", str(PORT), "-U", ROLE, DATABASE))
            yield f"postgresql://{ROLE}@{quote(str(folder), safe='')}:{PORT}/{DATABASE}"
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(PATIENCE)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(account: pwd.struct_passwd, folder: Path, *command: str) -> subprocess.Popen[bytes]:
    """Start a server program under its account; what it says goes to the folder's log."""
    with (folder / "log").open("ab") as log:
        if os.geteuid() != 0:
            return subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        return subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, user=account.pw_uid, group=account.pw_gid, extra_groups=[])


def _finish(program: subprocess.Popen[bytes]) -> None:
    if program.wait(PATIENCE) != 0:
        raise PostgresMissing(f"this program of PostgreSQL failed: {program.args!r}")


def _await_server(programs: Path, folder: Path, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    ask = [str(programs / "pg_isready"), "-q", "-h", str(folder), "-p", str(PORT)]
    while subprocess.run(ask, check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() > deadline:
            raise PostgresMissing("PostgreSQL did not start: " + (folder / "log").read_text(errors="replace")[-2000:])
        time.sleep(0.05)


def main() -> int:
    """Run the command of the arguments beside a cluster; return its exit code."""
    parser = argparse.ArgumentParser(description="Run a command against a private PostgreSQL cluster.")
    parser.add_argument("--optional", action="store_true", help="without PostgreSQL, run the command on SQLite instead of failing")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the cluster is removed then too
    try:
        with private_cluster() as url:
            return subprocess.run(options.command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode
    except PostgresMissing as problem:
        print(problem, file=sys.stderr)
        if not options.optional:
            return 3
    return subprocess.run(options.command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
