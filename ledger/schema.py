"""The form of the ledger's file: which release wrote it, and how one of an earlier release becomes one of today.

1: 0.2.0; it says nothing of its form, so a file without `format` is one
2: tells its form; whoever writes it keeps an anchor outside the folder
A file is migrated in the copy that a write makes, in the transaction of that write.
"""

import importlib.metadata

import duckdb

VERSION = 2
ANCHORED = 2
"""From this form on an anchor was written beside every write."""

_BECOMES = {
    1: ("create table ledger.format (version bigint not null, release varchar not null)",),
}
"""What makes a file of a form one of the next."""


def version(con: duckdb.DuckDBPyConnection) -> int:
    """The form of the attached `ledger`."""
    exists = "select 1 from duckdb_tables() where database_name = 'ledger' and table_name = 'format'"
    if not con.execute(exists).fetchall():
        con.execute("select sequence, previous_hash, hash from ledger.event limit 0")  # raises where it is no ledger
        return 1
    [(found,)] = con.execute("select coalesce(max(version), 1) from ledger.format").fetchall()
    return int(found)


def migrate(con: duckdb.DuckDBPyConnection) -> None:
    """Bring the attached `ledger` to today's form; to be called in a transaction."""
    found = version(con)
    if found == VERSION:
        return
    for before in range(found, VERSION):
        for statement in _BECOMES[before]:
            con.execute(statement)
    con.execute("delete from ledger.format")
    con.execute("insert into ledger.format values (?, ?)", [VERSION, importlib.metadata.version("yingbao")])
