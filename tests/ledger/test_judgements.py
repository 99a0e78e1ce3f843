"""What the night remembers of people's verdicts, and how often a matcher was right by them."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from base.errors import BadInput
from base.home import Home
from flows.verdicts import take
from ledger.interval import wilson
from ledger.judgements import precision, record_matchers, remembered
from sql.duck import DuckWarehouse, opened
from sql.warehouse import FOLDER, read_query
from tests.flows.pairs import ANSWERS, AS_OF, THREE, filled, frame, handed_out, pair

AT = datetime(2026, 11, 23, 9, 30)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def workbook(home: Home) -> Path:
    """Three waiting pairs, as handed out."""
    return handed_out(home, *THREE)


# What the night remembers ----------


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[DuckWarehouse]:
    (tmp_path / "build").mkdir()
    with opened(tmp_path / "build", AS_OF, {}, 1, None) as built:
        yield built


VERDICT = "matcher, left_extract, left_record, right_extract, right_record, verdict, actor, decided_at"


def test_the_standing_verdicts_are_a_table_of_the_night(home: Home, workbook: Path, warehouse: DuckWarehouse) -> None:
    take(home, filled(workbook, {"某厂1": "是", "某厂2": "是"}), "甲", AT)
    take(home, filled(workbook, {"某厂2": "否"}), "乙", AT)
    assert remembered(warehouse, home) == 2
    assert warehouse.con.execute(f"select {VERDICT} from matches.verdict order by all").fetchall() == [
        ("employer", "business", "001", "taxpayer", "921", "yes", "甲", AT),
        ("employer", "business", "002", "taxpayer", "922", "no", "乙", AT),
    ]


def test_without_a_ledger_the_table_is_there_and_empty(home: Home, warehouse: DuckWarehouse) -> None:
    assert remembered(warehouse, home) == 0
    kinds = warehouse.con.execute("describe matches.verdict").fetchall()
    other = {"decided_at": "TIMESTAMP", "score": "DOUBLE"}
    assert [(name, kind) for name, kind, *_ in kinds] == [
        (name, other.get(name, "VARCHAR")) for name in f"{VERDICT}, asked, score, left_name, right_name".split(", ")
    ]


def test_a_lost_or_damaged_ledger_ends_the_night_instead_of_forgetting_what_was_said(
    home: Home, workbook: Path, warehouse: DuckWarehouse
) -> None:
    for answer in ("是", "否"):
        take(home, filled(workbook, {"某厂1": answer}))
    home.ledger.write_bytes(b"no database" * 1000)
    for asked in (lambda: remembered(warehouse, home), lambda: take(home, filled(workbook, ANSWERS))):
        with pytest.raises(BadInput, match="打不开"):
            asked()
    home.ledger.unlink()
    with pytest.raises(BadInput, match="不见了"):
        remembered(warehouse, home)


# How often a matcher was right ----------
@pytest.mark.parametrize(
    ("right", "judged", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),  # Brown, Cai and DasGupta 2001; R: prop.test(correct = FALSE)
        (10, 10, 0.7225, 1.0),
        (5, 10, 0.2366, 0.7634),
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, table I
        (15, 148, 0.0624, 0.1605),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_s_interval_is_the_published_one(right: int, judged: int, low: float, high: float) -> None:
    found = wilson(right, judged)
    assert found == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_nothing_judged_has_no_interval() -> None:
    assert wilson(0, 0) == (None, None)


def test_the_interval_of_a_list_is_that_of_a_matcher() -> None:
    counts = [(right, judged) for judged in (1, 2, 5, 29, 148) for right in {0, 1, judged // 2, judged}]
    with duckdb.connect() as con:
        con.execute("""
            create schema cases;
            create table cases.state (case_id varchar, list_id varchar, town_code varchar, tier varchar,
                confidence varchar, times_sent integer, result varchar, result_reason varchar, closed_because varchar)
        """)
        for number, (right, judged) in enumerate(counts):
            answers = ["已办理"] * right + ["线索有误"] * (judged - right)
            rows = [("c", f"{number:02}", "t", "must_join", "confirmed", 1, answer, "", None) for answer in answers]
            con.executemany("insert into cases.state values (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        statement = read_query(FOLDER / "ledger" / "yield.sql").statement
        found = con.sql(
            f"select clear_answers - wrong, clear_answers, precision_low, precision_high from ({statement})"
        )
        measured = {(right, judged): (low, high) for right, judged, low, high in found.fetchall()}
    assert measured == {of: pytest.approx(wilson(*of), abs=1e-12) for of in counts}


def judged(home: Home) -> None:
    """Employers: of four links three right, one unsure; of two waiting one the same. People: one waiting, not."""
    links = [pair(n, "accepted", 20.0) for n in range(1, 6)]
    handed = handed_out(home, *links, pair(6), pair(7), pair(8, matcher="person"))
    words = ("是", "是", "是", "否", "不确定", "是", "否", "否")
    take(home, filled(handed, {f"某厂{n}": word for n, word in enumerate(words, start=1)}), "甲", AT)


def test_precision_is_of_the_links_that_were_accepted_when_they_were_asked_about(home: Home) -> None:
    judged(home)
    employer, person = precision(home.ledger).to_dicts()
    assert (employer["matcher"], employer["judged"], employer["upheld"], employer["precision"]) == (
        "employer",
        4,
        3,
        0.75,
    )
    assert (employer["precision_low"], employer["precision_high"]) == wilson(3, 4)
    assert (employer["waiting_judged"], employer["waiting_yes"], employer["waiting_share"]) == (2, 1, 0.5)
    assert (person["judged"], person["upheld"], person["precision"], person["precision_low"]) == (0, 0, None, None)
    assert (person["waiting_judged"], person["waiting_share"]) == (1, 0.0)


def test_only_the_verdict_that_stands_counts_and_unsure_counts_for_nothing(home: Home) -> None:
    links = [pair(1, "accepted"), pair(2, "accepted")]
    take(home, filled(handed_out(home, *links), {"某厂1": "是", "某厂2": "是"}), "甲")
    path = home.reports(AS_OF) / "verdicts.xlsx"
    take(home, filled(path, {"某厂1": "否", "某厂2": "不确定"}), "乙")
    assert precision(home.ledger).select("judged", "upheld", "precision").rows() == [(1, 0, 0.0)]


def test_a_pair_that_waited_when_asked_does_not_count_as_a_link_because_it_is_one_now(home: Home) -> None:
    path = handed_out(home, pair(1, "review"))
    handed_out(home, pair(1, "accepted"), as_of=date(2026, 11, 23))
    take(home, filled(path, {"某厂1": "是"}))
    assert precision(home.ledger).select("judged", "waiting_judged").rows() == [(0, 1)]


def test_nobody_has_judged_anything(home: Home) -> None:
    assert precision(home.ledger).height == 0


def test_the_night_records_every_matcher_with_its_pairs_and_its_precision(home: Home, warehouse: DuckWarehouse) -> None:
    judged(home)
    warehouse.con.register("pairs", frame(pair(1), pair(2, "accepted"), pair(3), pair(4, "accepted", matcher="child")))
    warehouse.create("matches.pair", "select * from pairs")
    weights = {"employer": "employer-1", "project": "project-1"}
    assert record_matchers(warehouse, home.ledger, weights) == 4
    low, high = wilson(3, 4)
    assert warehouse.con.execute("from audit.matcher order by matcher").fetchall() == [
        ("child", None, 1, 1, 0, 0, 0, None, None, None),
        ("employer", "employer-1", 3, 1, 2, 4, 3, 0.75, low, high),
        ("person", None, 0, 0, 0, 0, 0, None, None, None),
        ("project", "project-1", 0, 0, 0, 0, 0, None, None, None),
    ]
