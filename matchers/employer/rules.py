"""Whether a weighed pair of employers is sure enough to be taken: what no sum of bits can tell.

The name decides, the rest bears it out. An exact name is taken where nothing speaks against it; a name that is only
nearly the other's needs a boss, an address or a phone that agrees, and must not look like a sister firm's own. Where
a record prints nothing but a name (rosters, rulings, subsidies), the name must fit one registered name better than all.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from matchers.employer.model import EXACT, MAIN, MATCHER, NEAR, SHORT, SLIP
from matchers.engine.clusters import ahead
from matchers.engine.weights import MISSING
from matchers.text.employer_name_levels import misspelt

EXACT_BITS = 0.0
"""Bits from which an exact name that no other employer bears is taken: the rest must not speak against it."""
WHOLE_BITS = -2.0
"""The same for a name that lacks nothing but its legal form."""
MAIN_BITS = 4.0
"""The same for a name of the same brand and trade, where something else agrees and nothing speaks against it, and for
another name where all else agrees."""
PEOPLE_BITS = -2.0
"""The same for a name that is near and the same people: who else would have them?"""
PERSON_BITS = 0.0
"""The same where the people are one person."""
BY_NAME_ALONE = "记录只写了名称，登记的名称中只有这一家与之相符，自动认定"
# When two exact names are one and yet nothing else agrees that could, one firm may have taken another's old name.
EVIDENCE = ("legal_person", "legal_person_id", "address", "phone")
HALF = 2
"""The level of `staff` from which at least half of the people are the same."""


@dataclass
class Judgement:
    """Of each pair: `level` by feature, `exact` name, how many of EVIDENCE are `agreeing`, whether it is `sure` that
    so much is `enough` for taking it."""

    level: dict[str, np.ndarray]
    exact: np.ndarray
    agreeing: np.ndarray
    sure: np.ndarray
    enough: np.ndarray


def judged(scored: pl.DataFrame, faces: pl.DataFrame) -> Judgement:
    """Judge scored pairs, whose `left` are rows of the faces."""
    level = {part.name: scored[part.name].to_numpy() for part in MATCHER.features}
    told, other = (faces.select("brand", "trade", "form", "told_in", "is_unit")[scored[s]] for s in ("left", "right"))
    agreeing = np.sum([level[name] >= (2 if name == "address" else 1) for name in EVIDENCE], axis=0)
    agreeing = agreeing + (level["staff"] >= HALF)
    against = np.sum([level[name] == 0 for name in EVIDENCE], axis=0)
    score, exact, main = scored["score"].to_numpy(), level["name"] == EXACT, level["name"] == MAIN
    # Who stands in a book already stands there a second time only where more than the name says so.
    lone = (against < 2) & (level["vacancy"] != 0)
    people = _same_people(level)
    alike = (agreeing > 0) & ((level["name"] >= SLIP) | people)
    alike &= ~_sisterly(level, told, _other_word(level["name"], told, other))
    # 阜宁宏达建材 or 阜宁宏达建材公司: as good as the whole name, where brand and trade are no other employer's.
    formless = (level["form"] == MISSING) | (told["form"] == "公司").fill_null(value=False).to_numpy()
    whole = main & formless & (level["place"] == 2) & (against == 0) & told["trade"].is_not_null().to_numpy()
    renamed = _renamed(level, told)
    sure = np.where(exact, (agreeing > 0) | lone, alike | renamed)
    # of a unit under the old name only the name speaks against it, as it must
    person = (level["staff"] == HALF) & (level["name"] >= SLIP) & (level["place"] == 2) & (against == 0)
    lowest = np.select(
        [exact, people, person, (main & (against == 0)) | renamed],
        [EXACT_BITS, PEOPLE_BITS, PERSON_BITS, MAIN_BITS],
        MATCHER.accept,
    )
    enough = (sure & (score >= lowest)) | (whole & (score >= WHOLE_BITS))
    return Judgement(level, exact, agreeing, sure | whole, enough)


def _other_word(name: np.ndarray, left: pl.DataFrame, right: pl.DataFrame) -> np.ndarray:
    """Whether the brand is the same and the trade another word for the same (商贸, 贸易): no slip of the hand."""
    answer: np.ndarray = (name == SLIP) & (left["brand"] == right["brand"]).fill_null(value=False).to_numpy()
    return answer


def _sisterly(level: dict[str, np.ndarray], told: pl.DataFrame, other_word: np.ndarray) -> np.ndarray:
    """Whether a name that is only nearly the other's is rather an unregistered sister's own.

    No hand slips twice in one way, so that a name that two books print is nobody's slip; a works beside a company of
    the name is mostly another firm; whoever stands in the book that the record comes from does not stand there again.
    """
    twice = (told["told_in"] > 1).to_numpy()
    slip = (level["name"] == SLIP) & ~other_word
    # 嘉禾五金 without a legal form is nobody's own name: every office shortens alike.
    full = (told["trade"].is_not_null() & told["form"].is_not_null()).to_numpy()
    own = slip | ((level["name"] == SHORT) & full)
    people = _same_people(level)
    at_home = (level["address"] >= 2) & (level["phone"] == 1)
    answer: np.ndarray = own & twice & ~(at_home & (level["legal_person"] == 1) & (level["opened"] >= 2))
    answer |= (level["vacancy"] == 0) | ((level["form"] == 0) & ~people)
    # A boss may have left; but only one firm moves in at a door, with a phone, on a day, or has the same people.
    moved_in = at_home & ((level["opened"] == 3) | (level["staff"] >= HALF))
    answer |= slip & (level["legal_person"] == 0) & ~moved_in & ~people
    return answer


def _same_people(level: dict[str, np.ndarray]) -> np.ndarray:
    """Whether half of the people, and more than one, work for the one and for the other under a name that is near."""
    answer: np.ndarray = (level["staff"] > HALF) & (level["name"] > 0) & (level["place"] != 0)
    return answer


def _renamed(level: dict[str, np.ndarray], told: pl.DataFrame) -> np.ndarray:
    """Whether a unit under another name, near or far, is one that a bureau was never told the new name of: boss, door,
    the month of enrolment, and phone or people are the employer's, which has no other unit in that bureau's book."""
    same = (level["legal_person"] == 1) & (level["address"] >= 2) & (level["opened"] >= 2)
    same &= (level["phone"] == 1) | (level["staff"] > HALF)
    # one character off, and the office left the door out
    near = (level["name"] == NEAR) & (level["legal_person"] == 1) & (level["phone"] == 1) & (level["opened"] >= 2)
    same |= near & (level["place"] == 2) & (level["address"] == MISSING)
    answer: np.ndarray = told["is_unit"].to_numpy() & same & (level["name"] < EXACT) & (level["form"] != 0)
    return answer & (level["vacancy"] == 1)


def lead(scored: pl.DataFrame, side: str) -> np.ndarray:
    """By how many bits each pair is ahead of the record's other pairs. Where all else agrees as well, the exact name
    decides between sisters: only another of the same exact name is its rival. Whoever has the same people has no rival
    but those who have some of them."""
    before = ahead(scored, side)
    people, some = (scored["staff"].to_numpy() > least for least in (HALF, 0))
    before[some] = np.where(people[some] & (before[some] >= 0), ahead(scored.filter(some), side), before[some])
    agrees = pl.any_horizontal(pl.col("legal_person", "legal_person_id", "phone") == 1, pl.col("address") >= 2)
    fits = ~pl.any_horizontal(pl.col(*EVIDENCE) == 0) & agrees
    named = scored.select((pl.col("name") == EXACT) & fits).to_series().to_numpy() & (before >= 0)
    exact = np.flatnonzero(scored["name"].to_numpy() == EXACT)
    among = np.full(len(scored), -np.inf)
    among[exact] = ahead(scored[exact], side)
    return np.where(named, among, before)


def by_name_alone(scored: pl.DataFrame, faces: pl.DataFrame) -> np.ndarray:
    """Of pairs of a bare name and a registered one: those that fit better than any other registered name does.

    An exact name is better than an exact brand and trade, those than a shortened trade or another word for it; the
    same place is better than one that is left out; the best must be so in both. A brand alone is not enough, a slip of
    the hand only where it leaves what can hardly be another's name (`misspelt`) and place and form are whole; a short
    form by which some paper calls another employer is that one's own name.
    """
    read = ("branch", "normal", "trade", "brand", "core", "told_in")
    left, right = (faces.select(read)[scored[side]] for side in ("left", "right"))
    name, place = (scored[column].to_numpy() for column in ("name", "place"))
    same_branch = left["branch"].eq_missing(right["branch"]).to_numpy()
    fits = same_branch & (name >= SLIP) & (place != 0) & (scored["form"] != 0).to_numpy()
    fitting = scored.select("left_group", "place", name=np.maximum(name, SHORT)).filter(fits)
    top = pl.all_horizontal(pl.col(column) == pl.col(column).max().over("left_group") for column in ("name", "place"))
    first = fitting.select("left_group", top=top).select(pl.col("top") & (pl.col("top").sum().over("left_group") == 1))
    alone = np.zeros(len(scored), dtype=bool)
    alone[fits] = first.to_series().to_numpy()

    numbered = faces.filter(pl.col("slot").is_in(("business", "taxpayer", "wage", "hrss", "hsa")))
    borne = numbered.group_by("normal").agg(
        pl.col("employer").min().alias("least"), pl.col("employer").max().alias("most")
    )
    bearers = left.select("normal").join(borne, on="normal", how="left", maintain_order="left")
    employer = scored["right_group"]
    others = ((bearers["least"] != employer) | (bearers["most"] != employer)).fill_null(value=False).to_numpy()
    shortened = (name == SHORT) & left["trade"].is_not_null().to_numpy()
    slipped = (name == SLIP) & (place == 2) & (scored["form"] == 2).to_numpy() & (left["told_in"] == 1).to_numpy()
    slipped[slipped] = misspelt(left.filter(slipped), right.filter(slipped))
    enough = (name == EXACT) | (((name == MAIN) | shortened | slipped | _other_word(name, left, right)) & ~others)
    answer: np.ndarray = alone & enough & (scored["vacancy"] != 0).to_numpy()
    return answer


def reasons(judgement: Judgement, is_best: np.ndarray, taken: np.ndarray) -> pl.Series:
    """Why a pair is taken or waits, for a clerk."""
    exact, sure = judgement.exact, judgement.sure
    cases: list[tuple[np.ndarray, str]] = [
        (judgement.level["name"] == 0, "名称不同，但法定代表人、地址或电话相同：可能更名，也可能是关联企业，请核对"),
        (exact & ~sure, "名称相同，但法定代表人、地址、电话都对不上：原名可能已被别家使用，请核对"),
        (~sure & (judgement.agreeing > 0), "名称相近，其他信息也有相符，但可能是关联企业自己的名称，请核对"),
        (~sure, "名称相近，没有其他信息可以佐证，请核对"),
        (~is_best, "另有一家同样相近，无法自动区分，请核对"),
        (~taken, "相同的信息不够多，不足以自动认定，请核对"),
    ]
    answer = pl.Series(np.full(len(taken), "名称与其他登记信息相符，自动认定", dtype=object), dtype=pl.String)
    for holds, words in reversed(cases):
        answer = pl.select(pl.when(pl.Series(holds)).then(pl.lit(words)).otherwise(answer)).to_series()
    return answer
