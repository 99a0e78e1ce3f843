"""What a night takes over of the one before: whatever changed, the result is that of computing everything anew."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any
from unittest.mock import patch

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
from flows.faults import Fault, GateHeld
from flows.night import Night
from ledger import chain, event_rows
from regions.local_values import Dated, LocalValue
from sql import kept as record
from sql import publication, warehouse
from sql.warehouse import Query
from tests.flows.inbox import AS_OF, change, deliver, manifest, night, rows, small_town, write, write_manifest

SHOWN = ("matches", "core", "lists", "ledger", "indicator", "policy", "audit")
BEHIND = ("staging", "numbered", "restricted", "cases", "matches", "core")
OF_THE_RUN = ("audit.run", "restricted.run")
OF_THE_MOMENT = ("is_read",)
"""Tables, and columns, that tell when a night ran."""
NEXT_DAY = date(2026, 11, 23)
Changed = AbstractContextManager[Any]


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
    """An inbox and a home after two whole nights: the second one knew the cases of the first."""
    root = tmp_path_factory.mktemp("kept")
    inbox = write(small_town(), root / "inbox")
    change(inbox, "wage/all.csv", keep_until="2027-04-30")
    for _ in range(2):
        later()
        night(inbox, root / "home", whole=True)
    return root


@pytest.fixture
def root(first: Path, tmp_path: Path) -> Path:
    return copytree(first, tmp_path / "town", symlinks=True)


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
            told = ", ".join(f'"{column}"' for column, *_ in columns if column not in OF_THE_MOMENT)
            held = [] if name in OF_THE_RUN else con.execute(f'select {told} from {schema}."{table}"').fetchall()
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


def assert_as_anew(root: Path, changed: Callable[[], Changed] = nullcontext, **values: Any) -> list[str]:
    """The same night, with what the last one left and anew, gives the same; returns what the first one said."""
    said: list[str] = []
    later()
    copytree(root / "home", root / "anew", symlinks=True)
    with changed():
        night(root / "inbox", root / "home", whole=True, progress=said.append, **values)
        night(root / "inbox", root / "anew", whole=True, anew=True, **values)
    kept, anew = results(root / "home"), results(root / "anew")
    for part, told in anew.items():
        assert kept[part].keys() == told.keys(), part
        assert [name for name in told if kept[part][name] != told[name]] == [], part
    return said


def taken(said: list[str]) -> int:
    """How many tables a night says that it took over."""
    [count] = [int(found[1]) for line in said if (found := re.fullmatch(r"沿用(\d+)张表", line))]
    return count


# Whatever changed ----------


def test_a_night_with_nothing_new_takes_over_what_is_computed(root: Path) -> None:
    assert taken(assert_as_anew(root)) > 200


def test_what_is_published_once_more_is_the_same_but_for_the_nights_own_record(root: Path) -> None:
    later()
    night(root / "inbox", root / "home", whole=True)
    with patch.object(publication, "renew", wraps=publication.renew) as renewed:
        assert_as_anew(root)
    assert renewed.call_count == 1


def test_the_next_day(root: Path) -> None:
    assert taken(assert_as_anew(root, as_of=NEXT_DAY)) > 100


def test_the_day_on_which_somebody_comes_of_age(root: Path) -> None:
    # 大龄 is 50 on 2 February, the grace of residents' payments is over and a new year has begun.
    assert_as_anew(root, as_of=date(2027, 3, 1))


def test_one_more_month(root: Path) -> None:
    header, *lines = (root / "inbox" / "contribution" / "all.csv").read_text(encoding="utf-8").splitlines()
    paid = next(line for line in lines if "2026-10" in line).replace("2026-10", "2026-11")
    deliver(root / "inbox", "contribution/next.csv", f"{header}\n{paid}\n", data_date="2026-11-22")
    said = assert_as_anew(root)
    assert taken(said) > 100


@pytest.mark.parametrize(
    ("extract", "before", "after"),
    [
        ("member", "110", "120"),
        ("resident", "停缴", "停付"),
        ("wage", "2026-10", "2026-09"),
        ("taxpayer", "甲厂", "丙厂"),
    ],
)
def test_a_changed_row(root: Path, extract: str, before: str, after: str) -> None:
    file = root / "inbox" / extract / "all.csv"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    assert_as_anew(root)


def test_a_removed_file(root: Path) -> None:
    (root / "inbox" / "tax_payment" / "all.csv").unlink()
    write_manifest(root / "inbox", [line for line in manifest(root / "inbox") if line["extract"] != "tax_payment"])
    assert_as_anew(root, accept=("extract_shrank", "list_jumped"), by="王")


def test_another_day_of_the_same_data(root: Path) -> None:
    change(root / "inbox", "contribution/all.csv", data_date="2026-10-20")
    assert_as_anew(root, accept=("data_date_backwards",), by="王")


def test_a_changed_policy_value(root: Path) -> None:
    region = regions.read("funing")
    other = LocalValue((Dated(date(2020, 1, 1), 9),), "试验")
    changed = replace(region, policy={**region.policy, "recent_months": other})
    said = assert_as_anew(root, lambda: patch.object(regions, "read", lambda name: changed), accept=ALL, by="王")
    assert taken(said) > 50


ALL = ("list_jumped", "extract_shrank")


def test_a_changed_query(root: Path) -> None:
    real = warehouse.parse_query

    def changed(path: Path, text: str) -> Query:
        if path.parent.name == "core" and path.stem == "tax_paid":
            text = text.replace("select", "select /* another */", 1) + "\nlimit 1"
        return real(path, text)

    assert taken(assert_as_anew(root, lambda: patch.object(warehouse, "parse_query", changed))) > 100


def test_a_judgement(root: Path) -> None:
    judged = pl.DataFrame(
        {
            "kind": ["verdict"],
            "subject": [json.dumps(["employer", "taxpayer", "甲", "wage", "乙"], ensure_ascii=False)],
            "payload": [json.dumps({"verdict": "yes", "asked": "review"})],
        }
    )
    chain.append(Home(root / "home"), event_rows.signed(judged, "王", AS_OF), datetime(2026, 11, 22, 9))
    assert_as_anew(root)


def test_other_code_of_the_matchers_links_everybody_anew(root: Path) -> None:
    linked = patch("flows.nightly.employer.link", side_effect=RuntimeError("linked"))
    with patch.object(record, "code", lambda: "another"), linked, pytest.raises(Fault):
        night(root / "inbox", root / "home")


def test_the_same_code_and_records_link_nobody_anew(root: Path) -> None:
    with patch("flows.nightly.employer.link", side_effect=RuntimeError("linked")):
        night(root / "inbox", root / "home")


# However the last night ended ----------


def test_a_held_night_leaves_what_it_built(root: Path) -> None:
    lines = (root / "inbox" / "wage" / "all.csv").read_text(encoding="utf-8").splitlines()
    (root / "inbox" / "wage" / "all.csv").write_text("\n".join(lines[:4]) + "\n", encoding="utf-8")
    change(root / "inbox", "wage/all.csv", rows="3")
    with pytest.raises(GateHeld):
        night(root / "inbox", root / "home")
    assert (Home(root / "home").kept / keeping.EVIDENCE).exists()
    said = assert_as_anew(root, accept=("extract_shrank", "list_jumped"), by="王")
    assert taken(said) > 150


def test_a_refused_night_leaves_what_was_left_to_it(root: Path) -> None:
    (root / "inbox" / "wage" / "unlisted.csv").write_text("x", encoding="utf-8")
    with pytest.raises(BadInput):
        night(root / "inbox", root / "home")
    (root / "inbox" / "wage" / "unlisted.csv").unlink()
    assert taken(assert_as_anew(root)) > 200


@pytest.mark.parametrize("broken", ["rests_on.reservations", "cases.record", "publication.replace"])
def test_a_night_that_was_killed_leaves_nothing(root: Path, broken: str) -> None:
    with patch(f"flows.nightly.{broken}", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        night(root / "inbox", root / "home")
    assert not (Home(root / "home").kept / keeping.RECORD).exists()
    assert taken(assert_as_anew(root)) < 20


def test_a_rehearsal_leaves_nothing_and_takes_nothing_over(root: Path) -> None:
    for _ in range(2):
        said: list[str] = []
        night(root / "inbox", root / "rehearsed", rehearse=True, progress=said.append)
        assert not Home(root / "rehearsed").kept.exists()
        assert taken(said) < 20


# What may not be used ----------


def test_what_has_expired_is_not_kept(root: Path) -> None:
    said = assert_as_anew(root, as_of=date(2027, 5, 1), accept=ALL, by="王")
    assert any("中间结果用了已过保存期限的数据，已删除" in line for line in said)
    assert taken(said) < 20


def test_a_delivery_that_was_replaced_is_remembered_until_its_day(root: Path) -> None:
    wage = root / "inbox" / "wage" / "all.csv"
    wage.write_text(wage.read_text(encoding="utf-8").replace("2026-10", "2026-09", 1), encoding="utf-8")
    renamed = {"wage/all.csv": {"file": "wage/new.csv", "keep_until": "2027-12-31"}}
    write_manifest(root / "inbox", [line | renamed.get(line["file"], {}) for line in manifest(root / "inbox")])
    wage.rename(wage.with_name("new.csv"))
    night(root / "inbox", root / "home")
    assert {one.file for one in keeping.delivered(Home(root / "home"))} >= {"wage/all.csv", "wage/new.csv"}
    said: list[str] = []
    night(root / "inbox", root / "home", as_of=date(2027, 5, 1), progress=said.append, accept=ALL, by="王")
    assert any("中间结果用了已过保存期限的数据，已删除" in line for line in said)
    assert taken(said) < 20


def test_a_damaged_file_is_told_and_everything_computed_anew(root: Path) -> None:
    file = Home(root / "home").kept / keeping.BUILT
    file.write_bytes(file.read_bytes()[:50_000])
    said = assert_as_anew(root)
    assert any("上次留下的中间结果不能用" in line for line in said)
    assert taken(said) < 20


def test_a_file_that_turns_out_damaged_in_the_middle_of_a_night_is_told_and_everything_computed_anew(
    root: Path,
) -> None:
    home = Home(root / "home")
    _in_the_file(home, "drop table core.person")
    said = assert_as_anew(root)
    assert any("上次留下的中间结果读不出来" in line for line in said)
    assert taken(said) < 20


def test_what_another_release_left_is_not_used(root: Path) -> None:
    path = Home(root / "home").kept / keeping.RECORD
    told = json.loads(path.read_text(encoding="utf-8"))
    told["by"][1]["yingbao"] = "0.0.1"
    path.write_text(json.dumps(told), encoding="utf-8")
    said = assert_as_anew(root)
    assert any("由另一个版本的程序留下" in line for line in said)


def test_landed_rows_that_were_mended_are_computed_with(root: Path) -> None:
    [landed] = [
        path for path in (root / "home" / "landing" / "member").glob("*.parquet") if ".rejects" not in path.name
    ]
    landed.write_bytes(landed.read_bytes()[:-10])
    said: list[str] = []
    night(root / "inbox", root / "home", progress=said.append)
    assert taken(said) < 20


def test_a_spot_check_finds_what_is_not_as_it_would_be_computed(root: Path) -> None:
    _in_the_file(Home(root / "home"), "update core.tax_paid set last_taxed_in = date '2020-01-01'")
    with patch.object(record, "sample", lambda *of: frozenset({"core.tax_paid"})):
        said = assert_as_anew(root)
    assert any("抽查发现上次留下的 core.tax_paid 与重新计算的结果不同" in line for line in said)
    assert taken(said) < 20


def test_every_table_passes_a_spot_check(root: Path) -> None:
    everything = patch.object(record, "sample", lambda made, works, day: frozenset({*made, *works}))
    said: list[str] = []
    with everything:
        night(root / "inbox", root / "home", whole=True, progress=said.append)
    assert not [line for line in said if "抽查" in line]
    assert taken(said) > 200


def test_what_is_left_is_its_owners_alone(root: Path) -> None:
    left = Home(root / "home").kept
    assert left.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in left.iterdir()} == {0o600}
    assert {path.name for path in left.iterdir()} == {keeping.BUILT, keeping.RECORD}


def _in_the_file(home: Home, statement: str) -> None:
    """Change what was left as if nobody had."""
    path = home.kept / keeping.RECORD
    with duckdb.connect(str(home.kept / keeping.BUILT)) as con:
        con.execute(statement)
    told = json.loads(path.read_text(encoding="utf-8"))
    stamp = (home.kept / keeping.BUILT).stat()
    told["stamps"][keeping.BUILT] = [stamp.st_size, stamp.st_mtime_ns]
    path.write_text(json.dumps(told), encoding="utf-8")


# Whatever changes at random ----------


@st.composite
def changes(draw: st.DrawFn) -> list[tuple[str, int, str]]:
    kinds = st.sampled_from(["month", "member", "resident", "tax", "day", "nothing"])
    return [
        (draw(kinds), draw(st.integers(1, 9)), draw(st.sampled_from(["在职", "漏保", "停缴", "乙工", "青年"])))
        for _ in range(draw(st.integers(1, 3)))
    ]


@given(several=changes())
@settings(
    max_examples=5,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_changes_the_result_is_that_of_computing_anew(
    first: Path, tmp_path_factory: pytest.TempPathFactory, several: list[tuple[str, int, str]]
) -> None:
    root = copytree(first, tmp_path_factory.mktemp("random") / "town", symlinks=True)
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
        elif kind == "day":
            day = date(2026, 11, 22 + size % 8)
        write(town, root / "next" / f"inbox{number}")
        assert_as_anew_of(root, root / "next" / f"inbox{number}", as_of=day, accept=ALL, by="王")


def assert_as_anew_of(root: Path, inbox: Path, **values: Any) -> None:
    """`assert_as_anew` for one of several nights in a row."""
    later()
    anew = copytree(root / "home", root / f"anew_{inbox.name}", symlinks=True)
    night(inbox, root / "home", **values)
    night(inbox, anew, anew=True, **values)
    for file, schemas in (("published", SHOWN), ("evidence", BEHIND)):
        one, other = (contents(getattr(Home(place), file), schemas) for place in (root / "home", anew))
        assert one.keys() == other.keys()
        # Brief nights write no comments: what was taken over may bear some.
        assert [name for name in other if one[name][2] != other[name][2]] == []
