"""The workbook with the rows that the desk checks before anybody visits, and its way back."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl

import regions
from handouts.desk import Check, Desk, write_desk
from handouts.feedback import read_answers
from regions.outcomes import DESK, outcomes
from sql.publication import Meaning

AS_OF = date(2026, 11, 22)
SECRET = "0" * 64
LEAD: dict[str, Any] = {
    "case_id": "00000000000000d1",
    "subject_kind": "person",
    "subject_id": "32092319700101001X",
    "subject_name": "李四",
    "town_code": "320923100",
    "village_code": "320923100202",
    "tier": "check_data",
    "confidence": "probable",
    "reason": "2026年07月14日去世，待遇发放到2026年10月。",
    "priority": 2,
    "evidence": "benefit/待遇.csv#7; death/火化.csv#3",
    "last_paid_in": date(2026, 10, 1),
    "benefit_yuan": 450.0,
    "sex": "1",
    "note_of_nobody": None,
    "address": "三组5号",
    "phone": "13800000000",
    "town_name": "羊寨镇",
    "village_name": "单家村",
}
OTHER = LEAD | {
    "case_id": "00000000000000d2",
    "subject_id": "320923197001010028",
    "subject_name": "张三",
    "priority": 1,
}
FACTS = pl.DataFrame(
    {"subject_id": [LEAD["subject_id"]], "registered": ["李四，1970年生"], "pension": ["在领取城乡居民养老"]}
    | {"medical": ["未查到"], "wage": ["近期没有工资"]}
)
MEANINGS = {"last_paid_in": Meaning("最近发放月"), "benefit_yuan": Meaning("待遇", unit="元"), "sex": Meaning("性别")}


def desk(*checks: Check, **more: Any) -> Desk:
    return Desk(checks, {"person": FACTS}, meanings=MEANINGS, **more)


def written(folder: Path, of: Desk) -> Path:
    return write_desk(of, folder / "desk.xlsx", AS_OF, regions.read("funing"), SECRET)


DEAD = Check("死亡冒领", pl.DataFrame([LEAD, OTHER]), "死亡登记")
NOBODY = Check("空清单", pl.DataFrame([LEAD]).clear())


def test_an_index_leads_to_the_lists_that_have_rows_and_names_those_that_have_none(tmp_path: Path) -> None:
    workbook = openpyxl.load_workbook(written(tmp_path, desk(DEAD, NOBODY)))
    assert workbook.sheetnames == ["索引", "死亡冒领"]
    index = {row[0].value: row for row in workbook["索引"].iter_rows()}
    assert index["清单"][1].value == "1个清单、2行"
    assert index["死亡冒领"][1].value == "2行（最多的：羊寨镇2）；未比对：死亡登记"
    assert index["死亡冒领"][0].hyperlink.location == "'死亡冒领'!A1"
    assert index["没有线索的"][1].value == "空清单"


def test_a_row_tells_whom_what_the_list_says_and_what_the_departments_say_in_words(tmp_path: Path) -> None:
    header, first, second = openpyxl.load_workbook(written(tmp_path, desk(DEAD)))["死亡冒领"].values
    rows = [dict(zip(header, cells, strict=True)) for cells in (first, second)]
    assert [row["姓名或单位名称"] for row in rows] == ["张三", "李四"]
    assert rows[1].pop("行号").startswith("K")
    assert rows[1] == {
        "序号": 2,
        "姓名或单位名称": "李四",
        "地址": "三组5号",
        "核实结果": None,
        "原因": None,
        "备注": None,
        "电话": "13800000000（有误）",
        "证件或单位号码": "32092319700101001X",
        "乡镇": "羊寨镇",
        "村（社区）": "单家村",
        "事由": LEAD["reason"],
        "confidence": "按名称匹配",
        "priority": 2,
        "evidence": "待遇发放信息：待遇.csv 第7行\n殡葬与死亡信息：火化.csv 第3行",
        "最近发放月": "2026年10月",
        "待遇（元）": 450,
        "性别": "男",
        "登记（各部门）": "李四，1970年生",
        "养老（各部门）": "在领取城乡居民养老",
        "医保（各部门）": "未查到",
        "工资（各部门）": "近期没有工资",
    }


def test_the_answers_of_the_desk_are_chosen_from_its_own_reasons_and_come_back(tmp_path: Path) -> None:
    path = written(tmp_path, desk(DEAD))
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["死亡冒领"]
    assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation] == ["D2:D3", "E2:E3"]
    assert "已停发或追回" in outcomes(DESK)["已办理"]
    sheet["E2"] = "已停发或追回"
    sheet["D3"], sheet["E3"], sheet["F3"] = "线索有误", "误报", "火化登记的是同名的人"
    sheet["G3"] = "13851234009"
    workbook.save(path)
    returned = read_answers(path, SECRET)
    assert returned.questioned == []
    assert [
        (answer.case_ids, answer.kind, answer.result, answer.reason, answer.note) for answer in returned.answers
    ] == [
        (("00000000000000d2",), DESK, "已办理", "已停发或追回", ""),
        (("00000000000000d1",), DESK, "线索有误", "误报", "火化登记的是同名的人"),
    ]
    assert [answer.corrections for answer in returned.corrected] == [(("phone", "13851234009"),)]


def test_rows_of_two_towns_are_answered_on_one_sheet(tmp_path: Path) -> None:
    away = OTHER | {"town_code": "320923101", "town_name": "陈良镇"}
    path = written(tmp_path, desk(Check("死亡冒领", pl.DataFrame([LEAD, away]))))
    workbook = openpyxl.load_workbook(path)
    workbook["死亡冒领"]["E2"] = workbook["死亡冒领"]["E3"] = "待部门核实"
    workbook.save(path)
    assert len(read_answers(path, SECRET).answers) == 2


def test_what_workers_corrected_is_told_for_the_departments(tmp_path: Path) -> None:
    corrections = pl.DataFrame(
        {"subject_kind": ["person"], "subject_id": ["32092319700101001X"], "subject_name": ["李四"], "which": ["phone"]}
        | {"which_shown": ["电话"], "was": ["13800000000"], "corrected_to": ["13851234009"], "actor": ["王网格"]}
        | {"as_of": [AS_OF], "source_row": ["羊寨.xlsx#4"]}
    )
    workbook = openpyxl.load_workbook(written(tmp_path, desk(DEAD, corrections=corrections)))
    assert list(workbook["更正"].values)[1] == (
        *("李四", "32092319700101001X", "电话", "13800000000", "13851234009", "王网格", "2026-11-22", "羊寨.xlsx#4"),
    )


def test_a_text_stays_the_text_it_was_and_sheet_names_are_such_as_excel_accepts(tmp_path: Path) -> None:
    name = "一份/名称[很长]的*清单?" * 4
    checks = [Check(name, pl.DataFrame([LEAD | {"reason": "=1"}])), Check(name, pl.DataFrame([LEAD]))]
    workbook = openpyxl.load_workbook(written(tmp_path, desk(*checks)))
    _, one, two = workbook.sheetnames
    assert (one, two) == (("一份_名称_很长_的_清单_" * 4)[:31], one[:30] + "2")
    assert (workbook[one]["K2"].value, workbook[one]["K2"].data_type) == ("=1", "s")
    assert workbook[one].print_title_rows == "$1:$1"


def test_a_desk_file_is_the_same_twice_and_one_without_rows_says_so(tmp_path: Path) -> None:
    assert written(tmp_path / "a", desk(DEAD)).read_bytes() == written(tmp_path / "b", desk(DEAD)).read_bytes()
    index = openpyxl.load_workbook(written(tmp_path / "c", desk(NOBODY)))["索引"]
    assert ("清单", "本期无") in [row[:2] for row in index.values]
