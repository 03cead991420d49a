"""What holds for every test of the house: which database it may say something about, and that a skipped test is told as left out."""

import os
import shutil

import pytest
from django.conf import settings as django_settings
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.support.browser", "tests.support.database", "tests.support.people", "tests.support.product"]

# The machine is shared and slow at times: a property fails for what it says, never for how long it took.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out (not skip) what has no meaning on the database of this run."""
    on_postgres = os.environ.get("DATABASE_URL", "").startswith("postgres")
    foreign = "sqlite_only" if on_postgres else "postgres_only"
    left = [item for item in items if item.get_closest_marker(foreign) is not None or (on_postgres and not _asks_a_database(item))]
    if left:
        config.hook.pytest_deselected(items=left)
        gone = set(left)
        items[:] = [item for item in items if item not in gone]


def _asks_a_database(item: pytest.Item) -> bool:
    """Whether a test says something about the database; what doesn't was shown by the run on SQLite."""
    fixtures = getattr(item, "fixturenames", ())
    marked = item.get_closest_marker("django_db") or item.get_closest_marker("postgres_only")
    return marked is not None or "db" in fixtures or "transactional_db" in fixtures


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """With `SIGHTLINE_NOTHING_LEFT_OUT` a skipped test fails the run: CI proves all of it or says no."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    is_worker = hasattr(session.config, "workerinput")
    if reporter is None or is_worker or not os.environ.get("SIGHTLINE_NOTHING_LEFT_OUT"):
        return
    if reporter.stats.get("skipped") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say plainly how much was left out."""
    skipped = len(terminalreporter.stats.get("skipped", ()))
    if skipped:
        terminalreporter.write_line(f"Left out: {skipped} tests, for the reasons above.", yellow=True)


def pytest_unconfigure() -> None:
    """Remove the data directory of this process; here, because a process of xdist ends without its exit handlers."""
    if django_settings.configured:
        shutil.rmtree(django_settings.TEST_HOME, ignore_errors=True)
