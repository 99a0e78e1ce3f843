"""Our employer matcher alone, over the tables that a night's number stage left: its seconds and memory.

    python -m benchmarks.against.ours_employers --home HOME --out DIR

The links by number that it starts from are part of the night's match step, which `benchmarks/linkage.py` prints too.
"""

import argparse
import warnings
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from benchmarks.against.measure import Clock, Clusters, engine
from matchers.employer.link import link as link_employers
from matchers.engine.explanation import IDENTITY
from sql.duck import DuckWarehouse

READ = ("staging", "numbered")


def link(options: argparse.Namespace, clock: Clock) -> Clusters:
    """Clusters under `extract` and `record_id`."""
    home = Path(options.home)
    with duckdb.connect() as con:
        con.execute(f"attach '{home / 'restricted' / 'evidence.duckdb'}' as evidence (read_only)")
        con.execute(f"attach '{home / 'published' / 'yingbao.duckdb'}' as published (read_only)")
        tables = con.execute(
            "select table_schema, table_name from information_schema.tables where table_catalog = 'evidence'"
        ).fetchall()
        for schema in (*READ, "core", "matches"):
            con.execute(f"create schema {schema}")
        for schema, name in tables:
            if schema in READ:
                con.execute(f'create view {schema}."{name}" as select * from evidence.{schema}."{name}"')
        con.execute("create view core.area as select * from published.core.area")
        columns = ", ".join(f"{name} varchar" for name in (*IDENTITY, "verdict"))
        con.execute(f"create table matches.verdict ({columns})")
        # HOOK: the one call into matchers/; nothing else here knows how employers are linked.
        link_employers(DuckWarehouse(con, date.min))
        clock.stop()
        found = con.sql("select extract, record_id, employer_id as cluster from matches.employer").pl()
    return {"ours": found.with_columns(pl.col("cluster").cast(pl.String))}


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    engine(link, home=str)
