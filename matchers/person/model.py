"""People: which of the records that carry no valid ID number mean which person.

Valid numbers come first (`sql/numbered/`). What is left, numbers with a wrong digit and members without any, is
compared by name, by what is left of the number, and by telephone, place and employer with the people whom valid numbers
prove. A common name says little, one wrong digit in eighteen much.

    python -m matchers.person.train HOME matchers/weights/person-1.toml     learns the weights anew
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from matchers.engine.blocking import BlockingRule
from matchers.engine.comparison import Feature, Levels, Pairs, Side, agree, feature
from matchers.engine.model import Matcher
from matchers.engine.weights import Weights
from matchers.text import person_names
from matchers.text.levels import MISSING, Agreement, Level, Village
from matchers.text.person_names import NameLevel


class Name(Level):
    """How far two names are one; `FORMER`: the same as the name that one of them bore before."""

    DIFFERENT = 0, "不同"
    ONE_CHARACTER = 1, "只差一字"
    ALIKE = 2, "音形相近"
    FORMER = 3, "与曾用名相同"
    SAME = 4, "相同"


class Number(Level):
    """How far two document numbers are one."""

    DIFFERENT = 0, "不同"
    SAME_BIRTH = 1, "只有出生日期相同"
    TWO_SLIPS = 2, "两处不同"
    ONE_SLIP = 3, "只差一处"


def edits(left: Side, right: Side) -> np.ndarray:
    """How many slips of the hand lie between two document numbers; 99 where one is missing.

    A slip is a digit changed, left out or doubled, or two that changed places. Fifteen digits are compared with as
    many.
    """
    printed = pl.coalesce("number", "plain")
    both = pl.DataFrame(
        {name: side.select("number", "plain").select(printed).to_series() for name, side in (("l", left), ("r", right))}
    )
    each = both.unique(maintain_order=True).drop_nulls()
    short = (pl.col("l").str.len_chars() == 15) != (pl.col("r").str.len_chars() == 15)
    cut = [
        pl.when(short & (pl.col(side).str.len_chars() == 18))
        .then(pl.concat_str(pl.col(side).str.slice(0, 6), pl.col(side).str.slice(8, 9)))
        .otherwise(side)
        for side in "lr"
    ]
    texts = each.select(cut[0].alias("l"), cut[1].alias("r"))
    counted = cpdist(texts["l"].to_list(), texts["r"].to_list(), scorer=OSA.distance, score_cutoff=2, dtype=np.int32)
    edited = both.join(each.with_columns(pl.Series("edits", counted)), on=["l", "r"], how="left", maintain_order="left")
    return edited["edits"].fill_null(99).to_numpy()


@feature("姓名", *Name.labels(), frequency="called")
def name(pairs: Pairs) -> Levels:
    """Whether the names are one, a former one, or a slip of the hand; a common name says less."""
    level = person_names.relate(pairs.left["name"], pairs.right["name"])
    former = (pairs.left["is_former"] | pairs.right["is_former"]).to_numpy()
    return np.where(level == NameLevel.SAME, np.where(former, Name.FORMER, Name.SAME), level)


@feature("证件号码", *Number.labels())
def number(pairs: Pairs) -> Levels:
    """How many slips of the hand lie between the two document numbers, and whether they agree on the day of birth."""
    slips = pairs.once(edits)
    born = agree(pairs, "born") == Agreement.SAME
    cases, levels = [slips <= 1, slips == 2, born], [Number.ONE_SLIP, Number.TWO_SLIPS, Number.SAME_BIRTH]
    level = np.select(cases, levels, Number.DIFFERENT)
    # a passport is no ID number; a foreigner may well hold both
    one, other = (side["is_other"].to_numpy() for side in (pairs.left, pairs.right))
    foreign = np.where(one, pairs.right["is_foreign"].to_numpy(), pairs.left["is_foreign"].to_numpy())
    level = np.where(one != other, np.where(foreign, MISSING, Number.DIFFERENT), level)
    missing = [(side["plain"].is_null()).to_numpy() for side in (pairs.left, pairs.right)]
    return np.where(missing[0] | missing[1], MISSING, level)


@feature("出生日期", *Agreement.labels())
def birth(pairs: Pairs) -> Levels:
    """Whether the birth date printed beside a bad number is that of the person."""
    return agree(pairs, "birth_date")


@feature("性别", *Agreement.labels())
def sex(pairs: Pairs) -> Levels:
    """Whether the sex printed beside a bad number is that of the person."""
    return agree(pairs, "sex")


@feature("电话", *Agreement.labels(), frequency="phone")
def phone(pairs: Pairs) -> Levels:
    """Whether the telephone numbers agree; one that many share says less."""
    return agree(pairs, "phone")


@feature("村居", *Village.labels())
def village(pairs: Pairs) -> Levels:
    """Whether both live in one village, or one town (GB/T 2260)."""
    town, same = agree(pairs, "town_code"), agree(pairs, "village_code")
    return np.where(same == Agreement.SAME, Village.SAME, np.where(town == Agreement.SAME, Village.TOWN, town))


@feature("单位", *Agreement.labels(), frequency="employer_id")
def employer(pairs: Pairs) -> Levels:
    """Whether one employer pays, insures or declares both; a big one says less. Another employer says nothing."""
    level = agree(pairs, "employer_id")
    return np.where(level == Agreement.DIFFERENT, MISSING, level)


FEATURES: tuple[Feature, ...] = (name, number, birth, sex, phone, village, employer)
SHARES = {"name": "called_share", "phone": "phone_share", "employer": "employer_id_share"}


@dataclass(frozen=True)
class _Counted(Matcher):
    """A matcher whose values are counted over the whole county, not over the few records that are compared."""

    def _frequencies(self, weights: Weights, left: pl.DataFrame, right: pl.DataFrame) -> dict[str, np.ndarray]:
        common = {}
        for part in self.features:
            if part.name in SHARES:
                usual = weights.u[part.name][-1]
                share = right[SHARES[part.name]].to_numpy()
                share = np.where(np.isnan(share), usual, share)
                common[part.name] = np.log2(usual / np.maximum(share, part.floor))
        return common


MATCHER: Matcher = _Counted(
    name="person",
    links="records of one person, whatever document number they print",
    blocking=(
        BlockingRule("姓名+证件号前九位", ("called", "first_nine"), largest=400_000),
        BlockingRule("姓名+证件号后段", ("called", "last_eight"), largest=400_000),
        BlockingRule("姓名+出生日期", ("called", "born"), largest=400_000),
        BlockingRule("姓名+登记的出生日期", ("called", "birth_date"), largest=400_000),
        BlockingRule("姓名+电话", ("called", "phone"), largest=40_000),
        BlockingRule("姓名+单位", ("called", "employer_id"), largest=40_000),
        BlockingRule("姓名+村居", ("called", "village_code"), largest=400_000),
        BlockingRule("姓氏+证件号前十四位", ("surname", "first_fourteen"), largest=40_000),
        BlockingRule("姓氏+证件号第七至十七位", ("surname", "last_eleven"), largest=40_000),
        BlockingRule("姓氏+证件号首六位和末四位", ("surname", "ends"), largest=40_000),
    ),
    features=FEATURES,
    accept=8.0,
    review=-2.0,
    margin=5.0,
)
