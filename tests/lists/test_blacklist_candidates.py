"""严重失信名单建议: a penalty or an order whose day has passed, and what it names still stands (lists.md E21, E22)."""

import pytest

from tests.town import Lists, Town

LIST = "blacklist_candidates"
PAPERS = """
    firm   | paper_no | paper_kind | matter   | issued_on  | due_on     | corrected_on
    未登记 | 1号      | 行政处罚   | 未登记   | 2026-09-01 | 2026-10-01 |
    昨日   | 2号      | 责令改正   | 未登记   | 2026-11-01 | 2026-11-21 |
    今日   | 3号      | 责令改正   | 未登记   | 2026-11-01 | 2026-11-22 |
    无期限 | 4号      | 责令改正   | 未登记   | 2026-09-01 |            |
    罚无期 | 5号      | 行政处罚   | 未登记   | 2026-11-21 |            |
    罚今日 | 6号      | 行政处罚   | 未登记   | 2026-11-22 |            |
    处理   | 7号      | 行政处理   | 未登记   | 2026-09-01 | 2026-10-01 |
    无事项 | 8号      | 行政处罚   |          | 2026-09-01 | 2026-10-01 |
    欠缴   | 9号      | 行政处罚   | 欠缴     | 2026-09-01 | 2026-10-01 |
    已改正 | 10号     | 责令改正   | 未登记   | 2026-09-01 | 2026-10-01 | 2026-11-22
    将改正 | 11号     | 责令改正   | 未登记   | 2026-09-01 | 2026-10-01 | 2026-11-23
    已登记 | 12号     | 行政处罚   | 未登记   | 2026-09-01 | 2026-10-01 |
    空户   | 13号     | 责令改正   | 未申报   | 2026-09-01 | 2026-10-01 |
    漏一人 | 14号     | 责令改正   | 未申报   | 2026-09-01 | 2026-10-01 |
    报齐   | 15号     | 责令改正   | 未申报   | 2026-09-01 | 2026-10-01 |
    少报   | 16号     | 行政处罚   | 少报基数 | 2026-09-01 | 2026-10-01 |
    报实   | 17号     | 行政处罚   | 少报基数 | 2026-09-01 | 2026-10-01 |
    已注销 | 18号     | 行政处罚   | 未登记   | 2026-09-01 | 2026-10-01 |
    两份   | 19号     | 行政处罚   | 未登记   | 2026-09-01 | 2026-10-01 |
    两份   | 20号     | 责令改正   | 欠缴     | 2026-10-01 | 2026-11-01 |
"""
COVERED = ("已登记", "空户", "漏一人", "报齐", "少报", "报实")


@pytest.fixture(scope="module")
def night() -> Lists:
    town = Town(as_of="2026-11-22")
    firms = dict.fromkeys(line.split("|")[0].strip() for line in PAPERS.strip().splitlines()[1:])
    rows = [f"{firm} | {'1' if firm in COVERED else '-'} | {'注销' if firm == '已注销' else ''}" for firm in firms]
    town.firms("name | unit | business\n" + "\n".join(rows))
    paid = [firm for firm in COVERED if firm not in ("已登记", "空户")]
    people = [f"{firm}职工" for firm in paid] + ["漏", "登", "登二", "登三"]
    town.people("name | born | sex\n" + "\n".join(f"{who} | 1990-01-01 | 男" for who in people))
    bases = {"少报": "4800", "报实": "9000"}
    town.paid("who | insurance | firm | months | base\n" + "\n".join(
        f"{firm}职工 | 110 | {firm} | 2026-08..2026-10 | {bases.get(firm, '6000')}" for firm in paid))  # fmt: skip
    town.wages("who | firm | months | yuan\n" + "\n".join(
        f"{firm}职工 | {firm} | 2026-01..2026-10 | 9000" for firm in ("少报", "报实")))  # fmt: skip
    staff = (("漏", "漏一人"), ("登", "未登记"), ("登二", "未登记"), ("登三", "未登记"))
    town.wages("who | firm | months\n" + "\n".join(f"{who} | {firm} | 2026-08..2026-10" for who, firm in staff))
    town.of_firms("penalty", PAPERS)
    return town.night(lists={LIST})


def test_an_employer_that_a_penalty_names_and_that_is_still_not_registered(night: Lists) -> None:
    row = night[LIST]["未登记"]
    assert (row["tier"], row["priority"], row["paper_no"], row["missing_people"]) == ("check_data", 1, "1号", 3)
    assert row["reason"] == (
        "2026年09月01日送达行政处罚文书（1号），改正期限2026年10月01日已过，所列“未登记”在数据里仍未改正，3人应参保而未参保，"
        "是否列入严重失信名单请核对。"
    )
    assert row["evidence"].startswith("penalty/all.csv#2; wage/all.csv#")


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("昨日", "its day was yesterday"),
        ("罚无期", "a penalty without a day is for what should have been right before"),
        ("将改正", "put right only tomorrow"),
        ("空户", "declares nobody"),
        ("漏一人", "declares some, and one who must be insured is missing"),
        ("少报", "declares half of what it pays"),
    ],
)
def test_others_whose_paper_stands(night: Lists, name: str, because: str) -> None:
    assert night.tiers(LIST).get(name) == "check_data", because


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("今日", "its day is today"),
        ("罚今日", "fined today"),
        ("无期限", "an order without a day"),
        ("处理", "neither a penalty nor an order"),
        ("无事项", "names nothing"),
        ("欠缴", "what is owed is asked for by other means"),
        ("已改正", "put right today"),
        ("已登记", "has an active unit by now"),
        ("报齐", "declares all whom it pays"),
        ("报实", "declares what it pays"),
        ("已注销", "closed"),
    ],
)
def test_others_are_not_on_the_list(night: Lists, name: str, because: str) -> None:
    assert name not in night[LIST], because


def test_of_two_papers_the_one_that_stands_speaks(night: Lists) -> None:
    assert (night[LIST]["两份"]["paper_no"], night[LIST]["两份"]["matter"]) == ("19号", "未登记")


def test_without_the_inspectors_papers_the_list_is_not_computed() -> None:
    town = Town()
    town.firms("name\n甲公司")
    assert not town.night(lists={LIST}).computed[LIST]
