"""Who is who among people: the rules of a pair of somebody unknown and somebody known, or of two unknown."""

import polars as pl

from matchers.engine.decide import ACCEPTED, BY_A_PERSON, PASSED_OVER, WAITING, Case, Rule
from matchers.person.model import MATCHER, Name, Number
from matchers.text.levels import MISSING

SHOWN = 3
"""So many people are shown who may be the one."""
_NEAR = (pl.col("number") == Number.ONE_SLIP) | (pl.col("number") == Number.TWO_SLIPS)
_IS_WEAK = pl.col("is_weak")
"""Whether the number looks valid (fifteen digits have no check digit): it may be somebody else's own."""
FITS = (
    Case(
        "the name beside a number nearly right, or none",
        (pl.col("name") >= Name.FORMER, ~_IS_WEAK),
    ),
    Case("the name beside fifteen digits", (pl.col("name") >= Name.FORMER, pl.col("number") == Number.ONE_SLIP)),
    # a brother's name beside a number nearly right is a brother's number
    Case(
        "a name nearly right beside one slip",
        (~_IS_WEAK, pl.col("number") == Number.ONE_SLIP),
    ),
)
"""Where name and number together may be taken for one person's; other names and other numbers are decided before."""
RULES = (
    *BY_A_PERSON,
    Rule((pl.col("score") < MATCHER.review,), PASSED_OVER),
    Rule((pl.col("name") <= Name.DIFFERENT,), PASSED_OVER),
    Rule((pl.col("is_contested"),), WAITING, "同一证件号码下有不同姓名，请核对是谁的号码"),
    Rule((pl.col("lead") < MATCHER.margin,), WAITING, "另有一人同样相近，无法自动区分，请核对"),
    Rule((~_NEAR, pl.col("number") != MISSING), WAITING, "姓名和其他信息相同，但证件号码相差较大，请核对"),
    Rule((~pl.col("fits"),), WAITING, "姓名或证件号码只是相近，请核对"),
    Rule((pl.col("score") < MATCHER.accept,), WAITING, "相同的信息不够多，不足以自动认定，请核对"),
    Rule((), ACCEPTED, "姓名与证件号码等信息相符，自动认定"),
)
"""Who an unknown number or member is: the first row that holds."""
