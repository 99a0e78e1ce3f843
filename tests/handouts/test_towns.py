"""The workbooks that go to the towns, read back as a town would open them."""

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from handouts import sheets
from handouts.towns import VILLAGE
from regions.outcomes import EMPLOYERS, PEOPLE, outcomes
from tests.handouts.visits import AS_OF, FIRM, LI, NOWHERE, WANG, ZHANG, column, region, table, towns


def sheet(folder: Path, *people: dict[str, Any], name: str = PEOPLE, **more: Any) -> Worksheet:
    return openpyxl.load_workbook(towns(folder, *people, **more)[0].path)[name]


def letters(rows: Worksheet) -> dict[str, str]:
    """Where each column stands, by its header."""
    return {cell.value: cell.column_letter for cell in rows[1]}


# Files ----------


def test_each_town_has_a_file_named_by_code_name_and_rows(tmp_path: Path) -> None:
    other = FIRM | {"town_code": "320923101", "town_name": "甲/乙:镇"}
    files = [issued.path for issued in towns(tmp_path, ZHANG, LI, NOWHERE, firms=(FIRM, other))]
    assert [file.name for file in files] == [
        "320923100_羊寨镇_3行.xlsx",
        "320923101_甲_乙_镇_1行.xlsx",
        "unknown_乡镇不明_1行.xlsx",
    ]
    assert sorted(file.name for file in files[0].parent.glob("*.xlsx")) == [file.name for file in files]


def test_each_file_tells_its_town_and_every_case_in_it(tmp_path: Path) -> None:
    one, two = towns(tmp_path, ZHANG, LI, NOWHERE | {"case_ids": "00000000000000c9"}, firms=(FIRM,))
    assert (one.town_code, sorted(one.case_ids)) == (
        "320923100",
        [f"00000000000000{n}" for n in ("c1", "c2", "c3", "f1")],
    )
    assert (two.town_code, two.case_ids) == ("unknown", ["00000000000000c9"])


def test_split_by_village_each_has_a_file_that_bears_the_town_s_name_too(tmp_path: Path) -> None:
    nowhere_in_town = LI | {"village_code": None, "village_name": None}
    issued = towns(tmp_path, ZHANG, WANG, nowhere_in_town, NOWHERE, firms=(FIRM,), split=VILLAGE)
    assert [(file.path.name, file.town_code) for file in issued] == [
        ("320923100_羊寨镇村不明_1行.xlsx", "320923100"),
        ("320923100201_羊寨镇外口村_1行.xlsx", "320923100"),
        ("320923100202_羊寨镇单家村_2行.xlsx", "320923100"),
        ("unknown_乡镇不明村不明_1行.xlsx", "unknown"),
    ]


def test_a_town_spelled_in_two_ways_has_one_file(tmp_path: Path) -> None:
    files = towns(tmp_path, ZHANG, LI, WANG | {"town_name": "羊寨"})
    assert [file.path.name for file in files] == ["320923100_羊寨镇_3行.xlsx"]


def test_no_rows_at_all_make_an_empty_folder(tmp_path: Path) -> None:
    assert towns(tmp_path) == []
    assert list((tmp_path / AS_OF.isoformat()).glob("*.xlsx")) == []


def test_the_same_rows_give_the_same_bytes_in_whatever_order_they_come(tmp_path: Path) -> None:
    one = towns(tmp_path / "a", LI, ZHANG, WANG, firms=(FIRM,))[0].path.read_bytes()
    two = towns(tmp_path / "b", WANG, ZHANG, LI, firms=(FIRM,))[0].path.read_bytes()
    assert one == two


def test_the_file_bears_the_date_of_the_data_and_no_clock(tmp_path: Path) -> None:
    with zipfile.ZipFile(towns(tmp_path, LI)[0].path) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert b"2026-11-22T00:00:00Z" in archive.read("docProps/core.xml")


# The cover ----------


def test_the_cover_says_what_it_is_counts_by_list_how_to_fill_it_in_and_whom_to_ask(tmp_path: Path) -> None:
    (file,) = towns(tmp_path, ZHANG, LI, firms=(FIRM,), of=region(contact="社保中心王科长 87220000"))
    workbook = openpyxl.load_workbook(file.path)
    assert workbook.sheetnames == ["封面", "人员", "单位", "走访单", "走访单（单位）"]
    lines = [row[:2] for row in workbook["封面"].iter_rows(values_only=True)]
    cover = dict(lines)
    assert cover["数据日期"] == "2026-11-22"
    assert cover["区划代码"] == "320923100"
    assert cover["重要提示"] == "线索需核实，不作为认定结论"
    assert cover["有问题问谁"] == "社保中心王科长 87220000"
    place = [label for label, _ in lines].index("人员")
    assert lines[place : place + 4] == [
        ("人员", "2 人（动员参保 2）"),
        ("", "按类别：断保人员 2，优先走访 1"),
        ("单位", "1 户（应当参保 1）"),
        ("", "按类别：未全员参保单位 1"),
    ]
    assert "填写白色的三列：核实结果、原因、备注" in cover["填写方法"]


def test_the_cover_tells_the_days_of_the_data_and_not_the_run_s(tmp_path: Path) -> None:
    days = {(date(2026, 11, 16), date(2026, 11, 20)): "2026-11-20（最早的一份是2026-11-16）"}
    days[date(2026, 11, 20), date(2026, 11, 20)] = "2026-11-20"
    for number, (dates, expected) in enumerate(days.items()):
        (file,) = towns(tmp_path / str(number), LI, data_dates=dates)
        cover = dict(row[:2] for row in openpyxl.load_workbook(file.path)["封面"].iter_rows(values_only=True))
        assert (cover["数据日期"], cover["制表日期"]) == (expected, "2026-11-22")


def test_the_slips_tell_each_lead_in_full_and_what_to_say_by_the_row_s_number(tmp_path: Path) -> None:
    both = ZHANG | {"reason": "已断缴4个月。\n优先服务对象。", "address": "江苏省盐城市阜宁县三组5号"}
    (file,) = towns(tmp_path, both, LI, firms=(FIRM,))
    rows = table(file.path, "走访单")
    assert rows[0] == ["序号", "找谁", "为什么走访", "怎么说", "走访记录（手写）"]
    assert rows[1][:4] == [
        1,
        "张**（尾号0028）\n地址：江苏省盐城市阜宁县三组5号\n电话：13851234001\n最近单位：阜宁某纺织厂",
        "已断缴4个月。\n优先服务对象。",
        LI["say"],
    ]
    assert column(rows, "序号") == column(table(file.path), "序号") == [1, 2]
    assert column(table(file.path, "走访单（单位）"), "序号") == [1]


def test_an_address_is_told_from_the_town_on(tmp_path: Path) -> None:
    fronts = ("江苏省盐城市阜宁县", "盐城市阜宁县", "阜宁县", "江苏省建湖县", "")
    people = [LI | {"subject_id": str(place), "address": f"{front}三组5号"} for place, front in enumerate(fronts)]
    rows = table(towns(tmp_path, *people)[0].path)
    assert column(rows, "地址") == ["三组5号"] * 3 + ["江苏省建湖县三组5号", "三组5号"]


def test_a_number_that_cannot_be_true_is_marked_in_red(tmp_path: Path) -> None:
    rows = sheet(tmp_path, LI | {"phone": "1385123400"}, ZHANG)
    assert [rows[f"G{line}"].value for line in (2, 3)] == ["13851234001", "1385123400（有误）"]
    [rule] = [rule for ranges in rows.conditional_formatting if str(ranges.sqref) == "G2:G3" for rule in ranges.rules]
    assert (rule.operator, rule.text) == ("containsText", "（有误）")


def test_eight_people_fit_on_a_screen_and_twenty_on_a_page(tmp_path: Path) -> None:
    """Everybody on three lists with long names; a screen of 1366×768 leaves 470 of its pixels to the rows."""
    lists = "参加职工养老未参加工伤、失业\n45周岁以上未参保居民\n外出务工人员未参加医保"
    rows = sheet(tmp_path, *[LI | {"lists": lists} for _ in range(40)])
    heights = [rows.row_dimensions[line].height for line in range(1, 42)]
    pixels = 7 * sum(_width(rows, letter) for letter in letters(rows).values())
    margins = rows.page_margins
    scale = min(1, (841.9 - 72 * (margins.left + margins.right)) / (pixels * 0.75))
    assert sum(heights[1:9]) <= 470 * 0.75
    assert sum(heights[:21]) * scale <= 595.3 - 72 * (margins.top + margins.bottom)
    # Up to the answer's reason it fits on a phone of 390 pixels.
    assert 7 * sum(_width(rows, letter) for letter in "ABCDE") <= 390


def _width(rows: Worksheet, letter: str) -> float:
    column = rows.column_dimensions[letter]
    return 0 if column.hidden else column.width


def test_every_line_of_the_cover_is_as_high_as_its_text(tmp_path: Path) -> None:
    many = [
        LI | {"subject_id": f"{n:018}", "case_ids": f"{n:016x}", "lists": f"一张名字很长的清单{n}"} for n in range(12)
    ]
    cover = openpyxl.load_workbook(towns(tmp_path, *many)[0].path)["封面"]
    heights = {row[1].value: cover.row_dimensions[row[0].row].height for row in cover.iter_rows(max_row=20)}
    [by_list] = [text for text in heights if str(text).startswith("按类别：")]
    assert (heights["2026-11-22"], heights[by_list]) == (pytest.approx(16, abs=0.5), pytest.approx(64, abs=0.5))


def test_masked_people_are_found_by_address_and_phone_and_the_cover_says_so(tmp_path: Path) -> None:
    def labels(folder: str, **worklists: str) -> list[str]:
        workbook = openpyxl.load_workbook(towns(tmp_path / folder, LI, of=region(**worklists))[0].path)
        return [row[0].value for row in workbook["封面"].iter_rows()]

    assert "怎么找人" in labels("masked")
    assert "怎么找人" not in labels("full", masking="full")


def test_a_sheet_without_rows_says_so(tmp_path: Path) -> None:
    assert "本期无" in [cell.value for cell in sheet(tmp_path, LI, name=EMPLOYERS)[2]]


def test_the_cover_lists_the_reasons_of_each_result_one_below_the_other(tmp_path: Path) -> None:
    (file,) = towns(tmp_path, LI)
    lines = [row[:2] for row in openpyxl.load_workbook(file.path)["封面"].iter_rows(values_only=True)]
    for kind in (PEOPLE, EMPLOYERS):
        start = lines.index((f"{kind}：核实结果", "原因")) + 1
        expected = [(result, reason) for result, reasons in outcomes(kind).items() for reason in reasons]
        assert lines[start : start + len(expected)] == expected


# The rows ----------


def test_rows_stand_by_village_then_priority_then_number(tmp_path: Path) -> None:
    nowhere = LI | {"village_code": "", "village_name": "", "priority": 1, "subject_name": "周七"}
    zhao = ZHANG | {"subject_name": "赵六", "subject_id": "1"}
    rows = table(towns(tmp_path, nowhere, LI, ZHANG, zhao, WANG)[0].path)
    assert column(rows, "姓名") == ["王**", "赵**", "张**", "李**", "周**"]
    assert column(rows, "序号") == [1, 2, 3, 4, 5]


def test_everything_known_is_filled_in_and_three_cells_are_left_and_the_key_is_hidden(tmp_path: Path) -> None:
    people = sheet(tmp_path, LI)
    cells = {header.value: cell.value for header, cell in zip(people[1], people[2], strict=True)}
    assert cells.pop("行号").startswith("K")
    assert cells == {
        "序号": 1,
        "村（社区）": "单家村",
        "姓名": "李**",
        "公民身份号码": "尾号001X",
        "事由": "断保人员",
        "优先级": 2,
        "地址": "三组5号",
        "电话": "13851234001",
        "断缴月数": 4,
        "核实结果": None,
        "原因": None,
        "备注": None,
    }
    hidden = [header for header, letter in letters(people).items() if people.column_dimensions[letter].hidden]
    assert hidden == ["行号"]


def test_employers_show_their_headcounts_and_their_name_and_number_whole(tmp_path: Path) -> None:
    firms = table(towns(tmp_path, firms=(FIRM,))[0].path, EMPLOYERS)
    assert column(firms, "发放工资人数") == [12]
    assert column(firms, "其中已参保人数") == [3]
    assert column(firms, "单位名称") == ["阜宁某厂"]
    assert column(firms, "统一社会信用代码") == ["组织机构代码 D2143569X"]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+86 138", "-5", "@SUM(A1)", "http://x.cn", "0012", "3E5", "<r>x</r>", "a&b<c>d",
        " 前后空格 ", "两\n行", "_x0041_", "𠮷䶮",
    ],
)  # fmt: skip
def test_a_text_stays_the_text_it_was(tmp_path: Path, text: str) -> None:
    firms = sheet(tmp_path, firms=(FIRM | {"subject_name": text, "address": text},), name=EMPLOYERS)
    places = [letters(firms)[header] + "2" for header in ("单位名称", "地址")]
    # openpyxl does not undo _x005F_, the escape that Excel writes and reads for a literal _x0041_.
    assert [firms[place].value.replace("_x005F", "") for place in places] == [text] * 2
    assert {firms[place].data_type for place in places} == {"s"}
    assert {firms[place].number_format for place in places} == {"@"}
    assert firms[places[0]].hyperlink is None


def test_control_characters_are_left_out(tmp_path: Path) -> None:
    rows = table(towns(tmp_path, LI | {"address": "a\x00b\x0bc\x1f\uffff"})[0].path)
    assert column(rows, "地址") == ["abc"]


def test_numbers_of_18_digits_and_what_is_filled_in_are_text(tmp_path: Path) -> None:
    rows = sheet(tmp_path, ZHANG, of=region(masking="full"))
    places = letters(rows)
    assert rows[places["公民身份号码"] + "2"].value == "320923197001010028"
    counts = {places[header] for header in ("序号", "优先级", "断缴月数")}
    assert {rows[f"{letter}2"].number_format for letter in set(places.values()) - counts} == {"@"}


def test_known_cells_are_shaded_and_the_three_to_fill_are_white_and_nothing_is_locked(tmp_path: Path) -> None:
    rows = sheet(tmp_path, LI)
    white = {header for header, letter in letters(rows).items() if rows[f"{letter}2"].fill.fill_type is None}
    assert white - {"行号"} == {"核实结果", "原因", "备注"}
    assert not rows.protection.sheet


def test_sorting_with_the_filter_takes_the_hidden_key_along(tmp_path: Path) -> None:
    rows = sheet(tmp_path, LI, ZHANG)
    assert rows.auto_filter.ref == f"A1:{letters(rows)['行号']}3"


def test_more_rows_than_a_sheet_holds_go_on_on_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "SHEET_ROWS", 3)
    loaded = openpyxl.load_workbook(towns(tmp_path, *[LI] * 5)[0].path)
    assert loaded.sheetnames == ["封面", "人员", "人员2", "人员3", "单位", "走访单", "走访单2", "走访单3"]
    shown = [[row[0] for row in loaded[name].iter_rows(min_row=2, values_only=True)] for name in loaded.sheetnames[1:4]]
    assert shown == [[1, 2], [3, 4], [5]]
    assert str(loaded["人员3"].data_validations.dataValidation[0].sqref) == "D2"


# What is chosen ----------


@pytest.mark.parametrize(("kind", "result", "reason"), [(PEOPLE, "D", "E"), (EMPLOYERS, "D", "E")])
def test_results_are_chosen_from_a_list_and_reasons_from_one_that_follows(
    tmp_path: Path, kind: str, result: str, reason: str
) -> None:
    (file,) = towns(tmp_path, LI, ZHANG, firms=(FIRM, FIRM))
    workbook = openpyxl.load_workbook(file.path)
    one, two = workbook[kind].data_validations.dataValidation
    assert (str(one.sqref), one.formula1) == (f"{result}2:{result}3", '"已办理,不需参保,暂未办理,线索有误"')
    assert str(two.sqref) == f"{reason}2:{reason}3"
    # =IF($D2="已办理",封面!$B$22:$B$24,IF(…,the whole block))
    parts = [part.strip(")").split(",") for part in two.formula1.split("IF(")[1:]]
    ranges = {condition.partition("=")[2].strip('"'): where for condition, where, *_ in parts}
    whole = parts[-1][2]
    for name, reasons in outcomes(kind).items():
        where = ranges[name].partition("!")[2].replace("$", "")
        assert tuple(cell.value for (cell,) in workbook["封面"][where]) == reasons
    offered = [cell.value for (cell,) in workbook["封面"][whole.partition("!")[2].replace("$", "")]]
    assert offered == [reason for reasons in outcomes(kind).values() for reason in reasons]
    assert len(two.formula1) <= 255


def test_a_reason_of_another_result_turns_red(tmp_path: Path) -> None:
    ranges = next(ranges for ranges in sheet(tmp_path, LI).conditional_formatting if str(ranges.sqref) == "E2")
    (formula,) = ranges.rules[0].formula
    assert formula.startswith('AND($E2<>"",NOT(OR(AND($D2="已办理",ISNUMBER(FIND("|"&$E2&"|","|已参保|已续缴|已补缴|')


# Paper ----------


def test_header_and_name_stay_in_view_and_the_header_is_printed_on_every_page(tmp_path: Path) -> None:
    rows = sheet(tmp_path, LI)
    assert (rows.freeze_panes, rows["B1"].value) == ("C2", "姓名")
    assert rows.print_title_rows == "$1:$1"


def test_every_sheet_prints_on_a4_landscape_one_page_wide_with_page_numbers(tmp_path: Path) -> None:
    for rows in openpyxl.load_workbook(towns(tmp_path, LI)[0].path):
        assert (rows.page_setup.paperSize, rows.page_setup.orientation) == (9, "landscape")
        assert (rows.page_setup.fitToWidth or 1, rows.page_setup.fitToHeight) == (1, 0)  # 1 is the default
        assert rows.sheet_properties.pageSetUpPr.fitToPage
        assert rows.oddFooter.center.text == "第 &P 页 共 &N 页"


def test_a_row_is_as_high_as_its_longest_text_asks_for(tmp_path: Path) -> None:
    short, long = LI, ZHANG | {"address": "人民路一百二十八号东边第二栋楼北门" * 4}
    rows = sheet(tmp_path, short, long).row_dimensions
    # 张三 comes first (priority 1): 68 Han characters in a column of nine.
    assert rows[3].height == 22
    assert 100 < rows[2].height < 140
    assert 30 < rows[1].height < 60  # 断缴月数 takes two lines or three


# Who reads how much ----------


def test_a_town_reads_surname_and_last_four_digits_and_a_named_worker_everything(tmp_path: Path) -> None:
    named = region(workers={"320923101": "陈网格"})
    one, two = towns(tmp_path, LI, LI | {"town_code": "320923101", "town_name": "陈良镇"}, of=named)
    for file, name, number in ((one, "李**", "尾号001X"), (two, "李四", "32092319700101001X")):
        rows = table(file.path)
        assert (column(rows, "姓名"), column(rows, "公民身份号码")) == ([name], [number])
        assert (column(rows, "电话"), column(rows, "地址")) == (["13851234001"], ["三组5号"])
    assert "陈网格" not in str(table(one.path, "封面"))
    assert "陈网格（本表显示完整姓名和号码，仅限本人使用）" in str(table(two.path, "封面"))
    with zipfile.ZipFile(one.path) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert "李四" not in content
    assert "19700101" not in content


def test_a_village_s_worker_is_shown_everything_in_the_village_s_file_only(tmp_path: Path) -> None:
    named = region(workers={"320923100202": "陈网格"})
    (town,) = towns(tmp_path / "town", LI, of=named)
    (village,) = towns(tmp_path / "village", LI, of=named, split=VILLAGE)
    assert column(table(town.path), "姓名") == ["李**"]
    assert column(table(village.path), "姓名") == ["李四"]


def test_a_region_may_show_everything_to_all(tmp_path: Path) -> None:
    assert column(table(towns(tmp_path, LI, of=region(masking="full"))[0].path), "姓名") == ["李四"]


# The whole of it ----------


def structure(path: Path) -> str:
    """What a workbook is but for its rows: sheets, headers, widths, shading, drop-downs, print setup."""
    lines = []
    for rows in openpyxl.load_workbook(path):
        setup = rows.page_setup
        lines += [
            f"[{rows.title}] paper {setup.paperSize} {setup.orientation}, every page {rows.print_title_rows},"
            f" in view from {rows.freeze_panes}, filter {rows.auto_filter.ref}, footer {rows.oddFooter.left.text}"
        ]
        for header, cell in zip(rows[1], rows[2], strict=True):
            column = rows.column_dimensions[header.column_letter]
            look = f"{cell.number_format} {cell.fill.fgColor.rgb if cell.fill.fill_type else 'white'}"
            lines.append(f"  {header.value}: {column.width:.1f}{' hidden' if column.hidden else ''} {look}")
        lines += [f"  {rule.sqref} from {rule.formula1}" for rule in rows.data_validations.dataValidation]
    return "\n".join(lines) + "\n"


def test_a_workbook_is_built_like_the_one_on_file(tmp_path: Path) -> None:
    (file,) = towns(tmp_path, LI, ZHANG, firms=(FIRM,))
    golden = Path(__file__).with_name("town_workbook.txt")
    assert structure(file.path) == golden.read_text(encoding="utf-8")
