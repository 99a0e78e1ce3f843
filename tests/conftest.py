"""What several folders of tests share: one published night, and Prefect's own test server."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# How long a busy machine takes says nothing about the code: time is measured in `benchmarks/`.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# What must pass before a change lands draws the same examples on every machine: a change is held back by what it broke,
# not by the luck of a draw. Everywhere else the search goes on anew each time.
settings.register_profile("same", settings.get_profile("untimed"), derandomize=True)
settings.load_profile("same" if os.environ.get("YINGBAO_NO_SKIP") else "untimed")

# Nights of the tests are of days past and to come.
os.environ["YINGBAO_TODAY"] = "2032-12-31"
# Before anything imports Prefect: nothing is sent anywhere, and it says only what went wrong.
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
# Tables of ten rows are no work to share: handing them from thread to thread takes a quarter of a night's time. The
# commands that the tests call have as many threads as a county's machine gives them.
os.environ.setdefault("POLARS_MAX_THREADS", "1")


MEMORY = Path("/dev/shm")  # noqa: S108 (the tests' own folders, made by pytest)
NEEDED = 8 << 30
"""Bytes of memory, free: all that the tests write is about three gigabytes at most."""


def _has_room(memory: Path) -> bool:
    """Whether the tests may write in memory: enough of it, and programs may be run from there."""
    if not memory.is_dir() or not os.access(memory, os.W_OK):
        return False
    told, free = os.statvfs(memory), os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return not told.f_flag & os.ST_NOEXEC and min(told.f_bavail * told.f_frsize, free) > NEEDED


# A night syncs some hundred times: on a disk, the tests would wait for it longer than they compute.
if "TMPDIR" not in os.environ and _has_room(MEMORY):
    os.environ["TMPDIR"] = str(MEMORY)
    tempfile.tempdir = None


Once = Callable[[str, Callable[[Path], Any]], Path]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """A folder by its name: who asks first makes it (`make`), for all processes of the test run."""
    root = tmp_path_factory.getbasetemp()
    root = root.parent if "PYTEST_XDIST_WORKER" in os.environ else root

    def made(name: str, make: Callable[[Path], Any]) -> Path:
        folder = root / f"once_{name}"
        with (root / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                shutil.rmtree(making := root / f"making_{name}", ignore_errors=True)
                making.mkdir()
                make(making)
                making.rename(folder)
        return folder

    return made


@pytest.fixture(scope="session")
def published(once: Once) -> Path:
    """The home of a small town after its first night, 居民养老 not delivered. Tests read it and leave it as it is."""
    from tests.flows.inbox import night, small_town, write

    town = small_town()
    town.rows["member"] = [row for row in town.rows["member"] if row["insurance"] != "170"]
    return once("published", lambda root: night(write(town, root / "inbox"), root / "home", whole=True)) / "home"


@pytest.fixture(scope="session")
def first_night(once: Once) -> Path:
    """`inbox` and `home` of the small town after its first night. Tests copy them and leave them as they are."""
    from tests.flows.inbox import night, small_town, write

    return once("first_night", lambda root: night(write(small_town(), root / "inbox"), root / "home", whole=True))


@pytest.fixture(scope="session")
def small(once: Once) -> Path:
    """A made-up county of 5,000 people: `inbox` and `answers`."""
    from county.making import make

    return once("small", lambda out: make(out, people=5_000))


@pytest.fixture(scope="session")
def small_home(small: Path, once: Once) -> Path:
    """The home of that county after its first night. Tests read it and leave it as it is."""
    from tests.flows.inbox import night

    return once("small_home", lambda root: night(small / "inbox", root / "home", whole=True)) / "home"


@pytest.fixture(scope="session")
def cut_home(once: Once) -> Path:
    """A made-up prefecture of three counties: `home` after its first night, `out` as `yingbao cut` leaves it."""
    from tests.flows.cutting import make

    return once("cut_home", make)


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    """Prefect's throwaway server and database, started once."""
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield


RUNS_NIGHTS = {"Town", "night", "nightly", "small_town", "yingbao"}
MADE_BY_NIGHTS = {"published", "first_night", "small", "small_home", "cut_home", "county", "prefect_server"}
SLOW_ROOMS = {"benchmarks", "demo", "deploy", "flows"}
LINKING = {f"test_{name}.py" for name in ("child", "employer", "employer_hard", "employer_staff", "person", "project")}
"""Files of `tests/matchers` that link a whole set of records in every test: no night, but half as dear as one."""
EXHAUSTIVE = {"test_configuration.py", "test_names.py"}
"""Files that try every key of every shipped file, or hundreds of drawn names."""
LONGEST = ("demo", "flows", "ledger")
"""These come first: a long file that begins last would leave one process waiting for the other."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What runs whole nights, or is as dear, is marked `slow`, by its module or what it asks for; the longest first."""
    here = Path(__file__).parent
    rooms = {item: item.path.relative_to(here).parts[0] for item in items}
    for item in items:
        module, asked = getattr(item, "module", None), set(getattr(item, "fixturenames", ()))
        is_dear = item.path.name in EXHAUSTIVE or (rooms[item] == "matchers" and item.path.name in LINKING)
        if is_dear or rooms[item] in SLOW_ROOMS or RUNS_NIGHTS & vars(module).keys() or MADE_BY_NIGHTS & asked:
            item.add_marker("slow")
    items.sort(key=lambda item: LONGEST.index(rooms[item]) if rooms[item] in LONGEST else len(LONGEST))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With `--dist loadfile`: file by file; the files that share the made-up county of 60,000 in one process."""
    from xdist.scheduler import LoadFileScheduling

    class Rooms(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = super()._split_scope(nodeid)
            return "tests/demo" if file.startswith("tests/demo/") else file

    return Rooms(config, log) if config.option.dist == "loadfile" else None


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where the tests must all run (YINGBAO_NO_SKIP, in continuous integration), a skipped one fails them."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("YINGBAO_NO_SKIP") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
