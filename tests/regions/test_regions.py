"""Regions: every file reads, its areas and names resolve, its lists are ours and each has the sentence that asks."""

import csv
import re
from pathlib import Path
from typing import get_args

import pytest

import regions
from base.errors import BadInput
from sql.plans_page import plans
from sql.warehouse import FOLDER
from tests.regions.county import AREAS, REPORT, county

SHARED = Path(__file__).parents[3] / "shared"
REGIONS = regions.names()
QUOTED = "|".join(plans().values())
LISTS = {path.stem for path in (FOLDER / "lists").glob("*.sql")}

# The areas of the plans' tables of targets, as printed.
TARGETS = {
    "funing": "阜城街道 新沟镇 吴滩街道 花园街道(含现代园) 郭墅镇 三灶镇 东沟镇 益林镇 金沙湖街道 沟墩镇 陈良镇 陈集镇"
    " 羊寨镇 芦蒲镇 板湖镇 古河镇 罗桥镇 硕集社区 公兴社区",
    "wuhai": "",
    "wuyi": "开发区 白洋街道 壶山街道 熟溪街道 柳城畲族镇 履坦镇 桐琴镇 泉溪镇 新宅镇 王宅镇 桃溪镇 茭道镇 大田乡"
    " 白姆乡 俞源乡 坦洪乡 西联乡 三港乡 大溪口乡",
    "yancheng": "市本级 亭湖区 盐南高新区 开发区 盐都区 大丰区 响水县 滨海县 阜宁县 射阳县 建湖县 东台市",
    "yuxi": "市本级 红塔区 江川区 澄江市 通海县 华宁县 易门县 峨山县 新平县 元江县",
}
APART = {
    "funing": {"硕集社区", "公兴社区"},
    "wuhai": set(),
    "wuyi": {"开发区"},
    "yancheng": {"市本级", "盐南高新区"},
    "yuxi": {"市本级"},
}


def region(name: str) -> regions.Region:
    return regions.read(name)


def test_the_regions_whose_tables_are_printed_above_are_here() -> None:
    assert set(TARGETS) <= set(REGIONS)


@pytest.mark.parametrize("name", REGIONS)
def test_every_area_lies_in_the_one_that_it_names_and_bears_its_digits(name: str) -> None:
    found = region(name)
    codes = {area.area_code: area for area in found.areas}
    assert len(codes) == len(found.areas)
    assert codes[found.code].area_name == found.name
    for area in found.areas:
        if area.area_code != found.code:
            assert area.area_code.startswith(area.parent_code)
            assert area.parent_code in codes, area.area_code
    assert {area.area_level: len(area.area_code) for area in found.areas}.items() <= {
        ("prefecture", 4), ("county", 6), ("town", 9), ("village", 12),
    }  # fmt: skip


@pytest.mark.parametrize("name", TARGETS)
def test_every_area_of_the_targets_is_an_area_of_today_or_declared_to_stand_apart(name: str) -> None:
    found = region(name)
    printed = TARGETS[name].split()
    assert {place for place in printed if found.place(place) is None} == APART[name]
    codes = [code for place in printed if (code := found.place(place))]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("name", REGIONS)
def test_aliases_and_what_stands_apart_name_areas_of_the_region(name: str) -> None:
    found = region(name)
    codes = {area.area_code for area in found.areas}
    assert set(found.aliases.values()) <= codes
    for apart in found.apart.values():
        assert set(apart.areas) <= codes
        assert apart.areas or apart.handled_by
        assert apart.note


def test_a_town_is_found_by_its_name_of_today_and_by_an_older_one() -> None:
    assert region("funing").place("阜城街道") == region("funing").place("阜城镇") == "320923001"
    assert region("yuxi").place("峨山彝族自治县") == region("yuxi").place("峨山县") == "530426"
    assert region("yancheng").place("开发区") == "320971"


@pytest.mark.parametrize("name", ["某某镇", "新沟村委会"])
def test_a_name_that_means_no_town_is_refused(name: str) -> None:
    with pytest.raises(KeyError, match=name):
        region("funing").place(name)


@pytest.mark.parametrize("name", REGIONS)
def test_every_list_of_a_region_is_one_of_ours(name: str) -> None:
    assert set(region(name).lists) <= LISTS


def test_every_list_of_ours_is_made_for_some_region() -> None:
    assert {list_id for name in REGIONS for list_id in region(name).lists} >= LISTS


@pytest.mark.parametrize("name", REGIONS)
def test_every_list_says_who_is_given_it_and_which_plan_s_sentence_asks(name: str) -> None:
    for entry in region(name).lists.values():
        assert entry.recipients
        assert entry.cadence in get_args(regions.Cadence)
        assert re.match(
            r"(盐城|阜宁|乌海|武义|玉溪) (附件\d|[一二三四五](\([一二三四五六七]\)\d?)?)：.{5,}", entry.source
        )


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            'recipients = ["村"]\ncadence = "常常"\nsource = "阜宁 二：全覆盖"',
            "第10行：lists.waged_uninsured_people.cadence 应是 及时、每月、每季、每半年、每年、定期 之一"
            "，是否想写 及时",
        ),
        (
            'recipients = []\ncadence = "每月"\nsource = "阜宁 二：全覆盖"',
            "第9行：lists.waged_uninsured_people.recipients 是空的",
        ),
        (
            'recipients = ["村"]\ncadence = "每月"',
            "第8行：lists.waged_uninsured_people 里缺少 source",
        ),
    ],
)
def test_a_list_without_readers_cadence_or_sentence_is_refused(
    entry: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadInput) as refused:
        county(tmp_path, monkeypatch, f"[lists.waged_uninsured_people]\n{entry}")
    assert str(refused.value) == f"{tmp_path / 'x.toml'} {message}；请改正。"


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        (
            '[aliases]\n"旧镇" = "320999101"',
            "第9行：aliases.旧镇 的 320999101 不是 x.csv 里的区划代码，是否想写 320999100",
        ),
        (
            '[apart."开发区"]\nnote = "单列"\nareas = ["320999200"]',
            "第10行：apart.开发区.areas 的 320999200 不是 x.csv",
        ),
        ('[worklists.workers]\n320999101 = "王网格"', "第9行：worklists.workers.320999101 的 320999101 不是 x.csv"),
        ('[worklists.workers]\n3209 = "王网格"', "worklists.workers.3209 应是9位（乡镇）或12位（村、社区）区划代码"),
        ('[worklists.workers]\n320999100 = " "', "worklists.workers.320999100 的网格员没有姓名"),
        (
            '[messages]\nlapsed_members = "{姓名}您好"',
            "messages.lapsed_members 里的 {姓名} 不会被替换，可用的有 {地区}、{称呼}",
        ),
        ("[policy.lapse_months]\nvalues = []", "第9行：policy.lapse_months.values 是空的"),
        (
            "[policy.lapse_months]\nvalues = [\n{ from = 2020-01-01, value = 1 },\n"
            "{ from = 2019-01-01, value = 2 },\n]",
            "第11行：policy.lapse_months.values 第2个 from 应晚于前一个值的日期",
        ),
        (
            '[contribution_base.110]\nsource = "省厅"\n'
            "values = [{ from = 2025-07-01, until = 2025-12-31, floor_yuan = 9, ceiling_yuan = 8 }]",
            "第10行：contribution_base.110.values 第1个 floor_yuan 应大于0，并小于 ceiling_yuan",
        ),
    ],
)
def test_what_a_region_s_file_cannot_mean_is_refused_with_its_line(
    tables: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadInput) as refused:
        county(tmp_path, monkeypatch, tables)
    assert str(refused.value).startswith(f"{tmp_path / 'x.toml'} ")
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("320999100,西镇,town,320999", "第5行：code 320999100 已在前面出现过"),
        ("32099920,西镇,town,320999", "第5行：code 应是9位数字（town）"),
        (
            "320999200,西镇,city,320999",
            "第5行：level 应是 province、prefecture、county、town、village 之一，是否想写 county",
        ),
        ("320999200,西镇,town,320998", "第5行：parent 应是 code 开头的几位"),
        ("320999200201,二村,village,320999200", "第5行：parent 320999200 应先在前面出现，是否想写 320999100"),
        ("320999200,,town,320999", "第5行：缺少 name"),
        ("320999200,西镇,town", "第5行：应有4格，实有3格"),
    ],
)
def test_an_area_that_cannot_be_is_refused_with_its_line(
    line: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    county(tmp_path, monkeypatch)
    (tmp_path / "x.csv").write_text(f"{AREAS}{line}\n", encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        regions.read("x")
    assert str(refused.value) == f"{tmp_path / 'x.csv'} {message}；请改正。"


def test_a_file_that_changes_is_read_again_and_one_that_does_not_is_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = county(tmp_path, monkeypatch)
    assert regions.read("x") is before
    assert county(tmp_path, monkeypatch, '[worklists]\ncontact = "12333"').worklists.contact == "12333"


@pytest.mark.parametrize(
    ("name", "cadences"),
    [
        # A monthly report, a quarterly check and a yearly review.
        ("yancheng", ["month", "quarter", "year"]),
        ("wuyi", ["month"]),
        # Its own plan's quarter under its prefecture's month.
        ("funing", ["month", "quarter"]),
        ("yuxi", ["half"]),
        ("wuhai", ["year"]),
    ],
)
def test_the_plans_say_how_often_they_want_a_report(name: str, cadences: list[str]) -> None:
    assert [each.cadence for each in region(name).reporting] == cadences


def test_cadences_stand_from_the_shortest_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadInput, match="report 应由短到长，每种周期一次"):
        county(tmp_path, monkeypatch, REPORT)


def test_an_office_counts_for_the_area_of_its_name_and_for_what_the_region_s_file_says() -> None:
    offices = region("yancheng").office_codes()
    assert (offices["亭湖区"], offices["亭湖"], offices["开发区"]) == ("320902", "320902", "320971")
    assert (offices["市本级"], offices["盐南"]) == ("apart:市本级", "apart:盐南高新区")
    assert "五星街道" not in offices, "a prefecture's towns share names"
    assert region("wuyi").office_codes()["桐琴镇"] == "330723102"


@pytest.mark.skipif(not SHARED.exists(), reason="the plans' tables of targets lie outside the repository")
@pytest.mark.parametrize("path", sorted((SHARED / "targets").glob("*.csv")), ids=lambda path: path.stem)
def test_the_areas_listed_above_are_those_of_the_tables(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as lines:
        printed = [row["area_name"] for row in csv.DictReader(lines) if row["area_level"] == "area"]
    assert set(printed) <= set(TARGETS[path.stem.partition("_")[0]].split())


PLANS = {"盐城": "000", "阜宁": "001", "乌海": "002", "武义": "003", "玉溪": "004"}
"""The plans whose texts are at hand, by how they are quoted."""


def plain(text: str) -> str:
    """Without blanks, line ends and quotation marks; punctuation in full width."""
    return re.sub(r'[\s“”"]', "", text).translate(str.maketrans("(),:;", "（），：；"))


@pytest.mark.skipif(not SHARED.exists(), reason="the plans' texts lie outside the repository")
@pytest.mark.parametrize("name", REGIONS)
def test_every_sentence_quoted_stands_in_the_plan(name: str) -> None:
    asked = {**region(name).lists, **{each.cadence: each for each in region(name).reporting}}
    for list_id, entry in asked.items():
        plan, _, quotation = entry.source.partition("：")
        if plan[:2] not in PLANS:
            continue
        (text,) = (SHARED / "seeds").glob(f"{PLANS[plan[:2]]}_*.txt")
        printed = plain(text.read_text(encoding="utf-8"))
        assert all(plain(part) in printed for part in quotation.split("……")), list_id
