"""Surveys that go out to towns and come back: what each shows, what it asks, and the workbook that it is.

A survey is a declaration: which columns are known (grey), which are asked (white), and in which order they stand. Each
row bears a sealed key (`ROW_KEY`) that tells by itself whom it is about; `survey_answers.py` reads what comes back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from base.atomic import replaced_file
from handouts import lock, phones
from handouts.cases import prints_of
from handouts.forms import AREA_CODE, COVER, DOUBT, NUMBER, ROW_KEY
from handouts.keys import seal
from handouts.sheets import IMPORTANT, Field, FrameSheet, WorkbookWriter, cells, new_workbook, write_lines, write_table
from regions import Region

CHOICE, COUNT, DAY, TELEPHONE, WORDS = "choice", "count", "day", "telephone", "words"
MOST = 100_000
"""Nobody counts more in one cell."""
PURPOSE = "本表含个人信息，仅供调查参保情况使用，不得复制外传，用毕按规定销毁。"
_LEAST_POINTS = 22.0  # somebody writes in it with a pen
_LOOKS = {COUNT: "tally", DAY: "day"}


@dataclass(frozen=True)
class Asked:
    """A white column: what the answer is called, its header, and what may be written."""

    name: str
    header: str
    width: float
    kind: str = WORDS
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Survey:
    """One kind of survey."""

    kind: str
    title: str
    sheet: str
    subject_kind: str
    unit: str
    """What its rows are counted in."""
    known: Mapping[str, Field]
    """By column of the frame, in the order of a key's prints: a new one goes to the end."""
    asked: tuple[Asked, ...]
    near: tuple[str, ...]
    """The known columns that stand before the white ones, the subject's name the first; the others follow them."""
    what: str
    how: tuple[str, ...]
    due: str | None = None
    """The policy value that says by which days of a year it is to be done."""
    file: str = ""
    """How its files are called, where that is not its title."""
    extract: str | None = None
    """The extract whose rows its answers are."""
    event: str = "surveyed"
    """The event of the ledger that an answer is."""
    is_personal: bool = True
    headers: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        every = {*(one.header for one in self.known.values()), *(one.header for one in self.asked), NUMBER.header}
        object.__setattr__(self, "headers", frozenset({*every, ROW_KEY, DOUBT}))

    @property
    def who(self) -> str:
        """The header of the column that names the subject."""
        return self.known["subject_name"].header

    @property
    def order(self) -> tuple[str, ...]:
        """The headers as they stand; the hidden ROW_KEY comes last."""
        near = [self.known[name].header for name in self.near]
        rest = [one.header for name, one in self.known.items() if name not in self.near]
        return (NUMBER.header, *near, *(one.header for one in self.asked), *rest)


UNIT = Survey(
    kind="入企",
    title="入企调查表",
    sheet="入企调查",
    subject_kind="employer",
    unit="户",
    known={
        "subject_name": Field("单位名称", 20),
        "subject_id": Field("统一社会信用代码", 20),
        "village_name": Field("村（社区）", 12),
        "address": Field("地址", 17),
        "phone": Field("电话", 13),
        "wage_headcount": Field("发放工资人数", 6.5, "count"),
        "insured_110": Field("养老参保人数", 6.5, "count"),
        "insured_310": Field("医保参保人数", 6.5, "count"),
        "insured_210": Field("失业参保人数", 6.5, "count"),
        "insured_410": Field("工伤参保人数", 6.5, "count"),
    },
    asked=(
        Asked("status", "经营状况", 11, CHOICE, ("正常经营", "停业歇业", "已注销", "已搬离", "查无此单位")),
        Asked("headcount", "实际用工人数", 8, COUNT),
        Asked("uninsured", "其中未参保人数", 8, COUNT),
        Asked(
            "reason", "未参保原因", 14, CHOICE,
            ("新招用待办理", "总部或外地参保", "派遣外包单位参保", "退休返聘", "兼职或实习", "职工不愿参保",
             "单位暂无力承担", "其他（写在备注）"),
        ),
        Asked("willing", "参保意愿", 12, CHOICE, ("近期办理", "需要讲解政策", "暂不愿意")),
        Asked("new_phone", "新电话", 13, TELEPHONE),
        Asked("surveyed_on", "调查日期", 11, DAY),
        Asked("note", "备注", 14),
    ),
    near=("subject_name", "address", "wage_headcount", "insured_110"),
    what="到企业去，问清现在用工多少人、其中多少人没有参保、为什么、愿不愿意办；灰格是各部门数据里已经知道的。",
    how=(
        "正常经营的填实际用工人数（没有人填0）和其中未参保人数；停业、注销、搬离、找不到的，只选经营状况。",
        "人数只填数字。未参保原因、参保意愿从下拉列表选，选一个最主要的。",
    ),
    due="unit_survey_due",
    extract="unit_survey",
)  # fmt: skip
PERSON = Survey(
    kind="入户",
    title="入户调查表",
    sheet="入户调查",
    subject_kind="person",
    unit="人",
    known={
        "subject_name": Field("姓名", 8),
        "subject_id": Field("公民身份号码", 11),
        "village_name": Field("村（社区）", 12),
        "address": Field("地址", 19),
        "phone": Field("电话", 13),
        "record": Field("本地参保记录", 22),
    },
    asked=(
        Asked(
            "pension", "参保情况", 14, CHOICE,
            ("没有参保", "本地职工养老", "本地居民养老", "外地职工养老", "外地居民养老", "机关养老", "已领养老金",
             "外地已领养老金", "没有见到本人"),
        ),
        Asked("elsewhere", "外地参保地", 13),
        Asked(
            "work", "就业状态", 11, CHOICE,
            ("单位就业", "灵活就业", "个体经营", "务农", "外出务工", "在校学生", "没有就业"),
        ),
        Asked(
            "reason", "不参保原因", 14, CHOICE,
            ("准备近期参保", "不了解政策", "经济困难", "觉得不划算", "单位没有办理", "年轻不着急", "其他（写在备注）"),
        ),
        Asked("new_phone", "新电话", 13, TELEPHONE),
        Asked("surveyed_on", "调查日期", 11, DAY),
        Asked("note", "备注", 14),
    ),
    near=("subject_name", "address"),
    what="各部门数据里看不出已经参保的人，请入户问清有没有参保、在哪里参保、做什么工作；灰格是已经知道的。",
    how=(
        "每人先选参保情况；在外地参保或领养老金的，写清是哪个省、市、县。没有见到本人的也选上，以后再去。",
        "没有参保的，选一个最主要的原因。就业状态问得到就选。",
    ),
    due="person_survey_due",
    extract="person_survey",
)  # fmt: skip
ACTIVITY = Survey(
    kind="活动",
    title="活动开展情况统计表",
    sheet="活动情况",
    subject_kind="activity",
    unit="项",
    known={
        "subject_name": Field("活动内容", 30),
        "target": Field("全年任务", 9, "count"),
        "so_far": Field("本年已报", 9, "count"),
    },
    asked=(
        Asked("count", "家（次、个）数", 10, COUNT),
        Asked("staff", "出动人数", 10, COUNT),
        Asked("people", "宣传服务对象人数", 11, COUNT),
        Asked("consulted", "其中咨询人数", 10, COUNT),
        Asked("leaflets", "发放宣传资料（份）", 11, COUNT),
        Asked("note", "备注", 26),
    ),
    near=("subject_name", "target", "so_far"),
    what="本月开展社会保险宣传服务活动的情况；只填本月发生的数，本年已报是以前各月报来的合计。",
    how=(
        "没有开展的不填，或填0；发放短信、拨打电话等写在备注里。",
        "“覆盖企业”填本月新走到的企业数，同一家企业一年只算一次。",
    ),
    event="activity reported",
    is_personal=False,
)
ACTIVITIES: Mapping[str, str] = {
    "进市场": "“进市场”宣传", "进园区": "“进园区”宣传", "进企业": "“进企业”宣传", "进车间": "“进车间”宣传",
    "进宿舍": "“进宿舍”宣传", "进乡村": "“进乡村”宣传", "其他": "其他宣传服务活动",
    "rural_visits": "附件2：进农村（次）", "key_enterprise_visits": "附件2：进重点企业（次）",
    "enterprises_covered": "附件2：覆盖企业（家）",
}  # fmt: skip
"""What is counted, by its name in the ledger: 武义 附件2 and 社会保险政策活动开展情况统计表. The last three are
indicators that plans set targets for."""
SURVEYS: Mapping[str, Survey] = {one.kind: one for one in (UNIT, PERSON, ACTIVITY)}


@dataclass(frozen=True)
class Issue:
    """What all workbooks of one round have in common."""

    survey: Survey
    as_of: date
    """Of the data, or the first day of the month that is reported."""
    region: Region
    secret: str
    due_on: date | None = None
    source: str = ""
    """The sentence of the plan that sets the day."""
    password: str | None = None
    masked: bool = False


def keys(this: Issue, shown: pl.DataFrame, frame: pl.DataFrame) -> list[str]:
    """The key of each row: `shown` its grey cells by header, `frame` its `town_code`, `subject_id`, `subject_name`.

    A key tells the day, the town, whom the row is about, and a print of each grey cell.
    """
    marks = zip(*(prints_of(column.cast(pl.String).fill_null("").to_list()) for column in shown), strict=True)
    issued = frame.select(pl.col("town_code", "subject_id", "subject_name").fill_null("")).iter_rows()
    day = this.as_of.isoformat()
    parts = ([day, *subject, "".join(prints)] for subject, prints in zip(issued, marks, strict=True))
    return seal(this.secret, purpose(this.survey.kind), parts)


def purpose(kind: str) -> str:
    """What the keys of a survey are sealed for: those of another open for nothing here."""
    return f"survey {kind}"


def form(this: Issue, shown: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """The rows as the sheet shows them; `shown` has the columns of `known` as they are read."""
    survey = this.survey
    known = cells(shown.select(list(survey.known))).rename({name: one.header for name, one in survey.known.items()})
    empty = [pl.lit(None, pl.String).alias(one.header) for one in survey.asked]
    key = pl.Series(ROW_KEY, keys(this, known, frame), pl.String)
    numbered = known.with_row_index(NUMBER.header, offset=1).with_columns(*empty, key)
    return numbered.select(*survey.order, ROW_KEY)


def write(
    path: Path, scratch: Path, this: Issue, frame: pl.DataFrame, shown: pl.DataFrame, area: tuple[str, str],
    more: Sequence[tuple[str, str]] = (),
) -> None:  # fmt: skip
    """Write the workbook of an area (code and name): a cover, and the sheet that is filled in."""
    survey = this.survey
    title = f"{this.region.name}{area[1]}{survey.title}"
    footer = f"{title}  {this.as_of}"
    scratch.mkdir(exist_ok=True)
    lines = [*_lines(this, area, f"{frame.height}{survey.unit}"), *more]
    with new_workbook(path, scratch, title, this.as_of) as workbook:
        write_lines(workbook, workbook.sheet(COVER, footer), title, [one for one in lines if one[1]], (22, 96))
        _write_sheet(workbook, survey, form(this, shown, frame), footer)
    if this.password is not None:
        lock.close(path, this.password)


def _lines(this: Issue, area: tuple[str, str], rows: str) -> list[tuple[str, str]]:
    survey = this.survey
    due = f"{_day(this.due_on)}前填好交回。{this.source}" if this.due_on else ""
    return [
        ("数据日期", this.as_of.isoformat() if survey.extract else ""),
        ("月份", "" if survey.extract else f"{this.as_of.year}年{this.as_of.month}月"),
        ("地区", f"{this.region.name}{area[1]}"),
        (AREA_CODE, area[0]),
        ("这是什么", survey.what),
        (survey.sheet, rows),
        (IMPORTANT, due),
        *fill_in(survey),
        ("怎么找人", "姓名只写姓，号码只写后四位；请按地址、电话找到本人，再核对后四位。" if this.masked else ""),
        ("保密要求", PURPOSE if survey.is_personal else ""),
        ("有问题问谁", this.region.worklists.contact or ""),
    ]


def fill_in(survey: Survey) -> list[tuple[str, str]]:
    """How a survey is filled in and handed back, for its cover."""
    headers = "、".join(one.header for one in survey.asked)
    lines = [("填写方法", f"在“{survey.sheet}”表里只填白色的列：{headers}；表头和灰色各列请勿改动。")]
    lines += [("", sentence) for sentence in survey.how]
    if any(one.kind == TELEPHONE for one in survey.asked):
        lines.append(("", "灰格里的电话不对或换了的，写在“新电话”里。"))
    if any(one.kind == DAY for one in survey.asked):
        lines.append(("", "调查日期写成 2026-03-10 的样子；不写的，按交回的那一天算。"))
    left = "没有调查的行不填。" if survey.extract else ""
    return [
        *lines,
        ("", f"{left}可以排序、筛选、移动列、删去行；请勿删除隐藏的“{ROW_KEY}”列。"),
        ("交回以后", "可以先交填好的一部分；要改答案，改好后再交一次，以最后一次为准。读不懂的行连同原因退回。"),
    ]


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _write_sheet(writer: WorkbookWriter, survey: Survey, frame: pl.DataFrame, footer: str) -> None:
    asked = {one.header: one for one in survey.asked}
    known = {one.header: one for one in survey.known.values()}
    own = {NUMBER.header: NUMBER, ROW_KEY: Field(ROW_KEY, 12, hidden=True), DOUBT: Field(DOUBT, 30, "strong")}
    fields = [
        known.get(header) or own.get(header) or _white(asked.get(header) or Asked("", header, 14))
        for header in frame.columns
    ]
    # Whom a row is about stays in view beside what is to be filled in.
    frozen = 1 + (frame.columns.index(survey.who) if survey.who in frame.columns else -1)
    for sheet, rows in write_table(writer, survey.sheet, footer, fields, frame, frozen, _LEAST_POINTS):
        for place, header in enumerate(frame.columns):
            if rows and header in asked:
                _offer(sheet, place, rows, asked[header])
        if rows and "电话" in frame.columns:
            place = frame.columns.index("电话")
            wrong = {"type": "text", "criteria": "containing", "value": phones.WRONG, "format": writer.looks["wrong"]}
            sheet.conditional_format(1, place, rows, place, wrong)


def _white(asked: Asked) -> Field:
    return Field(asked.header, asked.width, _LOOKS.get(asked.kind, "fill"))


def _offer(sheet: FrameSheet, place: int, rows: int, asked: Asked) -> None:
    """What a cell may hold, as far as a spreadsheet can say so."""
    rule: dict[str, object]
    if asked.kind == CHOICE:
        rule = {
            "validate": "list", "source": list(asked.choices),
            "error_title": "请从列表中选择", "error_message": "请从下拉列表中选择。",
        }  # fmt: skip
    elif asked.kind == COUNT:
        rule = {
            "validate": "integer", "criteria": "between", "minimum": 0, "maximum": MOST,
            "error_title": "请填数字", "error_message": "请填整数，没有的填0。",
        }  # fmt: skip
    else:
        return
    sheet.data_validation(1, place, rows, place, rule)


@dataclass(frozen=True)
class Questioned:
    """A row that cannot be taken, and why: the sentence tells nothing of what is written in it."""

    survey: Survey
    sheet: str
    line: int
    sentence: str
    cells: Mapping[str, str] = field(default_factory=dict)


def write_questioned(
    questions: Sequence[Questioned],
    path: Path,
    as_of: date,
    region: Region,
    area_code: str | None,
    password: str | None = None,
) -> Path:
    """Write the rows as they came, each with what is wrong with it, to be mended and handed in again."""
    survey = questions[0].survey
    title = f"{survey.title}：要改的行"
    footer = f"{region.name}  {title}  {as_of}"
    lines = [
        ("收回日期", as_of.isoformat()),
        ("地区", region.name),
        (AREA_CODE, area_code or ""),
        ("这是什么", f"有{len(questions)}行没有采用，原因见“{DOUBT}”一列，请改好后把本表交回；其余各行已经采用。"),
        *fill_in(survey),
        ("有问题问谁", region.worklists.contact or ""),
    ]
    with replaced_file(path) as (new, scratch):
        with new_workbook(new, scratch, title, as_of) as workbook:
            write_lines(workbook, workbook.sheet(COVER, footer), title, [one for one in lines if one[1]], (22, 96))
            for rows in _alike(questions):
                _write_sheet(workbook, rows[0].survey, _as_they_came(rows[0].survey, rows), footer)
        if password is not None:
            lock.close(new, password)
    return path


def _alike(questions: Sequence[Questioned]) -> list[list[Questioned]]:
    """The rows of each survey, apart where they lack another of the columns to fill in."""
    parts: dict[tuple[str, tuple[str, ...]], list[Questioned]] = {}
    for question in questions:
        lacks = tuple(one.header for one in question.survey.asked if one.header not in question.cells)
        parts.setdefault((question.survey.kind, lacks), []).append(question)
    return list(parts.values())


def _as_they_came(survey: Survey, questions: Sequence[Questioned]) -> pl.DataFrame:
    there = {header for question in questions for header in question.cells}
    order = dict.fromkeys((*survey.order[:2], DOUBT, *survey.order[2:], *sorted(there - survey.headers), ROW_KEY))
    headers = [header for header in order if header in {*there, DOUBT}]
    rows = [{**question.cells, DOUBT: question.sentence} for question in questions]
    return cells(pl.DataFrame(rows, schema=dict.fromkeys(headers, pl.String)))
