"""A small inbox: one source that has a column of every type, and helpers that deliver a file to it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from sources.reader.delivery import Delivery
from sources.reader.landing import Landed, land
from sources.source import CODE, COUNT, DATE, ID_NUMBER, MONTH, TEXT, USCC, YUAN, Column, Source

SMALL = Source(
    name="small",
    title="测试",
    department="测试局",
    key=("member_id",),
    columns=(
        Column("member_id", "个人编号", TEXT, also=("AAC001",), required=True),
        Column("person_id", "身份证号", ID_NUMBER, also=("AAC002",), required=True, unless="member_id"),
        Column("insurance", "险种类型", CODE, also=("AAE140",)),
        Column("uscc", "信用代码", USCC),
        Column("paid_on", "日期", DATE),
        Column("period", "所属期", MONTH, required=True),
        Column("paid_yuan", "金额", YUAN),
        Column("headcount", "人数", COUNT),
    ),
)

Deliver = Callable[..., Landed]


@pytest.fixture
def deliver(tmp_path: Path) -> Deliver:
    """Writes bytes (or UTF-8 text) as a delivered file and lands it."""

    def delivered(
        content: bytes | str,
        name: str = "x.csv",
        source: Source = SMALL,
        rows: int | None = None,
        sha256: str | None = None,
    ) -> Landed:
        path = tmp_path / "inbox" / source.name / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        delivery = Delivery(
            source.name, f"{source.name}/{name}", path, date(2026, 11, 20), rows, sha256, "", "测试", None, False
        )
        return land(source, delivery, tmp_path / "landing")

    return delivered


def rows(landed: Landed) -> list[dict[str, Any]]:
    """The landed rows."""
    return pq.read_table(landed.parquet).to_pylist()


def column(landed: Landed, name: str) -> list[Any]:
    """One landed column."""
    return pq.read_table(landed.parquet).column(name).to_pylist()


def rejects(landed: Landed) -> list[tuple[int, str, str, bool]]:
    """line, column, reason, whether the row is rejected; without what is only told."""
    found = pq.read_table(landed.rejects).to_pylist()
    return [
        (row["line"], row["column"], row["reason"], row["effect"] == "row")
        for row in found
        if row["effect"] != "remark"
    ]


def told(landed: Landed) -> list[tuple[str | None, int, str, str, int]]:
    """sheet, line, column, reason, count of what is only told."""
    found = pq.read_table(landed.rejects).to_pylist()
    return [
        (row["sheet"], row["line"], row["column"], row["reason"], row["times"])
        for row in found
        if row["effect"] == "remark"
    ]
