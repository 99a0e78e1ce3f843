"""尘肺病重点行业未参加工伤, 安全检查单位未参加工伤 and 工程项目未参加工伤 (lists.md E18, E24, E17)."""

import pytest

from tests.town import Lists, Town

DUST, SAFETY, PROJECTS = (
    "dust_hazard_without_injury_cover",
    "safety_checked_without_injury_cover",
    "projects_without_injury_cover",
)
ROSTER = {DUST: "粉尘危害", SAFETY: "安全检查"}
BOTH = pytest.mark.parametrize("list_id", [DUST, SAFETY])


@pytest.fixture(scope="module")
def night() -> Lists:
    """Every firm is on both rosters, but those whose name says otherwise."""
    town = Town()
    town.firms("""
        name     | unit | insurance | tax | business
        无工伤   | 1    | 110       |     |
        暂停工伤 | 2    | 410       |     |
        终止工伤 | 3    | 410       |     |
        有工伤   | 1    | 410       |     |
        两户     | 3    | 410       |     |
        停业矿   | 1    | 110       | 04  |
        注销矿   |      |           |     | 注销
        粉尘厂   |      |           |     |
        安检厂   |      |           |     |
        个体石场 |      |           |     |
        名录独知 |      |           | -   | -
    """)
    for row in town.rows["taxpayer"] + town.rows["business"]:
        if row["employer_name"] == "个体石场":
            row |= {name: "个体工商户" for name in ("taxpayer_kind", "business_kind") if name in row}
    # of two units of one employer the active one covers it
    town.units("firm | insurance\n两户 | 410")
    town.rows["insured_unit"][-1]["insured_unit_id"] = "U2"
    for kind, other in (("粉尘危害", "安检厂"), ("安全检查", "粉尘厂")):
        firms = [name for name in town.firm_ids if name != other]
        town.of_firms("unit_roster", "firm | roster_kind | headcount\n" + "\n".join(
            f"{firm} | {kind} | {12 if firm == '无工伤' else ''}" for firm in firms))  # fmt: skip
    town.people("name | born | sex\n甲 | 1990-01-01 | 男")
    return town.night(lists={DUST, SAFETY, PROJECTS})


@BOTH
def test_a_unit_on_the_roster_without_injury_insurance_is_on_the_list(night: Lists, list_id: str) -> None:
    row = night[list_id]["无工伤"]
    assert (row["tier"], row["confidence"], row["priority"]) == ("must_join", "confirmed", 2)
    assert row["reason"] == f"在{ROSTER[list_id]}名录上，名录从业12人，没有在参保状态的工伤保险登记。"
    assert row["evidence"].startswith("unit_roster/all.csv#")


@BOTH
@pytest.mark.parametrize("name", ["暂停工伤", "终止工伤", "个体石场"])
def test_a_suspended_or_ended_unit_covers_nobody(night: Lists, list_id: str, name: str) -> None:
    assert night.tiers(list_id).get(name) == "must_join"


@BOTH
def test_whom_only_the_roster_knows_is_checked_at_a_desk(night: Lists, list_id: str) -> None:
    row = night[list_id]["名录独知"]
    assert row["tier"] == "check_data"
    assert "没有市场主体和税务登记" in row["reason"]


@BOTH
@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("有工伤", "has injury insurance"),
        ("两户", "has one active unit beside one that ended"),
        ("停业矿", "suspended at the tax office"),
        ("注销矿", "closed in the registry"),
    ],
)
def test_others_are_not_on_the_list(night: Lists, list_id: str, name: str, because: str) -> None:
    assert name not in night[list_id], because


def test_each_list_has_a_roster_of_its_own(night: Lists) -> None:
    assert {name: "粉尘厂" in night[name] for name in (DUST, SAFETY)} == {DUST: True, SAFETY: False}
    assert {name: "安检厂" in night[name] for name in (DUST, SAFETY)} == {DUST: False, SAFETY: True}


def kiln(roster: str, unit: str, boss: str = "周甲", phone: str = "13912340001") -> Lists:
    """A firm of 周甲's that a roster prints as `roster`, and an injury unit called `unit`, both without a number."""
    town = Town()
    town.firms("name\n阜宁县宏达建材有限公司")
    for row in town.rows["taxpayer"]:
        row |= {"legal_person_name": "周甲", "phone": "13912340001"}
    town.add("unit_roster", employer_name=roster, roster_kind="粉尘危害")
    town.add(
        "insured_unit",
        insured_unit_id="V1",
        employer_name=unit,
        insurance="410",
        unit_status="1",
        legal_person_name=boss,
        phone=phone,
    )
    return town.night(lists={DUST, SAFETY, PROJECTS})


def test_a_name_that_a_roster_prints_in_another_way_is_the_firms() -> None:
    lists = kiln("阜宁宏达建材有限责任公司", "阜宁县森茂物流有限公司", "钱乙", "13700000001")
    row = lists[DUST]["阜宁县宏达建材有限公司"]
    assert (row["tier"], row["confidence"]) == ("must_join", "probable")


def test_a_unit_known_by_its_name_covers_the_firm() -> None:
    assert kiln("阜宁县宏达建材有限公司", "阜宁宏达建材有限责任公司")[DUST] == {}


def test_a_unit_that_may_be_the_firms_takes_it_off_no_list_but_to_the_desk() -> None:
    row = kiln("阜宁县宏达建材有限公司", "阜宁县新源电子有限公司")[DUST]["阜宁县宏达建材有限公司"]
    assert (row["tier"], row["confidence"], row["priority"]) == ("check_data", "review", 5)
    assert "可能是同一单位" in row["reason"]


@pytest.fixture(scope="module")
def sites() -> Lists:
    town = Town(as_of="2026-11-22")
    town.firms("name\n阜宁县宏达建设有限公司\n阜宁县兴业建设有限公司")
    town.of_firms("construction_project", """
        project_id | firm                   | project_name           | starts_on  | ends_on    | price_yuan | area
        P01        | 阜宁县宏达建设有限公司 | 香樟花园1号楼          | 2026-03-01 | 2027-06-30 | 30000000   | 320923100
        P02        | 阜宁县宏达建设有限公司 | 第三中学教学楼         | 2026-03-01 | 2027-06-30 | 5000000    | 320923100
        P03        | 阜宁县宏达建设有限公司 | 金沙湖大桥             | 2026-11-22 | 2027-06-30 |            |
        P04        | 阜宁县宏达建设有限公司 | 人民医院门诊楼         | 2026-11-23 | 2027-06-30 |            |
        P05        | 阜宁县宏达建设有限公司 | 东风小区二期           | 2025-01-01 | 2026-11-22 |            |
        P06        | 阜宁县宏达建设有限公司 | 老干部活动中心         | 2025-01-01 | 2026-11-21 |            |
        P07        | 阜宁县宏达建设有限公司 | 污水处理厂             | 2025-01-01 |            |            |
        P08        | 阜宁县宏达建设有限公司 | 锦绣江南住宅小区       | 2026-03-01 | 2027-06-30 |            |
        P09        | 阜宁县宏达建设有限公司 | 滨河公园提升改造       | 2026-03-01 | 2027-06-30 |            |
        P10        | 阜宁县宏达建设有限公司 | 城南农贸市场           | 2026-03-01 | 2027-06-30 |            |
        P11        | 阜宁县兴业建设有限公司 | 西环路改造             | 2026-03-01 | 2027-06-30 |            |
        P12        | 阜宁县宏达建设有限公司 | 东湖湿地公园           |            |            |            |
        P13        | 南京外来建设有限公司   | 变电站扩建             | 2026-03-01 | 2027-06-30 |            |
    """)  # fmt: skip
    # a contractor that the department prints without its number
    for row in town.rows["construction_project"]:
        if row["project_name"] == "西环路改造":
            row["uscc"] = ""
    town.of_firms("project_cover", """
        cover_id | project_id | firm                   | project_name         | starts_on  | ends_on
        C1       | P02        | 阜宁县宏达建设有限公司 | 教学楼               | 2026-03-05 | 2027-06-30
        C2       |            | 阜宁县宏达建设有限公司 | 锦绣江南住宅小区工程 | 2026-03-05 | 2027-06-30
        C3       |            | 阜宁县兴业建设有限公司 | 滨河公园提升改造     | 2024-03-05 | 2027-06-30
        C4       | P10        | 阜宁县宏达建设有限公司 | 城南农贸市场         | 2026-03-05 | 2026-08-31
    """)  # fmt: skip
    for row in town.rows["project_cover"]:
        del row["uscc"]
    return town.night(lists={DUST, SAFETY, PROJECTS})


def test_a_site_that_nobody_insures_is_on_the_list(sites: Lists) -> None:
    row = sites[PROJECTS]["香樟花园1号楼"]
    assert (row["subject_kind"], row["subject_id"], row["tier"]) == ("project", "project:P01", "must_join")
    assert (row["town_code"], row["priority"], row["employer_name"]) == ("320923100", 1, "阜宁县宏达建设有限公司")
    assert row["reason"] == (
        "由阜宁县宏达建设有限公司施工，2026年03月01日开工，计划2027年06月30日竣工，造价30000000元，"
        "没有按项目参加工伤保险。"
    )
    assert row["evidence"] == "construction_project/all.csv#2"


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("金沙湖大桥", "begun today"),
        ("东风小区二期", "ends today"),
        ("污水处理厂", "nobody knows when it ends"),
        ("变电站扩建", "its contractor is known to no register here: the site is what counts"),
    ],
)
def test_others_that_go_on_without_cover(sites: Lists, name: str, because: str) -> None:
    assert sites.tiers(PROJECTS).get(name) == "must_join", because


def test_a_site_is_certain_unless_its_contractor_is_known_by_name(sites: Lists) -> None:
    assert sites[PROJECTS]["香樟花园1号楼"]["confidence"] == "confirmed"
    row = sites[PROJECTS]["西环路改造"]
    assert (row["confidence"], row["business_kind"]) == ("probable", "企业")
    outsider = sites[PROJECTS]["变电站扩建"]
    assert (outsider["confidence"], outsider["industry_group"], outsider["is_agency"]) == ("confirmed", "建筑", False)


def test_a_cover_of_the_same_name_by_another_contractor_takes_it_off_no_list_but_to_the_desk(sites: Lists) -> None:
    row = sites[PROJECTS]["滨河公园提升改造"]
    assert (row["tier"], row["confidence"]) == ("check_data", "review")
    assert "可能是这个项目的" in row["reason"]


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("第三中学教学楼", "covered by its number"),
        ("锦绣江南住宅小区", "covered by name and contractor"),
        ("城南农贸市场", "a cover that ran out is a cover: the list asks for none at all"),
        ("人民医院门诊楼", "begins tomorrow"),
        ("东湖湿地公园", "nobody knows when it begins"),
        ("老干部活动中心", "ended yesterday"),
    ],
)
def test_sites_that_are_covered_ended_or_not_begun_are_not_on_the_list(sites: Lists, name: str, because: str) -> None:
    assert name not in sites[PROJECTS], because
