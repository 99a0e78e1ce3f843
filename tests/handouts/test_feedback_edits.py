"""A thousand returned workbooks, each changed at random: no answer on a wrong case, none lost without a question."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from base.errors import BadInput
from handouts.feedback import read_answers
from handouts.questioned import write_questioned
from regions.outcomes import EMPLOYERS, PEOPLE, outcomes
from tests.handouts.visits import AS_OF, FIRM, LI, SECRET, region, table, towns

RESULT, NUMBER, KEY = 3, 8, -1
HEADERS = {"核实结果", "原因", "备注", "行号"}
Rows = list[list[Any]]


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Rows], Path, dict[tuple[str, ...], str]]:
    """The sheets as issued: six people, of whom two look alike but for their numbers, and two firms."""
    root = tmp_path_factory.mktemp("edits")
    people = [
        LI
        | {"subject_id": f"3209231970010{n:04d}X", "subject_name": "同名" if n < 2 else f"{'甲乙丙丁戊己庚'[n - 2]}某"}
        | {"case_ids": f"{n:016x}|{n + 100:016x}", "village_code": f"32092310020{n % 2}"}
        for n in range(6)
    ]
    firms = (FIRM, FIRM | {"subject_id": "org:D2", "subject_name": "某店", "case_ids": "00000000000000f2"})
    (file,) = towns(root, *people, firms=firms)
    sheets = {name: table(file.path, name) for name in ("封面", PEOPLE, EMPLOYERS)}
    return sheets, root, cases_of(sheets, root)


def write(path: Path, sheets: dict[str, Rows]) -> Path:
    workbook = Workbook(str(path), {"strings_to_formulas": False, "in_memory": True})
    for name, rows in sheets.items():
        sheet = workbook.add_worksheet(name)
        for line, row in enumerate(rows):
            for place, value in enumerate(row):
                sheet.write(line, place, value)
    workbook.close()
    return path


def fill(rows: Rows, kind: str, draw: Any) -> None:
    """Answers in some of the rows, each with a note that no other row has: by it an answer is recognised."""
    choices = [(result, reason) for result, reasons in outcomes(kind).items() for reason in reasons]
    for number, row in enumerate(rows[1:]):
        if draw(st.booleans()):
            row[RESULT : RESULT + 3] = [*draw(st.sampled_from(choices)), f"{kind}{number}号备注"]


def is_header(row: list[Any]) -> bool:
    """Whether it still begins a table, whatever was done to it."""
    return len({"核实结果", "原因", "备注", "行号", "姓名", "单位名称"} & set(row)) > 1


def edit(rows: Rows, foreign: Rows, draw: Any) -> Rows:  # noqa: C901 (a case for each kind of edit)
    """One thing that people or programs do to a sheet."""
    # A row of the other sheet is of another width: a sheet is a rectangle.
    width = max(map(len, (*rows, *foreign)))
    rows = [[*row, *[None] * (width - len(row))] for row in rows]
    line = draw(st.integers(1, len(rows) - 1))
    place = draw(st.integers(0, len(rows[0]) - 1))
    header = next(filter(is_header, rows), rows[line])
    asked = draw(st.sampled_from([other for other, cell in enumerate(header) if cell in HEADERS] or [place]))
    match draw(st.sampled_from(EDITS)):
        case "sort":
            return [rows[0], *draw(st.permutations(rows[1:]))]
        case "sort with header":
            return list(draw(st.permutations(rows)))
        case "move column":
            order = draw(st.permutations(range(len(rows[0]))))
            return [[row[other] for other in order] for row in rows]
        case "delete row":
            return rows[:line] + rows[line + 1 :]
        case "insert row":
            return [*rows[:line], [None] * len(rows[0]), *rows[line:]]
        case "double row":
            return [*rows, list(rows[line])]
        case "title":
            return [["走访情况", *[None] * (len(rows[0]) - 1)], *rows]
        case "swap cells":
            other = draw(st.integers(1, len(rows) - 1))
            rows[line][place], rows[other][place] = rows[other][place], rows[line][place]
        case "shift column":
            for upper, lower in zip(rows[1:], [*rows[2:], rows[1]], strict=True):
                upper[place] = lower[place]
        case "empty cell":
            rows[line][place] = None
        case "overwrite":
            rows[line][place] = draw(st.sampled_from(["乱填", 3, "已参保", "已办理 ", "李**", "=1+1"]))
        case "delete column":
            return [row[:place] + row[place + 1 :] for row in rows]
        case "overwrite header":
            header[asked] = draw(st.sampled_from(["乱填", 3, "已参保", "已办理", "走访情况", "序号", "备注", "原因 "]))
        case "empty header":
            header[asked] = None
        case "swap header and cell":
            header[asked], rows[line][asked] = rows[line][asked], header[asked]
        case "swap headers":
            header[asked], header[place] = header[place], header[asked]
        case "foreign row":
            return [*rows, list(foreign[draw(st.integers(1, len(foreign) - 1))])]
    return rows


EDITS = [
    "sort", "sort with header", "move column", "delete row", "insert row", "double row", "title", "swap cells",
    "shift column", "empty cell", "overwrite", "delete column", "foreign row",
    "overwrite header", "empty header", "swap header and cell", "swap headers",
]  # fmt: skip


@pytest.mark.slow
@settings(max_examples=1000, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_answer_comes_to_stand_on_a_wrong_case_and_none_is_lost_without_a_question(
    issued: tuple[dict[str, Rows], Path, dict[tuple[str, ...], str]], data: st.DataObject
) -> None:
    original, root, cases = issued
    sheets = {name: [list(row) for row in rows] for name, rows in original.items()}
    for kind in (PEOPLE, EMPLOYERS):
        fill(sheets[kind], kind, data.draw)
    before = {kind: [list(row) for row in sheets[kind]] for kind in (PEOPLE, EMPLOYERS)}
    for _ in range(data.draw(st.integers(1, 4))):
        kind = data.draw(st.sampled_from((PEOPLE, EMPLOYERS)))
        other = EMPLOYERS if kind == PEOPLE else PEOPLE
        if len(sheets[kind]) > 1:
            sheets[kind] = edit(sheets[kind], before[other], data.draw)
    file = write(root / "edited.xlsx", sheets)
    try:
        returned = read_answers(file, SECRET)
    except BadInput:
        return  # refused aloud as a whole

    # Every answer is on the case of a row that shows this very number and this very answer.
    there = [[str(cell or "").strip() for cell in row] for kind in (PEOPLE, EMPLOYERS) for row in sheets[kind]]
    for answer in returned.answers:
        shown = cases[answer.case_ids]
        assert any(shown in row and (answer.reason in row or answer.result in row) for row in there), answer
        assert not answer.note or any(shown in row and answer.note in row for row in there), answer
    # Every note that still stands below a header is an answer or a question, or its sheet is questioned as a whole.
    whole = {question.sheet for question in returned.questioned if not question.cells}
    notes = {
        cell
        for kind in {PEOPLE, EMPLOYERS} - whole
        for row in sheets[kind]
        for cell in row
        if not is_header(row) and str(cell).endswith("号备注")
    }
    notes_taken = {answer.note for answer in returned.answers}
    asked = {cell for question in returned.questioned for cell in question.cells.values()}
    assert notes <= notes_taken | asked
    # Nothing that was not typed over a telephone or an address is taken for a correction of it.
    assert not [answer for answer in returned.corrected for _, text in answer.corrections if text.endswith("号备注")]


def cases_of(original: dict[str, Rows], root: Path) -> dict[tuple[str, ...], str]:
    """The number that is shown for each row's cases."""
    sheets = {name: [list(row) for row in rows] for name, rows in original.items()}
    for kind in (PEOPLE, EMPLOYERS):
        for row in sheets[kind][1:]:
            row[RESULT : RESULT + 2] = ["暂未办理", "待办理"]
    answers = read_answers(write(root / "all.xlsx", sheets), SECRET).answers
    return {answer.case_ids: sheets[answer.kind][answer.line - 1][NUMBER] for answer in answers}


def test_what_is_questioned_is_corrected_on_a_sheet_of_its_own_and_returned(
    issued: tuple[dict[str, Rows], Path, dict[tuple[str, ...], str]],
) -> None:
    original, root, cases = issued
    sheets = {name: [list(row) for row in rows] for name, rows in original.items()}
    sheets[PEOPLE][2][RESULT : RESULT + 2] = ["已办理", "在校学生"]
    sheets[PEOPLE][3][RESULT : RESULT + 2] = ["已办理", "已参保"]
    sheets[EMPLOYERS][1][RESULT] = "问过了"
    phone = sheets[PEOPLE][0].index("电话")
    sheets[PEOPLE] = [row[:phone] + row[phone + 1 :] for row in sheets[PEOPLE]]
    first = read_answers(write(root / "first.xlsx", sheets), SECRET)
    assert (len(first.answers), len(first.questioned)) == (1, 2)

    path = write_questioned(first.questioned, root / "存疑.xlsx", AS_OF, region(), first.area_code)
    again = write_questioned(first.questioned, root / "again.xlsx", AS_OF, region(), first.area_code)
    assert path.read_bytes() == again.read_bytes()
    people, firms = table(path, PEOPLE), table(path, EMPLOYERS)
    place = people[0].index("存疑说明")
    assert people[1][place] == "“在校学生”不是“已办理”的原因，请从下拉列表中重选"
    assert "电话" not in people[0]
    # Returned as it is, it is questioned again; corrected, it is taken.
    assert [q.sentence for q in read_answers(path, SECRET).questioned] == [q.sentence for q in first.questioned]
    result = people[0].index("核实结果")
    people[1][result] = "不需参保"
    firms[1][result : result + 2] = ["暂未办理", "拒绝配合"]
    second = read_answers(write(root / "second.xlsx", {PEOPLE: people, EMPLOYERS: firms}), SECRET)
    assert second.questioned == []
    assert {(answer.result, answer.reason) for answer in second.answers} == {
        ("不需参保", "在校学生"),
        ("暂未办理", "拒绝配合"),
    }
    assert {cases[answer.case_ids] for answer in second.answers} == {
        original[kind][line][NUMBER] for kind, line in ((PEOPLE, 2), (EMPLOYERS, 1))
    }
