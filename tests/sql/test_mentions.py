"""What the extracts declare of people and employers: the queries made of it, and a new extract that is one file."""

import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

import sources
from sources import SOURCES
from sources.source import CODE, DATE, ID_NUMBER, TEXT, USCC, Column, Employer, Person, Source
from sql import mentions
from sql.warehouse import FOLDER
from tests.flows.inbox import night, write
from tests.matchers.people import with_digit
from tests.town import Town, citizen, uscc

# What whoever adds an extract writes: this file, and nothing else.
DRIVERS = '''"""公交驾驶员名册, delivered by 交通运输局."""

from sources.source import CODE, DATE, ID_NUMBER, TEXT, USCC, Column, Employer, Person, Source

COMPANY = Employer(name="employer_name", uscc="uscc", preference=6)

BUS_DRIVER = Source(
    name="bus_driver",
    title="公交驾驶员名册",
    department="交通运输局",
    key=("person_id", "employer_name"),
    columns=(
        Column("person_id", "驾驶员证件号", ID_NUMBER, required=True),
        Column("person_name", "驾驶员", TEXT, required=True),
        Column("employer_name", "公交公司", TEXT, required=True),
        Column("uscc", "公司信用代码", USCC),
        Column("roster_kind", "准驾", CODE, words="A1 A3"),
        Column("starts_on", "上岗日期", DATE),
    ),
    employers=(COMPANY,),
    people=(Person(number="person_id", name="person_name", employer=COMPANY, preference=4),),
)
'''
COLUMNS = (Column("person_id", "号码", ID_NUMBER), Column("person_name", "姓名", TEXT), Column("firm", "单位", TEXT))


def small(**values: Any) -> Source:
    return Source(
        **{"name": "small", "title": "小", "department": "局", "key": ("firm",), "columns": COLUMNS, **values}
    )


# A new extract ----------


@pytest.fixture(scope="module")
def county() -> Town:
    """王一 drives for 甲公司 under their valid numbers; 李二's number has a slip and the firm is written without one;
    赵外 and 外地公司 are known to nobody else."""
    town = Town()
    town.people("name | born | sex\n王一 | 1980-01-01 | 男\n李梅二 | 1975-03-12 | 女")
    town.people("name | born | sex\n" + "\n".join(f"周{n} | 1960-02-0{n} | 女" for n in range(1, 10)))
    town.firms("name\n阜宁县恒泰公共交通有限公司")
    firm = "阜宁县恒泰公共交通有限公司"
    named = {"roster_kind": "A1", "starts_on": "2026年1月5日"}
    town.add(
        "bus_driver",
        person_id=town.ids["王一"],
        person_name="王一",
        employer_name=firm,
        uscc=town.firm_ids[firm],
        **named,
    )
    slip = with_digit(town.ids["李梅二"], 15)
    town.add("bus_driver", person_id=slip, person_name="李梅二", employer_name="恒泰公共交通有限公司", uscc="", **named)
    outsider = citizen("1990-01-01", "男", 300, area="320102")
    town.add("bus_driver", person_id=outsider, person_name="赵外", employer_name="外地公司", uscc=uscc(400), **named)
    town.ids |= {"李梅二的笔误": slip, "赵外": outsider}
    return town


@pytest.fixture(scope="module")
def published(county: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file of a night that read one file more."""
    root = tmp_path_factory.mktemp("drivers")
    (root / "declared").mkdir()
    (root / "declared" / "bus_driver.py").write_text(DRIVERS, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, "__path__", [*sources.__path__, str(root / "declared")])
        importlib.invalidate_caches()
        patch.setattr(sources, "SOURCES", SOURCES)
        found = sources._declared()
        patch.setitem(SOURCES, "bus_driver", found["bus_driver"])
        night(write(county, root / "inbox"), root / "home")
        with duckdb.connect(str(root / "home" / "published" / "yingbao.duckdb"), read_only=True) as con:
            yield con
    sys.modules.pop("sources.bus_driver")


def row(con: duckdb.DuckDBPyConnection, table: str, record: str) -> tuple[Any, ...]:
    [found] = con.execute(
        f"from {table} where extract = 'bus_driver' and record_id = $record", {"record": record}
    ).fetchall()
    return found


def test_no_query_and_no_other_declaration_knows_the_new_extract() -> None:
    root = FOLDER.parent
    files = [
        path
        for room in ("sql", "sources", "matchers", "flows", "ledger", "handouts", "county")
        for path in (root / room).rglob("*")
    ]
    assert [
        path for path in files if path.suffix in (".sql", ".py", ".toml") and "bus_driver" in path.read_text("utf-8")
    ] == []
    assert "bus_driver" not in [info.name for info in pkgutil.iter_modules(sources.__path__)]


def test_its_people_are_matched_by_number_and_by_name_and_it_is_told_by_what(
    published: duckdb.DuckDBPyConnection, county: Town
) -> None:
    known, mistyped = county.ids["王一"], county.ids["李梅二的笔误"]
    assert row(published, "matches.person", f"{known}|王一")[2:] == (
        known, "citizen_id", 100.0, "accepted", "公民身份号码（校验通过）",
    )  # fmt: skip
    found = row(published, "matches.person", f"{mistyped}|李梅二")
    assert (found[2], found[3], found[5]) == (county.ids["李梅二"], "name", "accepted")
    assert found[6] == "相同：姓名、证件号码"
    [pair] = published.execute(
        "select left_extract, right_extract, left_record from matches.pair where matcher = 'person'"
    ).fetchall()
    assert pair == ("bus_driver", "resident", f"{mistyped}|李梅二")


def test_its_employers_are_matched_by_number_and_by_name_and_it_is_told_by_what(
    published: duckdb.DuckDBPyConnection, county: Town
) -> None:
    name, number = next(iter(county.firm_ids.items()))
    assert row(published, "matches.employer", f"{name}|{number}")[2:] == (
        number, "uscc", 100.0, "accepted", "统一社会信用代码（两位校验码均通过）",
    )  # fmt: skip
    found = row(published, "matches.employer", "恒泰公共交通有限公司|")
    assert (found[2], found[5]) == (number, "accepted")
    assert found[3] in ("name", "features")
    assert "名称" in found[6]


def test_whom_it_alone_knows_is_a_person_with_a_name_and_an_employer_of_the_county(
    published: duckdb.DuckDBPyConnection, county: Town
) -> None:
    name = published.execute("select person_name from core.person where person_id = ?", [county.ids["赵外"]])
    assert name.fetchall() == [("赵外",)]
    firm = published.execute("select employer_name, question from core.employer where employer_id = ?", [uscc(400)])
    assert firm.fetchall() == [("外地公司", "没有市场主体和税务登记，请先核对")]


def test_its_tables_and_files_are_described_and_counted(published: duckdb.DuckDBPyConnection) -> None:
    counted = published.execute("from audit.extract where extract = 'bus_driver'").fetchall()
    assert len(counted) == 1
    assert counted[0][1:3] == ("公交驾驶员名册", "交通运输局")


# The queries ----------


def test_a_declaration_becomes_one_select_that_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    firm = Employer(name="firm", preference=6)
    declared = small(employers=(firm,), people=(Person(number="person_id", name="person_name", employer=firm),))
    monkeypatch.setattr(sources, "SOURCES", {"small": declared})
    people = next(query for query in mentions.queries() if query.table == "mentions.person")
    assert people.is_view
    assert people.reads == {"staging.small"}
    assert people.statement.partition("\n\n")[2].splitlines()[:9] == [
        "select",
        "    'small' as extract,",
        "    person_id || '|' || coalesce(person_name, '') as record_id,",
        "    person_id as number,",
        "    cast(null as varchar) as issuer,",
        "    cast(null as varchar) as member_id,",
        "    person_name,",
        "    cast(null as varchar) as former_name,",
        "    cast(null as varchar) as sex,",
    ]


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        (Employer(number=("uscc",), name="name"), "U"),
        (Employer(number=("uscc", "number"), name="name"), "U"),
        (Employer(number=("empty", "number"), name="name"), "7"),
        (Employer(name="name", uscc="uscc"), "甲|U"),
        (Employer(name="name", uscc="empty"), "甲|"),
        (Employer(name="name"), "甲|"),
        (Employer(name="empty", uscc="uscc"), None),
    ],
)
def test_a_record_is_its_first_number_or_its_name_and_code(declared: Employer, expected: str | None) -> None:
    one = "(select 'U' as uscc, '7' as number, '甲' as name, null::varchar as empty)"
    source = small(columns=tuple(Column(name, name, TEXT) for name in ("uscc", "number", "name", "empty", "firm")))
    assert duckdb.sql(f"select {mentions.record(source, declared)} from {one}").fetchall() == [(expected,)]


@pytest.mark.parametrize(("insurance", "issuer"), [("110", "hrss"), ("410", "hrss"), ("310", "hsa"), ("510", "hsa")])
def test_numbers_of_the_two_bureaus_are_records_apart(insurance: str, issuer: str) -> None:
    source = SOURCES["insured_unit"]
    added = mentions.added(source)
    found = duckdb.sql(
        f"select insured_unit_id{added} from (select '9' as insured_unit_id, '{insurance}' as insurance)"
    )
    assert found.fetchall() == [("9", issuer, f"{issuer}:9")]


def test_who_reads_one_extract_s_people_reads_no_other(county: Town) -> None:
    with duckdb.connect() as con:
        con.execute("create schema staging; create schema mentions; create schema landed")
        for source in SOURCES.values():
            kinds = [f"{column.name} {'date' if column.type == DATE else 'varchar'}" for column in source.columns]
            names = {column.name for column in source.columns}
            more = {
                "issuer",
                "employer_record",
                "is_sole_trader",
                "is_operating",
                "source_file",
                "source_line",
                "data_date",
            }
            kinds += [f"{name} varchar" for name in sorted(more - names)]
            con.execute(f"create table staging.{source.name} ({', '.join(kinds)})")
        con.execute(
            "create table staging.paying_member as select issuer, member_id, person_id, data_date from staging.member"
        )
        [people] = [query for query in mentions.queries() if query.table == "mentions.person"]
        con.execute(f"create view mentions.person as {people.statement}")

        def read(where: str) -> set[str]:
            [(_, plan)] = con.execute(f"explain select number from mentions.person where {where}").fetchall()
            return set(re.findall(r"staging\.(\w+)", plan))

        assert read("extract = 'wage'") == {"wage"}
        assert read("member_id is not null and person_name is not null") == {"member"}
        assert read("is_secret") == {"hardship", "sentence", "soldier"}
        assert "contribution" not in read("true")


# What a declaration may not say ----------


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"employers": (Employer(name="frim"),)}, "small: mentions name columns that it has not: frim"),
        ({"people": (Person(number="person_id", name="nmae"),)}, "small: mentions name columns that it has not: nmae"),
        ({"employers": (Employer(name="firm", prints=("colour",)),)}, "colour of an employer"),
        ({"people": (Person(number="person_id", employer=Employer(name="firm")),)}, "not among its employers"),
        ({"employers": (Employer(name="firm"), Employer(name="person_name"))}, "each needs a column"),
    ],
)
def test_a_mention_that_names_no_column_is_refused_when_it_is_declared(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        small(**values)


def test_whom_an_extract_names_does_not_make_its_landed_files_be_read_again() -> None:
    assert repr(small()) == repr(small(employers=(Employer(name="firm"),), is_secret=True))
    assert repr(small()) != repr(small(columns=(*COLUMNS, Column("uscc", "代码", USCC))))
    assert repr(small()) != repr(small(columns=(*COLUMNS[:2], Column("firm", "单位", CODE, words="甲 乙"))))


@pytest.mark.parametrize("query", mentions.queries(), ids=lambda query: query.table)
def test_every_query_has_a_title_runs_as_a_view_and_types_its_nulls(query: Any) -> None:
    assert re.match(r"[\u4e00-\u9fff]+: \w", query.title)
    assert query.is_view
    # An untyped null in a union is the other engine's error.
    assert re.findall(r"\bnull\b(?! as (?:varchar|date|boolean|integer|bigint)\))", query.statement) == []
