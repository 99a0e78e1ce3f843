"""People in two parts, those who meet something and those who do not: what every rate of a report is made of."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from handouts import disclosure


@dataclass(frozen=True)
class Share:
    """How many meet something and how many do not; None where that is not told."""

    met: int | None
    rest: int | None
    hidden: int = 0
    """How many hidden cells the two leave out."""

    @property
    def whole(self) -> int | None:
        """Both together."""
        return None if self.met is None or self.rest is None else self.met + self.rest

    @property
    def share(self) -> float | None:
        """Those who meet it among the whole; not told where what is hidden could move it much."""
        if self.met is None or not self.whole or disclosure.moves(self.hidden, self.whole):
            return None
        return self.met / self.whole


def by_area(frame: pl.DataFrame, flag: str, is_public: bool) -> dict[str, Share]:
    """People by area, `flag` telling the parts; an absent part is 0, to the public below 8 and not told."""
    if frame.is_empty():
        return {}
    nothing = None if is_public else 0
    found = {(area, met): people for area, met, people in frame.select("area_code", flag, "people").rows()}
    areas = dict.fromkeys(area for area, _ in found)
    return {area: Share(found.get((area, True), nothing), found.get((area, False), nothing)) for area in areas}


def added(parts: Mapping[str, Share], cells: int) -> Share:
    """The region: what its areas add up to, hidden cells left out. `cells`: how many there are that may be hidden."""
    met = [part.met for part in parts.values() if part.met is not None]
    rest = [part.rest for part in parts.values() if part.rest is not None]
    return Share(disclosure.total(met), disclosure.total(rest), max(cells - len(met) - len(rest), 0))
