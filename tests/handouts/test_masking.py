"""How people and numbers are shown: whole, or by surname and the last four digits."""

import polars as pl
import pytest

from handouts.masking import name_shown, number_shown


def shown(value: str | None, masked: bool, what: str) -> str | None:
    show = {"name": name_shown, "number": number_shown}[what]
    return pl.DataFrame({"value": [value]}, schema={"value": pl.String}).select(show("value", masked)).item()


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("李四", "李**"),
        ("王小明", "王**"),
        ("欧阳娜娜", "欧阳**"),
        ("𠮷田", "𠮷**"),
        ("买买提·艾力", "买**"),
        ("", None),
        (None, None),
    ],
)
def test_a_name_is_shown_by_its_surname(name: str | None, masked: str | None) -> None:
    assert shown(name, True, "name") == masked
    assert shown(name, False, "name") == name


@pytest.mark.parametrize(
    ("subject_id", "whole", "masked"),
    [
        ("32092319700101001X", "32092319700101001X", "尾号001X"),
        ("member:hrss:1234567", "人社个人编号 1234567", "人社个人编号 尾号4567"),
        ("unit:hsa:9", "医保单位编号 9", "医保单位编号 尾号9"),
        ("org:D2143569X", "组织机构代码 D2143569X", "组织机构代码 尾号569X"),
        ("tax:320923ABC", "纳税人识别号 320923ABC", "纳税人识别号 尾号3ABC"),
        ("doc:H0123456", "其他证件 H0123456", "其他证件 尾号3456"),
        ("child:9f86d081", "暂无证件号码", "暂无证件号码"),
        ("91350100M000100Y43", "91350100M000100Y43", "尾号0Y43"),
    ],
)
def test_a_number_is_shown_readably_and_by_its_last_four_digits(subject_id: str, whole: str, masked: str) -> None:
    assert shown(subject_id, False, "number") == whole
    assert shown(subject_id, True, "number") == masked
