"""What a report is made of: small frames read by `sql/report/*.sql`, one form for leaders and one for the public."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import duckdb
import polars as pl

from handouts import disclosure
from regions import Region
from sql.policy import Value
from sql.warehouse import FOLDER, read_query

UNKNOWN = "unknown"
UNKNOWN_NAME = "不明"
SIDE_BY_SIDE = {2: 4, 4: 6, 6: 9}
"""By the digits of a region's code, those of the areas that stand side by side: the next smaller ones."""


@dataclass(frozen=True)
class Figures:
    """The frames of one report, by the names of their queries, with what the page must say beside them."""

    region: Region
    as_of: date
    frames: Mapping[str, pl.DataFrame]
    policy: Mapping[str, Value]
    reservations: tuple[str, ...]
    is_public: bool = False

    def __getitem__(self, name: str) -> pl.DataFrame:
        return self.frames[name]

    @cached_property
    def areas(self) -> dict[str, str]:
        """The areas side by side, code to name, and the one of those whose place nobody knows."""
        return {**dict(self["area"].rows()), UNKNOWN: UNKNOWN_NAME}

    @property
    def population(self) -> int | None:
        """How many people the data know; None where that is not told."""
        return None if self["population"].is_empty() else int(self["population"]["people"][0])

    @property
    def halves(self) -> int:
        """How many cells may be hidden of people in two parts in every area: to leaders none."""
        return 2 * len(self.areas) if self.is_public else 0

    @property
    def whole(self) -> str:
        """The whole region's name."""
        return self.region.name

    @property
    def data_date(self) -> date:
        """The newest day that delivered data describe."""
        newest = self["extract"]["data_date"].drop_nulls().max() if not self["extract"].is_empty() else None
        return newest if isinstance(newest, date) else self.as_of

    @cached_property
    def nights(self) -> list[date]:
        """The days of the trend, the newest (this one) last."""
        return sorted(set(self["night"]["as_of"]) | {self.as_of})

    @property
    def previous(self) -> date | None:
        """The night before in the trend."""
        return self.nights[-2] if len(self.nights) > 1 else None

    def public(self, key: bytes) -> "Figures":
        """The same report for the public; `key` decides how each count is rounded (`disclosure.key_of`)."""
        return replace(self, frames=disclosure.release(self.frames, key), is_public=True)


def read(
    con: duckdb.DuckDBPyConnection,
    region: Region,
    as_of: date,
    policy: Mapping[str, Value],
    reservations: tuple[str, ...] = (),
    sent: pl.DataFrame | None = None,
) -> Figures:
    """Read every frame from the published database; `sent`: the cases (`case_id`) that have gone out since it was made.

    Raises duckdb.CatalogException for a publication of before a table that the report needs.
    """
    # Towns side by side in a county, counties in a prefecture, prefectures in a province.
    bound: dict[str, object] = {"region_code": region.code, "area_digits": SIDE_BY_SIDE[len(region.code)]}
    [(previous,)] = con.execute("select max(as_of) from audit.trend where as_of < ?", [as_of]).fetchall()
    bound["since"] = previous or as_of
    bound["model_towns"] = ",".join(region.model_towns.on(as_of)) if region.model_towns else ""
    con.register("sent_now", pl.DataFrame(schema={"case_id": pl.String}) if sent is None else sent)
    frames = {}
    for path in sorted((FOLDER / "report").glob("*.sql")):
        query = read_query(path)
        frames[path.stem] = con.sql(query.statement, params={name: bound[name] for name in query.parameters}).pl()
    return Figures(region, as_of, frames, policy, reservations)
