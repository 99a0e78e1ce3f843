"""`explain` tells a clerk of a subject: every list of its kind, the facts, the cases; near spellings of one unknown."""

import re
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from base.errors import BadInput
from base.home import Home
from flows.explain import sentences
from ledger import chain
from ledger.event import Event, canonical
from tests.flows.inbox import night, small_town, write

TOWN = small_town()
TOWN.people("""
    name | born       | sex
    入伍 | 1995-04-04 | 男
    外嫁 | 1988-08-08 | 女""")
TOWN.wages("""
    who  | firm | months
    入伍 | 甲厂 | 2026-06..2026-10""")
TOWN.listed("soldier", "who  | starts_on  | ends_on\n入伍 | 2026-09-01 | 2028-08-31")
# Names long enough to be misspelt.
for extract in ("taxpayer", "business", "insured_unit", "wage"):
    for row in TOWN.rows[extract]:
        row["employer_name"] = {"甲厂": "阜宁县宏达建材有限公司", "乙厂": "盐城市长风物流有限公司"}[
            row["employer_name"]
        ]
WAGED, LAPSED = "有工资未参保人员", "断保人员"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    root = tmp_path_factory.mktemp("explained")
    night(write(TOWN, root / "inbox"), root / "home")
    return Home(root / "home")


def of(home: Home, who: str, list_id: str | None = None) -> list[str]:
    return sentences(home, TOWN.ids.get(who, TOWN.firm_ids.get(who, who)), list_id)


def on(lines: list[str], title: str) -> str:
    """The one sentence about a list."""
    [line] = [line for line in lines if f"在清单【{title}】上" in line]
    return line


def refused(home: Home, subject: str) -> str:
    with pytest.raises(BadInput) as raised:
        sentences(home, subject)
    return str(raised.value)


# Lists ----------


def test_who_is_listed_is_told_figures_priority_rule_and_rows(home: Home) -> None:
    sentence = on(of(home, "漏保"), WAGED)
    assert sentence.startswith(f"在清单【{WAGED}】上（应当参保）：在阜宁县宏达建材有限公司领取工资")
    assert "近期3个月共15000元" in sentence
    assert "优先级1（所在单位已参保的（补办即可）为1，其余为2）" in sentence
    assert "规则：社会保险法第10、57、58、60条；阜宁 三(一)3：" in sentence
    assert sentence.endswith("依据 wage/all.csv#11; resident/all.csv#3")


def test_who_is_not_listed_is_told_the_first_condition_that_fails(home: Home) -> None:
    assert on(of(home, "在职"), WAGED) == f"不在清单【{WAGED}】上：近期已参保，职工（机关）养老申报到2026年10月"
    assert on(of(home, "在职"), LAPSED) == f"不在清单【{LAPSED}】上：没有断缴，缴到2026年10月"


def test_who_is_no_candidate_is_told_among_whom_the_list_looks(home: Home) -> None:
    assert on(of(home, "漏保"), LAPSED) == f"不在清单【{LAPSED}】上：不属于：参加过职工养老保险的人员"


def test_a_soldier_is_told_to_the_clerk_with_the_row_that_proves_it_and_to_no_analyst(home: Home) -> None:
    lines = of(home, "入伍")
    sentence = "免缴：现役军人（至2028年08月31日）；依据 soldier/all.csv#2"
    assert on(lines, WAGED) == f"不在清单【{WAGED}】上：{sentence}"
    assert "免缴职工养老、居民养老、职工医保、居民医保：现役军人，至2028年08月31日；依据 soldier/all.csv#2" in lines
    with duckdb.connect(str(home.published), read_only=True) as con:
        shown = con.execute("select distinct because from core.not_due where person_id = ?", [TOWN.ids["入伍"]])
        assert shown.fetchall() == [("免缴：不需走访",)]


def test_an_employer_is_told_of_the_lists_of_employers_only(home: Home) -> None:
    lines = of(home, "甲厂")
    assert on(lines, "未全员参保单位").startswith("在清单【未全员参保单位】上（应当参保）：")
    assert "已参保：近期为1人申报养老保险" in on(lines, "已纳税未参保单位")
    assert not any(title in line for line in lines for title in (WAGED, LAPSED))


def test_the_lists_that_it_is_on_come_before_the_others(home: Home) -> None:
    lists = [line for line in of(home, "漏保") if "在清单【" in line]
    assert [line.startswith("不") for line in lists] == sorted(line.startswith("不") for line in lists)


def test_one_list_may_be_asked_for(home: Home) -> None:
    [sentence] = [line for line in of(home, "停缴", "lapsed_members") if "在清单【" in line]
    assert sentence.startswith(f"在清单【{LAPSED}】上（动员参保）：职工养老保险缴到2026年03月后未再缴费")


def test_a_list_of_the_other_kind_of_subject_says_so(home: Home) -> None:
    lines = of(home, "漏保", "partly_insured_employers")
    assert [line for line in lines if line.startswith("清单【")] == ["清单【未全员参保单位】不列个人"]


def test_a_list_that_was_not_computed_says_what_it_lacks(published: Path) -> None:
    lines = sentences(Home(published), small_town().ids["大龄"])
    assert on(lines, "45周岁以上未参保居民") == "不在清单【45周岁以上未参保居民】上：未计算，缺参保人员信息 170"


# Cases ----------


def test_what_happened_in_its_cases_is_told_in_order_on_the_nights_own_days(home: Home) -> None:
    with duckdb.connect(str(home.published), read_only=True) as con:
        [(case_id,)] = con.execute(
            "select case_id from lists.lapsed_members where subject_id = ?", [TOWN.ids["停缴"]]
        ).fetchall()
    payload = {"result": "暂未办理", "reason": "联系不上", "note": "家中无人", "return_on": "2026-12-15"}
    answer = Event("answered", case_id, "张三", payload, date(2026, 11, 22), "310.xlsx", 4)
    chain.append(home, [answer, Event("listed", "0123456789abcdef", "系统", {})], datetime(2026, 12, 1, 9, 0))
    listed, *others, answered = [line for line in of(home, "停缴", "lapsed_members") if line.startswith("经过：")]
    assert re.fullmatch(
        f"经过：2026年11月22日，清单【{LAPSED}】：列入清单（动员参保）（系统(；....年..月..日记入)?）", listed
    )
    assert answered == (
        f"经过：2026年11月22日，清单【{LAPSED}】：反馈 暂未办理、联系不上（备注：家中无人），2026-12-15 再走访"
        "（张三；依据 310.xlsx#4；2026年12月01日记入）"
    )
    assert all(f"清单【{LAPSED}】" in line for line in others)
    assert [line for line in of(home, "停缴") if line.startswith("经过：")] == [listed, *others, answered]
    assert not any("经过：" in line for line in of(home, "停缴", "waged_uninsured_people"))


def test_a_verdict_on_its_records_is_part_of_its_history(home: Home) -> None:
    pair = canonical(["employer", "business", TOWN.firm_ids["甲厂"], "insured_unit", "hrss:U9"])
    chain.append(home, [Event("verdict", pair, "李四", {"verdict": "no"})], datetime(2026, 11, 23, 9, 0))
    sentence = f"经过：2026年11月23日，business {TOWN.firm_ids['甲厂']} 与 insured_unit hrss:U9：认定为不同对象（李四）"
    assert sentence in of(home, "甲厂")
    assert not any("hrss:U9" in line for line in of(home, "乙厂"))


# Unknown ----------


def test_a_number_with_one_wrong_digit_or_two_swapped_is_met_with_the_right_one(home: Home) -> None:
    number = TOWN.ids["停缴"]
    wrong = number[:9] + str((int(number[9]) + 1) % 10) + number[10:]
    swapped = number[:12] + number[13] + number[12] + number[14:]
    for written in (wrong, swapped):
        assert written != number
        sentence = refused(home, written)
        assert f"相近的有：{number}。" in sentence and written not in sentence


def test_a_number_with_two_wrong_digits_is_nobodys(home: Home) -> None:
    number = TOWN.ids["停缴"]
    assert "相近" not in refused(home, f"{number[:7]}00{number[9:]}")


def test_an_employers_name_or_code_misspelt_is_met_with_the_right_one(home: Home) -> None:
    code = TOWN.firm_ids["甲厂"]
    for written in ("阜宁宏达建材有限公司", "阜宁县红达建材有限公司", f"{code[:9]}{code[10]}{code[9]}{code[11:]}"):
        assert f"阜宁县宏达建材有限公司（{code}）" in refused(home, written)


def test_names_of_people_are_not_searched(home: Home) -> None:
    for written in ("停缴", "断交", "漏保"):
        assert refused(home, written).endswith("或清单里的对象编号）。")


def test_an_employers_name_and_a_case_stand_for_their_subject(home: Home) -> None:
    assert of(home, "阜宁县宏达建材有限公司") == of(home, "甲厂")
    with duckdb.connect(str(home.published), read_only=True) as con:
        [(case_id,)] = con.execute(
            "select case_id from lists.waged_uninsured_people where subject_id = ?", [TOWN.ids["漏保"]]
        ).fetchall()
    assert of(home, case_id) == of(home, "漏保")


# Time ----------


def test_an_answer_waits_for_no_library_that_it_does_not_need() -> None:
    """Prefect alone takes seconds to load."""
    asked = (
        "import sys, flows.cli, flows.explain; print([m for m in ('prefect', 'polars', 'pyarrow') if m in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=60)
    assert ended.stdout.strip() == "[]"
