"""Whether a record that prints nothing but a name means the employer whose registered name fits it.

Every registered name that comes near is a rival, whatever else speaks against it: the right one may be among those.
The one that is ahead of all is taken where nothing keeps it back (`NOT_ALONE`) and what speaks for it outweighs what
speaks against (`FLOOR`). An exact name is better than an exact brand and trade, those than a name that was shortened or
has another word for the trade; the same place is better than one that is left out; the best must be so in both. A
shortened name stands whole in the registered one, in its order and from its beginning. A brand alone is enough where
it is long; a slip of the hand only where it leaves what can hardly be another's name (`misspelt`) and place and form
are whole; a short form by which some record calls another employer is that one's own name.
"""

import numpy as np
import polars as pl

from matchers.employer.model import MATCHER, Form, Name, Opened, Place, Vacancy
from matchers.employer.retrieval import likeness, retrieved
from matchers.engine.decide import ACCEPTED, PASSED_OVER, WAITING, Case, Rule, any_of, every
from matchers.engine.judgements import UNSURE
from matchers.engine.weights import Weights
from matchers.text.employer_name_levels import misspelt, standing_in
from matchers.text.levels import MISSING

FLOOR = 0.0
"""In bits: what speaks for the pair, with its being the one of so many registered names, less what speaks against."""
ASKED, FAR = 4, 0.9
"""So many employers are shown of one record, and none whose name looks so much less like it than the nearest does."""
BESIDE_FAR = 0.6
"""The same, of who is no rival: asked about only where no rival is likely."""
HELD = 0.85
"""So much of a pair of characters, as rare as can be, is worth a question where nothing else is near."""
LONG_BRAND = 3
"""A brand of so many characters is hardly another firm's too."""


def _rare(bits: float) -> pl.Expr:
    """Whether the brand is so much rarer than what one in all registered names bears by chance; of who has none the
    place is the name."""
    return (pl.col("rarity") >= bits) | pl.col("is_brandless")


def _ahead(pairs: float) -> pl.Expr:
    """Whether the name holds so many pairs of characters more than the next does, each as rare as can be."""
    return pl.col("margin") >= pairs


_NAME = pl.col("name")
_IS_NOBODYS = ~pl.col("is_anothers")
_OWN_BRAND = pl.col("same_brand"), _ahead(0.5), _IS_NOBODYS
_SEATED = pl.col("place") == Place.SAME, pl.col("form") == Form.SAME
_WHOLE = pl.col("has_trade"), *_SEATED
MAYBE_MISSPELT = (
    _NAME == Name.SLIP,
    pl.col("place") == Place.SAME,
    pl.col("form") == Form.SAME,
    pl.col("printed_by") == 1,
)
"""Where a slip of the hand is looked at: place and form are whole, and no other department prints it."""
RIVALS = (
    Case("a name that is near", (_NAME >= Name.SLIP, pl.col("same_branch"))),
    Case(
        "a longer name that holds it",
        (pl.col("stands_in") | pl.col("is_inside"), pl.col("same_branch"), pl.col("place") != Place.CONFLICT),
    ),
)
"""Which registered names a bare name may mean."""
OTHER_FORM = pl.col("form") == Form.DIFFERENT, ~pl.col("form_is_trade")
_OWN_FORM = _NAME >= Name.MAIN, pl.col("form") == Form.SAME, pl.col("place") != Place.CONFLICT, pl.col("same_branch")
NOT_ALONE = (
    Case("another legal form", OTHER_FORM),
    # 羊寨中学 is not 阜宁中学, and 供电公司 alone is any county's
    Case("the place is the name, and it is not the same", (pl.col("is_brandless"), ~pl.col("same_seat"))),
    # 河东县茂川 is not 江城市茂川, whose seat is another county
    Case("the record names a county in which it is not", (pl.col("other_seat"),)),
    # 金华市一诺 is hardly 浙江一诺: one office enters each
    Case("each names a place that the other does not", (pl.col("other_place"),)),
    Case("enrolled before it was founded", (pl.col("opened") == Opened.BEFORE,)),
    Case("another family", (pl.col("other_family"),)),
    Case("of a family, and not whole", (pl.col("has_family"), _NAME < Name.MAIN)),
    Case("only one has a number", (pl.col("other_number"),)),
    Case("an office before a reform", (pl.col("is_reformed"),)),
    Case("a group and a firm of its name", (pl.col("other_group"),)),
    Case("a joint-stock company and another firm", (pl.col("other_stock"),)),
)
"""What keeps a name from being enough, however near it is."""
ENOUGH = (
    Case("exact", (_NAME == Name.EXACT,)),
    Case("brand and trade", (_NAME == Name.MAIN, _IS_NOBODYS)),
    # whoever shortens a trade begins it alike, or the brand must be rare: 瑞川网络 is no 瑞川仓储网络通信
    Case("shortened", (pl.col("stands_in"), _NAME == Name.SHORT, pl.col("begins_trade"), _rare(-5.5), _IS_NOBODYS)),
    Case(
        "shortened, its trade in order, and nobody else's",
        (
            *(pl.col("stands_in"), _NAME == Name.SHORT, pl.col("has_trade"), ~pl.col("leaves_group_out")),
            *(_ahead(1.5), _IS_NOBODYS),
        ),
    ),
    Case("shortened, with its place and form", (pl.col("stands_in"), _NAME == Name.SHORT, *_WHOLE, _IS_NOBODYS)),
    # 铭沐股份, 铭沐集团: hardly two firms of a rare brand have such a form, or the place, if no other bears it
    Case("a rare brand and a rare form", (*_OWN_BRAND, pl.col("is_rare_form"), _rare(2.5))),
    # of the firms there hardly two bear it, whoever bears it elsewhere; without a form a province has too many others
    Case(
        "a brand that is rare where it is",
        (
            *(pl.col("same_brand"), pl.col("stands_in"), pl.col("place") == Place.SAME),
            (pl.col("form") == Form.SAME) | (pl.col("is_local") & (pl.col("form") == MISSING)),
            *(pl.col("rarity_here") >= 2.0, _IS_NOBODYS),
        ),
    ),
    Case(
        "it begins so, with its place",
        (pl.col("begins_it"), pl.col("place") == Place.SAME, _ahead(1.0), _rare(1.0), _IS_NOBODYS),
    ),
    Case("a rare brand and its place", (*_OWN_BRAND, pl.col("stands_in"), pl.col("place") == Place.SAME, _rare(1.0))),
    # 小枣糕 is in 大阳小枣糕, 林机 in 林川机械
    Case(
        "all its characters in their order, and nobody else's",
        (pl.col("stands_in"), _NAME >= Name.SLIP, ~pl.col("has_trade"), _ahead(2.5), _IS_NOBODYS),
    ),
    Case(
        "it stands in a longer name", (pl.col("is_inside"), pl.col("has_trade") | _rare(0.0), _ahead(3.0), _IS_NOBODYS)
    ),
    Case("a long brand", (pl.col("begins_it"), pl.col("size") >= LONG_BRAND, pl.col("no_other_place"), _IS_NOBODYS)),
    Case("a slip", (pl.col("is_misspelt"), _IS_NOBODYS)),
    Case("another word for the trade", (_NAME == Name.SLIP, pl.col("same_brand"), _IS_NOBODYS)),
)
"""What a bare name must have in common with the registered one."""
ANOTHERS = (
    Case("no rival: another branch, or not near", (pl.col("rank") == 0,)),
    Case("another place", (pl.col("place") == Place.CONFLICT,)),
    Case("two families", (pl.col("other_family"), pl.col("has_family"), pl.col("has_other_family"))),
    Case("the employer has its entry", (pl.col("vacancy") == Vacancy.TAKEN,)),
    Case("a slip that little bears out", (pl.col("rank") == 1, pl.col("unsaid") < MATCHER.review)),
)
"""Whom a bare name cannot mean: nobody is asked."""
_SHORT = "记录只写了简称，可能是登记的这一家，也可能是别家，请核对"
RULES = (
    Rule((pl.col("is_disputed"),), WAITING, "这一名称以前被确认为不同的单位，或另有一家登记了这一名称，请核对是哪一家"),
    Rule((pl.col("has_dispute"),), PASSED_OVER),
    Rule((pl.col("judgement") == UNSURE,), PASSED_OVER),
    Rule((pl.col("is_nearest"), _NAME >= Name.NEAR), WAITING, "登记的名称里没有一家与之相符，这一家只差一字，请核对"),
    Rule((pl.col("is_nearest"),), WAITING, "登记的名称里没有一家与之相符，这是用字最接近的几家，请核对"),
    Rule((pl.col("is_anothers_name"),), PASSED_OVER),
    Rule((~pl.col("fits_best"),), WAITING, "记录只写了名称，登记的名称中有几家与之相近，请核对"),
    Rule(
        (pl.col("is_kept_back"),), WAITING, "记录只写了名称，缺少区分它的部分（地名、编号、组织形式等）或已改制，请核对"
    ),
    # 迅人力资源 of 顺迅人力资源: any firm's brand may end so
    Rule(
        (pl.col("is_rest"), _NAME == Name.SLIP), WAITING, "记录只写了名称，其中字号只剩一个字，别家的也可能如此，请核对"
    ),
    Rule((~pl.col("has_enough"),), WAITING, _SHORT),
    Rule((pl.col("bits") < FLOOR,), WAITING, "记录只写了名称，相同的部分太少，不足以自动认定，请核对"),
    Rule((_NAME >= Name.MAIN,), ACCEPTED, "记录只写了名称，登记的名称中只有这一家与之相符，自动认定"),
    Rule((), ACCEPTED, "记录只写了简称，登记的名称中只有这一家包含它的全部字词，自动认定"),
)
"""Which employer a bare name means; whom nobody is asked about may still be found by the next round."""
NEAREST = (
    Case(
        "no rival, but the nearest by its characters",
        (
            *(pl.col("rank").max().over("left_group") == 0, pl.col("held") >= HELD),
            *(pl.col("same_branch"), pl.col("place") != Place.CONFLICT, ~pl.col("other_family")),
            pl.col("vacancy") != Vacancy.TAKEN,
        ),
    ),
)
"""Who is asked about where no registered name is a rival."""
BESIDE = (
    *(pl.col("same_branch"), pl.col("place") != Place.CONFLICT, ~(pl.col("other_family") & pl.col("has_family"))),
    *(pl.col("vacancy") != Vacancy.TAKEN, pl.col("judgement").ne_missing(pl.lit(UNSURE))),
)
"""Who may be asked about beside those that wait, if the name looks like theirs."""
BEARERS = (
    Case("it begins so", (pl.col("stands_in"),)),
    Case("it has the brand", (pl.col("same_brand"),)),
    Case("it may be misspelt", MAYBE_MISSPELT[:3]),
)
"""A rival so likely that nobody who is none is asked about beside it."""
ALSO_ALIKE, LESS_ALIKE = "登记的名称里还有这一家用字相近，请核对", "，这一家不是最像的，请核对"
NUMBERED = ("business", "taxpayer", "wage", "hrss", "hsa")
"""The registers that number their employers: a name in one of them is that employer's own."""
_READ = (
    *("branch", "normal", "trade", "brand", "core", "plain", "form", "family", "ordinal", "reformed", "printed_by"),
    *("province", "city", "county", "town"),
)


def evidence(pairs: pl.DataFrame, mentions: pl.DataFrame, learned: Weights, disputed: pl.DataFrame) -> pl.DataFrame:
    """Pairs and facts of a bare name and a registered one, with every column that the rules ask for.

    `disputed`: pairs of groups of which people, or a register, have said that the one's name means the other, and more.
    """
    left, right = (mentions.select(_READ)[pairs[side]] for side in ("left", "right"))
    slips = pairs.select(every(MAYBE_MISSPELT)).to_series().to_numpy().copy()
    slips[slips] = misspelt(left.filter(slips), right.filter(slips))
    both = pl.concat(
        [side.select(pl.all().name.prefix(prefix)) for side, prefix in ((left, "l_"), (right, "r_"))], how="horizontal"
    )
    known = pairs.with_columns(
        pl.Series("is_misspelt", slips),
        _other_seat(pairs, mentions).alias("other_seat"),
        pl.Series("stands_in", standing_in(left, right)),
        _anothers(left["normal"], pairs["right_group"], mentions).alias("is_anothers"),
        *both.with_columns(pairs["place"]).select(**_parts_compared()),
        **_bits(pairs, left, mentions, learned),
        **retrieved(pairs, mentions),
        **_disputed(pairs, disputed),
    )
    return judged(known)


def _disputed(pairs: pl.DataFrame, disputed: pl.DataFrame) -> dict[str, pl.Series]:
    """`is_disputed`: whether the pair is of such a pair; `has_dispute`: whether its name is."""
    keys = pairs.select(pl.col("left_group", "right_group").cast(pl.Int64))
    marked = disputed.unique().with_columns(pl.lit(value=True).alias("marked"))
    mine = keys.join(marked, on=["left_group", "right_group"], how="left", maintain_order="left")["marked"]
    return {
        "is_disputed": mine.fill_null(value=False),
        "has_dispute": keys["left_group"].is_in(disputed["left_group"].unique().implode()),
    }


def _other_seat(pairs: pl.DataFrame, mentions: pl.DataFrame) -> pl.Series:
    """Whether the record names a county, and the registered name only its city or province, though the employer's area
    is another county."""
    registered = mentions.filter(pl.col("called").is_not_null()).select("county", "county_code").drop_nulls()
    # what most of the names of an area call its county
    seats = registered.group_by("county_code", pl.col("county").alias("seat")).len()
    seats = seats.sort("len", "seat", descending=[True, False]).unique("county_code", keep="first").drop("len")
    right = mentions.select("province", "city", "county", "county_code")[pairs["right"]]
    right = right.join(seats, on="county_code", how="left", maintain_order="left")
    county = mentions["county"].gather(pairs["left"])
    is_coarser = right.select(pl.col("county").is_null() & pl.any_horizontal(pl.col("province", "city").is_not_null()))
    is_elsewhere = (county != right["seat"]).fill_null(value=False)
    return county.is_not_null() & is_coarser.to_series() & is_elsewhere


def _parts_compared() -> dict[str, pl.Expr]:
    """What the parts of both names say of families, branches and groups."""
    group = [pl.col(f"{side}_form").str.starts_with("集团").fill_null(value=False) for side in "lr"]
    to_trade = pl.col("l_core").str.slice(0, pl.col("r_brand").str.len_chars() + 1)
    stock = [pl.col(f"{side}_form").str.contains("股份", literal=True).fill_null(value=False) for side in "lr"]
    size = pl.col("l_core").str.len_chars().fill_null(0)
    is_daughter = (
        pl.col("r_core").str.contains(pl.concat_str("l_core", pl.lit("集团")), literal=True).fill_null(value=False)
    )
    # 天保集团 is 天保集团控股: both head the group
    is_head = group[0] & (pl.col("r_core") == pl.concat_str("l_core", pl.lit("集团控股"))).fill_null(value=False)
    says_stock = (size >= LONG_BRAND) | stock[0] | (pl.col("place") == Place.SAME)
    same_branch = pl.col("l_branch").eq_missing(pl.col("r_branch"))
    form_is_trade = pl.col("r_core").str.contains(pl.col("l_form"), literal=True)
    levels = ("province", "city", "county", "town")
    nowhere = pl.all_horizontal(pl.col(f"l_{level}").is_null() for level in levels)
    somewhere = pl.any_horizontal(pl.col(f"r_{level}").is_not_null() for level in levels)
    shared = pl.any_horizontal(pl.col(f"l_{level}") == pl.col(f"r_{level}") for level in levels).fill_null(value=False)
    return {
        "same_branch": same_branch,
        "is_local": pl.any_horizontal(pl.col("l_city", "l_county", "l_town").is_not_null()),
        "other_place": ~nowhere & somewhere & ~shared,
        "is_rest": (pl.col("l_brand").str.len_chars() == 1).fill_null(value=False) & pl.col("l_trade").is_not_null(),
        "is_brandless": pl.col("l_brand").is_null() | pl.col("r_brand").is_null(),
        "has_seat": same_branch & pl.col("l_branch").is_not_null() & nowhere,
        "other_family": pl.col("l_family").ne_missing(pl.col("r_family")),
        "has_family": pl.col("l_family").is_not_null(),
        "has_other_family": pl.col("r_family").is_not_null(),
        "other_number": pl.col("l_ordinal").ne_missing(pl.col("r_ordinal")),
        "is_reformed": pl.col("l_reformed").ne_missing(pl.col("r_reformed")),
        # a joint-stock group is what its own short name means; of any other, 伊恒煤炭 may be the daughter, and so is
        # no 伊恒煤炭集团机械
        "other_group": (((group[0] != group[1]) & ~(group[1] & stock[1] & says_stock)) | is_daughter) & ~is_head,
        "is_of_group": group[1] & ~group[0],
        "leaves_group_out": (
            pl.col("r_core").str.contains("集团", literal=True) & ~pl.col("l_core").str.contains("集团", literal=True)
        ).fill_null(value=False),
        "is_less": (group[0] & ~group[1]) | (stock[0] & ~stock[1]),
        "form_is_trade": form_is_trade.fill_null(value=False),
        "is_rare_form": (stock[0] & stock[1]) | (group[0] & group[1]) | is_head,
        "other_stock": stock[0] & ~stock[1],
        "is_inside": pl.col("r_plain").str.contains(pl.col("l_core"), literal=True).fill_null(value=False),
        "says_no_place": nowhere & pl.col("l_brand").is_not_null(),
        "begins_trade": (pl.col("l_trade").is_not_null() & pl.col("r_core").str.starts_with(to_trade)).fill_null(
            value=False
        ),
        "begins_it": pl.col("r_core").str.starts_with(pl.col("l_core")).fill_null(value=False),
        "size": size,
    }


def _bits(pairs: pl.DataFrame, left: pl.DataFrame, mentions: pl.DataFrame, learned: Weights) -> dict[str, pl.Series]:
    """What speaks for each pair. `unsaid`: its score, where a short name leaves its place out as most do, which is no
    evidence against it; `bits`: and that it is the one of all registered names (log2 of how many)."""
    registered = mentions.filter(pl.col("called").is_not_null())["called"].n_unique()
    nowhere = pl.all_horizontal(pl.col("province", "city", "county", "town").is_null())
    places = learned.of("place")[pairs["place"].to_numpy() + 1]
    left_out = np.where(left.select(nowhere).to_series().to_numpy(), places, 0.0)
    unsaid = pl.Series("unsaid", pairs["score"].to_numpy() - left_out)
    return {"unsaid": unsaid, "bits": (unsaid + np.log2(max(registered, 1))).alias("bits")}


def judged(known: pl.DataFrame) -> pl.DataFrame:
    """Known facts of pairs, with what the tables say of them."""
    same_seat = (pl.col("place") == Place.SAME) | (pl.col("has_seat") & (pl.col("place") == MISSING))
    no_other_place = pl.col("says_no_place") | (pl.col("place") == Place.SAME)
    known = known.with_columns(rank=_rank(), no_other_place=no_other_place)
    return known.with_columns(
        pl.Series("fits_best", _fits_best(known)),
        any_of(ANOTHERS).alias("is_anothers_name"),
        any_of(NEAREST).alias("is_nearest"),
        any_of(ENOUGH).alias("has_enough"),
        same_seat.alias("same_seat"),
    ).with_columns(any_of(NOT_ALONE).alias("is_kept_back"))


def _rank() -> pl.Expr:
    """How well a rival's name fits, whatever else speaks against it; 0 for who is none."""
    is_long = (pl.col("size") >= LONG_BRAND) | pl.col("has_family")
    begins = pl.col("begins_it") | (_NAME == Name.MAIN)
    shortened = pl.col("stands_in") | pl.col("is_inside") | ((_NAME == Name.SLIP) & pl.col("same_brand"))
    return (
        pl.when(~any_of(RIVALS)).then(0)
        .when(_NAME == Name.EXACT).then(5)
        # 天衡集团 is no firm that is no group, 铭沐股份 no firm that is no joint-stock company
        .when(pl.col("is_less")).then(1)
        .when((_NAME == Name.MAIN) & is_long).then(4)
        .when(begins & is_long).then(3)
        # whatever bears a short brand is as near as any other that does
        .when(begins | shortened).then(2)
        .otherwise(1).cast(pl.Int8)
    )  # fmt: skip


def _fits_best(known: pl.DataFrame) -> pl.Series:
    """The pairs that fit better than any other of the record, by name and by place. Who names no place names any,
    unless the place is the name. A group is meant by its daughters' short names too: where one is there, it is not.
    A shop is no rival, however near, of a firm that bears the whole name of a firm."""
    place = pl.when(pl.col("says_no_place")).then(0).otherwise("place")
    has_own = every(_OWN_FORM).any().over("left_group")
    rank = pl.when(has_own & every(OTHER_FORM)).then(0).otherwise("rank")
    fitting = known.select("left_group", "is_of_group", rank=rank).with_columns(
        place=pl.when(pl.col("rank") > 0).then(known.select(place).to_series())
    )
    top = pl.all_horizontal(pl.col(column) == pl.col(column).max().over("left_group") for column in ("rank", "place"))
    fitting = fitting.with_columns(
        top=top.fill_null(value=False), beginning=(pl.col("rank") >= 3).sum().over("left_group")
    )
    alone = pl.col("top") & (pl.col("rank") > 0) & (pl.col("top").sum().over("left_group") == 1)
    return fitting.select(alone & ~(pl.col("is_of_group") & (pl.col("beginning") > 1))).to_series()


def with_figures(decided: pl.DataFrame) -> pl.DataFrame:
    """The same pairs whose reason says, where a name is not whole, how far it is ahead and how rare its brand is: how
    many firms, registered or not, may be expected to bear it by chance."""
    figures = pl.format(
        "{}（比次近的一家多{}对独有的相邻字；推算别家碰巧也用这一字号的约有{}家）",
        "reason",
        pl.col("margin").round(1),
        (2.0 ** -pl.col("rarity")).round(2),
    )
    is_short = (_NAME < Name.MAIN) & ~pl.col("is_brandless")
    measured = is_short & ((pl.col("verdict") == ACCEPTED) | (pl.col("reason") == _SHORT))
    return decided.with_columns(pl.when(measured).then(figures).otherwise("reason").alias("reason"))


def shown(decided: pl.DataFrame, evidence: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """The pairs that people are asked about: of each record that waits those whose names look most like it, rivals or
    not, at most ASKED, and none that looks far less like it than the best does: who says no is shown the next one."""
    waiting = decided.filter(pl.col("verdict") == WAITING)
    record = pl.col("left_group")
    undisputed = waiting.filter(~pl.col("has_dispute"))["left_group"].unique()
    beside = evidence.filter(record.is_in(undisputed.implode()), every(BESIDE))
    beside = beside.join(waiting.select("left_group", "right_group"), on=["left_group", "right_group"], how="anti")
    asked = pl.concat(
        [waiting, beside.with_columns(pl.lit(WAITING).alias("verdict"), pl.lit(ALSO_ALIKE).alias("reason"))],
        how="diagonal",
    )
    asked = asked.with_columns(likeness(asked, mentions).alias("likeness"))
    order = ["left_group", "likeness", "bits", "right_group"]
    asked = asked.sort(order, descending=[False, True, True, False])
    look, is_rival = pl.col("likeness"), pl.col("reason") != ALSO_ALIKE
    is_borne = (is_rival & any_of(BEARERS)).any().over("left_group")
    best, rival = (column.max().over("left_group") for column in (look, look.filter(is_rival)))
    near = pl.when(is_rival).then(best - FAR).when(~is_borne).then(rival - BESIDE_FAR)
    is_near = (look >= near).fill_null(value=False)
    place = pl.int_range(pl.len()).over("left_group")
    near_enough = asked.filter(is_near & (place < ASKED))
    less = pl.col("reason").str.replace("，请核对$", LESS_ALIKE)
    return near_enough.with_columns(pl.when(place > 0).then(less).otherwise("reason").alias("reason"))


def _anothers(names: pl.Series, employer: pl.Series, mentions: pl.DataFrame) -> pl.Series:
    """Whether a register calls another employer than this by the name."""
    numbered = mentions.filter(pl.col("slot").is_in(NUMBERED))
    borne = numbered.group_by("normal").agg(
        pl.col("employer").min().alias("least"), pl.col("employer").max().alias("most")
    )
    bearers = names.to_frame("normal").join(borne, on="normal", how="left", maintain_order="left")
    return ((bearers["least"] != employer) | (bearers["most"] != employer)).fill_null(value=False)
