"""Who is which employer: a few records at a time, small enough to check by eye."""

from datetime import date, datetime

import polars as pl
import pytest

import regions
from matchers.employer import records as employer_records
from matchers.employer import tables as employer_tables
from matchers.employer.link import WEIGHTS, linked_employers
from matchers.engine import weights
from matchers.text import employer_names as names
from tests.town import table, uscc

FUNING = regions.read("funing")
PLACES = names.Places.of(FUNING.areas, FUNING.code)
MENTION = (
    *("extract", "record_id", "slot", "employer_name", "legal_person_name", "legal_person_id", "address", "phone"),
    *("industry", "area", "business_kind", "opened_on", "is_former", "staff"),
)
VERDICT = ("matcher", "left_extract", "left_record", "right_extract", "right_record", "verdict")
# Firms that nobody asks about: what is common and what is rare needs a county around it.
CROWD = "".join(
    f"""
    business | R{n} | C{n} | 阜宁县{brand}{trade}有限公司 | {boss}{n} | 1380000{n:04d} | 阜宁县{road}{n + 1}号
    taxpayer | T{n} | C{n} | 阜宁县{brand}{trade}有限公司 | {boss}{n} | 1380000{n:04d} | 阜宁县{road}{n + 1}号
    hrss | U{n} | C{n} | 阜宁县{brand}{trade}有限公司 | {boss}{n} | 1380000{n:04d} | 阜宁县{road}{n + 1}号
    """
    for n, (brand, trade, boss, road) in enumerate(
        (brand, trade, boss, road)
        for brand in ("鼎盛", "华丰", "瑞祥", "东升", "永兴")
        for trade, boss, road in (("食品", "周", "香港路"), ("纺织", "吴", "花园路"), ("物流", "郑", "人民路"))
    )
)


def linked(text: str, verdicts: str | None = None, taught: list[tuple[str, str, str]] | None = None):
    """Link a few records: extract | number | code | name | boss | phone | address [| opened [| people]].

    A code of C1 stands for the valid credit code number 1, `_former` behind an extract for a name that the registry
    once held; people are one letter each. `taught`: per verdict both names and who gave it. Returns the employer of
    each record, and the pairs.
    """
    lines = [line + "|" * (8 - line.count("|")) for line in (CROWD + text).splitlines() if line.strip()]
    rows = table("\n".join(["extract | number | code | name | boss | phone | address | opened | people", *lines]))
    record_rows, mention_rows = [], []
    for row in rows:
        is_unit = row["extract"] in ("hrss", "hsa")
        extract = "insured_unit" if is_unit else row["extract"].removesuffix("_former")
        record = f"{row['extract']}:{row['number']}" if is_unit else row["number"]
        code = uscc(int(row["code"][1:])) if row["code"] else None
        prefix = {"insured_unit": "unit:", "business": "reg:", "taxpayer": "tax:"}.get(extract)
        employer_id = code or (prefix + record if prefix else None)
        rule = "uscc" if code else "none"
        if not row["extract"].endswith("_former"):
            record_rows.append((extract, record, code, code and code[8:17], employer_id, rule))
        slot = row["extract"].removesuffix("_former")
        slot = slot if slot in ("business", "taxpayer", "wage", "hrss", "hsa", "fund_deposit") else None
        printed = [row[name] or None for name in ("name", "boss", "address", "phone")]
        opened = date.fromisoformat(row["opened"]) if row["opened"] else None
        is_former = row["extract"].endswith("_former")
        columns = (extract, record, slot, printed[0], printed[1], None, printed[2], printed[3], None, "320923100", None)
        people = [ord(letter) for letter in row["people"] or ""] or None
        mention_rows.append((*columns, opened, is_former, people))
    record_frame = pl.DataFrame(
        record_rows,
        schema=dict.fromkeys(("extract", "record_id", "uscc", "organisation_code", "employer_id", "rule"), pl.String),
        orient="row",
    )
    schema = dict.fromkeys(MENTION, pl.String)
    schema |= {"opened_on": pl.Date, "is_former": pl.Boolean, "staff": pl.List(pl.UInt64)}
    mention_frame = pl.DataFrame(mention_rows, schema=schema, orient="row").with_row_index("print_no")
    answers = [tuple(cell.strip() for cell in line.split(",")) for line in (verdicts or "").strip().splitlines()]
    verdict_frame = pl.DataFrame(answers, schema=dict.fromkeys(VERDICT, pl.String), orient="row")
    if taught:
        told = pl.DataFrame(taught, schema=dict.fromkeys(("left_name", "right_name", "actor"), pl.String), orient="row")
        verdict_frame = verdict_frame.hstack(told).with_columns(decided_at=pl.lit(datetime(2026, 11, 23, 9, 30)))
    known = employer_records.make(record_frame, mention_frame, PLACES)
    employers = linked_employers(known, weights.read(WEIGHTS), verdict_frame)
    linked = employer_tables.employer_table(employers)
    return {row["record_id"]: row for row in linked.to_dicts()}, employers.linked.pairs


def code(number: int) -> str:
    return uscc(number)


def test_a_unit_without_a_code_is_the_firm_of_its_name():
    records, _ = linked("""
    business | B | C101 | 阜宁县宏达建材有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    hrss | V | | 阜宁宏达建材有限责任公司 | 王伟 | 13912340001 | 江苏省盐城市阜宁县上海路8号
    """)
    assert records["hrss:V"]["employer_id"] == code(101)
    assert records["hrss:V"]["verdict"] == "accepted" and records["hrss:V"]["rule"] == "name"


SISTERS = """
    business | B | C101 | 阜宁县宏达建材有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    business | D | C102 | 阜宁县宏达建筑有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号
"""


def test_of_two_sister_firms_at_one_address_the_trade_decides():
    records, _ = linked(SISTERS + "hrss | V | | 宏达建筑有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号")
    assert records["hrss:V"]["employer_id"] == code(102)


def test_a_unit_that_leaves_the_trade_out_could_be_either_sister_and_waits():
    records, pairs = linked(SISTERS + "hrss | V | | 宏达有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号")
    assert records["hrss:V"]["employer_id"] == "unit:hrss:V"
    assert records["hrss:V"]["verdict"] == "review"
    waiting = pairs.filter((pl.col("verdict") == "review") & (pl.col("right_record") == "hrss:V"))
    assert sorted(waiting["left_record"]) == ["B", "D"]
    assert all("请核对" in reason for reason in waiting["reason"])


def test_a_bookkeepers_phone_makes_nobody_one():
    crowd = "".join(
        f"taxpayer | A{n} | C{200 + n} | 阜宁县{brand}商贸有限公司 | 孙{n} | 13700001111 | 阜宁县花园大道{n}号\n"
        for n, brand in enumerate(("金诺", "京华", "聚贤", "凯旋", "康宁", "乐百", "力天", "联谊", "隆昌", "绿野"))
    )
    records, _ = linked(crowd + "hrss | V | | 阜宁县森茂商贸有限公司 | 钱一 | 13700001111 | 阜宁县迎宾路3号")
    assert records["hrss:V"]["employer_id"] == "unit:hrss:V"


def test_the_same_name_in_another_county_is_another_firm():
    records, _ = linked("""
    business | B | C101 | 滨海县宏达建材有限公司 | 李四 | 13912340001 | 滨海县中市路1号
    hrss | V | | 阜宁县宏达建材有限公司 | 王伟 | 13812340002 | 阜宁县上海路8号
    """)
    assert records["hrss:V"]["employer_id"] == "unit:hrss:V"


def test_a_branch_is_not_its_head_office_nor_another_branch():
    records, _ = linked("""
    business | H | C101 | 江苏恒泰商贸有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    business | B | C102 | 江苏恒泰商贸有限公司阜宁第一分公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    business | D | C103 | 江苏恒泰商贸有限公司阜宁第二分公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    hrss | V | | 江苏恒泰商贸有限公司阜宁第2分公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    hrss | W | | 江苏恒泰商贸有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    """)
    assert records["hrss:V"]["employer_id"] == code(103)
    assert records["hrss:W"]["employer_id"] == code(101)


RENAMED = """
    business | B | C101 | 阜宁县新源电子有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    business_former | B | C101 | 阜宁县宏达电子有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号
"""


def test_an_old_name_in_the_registry_is_a_name():
    records, _ = linked(RENAMED + "hrss | V | | 阜宁县宏达电子有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号")
    assert records["hrss:V"]["employer_id"] == code(101)


def test_a_name_that_another_firm_took_over_stays_with_whom_the_rest_fits():
    records, _ = linked(
        RENAMED
        + """
    business | D | C102 | 阜宁县宏达电子有限公司 | 赵六 | 13600000009 | 阜宁县迎宾大道70号
    hrss | V | | 阜宁县宏达电子有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    hrss | W | | 阜宁县宏达电子有限公司 | 赵六 | 13600000009 | 阜宁县迎宾大道70号
    """
    )
    assert records["hrss:V"]["employer_id"] == code(101)
    assert records["hrss:W"]["employer_id"] == code(102)


def test_a_name_taken_over_from_a_firm_whose_old_name_nobody_tells_waits():
    records, _ = linked("""
    business | B | C101 | 阜宁县新源电子有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    business | D | C102 | 阜宁县宏达电子有限公司 | 赵六 | 13600000009 | 阜宁县迎宾大道70号
    hrss | V | | 阜宁县宏达电子有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    """)
    assert records["hrss:V"]["verdict"] == "review"


@pytest.mark.parametrize("name", ["阜宁县宏达电子有限公司", "阜宁县新原电子有限公司"], ids=["another", "one slip away"])
def test_a_bureau_that_was_never_told_of_a_new_name_still_has_boss_door_phone_and_month(name):
    records, _ = linked(f"""
    business | B | C101 | 阜宁县新源电子有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号 | 2015-03-02
    hsa | W | C101 | 阜宁县新源电子有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号 | 2015-04-01
    hrss | V | | {name} | 王伟 | 13912340001 | 阜宁县上海路8号 | 2015-04-01
    subsidy | {name} | | {name} | | |
    """)
    assert records["hrss:V"]["employer_id"] == code(101)


@pytest.mark.parametrize(
    "unit",
    [
        "hrss | V | | 阜宁县宏达电子有限公司 | 李四 | 13912340001 | 阜宁县上海路8号 | 2015-04-01",
        "hrss | V | | 阜宁县宏达电子有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号 | 2019-09-01",
        "hsa | V | | 阜宁县宏达电子有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号 | 2015-04-01",
    ],
    ids=["another boss", "years later", "it has a unit there"],
)
def test_a_unit_of_quite_another_name_waits_where_one_of_these_differs(unit):
    records, _ = linked(f"""
    business | B | C101 | 阜宁县新源电子有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号 | 2015-03-02
    hsa | W | C101 | 阜宁县新源电子有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号 | 2015-04-01
    {unit}
    """)
    [unit_row] = [row for record, row in records.items() if record.endswith(":V")]
    assert unit_row["verdict"] == "review"


def test_a_trader_turned_firm_stands_beside_its_old_self():
    records, _ = linked("""
    business | B | C101 | 阜宁县宏达超市有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    business | D | C102 | 阜宁县宏达超市 | 王伟 | 13912340001 | 阜宁县上海路8号
    hrss | V | | 阜宁县宏达超市有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    hsa | W | | 阜宁县宏达超市 | 王伟 | 13912340001 | 阜宁县上海路8号
    """)
    assert records["hrss:V"]["employer_id"] == code(101)
    assert records["hsa:W"]["employer_id"] == code(102)


def test_placeholders_are_no_evidence():
    records, _ = linked("""
    business | B | C101 | 阜宁县宏达建材有限公司 | 无 | 0 | 不详
    hrss | V | | 阜宁县森茂木业有限公司 | 无 | 0 | 不详
    hrss | W | | 不详 | 王伟 | 13912340001 | 阜宁县上海路8号
    """)
    assert records["hrss:V"]["employer_id"] == "unit:hrss:V"
    assert records["hrss:W"]["employer_id"] == "unit:hrss:W"


def test_two_units_that_no_register_knows_are_one_employer_by_their_name():
    records, _ = linked("""
    hrss | V | | 阜宁县森茂木业有限公司 | 钱一 | 13912340001 | 阜宁县上海路8号
    hsa | W | | 阜宁森茂木业有限公司 | 钱一 | 13912340001 | 阜宁县上海路8号
    """)
    assert records["hrss:V"]["employer_id"] == records["hsa:W"]["employer_id"] == "unit:hrss:V"


def test_a_taxpayer_without_a_code_is_the_registered_firm_of_its_name():
    records, _ = linked("""
    business | B | C101 | 阜宁县宏达建材有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    taxpayer | P | | 阜宁县宏达建材有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    """)
    assert records["P"]["employer_id"] == code(101)


def test_an_employer_never_holds_two_valid_codes():
    records, _ = linked("""
    business | B | C101 | 阜宁县宏达建材有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    hrss | V | C102 | 阜宁县宏达建材有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    hsa | W | | 阜宁县宏达建材有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    """)
    assert {records["B"]["employer_id"], records["hrss:V"]["employer_id"]} == {code(101), code(102)}


def test_a_persons_yes_links_and_a_no_keeps_apart():
    text = SISTERS + "hrss | V | | 宏达有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号"
    records, pairs = linked(text, "employer, business, B, insured_unit, hrss:V, yes")
    assert records["hrss:V"]["employer_id"] == code(101) and records["hrss:V"]["rule"] == "verdict"
    assert pairs.filter(pl.col("right_record") == "hrss:V").is_empty()
    records, pairs = linked(text, "employer, business, B, insured_unit, hrss:V, no")
    assert records["hrss:V"]["employer_id"] != code(101)
    assert pairs.filter((pl.col("right_record") == "hrss:V") & (pl.col("left_record") == "B")).is_empty()


def test_an_unsure_answer_keeps_a_sure_pair_waiting():
    text = """
    business | B | C101 | 阜宁县宏达建材有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    hrss | V | | 阜宁县宏达建材有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    """
    records, _ = linked(text, "employer, business, B, insured_unit, hrss:V, unsure")
    assert records["hrss:V"]["verdict"] == "review"


def test_the_order_of_the_records_changes_nothing():
    lines = (RENAMED + SISTERS.replace("C102", "C103")).strip().splitlines()
    lines[2] = lines[2].replace("| B |", "| E |").replace("C101", "C104")
    lines.append("hrss | V | | 宏达建筑有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号")
    records, pairs = linked("\n".join(lines))
    again, pairs_again = linked("\n".join(reversed(lines)))
    assert records == again
    assert pairs.sort(pairs.columns).equals(pairs_again.sort(pairs.columns))


@pytest.mark.parametrize("place", ["", "阜宁"])
def test_every_pair_says_what_agreed(place):
    _, pairs = linked(f"""
    business | B | C101 | 阜宁县宏达建材有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    hrss | V | | {place}宏达建材有限公司 | 李四 | 13912340001 | 阜宁县上海路8号
    """)
    [compared] = pairs.filter(pl.col("right_record") == "hrss:V")["compared"]
    assert "相同：" in compared and "单位名称" in compared and "不同：法定代表人" in compared


def test_an_employer_that_has_a_number_is_called_by_it_though_a_roster_has_none():
    records, _ = linked("""
    taxpayer | P | | 阜宁县森茂木业有限公司 | 钱一 | 13912340001 | 阜宁县上海路8号
    unit_roster | 森茂木业有限公司 | | 阜宁森茂木业有限公司 | | |
    """)
    assert records["P"]["employer_id"] == records["森茂木业有限公司"]["employer_id"] == "tax:P"


def test_a_short_form_without_legal_form_is_no_firms_own_however_many_books_print_it():
    records, _ = linked("""
    business | B | C101 | 阜宁县森茂木业有限公司 | 钱一 | 13912340001 | 阜宁县上海路8号
    subsidy | 森茂木业 | C101 | 森茂木业 | | |
    hrss | V | | 森茂木业 | 钱一 | 13912340001 | 阜宁县上海路8号
    """)
    assert records["hrss:V"]["employer_id"] == code(101)


# what prints nothing but a name

REGISTERED = "business | B | C101 | 江苏森茂五金制品有限公司 | 钱一 | 13912340001 | 阜宁县上海路8号"


@pytest.mark.parametrize("name", ["江苏森茂五金有限公司", "江苏森茂五金制品公司", "森茂五金"])
def test_a_bare_name_is_the_firm_whose_registered_name_alone_it_fits(name):
    records, _ = linked(f"{REGISTERED}\nunit_roster | R | | {name} | | |")
    assert records["R"]["employer_id"] == code(101) and records["R"]["verdict"] == "accepted"


@pytest.mark.parametrize(
    "name", ["江苏森茂五金有限公司", "森茂五金", "阜宁县森茂五金店"], ids=["either trade", "either, no place", "a shop"]
)
def test_a_bare_name_that_fits_two_or_none_is_nobodys(name):
    sister = "business | D | C102 | 江苏森茂五金工具有限公司 | 钱一 | 13912340001 | 阜宁县上海路8号"
    records, _ = linked(f"{REGISTERED}\n{sister}\nunit_roster | R | | {name} | | |")
    assert records["R"]["employer_id"] is None


def test_a_bare_name_is_not_a_short_form_where_another_unit_bears_it_whole():
    records, _ = linked(f"""{REGISTERED}
    hrss | V | | 江苏森茂五金有限公司 | 孙二 | 13612340002 | 阜宁县迎宾路9号
    unit_roster | R | | 江苏森茂五金有限公司 | | |
    """)
    assert records["R"]["employer_id"] == "unit:hrss:V"


def test_a_bare_name_is_todays_bearers_not_his_who_bore_it_once():
    records, _ = linked(
        RENAMED
        + """
    business | D | C102 | 阜宁县宏达电子有限公司 | 赵六 | 13600000009 | 阜宁县迎宾大道70号
    unit_roster | R | | 阜宁县宏达电子有限公司 | | |
    """
    )
    assert records["R"]["employer_id"] == code(102)


def test_a_bare_name_with_another_word_for_the_trade_is_the_firms():
    records, _ = linked("""
    business | B | C101 | 江苏森茂商贸有限公司 | 钱一 | 13912340001 | 阜宁县上海路8号
    unit_roster | R | | 江苏森茂贸易有限公司 | | |
    """)
    assert records["R"]["employer_id"] == code(101)


def test_a_bare_name_of_a_head_office_is_not_its_branch():
    records, _ = linked(f"""{REGISTERED}
    business | D | C102 | 江苏森茂五金制品有限公司阜宁东沟分公司 | 钱一 | 13912340001 | 阜宁县上海路8号
    unit_roster | R | | 江苏森茂五金制品 | | |
    unit_roster | S | | 森茂五金制品有限公司阜宁东沟分公司 | | |
    """)
    assert records["R"]["employer_id"] == code(101)
    assert records["S"]["employer_id"] == code(102)
