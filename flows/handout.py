"""From the published database to the towns' workbooks and the desk's checks."""

from datetime import date
from pathlib import Path

import duckdb

from flows.home import Home
from flows.judgements import standing
from flows.verdicts import is_filled
from handouts import verdicts
from handouts.workbooks import write_desk, write_towns
from regions import Region
from sources import SOURCES
from sql.publication import dictionary
from sql.warehouse import FOLDER, read_query


def hand_out_towns(home: Home, region: Region, as_of: date) -> list[Path]:
    """Write one workbook per town (`must_join` and `persuade` rows) and `desk.xlsx` (`check_data`).

    Beside the desk's, and not among the files returned, lies the reviewer's `verdicts.xlsx`.
    """
    with duckdb.connect(str(home.published), read_only=True) as con:
        people = con.sql(read_query(FOLDER / "handouts" / "people.sql").statement).pl()
        employers = con.sql(read_query(FOLDER / "handouts" / "employers.sql").statement).pl()
        listed = con.execute("select list_id, list_name from audit.list order by list_id").fetchall()
        checks = {
            name: con.sql(f"select * from lists.{list_id} where tier = 'check_data'").pl() for list_id, name in listed
        }
    labels = {name: meaning.label for name, meaning in dictionary()[0].items()}
    towns = write_towns(people, employers, home.worklists(as_of), as_of, region.name)
    desk = write_desk(checks, home.reports(as_of) / "desk.xlsx", as_of, labels)
    hand_out_verdicts(home, as_of)
    return [*towns, desk]


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
