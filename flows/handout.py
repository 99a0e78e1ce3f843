"""From the published database to the towns' workbooks and to the desk's."""

from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from flows.home import Home
from flows.judgements import standing
from flows.verdicts import is_filled
from handouts import lock, verdicts
from handouts.desk import write_desk
from handouts.towns import TOWN, Issued, write_towns
from regions import Region
from sources import SOURCES
from sql.publication import dictionary
from sql.warehouse import FOLDER, read_query


def hand_out_towns(
    home: Home, region: Region, as_of: date, due: pl.DataFrame | None = None, split: str = TOWN
) -> list[Issued]:
    """Write one workbook per town or village (`must_join` and `persuade` rows); the cases that each asks about.

    `due` holds the `case_id`s to hand out; None: every lead.
    """
    password = lock.password_from(region.worklists.password)
    with duckdb.connect(str(home.published), read_only=True) as con:
        con.register("due_out", con.sql('select case_id from lists."all"').pl() if due is None else due)
        people, employers = (
            con.sql(read_query(FOLDER / "handouts" / f"{name}.sql").statement).pl() for name in ("people", "employers")
        )
    folder = home.worklists(as_of)
    return write_towns(people, employers, folder, as_of, region, home.read_case_key(), split, password)


def hand_out_desk(home: Home, as_of: date) -> Path:
    """Write `desk.xlsx` (`check_data` rows) and, beside it, the reviewer's `verdicts.xlsx`; return the former."""
    with duckdb.connect(str(home.published), read_only=True) as con:
        listed = con.execute("select list_id, list_name from audit.list order by list_id").fetchall()
        checks = {
            name: con.sql(f"select * from lists.{list_id} where tier = 'check_data'").pl() for list_id, name in listed
        }
    labels = {name: meaning.label for name, meaning in dictionary()[0].items()}
    desk = write_desk(checks, home.reports(as_of) / "desk.xlsx", as_of, labels)
    hand_out_verdicts(home, as_of)
    return desk


def hand_out_verdicts(home: Home, as_of: date) -> Path | None:
    """Write the pairs that a reviewer is asked about; None where the published file compares no pairs.

    A workbook of the same day that somebody has begun to fill in keeps its answers under another name.
    """
    query = read_query(FOLDER / "handouts" / "verdicts.sql")
    with duckdb.connect(str(home.published), read_only=True) as con:
        found = "select 1 from information_schema.tables where table_schema = 'matches' and table_name = 'pair'"
        if not con.execute(found).fetchall():
            return None
        con.register("standing", standing(home.ledger))
        sizes = {
            "rows": verdicts.ROWS,
            "one_in": verdicts.ONE_IN,
            "least_checked": verdicts.LEAST_CHECKED,
            "most_checked": verdicts.MOST_CHECKED,
        }
        pairs = con.sql(query.statement, params={"seed": as_of.isoformat(), **sizes}).pl()
    path = home.reports(as_of) / "verdicts.xlsx"
    if path.exists() and is_filled(path):
        path.rename(_free(path))
    titles = {source.name: source.title for source in SOURCES.values()}
    return verdicts.write_verdicts(pairs, path, as_of, home.read_case_key(), titles)


def _free(path: Path) -> Path:
    """A name beside `path` that no file bears yet."""
    number = 1
    while (other := path.with_name(f"{path.stem}_已填{number}{path.suffix}")).exists():
        number += 1
    return other
