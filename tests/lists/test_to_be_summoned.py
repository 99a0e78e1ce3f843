"""多次提醒未整改单位: who refused again and again and still must insure people (lists.md E21; 武义 三(二)6)."""

import pytest

from tests.lists.contacts import answered
from tests.town import Lists, Town

LIST, TAXED, ARREARS = "to_be_summoned", "taxed_uninsured_employers", "arrears_employers"
ASKED = {LIST, TAXED, ARREARS, "converted_uninsured_employers"}
ANSWERS = (
    ("三次", TAXED, 3, "暂未办理", "拒绝配合"),
    ("两次", TAXED, 2, "暂未办理", "拒绝配合"),
    ("四次", TAXED, 4, "暂未办理", "拒绝配合"),
    ("五次", TAXED, 5, "暂未办理", "拒绝配合"),
    ("两案", TAXED, 2, "暂未办理", "拒绝配合"),
    ("两案", "converted_uninsured_employers", 1, "暂未办理", "拒绝配合"),
    ("一行", f"{TAXED} converted_uninsured_employers", 2, "暂未办理", "拒绝配合"),
    ("无意愿", TAXED, 3, "暂未办理", "无意愿"),
    ("待核对", TAXED, 3, "暂未办理", "拒绝配合"),
    ("已改正", TAXED, 3, "暂未办理", "拒绝配合"),
    ("已注销", ARREARS, 3, "暂未办理", "拒绝配合"),
)


@pytest.fixture(scope="module")
def night() -> Lists:
    town = Town()
    town.firms("""
        name   | unit | business
        三次   |      |
        两次   |      |
        四次   |      |
        五次   |      |
        两案   |      |
        一行   |      |
        无意愿 |      |
        待核对 |      |
        已改正 | 1    |
        已注销 | 1    | 注销
        从未   |      |
    """)
    town.register("firm | converted_from\n两案 | 320923600000001\n一行 | 320923600000002")
    town.taxes("firm | months\n" + "\n".join(f"{firm} | 2026-09" for firm in town.firm_ids))
    # nobody works at 待核对: its only row is a question to the data
    staffed = [firm for firm in town.firm_ids if firm != "待核对"]
    town.people("name | born | sex\n" + "\n".join(f"甲{firm} | 1990-01-01 | 男" for firm in staffed))
    town.wages("who | firm | months\n" + "\n".join(f"甲{firm} | {firm} | 2026-08..2026-10" for firm in staffed))
    town.paid("who | insurance | firm | months\n甲已改正 | 110 | 已改正 | 2026-10")
    town.paid("who | insurance | firm | months | arrived\n甲已注销 | 110 | 已注销 | 2026-01 | 0")

    return town.night(answered(town, ANSWERS), lists=ASKED)


def test_three_refusals_and_still_on_a_list_of_those_who_must(night: Lists) -> None:
    row = night[LIST]["三次"]
    assert (row["tier"], row["refusals"], row["must_join_lists"], row["missing_people"]) == ("check_data", 3, 1, 1)
    assert row["reason"] == (
        "走访中3次拒绝配合，最近一次2026年09月03日，仍在1个应当参保清单上，1人应参保而未参保，建议下一步：约谈。"
    )
    assert row["evidence"] == "100_阜城街道.xlsx#6"


def test_each_refusal_more_asks_for_a_further_step(night: Lists) -> None:
    steps = {name: night[LIST][name]["next_step"] for name in ("三次", "四次", "五次")}
    assert steps == {"三次": "约谈", "四次": "整改通知单", "五次": "联合执法"}


def test_refusals_about_all_cases_of_one_employer_add_up(night: Lists) -> None:
    row = night[LIST]["两案"]
    assert (row["refusals"], row["must_join_lists"]) == (3, 2)


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("两次", "refused twice"),
        ("一行", "refused on two calls, each about two cases"),
        ("无意愿", "unwilling is not refusing"),
        ("待核对", "only to be checked at a desk: on no list of those who must"),
        ("已改正", "insures its people by now"),
        ("已注销", "owes, but is closed by now"),
        ("从未", "nobody has called there yet"),
    ],
)
def test_others_are_not_on_the_list(night: Lists, name: str, because: str) -> None:
    assert name not in night[LIST], because


def test_before_anybody_has_called_anywhere_the_list_is_empty() -> None:
    town = Town()
    town.firms("name\n甲公司")
    assert town.night(lists=ASKED)[LIST] == {}
