"""The desk's first page, `last_night.html` and a night's message tell the same, and name nobody."""

import html
import re
import shutil
from pathlib import Path

import pytest

from base.errors import BadInput
from base.home import Home
from flows import journal, morning, notify
from flows.attempts import attempted
from flows.faults import GateHeld
from tests.flows.inbox import rows

HELD = GateHeld(
    "[extract_shrank] 工资明细只有上次的一半，甲厂没有了", {"extract_shrank": ["工资明细只有上次的一半，甲厂没有了"]}
)


@pytest.fixture
def home(first_night: Path, tmp_path: Path) -> Home:
    shutil.copytree(first_night / "home", tmp_path / "home")
    return Home(tmp_path / "home")


def end(home: Home, error: BaseException | None) -> None:
    """A night that ends like this."""
    try:
        with attempted(home, "funing", "2026-11-22", lambda text: None):
            if error:
                raise error
    except BaseException as raised:
        assert raised is error


@pytest.mark.parametrize(
    ("error", "title"),
    [
        (None, "已发布"),
        (HELD, "检查未通过，没有发布"),
        (BadInput("请放入文件。"), "没有运行"),
        (ValueError("王一"), "运行出错"),
    ],
)
def test_three_places_tell_the_same(home: Home, error: BaseException | None, title: str) -> None:
    end(home, error)
    told = morning.read(home)
    page = html.unescape(home.last_night.read_text("utf-8"))
    message = "\n".join(notify._changes(home))
    assert told.title == title and title in page and told.county in page
    assert told.age.partition("：")[2] in page
    for change in told.changed:
        assert change in page and change in message
    for one in told.waits:
        assert f"{one.what} {one.count}{one.unit}" in page and one.what in message
    assert (told.outcome == journal.PUBLISHED) == (told.advice == "")


def test_it_names_no_person_and_no_employer(home: Home) -> None:
    names = [name for (name,) in rows(home.root, "select person_name from core.person where person_name is not null")]
    names += [name for (name,) in rows(home.root, "select employer_name from core.employer")]
    for error in (None, HELD, ValueError("漏保")):
        end(home, error)
        text = home.last_night.read_text("utf-8")
        assert [name for name in names if name in re.sub(r"\s", "", text)] == []


def test_a_home_in_which_nothing_ever_ran_says_what_to_do_first(tmp_path: Path) -> None:
    told = morning.read(Home(tmp_path))
    assert told.outcome == morning.NEVER and "收件" in told.advice and told.changed == ()


def test_what_waits_is_counted_and_says_where(home: Home) -> None:
    checks = rows(home.root, "select count(*) from lists.\"all\" where tier = 'check_data'")[0][0]
    waits = {one.place: one.count for one in morning.read(home).waits}
    assert waits.get("/feedback/checks", 0) == checks
