"""Which pairs each matcher compares: by which match key, and how large a block may be."""

from itertools import pairwise

import polars as pl
import pytest

from matchers import child, project
from matchers.employer import model as employer
from matchers.engine.blocking import Nearest, find
from matchers.person import model as person

MODULES = {"child": child, "project": project, "person": person, "employer": employer}
KEYS = {
    "child": [
        ("姓名+出生日期", "name birth_date", 400_000),
        ("家庭户+出生日期", "household_id birth_date", 400_000),
        ("家庭户+姓名", "household_id name", 400_000),
        ("村居+姓名", "village_code name", 400_000),
    ],
    "project": [
        ("工程名称", "site", 40_000),
        ("施工单位", "employer_id", 40_000),
        ("施工单位名称", "by_normal", 40_000),
        ("工程名称首四字", "site_start", 400_000),
        ("工程名称末四字", "site_end", 400_000),
    ],
    "person": [
        ("姓名+证件号前九位", "called first_nine", 400_000),
        ("姓名+证件号后段", "called last_eight", 400_000),
        ("姓名+出生日期", "called born", 400_000),
        ("姓名+登记的出生日期", "called birth_date", 400_000),
        ("姓名+电话", "called phone", 40_000),
        ("姓名+单位", "called employer_id", 40_000),
        ("姓名+村居", "called village_code", 400_000),
        ("姓氏+证件号前十四位", "surname first_fourteen", 40_000),
        ("姓氏+证件号第七至十七位", "surname last_eleven", 40_000),
        ("姓氏+证件号首六位和末四位", "surname ends", 40_000),
    ],
    "employer": [
        ("名称", "normal", 40_000),
        ("字号行业", "core", 40_000),
        ("法定代表人证件号", "legal_person_id", 40_000),
        ("法定代表人+字号首字", "legal_person_name brand_start", 40_000),
        ("法定代表人+电话", "legal_person_name phone", 40_000),
        ("法定代表人+地址", "legal_person_name at_normal", 40_000),
        ("电话+首字", "phone core_start", 40_000),
        ("地址+首字", "at_normal core_start", 40_000),
        ("字号+行业前二字", "brand trade_start", 40_000),
        ("字号+所在地", "brand town_code", 10_000),
        ("字号", "brand", 20_000),
        ("电话", "phone", 20_000),
        ("地址", "at_normal", 20_000),
        ("字号首字+行业", "brand_start trade", 10_000),
        ("字号尾字+行业", "brand_end trade", 10_000),
        ("首二字", "core_start", 10_000),
        ("首字+末二字", "core_first core_end", 10_000),
        ("首字以外", "core_tail", 10_000),
        ("同字异序", "core_letters", 10_000),
    ],
}
RULES = [(matcher, *key) for matcher, keys in KEYS.items() for key in keys]
NEIGHBOURS = [(matcher, *two) for matcher, keys in KEYS.items() for two in pairwise(keys)]


def found(matcher: str, agree: set[str]) -> list[str]:
    """The match keys of the pair of two rows that agree on these columns and have no others."""
    columns = sorted({column for _, key, _ in KEYS[matcher] for column in key.split()})
    values = {column: pl.lit("同" if column in agree else None, pl.String) for column in columns}
    side = pl.select(**values)
    rules = [rule for rule in MODULES[matcher].MATCHER.blocking if not isinstance(rule, Nearest)]
    return [rules[place].name for pairs in find(rules, side, side) for place in pairs.rule]


@pytest.mark.parametrize(("matcher", "name", "key", "largest"), RULES, ids=[f"{r[0]} {r[1]}" for r in RULES])
def test_a_pair_that_agrees_on_a_key_is_compared(matcher: str, name: str, key: str, largest: int) -> None:
    first = next(other for other, columns, _ in KEYS[matcher] if set(columns.split()) <= set(key.split()))
    assert first == name
    assert found(matcher, set(key.split())) == [name]


@pytest.mark.parametrize(("matcher", "one", "other"), NEIGHBOURS)
def test_a_pair_that_agrees_on_two_keys_is_compared_by_the_first(matcher: str, one: tuple, other: tuple) -> None:
    agree = {*one[1].split(), *other[1].split()}
    first = next(name for name, columns, _ in KEYS[matcher] if set(columns.split()) <= agree)
    assert found(matcher, agree) == [first]


@pytest.mark.parametrize(("matcher", "name", "key", "largest"), RULES, ids=[f"{r[0]} {r[1]}" for r in RULES])
def test_a_block_may_be_so_large_and_no_larger(matcher: str, name: str, key: str, largest: int) -> None:
    agree = set(key.split())
    # the other keys of these columns are left out of the comparison
    rules = [rule for rule in MODULES[matcher].MATCHER.blocking if rule.name == name]
    for size, pairs in ((largest, largest), (largest + 1, 0)):
        left, right = (
            pl.DataFrame({column: pl.repeat("同", rows, eager=True) for column in sorted(agree)}) for rows in (1, size)
        )
        assert sum(len(block) for block in find(rules, left, right)) == pairs


def test_most_employers_are_found_by_the_narrow_rules() -> None:
    assert [rule.name for rule in employer.NARROW] == [name for name, *_ in KEYS["employer"][:8]]


@pytest.mark.parametrize(
    ("short", "called", "is_found"),
    [
        ("宏建", "阜宁宏达建材", True),
        ("建宏", "阜宁宏达建材", False),
        ("宏", "阜宁宏达建材", False),
        (None, "阜宁宏达建材", False),
    ],
)
def test_a_bare_name_meets_the_registered_ones_that_hold_its_characters_in_order(
    short: str | None, called: str, is_found: bool
) -> None:
    left = pl.DataFrame({"short": [short]}, schema={"short": pl.String})
    right = pl.DataFrame({"called": [called, "射阳金湖纺织"]})
    pairs = [row for block in find(employer.BARE, left, right) for row in block.right]
    assert pairs == ([0] if is_found else [])
    assert employer.MATCHER.blocking[-1:] == employer.BARE


def test_a_bare_name_meets_forty_names_and_no_more_than_so_many_rows() -> None:
    left = pl.DataFrame({"short": ["宏达"]})
    names = [f"宏达{chr(0x4E00 + number)}" for number in range(50)]
    assert sum(len(block) for block in find(employer.BARE, left, pl.DataFrame({"called": names}))) == 40
    rows = pl.DataFrame({"called": ["宏达建材"] * 20_001})
    assert sum(len(block) for block in find(employer.BARE, left, rows)) == 0
    assert sum(len(block) for block in find(employer.BARE, left, rows.head(20_000))) == 20_000
