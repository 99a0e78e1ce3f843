"""A gate is let pass by name, for a reason, for exactly the files that it held, and for so many days."""

from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from base import clock
from base.errors import BadInput
from base.home import Home
from flows import accepted


class File(NamedTuple):
    file: str
    sha256: str


WAGES, TAXES, OTHER = File("wage/a.csv", "1" * 64), File("tax/b.csv", "2" * 64), File("tax/b.csv", "3" * 64)
REASON = "向税务局张科长核实过，本月确实少了一半"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    accepted.leave(home, [WAGES, TAXES], {"extract_shrank": ["少了一半"]})  # type: ignore[list-item]
    return home


def passes(home: Home, *files: File) -> tuple[str, ...]:
    return accepted.standing(home, files)[0]  # type: ignore[arg-type]


def test_it_passes_for_the_same_files_in_whatever_order_and_for_no_other(home: Home) -> None:
    assert passes(home, WAGES, TAXES) == ()
    accepted.accept(home, ["extract_shrank"], "李审核", REASON, 1)
    assert accepted.standing(home, [TAXES, WAGES]) == (("extract_shrank",), "李审核")  # type: ignore[list-item]
    assert passes(home, WAGES, OTHER) == () and passes(home, WAGES) == ()


@pytest.mark.parametrize(("days", "later", "does"), [(1, 0, True), (1, 1, False), (3, 2, True), (3, 3, False)])
def test_it_passes_for_so_many_days(
    home: Home, days: int, later: int, does: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted.accept(home, ["extract_shrank"], "李审核", REASON, days)
    day = clock.today() + timedelta(later)
    monkeypatch.setattr(clock, "today", lambda: day)
    assert bool(passes(home, WAGES, TAXES)) == does


@pytest.mark.parametrize(
    ("gates", "by", "reason", "days", "why"),
    [
        (["extract_shrank"], "李审核", "行", 1, "为什么可以放行"),
        (["extract_shrank"], "李审核", REASON, 0, "天数"),
        (["extract_shrank"], "李审核", REASON, 32, "天数"),
        (["list_jumped"], "李审核", REASON, 1, "请勾选"),
        ([], "李审核", REASON, 1, "请勾选"),
        (["extract_shrank"], " ", REASON, 1, "放行人"),
    ],
)
def test_nothing_passes_without_name_reason_and_days(
    home: Home, gates: list[str], by: str, reason: str, days: int, why: str
) -> None:
    with pytest.raises(BadInput, match=why):
        accepted.accept(home, gates, by, reason, days)
    assert accepted.read(home) == []


def test_where_nothing_was_held_nothing_is_accepted(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有被检查项拦下"):
        accepted.accept(Home(tmp_path), ["extract_shrank"], "李审核", REASON, 1)
