"""A town's workbook comes back: every good answer on its own cases, every other one questioned with a sentence."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from base.errors import BadInput
from base.secret import Secret
from handouts import lock
from handouts.cases import keys
from handouts.feedback import Answer, Returned, read_answers
from handouts.forms import KNOWN
from handouts.questioned import write_questioned
from handouts.towns import VILLAGE
from regions.outcomes import EMPLOYERS, PEOPLE
from tests.handouts.visits import AS_OF, FIRM, LI, SECRET, WANG, ZHANG, column, filled, region, save, table, towns

LI_CASES, ZHANG_CASES, WANG_CASES = (
    ("00000000000000c1",),
    ("00000000000000c2", "00000000000000c3"),
    ("00000000000000c4",),
)
NAME, RESULT, REASON, NOTE, KEY = (1, 3, 4, 5, -1)
"""Where they stand in a row as issued."""


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """王五 of 外口村, 张三 and 李四 of 单家村 (lines 2, 3, 4) and a firm, as handed out."""
    return towns(tmp_path, LI, ZHANG, WANG, firms=(FIRM,))[0].path


def answers_of(returned: Returned) -> dict[tuple[str, ...], tuple[str, str, str]]:
    return {answer.case_ids: (answer.result, answer.reason, answer.note) for answer in returned.answers}


def questions_of(returned: Returned) -> list[tuple[int, str]]:
    return [(question.line, question.sentence.partition("，")[0]) for question in returned.questioned]


def read(path: Path, **more: Any) -> Returned:
    return read_answers(path, SECRET, **more)


def answer(rows: list[list[Any]], line: int, *cells: str | None) -> None:
    """Fill in result, reason and note on a line as a spreadsheet counts it."""
    rows[line - 1][RESULT : RESULT + len(cells)] = cells


def changed(workbook: Path, edit: Callable[[list[list[Any]]], list[list[Any]] | None], kind: str = PEOPLE) -> Returned:
    """What is read after an edit of one sheet's rows, pasted into a new file."""
    rows = table(workbook, kind)
    return read(save(workbook.with_name("edited.xlsx"), Sheet1=edit(rows) or rows))


# What is taken ----------


def test_an_answer_counts_for_all_cases_of_its_row_with_day_town_and_place(workbook: Path) -> None:
    returned = read(filled(workbook, {"张**": ("已办理", "已续缴", "上月补的"), "李**": ("暂未办理", "联系不上")}))
    assert returned.answers == [
        Answer("人员", 3, PEOPLE, ZHANG_CASES, "320923100", AS_OF, "已办理", "已续缴", "上月补的"),
        Answer("人员", 4, PEOPLE, LI_CASES, "320923100", AS_OF, "暂未办理", "联系不上", ""),
    ]
    assert (returned.questioned, returned.skipped, returned.area_code) == ([], 2, "320923100")


def test_an_employer_is_answered_with_the_reasons_of_employers(workbook: Path) -> None:
    taken = read(filled(workbook, {"阜宁某厂": ("不需参保", "已注销")}, sheet=EMPLOYERS))
    assert [(answer.kind, answer.case_ids, answer.reason) for answer in taken.answers] == [
        (EMPLOYERS, ("00000000000000f1",), "已注销")
    ]
    refused = read(filled(workbook, {"阜宁某厂": ("不需参保", "在校学生")}, sheet=EMPLOYERS))
    assert questions_of(refused) == [(2, "“原因”里填的读不懂")]


@pytest.mark.parametrize(
    ("cells", "meant"),
    [
        (("已办理", "已参保 "), ("已办理", "已参保")),
        (("　已办理", "已 参\n保"), ("已办理", "已参保")),
        (("不需参保", "出国（境）"), ("不需参保", "出国(境)")),
        ((None, "在校学生"), ("不需参保", "在校学生")),
        (("线索有误", None, "已在外地参保"), ("线索有误", "误报")),
    ],
)
def test_blanks_and_full_width_do_not_matter_and_one_word_may_tell_the_other(
    workbook: Path, cells: tuple[str | None, ...], meant: tuple[str, str]
) -> None:
    returned = changed(workbook, lambda rows: answer(rows, 4, *cells))
    assert [(answer.result, answer.reason) for answer in returned.answers] == [meant]
    assert returned.questioned == []


def test_a_region_s_own_reason_is_taken_where_the_region_knows_it(workbook: Path) -> None:
    file = filled(workbook, {"李**": ("暂未办理", "人户分离")})
    assert answers_of(read(file, more_reasons={"暂未办理": ["人户分离"]}))[LI_CASES] == ("暂未办理", "人户分离", "")
    assert questions_of(read(file)) == [(4, "“原因”里填的读不懂")]


def test_the_same_row_pasted_twice_is_one_answer(workbook: Path) -> None:
    def edit(rows: list[list[Any]]) -> list[list[Any]]:
        answer(rows, 4, "已办理", "已参保")
        return [*rows, list(rows[3])]

    returned = changed(workbook, edit)
    assert [(answer.line, answer.case_ids) for answer in returned.answers] == [(4, LI_CASES)]
    assert returned.questioned == []


def test_a_changed_order_of_rows_and_columns_and_a_title_above_read_the_same(workbook: Path) -> None:
    def edit(rows: list[list[Any]]) -> list[list[Any]]:
        answer(rows, 2, "已办理", "已参保")
        answer(rows, 4, "暂未办理", "无意愿", "再说")
        return [
            ["羊寨镇走访情况"],
            [],
            *(
                [row[KEY], "随便", *row[RESULT : NOTE + 1][::-1], *row[:RESULT], *row[NOTE + 1 : -1]]
                for row in rows[::-1]
            ),
        ]

    returned = changed(workbook, edit)
    assert answers_of(returned) == {WANG_CASES: ("已办理", "已参保", ""), LI_CASES: ("暂未办理", "无意愿", "再说")}
    assert (returned.questioned, returned.skipped) == ([], 1)


def test_two_sheets_pasted_one_below_the_other_are_read_each_by_its_own_header(workbook: Path) -> None:
    people, firms = table(workbook), table(workbook, EMPLOYERS)
    answer(people, 2, "已办理", "已参保")
    answer(firms, 2, "暂未办理", "拒绝配合")
    returned = read(save(workbook.with_name("one.xlsx"), 全部=[*people, [], *([None, *row] for row in firms)]))
    assert answers_of(returned) == {
        WANG_CASES: ("已办理", "已参保", ""),
        ("00000000000000f1",): ("暂未办理", "拒绝配合", ""),
    }


def test_columns_that_nobody_needs_may_be_gone(workbook: Path) -> None:
    def edit(rows: list[list[Any]]) -> list[list[Any]]:
        answer(rows, 4, "已办理", "已参保")
        number = rows[0].index("公民身份号码")
        return [[row[NAME], row[number], *row[RESULT : NOTE + 1], row[KEY]] for row in rows]

    assert answers_of(changed(workbook, edit)) == {LI_CASES: ("已办理", "已参保", "")}


def test_numbers_may_come_back_as_text_and_with_a_fraction(workbook: Path) -> None:
    def edit(rows: list[list[Any]]) -> None:
        answer(rows, 4, "已办理", "已参保")
        place = rows[0].index("断缴月数")
        assert rows[3][place] == 4
        rows[3][place] = "4.0"

    assert answers_of(changed(workbook, edit)) == {LI_CASES: ("已办理", "已参保", "")}


# What is questioned ----------


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (("办好了", "已参保"), "“核实结果”里填的读不懂，请从下拉列表中选择 已办理、不需参保、暂未办理、线索有误"),
        (("已办理", "张三说的"), "“原因”里填的读不懂，请从下拉列表中选择"),
        (("已办理", None), "没有填“原因”，请从下拉列表中选择“已办理”的原因"),
        (("已办理", "在校学生"), "“在校学生”不是“已办理”的原因，请从下拉列表中重选"),
        ((None, None, "去广东了"), "只填了“备注”，请选择“核实结果”和“原因”"),
        (("线索有误", "误报"), "选了“误报”，请在备注里写明哪里有误"),
    ],
)
def test_what_is_not_a_result_with_its_reason_is_questioned(
    workbook: Path, cells: tuple[str | None, ...], sentence: str
) -> None:
    returned = changed(workbook, lambda rows: answer(rows, 4, *cells))
    assert [(question.line, question.sentence) for question in returned.questioned] == [(4, sentence)]
    assert returned.answers == []


def test_a_key_that_was_lost_altered_or_never_issued_is_questioned(workbook: Path, tmp_path: Path) -> None:
    firms = table(workbook, EMPLOYERS)

    def edit(rows: list[list[Any]]) -> None:
        for line in (2, 3, 4):
            answer(rows, line, "已办理", "已参保")
        rows[1][KEY] = None
        rows[2][KEY] = rows[2][KEY][:-1] + ("A" if rows[2][KEY][-1] != "A" else "B")
        rows[3][KEY] = firms[1][KEY]

    returned = changed(workbook, edit)
    assert questions_of(returned) == [
        (2, "“行号”是空的"),
        (3, "“行号”不是这里发出的"),
        (4, "缺少“单位名称”“统一社会信用代码”列"),
    ]
    assert returned.answers == []
    assert read_answers(filled(workbook, {"李**": ("已办理", "已参保")}), "1" * 64).answers == []


def test_keys_that_a_sort_left_behind_are_questioned_with_the_columns_that_differ(workbook: Path) -> None:
    def edit(rows: list[list[Any]]) -> None:
        for line in (2, 3, 4):
            answer(rows, line, "已办理", "已参保")
        rows[1][KEY], rows[2][KEY] = rows[2][KEY], rows[1][KEY]

    returned = changed(workbook, edit)
    assert [question.sentence.partition("与发出时")[0] for question in returned.questioned] == [
        "“村（社区）”“姓名”“公民身份号码”“事由”“优先级”"
    ] * 2
    assert answers_of(returned) == {LI_CASES: ("已办理", "已参保", "")}


def test_a_grey_cell_that_was_changed_is_questioned_and_the_sentence_names_its_column(workbook: Path) -> None:
    def edit(rows: list[list[Any]]) -> None:
        answer(rows, 4, "已办理", "已参保")
        rows[3][rows[0].index("断缴月数")] = "9"

    [question] = changed(workbook, edit).questioned
    assert question.sentence == "“断缴月数”与发出时不同，可能排序时与行号错开；请改回原样，有变化的写在备注里"
    assert question.cells["断缴月数"] == "9"


# What is corrected ----------


def put(rows: list[list[Any]], line: int, header: str, text: str | None) -> None:
    rows[line - 1][rows[0].index(header)] = text


def corrections_of(returned: Returned) -> dict[tuple[str, ...], dict[str, str]]:
    return {answer.case_ids: dict(answer.corrections) for answer in returned.corrected}


def test_a_phone_or_an_address_written_over_is_a_correction_on_answered_rows_or_not(workbook: Path) -> None:
    def edit(rows: list[list[Any]]) -> None:
        answer(rows, 4, "已办理", "已参保")
        put(rows, 4, "电话", "139 1233 5678")
        put(rows, 4, "地址", "四组1号")
        put(rows, 3, "电话", None)

    returned = changed(workbook, edit)
    assert answers_of(returned) == {LI_CASES: ("已办理", "已参保", "")}
    assert corrections_of(returned) == {
        ZHANG_CASES: {"phone": ""},
        LI_CASES: {"address": "四组1号", "phone": "139 1233 5678"},
    }
    assert (returned.questioned, returned.skipped) == ([], 1)


def test_a_corrected_phone_that_cannot_be_one_is_questioned(workbook: Path) -> None:
    returned = changed(workbook, lambda rows: put(rows, 3, "电话", "139123456"))
    assert questions_of(returned) == [(3, "“电话”改成的不像电话号码（应是11位手机号")]
    assert corrections_of(returned) == {}


def test_phones_that_were_moved_by_a_sort_of_their_column_alone_are_questioned(tmp_path: Path) -> None:
    others = [ZHANG | {"phone": "13961234567"}, WANG | {"phone": "13761234567"}]
    file = towns(tmp_path, LI, *others)[0].path

    def edit(rows: list[list[Any]]) -> None:
        place = rows[0].index("电话")
        for row, phone in zip(rows[1:], sorted(row[place] for row in rows[1:])[::-1], strict=True):
            row[place] = phone

    returned = changed(file, edit)
    assert corrections_of(returned) == {}
    assert [question.sentence[:12] for question in returned.questioned] == ["“电话”与发出时不同，可"] * 3


def test_a_member_of_a_household_may_get_the_phone_of_another(tmp_path: Path) -> None:
    file = towns(tmp_path, LI, ZHANG | {"phone": "13961234567"})[0].path  # 张三 stands on line 2, 李四 on line 3
    returned = changed(file, lambda rows: put(rows, 3, "电话", "13961234567"))
    assert corrections_of(returned) == {LI_CASES: {"phone": "13961234567"}}


def test_a_column_of_phones_that_was_cleared_corrects_nothing(workbook: Path) -> None:
    def edit(rows: list[list[Any]]) -> None:
        answer(rows, 4, "已办理", "已参保")
        for line in (2, 3, 4):
            put(rows, line, "电话", None)

    returned = changed(workbook, edit)
    assert (answers_of(returned), corrections_of(returned)) == ({LI_CASES: ("已办理", "已参保", "")}, {})
    assert returned.questioned == []


def test_the_mark_of_a_wrong_phone_may_go_or_stay_and_is_no_part_of_the_new_one(tmp_path: Path) -> None:
    file = towns(tmp_path, LI | {"phone": "1380000"}, ZHANG | {"phone": "13800000000"}, WANG)[0].path
    rows = table(file)
    assert column(rows, "电话") == ["13851234001", "13800000000（有误）", "1380000（有误）"]
    put(rows, 3, "电话", "13800000000")
    put(rows, 4, "电话", "13851234009（有误）")
    returned = read(save(tmp_path / "back.xlsx", 人员=rows))
    assert corrections_of(returned) == {LI_CASES: {"phone": "13851234009"}}
    assert returned.questioned == []


def test_a_row_that_is_not_answered_is_questioned_where_another_grey_cell_was_written_over(workbook: Path) -> None:
    returned = changed(workbook, lambda rows: put(rows, 4, "姓名", "李思"))
    assert questions_of(returned) == [(4, "“姓名”与发出时不同")]


def test_what_was_typed_on_a_slip_is_questioned_and_not_dropped(workbook: Path) -> None:
    file = openpyxl.load_workbook(workbook)
    file["走访单"]["E3"] = "☑已办理 原因：已参保"
    file.save(workbook)
    [question] = read(workbook).questioned
    assert (question.sheet, question.line, question.sentence[:11]) == ("走访单", 3, "走访单只供打印后手写，")


# The sheets of earlier releases ----------


def test_a_sheet_of_the_release_before_is_read_by_its_headings(tmp_path: Path) -> None:
    """Its columns stood in another order, 事由 held the sentence, and the sealed prints are those of today."""
    order = ("village_name", "subject_name", "subject_id", "lists", "reason", "say", "priority", "address", "phone")
    grey = pl.DataFrame(
        {KNOWN[PEOPLE][name].header: [LI[name]] for name in (*order, "last_unit", "months_missing")}
    ).with_columns(pl.lit("李**").alias("姓名"), pl.lit("尾号001X").alias("公民身份号码"))
    key = keys(SECRET, PEOPLE, grey, pl.DataFrame([LI]), AS_OF)
    rows = [["序号", *grey.columns, "核实结果", "原因", "备注", "行号"]]
    rows += [[1, *map(str, grey.row(0)), "已办理", "已续缴", "上月", *key]]
    assert len(rows[0]) == 16
    returned = read(save(tmp_path / "before.xlsx", 人员=rows))
    assert answers_of(returned) == {LI_CASES: ("已办理", "已续缴", "上月")}
    rows[1][rows[0].index("事由")] = "换了"
    assert questions_of(read(save(tmp_path / "changed.xlsx", 人员=rows))) == [(2, "“事由”与发出时不同")]


def test_a_row_without_the_name_is_questioned(workbook: Path) -> None:
    def edit(rows: list[list[Any]]) -> list[list[Any]]:
        answer(rows, 4, "已办理", "已参保")
        return [[*row[:NAME], *row[NAME + 1 :]] for row in rows]

    assert questions_of(changed(workbook, edit)) == [(4, "缺少“姓名”列")]


def test_one_person_with_two_answers_is_questioned_twice(workbook: Path) -> None:
    def edit(rows: list[list[Any]]) -> list[list[Any]]:
        answer(rows, 2, "已办理", "已参保")
        answer(rows, 4, "已办理", "已参保")
        return [*rows, [*rows[3][:REASON], "已补缴", *rows[3][NOTE:]]]

    returned = changed(workbook, edit)
    assert [question.sentence for question in returned.questioned] == [
        "与“Sheet1”第5行说的是同一件事，填的却不同，请只留一个",
        "与“Sheet1”第4行说的是同一件事，填的却不同，请只留一个",
    ]
    assert answers_of(returned) == {WANG_CASES: ("已办理", "已参保", "")}


def test_a_case_on_the_sheets_of_two_days_with_two_answers_is_questioned(workbook: Path, tmp_path: Path) -> None:
    later = towns(tmp_path / "later", ZHANG | {"case_ids": "00000000000000c3"}, LI)[0].path
    rows, others = table(workbook), table(later)
    answer(rows, 3, "已办理", "已参保")
    answer(others, 2, "暂未办理", "待办理")
    returned = read(save(tmp_path / "both.xlsx", 甲=rows, 乙=others))
    assert [(question.sheet, question.line) for question in returned.questioned] == [("甲", 3), ("乙", 2)]


def test_another_town_s_row_is_questioned_by_the_cover_or_by_what_most_keys_say(workbook: Path, tmp_path: Path) -> None:
    other = LI | {"town_code": "320923101", "town_name": "陈良镇", "case_ids": "00000000000000c9"}
    foreign = table(towns(tmp_path / "other", other)[0].path)
    rows = table(workbook)
    answer(rows, 4, "已办理", "已参保")
    answer(foreign, 2, "已办理", "已参保")
    pasted = [*rows, foreign[1]]
    sentence = "这一行是别的乡镇的（320923101），不属于本表（320923100），请在那个乡镇的表上填写"
    returned = read(save(tmp_path / "pasted.xlsx", Sheet1=pasted))
    assert [(question.line, question.sentence) for question in returned.questioned] == [(5, sentence)]
    assert answers_of(returned) == {LI_CASES: ("已办理", "已参保", "")}
    # The cover says it even where most keys say otherwise.
    returned = read(save(tmp_path / "covered.xlsx", 封面=table(workbook, "封面"), 人员=[rows[0], foreign[1]]))
    assert [question.sentence for question in returned.questioned] == [sentence]


def test_a_village_s_workbook_is_of_its_town(tmp_path: Path) -> None:
    (village,) = towns(tmp_path, LI, split=VILLAGE)
    returned = read(filled(village.path, {"李**": ("已办理", "已参保")}))
    assert returned.area_code == "320923100202"
    assert answers_of(returned) == {LI_CASES: ("已办理", "已参保", "")}


def test_what_others_object_to_is_questioned_all_rows_asked_at_once(workbook: Path) -> None:
    asked = []

    def objections(answers: pl.DataFrame) -> pl.Series:
        asked.append(answers)
        return answers.select(pl.when(pl.col("reason") == "在校学生").then(pl.lit("已满25周岁"))).to_series()

    file = filled(workbook, {"李**": ("不需参保", "在校学生"), "张**": ("已办理", "已参保"), "王**": ("乱填",)})
    returned = read(file, objections=objections)
    [answers] = asked
    assert answers.select("case_ids", "result", "reason", "line", "town_code", "as_of", "note").rows() == [
        (list(ZHANG_CASES), "已办理", "已参保", 3, "320923100", AS_OF, ""),
        (list(LI_CASES), "不需参保", "在校学生", 4, "320923100", AS_OF, ""),
    ]
    assert answers_of(returned) == {ZHANG_CASES: ("已办理", "已参保", "")}
    assert [(question.line, question.sentence[:8]) for question in returned.questioned] == [
        (2, "“核实结果”里填"),
        (4, "已满25周岁"),
    ]


def test_a_row_sorted_above_its_header_is_read_by_it(workbook: Path) -> None:
    def edit(rows: list[list[Any]]) -> list[list[Any]]:
        answer(rows, 2, "已办理", "已参保")
        answer(rows, 3, "办好了", None)
        return [rows[1], rows[2], rows[0], rows[3]]

    returned = changed(workbook, edit)
    assert answers_of(returned) == {WANG_CASES: ("已办理", "已参保", "")}
    assert questions_of(returned) == [(2, "“核实结果”里填的读不懂")]


def test_a_sheet_of_rows_that_lost_its_header_is_questioned_as_a_whole(workbook: Path) -> None:
    rows = table(workbook)
    answer(rows, 2, "已办理", "已参保")
    file = save(workbook.with_name("two.xlsx"), 甲=rows, 乙=rows[1:])
    returned = read(file)
    assert answers_of(returned) == {WANG_CASES: ("已办理", "已参保", "")}
    assert [(question.sheet, question.line) for question in returned.questioned] == [("乙", 1)]
    assert returned.questioned[0].sentence.startswith("“乙”表没有表头")


@pytest.mark.parametrize(
    ("place", "header", "column", "cell"),
    [(RESULT, "核实结果", "第D列", "已办理"), (REASON, "原因", "第E列", "死亡"), (NOTE, "备注", "第F列", "同名同姓")],
)
@pytest.mark.parametrize("over", ["已经走访", "", 3])
def test_a_row_below_a_header_that_was_written_over_is_questioned(
    workbook: Path, place: int, header: str, column: str, cell: str, over: Any
) -> None:
    def edit(rows: list[list[Any]]) -> None:
        rows[0][place], rows[3][place] = over, cell

    returned = changed(workbook, edit)
    assert [(question.line, question.sentence) for question in returned.questioned] == [
        (4, f"不知道“{column}”里写的是什么，表头里少了“{header}”；请把表头改回发出时的字再交")
    ]
    assert returned.questioned[0].cells[column] == cell
    assert (returned.answers, returned.skipped) == ([], 2)


def test_a_note_is_in_question_where_its_header_came_to_stand_over_the_row_s_number(workbook: Path) -> None:
    def edit(rows: list[list[Any]]) -> None:
        answer(rows, 4, "暂未办理", "联系不上", "去了三次")
        rows[0][NOTE], rows[0][NOTE + 1] = None, rows[0][NOTE]

    returned = changed(workbook, edit)
    assert returned.answers == []
    assert "去了三次" in {text for question in returned.questioned for text in question.cells.values()}


def test_a_row_without_a_note_counts_though_the_note_s_header_was_written_over(workbook: Path) -> None:
    def edit(rows: list[list[Any]]) -> None:
        rows[0][NOTE] = "没人"
        answer(rows, 3, "已办理", "已参保")
        answer(rows, 4, "暂未办理", "联系不上", "去了三次")

    returned = changed(workbook, edit)
    assert answers_of(returned) == {ZHANG_CASES: ("已办理", "已参保", "")}
    assert [question.line for question in returned.questioned] == [4]


def test_what_stood_below_a_header_that_was_written_over_is_mended_on_the_questioned_sheet(
    workbook: Path, tmp_path: Path
) -> None:
    def edit(rows: list[list[Any]]) -> None:
        answer(rows, 4, "线索有误", "误报", "同名同姓")
        rows[0][NOTE] = "没人"

    questioned = changed(workbook, edit).questioned
    path = write_questioned(questioned, tmp_path / "存疑.xlsx", AS_OF, region())
    rows = table(path, "Sheet1")
    assert rows[1][rows[0].index("第F列")] == "同名同姓"
    # Returned as it is, it is questioned again; with its header back, it is taken.
    again = [question.sentence for question in read(path).questioned]
    assert again == ["不知道“第M列”里写的是什么，表头里少了“备注”；请把表头改回发出时的字再交"]
    rows[0][rows[0].index("第F列")] = "备注"
    assert answers_of(read(save(tmp_path / "mended.xlsx", 人员=rows))) == {LI_CASES: ("线索有误", "误报", "同名同姓")}


def test_a_remark_written_over_the_number_of_a_row_is_questioned(workbook: Path) -> None:
    def edit(rows: list[list[Any]]) -> None:
        rows[2][0], rows[3][0] = "3.0", "已外出"

    assert questions_of(changed(workbook, edit)) == [(4, "不知道“序号”里写的是什么；请写到“备注”里再交")]


# What is none of ours ----------


def test_another_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="不是发出的参保核实工作清单"):
        read(save(tmp_path / "other.xlsx", 表=[["姓名", "行号"], ["某人", "1"]]))


def test_a_column_that_stands_there_twice_is_refused(workbook: Path) -> None:
    with pytest.raises(BadInput, match="不止一个“原因”列"):
        changed(workbook, lambda rows: [[*row, row[REASON]] for row in rows])


# Under a password ----------


def test_a_workbook_under_a_password_opens_with_the_same_one_only(tmp_path: Path) -> None:
    (issued,) = towns(tmp_path, LI, password="羊寨-2026")
    assert issued.path.read_bytes()[:4] == b"\xd0\xcf\x11\xe0"
    assert issued.path.stat().st_mode & 0o777 == 0o640
    plain = tmp_path / "plain.xlsx"
    plain.write_bytes(lock.opened(issued.path, "羊寨-2026"))
    back = filled(plain, {"李**": ("已办理", "已参保")})
    lock.close(back, "羊寨-2026")
    assert answers_of(read(back, password="羊寨-2026")) == {LI_CASES: ("已办理", "已参保", "")}
    with pytest.raises(BadInput, match="打不开"):
        read(back, password="别的")
    with pytest.raises(BadInput, match="是加密的工作簿"):
        read(back)
    assert column(table(plain), "姓名") == ["李**"]


@pytest.mark.parametrize("source", [Secret(env="YINGBAO_TEST_WORD"), Secret(file="word")])
def test_the_password_comes_from_a_variable_or_a_file_and_its_lack_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: Secret
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadInput, match="里没有密码；请设好后再运行"):
        lock.password_from(source)
    monkeypatch.setenv("YINGBAO_TEST_WORD", "word-1")
    (tmp_path / "word").write_text("word-1\n", encoding="utf-8")
    assert lock.password_from(source) == "word-1"
    assert lock.password_from(None) is None
