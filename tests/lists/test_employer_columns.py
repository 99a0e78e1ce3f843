"""What every list of employers says of an employer: trade, kind, agency, park and where it is (lists.md E13 to E15)."""

import pytest

from tests.town import Lists, Town

LIST = "taxed_uninsured_employers"
TRADES = {
    "7010": "房地产",
    "7090": "房地产",
    "7020": "物业",
    "K7020": "物业",
    "7030": "中介",
    "7262": "中介",
    "6210": "餐饮",
    "H6110": "宾馆",
    "4710": "建筑",
    "5013": "建筑",
    "0610": "煤矿/矿山/冶金/建材",
    "1011": "煤矿/矿山/冶金/建材",
    "3011": "煤矿/矿山/冶金/建材",
    "3110": "煤矿/矿山/冶金/建材",
    "3211": "煤矿/矿山/冶金/建材",
    "5193": "other",
    "": "other",
}
# By name: the registry's area, its address, the tax office's address.
PLACES = {
    "有村": ("320923100200", "阜宁县益林镇1号", ""),
    "有镇": ("320923101", "", ""),
    "只到县": ("320923", "阜宁县益林镇2号", ""),
    "县零": ("320923000000", "益林镇3号", ""),
    "外县码": ("320981100", "阜宁县板湖镇4号", ""),
    "税务址": ("", "阜宁县人民路5号", "阜宁县板湖镇6号"),
    "登记址": ("", "阜宁县益林镇7号", "阜宁县板湖镇7号"),
    "旧镇名": ("", "阜宁县吴滩镇8号", ""),
    "不明": ("", "阜宁县人民路9号", ""),
}


@pytest.fixture(scope="module")
def night() -> Lists:
    """Firms that pay tax and insure nobody: a row each."""
    town = Town()
    marked = ("合伙所", "名录派遣", "备案派遣", "用工单位", "行业派遣", "宏达劳务派遣有限公司", "园区厂", "规上厂")
    town.firms("name | unit | tax | kind\n甲 | 1 | |\n" + "\n".join(
        f"{name} | - | | {'合伙企业' if name == '合伙所' else ''}"
        for name in (*marked, *(f"行业{code}" for code in TRADES), *PLACES)
    ))  # fmt: skip
    for row in town.rows["business"]:
        if row["employer_name"].startswith("行业"):
            row["industry"] = row["employer_name"].removeprefix("行业").replace("派遣", "7263")
    for registered, taxed in zip(town.rows["business"], town.rows["taxpayer"], strict=True):
        if place := PLACES.get(registered["employer_name"]):
            registered |= {"area": place[0], "address": place[1]}
            taxed |= {"area": "", "address": place[2]}
    town.of_firms("unit_roster", """
        firm     | roster_kind | park_name
        名录派遣 | 劳务派遣    |
        园区厂   | 开发区      | 阜宁经济开发区
        园区厂   | 规上企业    | 2026年规上名录
        规上厂   | 规上企业    | 2026年规上名录
    """)  # fmt: skip
    town.people("name | born | sex\n王一 | 1990-01-01 | 男")
    town.listed("dispatch", "who | agency | host | starts_on\n王一 | 备案派遣 | 用工单位 | 2026-01-01")
    town.taxes("firm | months\n" + "\n".join(f"{name} | 2026-09" for name in town.firm_ids))
    town.wages("who | firm | months\n王一 | 用工单位 | 2026-01..2026-10")
    town.paid("who | insurance | firm | months\n王一 | 110 | 甲 | 2026-10")
    return town.night(lists={LIST})


@pytest.mark.parametrize(("code", "group"), TRADES.items())
def test_the_trade_follows_the_code_with_or_without_its_letter(night: Lists, code: str, group: str) -> None:
    assert night[LIST][f"行业{code}"]["industry_group"] == group


def test_a_partnership_is_told_by_its_kind(night: Lists) -> None:
    assert night[LIST]["合伙所"]["business_kind"] == "合伙企业"


@pytest.mark.parametrize(
    ("name", "is_agency", "because"),
    [
        ("名录派遣", True, "on the roster of agencies"),
        ("备案派遣", True, "dispatches somebody, by the bureau's record"),
        ("行业派遣", True, "7263: dispatching workers"),
        ("宏达劳务派遣有限公司", True, "its name says so"),
        ("用工单位", False, "takes dispatched workers on"),
        ("行业7262", False, "finds jobs, and employs nobody for others"),
    ],
)
def test_who_dispatches_workers_is_marked(night: Lists, name: str, is_agency: bool, because: str) -> None:
    assert night[LIST][name]["is_agency"] is is_agency, because


def test_a_park_is_named_before_another_rosters_own_name(night: Lists) -> None:
    assert night[LIST]["园区厂"]["park_name"] == "阜宁经济开发区"
    assert night[LIST]["规上厂"]["park_name"] == "2026年规上名录"
    assert night[LIST]["合伙所"]["park_name"] is None


def test_wages_that_a_host_pays_are_the_agencys(night: Lists) -> None:
    assert night[LIST]["备案派遣"]["wage_headcount"] == 1
    assert night[LIST]["用工单位"]["wage_headcount"] == 0


@pytest.mark.parametrize(
    ("name", "town", "village", "because"),
    [
        ("有村", "320923100", "320923100200", "the code decides, whatever the address says"),
        ("有镇", "320923101", None, "a town's code names no village"),
        ("只到县", "320923110", None, "a county's code leaves it to the address"),
        ("县零", "320923110", None, "a county's code in twelve digits too"),
        ("外县码", "320923108", None, "a code of another county is none of ours"),
        ("税务址", "320923108", None, "the registry's address names no town, the tax office's does"),
        ("登记址", "320923110", None, "of two addresses the registry's"),
        ("旧镇名", "320923002", None, "an older name of a town"),
        ("不明", "unknown", None, "stays visible"),
    ],
)
def test_where_an_employer_is(night: Lists, name: str, town: str, village: str | None, because: str) -> None:
    row = night[LIST][name]
    assert (row["town_code"], row["village_code"]) == (town, village), because
