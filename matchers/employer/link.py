"""Which loose records are which employer: registers first, then whatever a register knows, then the rest among itself.

A record is loose while no valid credit code tells its employer. Everything is decided in tables; the pairs that were
weighed, taken or not, are explained in full.
"""

from dataclasses import replace
from functools import partial

import numpy as np
import polars as pl

from matchers.employer import aliases, name_alone, records, rivals, rules, tables
from matchers.employer.model import BARE, MATCHER, NARROW, WIDE, Name
from matchers.employer.records import Records
from matchers.employer.tables import Employers
from matchers.engine import calibration, judgements, prefectures, weights
from matchers.engine.blocking import BlockingRule
from matchers.engine.clusters import components
from matchers.engine.decide import ACCEPTED, CONFIRMED, decide, stretches
from matchers.engine.explanation import COMPARISON, described
from matchers.engine.explanation import PAIR as SHOWN_PAIR
from matchers.engine.judgements import NO, UNSURE, YES
from matchers.engine.result import DEFINITE, Linked, explained
from matchers.engine.weights import FOLDER, Weights
from sql.spread import Frames
from sql.warehouse import Warehouse

WEIGHTS = FOLDER / "employer-1.toml"
SHOWN_ONLY = (
    *("print_no", "extract", "record_id", "slot", "employer_name", "is_former", "address", "area", "business_kind"),
    *("name", "detail"),
)
"""What mentions hold for the person who asks; nothing is compared by it."""
PAIR = ("left_group", "right_group", "left", "right", "rule", "score")
NIGHT = ("by_judgement", "registers", "numbered", "by_alias", "loose", "strangers")
"""The rounds of a night, in order."""
MADE = {"employer": tables.EMPLOYER, "pair": SHOWN_PAIR, "comparison": COMPARISON}
"""What is made of the records of a region, or of a prefecture."""
ASKED = ("by_alias", "loose")
"""The rounds that somebody who asks by name alone goes through, where a night has settled all others."""


def link(warehouse: Warehouse) -> Linked:
    """Link all employers of a night and write `matches.employer`, each prefecture by itself.

    Reads `numbered.employer`, `numbered.employer_print`, `core.area` and `matches.verdict`.
    """
    judged, areas = judgements.standing(warehouse, MATCHER.name), warehouse.frame(records.AREA)
    work = partial(linked_tables, areas=areas, judged=judged)
    made = warehouse.spread(work, records.PARTS, MADE, prefectures.groups(warehouse, records.PREFECTURES))
    warehouse.write("matches.employer", made["employer"].sort("extract", "record_id"))
    pairs = made["pair"].with_columns(tables.usefulness(warehouse, made["pair"]))
    return Linked(MATCHER.name, weights.read(WEIGHTS, MATCHER.sizes).name, pairs, made["comparison"])


def linked_tables(parts: Frames, areas: pl.DataFrame, judged: pl.DataFrame) -> Frames:
    """What linking makes of a region's records, or of a prefecture's: the tables of `MADE`."""
    known = records.of_parts(parts, areas)
    employers = linked_employers(known, weights.read(WEIGHTS, MATCHER.sizes), judged)
    linked = employers.linked
    return {"employer": tables.employer_table(employers), "pair": linked.pairs, "comparison": linked.comparisons}


def linked_employers(
    known: Records, learned: Weights, judged: pl.DataFrame, rounds: tuple[str, ...] = NIGHT
) -> Employers:
    """Link everything; the same records, weights and judgements give the same links, in whatever order they came."""
    linking = _Linking(known, learned, judged)
    for name in rounds:
        getattr(linking, name)()
    # A pair that waited in one round may have been weighed again in the next: the last word counts.
    decided = pl.concat(linking.decided)
    ends = pl.concat_list("left", "right").list.sort()
    decided = decided.filter(pl.int_range(pl.len()).reverse().over(ends) == 0)
    links = pl.concat(linking.links, how="diagonal_relaxed").unique("employer", keep="first", maintain_order=True)
    mentions = known.mentions
    return Employers(explained(MATCHER, learned, decided, mentions, mentions), known, linking.records, links)


class _Linking:
    def __init__(self, known: Records, learned: Weights, judged: pl.DataFrame) -> None:
        self.first, self.records, self.weights = known, known, learned
        self.calibration = calibration.shipped(MATCHER.name).at_home(judged)
        self.label = np.arange(len(known.employers))
        self.judgements = _of_employers(known, judged)
        self.aliases = aliases.learned(known, judged)
        self.disputed = pl.DataFrame(schema={"left_group": pl.Int64, "right_group": pl.Int64})
        self.decided: list[pl.DataFrame] = []
        self.links: list[pl.DataFrame] = []

    # -- the rounds --------------------------------------------------------------------------------------------

    def by_judgement(self) -> None:
        """What a person has judged to be one is one, unless valid numbers contradict it."""
        yes = self.judgements.filter(pl.col("verdict") == YES)
        fits = self._fits(yes["one"].to_numpy(), yes["other"].to_numpy())
        one, other = yes["one"].to_numpy()[fits], yes["other"].to_numpy()[fits]
        moved = np.unique(np.concatenate([one, other]))
        self.links.append(
            pl.DataFrame({"employer": moved}).with_columns(
                pl.lit("verdict").alias("rule"), pl.lit(DEFINITE).alias("score"), pl.lit(CONFIRMED).alias("compared")
            )
        )
        self._merge(one, other)

    def by_alias(self) -> None:
        """What people have said that a name means it means wherever nothing else is printed; of two meanings
        somebody is asked."""
        here = self.aliases.with_columns(pl.Series("employer", self.label[self.aliases["employer"].to_numpy()]))
        known = self._known()
        found = aliases.meant(self.records, here, ~known & ~self._moved(), known)
        one, other = found["left"].to_numpy(), found["right"].to_numpy()
        found = found.filter(pl.Series(self._fits(one, other) & ~self._is_judged(NO, one, other)))
        contested = found.filter(pl.col("disputed"))
        self.disputed = contested.select(pl.col("left").alias("left_group"), pl.col("right").alias("right_group"))
        sure = found.filter(~pl.col("disputed"))
        self.links.append(
            sure.select(
                pl.col("left").alias("employer"),
                pl.lit("verdict").alias("rule"), pl.lit(DEFINITE).alias("score"), pl.col("sentence").alias("compared"),
            )
        )  # fmt: skip
        self._merge(sure["left"].to_numpy(), sure["right"].to_numpy())

    def registers(self) -> None:
        """A taxpayer and an entry of the registry of which at least one lacks its code: one to one."""
        taxed, registered = self._has("taxpayer"), self._has("business")
        pairs = self._scored(taxed & ~registered, registered & ~taxed)
        self._decide(pairs, rivals.is_ahead_one_to_one(pairs))

    def numbered(self) -> None:
        """An entry of a register that lacks its code, and an employer whose code only others tell: one to one."""
        coded, known = self.records.employers["uscc"].is_not_null().to_numpy(), self._known()
        registered = self._has("taxpayer") & self._has("business")
        pairs = self._scored(known & ~coded & ~self._moved(), coded & ~registered & ~self._moved())
        self._decide(pairs, rivals.is_ahead_one_to_one(pairs))

    def loose(self) -> None:
        """Whatever stands in no register and has no code, to the employers that do: many may be one's."""
        known = self._known()
        pairs = self._undisputed(self._scored(~known, known, NARROW))
        self._decide(pairs, rivals.is_ahead(pairs), may_wait=False)
        asked = self._by_name_alone()
        pairs = self._undisputed(self._scored(~known & ~self._moved(), self._known()))
        self._decide(pairs, rivals.is_ahead(pairs), asked=asked["left_group"])
        self._take(asked.filter(pl.Series(~self._moved()[asked["left_group"].to_numpy()])))

    def strangers(self) -> None:
        """What no register knows, among itself: the two bureaus' units of one employer."""
        pairs = self._scored(~self._known() & ~self._moved(), None)
        self._decide(pairs, rivals.is_ahead_among_strangers(pairs))

    def _by_name_alone(self) -> pl.DataFrame:
        """What prints nothing but a name, to the employer whose registered name fits it best and alone; returns the
        pairs to be asked about where no other round finds the employer."""
        mentions = self.records.mentions
        registered = (pl.col("slot") == "business") | ((pl.col("slot") == "taxpayer") & (pl.col("in_business") == 0))
        is_registered = mentions.select(registered & ~pl.col("is_former")).to_series().fill_null(value=False)
        sides = mentions["is_bare"], is_registered
        both = ~self._known() & ~self._moved(), self._known()
        pairs = self._scored(*both, (*NARROW, *WIDE, *BARE), sides)
        parts = [self._judged_by_name(part) for part in stretches(pairs, "left_group")]
        self._take(pl.concat(accepted for accepted, _ in parts))
        return pl.concat(asked for _, asked in parts)

    def _judged_by_name(self, pairs: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The pairs that a name alone is enough for, and those to be asked about."""
        mentions = self.records.mentions
        known = pairs.hstack(rules.facts(pairs, self.first.mentions))
        evidence = self._judged(name_alone.evidence(known, mentions, self.weights, self.disputed))
        decided = name_alone.with_figures(decide(evidence, name_alone.RULES, "left_group"))
        return decided.filter(pl.col("verdict") == ACCEPTED), name_alone.shown(decided, evidence, mentions)

    # -- their parts -------------------------------------------------------------------------------------------

    def _scored(
        self,
        left: np.ndarray,
        right: np.ndarray | None,
        rules: tuple[BlockingRule, ...] = (*NARROW, *WIDE),
        sides: tuple[pl.Series, pl.Series] | None = None,
    ) -> pl.DataFrame:
        """Pairs of employers of the two sides (without a right side: within the left one) that may be one.

        `sides`: which mentions of either side are compared, if not all that tell something of their own.
        """
        mentions = self.records.mentions.drop(SHOWN_ONLY, strict=False).with_row_index("row")
        employer = mentions["employer"].to_numpy()
        one_kind, other_kind = sides or (pl.lit(value=True), ~mentions["is_repeat"])
        matcher = replace(MATCHER, blocking=rules)
        keys = mentions.select("row", *matcher.keys)
        one = keys.filter(pl.Series(left[employer]) & one_kind)
        two = one if right is None else keys.filter(pl.Series(right[employer]) & other_kind)
        scored = matcher.score(self.weights, one, None if right is None else two, least=-np.inf, of=mentions)
        grouped = matcher.gather(self.weights, scored, one, two, ("employer", "employer"))
        grouped = grouped.with_columns(
            one["row"].gather(grouped["left"]).alias("left"), two["row"].gather(grouped["right"]).alias("right")
        )
        one_group, other = grouped["left_group"].to_numpy(), grouped["right_group"].to_numpy()
        refused = self._is_judged(NO, one_group, other)
        fits = (one_group != other) & self._fits(one_group, other) & ~refused
        return grouped.filter(pl.Series(fits))

    def _undisputed(self, pairs: pl.DataFrame) -> pl.DataFrame:
        """Pairs of records whose name nobody gave two meanings: of the others people are asked by name alone."""
        return pairs.filter(~pl.col("left_group").is_in(self.disputed["left_group"].unique().implode()))

    def _decide(
        self, pairs: pl.DataFrame, is_best: np.ndarray, may_wait: bool = True, asked: pl.Series | None = None
    ) -> None:
        """Take what is sure and alone, show a person what may be, forget the rest. Of records that are `asked` about by
        name alone nobody is asked a second time for a name."""
        evidence = rules.evidence(self._judged(pairs), self.first.mentions)
        decided = rules.decided_pairs(evidence.with_columns(pl.Series("is_best", is_best)), may_wait)
        if asked is not None:
            is_asked = pl.col("left_group").is_in(asked.unique().implode()) & (pl.col("agreeing") == 0)
            decided = decided.filter((pl.col("verdict") == ACCEPTED) | ~is_asked)
        self._take(decided)

    def _take(self, decided: pl.DataFrame) -> None:
        """Remember decided pairs, and make one of each accepted."""
        decided = calibration.within_risk(decided, self.calibration)
        pairs = decided.select(*PAIR, *MATCHER.sizes, "verdict", "reason", usefulness=pl.lit(0.0))
        self.decided.append(pairs)
        accepted = pairs.filter(pl.col("verdict") == ACCEPTED)
        rule = pl.when(pl.col("name") == Name.EXACT).then(pl.lit("name")).otherwise(pl.lit("features")).alias("rule")
        moved = accepted.with_columns(described(MATCHER, accepted).alias("compared")).select(
            pl.col("left_group").cast(pl.Int64).alias("label"), rule, "score", "compared"
        )
        before = pl.DataFrame({"employer": np.arange(len(self.label)), "label": self.label})
        self.links.append(before.join(moved, on="label", how="inner", maintain_order="left").drop("label"))
        self._merge(accepted["left_group"].to_numpy(), accepted["right_group"].to_numpy())

    def _merge(self, one: np.ndarray, other: np.ndarray) -> None:
        if not len(one):
            return
        self.label = components(len(self.label), one, other)[self.label]
        self.records = self.first.merged(self.label)

    def _has(self, slot: str) -> np.ndarray:
        answer: np.ndarray = self.records.employers[f"in_{slot}"].to_numpy() > 0
        return answer

    def _known(self) -> np.ndarray:
        """The employers that stand in a register or have a code."""
        coded: np.ndarray = self.records.employers["uscc"].is_not_null().to_numpy()
        return coded | self._has("taxpayer") | self._has("business")

    def _moved(self) -> np.ndarray:
        """The employers that were found to be another's."""
        return self.label != np.arange(len(self.label))

    def _fits(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Whether numbers and registers allow two employers to be one."""
        fits = np.ones(len(one), dtype=bool)
        for column in ("uscc", "organisation_code"):
            codes = self.records.employers[column]
            differ = codes.gather(one.astype(np.uint32)) != codes.gather(other.astype(np.uint32))
            fits &= ~differ.fill_null(False).to_numpy()
        # An entry of a register is an employer of its own.
        for slot in ("business", "taxpayer"):
            taken = self._has(slot)
            fits &= ~(taken[one] & taken[other])
        return fits

    def _judged(self, pairs: pl.DataFrame) -> pl.DataFrame:
        """Pairs with their `judgement`: unsure or none, for yes and no have been heeded before."""
        unsure = self._is_judged(UNSURE, pairs["left_group"].to_numpy(), pairs["right_group"].to_numpy())
        return pairs.with_columns(pl.when(pl.Series(unsure)).then(pl.lit(UNSURE)).alias("judgement"))

    def _is_judged(self, judgement: str, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Whether a person has judged so of two employers, of any records of theirs."""
        pairs = self.judgements.filter(pl.col("verdict") == judgement)
        size = len(self.label)
        a, b = self.label[pairs["one"].to_numpy()], self.label[pairs["other"].to_numpy()]
        keys = np.concatenate([a * size + b, b * size + a])
        return np.isin(one.astype(np.int64) * size + other, keys)


def _of_employers(known: Records, judged: pl.DataFrame) -> pl.DataFrame:
    """Standing judgements as pairs of employers, as the number stage knows them."""
    records = known.records.select("extract", "record_id", "employer")
    for side, name in (("left", "one"), ("right", "other")):
        judged = judged.join(
            records.rename({"extract": f"{side}_extract", "record_id": f"{side}_record", "employer": name}),
            on=[f"{side}_extract", f"{side}_record"],
            how="inner",
            maintain_order="left",
        )
    return judged.select("one", "other", "verdict")
