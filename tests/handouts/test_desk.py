"""The workbook with the rows that the desk checks before anybody visits."""

from datetime import date
from pathlib import Path

import openpyxl
import polars as pl

from handouts.desk import write_desk

AS_OF = date(2026, 11, 22)
ROWS = pl.DataFrame({"subject_id": ["32092319700101001X"], "months": [3]})


def test_the_desk_has_a_sheet_a_list_with_chinese_headers(tmp_path: Path) -> None:
    rows = pl.DataFrame(
        {
            "subject_id": ["320923197001010028", "=1"], "months": [3, None], "rate": [0.25, float("nan")],
            "on": [date(2026, 1, 2), None], "is_agency": [True, False], "big": [10**17, 1], "files": [["a", "b"], []],
        }
    )  # fmt: skip
    labels = {"duplicate_enrolment": "重复参保缴费", "subject_id": "证件号码", "months": "月数"}
    path = write_desk({"duplicate_enrolment": rows, "empty": rows.clear()}, tmp_path / "desk.xlsx", AS_OF, labels)
    workbook = openpyxl.load_workbook(path)
    assert workbook.sheetnames == ["重复参保缴费", "empty"]
    assert list(workbook["重复参保缴费"].values) == [
        ("证件号码", "月数", "rate", "on", "is_agency", "big", "files"),
        ("320923197001010028", 3, 0.25, "2026-01-02", "是", str(10**17), "a、b"),
        ("=1", None, None, None, "否", "1", ""),
    ]
    assert workbook["重复参保缴费"]["A3"].data_type == "s"
    assert workbook["重复参保缴费"].print_title_rows == "$1:$1"
    assert "本期无" in [cell.value for cell in workbook["empty"][2]]


def test_sheet_names_are_such_as_excel_accepts_and_differ(tmp_path: Path) -> None:
    label = "一份/名称[很长]的*清单?" * 4
    path = write_desk({"a": ROWS, "b": ROWS}, tmp_path / "desk.xlsx", AS_OF, {"a": label, "b": label})
    one, two = openpyxl.load_workbook(path).sheetnames
    assert one == ("一份_名称_很长_的_清单_" * 4)[:31]
    assert two == one[:30] + "2"


def test_a_desk_file_is_the_same_twice(tmp_path: Path) -> None:
    one, two = (write_desk({"a": ROWS}, tmp_path / name / "desk.xlsx", AS_OF, {}).read_bytes() for name in "xy")
    assert one == two


def test_a_desk_without_lists_says_so(tmp_path: Path) -> None:
    workbook = openpyxl.load_workbook(write_desk({}, tmp_path / "desk.xlsx", AS_OF, {}))
    assert [cell.value for cell in workbook.active["A"]] == ["说明", "本期无"]
