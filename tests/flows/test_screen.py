"""Applicants for a subsidy: what is told of each, that it is recorded first, and that no person stands in it."""

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import fastexcel
import polars as pl
import pytest

from base.errors import BadInput
from base.home import Home
from flows import screen as screening
from flows.explain import sentences
from flows.publication import Publication
from handouts.screen import HEADERS
from ledger import chain
from sql.warehouse import FOLDER
from tests.flows.inbox import rows

LIST = "subsidised_low_coverage_employers"


@pytest.fixture
def home(first_night: Path, tmp_path: Path) -> Home:
    shutil.copytree(first_night / "home", tmp_path / "home")
    return Home(tmp_path / "home")


def asking(folder: Path, *lines: dict[str, str], name: str = "申请.csv") -> Path:
    path = folder / name
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.DictWriter(file, ["单位名称", "统一社会信用代码", "联系人", "身份证号"])
        writer.writeheader()
        writer.writerows(lines)
    return path


def answers(path: Path) -> list[dict[str, Any]]:
    sheet = fastexcel.read_excel(path).load_sheet("核查结果", dtypes="string").to_polars()
    headers = {field.header: column for column, field in HEADERS}
    return sheet.rename(headers).to_dicts()


def code(home: Home, name: str) -> str:
    [(found,)] = rows(home.root, f"select employer_id from core.employer where employer_name = '{name}'")
    return str(found)


def test_each_applicant_is_answered_beside_the_file_and_recorded(home: Home, tmp_path: Path) -> None:
    file = asking(
        tmp_path,
        {
            "单位名称": "甲厂",
            "统一社会信用代码": code(home, "甲厂"),
            "联系人": "漏保",
            "身份证号": "320923198503030017",
        },
        {"单位名称": "丁丁商贸有限公司"},
    )
    before = chain.tail(home.ledger).sequence
    done = screening.answer(home, file, by="财政局李")
    assert done.path.parent == tmp_path and done.path.stat().st_mode & 0o777 == 0o600
    known, unknown = answers(done.path)
    assert (known["known_name"], known["uscc"], known["how"]) == ("甲厂", code(home, "甲厂"), "号码与名称一致")
    assert (unknown["known_name"], unknown["answer"]) == (None, "未判断：没有认定单位")
    assert unknown["question"] == "本地数据里没有找到这个名称"
    events = chain.ask(home.ledger, f"from ledger.event where sequence > {before} order by sequence").to_dicts()
    assert [(event["kind"], event["subject"], event["actor"], event["source_line"]) for event in events] == [
        ("screened", code(home, "甲厂"), "财政局李", 2),
        ("screened", "未认定", "财政局李", 3),
    ]
    assert json.loads(events[0]["payload"])["answer"] == known["answer"]
    assert any("核查" in line and "财政局李" in line for line in sentences(home, "甲厂"))


def test_nothing_of_a_person_is_in_the_answer_or_the_ledger(home: Home, tmp_path: Path) -> None:
    file = asking(
        tmp_path,
        {"单位名称": "甲厂", "联系人": "漏保", "身份证号": "320923198503030017"},
        {"单位名称": "张三丰便利店", "统一社会信用代码": "320923198503030017"},
    )
    done = screening.answer(home, file)
    book = fastexcel.read_excel(done.path)
    told = str(
        [book.load_sheet(name, header_row=None, dtypes="string").to_polars().rows() for name in book.sheet_names]
    )
    assert "漏保" not in told.replace("漏保人", "")
    recorded = str(chain.ask(home.ledger, "from ledger.event where kind = 'screened'").rows())
    assert "张三丰" not in recorded and "320923198503030017" not in recorded
    assert not {row["due_headcount"] for row in answers(done.path)} - {None}, "two people are due: no figure of them"


def test_an_answer_is_never_written_over(home: Home, tmp_path: Path) -> None:
    file = asking(tmp_path, {"单位名称": "甲厂"})
    first, second = screening.answer(home, file).path, screening.answer(home, file).path
    assert first != second and first.exists() and second.exists()


def test_what_cannot_be_recorded_is_not_told(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> int:
        raise OSError

    file = asking(tmp_path, {"单位名称": "甲厂"})
    monkeypatch.setattr(chain, "append", refused)
    with pytest.raises(OSError):
        screening.answer(home, file)
    assert list(tmp_path.glob("*.xlsx")) == []


def test_a_file_without_names_is_refused_in_a_sentence(home: Home, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("代码,金额\n1,2\n", encoding="utf-8")
    with pytest.raises(BadInput, match="单位名称"):
        screening.answer(home, tmp_path / "x.csv")


@pytest.mark.parametrize(("rate", "answer"), [(0.5, "达到"), (0.51, "未达到"), (0, "未判断：本地区没有录入最低参保率")])
def test_met_or_not_is_the_region_s_minimum(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rate: float, answer: str
) -> None:
    """Of 甲厂's two people one is insured."""
    own = Publication.values.fget  # type: ignore[attr-defined]
    monkeypatch.setattr(Publication, "values", property(lambda it: {**own(it), screening.RATE: rate}))
    monkeypatch.setattr(screening, "LIST", "partly_insured_employers")  # the small town delivers no subsidies
    [told] = answers(screening.answer(home, asking(tmp_path, {"单位名称": "甲厂"})).path)
    assert told["answer"] == answer


def screened(**given: Any) -> dict[str, Any]:
    """What the query tells of one employer with ten due, eight insured, and whatever else is given."""
    employer = {"employer_id": "91", "employer_name": "甲厂", "question": None, "is_operating": True}
    counts = {"due_headcount": 10, "insured_headcount": 8, "coverage_rate": 0.8}
    base = {"based_people": 3, "solidity_rate": 0.95}
    bound = {"minimum_rate": 0.8, "least_people": 3, "list_id": LIST} | {
        name: given[name] for name in ("minimum_rate",) if name in given
    }
    tables = {
        "core.employer": employer, "core.headcount": counts | {"employer_id": "91"},
        "core.employer_arrears": {"employer_id": "91", "owed_yuan": 1200.5, "owed_months": 2},
        "core.employer_base": base | {"employer_id": "91"},
    }  # fmt: skip
    for table in tables.values():
        table.update({name: value for name, value in given.items() if name in table})
    lists = pl.DataFrame(
        {
            "subject_id": ["91"] * 2,
            "subject_kind": "employer",
            "tier": ["must_join", "check_data"],
            "list_id": ["a", "b"],
        }
    )
    audit = pl.DataFrame({"list_id": ["a", "b", LIST], "list_name": ["甲单", "乙单", "奖补"]})
    audit = audit.with_columns(
        pl.lit(given.get("missing"), pl.String).alias("missing_extracts"),
        pl.lit(given.get("uncompared"), pl.String).alias("uncompared"),
    )
    with duckdb.connect() as con:
        con.execute("attach ':memory:' as published")
        for schema in ("core", "lists", "audit"):
            con.execute(f"create schema published.{schema}")
        frames = {name: pl.DataFrame([row]) for name, row in tables.items()} | {
            'lists."all"': lists,
            "audit.list": audit,
        }
        for name, frame in frames.items():
            con.register("frame", frame)
            con.execute(f"create table published.{name} as from frame")
        con.register("answered", pl.DataFrame({"row": [1], "employer_id": ["91"]}))
        [row] = (
            con.sql((FOLDER / "handouts" / "screened.sql").read_text(encoding="utf-8"), params=bound).pl().to_dicts()
        )
    return row


def test_the_lists_of_the_desk_are_not_told() -> None:
    assert screened()["lists"] == "甲单"


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        ({}, "达到"),
        ({"coverage_rate": 0.79999999}, "未达到"),
        ({"due_headcount": 0, "coverage_rate": None}, "未判断：近期没有发放工资，或领薪人员中没有应参保的人"),
        ({"question": "请先核对"}, "未判断：请先核对"),
        ({"missing": "个税扣缴"}, "未判断：缺个税扣缴"),
        ({"minimum_rate": 0}, "未判断：本地区没有录入最低参保率"),
    ],
)
def test_what_is_not_certain_is_not_judged(given: dict[str, Any], answer: str) -> None:
    assert screened(**given)["answer"] == answer


@pytest.mark.parametrize(("people", "shown"), [(2, None), (3, 3)])
def test_figures_of_fewer_than_three_people_are_not_told(people: int, shown: int | None) -> None:
    told = screened(due_headcount=people, insured_headcount=people, coverage_rate=1.0, based_people=people)
    assert (told["due_headcount"], told["answer"]) == (shown, "达到")
    assert (told["solidity_percent"] is None) is (shown is None)


def test_with_what_it_was_not_compared_is_told() -> None:
    assert screened(uncompared="异地参保")["remark"] == "未比对：异地参保"
    assert screened(is_operating=False)["remark"] == "税务或登记状态不正常，不在经营"
