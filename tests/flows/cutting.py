"""A made-up prefecture after its night, and what of it each county was given."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from base.home import Home
from county import making
from flows.cut import cut
from flows.nightly import nightly
from tests.flows.inbox import AS_OF

COUNTIES = {"150302": "海勃湾区", "150303": "海南区", "150304": "乌达区"}
FILES = ("yingbao", "analysis")


def make(root: Path) -> None:
    """One night of three thousand people, cut by county."""
    making.make(root / "made", "wuhai", 3_000)
    nightly.fn(inbox=root / "made" / "inbox", home=root / "home", region="wuhai", as_of=AS_OF)
    cut(Home(root / "home"), root / "out", "county", lambda text: None)


def folder(root: Path, code: str) -> Path:
    """What a county was given."""
    return root / "out" / f"{code}_{COUNTIES[code]}"


@contextmanager
def opened(root: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """All files at once: `whole_yingbao`, `whole_analysis`, and `c150302_yingbao` … of each county."""
    with duckdb.connect() as con:
        for name in FILES:
            con.execute(f"attach '{root / 'home' / 'published' / name}.duckdb' as whole_{name} (read_only)")
            for code in COUNTIES:
                con.execute(f"attach '{folder(root, code) / name}.duckdb' as c{code}_{name} (read_only)")
        yield con
