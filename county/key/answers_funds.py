"""The answer key of what is insured and collected: by insurance, from the spells and the yearly payments themselves."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from county.key.areas import Areas
from county.key.view import Answers
from county.offices.deliver_insurance import PERSON_RATE, UNIT_RATE
from county.tables import PAID_LATER, SPLIT

SHOWN = 24
FUNDS = {110: "pension", 210: "unemployment", 310: "medical", 410: "injury"}
YEARLY = {170: "resident_pension", 390: "resident_medical"}
Counted = tuple[str, int, np.ndarray, None]


def of_insured(answers: Answers, areas: Areas) -> Iterator[Counted]:
    """For whom injury and unemployment insurance are declared, and what has arrived for each insurance."""
    clock = answers.clock
    for code, name in ((410, "injury_insured"), (210, "unemployment_insured")):
        insured = answers.declared(code, low=clock.recent, high=clock.last)
        yield name, clock.today, areas.people(insured, places=areas.at_home), None
    for month in range(max(clock.first, clock.last - SHOWN + 1), clock.last + 1):
        for code, name in FUNDS.items():
            yield f"fund_collected_{name}", month, _collected(answers, areas, code, month), None
    yearly = answers.facts["yearly"].unique(["pid", "insurance", "year", "due_kind"], keep="first")
    for code, name in YEARLY.items():
        for year in (clock.year - 2, clock.year - 1, clock.year):
            part = yearly.filter(pl.col("paid") & (pl.col("insurance") == code) & (pl.col("year") == year))
            people = areas.of_person[part["pid"].to_numpy()]
            sums = np.bincount(people, part["yuan"].to_numpy(), minlength=len(areas.codes)).astype(float)
            yield f"fund_collected_{name}", year * 12, sums, None


def _collected(answers: Answers, areas: Areas, code: int, month: int) -> np.ndarray:
    """What has arrived for a month: split payments in two, what was taken back subtracted, what came later added."""
    spell = answers.rows("spell")
    now = (spell["insurance"] == code) & (spell["m0"] <= month) & (spell["m1"] >= month)
    in_time = month < spell["unpaid_from"]
    split = now & (spell["variant"] == SPLIT)
    later = now & (spell["variant"] == PAID_LATER) & ~in_time
    parts = (
        (now & ~split & in_time, 1.0), (split & in_time, 0.6), (split & in_time, 0.4),
        (now & in_time & (spell["taken_back_from"] <= month), -1.0), (later, 1.0),
    )  # fmt: skip
    sums = np.zeros(len(areas.codes))
    for rows, share in parts:
        own, base = spell["uid"][rows] < 0, spell["base"][rows]
        unit = np.round(np.where(own, 0, UNIT_RATE[code]) * base * share, 2)
        person_rate = np.where(own, UNIT_RATE[code] + PERSON_RATE[code], PERSON_RATE[code])
        yuan = unit + np.round(person_rate * base * share, 2)
        sums += np.bincount(areas.of_person[spell["pid"][rows]], yuan, minlength=len(areas.codes))
    return sums
