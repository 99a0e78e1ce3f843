"""武义's activities: a small workbook a month and area, read back, counted beside the plan's targets."""

import dataclasses
import json
import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import openpyxl
import pytest

import regions
from base.errors import BadInput
from base.home import Home
from flows import surveys
from flows.feedback import take
from flows.surveys import ACTIVITIES
from ledger import chain
from regions.targets import Target
from tests.flows.inbox import night, rows, small_town, write

AT = datetime(2026, 11, 22, 9)
TOWN, ZONE = "320923100", "apart:开发区"


def target(indicator: str, area: str, number: float | None) -> Target:
    unit = "家" if indicator == "enterprises_covered" else "次"
    printed = f"{number:g}{unit}" if number else None
    return Target(
        indicator, "进农村", area, area, date(2026, 1, 1), date(2026, 12, 31), number, printed, None, unit,
        "flow", "≥", "place", "宣传活动", "武义 附件2", None,
    )  # fmt: skip


@pytest.fixture(autouse=True)
def region_with_targets() -> Any:
    """阜宁 with 武义's kind of targets: a town, and a zone that is no area of its own."""
    found = regions.read("funing")
    mine = [target("rural_visits", "320923", 20), target("rural_visits", TOWN, 5), target("rural_visits", ZONE, None)]
    mine += [target("enterprises_covered", "320923", 640), target("enterprises_covered", ZONE, 600)]
    zone = {"开发区": regions.Apart("开发区不是行政区划", handled_by=("开发区",))}
    changed = dataclasses.replace(found, targets=(*found.targets, *mine), apart={**found.apart, **zone})
    with patch.object(regions, "read", lambda name: changed):
        yield


@pytest.fixture
def home(first_night: Path, tmp_path: Path) -> Home:
    shutil.copytree(first_night / "home", tmp_path / "home")
    return Home(tmp_path / "home")


def sent(home: Home, month: date) -> dict[str, Path]:
    folder = surveys.send(home, "活动", month=month, at=AT).folder
    return {path.name.split("_")[2]: path for path in folder.glob("*.xlsx")}


def fill(path: Path, what: str, **answers: Any) -> Path:
    book = openpyxl.load_workbook(path)
    sheet = book["活动情况"]
    headers = {cell.value: cell.column for cell in sheet[1]}
    [line] = [row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 2).value == what]
    for header, value in answers.items():
        sheet.cell(line, headers[header]).value = value
    book.save(path)
    return path


def test_a_month_s_workbook_asks_ten_things_of_whom_the_plan_names(home: Home) -> None:
    found = sent(home, date(2026, 10, 1))
    assert set(found) == {"沟墩镇", "开发区"}
    header, *lines = openpyxl.load_workbook(found["沟墩镇"])["活动情况"].iter_rows(values_only=True)
    assert header[1:-1] == (
        "活动内容", "全年任务", "本年已报", "家（次、个）数", "出动人数", "宣传服务对象人数", "其中咨询人数",
        "发放宣传资料（份）", "备注",
    )  # fmt: skip
    assert [row[1] for row in lines] == list(ACTIVITIES.values())
    assert {row[1]: row[2] for row in lines if row[2] is not None} == {"附件2：进农村（次）": 5}


def test_the_county_s_own_targets_of_the_year_stand_on_it(home: Home) -> None:
    titles = "indicator,title,area,period,until,target,year_before,unit,kind,bound,counted_by,scheme,source,note"
    home.targets.write_text(
        f"{titles}\nrural_visits,进农村,沟墩镇,2026,,8,,次,flow,≥,place,宣传活动,本县,\n", encoding="utf-8"
    )
    path = sent(home, date(2026, 10, 1))["沟墩镇"]
    _, *lines = openpyxl.load_workbook(path)["活动情况"].iter_rows(values_only=True)
    assert {row[1]: row[2] for row in lines if row[2] is not None} == {"附件2：进农村（次）": 8}


def test_what_areas_report_stands_beside_the_targets(home: Home) -> None:
    october = sent(home, date(2026, 10, 1))
    fill(october["沟墩镇"], "附件2：进农村（次）", **{"家（次、个）数": 2, "出动人数": 6})
    fill(october["沟墩镇"], "“进市场”宣传", **{"家（次、个）数": 3, "宣传服务对象人数": 90, "其中咨询人数": 12})
    fill(october["开发区"], "附件2：覆盖企业（家）", **{"家（次、个）数": 40})
    taken = take(home, list(october.values()), at=AT)
    assert (taken.surveyed.rows, taken.questioned) == (3, {})
    november = sent(home, date(2026, 11, 1))
    _, *lines = openpyxl.load_workbook(november["沟墩镇"])["活动情况"].iter_rows(values_only=True)
    assert {row[1]: row[3] for row in lines if row[3]} == {"“进市场”宣传": 3, "附件2：进农村（次）": 2}
    fill(november["沟墩镇"], "附件2：进农村（次）", **{"家（次、个）数": 1})
    take(home, [november["沟墩镇"]], at=AT)
    # Handed in again, with another number: the last one stands.
    take(home, [fill(october["沟墩镇"], "附件2：进农村（次）", **{"家（次、个）数": 3})], at=AT)
    night(write(small_town(), home.root.parent / "inbox"), home.root, as_of=date(2026, 11, 23), threads=1)
    found = rows(
        home.root,
        "select indicator, area_code, strftime(period, '%Y-%m'), value, year_to_date, target from indicator.value"
        " where indicator in ('rural_visits', 'enterprises_covered') and value > 0 order by all",
    )
    assert found == [
        ("enterprises_covered", "320923", "2026-10", 40, 40, 640),
        ("enterprises_covered", ZONE, "2026-10", 40, 40, 600),
        ("rural_visits", "320923", "2026-10", 3, 3, 20),
        ("rural_visits", "320923", "2026-11", 1, 4, 20),
        ("rural_visits", TOWN, "2026-10", 3, 3, 5),
        ("rural_visits", TOWN, "2026-11", 1, 4, 5),
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"宣传服务对象人数": 5, "其中咨询人数": 6, "家（次、个）数": 1},
            "“其中咨询人数”6比“宣传服务对象人数”5多，请核对",
        ),
        ({"出动人数": 5}, "没有填“家（次、个）数”，又填了人数或份数，请核对"),
    ],
)
def test_what_cannot_be_meant_is_asked_about(home: Home, given: dict[str, int], said: str) -> None:
    path = fill(sent(home, date(2026, 10, 1))["沟墩镇"], "“进市场”宣传", **given)
    [(question, _)] = take(home, [path], at=AT).questioned.items()
    header, line = openpyxl.load_workbook(question)["活动情况"].iter_rows(values_only=True)
    assert line[header.index("存疑说明")] == said


def test_a_report_names_nobody(home: Home) -> None:
    path = fill(sent(home, date(2026, 10, 1))["沟墩镇"], "“进市场”宣传", **{"家（次、个）数": 1, "备注": "打电话20次"})
    take(home, [path], at=AT)
    [payload] = chain.ask(home.ledger, "select payload from ledger.event where kind = 'activity reported'")["payload"]
    assert json.loads(payload)["subject_kind"] == "activity"


def test_without_targets_of_activities_nobody_is_asked(home: Home) -> None:
    plain = dataclasses.replace(regions.read("funing"), targets=())
    with patch.object(regions, "read", lambda name: plain), pytest.raises(BadInput, match="没有要求报活动开展情况"):
        surveys.send(home, "活动", at=AT)
