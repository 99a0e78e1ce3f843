"""What a survey's row may answer, both sides of each boundary; and a thousand edits: no answer on a wrong row."""

import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import regions
from base.errors import BadInput
from handouts import surveys
from handouts.survey_answers import Parts, judge_file
from handouts.surveys import PERSON, SURVEYS, UNIT, Issue, Survey
from tests.handouts.test_feedback_edits import EDITS, write
from tests.handouts.visits import SECRET, table

AS_OF, TODAY = date(2026, 3, 1), date(2026, 3, 20)
OFFICE = shutil.which("soffice")
FIRMS = ("甲厂", "乙厂", "丙厂", "丁厂")
Rows = list[list[Any]]


def subjects(survey: Survey, *names: str) -> pl.DataFrame:
    rows = [
        {name: f"{name}{number}" if field.look == "known" else number for name, field in survey.known.items()}
        | {"subject_id": f"9132092300000000{number:02d}", "subject_name": name, "town_code": "320923100"}
        | {"phone": f"1395678012{number}"}
        for number, name in enumerate(names)
    ]
    return pl.DataFrame(rows)


def workbook(root: Path, survey: Survey = UNIT, names: tuple[str, ...] = FIRMS, due_on: date | None = None) -> Path:
    frame = subjects(survey, *names)
    this = Issue(survey, AS_OF, regions.read("wuyi"), SECRET, due_on, "武义 三(三)3：3月底前")
    path = root / f"{survey.kind}.xlsx"
    surveys.write(path, root / "scratch", this, frame, frame, ("320923100", "沟墩镇"))
    return path


def judged(path: Path, today: date = TODAY) -> Parts:
    return judge_file(path, SECRET, None, None, today)


def answered(path: Path, **answers: Any) -> Parts:
    """What comes of answers in the first row."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[1]
    headers = {cell.value: cell.column for cell in sheet[1]}
    for header, value in answers.items():
        sheet.cell(2, headers[header]).value = value
    book.save(path)
    return judged(path)


GOOD: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"实际用工人数": 0}, {"headcount": 0, "status": None}),
    ({"实际用工人数": "12人", "其中未参保人数": "12"}, {"headcount": 12, "uninsured": 12}),
    ({"实际用工人数": "１２"}, {"headcount": 12}),
    ({"实际用工人数": 100_000}, {"headcount": 100_000}),
    ({"经营状况": "已注销"}, {"status": "已注销", "headcount": None}),
    ({"经营状况": "停业歇业", "实际用工人数": 0}, {"status": "停业歇业", "headcount": 0}),
    ({"实际用工人数": 3, "调查日期": date(2026, 3, 20)}, {"surveyed_on": "2026-03-20"}),
    ({"实际用工人数": 3, "调查日期": "2026年3月1日"}, {"surveyed_on": "2026-03-01"}),
    ({"实际用工人数": 3, "新电话": "0578-6432109"}, {"new_phone": "0578-6432109"}),
]
BAD: list[tuple[dict[str, Any], str]] = [
    ({"备注": "去过"}, "没有填“实际用工人数”（没有人填0）；停业、注销、搬离或找不到的，请选“经营状况”"),
    ({"经营状况": "正常经营"}, "没有填“实际用工人数”（没有人填0）；停业、注销、搬离或找不到的，请选“经营状况”"),
    ({"经营状况": "已搬离", "实际用工人数": 1}, "经营状况选了“已搬离”，又填了用工1人，请核对"),
    ({"实际用工人数": 12, "其中未参保人数": 13}, "“其中未参保人数”13比“实际用工人数”12多，请核对"),
    ({"实际用工人数": 3, "其中未参保人数": 0, "未参保原因": "退休返聘"}, "没有未参保的人，又选了“未参保原因”，请核对"),
    ({"实际用工人数": "约50"}, "“实际用工人数”应填整数（没有的填0），至多100000"),
    ({"实际用工人数": -1}, "“实际用工人数”应填整数（没有的填0），至多100000"),
    ({"实际用工人数": 100_001}, "“实际用工人数”应填整数（没有的填0），至多100000"),
    ({"实际用工人数": 3, "调查日期": date(2026, 3, 21)}, "调查日期还没有到，请核对年份和月份"),
    ({"实际用工人数": 3, "调查日期": date(2026, 2, 28)}, "调查日期早于本表的数据日期（2026-03-01），请核对年份和月份"),
    ({"实际用工人数": 3, "调查日期": "上周"}, "“调查日期”里填的不是日期，应写成 2026-03-10 的样子"),
    ({"实际用工人数": 3, "新电话": "138"}, "“新电话”里填的不像电话号码（应是11位手机号，或区号加号码），请核对后再交"),
    ({"经营状况": "还行"}, "“经营状况”里填的读不懂，请从下拉列表中选择 正常经营、停业歇业、已注销、已搬离、查无此单位"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "meant"), GOOD)
def test_what_a_firm_answers(tmp_path: Path, given: dict[str, Any], meant: dict[str, Any]) -> None:
    survey = answered(workbook(tmp_path), **given).survey
    [told] = survey.answers
    assert (told.subject_id, told.subject_name, told.line) == ("913209230000000000", "甲厂", 2)
    assert {name: told.values[name] for name in meant} == meant
    assert (survey.questioned, survey.skipped) == ([], 3)


@pytest.mark.parametrize(("given", "said"), BAD)
def test_what_cannot_be_meant_is_asked_about(tmp_path: Path, given: dict[str, Any], said: str) -> None:
    survey = answered(workbook(tmp_path), **given).survey
    assert [question.sentence for question in survey.questioned] == [said]
    assert survey.answers == []


def test_an_old_sheet_needs_the_day(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    answered(path, 实际用工人数=3)
    assert judged(path, date(2026, 6, 29)).survey.questioned == [], "120 days old"
    [question] = judged(path, date(2026, 6, 30)).survey.questioned
    assert question.sentence == "这张表是2026-03-01的数据，已经很久；请写明调查日期"


def test_two_different_answers_of_one_row_are_both_asked_about_and_the_same_twice_is_one(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    sheets = {name: table(path, name) for name in ("封面", UNIT.sheet)}
    rows = sheets[UNIT.sheet]
    place = rows[0].index("实际用工人数")
    rows[1][place] = 3
    twice = write(tmp_path / "twice.xlsx", {**sheets, UNIT.sheet: [*rows, list(rows[1])]})
    assert [one.values["headcount"] for one in judged(twice).survey.answers] == [3]
    other = [*rows[1][:place], 4, *rows[1][place + 1 :]]
    differ = judged(write(tmp_path / "differ.xlsx", {**sheets, UNIT.sheet: [*rows, other]})).survey
    assert differ.answers == []
    assert [one.sentence for one in differ.questioned] == [
        f"与“{UNIT.sheet}”第{line}行说的是同一行，填的却不同，请只留一个" for line in (6, 2)
    ]


def test_a_survey_in_a_town_s_workbook_is_read_too(tmp_path: Path) -> None:
    from tests.handouts.visits import LI, towns

    (town,) = towns(tmp_path, LI)
    path = workbook(tmp_path)
    answered(path, 实际用工人数=3)
    sheets = {name: table(town.path, name) for name in ("封面", "人员")} | {"调查": table(path, UNIT.sheet)}
    line = sheets["人员"][1]
    line[3:5] = ["已办理", "已参保"]
    parts = judged(write(tmp_path / "both.xlsx", sheets))
    assert len(parts.survey.answers) == 1
    assert [getattr(one, "result", one) for one in parts.visits.answers] == ["已办理"]


def test_a_workbook_of_neither_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="不是发出的参保核实工作清单"):
        judged(write(tmp_path / "other.xlsx", {"表": [["名称", "人数"], ["甲厂", 3]]}))


def test_without_its_header_a_sheet_is_asked_about(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    answered(path, 实际用工人数=3)
    rows = table(path, UNIT.sheet)
    survey = judged(write(tmp_path / "headless.xlsx", {"表": rows[1:]})).survey
    assert (survey.answers, [one.line for one in survey.questioned]) == ([], [1])
    assert "没有表头" in survey.questioned[0].sentence


def test_a_row_in_which_a_header_s_words_stand_is_asked_about(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    answered(path, 实际用工人数=3)
    rows = table(path, UNIT.sheet)
    rows[1][1], rows[1][5] = "单位名称", "经营状况"
    survey = judged(write(tmp_path / "odd.xlsx", {UNIT.sheet: rows})).survey
    assert survey.answers == []
    said = {one.line: one.sentence for one in survey.questioned}
    assert said[2] == "“入企调查”表第2行里写着表头的字，读不出填了什么；请改回原样再交"
    assert set(said) == {2, 3, 4, 5}, "nor can what stands below it be read"


def test_the_cover_says_by_which_day_and_how(tmp_path: Path) -> None:
    path = workbook(tmp_path, due_on=date(2026, 3, 31))
    cover = "\n".join(str(cell) for row in table(path, "封面") for cell in row if cell)
    for part in ("武义县沟墩镇入企调查表", "2026年3月31日前填好交回。武义 三(三)3", "320923100", "以最后一次为准"):
        assert part in cover
    book = openpyxl.load_workbook(path)
    sheet = book[UNIT.sheet]
    assert sheet.page_setup.paperSize == 9 and sheet.page_setup.orientation == "landscape"
    rules = {str(rule.sqref): rule.type for rule in sheet.data_validations.dataValidation}
    assert sorted(rules.values()) == ["list", "list", "list", "whole", "whole"]
    last = sheet.cell(1, sheet.max_column)
    assert last.value == "行号" and sheet.column_dimensions[last.column_letter].hidden


def test_what_is_filled_in_fits_a_small_screen() -> None:
    for survey in SURVEYS.values():
        order = survey.order
        last = max(order.index(one.header) for one in survey.asked)
        widths = {one.header: one.width for one in (*survey.known.values(), *survey.asked)}
        # A character has 7 points and a column 5 more; the rows' numbers and the scroll bar take 60 of 1366.
        assert sum(widths.get(header, 4.5) * 7 + 5 for header in order[: last + 1]) <= 1366 - 60, survey.kind


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not on the PATH")
def test_saved_by_libreoffice_it_answers_the_same(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    filled = answered(path, 经营状况="正常经营", 实际用工人数=12, 其中未参保人数=3, 调查日期=date(2026, 3, 10))
    office = [str(OFFICE), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*office, "--outdir", str(tmp_path / "saved"), str(path)], check=True, capture_output=True)
    saved = judged(tmp_path / "saved" / path.name).survey
    assert [(one.subject_id, one.values) for one in saved.answers] == [
        (one.subject_id, one.values) for one in filled.survey.answers
    ]
    assert len(saved.answers) == 1 and saved.questioned == []


def edited(rows: Rows, draw: Any, asked: list[str]) -> Rows:  # noqa: C901 (a case for each kind of edit)
    """One thing that people or programs do to a sheet."""
    width = max(map(len, rows))
    rows = [[*row, *[None] * (width - len(row))] for row in rows]
    if len(rows) < 2:
        return rows
    line, other = (draw(st.integers(1, len(rows) - 1)) for _ in range(2))
    place = draw(st.integers(0, width - 1))
    match draw(st.sampled_from(EDITS)):
        case "sort" | "sort with header" | "foreign row":
            return [rows[0], *draw(st.permutations(rows[1:]))]
        case "move column":
            order = draw(st.permutations(range(width)))
            return [[row[at] for at in order] for row in rows]
        case "delete row":
            return rows[:line] + rows[line + 1 :]
        case "insert row":
            return [*rows[:line], [None] * width, *rows[line:]]
        case "double row":
            return [*rows, list(rows[line])]
        case "title":
            return [["入企调查", *[None] * (width - 1)], *rows]
        case "swap cells":
            rows[line][place], rows[other][place] = rows[other][place], rows[line][place]
        case "shift column":
            for upper, lower in zip(rows[1:], [*rows[2:], rows[1]], strict=True):
                upper[place] = lower[place]
        case "empty cell":
            rows[line][place] = None
        case "overwrite":
            rows[line][place] = draw(st.sampled_from(["乱填", 3, "正常经营", "甲厂", "=1+1"]))
        case "delete column":
            return [row[:place] + row[place + 1 :] for row in rows]
        case "overwrite header" | "empty header":
            rows[0][place] = draw(st.sampled_from([None, "乱填", *asked]))
        case _:
            rows[0][place], rows[line][place] = rows[line][place], rows[0][place]
    return rows


def test_a_grey_column_under_the_header_of_a_deleted_white_one_is_no_answer(tmp_path: Path) -> None:
    """Nought staff would else have been counted at a firm of which nobody wrote anything."""
    path = workbook(tmp_path)
    rows = table(path, UNIT.sheet)
    white = rows[0].index("实际用工人数")
    counts = [
        rows[0].index(one.header) for one in UNIT.known.values() if isinstance(rows[1][rows[0].index(one.header)], int)
    ]
    assert counts
    for grey in counts:
        edited_rows = [list(row) for row in rows]
        edited_rows[0][grey] = "实际用工人数"
        edited_rows = [row[:white] + row[white + 1 :] for row in edited_rows]
        sheets = {"封面": table(path, "封面"), UNIT.sheet: edited_rows}
        survey = judged(write(tmp_path / "moved.xlsx", sheets)).survey
        assert survey.answers == []
        assert len(survey.questioned) == len(rows) - 1
        sentence = f"“实际用工人数”列里是发出时“{rows[0][grey]}”列的内容，表头可能被改过；请把表头改回发出时的字再交"
        assert {one.sentence for one in survey.questioned} == {sentence}


@pytest.mark.slow
@settings(max_examples=500, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_answer_lands_on_a_wrong_row_and_none_is_lost_without_a_question(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    root = tmp_path_factory.getbasetemp() / "survey_edits"
    root.mkdir(exist_ok=True)
    path = root / "入企.xlsx"
    if not path.exists():
        workbook(root)
    sheets = {name: table(path, name) for name in ("封面", UNIT.sheet)}
    rows = sheets[UNIT.sheet]
    asked = [one.header for one in UNIT.asked]
    count, note = rows[0].index("实际用工人数"), rows[0].index("备注")
    for number, row in enumerate(rows[1:]):
        if data.draw(st.booleans()):
            row[count], row[note] = 70 + number, f"{number}号备注"
    for _ in range(data.draw(st.integers(1, 4))):
        rows = edited(rows, data.draw, asked)
    sheets[UNIT.sheet] = rows
    try:
        survey = judged(write(root / "edited.xlsx", sheets)).survey
    except BadInput:
        return  # refused aloud as a whole
    there = [["" if cell is None else str(cell).strip() for cell in row] for row in rows]
    for told in survey.answers:
        mine = [row for row in there if told.subject_id in row and told.subject_name in row]
        assert mine, told
        said = told.values["note"]
        assert not said or any(said in row for row in mine), told
        assert any(str(told.values["headcount"]) in row for row in mine) or told.values["headcount"] is None, told
    # Every note that still stands on a row is an answer or a question, or its sheet is questioned as a whole.
    is_whole = any(not question.cells for question in survey.questioned)
    taken = {told.values["note"] for told in survey.answers}
    asked_about = {cell for question in survey.questioned for cell in question.cells.values()}
    above = next((at for at, row in enumerate(there) if {"实际用工人数", "行号"} <= set(row)), 0)
    rest = [row for row in there[above + 1 :] if len(list(filter(None, row))) > 1]
    notes = {cell for row in rest for cell in row if cell.endswith("号备注")}
    assert is_whole or notes <= taken | asked_about


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"参保情况": "没有参保", "不参保原因": "经济困难"}, None),
        ({"参保情况": "没有见到本人"}, None),
        ({"参保情况": "外地职工养老", "外地参保地": "上海市"}, None),
        ({"参保情况": "外地职工养老"}, "参保情况选了“外地职工养老”，请在“外地参保地”里写清是哪个省、市、县"),
        (
            {"参保情况": "机关养老", "外地参保地": "上海市"},
            "写了外地的参保地，参保情况选的却是“机关养老”，请核对",
        ),
        ({"参保情况": "机关养老", "不参保原因": "经济困难"}, "参保情况选了“机关养老”，又选了“不参保原因”，请核对"),
        ({"就业状态": "务农"}, "没有选“参保情况”；没有见到本人的，请选“没有见到本人”"),
    ],
)
def test_what_a_person_answers(tmp_path: Path, given: dict[str, Any], said: str | None) -> None:
    survey = answered(workbook(tmp_path, PERSON), **given).survey
    assert [question.sentence for question in survey.questioned] == ([said] if said else [])
    assert len(survey.answers) == (said is None)
