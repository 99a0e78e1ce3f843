"""免缴依据数据: which extracts must be there, and of which day, and what the gate says of one that is not."""

from datetime import date

import duckdb
import pytest

from sql import policy
from sql.warehouse import FOLDER, read_query

SOURCES = ("benefit", "death", "dispatch", "insured_elsewhere", "sentence", "soldier", "student")
TITLES = dict.fromkeys(SOURCES, "名册") | {"insured_elsewhere": "异地参保比对结果", "student": "在校学生信息"}


def sources(
    as_of: str, days: dict[str, str | None] | None = None, absent: dict[str, str] | None = None
) -> tuple[dict[str, bool], list[str]]:
    """Which are compared with, and what the gate says. All are of the day itself but `days` (None: no row of it)."""
    day = date.fromisoformat(as_of)
    values = {"as_of": day, **policy.in_force(policy.read(), day)}
    with duckdb.connect() as con:
        con.execute("create schema audit; create schema core")
        con.execute(
            "create table audit.extract"
            " (extract varchar, extract_title varchar, department varchar, data_date date, staged_rows bigint)"
        )
        for extract in SOURCES:
            dated = (days or {}).get(extract, as_of)
            row = [extract, TITLES[extract], "某局", dated, int(dated is not None)]
            con.execute("insert into audit.extract values (?, ?, ?, ?, ?)", row)
        con.execute("create table core.absent_source (extract varchar, absent_because varchar)")
        for entry in (absent or {}).items():
            con.execute("insert into core.absent_source values (?, ?)", list(entry))
        made = read_query(FOLDER / "core" / "exemption_source.sql")
        bound = {name: values[name] for name in made.parameters}
        con.execute(f"create table core.exemption_source as {made.statement}", bound)
        compared = dict(con.execute("select extract, is_compared from core.exemption_source").fetchall())
        gate = read_query(FOLDER / "gates" / "exemption_source_missing.sql")
        return compared, [message for *_, message in con.execute(gate.statement).fetchall()]


def test_they_are_seven_and_all_of_today_hold_nothing() -> None:
    compared, messages = sources("2026-11-22")
    assert compared == dict.fromkeys(SOURCES, True)
    assert messages == []


@pytest.mark.parametrize("extract", [name for name in SOURCES if name != "student"])
def test_ninety_two_days_old_is_new_enough_ninety_three_are_not(extract: str) -> None:
    assert sources("2026-11-22", {extract: "2026-08-22"})[0][extract]
    compared, messages = sources("2026-11-22", {extract: "2026-08-21"})
    assert not compared[extract]
    assert messages == [
        f"{TITLES[extract]}（某局）的数据日期是2026-08-21，早于2026-08-22，凭它才能排除的人会列入清单；"
        "请向提供部门索取最新数据，长期没有的在地区文件的 [absent] 里写明原因"
    ]


@pytest.mark.parametrize(
    ("as_of", "of", "holds"),
    [
        ("2026-11-22", "2026-10-01", True),
        ("2026-11-22", "2026-09-30", False),
        ("2026-10-01", "2026-10-01", True),
        ("2026-09-30", "2025-10-01", True),
        ("2026-09-30", "2025-09-30", False),
        ("2027-09-30", "2026-10-01", True),
    ],
)
def test_pupils_are_known_anew_from_the_first_of_october(as_of: str, of: str, holds: bool) -> None:
    assert sources(as_of, {"student": of})[0]["student"] is holds


def test_what_is_not_there_holds_whatever_day_a_file_without_rows_bears() -> None:
    compared, messages = sources("2026-11-22", {"insured_elsewhere": None})
    assert not compared["insured_elsewhere"]
    assert messages[0].startswith("异地参保比对结果（某局）没有收到，凭它才能排除的人会列入清单；")


def test_what_the_region_goes_without_holds_nothing_and_is_compared_with_nothing() -> None:
    compared, messages = sources("2026-11-22", {"student": None}, {"student": "教育局不提供"})
    assert not compared["student"]
    assert messages == []
