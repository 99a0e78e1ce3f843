"""`yingbao check` reads every file, publishes nothing, stops at nothing, and tells what is odd without any value."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from base.errors import BadInput
from benchmarks.files import forms
from flows import cli, received
from flows.check import check

HEADER = ["身份证号", "姓名", "名单类别", "起始日期", "村组"]
CITIZENS = [f"32092319850312{number:03}{digit}" for number, digit in ((1, "8"), (2, "6"), (3, "4"), (4, "2"))]
NUMBER = "91320923MA9000001N"
UNITS = "单位编号,单位名称,险种类型,单位参保状态\n"
MEMBERS = "个人编号,社会保障号码,姓名,险种类型,单位编号,人员参保状态\n"

Checked = Callable[..., tuple[int, str, list[dict[str, Any]]]]


def person(number: int, day: str = "2024-03-01") -> list[forms.Cell]:
    return [CITIZENS[number], "甲乙丙丁"[number], "外出务工", day, "一组"]


@pytest.fixture
def put(tmp_path: Path) -> Callable[[str, bytes | str], None]:
    def placed(file: str, content: bytes | str) -> None:
        path = tmp_path / "inbox" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    return placed


@pytest.fixture
def checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Checked:
    """Exit code, what was printed, and the entries of `--json`; the rows lie in `rows`."""

    def called(*more: str) -> tuple[int, str, list[dict[str, Any]]]:
        told, rows = tmp_path / "told.json", tmp_path / "rows"
        words = ["check", str(tmp_path / "inbox"), "--json", str(told), "--rows", str(rows), *more]
        monkeypatch.setattr("sys.argv", ["yingbao", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return int(ended.value.code or 0), capsys.readouterr().out, json.loads(told.read_text("utf-8"))

    return called


Put = Callable[[str, bytes | str], None]


def test_every_kind_of_file_gets_its_entry_and_none_stops_another(put: Put, checked: Checked, tmp_path: Path) -> None:
    put("person_roster/20261101_好.csv", forms.text([HEADER, person(0), person(1)]))
    put("person_roster/坏.xlsx", forms.xlsx({"一": [HEADER, person(0)]})[:500])
    sheets = {"城北": [HEADER, person(0), person(1, "x")], "城南": [HEADER, person(2)], "说明": [["无"]]}
    put("person_roster/多表.xlsx", forms.xlsx(sheets))
    put("person_roster/数字.xlsx", forms.xlsx({"一": [HEADER, person(0), [320923198503120026.0, *person(1)[1:]]]}))
    put("person_roster/缺列.csv", "姓名,名单类别,起始日期\n甲,外出务工,2024-03-01\n")
    put("rosters/放错.csv", forms.text([HEADER, person(0)]))
    code, printed, entries = checked()
    assert code == 2
    assert {entry["file"]: entry["verdict"] for entry in entries} == {
        "person_roster/20261101_好.csv": "read",
        "person_roster/坏.xlsx": "refused",
        "person_roster/多表.xlsx": "odd",
        "person_roster/数字.xlsx": "odd",
        "person_roster/缺列.csv": "refused",
        "rosters/放错.csv": "refused",
    }
    for entry in entries:
        assert f"{entry['file']}：" in printed
    assert not any(word in printed + json.dumps(entries, ensure_ascii=False) for word in (*CITIZENS, "甲", "一组"))
    # nothing is left but what was asked for
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inbox", "rows", "told.json"]
    assert sorted(path.name for path in (tmp_path / "rows").iterdir()) == ["1.parquet", "3.parquet", "4.parquet"]


def test_an_entry_says_what_was_read_and_what_is_odd_under_fixed_keys(put: Put, checked: Checked) -> None:
    put("person_roster/20261101_名单.csv", forms.text([HEADER, person(0), person(1, "x"), person(2, "y"), person(3)]))
    [entry] = checked()[2]
    assert entry == {
        "file": "person_roster/20261101_名单.csv",
        "extract": "person_roster",
        "verdict": "odd",
        "sentence": None,
        "rows": 4,
        "loaded": 4,
        "rejected": 0,
        "ignored": 0,
        "sheets": [{"name": None, "rows": 4, "read": True, "why_not": None}],
        "unread_columns": ["村组"],
        "findings": [
            {"kind": "emptied", "column": "starts_on", "count": 2, "lines": [3, 4], "text": "起始日期：不是日期"}
        ],
        "data_date": "2026-11-01",
    }


def test_the_lines_of_a_finding_are_the_first_five(put: Put, checked: Checked) -> None:
    put("person_roster/a.csv", forms.text([HEADER, *([person(0, "x")] * 7)]))
    code, printed, [entry] = checked()
    [finding] = entry["findings"]
    assert (code, finding["count"], finding["lines"]) == (0, 7, [2, 3, 4, 5, 6])
    assert "起始日期：不是日期（清空7格，第2、3、4、5、6行等）" in printed


def test_a_rejected_row_is_counted_and_its_reason_told_once(put: Put, checked: Checked) -> None:
    rows = [320923198503120026.0, *person(1)[1:]]
    put("person_roster/a.xlsx", forms.xlsx({"一": [HEADER, person(0), rows, rows]}))
    [entry] = checked()[2]
    assert (entry["rows"], entry["loaded"], entry["rejected"]) == (3, 1, 2)
    [finding] = entry["findings"]
    assert (finding["kind"], finding["column"], finding["lines"]) == ("rejected", "person_id", [3, 4])


def test_sheets_that_were_not_read_are_named_with_the_reason(put: Put, checked: Checked) -> None:
    put("person_roster/a.xlsx", forms.xlsx({"城北": [HEADER, person(0)], "说明": [["无"]]}))
    _, printed, [entry] = checked()
    read, unread = entry["sheets"]
    assert read == {"name": "城北", "rows": 1, "read": True, "why_not": None}
    assert (unread["name"], unread["read"]) == ("说明", False) and "没有找到表头" in unread["why_not"]
    assert "“说明”" in entry["sentence"] and "“说明”" in printed


def test_rows_are_written_typed_with_sheet_and_line(put: Put, checked: Checked, tmp_path: Path) -> None:
    put("person_roster/a.xlsx", forms.xlsx({"城北": [HEADER, person(0)], "城南": [HEADER, person(1)]}))
    checked()
    rows = pq.read_table(tmp_path / "rows" / "1.parquet").to_pylist()
    assert [(row["person_id"], row["source_sheet"], row["source_line"]) for row in rows] == [
        (CITIZENS[0], "城北", 2), (CITIZENS[1], "城南", 2),
    ]  # fmt: skip
    assert str(rows[0]["starts_on"]) == "2024-03-01"
    assert (tmp_path / "rows" / "1.parquet").stat().st_mode & 0o077 == 0


def test_numbers_that_the_register_does_not_know_are_told_with_their_share(put: Put, checked: Checked) -> None:
    put("insured_unit/单位.csv", UNITS + "00012340,甲厂,110,1\n00012341,乙厂,110,1\n")
    rows = (f"00100{n},{CITIZENS[n]},某,110,{unit},1\n" for n, unit in enumerate(("12340", "12341", "00012341")))
    put("member/职工.csv", MEMBERS + "".join(rows))
    code, _, [units, members] = checked()
    assert (code, units["verdict"], members["verdict"]) == (0, "read", "odd")
    [finding] = members["findings"]
    assert (finding["kind"], finding["column"], finding["count"], finding["lines"]) == (
        "unknown", "insured_unit_id", 2, [2, 3],
    )  # fmt: skip
    assert "3个中有2个（66.7%）不在参保单位信息里" in finding["text"] and "前导零" in finding["text"]


@pytest.mark.parametrize("rows_together", [0, 1_000])
def test_each_of_several_files_is_told_of_its_own_unknown_numbers(
    put: Put, checked: Checked, rows_together: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(received, "_ROWS_TOGETHER", rows_together)
    put("insured_unit/单位.csv", UNITS + "00012340,甲厂,110,1\n")
    for name, units in (("a", ("12340", "00012340")), ("b", ("00012340",)), ("c", ("9", "8", "8"))):
        rows = (f"{name}{n},{CITIZENS[n]},某,110,{unit},1\n" for n, unit in enumerate(units))
        put(f"member/{name}.csv", MEMBERS + "".join(rows))
    _, _, entries = checked()
    counted = {entry["file"]: [(odd["count"], odd["lines"]) for odd in entry["findings"]] for entry in entries}
    assert counted == {
        "insured_unit/单位.csv": [], "member/a.csv": [(1, [2])], "member/b.csv": [], "member/c.csv": [(2, [2, 3])],
    }  # fmt: skip


def test_where_no_register_was_delivered_no_number_is_called_unknown(put: Put, checked: Checked) -> None:
    put("member/职工.csv", MEMBERS + f"1,{CITIZENS[0]},某,110,12340,1\n")
    assert checked()[2][0]["findings"] == []


def test_the_same_bytes_twice_are_told(put: Put, checked: Checked) -> None:
    for name in ("a", "b"):
        put(f"person_roster/{name}.csv", forms.text([HEADER, person(0)]))
    _, _, [first, second] = checked()
    assert first["verdict"] == "read"
    assert [finding["kind"] for finding in second["findings"]] == ["same_file"]


def test_with_a_manifest_its_date_rows_and_hash_hold(put: Put, checked: Checked) -> None:
    for name in ("a", "b", "c"):
        put(f"person_roster/{name}.csv", forms.text([HEADER, person("abc".index(name))]))
    put(
        "manifest.csv",
        "file,extract,data_date,rows,sha256,provided_by,legal_basis,keep_until\n"
        "person_roster/a.csv,person_roster,2026-11-20,1,,人社局,协议,\n"
        "person_roster/b.csv,person_roster,2026-11-20,9,,人社局,协议,\n"
        "person_roster/gone.csv,person_roster,2026-11-20,,,,,\n",
    )
    code, _, entries = checked()
    told = {entry["file"]: (entry["verdict"], entry["data_date"], entry["sentence"]) for entry in entries}
    assert code == 2
    assert told["person_roster/a.csv"] == ("read", "2026-11-20", None)
    verdict, _, sentence = told["person_roster/b.csv"]
    assert verdict == "refused" and "登记的是9行" in sentence
    assert told["person_roster/c.csv"][0] == "odd" and "没有在 manifest.csv 中登记" in told["person_roster/c.csv"][2]
    assert told["person_roster/gone.csv"][0] == "refused" and "不存在" in told["person_roster/gone.csv"][2]


def test_a_folder_that_is_not_there_is_one_sentence(checked: Checked, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):  # nothing was written
        checked()


def test_what_a_county_could_say_is_asked_with_the_lines_to_write_and_then_holds(
    put: Put, checked: Checked, tmp_path: Path
) -> None:
    header = "身份证号,参加人姓名,名单类别\n"
    named = zip(CITIZENS, ("王秀英", "李建国", "张小军", "陈玉兰"), strict=True)
    put("person_roster/a.csv", header + "".join(f"{citizen},{name},外出打工\n" for citizen, name in named))
    code, printed, [entry] = checked()
    assert (code, [finding["kind"] for finding in entry["findings"]]) == (2, ["offer"])
    assert "是否把“参加人姓名”当作“姓名”？" in printed
    home = tmp_path / "home"
    home.mkdir()
    (home / "forms.toml").write_text(printed[printed.rindex("[person_roster.headers]") :], "utf-8")
    code, printed, [entry] = checked("--home", str(home))
    assert code == 0 and entry["rejected"] == 4
    assert "是否把“名单类别”的“外出打工”当作“外出务工”？" in printed
    with (home / "forms.toml").open("a") as lines:
        lines.write(printed[printed.rindex("[person_roster.codes") :])
    code, printed, [entry] = checked("--home", str(home))
    assert (entry["loaded"], entry["findings"]) == (4, [])


def test_a_home_that_is_not_there_is_one_sentence(put: Put, tmp_path: Path) -> None:
    put("person_roster/a.csv", forms.text([HEADER, person(0)]))
    with pytest.raises(BadInput, match="工作文件夹不存在"):
        check(tmp_path / "inbox", lambda _: None, home=tmp_path / "nowhere")


WAGES = "扣缴义务人识别号,证件号码,姓名,所得项目,税款所属期,收入额\n"


@pytest.mark.parametrize(("amount", "rows", "is_told"), [("0.53", 20, True), ("0.53", 19, False), ("5300", 20, False)])
def test_amounts_that_nobody_earns_are_told(amount: str, rows: int, is_told: bool, put: Put, checked: Checked) -> None:
    lines = f"91320923MA9000001N,{CITIZENS[0]},某,正常工资薪金,202610,{amount}\n" * rows
    put("wage/a.csv", WAGES + lines)
    [entry] = checked()[2]
    told = [finding["text"] for finding in entry["findings"]]
    assert told == (
        ["收入额：中位数是0.53元，通常在300到100000元之间，金额单位可能不是元（是万元、千元或分）"] if is_told else []
    )


def test_days_that_have_not_come_are_told_with_their_lines(put: Put, checked: Checked) -> None:
    put("person_roster/a.csv", forms.text([HEADER, person(0), person(1, "2062-03-01"), person(2)]))
    [entry] = checked()[2]
    [finding] = entry["findings"]
    assert (finding["column"], finding["count"], finding["lines"], finding["text"]) == (
        "starts_on", 1, [3], "起始日期：日期还没有到",
    )  # fmt: skip


def test_a_name_and_a_number_in_each_other_s_column_are_told(put: Put, checked: Checked) -> None:
    rows = [person(0), [*reversed(person(1)[:2]), *person(1)[2:]]]
    put("person_roster/a.csv", forms.text([HEADER, *rows]))
    [entry] = checked()[2]
    told = [odd for odd in entry["findings"] if odd["kind"] == "remark"]
    expected = {"column": "person_id", "count": 1, "lines": [3], "text": "身份证号：和“姓名”两列填反了"}
    assert [{key: odd[key] for key in expected} for odd in told] == [expected]
