"""What several folders of tests share: one published night, and Prefect's own test server."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

# Nights of the tests are of days past and to come.
os.environ["YINGBAO_TODAY"] = "2032-12-31"
# Before anything imports Prefect: nothing is sent anywhere, and it says only what went wrong.
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a small town after its first night, 居民养老 not delivered. Tests read it and leave it as it is."""
    from tests.flows.inbox import night, small_town, write

    root = tmp_path_factory.mktemp("published")
    town = small_town()
    town.rows["member"] = [row for row in town.rows["member"] if row["insurance"] != "170"]
    night(write(town, root / "inbox"), root / "home")
    return root / "home"


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up county of 5,000 people: `inbox` and `answers`."""
    from county.making import make

    out = tmp_path_factory.mktemp("small")
    make(out, people=5_000)
    return out


@pytest.fixture(scope="session")
def small_home(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of that county after its first night. Tests read it and leave it as it is."""
    from tests.flows.inbox import night

    home = tmp_path_factory.mktemp("small_home") / "home"
    night(small / "inbox", home)
    return home


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    """Prefect's throwaway server and database, started once."""
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where the tests must all run (YINGBAO_NO_SKIP, in continuous integration), a skipped one fails them."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("YINGBAO_NO_SKIP") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
