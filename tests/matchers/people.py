"""A few records of a few people, through the same SQL and matchers as a night's, without files and flows."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from matchers import child, project
from matchers.engine.result import Linked
from matchers.person import link as person
from matchers.text import numbers
from sources import SOURCES
from sources.landed import schema
from sql import delivered, mentions
from sql.duck import DuckWarehouse, opened
from sql.warehouse import Query, read_queries
from tests.town import citizen

AS_OF = date(2026, 11, 22)
VILLAGE, NEXT_VILLAGE, FAR = "320923100200", "320923100201", "320923105210"
AREAS = [
    ("320923", "阜宁县", "county", None),
    ("320923100", "阜城街道", "town", "320923"),
    ("320923105", "东沟镇", "town", "320923"),
]
Areas = list[tuple[str, str, str, str | None]]
KEY = "0" * 64


@cache
def _queries(schema_name: str) -> list[Query]:
    return read_queries(schema_name)


class Records:
    """Rows by extract; `linked()` runs numbers, numbered.*, the three matchers and matches.* on them."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {}
        self.verdicts: list[tuple[str, ...]] = []

    def add(self, extract: str, **values: Any) -> None:
        """One row, by canonical column names."""
        self.rows.setdefault(extract, []).append(values)

    def resident(self, number: str, name: str, **values: Any) -> None:
        """A row of the population file, living in VILLAGE unless told otherwise."""
        self.add("resident", person_id=number, person_name=name, resident_status="正常",
                 **{"registered_area": VILLAGE, **values})  # fmt: skip

    def wage(self, number: str | None, name: str, taxpayer: str = "320923MA0000001") -> None:
        """A month's wage."""
        self.add("wage", taxpayer_id=taxpayer, person_id=number, person_name=name, income_kind="正常工资薪金",
                 period=date(2026, 10, 1), income_yuan=5000)  # fmt: skip

    def member(self, member_id: str, number: str | None, name: str, **values: Any) -> None:
        """A member of the pension bureau, without an employer unless told otherwise."""
        self.add("member", **{"member_id": member_id, "person_id": number, "person_name": name, "insurance": "110",
                              "member_status": "1", **values})  # fmt: skip

    def answer(self, verdict: str, one: tuple[str, str], other: tuple[str, str], matcher: str = "person") -> None:
        """A person's answer about two records (extract, record id)."""
        self.verdicts.append((matcher, *one, *other, verdict, "审核员", "2026-11-21"))

    def linked(self, areas: Areas = AREAS) -> "Answers":
        """What the night would say, in a region of these areas."""
        with self.numbered(areas) as warehouse:
            parts = [person.link(warehouse)]
            for query in _queries("matches"):
                warehouse.run(query)
            parts += [child.link(warehouse, KEY), project.link(warehouse)]
            tables = ("person", "child", "project", "person_of_number", "person_of_member", "person_confidence")
            return Answers(
                {name: warehouse.frame(f"select * from matches.{name} order by all") for name in tables}, parts
            )

    @contextmanager
    def numbered(self, areas: Areas = AREAS) -> Iterator[DuckWarehouse]:
        """All that stands before people are linked."""
        with tempfile.TemporaryDirectory() as folder, opened(Path(folder), AS_OF, {}, 1, None) as warehouse:
            con = warehouse.con
            for source in SOURCES.values():
                rows = [{"source_line": n, **row} for n, row in enumerate(self.rows.get(source.name, []), 2)]
                fields = schema(source)
                table = fields.empty_table() if not rows else _table(rows, fields)
                con.register("rows", table)
                con.execute(f"""create table landed.{source.name} as
                    select *, 'a.csv' as source_file, date '{AS_OF}' as data_date from rows""")
                con.unregister("rows")
                delivered.view_delivered(warehouse, source)
            made = {query.table: query for query in _queries("staging")}
            for source in SOURCES.values():
                table_name = f"staging.{source.name}"
                if table_name in made:
                    warehouse.run(made.pop(table_name))
                else:
                    warehouse.create(table_name, f"select * from delivered.{source.name}")
            for query in made.values():
                warehouse.run(query)
            mentions.view(warehouse)
            names = ("area_code", "area_name", "area_level", "parent_code")
            con.register("areas", pl.DataFrame(areas, schema=names, orient="row").to_arrow())
            con.execute("create table core.area as select * from areas")
            columns = ("matcher", "left_extract", "left_record", "right_extract", "right_record", "verdict", "actor",
                       "decided_at")  # fmt: skip
            con.register("answers", pl.DataFrame(
                self.verdicts, schema=dict.fromkeys(columns, pl.String), orient="row").to_arrow())  # fmt: skip
            con.execute("create table matches.verdict as select * from answers")
            numbers.check(warehouse)
            for query in _queries("numbered"):
                warehouse.run(query)
            con.execute(
                "create table matches.employer as select extract, record_id, employer_id from numbered.employer"
            )
            yield warehouse


class Answers:
    """The tables of `matches` and the weighed pairs."""

    def __init__(self, tables: dict[str, pl.DataFrame], parts: list[Linked]) -> None:
        self.tables = tables
        self.pairs = pl.concat([part.pairs for part in parts])
        self.comparisons = pl.concat([part.comparisons for part in parts])

    def of(self, extract: str, record_id: str, table: str = "person") -> dict[str, Any]:
        """The one row of a record."""
        found = self.tables[table].filter((pl.col("extract") == extract) & (pl.col("record_id") == record_id))
        (row,) = found.to_dicts()
        return row

    def who(self, extract: str, number: str, name: str) -> str:
        """Whom a record with a document number means."""
        return str(self.of(extract, f"{number}|{name}")["person_id"])

    def member(self, member_id: str, issuer: str = "hrss") -> str:
        """Whom a member number means."""
        found = self.tables["person_of_member"].filter(
            (pl.col("issuer") == issuer) & (pl.col("member_id") == member_id)
        )
        (row,) = found.to_dicts()
        return str(row["person_id"])

    @property
    def confidence(self) -> dict[str, str]:
        """Whoever is not confirmed."""
        return dict(self.tables["person_confidence"].select("person_id", "confidence").iter_rows())

    def waiting(self) -> set[tuple[str, str]]:
        """The records of pairs that wait."""
        waits = self.pairs.filter(pl.col("verdict") == "review")
        return set(waits.select("left_record", "right_record").iter_rows())


def _table(rows: list[dict[str, Any]], fields: pa.Schema) -> pa.Table:
    def value(row: dict[str, Any], field: pa.Field) -> Any:
        value = row.get(field.name)
        return date.fromisoformat(value) if pa.types.is_date(field.type) and isinstance(value, str) else value

    return pa.Table.from_pylist([{field.name: value(row, field) for field in fields} for row in rows], schema=fields)


def with_digit(number: str, place: int, step: int = 1) -> str:
    """The number with one digit (counted from 0) moved on."""
    return number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]


def swapped(number: str, place: int) -> str:
    """The number with two neighbouring digits in each other's place."""
    return number[:place] + number[place + 1] + number[place] + number[place + 2 :]


def fifteen(number: str) -> str:
    """The form of before 1999."""
    return number[:6] + number[8:17]


__all__ = [
    "FAR", "KEY", "NEXT_VILLAGE", "VILLAGE", "Answers", "Records", "citizen", "fifteen", "swapped", "with_digit",
]  # fmt: skip
