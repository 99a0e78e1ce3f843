"""How a published database is held against the key."""

from pathlib import Path

import duckdb
import polars as pl
import pytest

from benchmarks.answer_key import compare, judge, main

KEY = pl.DataFrame(
    [
        ("waged", "a", "must_join", "ordinary", "number"),
        ("waged", "b", "must_join", "ordinary", "number"),
        ("waged", "c", "must_join", "ordinary", "name"),
    ],
    schema=["list_id", "subject_id", "tier", "kind", "link"],
    orient="row",
)
TRAPS = pl.DataFrame(
    [
        ("waged", "soldier", "soldier", "absent", "number"),
        ("waged", "abroad", "abroad", "check_data", "number"),
        ("waged", "stranger", "wrong_digit", "absent", "name"),
    ],
    schema=["list_id", "subject_id", "kind", "expected", "link"],
    orient="row",
)


def found(*rows: tuple[str, str]) -> pl.DataFrame:
    schema = ["list_id", "subject_id", "tier"]
    return pl.DataFrame([("waged", subject, tier) for subject, tier in rows], schema=schema, orient="row")


def scores(published: pl.DataFrame) -> dict[str, dict[str, float]]:
    return {row["link"]: row for row in compare(published, KEY, TRAPS).scores.iter_rows(named=True)}


def test_the_key_itself_is_perfect() -> None:
    score = scores(KEY.select("list_id", "subject_id", "tier"))
    assert (score["number"]["precision"], score["number"]["recall"]) == (1, 1)
    assert (score["name"]["precision"], score["name"]["recall"]) == (1, 1)


def test_another_tier_is_wrong_but_right_by_subject() -> None:
    score = scores(found(("a", "must_join"), ("b", "check_data")))["number"]
    assert (score["precision"], score["subject_precision"], score["subject_recall"]) == (0.5, 1, 1)


def test_one_missing_and_one_too_many_cost_recall_and_precision() -> None:
    score = scores(found(("a", "must_join"), ("x", "must_join"), ("y", "must_join")))["number"]
    assert score["precision"] == pytest.approx(1 / 3)
    assert score["recall"] == 0.5


def test_a_subject_listed_twice_costs_precision() -> None:
    score = scores(found(("a", "must_join"), ("a", "must_join"), ("b", "must_join")))["number"]
    assert score["precision"] == pytest.approx(2 / 3)


def test_what_needs_a_name_is_judged_apart() -> None:
    score = scores(found(("a", "must_join"), ("b", "must_join"), ("stranger", "check_data")))
    assert score["number"]["precision"] == 1
    assert (score["name"]["found"], score["name"]["right"]) == (1, 0)


def test_what_nobody_could_decide_is_judged_apart() -> None:
    key = KEY.with_columns((pl.col("subject_id") == "c").cast(pl.String).alias("hard"))
    result = compare(found(("a", "must_join"), ("b", "must_join")), key, TRAPS).scores
    assert dict(result.select("link", "key").iter_rows()) == {"number": 2, "hard": 1}


def test_an_empty_list_has_no_recall() -> None:
    assert scores(found())["number"]["recall"] == 0


def test_a_trap_leaks_when_it_is_listed_otherwise_than_expected() -> None:
    leaks = compare(found(("soldier", "must_join"), ("abroad", "check_data")), KEY, TRAPS).leaks
    assert dict(leaks.select("kind", "leaked").iter_rows()) == {"soldier": 1, "abroad": 0, "wrong_digit": 0}
    leaks = compare(found(("abroad", "must_join"), ("stranger", "check_data")), KEY, TRAPS).leaks
    assert dict(leaks.select("kind", "leaked").iter_rows()) == {"soldier": 0, "abroad": 1, "wrong_digit": 0}
    assert dict(leaks.select("kind", "leaked_by_name").iter_rows())["wrong_digit"] == 1


def test_what_nobody_could_decide_is_no_trap() -> None:
    traps = TRAPS.with_columns((pl.col("subject_id") == "stranger").cast(pl.String).alias("hard"))
    leaks = compare(found(("soldier", "must_join"), ("stranger", "check_data")), KEY, traps).leaks
    assert leaks["kind"].to_list() == ["abroad", "soldier"]


def test_the_wrong_subjects_are_named_with_their_trap() -> None:
    wrong = compare(found(("a", "check_data"), ("soldier", "must_join")), KEY, TRAPS).wrong
    assert [tuple(row) for row in wrong.select("subject_id", "what", "kind").rows()] == [
        ("c", "missing", "ordinary"),
        ("b", "missing", "ordinary"),
        ("a", "other tier", "ordinary"),
        ("soldier", "too many", "soldier"),
    ]


def test_a_published_database_is_judged_from_its_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home, answers = tmp_path / "home", tmp_path / "answers"
    (home / "published").mkdir(parents=True)
    answers.mkdir()
    KEY.write_csv(answers / "lists.csv")
    TRAPS.write_csv(answers / "traps.csv")
    with duckdb.connect(str(home / "published" / "yingbao.duckdb")) as connection:
        connection.execute("create schema lists")
        connection.execute("create table lists.waged as select 'a' as subject_id, 'must_join' as tier, 1 as priority")
        connection.execute("create schema audit")
        connection.execute("create table audit.list as select 'waged' as list_id")
    assert judge(home, answers).scores.filter(pl.col("link") == "number")["recall"].to_list() == [0.5]
    assert main(["--home", str(home), "--answers", str(answers), "--show", "waged"]) == 1
    assert "waged: 2 wrong" in capsys.readouterr().out


def test_without_a_published_database_it_says_so(tmp_path: Path) -> None:
    KEY.write_csv(tmp_path / "lists.csv")
    TRAPS.write_csv(tmp_path / "traps.csv")
    with pytest.raises(SystemExit, match="nothing is published"):
        judge(tmp_path / "home", tmp_path)
