"""What stands among the rows and is none; what a file says of itself; nothing of it silently."""

from decimal import Decimal

import pytest

from base.errors import BadInput
from base.text import fold
from benchmarks.files import forms
from sources import SOURCES
from sources.reader import tidy
from tests.sources.conftest import Deliver, column, rejects, told

HEADER = "个人编号,身份证号,所属期,金额\n"
ROW = "1,320923,202401,5\n"
OTHER = "文件自己写明的多，读到的少：文件自己写明共3行（人、条），实有2行，可能漏导"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("小计,,,15", "小计、合计行"), ("合 计：,,,45", "小计、合计行"), ("本页合计,,3,15", "小计、合计行"),
        ("合计,2", "小计、合计行"), ("合计（3人）,,,45", "小计、合计行"),
        ("制表人：李四,,审核人：王五,", "签名行"), ("打印日期 2026-11-01,,,", "签名行"), ("审核人：", "签名行"),
        ("第1页 共3页,,,", "页码行"), ("第 2 页", "页码行"), ("共9条记录", "页码行"), ("- 3 -,,,", "页码行"),
        ("----,-----,---,", "分隔线行"), ("+------+-----+-----+----+", "分隔线行"), ("(9 rows)", "查询结果行"),
        ("9 rows in set (0.01 sec)", "查询结果行"), ("已选择9行。", "查询结果行"),
        ("——以下空白——,,,", "注释行"), ("阜城街道 汇总,,,45", "小计、合计行"), ("Grand Total,,,45", "小计、合计行"),
        ("注：本表由系统导出,,,", "注释行"), ("备注：不含临时工", "注释行"),
        ("2026年缴费明细,,,", "重复的标题"), ("2026年缴费明细", "重复的标题"),
        ("个人编号,身份证号,所属期,金额", "重复的表头"), ("\ufeff个人编号,身份证号,所属期,金额", "重复的表头"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", [1, 2, 3])
def test_what_is_no_row_is_told_and_counted(line: str, reason: str, place: int, deliver: Deliver) -> None:
    lines = [ROW] * 9
    lines.insert({1: 0, 2: 5, 3: 9}[place], line + "\n")
    landed = deliver("2026年缴费明细,,,\n" + HEADER + "".join(lines))
    assert told(landed) == [(None, {1: 3, 2: 8, 3: 12}[place], "", f"{reason}，没有当作数据", 1)]
    assert (landed.rows, landed.loaded, landed.rejected, landed.ignored, landed.skipped) == (10, 9, 0, 1, 1)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("共3条记录", [OTHER]), ("共2条记录", []), ("合计,3笔,1笔", [OTHER]),
        ("合计,2人,,10", []), ("合计,3人,,10", []), ("合计,3", []),
    ],
    ids=["fewer", "as many", "payments", "people", "people may have several rows", "an amount"],
)  # fmt: skip
def test_a_count_that_the_file_prints_is_compared(line: str, says: list[str], deliver: Deliver) -> None:
    found = [reason for _, _, _, reason, _ in told(deliver(HEADER + ROW * 2 + line + "\n"))]
    assert [reason for reason in found if "没有当作数据" not in reason] == says


@pytest.mark.parametrize(
    ("title", "says"),
    [
        ("2026年10月明细（共3条）", [OTHER]), ("明细 共 2 条记录", []), ("明细（共2条）第1页，共9页", []),
        ("明细（共3人）", []), ("明细（共1条）", ["文件自己写明共1行（人、条），实有2行，可能多导"]),
    ],
)  # fmt: skip
def test_so_is_the_count_of_a_title(title: str, says: list[str], deliver: Deliver) -> None:
    assert [reason for _, _, _, reason, _ in told(deliver(f"{title},,,\n" + HEADER + ROW * 2))] == says


LESS, MORE = "文件自己写明的多，读到的少：合计行的金额比各行之和多", "合计行的金额比各行之和少"


@pytest.mark.parametrize(
    ("total", "says"),
    [
        ("合计,,,45", None), ("合计,,,45.9", None), ("合计,,,46.1", f"{LESS}2.4%，可能漏导"),
        ("总计,,,90", f"{LESS}50.0%，可能漏导"),
        ("合计,,,9", f"{MORE}400.0%，可能多导"), ("小计,,,5", None), ("本页合计,,,5", None), ("合计,,,", None),
        ("合计,,,20\n合计,,,25", None), ("合计,,,20\n合计,,,25\n总计,,,45", None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["x.csv", "x.xlsx"])
def test_the_sum_of_a_total_is_compared_with_the_rows_and_never_printed(
    total: str, says: str | None, form: str, deliver: Deliver
) -> None:
    lines = [*[ROW.strip()] * 8, "9,320923,坏,5", *total.split("\n")]
    rows = [[cell or None for cell in line.split(",")] for line in [HEADER.strip(), *lines]]
    found = deliver(forms.text(rows) if form == "x.csv" else forms.xlsx({"表": rows}), form)
    assert [reason for _, _, _, reason, _ in told(found) if "没有当作数据" not in reason] == ([says] if says else [])


def test_a_total_in_ten_thousands_is_compared_as_yuan(deliver: Deliver) -> None:
    lines = "单位：万元,,,\n" + HEADER + "1,320923,202401,1.5\n2,320923,202401,2\n合计,,,3.5\n"
    assert not [reason for _, _, _, reason, _ in told(deliver(lines)) if "合计行的" in reason]


def test_on_a_roster_people_are_rows(deliver: Deliver) -> None:
    roster = "身份证号,姓名,名单类别\n1,甲,外出务工\n2,乙,外出务工\n合计,3人,\n"
    assert "实有2行" in "".join(reason for _, _, _, reason, _ in told(deliver(roster, source=SOURCES["person_roster"])))


def test_a_label_in_a_column_that_is_not_read_is_seen(deliver: Deliver) -> None:
    landed = deliver("序号,个人编号,身份证号,所属期,金额\n1,1,a,202401,5\n合计,,,,5\n")
    assert (landed.loaded, landed.ignored) == (1, 1)
    rows = [
        ["序号", "个人编号", "身份证号", "所属期", "金额"],
        ["1", "1", "a", "202401", "5"],
        ["合计", None, None, None, "5"],
    ]
    landed = deliver(forms.xlsx({"表": rows}), "x.xlsx")
    assert (landed.loaded, landed.ignored) == (1, 1)


def test_a_manifest_may_count_totals_or_not(deliver: Deliver) -> None:
    for count in (1, 2):
        assert deliver(HEADER + ROW + "合计,,,5\n", rows=count).rows == 2
    with pytest.raises(BadInput, match=r"实有2行数据，manifest\.csv 登记的是3行"):
        deliver(HEADER + ROW + "合计,,,5\n", rows=3)


@pytest.mark.parametrize("name", ["合计", "小计工作室", "注", "第一页"])
def test_a_name_that_looks_like_a_label_stays(name: str, deliver: Deliver) -> None:
    landed = deliver("个人编号,身份证号,所属期,金额,信用代码,人数\n" + f"{name},320923,202401,5,9,1\n" * 5)
    assert (landed.loaded, told(landed)) == (5, [])


def test_a_row_with_little_in_it_is_rejected_by_name(deliver: Deliver) -> None:
    landed = deliver(HEADER + ROW + "城北,35,,\n" + "城南,,,\n")
    assert rejects(landed) == [(4, "", "必需的列大多是空的", True)]


@pytest.mark.parametrize("form", ["x.csv", "x.xlsx"])
def test_another_table_below_the_first_is_refused(form: str, deliver: Deliver) -> None:
    rows = [
        ["个人编号", "身份证号", "所属期", "金额"],
        ["1", "320923", "202401", "5"],
        ["身份证号", "个人编号", "金额", "所属期"],
    ]
    made = forms.text(rows) if form == "x.csv" else forms.xlsx({"表": rows})
    with pytest.raises(BadInput, match="第3行起是另一张表（表头与前面的不同）；请测试局把两张表分成两个文件后提供"):
        deliver(made, form)


def test_empty_last_fields_may_be_left_out_or_be_too_many(deliver: Deliver) -> None:
    wide = "个人编号,身份证号,所属期,金额,日期,人数\n"
    landed = deliver(wide + "1,a,202401,5,2024-01-01,7\n2,b,202401\n3,c,202401,5\n4,d,202401,5,2024-01-01,7,,\n")
    assert sorted(column(landed, "source_line")) == [2, 3, 4, 5]
    assert landed.rejected == 0


def test_a_row_that_lost_a_field_in_the_middle_is_not_filled_up(deliver: Deliver) -> None:
    wide = "个人编号,身份证号,所属期,金额,日期,人数\n"
    landed = deliver(wide + "1,a,202401,5,2024-01-01,7\n2,b,202401,2024-01-01,7\n3,c,20\n2401,5,2024-01-01,7\n")
    assert column(landed, "source_line") == [2]
    assert landed.rejected == 3


@pytest.mark.parametrize(
    ("title", "head", "amount"),
    [
        ("单位：万元", "金额", "12.5"), ("单位：万元", "金额（元）", "125000"), ("", "金额（万元）", "12.5"),
        ("金额单位:人民币千元", "金额", "125"), ("", "金额（单位：亿元）", "0.00125"), ("单位：元", "金额", "125000"),
        ("填报单位：某局", "金额", "125,000.00"), ("缴费明细（万元）", "金额", "12.5"),
        ("填报单位：百元裤业", "金额", "125000"),
        ("计量单位：，万元", "金额", "12.5"), ("", "金额（万）", "12.5"), ("", "金额/千元", "125"),
        ("", "金额万元", "12.5"), ("单位：万元", "金额元", "125000"),
    ],
)  # fmt: skip
def test_amounts_are_in_yuan_whatever_their_unit(title: str, head: str, amount: str, deliver: Deliver) -> None:
    landed = deliver(f"表\n{title}\n个人编号\t身份证号\t所属期\t{head}\n1\ta\t202401\t{amount}\n2\tb\t202401\t-\n")
    assert column(landed, "paid_yuan")[0] == Decimal("125000.00")
    assert len([finding for finding in told(landed) if "已乘以" in finding[3]]) == (
        amount.replace(",", "")[:6] != "125000"
    )


def test_a_sheet_s_name_tells_its_unit_where_no_title_does(deliver: Deliver) -> None:
    rows = [line.split(",") for line in (HEADER + "1,a,202401,12.5").split()]
    assert column(deliver(forms.xlsx({"明细（万元）": rows}), "x.xlsx"), "paid_yuan") == [Decimal(125_000)]
    rows = [["单位：元"], *rows]
    assert column(deliver(forms.xlsx({"明细（万元）": rows}), "x.xlsx"), "paid_yuan") == [Decimal("12.5")]


@pytest.mark.parametrize("note", ["注：金额单位万元", "注：本表单位：万元,,,"])
def test_a_unit_below_the_rows_is_refused_where_they_were_read_in_another(note: str, deliver: Deliver) -> None:
    with pytest.raises(BadInput, match="第3行注明的金额单位与表头的不同；请测试局把金额单位写在表头上方"):
        deliver(HEADER + "1,a,202401,12.5\n" + note + "\n")
    landed = deliver("单位：万元,,,\n" + HEADER + "1,a,202401,12.5\n" + note + "\n")
    assert column(landed, "paid_yuan") == [Decimal(125_000)]


def test_a_header_again_whose_columns_have_changed_places_is_another_table(deliver: Deliver) -> None:
    with pytest.raises(BadInput, match="第3行起是另一张表"):
        deliver(HEADER + ROW + "身份证号,个人编号,所属期,金额\n" + "320923,2,202401,5\n")


def test_a_sheet_that_is_exactly_full_may_be_cut_off(deliver: Deliver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tidy, "FULL_SHEETS", (5,))
    for count in (4, 5):
        [(_, line, _, reason, _)] = told(deliver(HEADER + ROW * count))
        assert (line, reason) == (0, f"有{count}行数据，正好是工作表的上限（5行），后面的行可能被截断")
    assert told(deliver(HEADER + ROW * 3)) == told(deliver(HEADER + ROW * 6)) == []


def test_a_full_sheet_from_which_another_goes_on_has_lost_nothing(
    deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tidy, "FULL_SHEETS", (5,))
    sheet = [line.split(",") for line in (HEADER + ROW * 4).split()]
    assert told(deliver(forms.xlsx({"一": sheet, "二": sheet[:3]}), "x.xlsx")) == []
    [(name, _, _, reason, _)] = told(deliver(forms.xlsx({"一": sheet[:3], "二": sheet}), "x.xlsx"))
    assert name == "二" and "可能被截断" in reason


def test_quotes_that_swallow_rows_are_refused_wherever_they_close(deliver: Deliver) -> None:
    for second in ('3,c,"202401,5', '3,"c,202401,5', '3,c",202401,5'):
        with pytest.raises(BadInput, match="第3行的引号没有闭合，吞掉了后面的行"):
            deliver(HEADER + ROW + '2,"b,202401,5\n' + ROW + second + "\n" + ROW)
    assert column(deliver(HEADER + '"一\n二",b,202401,5\n'), "member_id") == ["一二"]


def test_a_backslash_before_a_quote_is_no_part_of_the_name(deliver: Deliver) -> None:
    landed = deliver('个人编号,身份证号,所属期\n"江苏\\"银桥\\"公司","a, b","202401"\n')
    assert (column(landed, "member_id"), column(landed, "person_id")) == (['江苏"银桥"公司'], ["A,B"])
    landed = deliver('个人编号,身份证号,所属期\n"D:\\","a","202401"\n')
    assert column(landed, "member_id") == ["D:\\"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_characters_that_moved_are_one_and_those_of_one_s_own_are_told(encoding: str, deliver: Deliver) -> None:
    old, new = "\ue863\ue81e\ue864", "䶮龴龻"
    landed = deliver((HEADER + f"{old},a,202401,5\n{new},b,202401,5\n\ue000,c,202401,5\n").encode(encoding))
    assert column(landed, "member_id") == [new, new, "\ue000"]
    assert told(landed) == [(None, 4, "member_id", "有自造字（用户自定义区的字符），别处的系统认不出", 1)]
    assert fold("\ue78d") == "\ufe10"


@pytest.mark.parametrize(
    ("line", "is_told"),
    [("1,2,3,4", True), ("甲,乙,1,2", True), ("栏次,1,2,3", True), ("1,2,,", False), ("1,3,5,7", False)],
)
def test_a_line_that_numbers_the_columns_is_no_row(line: str, is_told: bool, deliver: Deliver) -> None:
    found = [reason for _, _, _, reason, _ in told(deliver(f"{HEADER}{line}\n{ROW * 9}"))]
    assert ("栏次行，没有当作数据" in found) is is_told


@pytest.mark.parametrize(
    ("units", "yuan"), [(",,,元", "5"), (",,,万元", "50000"), (",,,（千元）", "5000"), (",,,人", "5")]
)
@pytest.mark.parametrize("form", ["x.csv", "x.xlsx"])
def test_units_in_a_line_below_the_header_multiply(units: str, yuan: str, form: str, deliver: Deliver) -> None:
    lines = [line.split(",") for line in f"{HEADER}{units}\n{ROW * 3}".strip().split("\n")]
    landed = deliver(forms.xlsx({"表": lines}) if form == "x.xlsx" else forms.text(lines), form)
    assert column(landed, "paid_yuan") == [Decimal(yuan)] * 3


@pytest.mark.parametrize("title", ["单位：人、万元", "（单位：户、万元）", "以万元为单位", "金额以人民币万元为单位"])
def test_a_title_may_name_other_units_before_that_of_amounts(title: str, deliver: Deliver) -> None:
    assert column(deliver(f"{title},,,\n{HEADER}{ROW}"), "paid_yuan") == [Decimal(50_000)]


@pytest.mark.parametrize(
    "header",
    ["个人编号（必填（文本））,身份证号,所属期,金额", "1.个人编号,2、身份证号,3.所属期,4.金额",
     "AAC001|个人编号,AAC002_身份证号,所属期,金额"],
)  # fmt: skip
def test_a_header_may_be_numbered_noted_within_notes_or_named_twice(header: str, deliver: Deliver) -> None:
    landed = deliver(f"{header}\n{ROW}")
    assert (landed.extra_columns, column(landed, "paid_yuan")) == ((), [Decimal(5)])


@pytest.mark.parametrize("header", ["AAC001|身份证号,身份证号,所属期,金额", "个人编号-旧,身份证号,所属期,金额"])
def test_two_words_that_differ_name_no_column(header: str, deliver: Deliver) -> None:
    with pytest.raises(BadInput, match="缺少必需的列“个人编号”"):
        deliver(f"{header}\n{ROW}")


def test_a_mark_of_utf_8_before_gbk_hides_no_header(deliver: Deliver) -> None:
    landed = deliver(b"\xef\xbb\xbf" + f"{HEADER}{ROW}".encode("gb18030"))
    assert (landed.encoding, landed.loaded) == ("gb18030", 1)


def test_a_header_below_with_another_word_in_a_required_column_begins_another_table(deliver: Deliver) -> None:
    again = "个人编号,身份证号,居住地址,金额\n"
    with pytest.raises(BadInput, match="第3行起是另一张表"):
        deliver(f"{HEADER}{ROW}{again}2,320923,甲村,5\n")
    assert deliver(f"{HEADER}{ROW}{again.replace('居住地址', '所属期')}2,320923,202401,5\n").loaded == 2
