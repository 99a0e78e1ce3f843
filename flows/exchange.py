"""Homes of several regions on one machine tell each other who is insured where: `insured_nearby`, for every night.

A home is told of people whom its own departments know, and of them what the ministry's report of people insured in
other places would say (`sql/exchange/`). It is made from each home's last publication and the evidence beside it.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

import regions
from base.errors import OTHER_VERSION, BadInput
from base.home import Home
from flows import binding, neighbours
from flows.neighbours import Sent
from ledger import databases
from regions import Region
from sources.insured_nearby import INSURED_NEARBY
from sql.warehouse import FOLDER, Progress, quoted, read_query

SETTINGS: dict[str, Any] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    # People's numbers are not written aside where the command happens to be called.
    "temp_directory": "",
}
"""How the engine is set that looks at several homes."""


@dataclass(frozen=True)
class Exchanged:
    """What a home knows after an exchange."""

    home: Home
    region: Region
    sent: tuple[Sent, ...]
    has_changed: bool

    @property
    def sentence(self) -> str:
        """For whoever ran it: counts, nobody's name."""
        if not self.sent:
            return f"{self.region.name}：没有相邻地区的数据" + ("，原有的已撤回" if self.has_changed else "")
        each = "；".join(f"{one.place}{one.rows}条，截至{one.data_date}" for one in self.sent)
        return f"{self.region.name}：{each}" + ("" if self.has_changed else "（与上次相同）")


def exchange(roots: Sequence[Path], progress: Progress = lambda text: None) -> list[Exchanged]:
    """Let each of these homes know what the others know of its people; what others once sent to it is withdrawn.

    Raises BadInput, with no home changed, where one of them cannot take part.
    """
    homes = _apart(roots)
    _disjoint(_regions(homes))
    with ExitStack() as held:
        # Always in one order: two exchanges never wait for each other.
        for home in sorted(homes, key=lambda home: home.root.resolve()):
            held.enter_context(home.locked(is_brief=True))
        # A night may have published meanwhile.
        of = _regions(homes)
        parcels = _parcels(of, progress)
        return [_put(home, region, parcels[home]) for home, region in of.items()]


def _put(home: Home, region: Region, parcels: Sequence[tuple[Sent, bytes]]) -> Exchanged:
    has_changed = neighbours.put(home, parcels)
    return Exchanged(home, region, tuple(one for one, _ in parcels), has_changed)


def _apart(roots: Sequence[Path]) -> list[Home]:
    """The homes. BadInput: one that is not there, or stands here twice."""
    for root in roots:
        if not root.is_dir():
            raise BadInput(f"找不到工作文件夹 {root}；没有交换任何数据。")
    for one, other in combinations(roots, 2):
        if one.resolve() == other.resolve():
            raise BadInput(f"工作文件夹 {one} 写了两次；没有交换任何数据。")
    return [Home(root) for root in roots]


def _regions(homes: Sequence[Home]) -> dict[Home, Region]:
    return {home: _region(home) for home in homes}


def _region(home: Home) -> Region:
    """Whose home it is. BadInput: nobody's, a rehearsal's, or one whose publication cannot be asked."""
    bound = binding.read(home)
    if bound and bound.rehearsal:
        raise BadInput(f"{home.root} 是演练用的文件夹，不参加交换；没有交换任何数据。")
    if not home.published.exists():
        raise BadInput(f"{home.root} 里还没有发布过的数据库，请先运行 yingbao run；没有交换任何数据。")
    binding.check_published(home)
    databases.require(databases.damages(home))
    for damage in databases.of_evidence(home):
        raise BadInput(f"{home.root}：{damage.sentence}")
    return regions.read(databases.run_of(home.published).region)


def _disjoint(homes: dict[Home, Region]) -> None:
    """BadInput: two homes of one region, or of a county and its prefecture: each of its people would be another's."""
    for (one, here), (other, there) in combinations(homes.items(), 2):
        if here.code.startswith(there.code) or there.code.startswith(here.code):
            same = here.code == there.code
            what = f"都是{here.name}的" if same else f"一个是{here.name}的，一个是{there.name}的，有重叠"
            raise BadInput(f"{one.root} 和 {other.root} {what}；没有交换任何数据，请只留一个。")


def _parcels(homes: dict[Home, Region], progress: Progress) -> dict[Home, list[tuple[Sent, bytes]]]:
    """By receiver: what each of the others sends."""
    with duckdb.connect(config=SETTINGS) as con:
        days = {}
        for number, (home, region) in enumerate(homes.items()):
            progress(f"读取{region.name}")
            days[home] = _read(con, home, number)
        numbers = {home: number for number, home in enumerate(homes)}
        return {
            to: [
                parcel
                for by, region in homes.items()
                if by != to and (parcel := _parcel(con, numbers[by], numbers[to], region, *days[by]))
            ]
            for to in homes
        }


def _read(con: duckdb.DuckDBPyConnection, home: Home, number: int) -> tuple[date, date | None]:
    """Take over who is insured in a home and whom it knows; of which day that is, and until when it may be kept."""
    with _attached(con, home):
        for name in ("insured", "known"):
            con.execute(f"create table {name}_{number} as {_text(name)}")
        [(data_date, keep_until)] = con.execute(_text("day")).fetchall()
    return data_date, keep_until


@contextmanager
def _attached(con: duckdb.DuckDBPyConnection, home: Home) -> Iterator[None]:
    """A home's two files under the names of the queries. BadInput: they are another release's."""
    con.execute(f"attach {quoted(str(home.published))} as published (read_only)")
    con.execute(f"attach {quoted(str(home.evidence))} as evidence (read_only)")
    try:
        yield
    except (duckdb.BinderException, duckdb.CatalogException):
        raise BadInput(f"{home.root}：{OTHER_VERSION}没有交换任何数据。") from None
    finally:
        con.execute("detach published")
        con.execute("detach evidence")


def _parcel(
    con: duckdb.DuckDBPyConnection, by: int, to: int, region: Region, data_date: date, keep_until: date | None
) -> tuple[Sent, bytes] | None:
    """What one home sends to another; None where it knows nobody of there."""
    rows: pl.DataFrame = con.sql(
        f"select insured.* from insured_{by} as insured semi join known_{to} using (person_id)"
        " order by person_id, insurance"
    ).pl()
    if rows.is_empty():
        return None
    rows = rows.with_columns(pl.lit(f"{region.code:0<6}").alias("nearby_area"))
    content = neighbours.packed(rows.select(column.name for column in INSURED_NEARBY.columns), region.region, data_date)
    until = keep_until.isoformat() if keep_until else None
    sent = Sent(region.region, region.name, data_date.isoformat(), until, rows.height, neighbours.digest(content))
    return sent, content


def _text(name: str) -> str:
    return read_query(FOLDER / "exchange" / f"{name}.sql").statement
