"""Which loose records are which employer: registers first, then whatever a register knows, then the rest among itself.

A record is loose while no valid credit code tells its employer. Everything is decided in tables; the pairs that were
weighed, taken or not, are told in full.
"""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from matchers.employer.model import EXACT, MAIN, MATCHER, NARROW
from matchers.employer.records import Book
from matchers.employer.rules import BY_NAME_ALONE, HALF, by_name_alone, judged, lead, reasons
from matchers.engine import explanation as told
from matchers.engine.blocking import BlockingRule
from matchers.engine.clusters import ahead, components, one_to_one
from matchers.engine.weights import Weights

YES, NO, UNSURE = "yes", "no", "unsure"
SHOWN = 3
"""So many partners of one record are shown to a person."""
DEFINITE = 100.0


@dataclass
class Links:
    """`first`, `book`: the papers before and after linking. `pairs`, `comparisons`: what was weighed. `how`: by
    employer of the number stage, how its records came to theirs: `rule`, `score`, `compared` (others: by number)."""

    matcher: str
    weights: str
    first: Book
    book: Book
    pairs: pl.DataFrame
    comparisons: pl.DataFrame
    how: pl.DataFrame


TOLD_ONLY = (
    *("face", "extract", "record_id", "slot", "employer_name", "is_former", "address", "area", "business_kind"),
    *("name", "detail"),
)
"""What faces hold for the person who asks; nothing is compared by it."""


class _Linking:
    def __init__(self, book: Book, weights: Weights, verdicts: pl.DataFrame) -> None:
        self.first, self.book, self.weights = book, book, weights
        self.label = np.arange(len(book.employers))
        self.verdicts = _of_employers(book, verdicts)
        self.weighed: list[pl.DataFrame] = []
        self.how: list[pl.DataFrame] = []

    # -- the rounds --------------------------------------------------------------------------------------------

    def by_verdict(self) -> None:
        """What a person has said is one is one, unless valid numbers say otherwise."""
        yes = self.verdicts.filter(pl.col("verdict") == YES)
        fits = self._fits(yes["one"].to_numpy(), yes["other"].to_numpy())
        one, other = yes["one"].to_numpy()[fits], yes["other"].to_numpy()[fits]
        moved = np.unique(np.concatenate([one, other]))
        self.how.append(
            pl.DataFrame({"employer": moved}).with_columns(
                pl.lit("verdict").alias("rule"), pl.lit(DEFINITE).alias("score"), pl.lit("人工确认").alias("compared")
            )
        )
        self._merge(one, other)

    def registers(self) -> None:
        """A taxpayer and an entry of the registry of which at least one lacks its code: one to one."""
        taxed, registered = self._has("taxpayer"), self._has("business")
        self._one_to_one(self._scored(taxed & ~registered, registered & ~taxed))

    def numbered(self) -> None:
        """An entry of a register that lacks its code, and an employer whose code only other books tell: one to one."""
        coded, known = self.book.employers["uscc"].is_not_null().to_numpy(), self._known()
        registered = self._has("taxpayer") & self._has("business")
        self._one_to_one(self._scored(known & ~coded & ~self._moved(), coded & ~registered & ~self._moved()))

    def loose(self) -> None:
        """Whatever stands in no register and has no code, to the employers that do: many may be one's."""
        known = self._known()
        scored = self._scored(~known, known, NARROW)
        self._decide(scored, lead(scored, "left_group") >= MATCHER.margin, may_wait=False)
        self._by_name_alone()
        scored = self._scored(~known & ~self._moved(), self._known())
        self._decide(scored, lead(scored, "left_group") >= MATCHER.margin)

    def strangers(self) -> None:
        """What no register knows, among itself: the two bureaus' units of one employer."""
        scored = self._scored(~self._known() & ~self._moved(), None)
        turned = scored.rename({"left_group": "right_group", "right_group": "left_group"}).select(scored.columns)
        rival = ahead(pl.concat([scored, turned]), "left_group").reshape(2, -1).min(axis=0)
        level, staff = scored["name"].to_numpy(), scored["staff"].to_numpy()
        self._decide(scored, (level == EXACT) | (((level == MAIN) | (staff > HALF)) & (rival >= MATCHER.margin)))

    def _by_name_alone(self) -> None:
        """What prints nothing but a name, to the employer whose registered name fits it best and alone."""
        faces = self.book.faces
        registered = (pl.col("slot") == "business") | ((pl.col("slot") == "taxpayer") & (pl.col("in_business") == 0))
        sides = faces["is_bare"], faces.select(registered & ~pl.col("is_former")).to_series().fill_null(value=False)
        scored = self._scored(~self._known() & ~self._moved(), self._known(), sides=sides)
        alone = by_name_alone(scored, faces)
        self._decide(scored, alone, may_wait=False, alone=alone)

    # -- their parts -------------------------------------------------------------------------------------------

    def _scored(
        self,
        left: np.ndarray,
        right: np.ndarray | None,
        rules: tuple[BlockingRule, ...] = MATCHER.blocking,
        sides: tuple[pl.Series, pl.Series] | None = None,
    ) -> pl.DataFrame:
        """Pairs of employers of the two sides (without a right side: within the left one) that may be one.

        `sides`: which faces of either side are compared, if not all that say something of their own.
        """
        faces = self.book.faces.drop(TOLD_ONLY, strict=False).with_row_index("row")
        employer = faces["employer"].to_numpy()
        one_kind, other_kind = sides or (pl.lit(value=True), ~faces["is_repeat"])
        one = faces.filter(pl.Series(left[employer]) & one_kind)
        two = one if right is None else faces.filter(pl.Series(right[employer]) & other_kind)
        matcher = replace(MATCHER, blocking=rules)
        scored = matcher.score(self.weights, one, None if right is None else two, keep=-np.inf)
        grouped = matcher.gather(self.weights, scored, one, two, ("employer", "employer"))
        grouped = grouped.with_columns(
            one["row"].gather(grouped["left"]).alias("left"), two["row"].gather(grouped["right"]).alias("right")
        )
        one_group, other = grouped["left_group"].to_numpy(), grouped["right_group"].to_numpy()
        fits = (one_group != other) & self._fits(one_group, other) & ~self._refused(one_group, other)
        return grouped.filter(pl.Series(fits))

    def _one_to_one(self, scored: pl.DataFrame) -> None:
        """Decide where nobody has two partners."""
        best = np.zeros(len(scored), dtype=bool)
        best[one_to_one(scored)] = True
        rival = np.minimum(lead(scored, "left_group"), lead(scored, "right_group"))
        self._decide(scored, best & (rival >= MATCHER.margin))

    def _decide(
        self, scored: pl.DataFrame, is_best: np.ndarray, may_wait: bool = True, alone: np.ndarray | None = None
    ) -> None:
        """Take what is sure and alone, show a person what may be, forget the rest. `alone`: sure by the name alone."""
        judgement = judged(scored, self.first.faces)
        level, score = judgement.level, scored["score"].to_numpy()
        taken = is_best & judgement.enough if alone is None else alone
        unsure = self._unsure(scored["left_group"].to_numpy(), scored["right_group"].to_numpy())
        taken &= ~unsure
        settled = np.isin(scored["left_group"].to_numpy(), scored["left_group"].to_numpy()[taken])
        # Another name and nothing else in common is no question worth anybody's time.
        waits = (
            ~taken & ~settled & ((score >= MATCHER.review) & ((level["name"] > 0) | (judgement.agreeing > 0)) | unsure)
        )
        order = np.lexsort((-score, scored["left_group"].to_numpy()))
        place = np.empty(len(scored), dtype=np.int64)
        place[order] = pl.Series(scored["left_group"].to_numpy()[order]).to_frame("g").select(
            pl.int_range(pl.len()).over("g")
        ).to_series().to_numpy()  # fmt: skip
        waits &= (place < SHOWN) & may_wait
        verdict = pl.Series(np.where(taken, told.ACCEPTED, told.WAITING))
        reason = reasons(judgement, is_best, taken) if alone is None else pl.lit(BY_NAME_ALONE)
        told_of = scored.with_columns(verdict=verdict, reason=reason, usefulness=pl.lit(0.0))
        self.weighed.append(told_of.filter(pl.Series(taken | waits)))
        chosen = told_of.filter(pl.Series(taken))
        rule = pl.when(pl.col("name") == EXACT).then(pl.lit("name")).otherwise(pl.lit("features")).alias("rule")
        spoken = told.compared(MATCHER, chosen)
        moved = chosen.with_columns(spoken.alias("compared")).select(
            pl.col("left_group").cast(pl.Int64).alias("label"), rule, "score", "compared"
        )
        before = pl.DataFrame({"employer": np.arange(len(self.label)), "label": self.label})
        self.how.append(before.join(moved, on="label", how="inner", maintain_order="left").drop("label"))
        self._merge(chosen["left_group"].to_numpy(), chosen["right_group"].to_numpy())

    def _merge(self, one: np.ndarray, other: np.ndarray) -> None:
        if not len(one):
            return
        self.label = components(len(self.label), one, other)[self.label]
        self.book = self.first.told(self.label)

    def _has(self, slot: str) -> np.ndarray:
        answer: np.ndarray = self.book.employers[f"in_{slot}"].to_numpy() > 0
        return answer

    def _known(self) -> np.ndarray:
        """The employers that stand in a register or have a code."""
        coded: np.ndarray = self.book.employers["uscc"].is_not_null().to_numpy()
        return coded | self._has("taxpayer") | self._has("business")

    def _moved(self) -> np.ndarray:
        """The employers that were found to be another's."""
        return self.label != np.arange(len(self.label))

    def _fits(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Whether numbers and registers allow two employers to be one."""
        fits = np.ones(len(one), dtype=bool)
        for column in ("uscc", "organisation_code"):
            codes = self.book.employers[column]
            differ = codes.gather(one.astype(np.uint32)) != codes.gather(other.astype(np.uint32))
            fits &= ~differ.fill_null(False).to_numpy()
        # An entry of a register is an employer of its own.
        for slot in ("business", "taxpayer"):
            taken = self._has(slot)
            fits &= ~(taken[one] & taken[other])
        return fits

    def _refused(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        return self._spoken(NO, one, other)

    def _unsure(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        return self._spoken(UNSURE, one, other)

    def _spoken(self, verdict: str, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Whether a person has said this of two employers, of any records of theirs."""
        said = self.verdicts.filter(pl.col("verdict") == verdict)
        size = len(self.label)
        a, b = self.label[said["one"].to_numpy()], self.label[said["other"].to_numpy()]
        keys = np.concatenate([a * size + b, b * size + a])
        return np.isin(one.astype(np.int64) * size + other, keys)


def link(book: Book, weights: Weights, verdicts: pl.DataFrame) -> Links:
    """Link everything; the same book, weights and verdicts give the same links, in whatever order they came."""
    linking = _Linking(book, weights, verdicts)
    for happens in (linking.by_verdict, linking.registers, linking.numbered, linking.loose, linking.strangers):
        happens()
    faces = book.faces
    # A pair that waited in one round may have been weighed again in the next: the last word counts.
    scored = pl.concat(linking.weighed)
    ends = pl.concat_list("left", "right").list.sort()
    scored = scored.filter(pl.int_range(pl.len()).reverse().over(ends) == 0)
    how = pl.concat(linking.how, how="diagonal_relaxed").unique("employer", keep="first", maintain_order=True)
    return Links(
        MATCHER.name,
        weights.name,
        book,
        linking.book,
        told.pairs(MATCHER, scored, faces, faces),
        told.comparisons(MATCHER, weights, scored, faces, faces),
        how,
    )


def _of_employers(book: Book, verdicts: pl.DataFrame) -> pl.DataFrame:
    """Standing verdicts as pairs of employers, as the number stage knows them."""
    records = book.records.select("extract", "record_id", "employer")
    sides = verdicts.filter(pl.col("matcher") == MATCHER.name)
    for side, name in (("left", "one"), ("right", "other")):
        sides = sides.join(
            records.rename({"extract": f"{side}_extract", "record_id": f"{side}_record", "employer": name}),
            on=[f"{side}_extract", f"{side}_record"],
            how="inner",
            maintain_order="left",
        )
    return sides.select("one", "other", "verdict")
