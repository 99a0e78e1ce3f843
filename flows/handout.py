"""From the published database to the towns' workbooks and the desk's checks."""

from datetime import date
from pathlib import Path

import duckdb

from flows.home import Home
from handouts.workbooks import write_desk, write_towns
from regions import Region
from sql.publication import dictionary
from sql.warehouse import FOLDER, read_query


def hand_out_towns(home: Home, region: Region, as_of: date) -> list[Path]:
    """Write one workbook per town (`must_join` and `persuade` rows) and `desk.xlsx` (`check_data`)."""
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
    return [*towns, desk]
