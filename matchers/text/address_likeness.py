"""Whether two addresses mean one house, partly the same place, or another: a sum of weights, as for names.

Two sums of bits are made of the levels of `address_features.py`: `place`, that the two have a place in common (an
estate, a street and its number), and `house`, that what they have in common is all of it (the same building, no gate,
no shop more). The weights are learned from made-up pairs (`address_train.py`) and stand in `weights/address-1.toml`.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import polars as pl

from base.strict import Strict, Wrong, read_toml
from matchers.text.address_features import FEATURES, levels
from matchers.text.address_tokens import Rarity
from matchers.text.levels import Level

PATH = Path(__file__).parents[1] / "weights" / "address-1.toml"
SUMS = ("place", "house")


class Near(Level):
    """What two addresses mean."""

    NOT = 0, "不是一处"
    PARTLY = 1, "部分相同"
    SAME = 2, "同一处"


@dataclass(frozen=True)
class Bits(Strict):
    """Bits of one feature: first where there is nothing to compare, then by level from the least agreement."""

    place: tuple[float, ...]
    house: tuple[float, ...]


@dataclass(frozen=True)
class FeatureBits(Strict):
    """The bits of each of `address_features.FEATURES`."""

    region: Bits
    county: Bits
    town: Bits
    street: Bits
    door: Bits
    numbers: Bits
    site: Bits
    words: Bits
    run: Bits
    ahead: Bits
    ahead_back: Bits
    behind: Bits
    behind_back: Bits
    building: Bits
    part: Bits
    gate: Bits
    inner: Bits
    aside: Bits
    aside_back: Bits


@dataclass(frozen=True)
class AddressWeights(Strict):
    """What `weights/address-1.toml` holds; `partly` and `same`: from which sum of bits on."""

    version: str
    source: str
    place: float
    house: float
    partly: float
    same: float
    feature: FeatureBits

    def __post_init__(self) -> None:
        super().__post_init__()
        for name, kind in FEATURES.items():
            for which in SUMS:
                if len(getattr(getattr(self.feature, name), which)) != len(kind) + 1:
                    raise Wrong(f"应有{len(kind) + 1}个数", "feature", name, which)

    def sums(self, compared: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        """The bits of `place` and `house` of each row of levels."""
        place, house = (np.full(len(compared), getattr(self, which)) for which in SUMS)
        for name in FEATURES:
            bits = getattr(self.feature, name)
            at = compared[name].to_numpy().astype(np.int64) + 1
            place += np.array(bits.place)[at]
            house += np.array(bits.house)[at]
        return place, house

    def near(self, place: np.ndarray, house: np.ndarray) -> np.ndarray:
        """`Near` of the two sums."""
        return np.where(place < self.partly, Near.NOT, np.where(house < self.same, Near.PARTLY, Near.SAME))

    def write(self, path: Path) -> None:
        """Write the file; the same weights give the same bytes."""
        lines = [f'version = "{self.version}"', f'source = "{self.source}"']
        lines += [f"{name} = {getattr(self, name):.3f}" for name in (*SUMS, "partly", "same")]
        for feature in FEATURES:
            bits = getattr(self.feature, feature)
            lines += ["", f"[feature.{feature}]"]
            lines += [f"{which} = [{', '.join(f'{bit:.3f}' for bit in getattr(bits, which))}]" for which in SUMS]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read(path: Path) -> AddressWeights:
    """Weights that `address_train` wrote."""
    return read_toml(path, AddressWeights)


@lru_cache
def shipped() -> AddressWeights:
    """The weights that come with the product."""
    return read(PATH)


def likeness(left: pl.DataFrame, right: pl.DataFrame, rarity: Rarity) -> pl.DataFrame:
    """`place` and `house` in bits and `near` (`Near`) of each pair (two outputs of `parse`, row by row)."""
    weights = shipped()
    place, house = weights.sums(levels(left, right, rarity))
    near = weights.near(place, house)
    return pl.DataFrame({"place": place, "house": house, "near": pl.Series(near, dtype=pl.Int8)})
