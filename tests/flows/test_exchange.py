"""Homes of several regions tell each other who is insured where, of nobody whom the other does not know."""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import duckdb
import polars as pl
import pytest

from base.errors import BadInput
from base.home import Home
from flows import neighbours
from flows.exchange import Exchanged, exchange
from flows.explain import sentences
from tests.flows.inbox import rows, yingbao
from tests.flows.neighbouring import IDS, INSURES, LIVES, NEXT, WORKS, homes, nights

OLDER, WAGED = "unenrolled_residents_45_plus", "waged_uninsured_people"


def on(home: Home, list_id: str) -> dict[str, str]:
    """Who is on a list, with the tier."""
    return dict(rows(home.root, f"select subject_name, tier from lists.{list_id}"))


def received(home: Home) -> dict[str, pl.DataFrame]:
    """By neighbour: the rows that it has sent."""
    return {one.place: pl.read_parquet(home.nearby / one.stored) for one in neighbours.sent_to(home)}


def stand(folder: Path) -> dict[str, bytes]:
    """Every file in the folders of what neighbours have sent."""
    return {
        str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.glob("*/home/restricted/nearby/*"))
    }


def exchanged(root: Path) -> list[Exchanged]:
    return exchange([home.root for home in homes(root).values()])


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """After the first night of each."""
    root = tmp_path_factory.mktemp("first")
    nights(root)
    return root


@pytest.fixture(scope="module")
def second(first: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """After an exchange, and the second night of each."""
    root = tmp_path_factory.mktemp("second") / "province"
    shutil.copytree(first, root)
    exchanged(root)
    nights(root, NEXT)
    return root


@pytest.fixture
def province(first: Path, tmp_path: Path) -> Path:
    shutil.copytree(first, tmp_path / "province")
    return tmp_path / "province"


@pytest.fixture
def after(second: Path, tmp_path: Path) -> Path:
    shutil.copytree(second, tmp_path / "province")
    return tmp_path / "province"


def test_before_an_exchange_each_home_knows_its_own_people_only(first: Path) -> None:
    of = homes(first)
    assert on(of[LIVES], OLDER).keys() == {"在编", "农保", "早停", "双退", "本地"}
    assert on(of[WORKS], WAGED).keys() == {"在编", "农保"}


def test_who_lives_here_works_there_and_is_insured_in_a_third_place_stands_on_the_right_list_once(
    second: Path,
) -> None:
    of = homes(second)
    assert on(of[LIVES], OLDER).keys() == {"早停", "本地"}, "insured or retired in the third place"
    # A resident's pension is no employee's: the employer's duty stays, and nobody else asks.
    assert on(of[WORKS], WAGED).keys() == {"农保"}
    for list_id in (OLDER, WAGED):
        assert not on(of[INSURES], list_id).keys() & IDS.keys()


def test_explain_says_where_somebody_is_insured_and_from_which_day_s_data(second: Path) -> None:
    explained = "\n".join(sentences(homes(second)[LIVES], IDS["在编"]))
    assert "不在清单【45周岁以上未参保居民】上：免缴：异地参加职工养老；依据 insured_nearby/玉溪市#" in explained
    assert "相邻地区参保：职工养老正常参保，最近缴费2026年10月（数据来自玉溪市，截至2026年11月22日）" in explained
    assert "异地已领养老金" in "\n".join(sentences(homes(second)[LIVES], IDS["双退"]))


def test_a_night_says_from_whom_it_knows_who_is_insured_nearby_and_of_which_day(after: Path) -> None:
    heard: list[str] = []
    with patch("flows.night.Night.note", lambda night, text: heard.append(text)):
        nights(after, date(2026, 11, 24), LIVES)
    assert "参保外地信息来自相邻地区的数据：玉溪市，截至2026-11-22" in heard


def test_a_home_learns_of_nobody_whom_its_own_departments_do_not_know(province: Path) -> None:
    exchanged(province)
    of = homes(province)
    assert set(received(of[LIVES])["玉溪市"]["person_name"]) == {"在编", "农保", "早停", "双退", "当兵"}
    assert set(received(of[WORKS])["玉溪市"]["person_name"]) == {"在编", "农保"}
    # Who serves in the army is known at home alone: no other home receives a row that comes of it.
    assert received(of[INSURES]) == {} and "阜宁县" not in received(of[WORKS])


def test_nothing_leaves_but_what_the_ministry_s_report_holds(province: Path) -> None:
    exchanged(province)
    sent = received(homes(province)[LIVES])["玉溪市"]
    assert sent.columns == [
        *("person_id", "person_name", "insurance", "nearby_area"),
        *("member_status", "last_paid_in", "retired", "paid_months"),
    ]
    by_name = {row["person_name"]: row for row in sent.to_dicts()}
    assert by_name["在编"] == {
        "person_id": IDS["在编"], "person_name": "在编", "insurance": "110", "nearby_area": "530400",
        "member_status": "1", "last_paid_in": "2026-10-01", "retired": "0", "paid_months": "34",
    }  # fmt: skip
    assert (by_name["双退"]["retired"], by_name["双退"]["member_status"]) == ("1", "4")
    assert (by_name["早停"]["member_status"], by_name["早停"]["last_paid_in"]) == ("4", "2026-01-01")


def test_a_status_alone_insures_nobody_where_payments_are_delivered(province: Path) -> None:
    with duckdb.connect(str(homes(province)[INSURES].published)) as con:
        con.execute(f"delete from core.coverage_month where person_id = '{IDS['在编']}'")
    exchanged(province)
    [row] = received(homes(province)[LIVES])["玉溪市"].filter(pl.col("person_name") == "在编").to_dicts()
    assert (row["member_status"], row["last_paid_in"]) == ("2", None)


def test_arrears_are_an_employer_s_and_a_resident_is_insured_by_what_has_arrived(province: Path) -> None:
    with duckdb.connect(str(homes(province)[INSURES].published)) as con:
        con.execute("update core.coverage_month set is_paid = false")
    exchanged(province)
    sent = received(homes(province)[LIVES])["玉溪市"]
    status = {row["person_name"]: (row["member_status"], row["last_paid_in"]) for row in sent.to_dicts()}
    assert status["在编"] == ("1", "2026-10-01") and status["农保"] == ("2", None)


def test_who_is_known_here_from_an_exchange_alone_is_nobody_of_here(after: Path) -> None:
    """Else an exchange would keep its own answers alive for ever."""
    of = homes(after)
    assert rows(of[WORKS].root, "select count(*) from core.insured_nearby") == [(2,)]
    # Nobody delivers his wages any more; what is left of him here is what the third place said.
    with duckdb.connect(str(of[WORKS].published)) as con:
        con.execute(f"delete from matches.person where person_id = '{IDS['在编']}' and extract = 'wage'")
    exchanged(after)
    assert set(received(of[WORKS])["玉溪市"]["person_name"]) == {"农保"}


def test_the_same_exchange_again_writes_nothing(province: Path) -> None:
    first_time = exchanged(province)
    before = {path: path.stat().st_mtime_ns for path in province.glob("*/home/restricted/nearby/*")}
    again = exchanged(province)
    assert [one.has_changed for one in first_time] == [True, True, False]
    assert [one.has_changed for one in again] == [False, False, False]
    assert again[0].sentence == "阜宁县：玉溪市5条，截至2026-11-22（与上次相同）"
    assert {path: path.stat().st_mtime_ns for path in province.glob("*/home/restricted/nearby/*")} == before


def test_what_a_home_that_leaves_has_sent_is_withdrawn(after: Path) -> None:
    of = homes(after)
    left = exchange([of[LIVES].root, of[WORKS].root])
    assert [one.sentence for one in left] == [
        f"{name}：没有相邻地区的数据，原有的已撤回" for name in ("阜宁县", "武义县")
    ]
    assert [path.name for path in of[LIVES].nearby.iterdir()] == [neighbours.RECORD]
    # No gate takes it for a delivery that fell short; its people stand on the lists again.
    nights(after, date(2026, 11, 24), LIVES, WORKS)
    assert on(of[LIVES], OLDER).keys() == {"在编", "农保", "早停", "双退", "本地"}
    assert on(of[WORKS], WAGED).keys() == {"在编", "农保"}
    assert exchange([of[INSURES].root])[0].sent == ()


def test_a_neighbour_s_own_word_takes_the_place_of_the_ministry_s_of_that_place(after: Path) -> None:
    inbox = after / LIVES / f"inbox{NEXT}"
    path = inbox / "insured_elsewhere" / "all.csv"
    for place, listed in (("530402", {"早停", "本地"}), ("310101", {"本地"})):
        path.write_text(
            "person_id,person_name,insurance,elsewhere_area,member_status\n"
            f"{IDS['早停']},早停,110,{place},1\n{IDS['外人']},外人,110,310101,1\n",
            "utf-8",
        )
        lines = (
            (inbox / "manifest.csv").read_text("utf-8").replace("elsewhere,2032-12-01,1,", "elsewhere,2032-12-01,2,")
        )
        (inbox / "manifest.csv").write_text(lines, "utf-8")
        nights(after, NEXT, LIVES)
        assert on(homes(after)[LIVES], OLDER).keys() == listed


def test_what_may_not_be_kept_is_not_kept_by_the_neighbours_either(province: Path) -> None:
    of = homes(province)
    with duckdb.connect(str(of[INSURES].published)) as con:
        con.execute("update audit.load set keep_until = date '2026-11-23' where extract = 'contribution'")
    exchanged(province)
    nights(province, NEXT, LIVES)
    assert on(of[LIVES], OLDER).keys() == {"早停", "本地"} and len(list(of[LIVES].nearby.iterdir())) == 2
    nights(province, date(2026, 11, 24), LIVES)
    assert [path.name for path in of[LIVES].nearby.iterdir()] == [neighbours.RECORD]
    assert "在编" in on(of[LIVES], OLDER)


def test_an_exchange_that_is_killed_leaves_each_home_as_it_was_or_as_it_is_to_be(after: Path) -> None:
    of = homes(after)
    with duckdb.connect(str(of[INSURES].published)) as con:
        con.execute("update audit.load set data_date = date '2026-11-21'")
    before = stand(after)
    written = neighbours.written

    # Before the first file, before its record, before the next home, before its record.
    for fails_at in (1, 2, 3, 2):
        calls = iter(range(1, 99))

        def failing(path: Path, *rest: Any, at: int = fails_at, calls: Iterator[int] = calls) -> Any:
            if next(calls) == at:
                raise KeyboardInterrupt
            return written(path, *rest)

        with patch.object(neighbours, "written", failing), pytest.raises(KeyboardInterrupt):
            exchanged(after)
        for home in of.values():
            for one in neighbours.sent_to(home):
                assert neighbours.digest((home.nearby / one.stored).read_bytes()) == one.sha256
    exchanged(after)
    now = stand(after)
    assert now.keys() != before.keys() and len(now) == len(before), "what was left over is gone"
    assert {one.data_date for one in neighbours.sent_to(of[LIVES])} == {"2026-11-21"}


def refused(roots: list[Path]) -> str:
    with pytest.raises(BadInput) as wrong:
        exchange(roots)
    return str(wrong.value)


def test_a_home_that_cannot_take_part_stops_the_exchange_with_one_sentence_and_changes_none(after: Path) -> None:
    of = homes(after)
    before = stand(after)
    lives, works, insures = (home.root for home in of.values())
    (after / "empty").mkdir()
    assert refused([lives, after / "none"]) == f"找不到工作文件夹 {after}/none；没有交换任何数据。"
    assert not (after / "none").exists()
    assert "还没有发布过的数据库" in refused([lives, after / "empty"])
    assert "写了两次" in refused([lives, works, lives / ".." / "home"])
    shutil.copytree(lives, after / "twin")
    assert "都是阜宁县的" in refused([lives, works, after / "twin"])
    with of[WORKS].locked():
        assert "正在被另一次运行使用" in refused([lives, works, insures])
    assert stand(after) == before


def test_a_publication_of_another_region_or_release_is_refused(after: Path) -> None:
    of = homes(after)
    before = stand(after)
    shutil.copy(of[INSURES].published, of[WORKS].published)
    assert "却属于武义县" in refused([home.root for home in of.values()])
    shutil.copy(of[WORKS].previous, of[WORKS].published)
    assert "依据库与公布的数据库不是同一次运行的" in refused([home.root for home in of.values()])
    nights(after, date(2026, 11, 24), WORKS)
    with duckdb.connect(str(of[WORKS].published)) as con:
        con.execute("alter table core.coverage_month rename column is_declared to was_declared")
    assert "另一版本的程序生成的" in refused([home.root for home in of.values()])
    of[WORKS].evidence.unlink()
    assert "依据库" in refused([home.root for home in of.values()])
    assert stand(after) == before


def test_a_damaged_record_of_what_was_sent_stops_the_night_until_the_next_exchange(after: Path) -> None:
    of = homes(after)
    (of[LIVES].nearby / neighbours.RECORD).write_text(json.dumps([{"region": "yuxi"}]), "utf-8")
    with pytest.raises(BadInput, match="请重新运行 yingbao exchange"):
        nights(after, NEXT, LIVES)
    exchanged(after)
    nights(after, NEXT, LIVES)
    assert on(of[LIVES], OLDER).keys() == {"早停", "本地"}


def test_the_command_says_who_has_sent_how_much(province: Path) -> None:
    of = homes(province)
    done = yingbao("exchange", "--home", of[LIVES].root, "--home", of[INSURES].root)
    assert done.stdout == "阜宁县：玉溪市5条，截至2026-11-22\n玉溪市：没有相邻地区的数据\n" and done.returncode == 0
    both = yingbao("exchange", "--home", of[LIVES].root, "--homes", province / "province.toml")
    assert (both.returncode, both.stderr.count("\n")) == (2, 1)
