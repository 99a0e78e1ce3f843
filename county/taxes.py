"""What the tax office has received from each employer and been told of incomes: facts of the clean world."""

import numpy as np
import polars as pl

from county.clock import month_start
from county.employer_kinds import BEFORE_WINDOW, PAID, PAID_BACK, SOCIAL_ITEMS
from county.tables import PARTLY_BACK, SPLIT, TAKEN_BACK, ZERO
from county.world import World

KINDS = (
    "增值税",
    "城市维护建设税",
    "企业所得税",
    "印花税",
    "个人所得税",
    "社会保险费",
    "企业职工基本养老保险费",
    "职工基本医疗保险费",
    "失业保险费",
    "工伤保险费",
)
SOCIAL = 5
"""From this kind on the items are social insurance: no tax."""


def declared_incomes(table: dict[str, np.ndarray], month: int) -> tuple[np.ndarray, np.ndarray]:
    """What is declared of incomes in a month: places in the table of facts, and cents; in parts, or below zero."""
    now = np.flatnonzero((table["m0"] <= month) & (table["m1"] >= month))
    variant = table["variant"][now]
    # a figure that moves a little from month to month, the same in every run
    pids = table["pid"][now].astype(np.int64)
    wobble = (pids * 7919 + month * 104_729) % 1000
    cents = table["yuan"][now].astype(np.int64) * (95_000 + wobble * 10) // 1000
    cents = np.where(variant == ZERO, 0, cents)
    parts = [
        (now, np.where(variant == SPLIT, cents * 6 // 10, cents)),
        (now[variant == SPLIT], (cents - cents * 6 // 10)[variant == SPLIT]),
        (now[variant == TAKEN_BACK], -cents[variant == TAKEN_BACK]),
        (now[variant == PARTLY_BACK], -(cents // 3)[variant == PARTLY_BACK]),
    ]
    rows = np.concatenate([part for part, _ in parts])
    order = np.argsort(rows, kind="stable")
    return rows[order], np.concatenate([amount for _, amount in parts])[order]


def taxes(world: World) -> pl.DataFrame:
    """One row per employer, kind and month: eid, kind, month, cents, paid_on."""
    return pl.concat(_taxes(part).with_columns(pl.col("eid") + first) for part, first in world.parts)


def _taxes(world: World) -> pl.DataFrame:
    clock, employers, rng = world.clock, world.employers, world.stream("taxes")
    total = len(employers)
    what = employers.fact("tax")
    known = employers.fact("in_tax")
    lately = employers.lately()
    public = employers.has_insurance(120)
    monthly = rng.random(total) < 0.3
    parts: list[dict[str, np.ndarray]] = []

    def pay(eids: np.ndarray, month: int, kinds: np.ndarray, sign: int = 1, days: int = 0) -> None:
        cents = np.round(np.exp(rng.normal(11.5, 1.3, len(eids)))).astype(np.int64) + 100
        if sign < 0 or days:
            # a refund gives back exactly what was paid
            cents = 500_000 + eids % 1000 * 100
        paid_on = month_start(np.full(len(eids), month + 1)) + (rng.integers(4, 15, len(eids)) + days).astype("m8[D]")
        parts.append(
            {"eid": eids, "kind": kinds, "month": np.full(len(eids), month), "cents": cents * sign, "paid_on": paid_on}
        )

    everyone = np.arange(total)
    for month in range(clock.first_tax, clock.last + 1):
        due = monthly | ((everyone + month) % 3 == 0)
        now = known & (what == PAID) & due & (~lately | (month >= clock.last - 1))
        now &= ~lately | (employers.fact("founded_days") > 40) | (month == clock.last)
        eids = np.flatnonzero(now)
        pay(eids, month, np.where(public[eids], 4, 0))
        surcharge = eids[(rng.random(len(eids)) < 0.5) & ~public[eids]]
        pay(surcharge, month, rng.integers(1, 4, len(surcharge)))
        if month < clock.window:
            early = np.flatnonzero(known & (what == BEFORE_WINDOW) & ((everyone + month) % 3 == 0))
            # the last of them arrives inside the window, for a month before it: the period counts
            early = np.flatnonzero(known & (what == BEFORE_WINDOW)) if month == clock.window - 1 else early
            pay(early, month, np.zeros(len(early), dtype=np.int64))
        social = np.flatnonzero(known & ((what == SOCIAL_ITEMS) | (monthly & (what == PAID))) & (month >= clock.window))
        social = social[~lately[social]]
        pay(social, month, SOCIAL + (social + month) % 5)
        if month in (clock.window + 2, clock.window + 6):
            back = np.flatnonzero(known & (what == PAID_BACK))
            pay(back, month, np.zeros(len(back), dtype=np.int64), days=1)
            pay(back, month, np.zeros(len(back), dtype=np.int64), sign=-1, days=40)
    # who has just been founded has paid once, whatever the quarter
    young = np.flatnonzero(known & lately & (what == PAID))
    pay(young, clock.last, np.full(len(young), 3))
    frame = pl.DataFrame({name: np.concatenate([part[name] for part in parts]) for name in parts[0]})
    # one payment of a kind, month and day: what a department would have summed up itself
    return frame.unique(["eid", "kind", "month", "paid_on"], keep="first", maintain_order=True)
