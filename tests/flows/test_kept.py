"""What a night takes over of the one before: whatever changed, the result is that of computing everything anew."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any
from unittest.mock import Mock, patch

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import regions
from base import clock
from base.errors import BadInput
from base.home import Home
from flows import keeping, nightly
from flows.faults import Fault, GateHeld, Spoiled
from flows.night import Night
from flows.nightly import build_core, build_lists, land, match, stage
from ledger import cases, chain, event_rows
from regions.local_values import Dated, LocalValue
from sources.reader.landing import Landed
from sql import kept as record
from sql import warehouse
from sql.fresh import Edition
from sql.warehouse import Query
from tests.flows.inbox import AS_OF, change, deliver, manifest, night, rows, small_town, write, write_manifest
from tests.town import only

SHOWN = ("matches", "core", "lists", "ledger", "indicator", "policy", "audit")
BEHIND = ("staging", "numbered", "restricted", "cases", "matches", "core")
OF_THE_RUN = ("audit.run", "restricted.run")
OF_THE_MOMENT = ("is_read",)
"""Tables, and columns, that tell when a night ran."""
NEXT_DAY = date(2026, 11, 23)


@pytest.fixture(scope="module", autouse=True)
def _one_moment() -> Iterator[None]:
    """Two nights that are held together run at the same moment: the ledger seals it."""
    at = patch.object(nightly, "Night", lambda **values: Night(started_at=MOMENT[-1], **values))
    with patch.object(clock, "now", lambda: MOMENT[-1]), at:
        yield


MOMENT = [datetime(2027, 12, 1, 2, 0)]


def later() -> None:
    """An hour passes."""
    MOMENT.append(MOMENT[-1] + timedelta(hours=1))


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An inbox and a home after two nights, the second one whole: it knew the cases of the first."""
    root = tmp_path_factory.mktemp("kept")
    town = small_town()
    inbox = write(town, root / "inbox")
    header, line = (inbox / "wage" / "all.csv").read_text(encoding="utf-8").splitlines()[:2]
    line = line.replace(town.ids["在职"], town.ids["大龄"]).replace("在职", MARK)
    deliver(inbox, "wage/extra.csv", f"{header}\n{line}\n")
    for whole in (False, True):
        later()
        night(inbox, root / "home", whole=whole)
    return root


MARK = "欧阳钏霦"
"""Somebody whom one delivery names and no other."""


@pytest.fixture
def root(first: Path, tmp_path: Path) -> Path:
    return copytree(first, tmp_path / "town", symlinks=True)


@pytest.fixture(scope="module")
def lists_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An inbox and a home after a night that ended with its lists."""
    root = tmp_path_factory.mktemp("short")
    change(write(small_town(), root / "inbox"), "wage/all.csv", keep_until="2027-04-30")
    up_to_lists(root / "inbox", root / "home")
    return root


@pytest.fixture
def short(lists_built: Path, tmp_path: Path) -> Path:
    return copytree(lists_built, tmp_path / "town", symlinks=True)


# What a night leaves ----------


def contents(file: Path, schemas: tuple[str, ...]) -> dict[str, Any]:
    """Every table and view of a database: its comment, its columns, its rows (of the lists as they lie)."""
    found: dict[str, Any] = {}
    with duckdb.connect(str(file), read_only=True) as con:
        listed = con.execute(
            "select schema_name, table_name, comment from duckdb_tables() where list_contains(?, schema_name)"
            " union all select schema_name, view_name, comment from duckdb_views()"
            " where not internal and list_contains(?, schema_name) order by all",
            [list(schemas), list(schemas)],
        ).fetchall()
        for schema, table, comment in listed:
            name = f"{schema}.{table}"
            columns = con.execute(
                "select column_name, data_type, comment from duckdb_columns()"
                " where schema_name = ? and table_name = ? order by column_index",
                [schema, table],
            ).fetchall()
            names = ", ".join(f'"{column}"' for column, *_ in columns if column not in OF_THE_MOMENT)
            held = [] if name in OF_THE_RUN else con.execute(f'select {names} from {schema}."{table}"').fetchall()
            found[name] = (comment, columns, held if schema == "lists" and table != "all" else sorted(held, key=repr))
    return found


def results(home: Path) -> dict[str, Any]:
    """All that stands after a night, but for what tells when it ran."""
    [(day,)] = rows(home, "select max(as_of) from audit.run")
    page = (Home(home).reports(day) / "index.html").read_text(encoding="utf-8")
    return {
        "published": contents(Home(home).published, SHOWN),
        "analysis": contents(Home(home).analysis, SHOWN),
        "evidence": contents(Home(home).evidence, BEHIND),
        "handed out": {path.name: path.read_bytes() for path in sorted((home / "worklists").rglob("*.xlsx"))},
        "report": {"page": re.sub(r"[\d.:]+ ?(秒|MB)?", "", page)},
    }


def uncommented(home: Path) -> dict[str, Any]:
    """What a brief night leaves: it writes no comments, and what it took over may bear some."""
    found = {"published": contents(Home(home).published, SHOWN), "evidence": contents(Home(home).evidence, BEHIND)}
    return {part: {name: table[2] for name, table in tables.items()} for part, tables in found.items()}


def assert_same(kept: dict[str, Any], anew: dict[str, Any]) -> None:
    for part, table in anew.items():
        assert kept[part].keys() == table.keys(), part
        assert [name for name in table if kept[part][name] != table[name]] == [], part


def assert_as_anew(root: Path, whole: bool = True, **values: Any) -> list[str]:
    """The same night, with what the last one left and anew, gives the same; returns what the first one said."""
    words: list[str] = []
    later()
    copytree(root / "home", root / "anew", symlinks=True)
    night(root / "inbox", root / "home", whole=whole, progress=words.append, **values)
    night(root / "inbox", root / "anew", whole=whole, anew=True, **values)
    look = results if whole else uncommented
    assert_same(look(root / "home"), look(root / "anew"))
    return words


LISTS = {"lapsed_members", "partly_insured_employers", "taxed_uninsured_employers", "waged_uninsured_people"}


def up_to_lists(
    inbox: Path, home: Path, as_of: date = AS_OF, anew: bool = False, words: list[str] | None = None, **changed: Any
) -> int:
    """A night that ends with these lists, and leaves what it built; returns how many tables it took over."""
    region = regions.read("funing")
    asked = {name: entry for name, entry in region.lists.items() if name in LISTS}
    home_of = Home(home)
    home_of.prepare()
    known = Night(inbox, home_of, replace(region, lists=asked, **changed), as_of, threads=1, anew=anew)
    if words is not None:
        known.progress = words.append
    with only(LISTS):
        for part in (land, stage, match, build_core, build_lists):
            part(known)
    keeping.put_away(home_of, known.kept, known.made_of)
    return known.kept.taken


def assert_lists_as_anew(root: Path, inbox: Path | None = None, **values: Any) -> int:
    """The lists and what they rest on, with what the last night left and anew; returns how many were taken over."""
    # A number of its own: several nights may follow each other.
    anew = copytree(root / "home", root / f"anew{len(list(root.iterdir()))}", symlinks=True)
    count = up_to_lists(inbox or root / "inbox", root / "home", **values)
    up_to_lists(inbox or root / "inbox", anew, anew=True, **values)
    assert_same(built(root / "home"), built(anew))
    return count


def built(home: Path) -> dict[str, Any]:
    """What a night that ended with its lists left for the next one."""
    return {
        keeping.BUILT: contents(Home(home).kept / keeping.BUILT, ("matches", "core", "lists")),
        keeping.EVIDENCE: contents(Home(home).kept / keeping.EVIDENCE, ("staging", "numbered", "restricted")),
    }


def taken(words: list[str]) -> int:
    """How many tables a night says that it took over."""
    [count] = [int(found[1]) for line in words if (found := re.fullmatch(r"沿用(\d+)张表", line))]
    return count


# Whatever changed ----------


@dataclass
class Again:
    """A whole night with nothing new: what it said, and which tables of the published files stood."""

    words: list[str]
    stood: dict[str, set[str]]
    made: dict[str, set[str]]


def test_a_ledger_that_has_not_grown_is_not_read_again(root: Path) -> None:
    later()
    with patch("ledger.cases._read_events", wraps=cases._read_events) as read:
        night(root / "inbox", root / "home", as_of=NEXT_DAY)
        grown = read.call_count
        night(root / "inbox", root / "home", as_of=NEXT_DAY)
        assert read.call_count == grown
        night(root / "inbox", root / "home", as_of=NEXT_DAY, anew=True)
        assert read.call_count == grown + 1


@pytest.fixture(scope="module")
def nothing_new(first: Path, tmp_path_factory: pytest.TempPathFactory) -> Again:
    """A whole night with nothing new, in which everything is looked at again: the same as anew."""
    root = copytree(first, tmp_path_factory.mktemp("again") / "town", symlinks=True)
    again = Again([], {}, {})
    standing = Edition.standing

    def seen(edition: Edition) -> set[str]:
        stood = standing(edition)
        if stood:
            again.stood[edition.name], again.made[edition.name] = stood, edition.by.keys() - stood
        return stood

    with (
        patch.object(record, "sample", lambda made, works, day: frozenset({*made, *works})),
        patch.object(Edition, "standing", seen),
    ):
        again.words = assert_as_anew(root)
    return again


def test_a_night_with_nothing_new_publishes_the_same_once_more_but_for_its_own_record(nothing_new: Again) -> None:
    assert taken(nothing_new.words) > 200
    of_itself = {"audit.column", "audit.retention", "audit.run"}
    assert nothing_new.made == {"published": of_itself, "analysis": of_itself | {"audit.table_key"}}
    assert {name: len(tables) > 100 for name, tables in nothing_new.stood.items()} == {
        "published": True,
        "analysis": True,
    }


def test_every_table_passes_a_spot_check(nothing_new: Again) -> None:
    assert not [line for line in nothing_new.words if "抽查" in line]


def test_one_more_month_and_another_member_the_next_day(root: Path) -> None:
    header, *lines = (root / "inbox" / "contribution" / "all.csv").read_text(encoding="utf-8").splitlines()
    paid = next(line for line in lines if "2026-10" in line).replace("2026-10", "2026-11")
    deliver(root / "inbox", "contribution/next.csv", f"{header}\n{paid}\n", data_date="2026-11-22")
    _replace(root / "inbox" / "member" / "all.csv", "110", "120")
    words = assert_as_anew(root, whole=False, as_of=NEXT_DAY, accept=ALL, by="王")
    assert taken(words) > 100


def test_the_day_on_which_somebody_comes_of_age(short: Path) -> None:
    # 大龄 is 50 on 2 February, the grace of residents' payments is over and a new year has begun.
    assert assert_lists_as_anew(short, as_of=date(2027, 3, 1)) > 50


def test_changed_rows(short: Path) -> None:
    for extract, before, after in (("resident", "停缴", "停付"), ("taxpayer", "甲厂", "丙厂")):
        _replace(short / "inbox" / extract / "all.csv", before, after)
    assert_lists_as_anew(short)


def _replace(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_a_removed_file_and_another_day_of_the_data_of_another(short: Path) -> None:
    (short / "inbox" / "tax_payment" / "all.csv").unlink()
    write_manifest(short / "inbox", [line for line in manifest(short / "inbox") if line["extract"] != "tax_payment"])
    change(short / "inbox", "contribution/all.csv", data_date="2026-10-20")
    assert_lists_as_anew(short)


def test_a_changed_policy_value_and_a_judgement(short: Path) -> None:
    judged = pl.DataFrame(
        {
            "kind": ["verdict"],
            "subject": [json.dumps(["employer", "taxpayer", "甲", "wage", "乙"], ensure_ascii=False)],
            "payload": [json.dumps({"verdict": "yes", "asked": "review"})],
        }
    )
    chain.append(Home(short / "home"), event_rows.signed(judged, "王", AS_OF), datetime(2026, 11, 22, 9))
    other = LocalValue((Dated(date(2020, 1, 1), 9),), "试验")
    policy = {**regions.read("funing").policy, "recent_months": other}
    assert assert_lists_as_anew(short, policy=policy) > 50


ALL = ("list_jumped", "extract_shrank")


def test_a_changed_query(short: Path) -> None:
    real = warehouse.parse_query

    def changed(path: Path, text: str) -> Query:
        if path.parent.name == "core" and path.stem == "tax_paid":
            text = text.replace("select", "select /* another */", 1) + "\nlimit 1"
        return real(path, text)

    with patch.object(warehouse, "parse_query", changed):
        assert assert_lists_as_anew(short) > 50


def test_everybody_is_linked_anew_by_other_code_alone(short: Path) -> None:
    linked = patch("flows.nightly.employer.link", side_effect=RuntimeError("linked"))
    with linked:
        up_to_lists(short / "inbox", short / "home")
    with patch.object(record, "code", lambda: "another"), linked, pytest.raises(Fault):
        up_to_lists(short / "inbox", short / "home")


# However the last night ended ----------


def test_a_refused_night_leaves_what_was_left_to_it(short: Path) -> None:
    (short / "inbox" / "wage" / "unlisted.csv").write_text("x", encoding="utf-8")
    with pytest.raises(BadInput):
        night(short / "inbox", short / "home")
    (short / "inbox" / "wage" / "unlisted.csv").unlink()
    assert up_to_lists(short / "inbox", short / "home") > 100


@pytest.mark.parametrize("broken", ["employer.link", "publication.replace"])
def test_a_night_that_was_killed_leaves_nothing(root: Path, broken: str) -> None:
    home = Home(root / "home")
    with patch(f"flows.nightly.{broken}", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        night(root / "inbox", root / "home", as_of=NEXT_DAY, anew=broken == "employer.link")
    assert not (home.kept / keeping.RECORD).exists()
    assert keeping.take(home, 1).made == {}


def test_a_rehearsal_leaves_nothing(short: Path) -> None:
    night(short / "inbox", short / "rehearsed", rehearse=True)
    assert not Home(short / "rehearsed").kept.exists()


# Whose time is over, or who was withdrawn ----------


def test_what_has_expired_is_not_kept(short: Path) -> None:
    words: list[str] = []
    assert up_to_lists(short / "inbox", short / "home", as_of=date(2027, 5, 1), words=words) < 20
    assert any("中间结果用了已过保存期限的数据，已删除" in line for line in words)


def _withdraw(inbox: Path) -> None:
    """Take back the delivery that names one person alone."""
    (inbox / "wage" / "extra.csv").unlink()
    write_manifest(inbox, [line for line in manifest(inbox) if line["file"] != "wage/extra.csv"])


def _naming(home: Path) -> list[str]:
    """The files behind a publication in whose bytes a name stands, also where no table holds it any more."""
    places = (Home(home).kept, Home(home).build, Home(home).evidence.parent, Home(home).landing)
    files = {path for place in places for path in place.rglob("*") if path.is_file()}
    return sorted(path.name for path in files if MARK.encode() in path.read_bytes())


def test_rows_of_a_withdrawn_delivery_stand_in_no_block_of_what_is_kept(root: Path) -> None:
    assert {keeping.BUILT, keeping.EVIDENCE} <= set(_naming(root / "home"))
    _withdraw(root / "inbox")
    words: list[str] = []
    night(root / "inbox", root / "home", progress=words.append, accept=ALL, by="王")
    assert _naming(root / "home") == []
    assert taken(words) > 100
    assert {one.file for one in keeping.delivered(Home(root / "home"))} == {
        line["file"] for line in manifest(root / "inbox")
    }


def test_nor_in_what_is_published_though_most_of_its_tables_are_the_last_ones(root: Path) -> None:
    home = Home(root / "home")
    assert MARK.encode() in home.published.read_bytes()
    _withdraw(root / "inbox")
    night(root / "inbox", root / "home", accept=ALL, by="王")
    assert MARK.encode() not in home.published.read_bytes() + home.analysis.read_bytes()


def test_nor_do_they_hold_a_free_block_of_an_earlier_night(root: Path) -> None:
    home, free = Home(root / "home"), "select sum(free_blocks) from pragma_database_size()"
    with patch("flows.nightly.fresh.has_free_blocks", side_effect=[True]) as asked:
        night(root / "inbox", root / "home", as_of=NEXT_DAY)
    assert asked.call_count == 1
    for file in (home.published, home.analysis):
        with duckdb.connect(str(file), read_only=True) as con:
            assert con.execute(free).fetchall() == [(0,)]


def test_what_another_release_published_is_not_published_once_more(short: Path) -> None:
    home = Home(short / "home")
    night(short / "inbox", short / "home")
    assert json.loads((home.kept / keeping.RECORD).read_text(encoding="utf-8"))["published"]
    with patch.object(record, "code", lambda: "another release"):
        assert keeping.take(home, 1).published == {}


def test_nor_what_somebody_has_written_in(short: Path) -> None:
    night(short / "inbox", short / "home")
    with duckdb.connect(str(Home(short / "home").published)) as con:
        con.execute("create table core.mine as select 1 as n")
    assert keeping.take(Home(short / "home"), 1).published == {}


def test_nor_where_the_night_ended_before_it_published(root: Path) -> None:
    home = Home(root / "home")
    before = json.loads((home.kept / keeping.RECORD).read_text(encoding="utf-8"))["published"]
    with patch("flows.nightly.fresh.close", side_effect=BadInput("没有发布")), pytest.raises(BadInput):
        night(root / "inbox", root / "home", as_of=NEXT_DAY)
    assert json.loads((home.kept / keeping.RECORD).read_text(encoding="utf-8"))["published"] == before


def test_nor_where_the_night_is_held_and_the_next_one_takes_over_what_it_made(root: Path) -> None:
    _withdraw(root / "inbox")
    lines = (root / "inbox" / "wage" / "all.csv").read_text(encoding="utf-8").splitlines()
    (root / "inbox" / "wage" / "all.csv").write_text("\n".join(lines[:4]) + "\n", encoding="utf-8")
    change(root / "inbox", "wage/all.csv", rows="3")
    with pytest.raises(GateHeld):
        night(root / "inbox", root / "home")
    home = Home(root / "home")
    assert not [path for path in home.kept.iterdir() if MARK.encode() in path.read_bytes()]
    known = keeping.take(home, 1)
    assert {"staging.wage", "core.person", "lists.waged_uninsured_people"} <= known.made.keys()


@pytest.mark.parametrize(("days", "over"), [(keeping.REPLACED_DAYS - 1, False), (keeping.REPLACED_DAYS, True)])
def test_rows_of_a_delivery_that_another_version_replaced_stand_there_for_a_week_at_most(days: int, over: bool) -> None:
    first, second = (_landed("wage/all.csv", sha256) for sha256 in ("1", "2"))
    made_of = keeping.made_of([second], keeping.made_of([first], [], AS_OF), AS_OF)
    later = AS_OF + timedelta(days=days)
    assert keeping.is_over(keeping.made_of([second], made_of, later), later) == over


def test_a_delivery_that_comes_again_was_not_withdrawn() -> None:
    first, second = (_landed(f"wage/{name}.csv", name) for name in ("first", "second"))
    both = keeping.made_of([first, second], [], AS_OF)
    assert not keeping.is_over(both, AS_OF)
    without = keeping.made_of([first], both, AS_OF)
    assert keeping.is_over(without, AS_OF)
    assert not keeping.is_over(keeping.made_of([first, second], without, NEXT_DAY), NEXT_DAY)


def _landed(file: str, sha256: str) -> Landed:
    return Mock(file=file, sha256=sha256, keep_until=None)


def test_a_delivery_that_was_replaced_is_remembered_until_its_day(short: Path) -> None:
    home, path = Home(short / "home"), Home(short / "home").kept / keeping.RECORD
    listed = json.loads(path.read_text(encoding="utf-8"))
    listed["delivered"].append(
        {"file": "wage/old.csv", "sha256": "1", "keep_until": "2027-04-30", "gone_on": "2026-11-22"}
    )
    path.write_text(json.dumps(listed), encoding="utf-8")
    assert not keeping.let_go(home, [], date(2027, 4, 30), expired=False)
    assert keeping.let_go(home, [], date(2027, 5, 1), expired=False)
    assert not home.kept.exists()


# What may not be used ----------


def test_a_damaged_file_is_not_used(short: Path) -> None:
    home = Home(short / "home")
    (home.kept / keeping.BUILT).write_bytes((home.kept / keeping.BUILT).read_bytes()[:50_000])
    home.prepare()
    with pytest.raises(keeping.Unusable, match="已损坏"):
        keeping.take(home, 1)
    assert not home.kept.exists()
    assert not list(home.build.iterdir())


def test_what_turns_out_damaged_in_the_middle_of_a_night_is_told_and_everything_computed_anew(root: Path) -> None:
    _in_the_file(Home(root / "home"), "drop table core.person")
    words: list[str] = []
    night(root / "inbox", root / "home", progress=words.append)
    assert any("上次留下的中间结果读不出来" in line for line in words)
    assert taken(words) < 20


def test_what_another_release_left_is_not_used(short: Path) -> None:
    home, path = Home(short / "home"), Home(short / "home").kept / keeping.RECORD
    written = json.loads(path.read_text(encoding="utf-8"))
    written["by"][1]["yingbao"] = "0.0.1"
    path.write_text(json.dumps(written), encoding="utf-8")
    home.prepare()
    with pytest.raises(keeping.Unusable, match="由另一个版本的程序留下"):
        keeping.take(home, 1)


def test_landed_rows_that_were_mended_are_computed_with(short: Path) -> None:
    [landed] = [
        path for path in (short / "home" / "landing" / "member").glob("*.parquet") if ".rejects" not in path.name
    ]
    landed.write_bytes(landed.read_bytes()[:-10])
    assert up_to_lists(short / "inbox", short / "home") < 20


def test_a_spot_check_finds_what_is_not_as_it_would_be_computed(short: Path) -> None:
    _in_the_file(Home(short / "home"), "update core.tax_paid set last_taxed_in = date '2020-01-01'")
    with patch.object(record, "sample", lambda *of: frozenset({"core.tax_paid"})), pytest.raises(Spoiled) as spoiled:
        up_to_lists(short / "inbox", short / "home")
    assert "抽查发现上次留下的 core.tax_paid 与重新计算的结果不同" in str(spoiled.value)


def test_what_is_left_is_its_owners_alone(first: Path) -> None:
    left = Home(first / "home").kept
    assert left.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in left.iterdir()} == {0o600}
    assert {path.name for path in left.iterdir()} == {keeping.BUILT, keeping.RECORD}


def _in_the_file(home: Home, statement: str) -> None:
    """Change what was left as if nobody had."""
    path = home.kept / keeping.RECORD
    with duckdb.connect(str(home.kept / keeping.BUILT)) as con:
        con.execute(statement)
    written = json.loads(path.read_text(encoding="utf-8"))
    stamp = (home.kept / keeping.BUILT).stat()
    written["stamps"][keeping.BUILT] = [stamp.st_size, stamp.st_mtime_ns]
    path.write_text(json.dumps(written), encoding="utf-8")


# Whatever changes at random ----------


@st.composite
def changes(draw: st.DrawFn) -> list[tuple[str, int, str]]:
    kinds = st.sampled_from(["month", "member", "resident", "tax", "day"])
    return [
        (draw(kinds), draw(st.integers(1, 9)), draw(st.sampled_from(["在职", "漏保", "停缴", "乙工", "青年"])))
        for _ in range(draw(st.integers(1, 2)))
    ]


@given(several=changes())
@settings(
    max_examples=2,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_changes_the_lists_are_those_of_computing_anew(
    lists_built: Path, tmp_path_factory: pytest.TempPathFactory, several: list[tuple[str, int, str]]
) -> None:
    root = copytree(lists_built, tmp_path_factory.mktemp("random") / "town", symlinks=True)
    town, day = small_town(), AS_OF
    for number, (kind, size, who) in enumerate(several):
        if kind == "month":
            town.paid(f"who | insurance | firm | months\n{who} | 110 | 甲厂 | 2026-0{size}")
        elif kind == "member":
            town.members(f"who | insurance | firm\n{who} | {'110' if size % 2 else '310'} | 甲厂")
        elif kind == "resident":
            town.people(f"name | born | sex\n新{number} | 19{size}0-01-01 | 男")
        elif kind == "tax":
            town.wages(f"who | firm | months\n{who} | 乙厂 | 2026-0{size}")
        else:
            day = date(2026, 11, 22 + size % 8)
        assert_lists_as_anew(root, write(town, root / "next" / f"inbox{number}"), as_of=day)
