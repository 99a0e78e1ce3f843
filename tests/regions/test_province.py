"""A province is put together of prefectures: what lies in it, what it is called, and values that are not alike."""

from pathlib import Path

import pytest

import regions
from base.errors import BadInput
from regions import Region

REPORT = '[[report]]\ncadence = "month"\nsource = "计划"\n'
PREFECTURES = {"east": ("3298", "东市", "329801", "海县"), "west": ("3299", "西市", "329901", "山县")}
WAGE = '[policy.minimum_wage_yuan]\nsource = "{}"\nvalues = [{{ from = 2024-01-01, value = {} }}]\n'


def province(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    head: str = 'prefectures = ["east", "west"]',
    own: str = "",
    tables: tuple[str, str] = ("", ""),
) -> Region:
    """Write two prefectures of one county and one town each, and the province that is put together of them."""
    for (region, (code, name, county, county_name)), more in zip(PREFECTURES.items(), tables, strict=True):
        text = f'name = "{name}"\ncode = "{code}"\nplan = "计划"\nareas = "{region}.csv"\n{REPORT}'
        (folder / f"{region}.toml").write_text(text + more, encoding="utf-8")
        areas = f"{code},{name},prefecture,\n{county},{county_name},county,{code}\n{county}100,城关镇,town,{county}\n"
        (folder / f"{region}.csv").write_text(f"code,name,level,parent\n{areas}", encoding="utf-8")
    text = f'name = "某省"\ncode = "32"\nplan = "省计划"\n{head}\n{REPORT}'
    (folder / "whole.toml").write_text(text + own, encoding="utf-8")
    monkeypatch.setattr(regions, "FOLDER", folder)
    return regions.read("whole")


def test_a_province_has_the_areas_of_its_prefectures_each_in_the_one_that_it_lies_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    areas = [(area.area_code, area.area_level, area.parent_code) for area in province(tmp_path, monkeypatch).areas]
    assert areas == [
        ("32", "province", ""),
        ("3298", "prefecture", "32"),
        ("329801", "county", "3298"),
        ("329801100", "town", "329801"),
        ("3299", "prefecture", "32"),
        ("329901", "county", "3299"),
        ("329901100", "town", "329901"),
    ]


def test_what_lies_in_a_prefecture_that_the_province_s_file_does_not_name_lies_outside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert province(tmp_path, monkeypatch).values == {"region_code": "32", "own_codes": ",3298,3299,", "own_digits": 4}
    assert regions.read("east").values == {"region_code": "3298", "own_codes": ",3298,", "own_digits": 4}


def test_a_province_may_also_have_a_file_of_its_own_areas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "whole.csv").write_text(
        "code,name,level,parent\n32,某省,province,\n3298,东市,prefecture,32\n329801,海县,county,3298\n", "utf-8"
    )
    whole = province(tmp_path, monkeypatch, head='areas = "whole.csv"')
    assert (whole.own_codes, whole.place("海县"), whole.place("全省")) == (("3298",), "329801", "32")


def test_a_name_that_two_prefectures_use_has_the_prefecture_s_in_front(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = (
        '[aliases]\n"开发区" = "329801"\n"海边" = "329801"\n[offices]\n"一科" = "329801"\n',
        '[aliases]\n"开发区" = "329901"\n[offices]\n"一科" = "329901"\n',
    )
    whole = province(tmp_path, monkeypatch, tables=tables)
    assert (whole.place("海边"), whole.place("东市开发区"), whole.place("西市开发区")) == ("329801", "329801", "329901")
    with pytest.raises(LookupError, match="没有名为 开发区 的地区"):
        whole.code_of("开发区")
    offices = whole.office_codes()
    assert (offices["海县"], offices["西市一科"]) == ("329801", "329901")
    assert "一科" not in offices, "it is two offices, and nobody could tell which is meant"


def test_values_that_all_prefectures_set_alike_are_the_province_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = province(tmp_path, monkeypatch, tables=(WAGE.format("甲文", 2000), WAGE.format("乙文", 2000)))
    assert [each.value for each in whole.policy["minimum_wage_yuan"].values] == [2000]


@pytest.mark.parametrize("other", [WAGE.format("乙文", 1900), ""])
def test_a_value_that_is_not_the_same_in_all_prefectures_is_refused_unless_the_province_sets_it(
    other: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = (WAGE.format("甲文", 2000), other)
    with pytest.raises(BadInput) as refused:
        province(tmp_path, monkeypatch, tables=tables)
    assert str(refused.value) == (
        f"{tmp_path / 'whole.toml'}：policy.minimum_wage_yuan 没有写，东市、西市写的又不一样（或只有其中几个写了），"
        "不能替全省选一个；请改正。"
    )
    whole = province(tmp_path, monkeypatch, tables=tables, own=WAGE.format("省文", 1800))
    assert [each.value for each in whole.policy["minimum_wage_yuan"].values] == [1800]


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ('prefectures = ["east", "wst"]', "第4行：prefectures 里没有名为 wst 的地区，是否想写 west"),
        ('prefectures = ["east", "east"]', "第4行：prefectures 里 east 写了两次"),
        ('prefectures = ["whole"]', "第4行：prefectures 里的 whole 不是设区市"),
        ('prefectures = ["far"]', "第4行：prefectures 里的 far（5304）不在 32 省内"),
        ('prefectures = ["east"]\nareas = "east.csv"', "第5行：areas 和 prefectures 应写一个，且只写一个"),
        ("", "areas 和 prefectures 应写一个，且只写一个"),
    ],
)
def test_what_a_province_s_file_cannot_mean_is_one_sentence(
    head: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "far.toml").write_text(
        f'name = "远市"\ncode = "5304"\nplan = "计划"\nareas = "far.csv"\n{REPORT}', encoding="utf-8"
    )
    with pytest.raises(BadInput) as refused:
        province(tmp_path, monkeypatch, head=head)
    assert str(refused.value).endswith(f"{message}；请改正。")
    assert str(refused.value).startswith(str(tmp_path / "whole.toml"))


def test_a_province_without_prefectures_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "whole.csv").write_text("code,name,level,parent\n32,某省,province,\n", "utf-8")
    with pytest.raises(BadInput, match=r"第4行：areas 的 whole.csv 里没有设区市（prefecture）；请改正。"):
        province(tmp_path, monkeypatch, head='areas = "whole.csv"')


def test_only_a_province_is_put_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    province(tmp_path, monkeypatch)
    text = (tmp_path / "east.toml").read_text("utf-8").replace('areas = "east.csv"', 'prefectures = ["west"]')
    (tmp_path / "east.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=r"prefectures 只有省（2位代码）可以写；请改正。"):
        regions.read("east")
