"""`home/forms.toml`: a county's own words are read, a wrong word is one sentence, a changed word reads files anew."""

from datetime import date
from pathlib import Path

import pytest

from base.errors import BadInput
from base.home import Home
from benchmarks.files import forms as written
from sources import SOURCES
from sources.reader import forms
from sources.reader.delivery import Delivery
from sources.reader.landing import Landed, land
from sources.reader.offers import lines
from tests.sources.conftest import column, rejects, told

CITIZENS = [f"32092319850312{number:03}{digit}" for number, digit in ((1, "8"), (2, "6"), (3, "4"), (4, "2"), (5, "0"))]
HEADER = ["社会保障号码", "姓名", "个人编号", "险种类型", "单位编号", "人员参保状态"]
NAMES = ["王秀英", "李建国", "张小军", "陈玉兰", "赵长根"]


def members(insurance: str = "110", name: str = "姓名") -> list[list[written.Cell]]:
    rows = [[CITIZENS[n], NAMES[n], f"00{n}", insurance, "00012340", "1"] for n in range(5)]
    return [[HEADER[0], name, *HEADER[2:]], *rows]


def landed(tmp_path: Path, content: bytes, toml: str, name: str = "a.csv", extract: str = "member") -> Landed:
    path = tmp_path / name
    path.write_bytes(content)
    (tmp_path / "forms.toml").write_text(toml, "utf-8")
    source = forms.declared(tmp_path / "forms.toml")[extract]
    delivery = Delivery(extract, f"{extract}/{name}", path, date(2026, 11, 20), None, None, "", "", None, False)
    return land(source, delivery, tmp_path / "landing")


def test_without_a_file_every_extract_is_as_declared(tmp_path: Path) -> None:
    assert forms.declared(tmp_path / "forms.toml") == SOURCES


def test_a_header_word_of_the_county_names_the_column(tmp_path: Path) -> None:
    content = written.text(members(name="职工姓名"))
    with pytest.raises(BadInput, match=r"最接近的表头是“职工姓名”"):
        landed(tmp_path, content, "")
    assert column(landed(tmp_path, content, '[member.headers]\n"姓名" = ["职工姓名"]\n'), "person_name") == NAMES


def test_a_column_may_be_called_by_its_name(tmp_path: Path) -> None:
    toml = '[member.headers]\nperson_name = ["职工姓名"]\n'
    assert column(landed(tmp_path, written.text(members(name="职工姓名")), toml), "person_name") == NAMES


def test_a_spelling_of_the_county_is_read_with_and_without_blanks(tmp_path: Path) -> None:
    toml = '[member.codes."险种类型"]\n"110" = ["企 养"]\n'
    assert column(landed(tmp_path, written.text(members("企养")), toml), "insurance") == ["110"] * 5


def test_rows_of_a_dropped_spelling_are_counted_and_no_fault(tmp_path: Path) -> None:
    toml = '[member.codes."险种类型"]\n"略过" = ["大病保险"]\n'
    found = landed(tmp_path, written.text(members("大病保险")), toml)
    assert (found.loaded, found.rejected, found.ignored) == (0, 0, 5)


BILLS = ["单位名称", "统一社会信用代码", "惠企资金名称", "补助金额", "发放日期"]


@pytest.mark.parametrize(
    ("printed", "amount"),
    [("补助金额", "125000.00"), ("补助金额（元）", "12.50"), ("补助金额（千元）", "12500.00")],
)
def test_a_unit_of_the_county_holds_where_the_file_names_none(tmp_path: Path, printed: str, amount: str) -> None:
    header = [printed if name == "补助金额" else name for name in subsidy_header()]
    rows = [header, ["阜宁县甲厂", "91320923MA9000001N", "稳岗返还", "12.5", "2026-08-15"]]
    found = landed(tmp_path, written.text(rows), '[subsidy.units]\n"补助金额" = "万元"\n', extract="subsidy")
    assert [str(each) for each in column(found, "subsidy_yuan")] == [amount]


def subsidy_header() -> list[str]:
    declared = {one.name: one.header for one in forms.declared(Path("/nowhere"))["subsidy"].columns}
    return [declared[name] for name in ("employer_name", "uscc", "subsidy_name", "subsidy_yuan", "paid_on")]


def test_skipped_sheets_are_not_read_though_they_have_the_header(tmp_path: Path) -> None:
    sheets = {"今年": members(), "往年1": members(), "往年2": members()}
    found = landed(tmp_path, written.xlsx(sheets), '[member]\nskip_sheets = ["往年*"]\n', "a.xlsx")
    assert (found.loaded, told(found)) == (5, [])
    assert [(sheet["name"], bool(sheet["unread"])) for sheet in found.sheets] == [
        ("今年", False), ("往年1", True), ("往年2", True),
    ]  # fmt: skip


def test_a_workbook_of_which_all_is_skipped_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"所有工作表在 forms\.toml 里都写成不是数据"):
        landed(tmp_path, written.xlsx({"往年": members()}), '[member]\nskip_sheets = ["*"]\n', "a.xlsx")


def test_a_changed_word_reads_the_files_of_its_extract_anew_and_no_others(tmp_path: Path) -> None:
    content = written.text(members("企养"))
    first = landed(tmp_path, content, "")
    assert first.read and rejects(first)
    assert not landed(tmp_path, content, '[wage.headers]\n"姓名" = ["职工姓名"]\n').read
    again = landed(tmp_path, content, '[member.codes."险种类型"]\n"110" = ["企养"]\n')
    assert again.read and not rejects(again)


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        ('[membr.headers]\n"姓名" = ["职工姓名"]\n', "第1行.*没有名为 membr 的数据，是否想写 member"),
        ('[member.header]\n"姓名" = ["职工姓名"]\n', "第1行.*没有名为 header 的设置，是否想写 headers"),
        ('[member.headers]\n"名字" = ["职工姓名"]\n', "第2行.*没有名为 名字 的列"),
        ('[member.headers]\n"姓名" = "职工姓名"\n', "第2行.*应是列表"),
        ('[member.headers]\n"姓名" = ["单位编号"]\n', "第2行.*“单位编号”已经是“单位编号”列的写法"),
        ('[member.headers]\n"姓名" = [" "]\n', "第2行.*空的写法"),
        ('[member.codes."姓名"]\n"110" = ["企养"]\n', "没有名为 姓名 的列"),
        ('[member.codes."险种类型"]\n"111" = ["企养"]\n', "第2行.*没有名为 111 的代码，是否想写 110"),
        ('[member.codes."险种类型"]\n"110" = ["居民养老"]\n', "第2行.*“居民养老”已经是“170”的写法"),
        ('[contribution.units]\n"单位缴费额" = "万块"\n', "第2行.*应是 亿元、"),
        ('[contribution.units]\n"险种类型" = "万元"\n', "第2行.*没有名为 险种类型 的列"),
    ],
)
def test_a_wrong_word_is_one_sentence_with_its_line(tmp_path: Path, toml: str, sentence: str) -> None:
    (tmp_path / "forms.toml").write_text(toml, "utf-8")
    with pytest.raises(BadInput, match=sentence):
        forms.declared(tmp_path / "forms.toml")


# What is offered -----------------------------------------------------------------------------------------------------


def offers(tmp_path: Path, rows: list[list[written.Cell]]) -> list[tuple[str, str, str | None]]:
    """Of a file that is read, or is refused."""
    try:
        found = landed(tmp_path, written.text(rows), "").offers
    except BadInput as refused:
        found = refused.offers
    return [(offer.column, offer.word, offer.value) for offer in found]


def test_a_required_column_under_a_longer_word_is_offered(tmp_path: Path) -> None:
    assert offers(tmp_path, members(name="职工姓名")) == [("person_name", "职工姓名", None)]


def test_so_is_one_whose_values_look_like_it(tmp_path: Path) -> None:
    assert offers(tmp_path, members(name="参保对象")) == [("person_name", "参保对象", None)]


@pytest.mark.parametrize("word", ["村组", "父亲姓名", "姓名拼音", "备注"])
def test_one_that_is_neither_is_not(tmp_path: Path, word: str) -> None:
    rows = [[*row[:1], word if not n else "一组", *row[2:]] for n, row in enumerate(members())]
    assert offers(tmp_path, rows) == []


@pytest.mark.parametrize(("value", "offered"), [("2020-01-01", [("enrolled_on", "初次参保日期", None)]), ("城北", [])])
def test_an_optional_column_is_offered_where_its_values_fit(
    tmp_path: Path, value: str, offered: list[tuple[str, str, None]]
) -> None:
    rows = [[*row, value if n else "初次参保日期"] for n, row in enumerate(members())]
    assert offers(tmp_path, rows) == offered


def test_an_id_number_is_known_by_its_check_digit(tmp_path: Path) -> None:
    header, *below = members()
    assert offers(tmp_path, [["公民证", *header[1:]], *below]) == [("person_id", "公民证", None)]
    wrong = [[f"{CITIZENS[n][:17]}{'X' if n else '0'}", *row[1:]] for n, row in enumerate(below)]
    assert offers(tmp_path, [["公民证", *header[1:]], *wrong]) == []


@pytest.mark.parametrize(("rows", "offered"), [(2, []), (3, [("insurance", "职工养老险", "110")])])
def test_a_code_that_three_rows_share_is_offered_with_the_nearest_value(
    tmp_path: Path, rows: int, offered: list[tuple[str, str, str]]
) -> None:
    header, *below = members("职工养老险")
    assert offers(tmp_path, [header, *below[:rows]]) == offered


@pytest.mark.parametrize(("kinds", "is_offered"), [(20, True), (21, False)])
def test_a_column_of_names_offers_no_code(tmp_path: Path, kinds: int, is_offered: bool) -> None:
    rows = [[CITIZENS[0], "王秀英", str(n), f"王{chr(0x4E00 + n % kinds)}", "1", "1"] for n in range(90)]
    assert bool(offers(tmp_path, [list(HEADER), *rows])) == is_offered


def test_the_lines_that_are_offered_are_what_the_county_has_to_write(tmp_path: Path) -> None:
    content = written.text(members("职工养老险", "职工姓名"))
    with pytest.raises(BadInput) as refused:
        landed(tmp_path, content, "")
    first = lines([(SOURCES["member"], offer) for offer in refused.value.offers])
    assert first == ["[member.headers]", '"姓名" = ["职工姓名"]']
    found = landed(tmp_path, content, "\n".join(first))
    second = lines([(SOURCES["member"], offer) for offer in found.offers])
    assert second == ['[member.codes."险种类型"]', '"110" = ["职工养老险"]']
    assert landed(tmp_path, content, "\n".join([*first, *second])).loaded == 5


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ('[member.headers]\n"姓名" = ["职工姓名"]\n', []),
        ('[member.headers]\n"姓名" = ["AAC003"]\n', ["[member.headers] “姓名”的“AAC003”本来就认识，可以删去"]),
        (
            '[member.headers]\n"姓名" = ["职工姓名", "职工性名"]\n',
            ["[member.headers] “姓名”的“职工性名”在最近的文件里没有，请核对写法"],
        ),
        ('[member.codes."险种类型"]\n"110" = ["企养"]\n', []),
        (
            '[member.codes.insurance]\n"110" = ["企业养老"]\n',
            ["[member.codes.“insurance”] “企业养老”本来就认识，可以删去"],
        ),
        ('[member]\nskip_sheets = ["说明*"]\n', []),
        ('[member]\nskip_sheets = ["往年"]\n', ["[member] skip_sheets 的“往年”在最近的文件里没有，请核对写法"]),
        ('[wage.headers]\n"姓名" = ["职工姓名"]\n', []),
    ],
    ids=["used", "known", "never seen", "a code", "a known code", "a sheet", "no such sheet", "nothing delivered"],
)
def test_a_line_that_changes_nothing_is_told(tmp_path: Path, toml: str, says: list[str]) -> None:
    content = written.xlsx({"名单": members(name="职工姓名"), "说明一": [["无"]]})
    landed(tmp_path, content, '[member.headers]\n"姓名" = ["职工姓名"]\n', "a.xlsx")
    (tmp_path / "forms.toml").write_text(toml, "utf-8")
    assert forms.useless(Home(tmp_path)) == says


def test_without_a_file_no_line_is_useless_and_a_wrong_one_is_refused(tmp_path: Path) -> None:
    assert forms.useless(Home(tmp_path)) == []
    (tmp_path / "forms.toml").write_text("[members]\n", "utf-8")
    with pytest.raises(BadInput, match="是否想写 member"):
        forms.useless(Home(tmp_path))
