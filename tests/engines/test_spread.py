"""Work in Python over tables: an engine's executors do it group by group, and it comes out as here."""

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from matchers.employer import link as employer
from matchers.person import link as person
from sql import kept
from sql.connect import ProgramAway, SparkWarehouse
from sql.duck import DuckWarehouse, opened
from sql.engine import Engine, EngineWarehouse
from sql.spread import Frames, Part
from sql.warehouse import Warehouse
from tests.flows.inbox import AS_OF
from tests.matchers.people import AREAS, Areas
from tests.matchers.test_person import WANG, mixed
from tests.matchers.test_person_prefectures import THERE, TWO

PARTS = {
    "word": Part("select extract, record_id, word, listed, since from core.word", ("record_id", "word")),
    "number": Part("select extract, record_id, n, is_odd from core.number", ("record_id",)),
}
GROUPS = "select extract, record_id, left(record_id, 1) as in_group from core.number"
MAKES = {
    "word": {"words": pl.String, "thread": pl.String},
    "sum": {"n": pl.Int32, "mean": pl.Float64},
}


@pytest.fixture
def here(tmp_path: Path) -> Iterator[DuckWarehouse]:
    (tmp_path / "build").mkdir()
    with opened(tmp_path / "build", AS_OF, {}, threads=1, memory=None) as files:
        yield files


@pytest.fixture
def there(here: DuckWarehouse, session: Any, tmp_path: Path) -> EngineWarehouse:
    return Engine(SparkWarehouse(session, tmp_path / "there", AS_OF)).over(here)


def work(parts: Frames) -> Frames:
    """All words in order with the lists and days beside them, and what the numbers are together."""
    words = [f"{row['word']} {row['listed']} {row['since']}" for row in parts["word"].to_dicts()]
    numbers = parts["number"]
    total = numbers.select(pl.col("n").sum().cast(pl.Int32), pl.col("n").mean().alias("mean"))
    thread = str(threading.get_ident())
    made = pl.DataFrame({"words": words, "thread": [thread] * len(words)}, {"words": pl.String, "thread": pl.String})
    return {"word": made, "sum": total}


def fill(warehouse: EngineWarehouse) -> None:
    words = {
        "extract": ["wage"] * 3,
        "record_id": ["b1", "a2", "a1"],
        "word": ["third", "second", None],
        "listed": [["x", "y"], None, []],
        "since": [date(2026, 1, 31), None, None],
    }
    warehouse.write("core.word", pl.DataFrame(words, schema_overrides={"listed": pl.List(pl.String)}))
    numbers = {"extract": ["wage"] * 3, "record_id": ["a1", "a2", "b1"], "n": [1, 2, 5], "is_odd": [True, False, None]}
    warehouse.write("core.number", pl.DataFrame(numbers))


def test_each_group_is_worked_on_by_itself_on_the_engine(there: EngineWarehouse) -> None:
    fill(there)
    made = there.spread(work, PARTS, MAKES, GROUPS)
    assert sorted(made["word"]["words"]) == ["None [] None", "second None None", "third ['x', 'y'] 2026-01-31"]
    assert sorted(made["sum"].rows()) == [(3, 1.5), (5, 5.0)]
    assert str(threading.get_ident()) not in set(made["word"]["thread"])
    assert made["sum"].schema == MAKES["sum"]


def test_and_here_too(there: EngineWarehouse) -> None:
    fill(there)
    made = there.files.spread(work, PARTS, MAKES, GROUPS)
    assert made["word"]["words"].to_list() == ["None [] None", "second None None", "third ['x', 'y'] 2026-01-31"]
    assert made["sum"].rows() == [(3, 1.5), (5, 5.0)]


def test_without_groups_all_rows_are_one(there: EngineWarehouse) -> None:
    fill(there)
    for warehouse in (there, there.files):
        assert warehouse.spread(work, PARTS, MAKES, None)["sum"].rows() == [(8, 8 / 3)]


@pytest.mark.parametrize("is_here", [True, False])
def test_a_row_may_be_in_several_groups_and_a_part_has_a_key_of_its_own(there: EngineWarehouse, is_here: bool) -> None:
    fill(there)
    number = Part("select n, is_odd from core.number", ("n",), ("'of'", "own.n::varchar"))
    values = ", ".join(f"('of', '{n}', '{group}')" for n, group in ((1, "a"), (5, "a"), (5, "b")))
    groups = f"select * from (values {values}) as listed(extract, record_id, in_group)"
    warehouse = there.files if is_here else there
    made = warehouse.spread(work, {"word": PARTS["word"], "number": number}, MAKES, groups)
    assert sorted(made["sum"].rows()) == [(5, 5.0), (6, 3.0)]


def test_of_no_rows_nothing_is_made(there: EngineWarehouse) -> None:
    fill(there)
    made = there.spread(work, PARTS, MAKES, f"{GROUPS} where n > 9")
    assert {name: (len(frame), frame.schema) for name, frame in made.items()} == {
        name: (0, shape) for name, shape in MAKES.items()
    }


def test_executors_that_hold_another_program_are_told(there: EngineWarehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    there.engine.tables.try_executors()
    programs = iter(("ours", *["theirs"] * 9))
    monkeypatch.setattr(kept, "code", lambda: next(programs))
    with pytest.raises(ProgramAway):
        there.engine.tables.try_executors()


RECORDS = """
    select * from (values
        ('business', 'B1', 'C1', 'C1', 'uscc'), ('wage', 'W1', null, null, 'none'),
        ('business', 'B2', 'C2', 'C2', 'uscc'), ('wage', 'W2', null, null, 'none')
    ) as record(extract, record_id, uscc, employer_id, rule)"""
MENTIONS = """
    select * from (values
        (1, 'business', 'B1', '阜宁县宏达建材有限公司', '王伟', '13912340001', '320923100'),
        (2, 'business', 'B2', '阜宁县宏达建材有限公司', '王伟', '13912340001', '530402001'),
        (3, 'wage', 'W1', '阜宁县宏达建材有限公司', '王伟', '13912340001', '320923100'),
        (4, 'wage', 'W2', '阜宁县宏达建材有限公司', '王伟', '13912340001', '530402001')
    ) as mention(print_no, extract, record_id, employer_name, legal_person_name, phone, area)"""
EMPTY = ", ".join(f"null::varchar as {name}" for name in ("legal_person_id", "address", "industry", "business_kind"))


def employers(warehouse: EngineWarehouse, areas: list[str]) -> dict[str, str | None]:
    """By record whom it was found to be, in a region of these prefectures."""
    warehouse.create("numbered.employer", f"select *, null::varchar as organisation_code from ({RECORDS}) as record")
    warehouse.create(
        "numbered.employer_print",
        f"select *, case when extract = 'wage' then 'taxpayer' else extract end as slot, false as is_former,"
        f" null::date as opened_on, {EMPTY} from ({MENTIONS}) as mention",
    )
    warehouse.create("numbered.employer_staff", "select 'a' as extract, 'b' as record_id, ['c'] as staff")
    names = {"area_code": areas, "area_name": areas, "area_level": ["county"] * len(areas)}
    warehouse.write("core.area", pl.DataFrame(names))
    columns = (
        "matcher",
        *(f"{side}_{name}" for side in ("left", "right") for name in ("extract", "record")),
        "verdict",
    )
    warehouse.write("matches.verdict", pl.DataFrame(schema=dict.fromkeys(columns, pl.String)))
    for table in ("member", "wage", "fund_deposit"):
        warehouse.create(
            f"staging.{table}",
            "select 'x' as member_id, 'x' as employer_record, 'x' as person_id, 'x' as taxpayer_id,"
            " 'x' as fund_unit_id",
        )
    employer.link(warehouse)
    return dict(warehouse.ask("select record_id, employer_id from matches.employer order by record_id"))


def test_employers_are_compared_within_their_prefecture(
    there: EngineWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two firms of one name, one owner and one telephone: of a region that holds both prefectures, each record is its
    own prefecture's; of one that holds the first alone nobody can tell."""
    linked_by, linked = [], employer.linked_employers

    def noted(*given: Any) -> Any:
        linked_by.append(threading.current_thread() is threading.main_thread())
        return linked(*given)

    # Sail runs Python in threads of its own: there, and nowhere else, they are linked.
    monkeypatch.setattr(employer, "linked_employers", noted)
    assert employers(there, ["320923", "530402"]) == {"B1": "C1", "W1": "C1", "B2": "C2", "W2": "C2"}
    assert employers(there, ["320923"]) == {"B1": "C1", "W1": None, "B2": "C2", "W2": None}
    assert linked_by == [False, False, False]


def people(warehouse: Warehouse) -> list[list[tuple[Any, ...]]]:
    """All that is found of loose numbers and members: whom they mean, who is in doubt, every pair and why."""
    linked = person.link(warehouse)
    tables = ("numbered.number_link", "numbered.member_link", "matches.person_confidence")
    rows = [warehouse.ask(f"select * from {table} order by all") for table in tables]
    return [*rows, *(sorted(frame.rows()) for frame in (linked.pairs.drop("probability"), linked.comparisons))]


@pytest.mark.parametrize("areas", [AREAS, TWO], ids=["one prefecture", "two"])
def test_people_are_linked_by_executors_as_here(
    areas: Areas, session: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = mixed()
    records.member("M4", None, "李建国", phone="13800138001", area=THERE)
    records.member("M5", WANG, "李建国", area=THERE)
    records.answer("yes", ("member", "hrss:M3"), ("resident", f"{WANG}|李建国"))
    with records.numbered(areas) as files:
        here = people(files)
    linked_by, linked = [], person.linked_people

    def noted(*given: Any) -> Any:
        linked_by.append(threading.current_thread() is threading.main_thread())
        return linked(*given)

    monkeypatch.setattr(person, "linked_people", noted)
    with records.numbered(areas) as files:
        there = people(Engine(SparkWarehouse(session, tmp_path / "there", AS_OF)).over(files))
    assert there == here and all(here)
    assert linked_by and not any(linked_by)
