"""The steps of letters are the region's: their order, their days, and each once."""

from pathlib import Path

import pytest

from base.errors import BadInput
from handouts import letters
from regions.notices import STEPS
from tests.regions.county import county


def step(name: str, days: int = 7) -> str:
    return f'[[notices]]\nstep = "{name}"\ndays = {days}\nsource = "县里的办法"\n'


def test_a_region_that_says_nothing_has_the_steps_of_the_plans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert county(tmp_path, monkeypatch).notices == STEPS
    assert [each.step for each in STEPS] == ["告知书", "提醒函", "约谈", "整改通知单", "联合执法"]
    assert {each.step for each in STEPS} <= set(letters.names()), "each has a text of ours"


def test_a_region_orders_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = county(tmp_path, monkeypatch, step("提醒函", 3) + step("整改通知单", 30))
    assert [(each.step, each.days) for each in found.notices] == [("提醒函", 3), ("整改通知单", 30)]


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        (step("提醒函") + step("提醒函"), "每种一次"),
        (step("罚款"), "notices"),
        (step("提醒函", -1), "0到366"),
        (step("提醒函", 367), "0到366"),
    ],
)
def test_a_step_that_is_none_or_stands_twice_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tables: str, said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        county(tmp_path, monkeypatch, tables)
