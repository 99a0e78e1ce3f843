"""kill -9 at any moment: the published file opens and is one whole night, the old or the new; the next run succeeds."""

import random
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from base.home import Home
from tests.flows.inbox import YINGBAO, arguments, environment, fingerprint, night, rows, small_town, write

SEED = 20261122
# The step in which the run is killed, a little while after it was announced.
MOMENTS = ("读取各部门数据", "生成清单", "发布", "分发")
OLD, NEW = 5, 7
Facts = tuple[Any, ...]


@dataclass
class Crashes:
    """What stood in the published file after each kill, and after the run that nobody killed."""

    before: str
    files: dict[str, str] = field(default_factory=dict)
    facts: dict[str, Facts] = field(default_factory=dict)
    after: Facts = ()
    home: Path = Path()


def facts(home: Path) -> Facts:
    """Rows of all lists and of their summary, somebody who is there on both nights, whether all is described."""
    [(leads,)] = rows(home, 'select count(*) from lists."all"')
    [(summed,)] = rows(home, "select sum(row_count) from audit.list")
    [(people,)] = rows(home, "select count(*) from core.person where person_name = '已保'")
    [(columns,)] = rows(home, "select count(*) from duckdb_columns() where not internal")
    [(described,)] = rows(home, "select count(*) from audit.column")
    return leads, summed, people, described == columns


def kill_in(step: str, inbox: Path, home: Path, wait: float) -> None:
    """Start a run, kill it `wait` seconds after it announced the step."""
    with subprocess.Popen(
        [YINGBAO, *arguments(inbox, home)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment(),
    ) as process:
        assert process.stdout is not None
        announced = any(line.rstrip("\n").endswith(f"] {step}") for line in process.stdout)
        time.sleep(wait)
        process.kill()
        process.wait()
    # 分发 is short: the run may end by itself before it is killed.
    assert announced and process.returncode in ((-9,) if step != "分发" else (-9, 0))


@pytest.fixture(scope="module")
def crashes(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Crashes:
    root = tmp_path_factory.mktemp("crash")
    home, inbox = root / "home", write(small_town(), root / "inbox")
    shutil.copytree(published, home)
    crashed = Crashes(fingerprint(home), home=home)
    waits = random.Random(SEED)
    for step in MOMENTS:
        kill_in(step, inbox, home, waits.uniform(0, 0.3))
        crashed.facts[step] = facts(home)
        crashed.files[step] = fingerprint(home)
    night(inbox, home)
    crashed.after = facts(home)
    return crashed


@pytest.mark.parametrize("step", MOMENTS)
def test_whenever_a_run_is_killed_the_published_file_is_one_whole_night(crashes: Crashes, step: str) -> None:
    assert crashes.facts[step] in [(OLD, OLD, 1, True), (NEW, NEW, 1, True)], f"seed {SEED}"


@pytest.mark.parametrize("step", ["读取各部门数据", "生成清单"])
def test_killed_before_publication_it_is_the_old_file_byte_for_byte(crashes: Crashes, step: str) -> None:
    assert crashes.files[step] == crashes.before


def test_killed_after_publication_it_is_the_new_one(crashes: Crashes) -> None:
    assert crashes.facts["分发"] == (NEW, NEW, 1, True)


def test_the_next_run_succeeds_and_leaves_nothing_of_the_killed_ones(crashes: Crashes) -> None:
    assert crashes.after == (NEW, NEW, 1, True)
    home = Home(crashes.home)
    assert not any(path.is_file() for path in home.build.rglob("*"))
    assert not list(home.root.rglob("*.part")) and not list(home.root.rglob("*.wal"))
    assert not [path for path in (home.root / "worklists").iterdir() if path.name.startswith(".")]
    assert len(list((home.root / "worklists").glob("*/*.xlsx"))) == 1
