"""From the published database to the towns' workbooks and to the desk's."""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from base.atomic import replaced_file, sync
from base.errors import BadInput
from base.files import fitting
from base.home import SHARED_MODE, Home
from flows import binding
from flows.publication import Publication, publication
from flows.verdicts import is_filled
from handouts import lock, verdicts
from handouts.desk import FACTS, Check, Desk, write_desk
from handouts.standing import MADE_OF, digests_issued, made_of, remembered
from handouts.towns import ISSUED, TOWN, VILLAGE, left_out_sentence, write_towns
from ledger import cases, chain
from ledger.cases import Issued
from ledger.corrections import NONE, corrected
from ledger.judgements import standing
from regions import Region
from regions.worklists import Worklists
from sources import SOURCES
from sql import kept
from sql.policy import Value
from sql.publication import dictionary
from sql.warehouse import FOLDER, quoted, read_query


def hand_out_towns(
    home: Home,
    region: Region,
    as_of: date,
    due: pl.DataFrame | None = None,
    split: str = TOWN,
    workers: int | None = None,
) -> list[Issued]:
    """Write one workbook per town or village (`must_join` and `persuade` rows); the cases that each asks about.

    `due` holds the `case_id`s to hand out; None: every lead.
    """
    password = lock.password_from(region.worklists.password)
    with duckdb.connect(str(home.published), read_only=True) as con:
        con.register("due_out", con.sql('select case_id from lists."all"').pl() if due is None else due)
        people, employers, waiting = visits(con, Publication(as_of, region).values, region.worklists, corrected(home))
        dates = data_dates(con)
    folder = home.worklists(as_of)
    keep_written_in(folder)
    secret, several = home.read_case_key(), workers or os.cpu_count() or 1
    return write_towns(
        people, employers, folder, as_of, region, secret, split, password, several, waiting, dates, _program()
    )


def _program() -> str:
    """What makes workbooks of tables."""
    return kept.code((*kept.CODE, "handouts", "flows"))


def data_dates(con: duckdb.DuckDBPyConnection) -> tuple[date, date] | None:
    """The oldest and the newest day that the delivered data describe; None where no delivery says one."""
    [(oldest, newest)] = con.execute("select min(data_date), max(data_date) from audit.extract").fetchall()
    return (oldest, newest) if newest else None


def visits(
    con: duckdb.DuckDBPyConnection,
    values: Mapping[str, Value],
    worklists: Worklists | None = None,
    corrections: pl.DataFrame | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """People and employers of the cases in `due_out`, one row a visit, from an open published database; and how many
    of them the workbooks leave out. `corrections` are those of `ledger.corrections` (None: none)."""
    worklists = worklists or Worklists()
    con.register("correction", corrections if corrections is not None else NONE)
    visit, people, employers, left_out, corrected_to = (
        read_query(FOLDER / "handouts" / f"{name}.sql").statement
        for name in ("visit", "people", "employers", "left_out", "corrected")
    )
    con.execute(f"create or replace temp table corrected as {corrected_to}")
    parameters = {"units_that_tell": values["units_that_tell"]}
    ranks = {"least_priority": worklists.least_priority, "rows_a_round": worklists.rows_a_round}
    con.execute(f"create or replace temp table visit as {visit}", parameters | ranks)
    return con.sql(people, params=parameters).pl(), con.sql(employers).pl(), con.sql(left_out).pl()


def left_out(home: Home) -> str | None:
    """What the towns' workbooks of the last publication leave out, in a sentence; None where they hold everybody."""
    published = publication(home)
    with duckdb.connect(str(home.published), read_only=True) as con:
        # As the night that published it knew the cases: whatever has become of the ledger since.
        due = "state = 'open' and is_listed and coalesce(return_on, $as_of) <= $as_of"
        con.execute(
            f'create temp table due_out as select case_id from ledger."case" where {due}', {"as_of": published.as_of}
        )
        *_, counted = visits(con, published.values, published.region.worklists)
    sentence = left_out_sentence(counted, published.region.worklists)
    return f"各乡镇工作簿没有列入的：{sentence}" if sentence else None


def keep_written_in(folder: Path, mode: int = SHARED_MODE) -> None:
    """Set workbooks aside that somebody has written in since they were issued: the folder is about to be replaced."""
    digests = digests_issued(folder / ISSUED)
    aside = folder.with_name(f"{folder.name}_有改动")
    for file in sorted(folder.glob("*.xlsx")):
        if digests.get(file.name) != _digest(file):
            aside.mkdir(exist_ok=True)
            aside.chmod(mode)
            copy = _free(aside / file.name)
            shutil.copy2(file, copy)
            sync(copy)
    if aside.exists():
        # What a clerk wrote is on the disk before the folder that held it goes.
        sync(aside)
        sync(aside.parent)


def remember_issued(folder: Path, files: Sequence[str]) -> None:
    """Leave beside workbooks what they were like when they were issued."""
    digests = {file: _digest(folder / file) for file in files}
    (folder / ISSUED).write_text(json.dumps(digests), encoding="utf-8")


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def hand_out_again(home: Home, split: str, since: date | None) -> tuple[Path, int]:
    """The workbooks of the last publication again, by town or village, `since` only what is news; folder and number.

    Raises BadInput for a split that is none.
    """
    if split not in (TOWN, VILLAGE):
        raise BadInput(f"--split 只能是 {TOWN} 或 {VILLAGE}，不是 {split}。")
    binding.refuse_rehearsal(home, "下发工作簿")
    published = publication(home)
    with home.locked():
        chain.check(home)
        due = cases.due(home.ledger, published.as_of, since)
        issued = hand_out_towns(home, published.region, published.as_of, due, split)
        cases.record_sent(home, issued, due, published.as_of)
    return home.worklists(published.as_of), len(issued)


def hand_out_desk(home: Home, as_of: date, region: Region) -> Path:
    """Write `desk.xlsx` (`check_data` rows) and, beside it, the reviewer's `verdicts.xlsx`; return the former.

    A desk.xlsx of the same day that somebody has begun to fill in keeps its answers under another name.
    """
    with duckdb.connect(str(home.published), read_only=True) as con:
        desk = _to_check(con, corrected(home))
    path, secret = home.reports(as_of) / "desk.xlsx", home.read_case_key()
    digest, made = path.with_name(".desk.issued"), path.with_name(f".desk{MADE_OF}")
    if path.exists() and remembered(digest) != _digest(path):
        path.rename(_free(path))
    of = made_of(
        [*(check.rows for check in desk.checks), *desk.facts.values(), desk.corrections],
        *([(check.name, check.uncompared) for check in desk.checks], desk.data_dates, as_of, region, secret),
        _program(),
    )
    if not (path.exists() and remembered(made) == of):
        write_desk(desk, path, as_of, region, secret)
        for file, word in ((digest, _digest(path)), (made, of)):
            with replaced_file(file, shared=True) as (new, _):
                new.write_text(word, encoding="ascii")
    hand_out_verdicts(home, as_of)
    return path


def _to_check(con: duckdb.DuckDBPyConnection, corrections: pl.DataFrame) -> Desk:
    """The rows to check of every list, with what the departments say of their subjects."""
    listed = con.execute("select list_id, list_name, uncompared from audit.list order by list_id").fetchall()
    checks = [
        Check(
            name,
            con.sql(f"""
                select
                    list.* replace (list.reason || coalesce(
                        '上次反馈“' || ledger_case.contradicted_reason || '”与数据不符：'
                        || ledger_case.contradiction || '。', ''
                    ) as reason),
                    coalesce(town.area_name, '乡镇不明') as town_name, village.area_name as village_name
                from lists.{list_id} as list
                left join ledger."case" as ledger_case on list.case_id = ledger_case.case_id
                left join core.area as town on list.town_code = town.area_code
                left join core.area as village on list.village_code = village.area_code
                where list.tier = 'check_data'
            """).pl(),
            uncompared,
        )
        for list_id, name, uncompared in listed
    ]
    con.register("to_check", con.sql("select distinct subject_id from lists.\"all\" where tier = 'check_data'").pl())
    con.register("correction", corrections)
    facts = {kind: con.sql(read_query(FOLDER / "handouts" / f"desk_{kind}.sql").statement).pl() for kind in FACTS}
    standing = con.sql(read_query(FOLDER / "handouts" / "corrections.sql").statement).pl()
    return Desk(checks, facts, standing, dictionary()[0], data_dates(con))


def hand_out_verdicts(home: Home, as_of: date) -> Path | None:
    """Write the pairs that a reviewer is asked about; None where the published file compares no pairs.

    A workbook of the same day that somebody has begun to fill in keeps its answers under another name.
    """
    pairs = asked_pairs(home, as_of)
    if pairs is None:
        return None
    path = home.reports(as_of) / "verdicts.xlsx"
    if path.exists() and is_filled(path):
        path.rename(_free(path))
    titles = {source.name: source.title for source in SOURCES.values()}
    return verdicts.write_verdicts(pairs, path, as_of, home.read_case_key(), titles)


def asked_pairs(home: Home, as_of: date) -> pl.DataFrame | None:
    """The pairs that a reviewer is asked about, the most useful first, some accepted ones among them; by
    `sql/handouts/verdicts.sql`. None where the published file compares no pairs."""
    query = read_query(FOLDER / "handouts" / "verdicts.sql")
    with duckdb.connect(str(home.published), read_only=True) as con:
        found = "select 1 from information_schema.tables where table_schema = 'matches' and table_name = 'pair'"
        if not con.execute(found).fetchall():
            return None
        con.execute(f"create temp view compared as {_compared(con, home)}")
        con.register("standing", standing(home.ledger))
        sizes = {
            "rows": verdicts.ROWS,
            "one_in": verdicts.ONE_IN,
            "least_checked": verdicts.LEAST_CHECKED,
            "most_checked": verdicts.MOST_CHECKED,
        }
        return con.sql(query.statement, params={"seed": as_of.isoformat(), **sizes}).pl()


def _compared(con: duckdb.DuckDBPyConnection, home: Home) -> str:
    """The pairs that are shown, and from the evidence those with a record of which the file alone would tell."""
    shown = "select * from matches.pair"
    if not home.evidence.exists():
        return shown
    con.execute(f"attach {quoted(str(home.evidence))} as evidence (read_only)")
    there = "select 1 from duckdb_tables() where database_name = 'evidence' and schema_name = 'matches'"
    return f"{shown} union all select * from evidence.matches.pair" if con.execute(there).fetchall() else shown


def _free(path: Path) -> Path:
    """A name beside `path` that no file bears yet."""
    number = 1
    while (other := path.with_name(fitting(path.stem, f"_已填{number}{path.suffix}"))).exists():
        number += 1
    return other
