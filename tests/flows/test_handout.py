"""From the published file to the towns' workbooks: what is due, to whom, and nothing else."""

from pathlib import Path

import duckdb
import polars as pl
import pytest

import regions
from base.errors import BadInput
from base.home import Home
from base.secret import Secret
from flows.handout import hand_out_desk, hand_out_towns
from handouts.towns import ISSUED, VILLAGE
from ledger.cases import Issued
from tests.flows.inbox import AS_OF
from tests.handouts.visits import region, table


@pytest.fixture(scope="module")
def home(small_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home of its own with the made-up county's published file."""
    home = Home(tmp_path_factory.mktemp("handout"))
    home.read_case_key()  # a used home makes none
    home.published.parent.mkdir(parents=True)
    home.published.symlink_to(Home(small_home).published)
    return home


def leads(home: Home) -> list[tuple[str, str, str]]:
    with duckdb.connect(str(home.published), read_only=True) as con:
        # who has nothing but what comes last of all stays on the lists alone (`least_priority`)
        return con.execute("""
            select case_id, subject_id, tier from lists."all"
            qualify min(case when tier <> 'check_data' then priority end) over (partition by subject_id) <= 4
                or tier = 'check_data'
            order by case_id
        """).fetchall()


def cases(issued: list[Issued]) -> list[str]:
    return sorted(case_id for file in issued for case_id in file.case_ids)


def test_every_lead_is_handed_out_once_and_the_desk_s_rows_never(home: Home) -> None:
    issued = hand_out_towns(home, regions.read("funing"), AS_OF)
    assert cases(issued) == [case_id for case_id, _, tier in leads(home) if tier != "check_data"]
    assert any(tier == "check_data" for *_, tier in leads(home))
    subjects = {subject for _, subject, tier in leads(home) if tier != "check_data"}
    assert sum(len(table(file.path, kind)) - 1 for file in issued for kind in ("人员", "单位")) >= len(subjects)


def test_only_what_is_due_is_handed_out(home: Home) -> None:
    with duckdb.connect(str(home.published), read_only=True) as con:
        pressing = "select case_id from lists.\"all\" where tier <> 'check_data' and priority <= 4 order by case_id"
        due = [case_id for (case_id,) in con.execute(pressing).fetchall()][::3]
    asked = pl.DataFrame({"case_id": [*due, "not there"]})
    assert cases(hand_out_towns(home, regions.read("funing"), AS_OF, asked)) == due
    assert hand_out_towns(home, regions.read("funing"), AS_OF, asked.clear()) == []


def test_split_by_village_the_same_cases_are_handed_out(home: Home) -> None:
    whole = hand_out_towns(home, regions.read("funing"), AS_OF)
    split = hand_out_towns(home, regions.read("funing"), AS_OF, split=VILLAGE)
    assert cases(split) == cases(whole)
    assert len(split) > len(whole)
    assert {file.town_code for file in split} == {file.town_code for file in whole}


def test_without_the_promised_password_nothing_is_handed_out(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("YINGBAO_TEST_WORD", raising=False)
    with pytest.raises(BadInput, match="环境变量 YINGBAO_TEST_WORD里没有密码"):
        hand_out_towns(home, region(password=Secret(env="YINGBAO_TEST_WORD")), AS_OF)


def test_what_was_issued_is_known_from_the_moment_that_the_folder_stands(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed right after it was put in place, nobody's unchanged workbook counts as written in."""
    with monkeypatch.context() as patch:
        patch.setattr("handouts.towns.Issued", lambda *words: exit(9))
        with pytest.raises(SystemExit):
            hand_out_towns(home, regions.read("funing"), AS_OF)
    assert list(home.worklists(AS_OF).glob("*.xlsx"))
    hand_out_towns(home, regions.read("funing"), AS_OF)
    assert not list(home.root.glob("worklists/*_有改动"))


def test_where_a_power_cut_emptied_the_list_of_what_was_issued_every_workbook_is_set_aside(home: Home) -> None:
    issued = hand_out_towns(home, regions.read("funing"), AS_OF)
    (home.worklists(AS_OF) / ISSUED).write_bytes(b"")
    hand_out_towns(home, regions.read("funing"), AS_OF)
    aside = home.worklists(AS_OF).with_name(f"{AS_OF}_有改动")
    assert {path.name.partition("_已填")[0] for path in aside.iterdir()} == {one.path.stem for one in issued}


# What need not be written again ----------


def written(home: Home) -> dict[str, int]:
    """When each workbook of the towns, and the desk's, was written."""
    files = [*home.worklists(AS_OF).glob("*.xlsx"), home.reports(AS_OF) / "desk.xlsx"]
    return {path.name: path.stat().st_mtime_ns for path in files if path.exists()}


def hand_out(home: Home) -> list[Issued]:
    """To the desk and to the towns."""
    hand_out_desk(home, AS_OF, regions.read("funing"))
    return hand_out_towns(home, regions.read("funing"), AS_OF)


def test_workbooks_that_would_hold_the_same_stand(home: Home) -> None:
    issued, before = hand_out(home), written(home)
    assert "desk.xlsx" in before
    assert (hand_out(home), written(home)) == (issued, before)


def test_another_program_writes_them_again(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_out(home)
    before = written(home)
    monkeypatch.setattr("flows.handout._program", lambda: "another release")
    hand_out(home)
    assert not written(home).items() & before.items()


def test_whoever_is_not_due_any_more_is_in_no_workbook_that_stands(home: Home) -> None:
    whole = cases(hand_out(home))
    asked = pl.DataFrame({"case_id": whole[1:]})
    assert cases(hand_out_towns(home, regions.read("funing"), AS_OF, asked)) == whole[1:]
    assert cases(hand_out(home)) == whole


@pytest.mark.parametrize("harm", ["taken away", "added"])
def test_where_a_workbook_was_taken_away_or_added_all_are_written_again(home: Home, harm: str) -> None:
    first, *others = [one.path for one in hand_out(home)]
    before = written(home)
    if harm == "taken away":
        others[0].unlink()
    else:
        first.with_name("另一个.xlsx").write_bytes(b"x")
    hand_out(home)
    assert written(home).keys() == before.keys()
    assert written(home)[first.name] != before[first.name]
