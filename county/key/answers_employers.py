"""The answer key of the lists of employers (and of sole traders' owners, who are people)."""

import numpy as np
import polars as pl

from county.employer_kinds import DUST, LARGE, PLATFORM, SAFETY
from county.key.answers_coverage import low_coverage, underreported_bases
from county.key.answers_first import TAXED, WAGED
from county.key.standing import CHECK_DATA, MUST_JOIN, PERSUADE
from county.key.view import Answers
from county.lives.watched import BLACKLIST, MATTERS, PAPER_KINDS
from county.tables import PAID_LATER, UNIT_ROSTERS
from county.taxes import SOCIAL, taxes

EMPLOYING, OWNERS = "employing_traders_uninsured", "sole_traders_uninsured"
FUND, FUND_PEOPLE = "fund_paying_uninsured_employers", "fund_paying_uninsured_people"
EMPLOYER_LISTS = (
    EMPLOYING, "registered_uninsured_employers", "new_employers_to_remind", "converted_uninsured_employers", FUND,
    "selectively_insured_employers", "underreported_base_employers", "low_coverage_employers",
    "subsidised_low_coverage_employers", "arrears_employers", "dust_hazard_without_injury_cover",
    "safety_checked_without_injury_cover", "platform_employers_uninsured", BLACKLIST,
)  # fmt: skip
PEOPLE_LISTS = (OWNERS,)
COMPLETE = (310, 210, 410)
"""What a unit that is covered for 110 has to take besides."""


def lists(answers: Answers, done: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """All of them."""
    waged = done[WAGED]
    must = answers.with_a_must_join(waged)
    tier = np.where(must, MUST_JOIN, CHECK_DATA)
    idle = answers.operating & ~answers.covered
    staffed = _pays_others(answers)
    low, subsidised = low_coverage(answers, on_roster(answers, LARGE))
    uninjured = answers.operating & ~answers.has_unit(410)
    underreported = underreported_bases(answers)
    return {
        EMPLOYING: np.where(idle & answers.sole_trader & staffed, tier, ""),
        OWNERS: _owners(answers, staffed),
        "registered_uninsured_employers": _registered(answers, done[TAXED]),
        "new_employers_to_remind": _new(answers),
        "converted_uninsured_employers": np.where(idle & _converted(answers), tier, ""),
        FUND: np.where(idle, _depositing(answers, waged, done[FUND_PEOPLE]), ""),
        "selectively_insured_employers": _selective(answers),
        "underreported_base_employers": underreported,
        "low_coverage_employers": low,
        "subsidised_low_coverage_employers": subsidised,
        "arrears_employers": _in_arrears(answers),
        "dust_hazard_without_injury_cover": np.where(uninjured & on_roster(answers, DUST), MUST_JOIN, ""),
        "safety_checked_without_injury_cover": np.where(uninjured & on_roster(answers, SAFETY), MUST_JOIN, ""),
        "platform_employers_uninsured": np.where(idle & on_roster(answers, PLATFORM), tier, ""),
        BLACKLIST: _penalised(answers, must, underreported != ""),
    }


def on_roster(answers: Answers, roster: str) -> np.ndarray:
    """Employers on a roster of units."""
    rows = answers.facts["unit_roster"].filter(pl.col("roster") == UNIT_ROSTERS.index(roster))
    return answers.heard(f"unit_roster {roster}", rows["eid"].to_numpy())


def shop_owners(answers: Answers, shops: np.ndarray) -> np.ndarray:
    """The people who own the sole traders among some employers (yes or no for each place of one)."""
    found = np.zeros(answers.size, dtype=bool)
    owners = answers.view.owned_by[answers.eid_of[np.flatnonzero(shops & answers.sole_trader)]]
    found[owners[owners >= 0]] = True
    return found


def _pays_others(answers: Answers) -> np.ndarray:
    """Employers with a counting wage to somebody else than the owner."""
    owner = answers.world.employers.owner[answers.eid_of]
    others = answers.earner != owner[answers.earner_employer]
    found = np.zeros(answers.employers, dtype=bool)
    found[answers.earner_employer[others]] = True
    return found


def _owners(answers: Answers, staffed: np.ndarray) -> np.ndarray:
    tax = taxes(answers.world).filter((pl.col("kind") < SOCIAL) & (pl.col("month") >= answers.clock.window))
    paid = tax.group_by("eid").agg(pl.col("cents").sum()).filter(pl.col("cents") > 0)["eid"].to_numpy()
    taxed = np.zeros(answers.employers, dtype=bool)
    taxed[answers.view.tax[paid]] = True
    on = shop_owners(answers, taxed & answers.operating & ~staffed)
    on &= ~answers.exempt_110 & ~answers.declared_recent & ~answers.enrolled(170)
    return np.where(on, np.where(answers.known & ~answers.abroad & ~answers.asked_110, PERSUADE, CHECK_DATA), "")


def _registered(answers: Answers, taxed: np.ndarray) -> np.ndarray:
    employers, clock, records = answers.world.employers, answers.clock, answers.records
    registered = _in_registry(answers)
    on = registered & answers.operating & ~answers.sole_trader & ~answers.covered & (taxed == "") & ~answers.young
    lately = answers.facts["survey"].filter(pl.col("surveyed") > clock.years_ago(1).item())
    surveyed = answers.heard("unit_survey", lately.filter(pl.col("headcount") > 0)["eid"].to_numpy())
    # Who has been there and found nobody knows better than the registry.
    deserted = answers.heard("unit_survey", lately.filter(pl.col("headcount") == 0)["eid"].to_numpy()) & ~surveyed
    counted = np.zeros(answers.employers, dtype=bool)
    eids = np.flatnonzero(records.in_business & (employers.headcount > 0))
    counted[answers.view.business[eids]] = True
    for place, roster in enumerate(UNIT_ROSTERS):
        rows = answers.facts["unit_roster"].filter((pl.col("roster") == place) & (pl.col("headcount") > 0))
        counted |= answers.heard(f"unit_roster {roster}", rows["eid"].to_numpy())
    eids = np.flatnonzero(records.in_business & (employers.founded > clock.years_ago(1)))
    counted[answers.view.business[eids]] = True
    branches = np.flatnonzero(employers.head >= 0)
    branches = branches[answers.covered[employers.head[branches]]]
    of_covered = np.zeros(answers.employers, dtype=bool)
    of_covered[answers.view.business[branches]] = True
    sure = surveyed & ~of_covered
    return np.where(on & (surveyed | counted) & ~deserted, np.where(sure, MUST_JOIN, CHECK_DATA), "")


def _in_registry(answers: Answers) -> np.ndarray:
    found = np.zeros(answers.employers, dtype=bool)
    found[answers.view.business[np.flatnonzero(answers.records.in_business)]] = True
    return found


def _new(answers: Answers) -> np.ndarray:
    unit = np.zeros(answers.employers, dtype=bool)
    unit[answers.view.unit[answers.records.has_unit]] = True
    on = _in_registry(answers) & answers.operating & ~answers.sole_trader & answers.young & ~unit
    return np.where(on, PERSUADE, "")


def _converted(answers: Answers) -> np.ndarray:
    eids = np.flatnonzero((answers.world.employers.predecessor >= 0) & answers.records.in_business)
    found = np.zeros(answers.employers, dtype=bool)
    found[answers.view.business[eids]] = True
    return found


def _depositing(answers: Answers, waged: np.ndarray, deposited: np.ndarray) -> np.ndarray:
    """The tier of each employer that has deposited housing fund for somebody in the recent months."""
    fund, view = answers.rows("fund"), answers.view
    recent = (fund["m1"] >= answers.clock.recent) & (fund["m0"] <= fund["m1"])
    people = view.person["fund_deposit"][fund["pid"][recent]]
    at = view.heard["fund_deposit"][fund["eid"][recent]]
    must = (waged[people] == MUST_JOIN) | (deposited[people] == MUST_JOIN)
    tier = np.full(answers.employers, "", dtype=object)
    tier[at[at >= 0]] = CHECK_DATA
    tier[at[(at >= 0) & must]] = MUST_JOIN
    return tier


def _penalised(answers: Answers, must: np.ndarray, underreported: np.ndarray) -> np.ndarray:
    """Employers of whom an order to correct or a penalty, its day past, says what is still so."""
    paper, today = answers.rows("penalty"), answers.clock.day()
    places = answers.view.heard["penalty"][paper["eid"]]
    still = {
        MATTERS.index("未登记"): ~(answers.has_unit(110) | answers.has_unit(120)),
        MATTERS.index("未申报"): ~answers.covered | must,
        MATTERS.index("少报基数"): underreported,
    }
    penalty, order = (PAPER_KINDS.index(name) for name in ("行政处罚", "责令改正"))
    due = np.where(np.isnat(paper["due"]) & (paper["kind"] == penalty), paper["issued"], paper["due"])
    stands = np.isin(paper["kind"], (penalty, order)) & (due < today) & (places >= 0)
    stands &= np.isnat(paper["corrected"]) | (paper["corrected"] > today)
    found = np.zeros(answers.employers, dtype=bool)
    for matter, so in still.items():
        about = places[stands & (paper["matter"] == matter)]
        found[about[so[about]]] = True
    return np.where(found & answers.operating, CHECK_DATA, "")


def _selective(answers: Answers) -> np.ndarray:
    covered = answers.operating & answers.covered_for(110)
    complete = np.all([answers.has_unit(insurance) for insurance in COMPLETE], axis=0)
    return np.where(covered & ~complete, MUST_JOIN, "")


def _in_arrears(answers: Answers) -> np.ndarray:
    """Employers owing for a month before last month that nobody else has paid for the same person and insurance."""
    spell, clock = answers.facts["spell"].with_row_index("row"), answers.clock
    late = spell.filter(
        (pl.col("uid") >= 0)
        & (pl.col("variant") != PAID_LATER)
        & (pl.col("unpaid_from") <= pl.min_horizontal("m1", pl.col("taken_back_from") - 1, pl.lit(clock.last - 1)))
    )
    months = late.with_columns(
        pl.max_horizontal("unpaid_from", "m0").alias("low"),
        pl.min_horizontal("m1", pl.col("taken_back_from") - 1, pl.lit(clock.last - 1)).alias("high"),
    )
    owed = (
        months.with_columns(pl.int_ranges("low", pl.col("high") + 1).alias("month"))
        .explode("month")
        .drop_nulls("month")
    )
    owed = owed.with_columns(pl.col("month").cast(pl.Int64))
    others = spell.with_columns(pl.Series("until", answers.paid_until)).join(
        owed.select("pid", "insurance").unique(), on=["pid", "insurance"], how="semi"
    )
    paid = owed.select("row", "pid", "insurance", "month").join(others, on=["pid", "insurance"], suffix="_other")
    paid = paid.filter((pl.col("m0") <= pl.col("month")) & (pl.col("until") >= pl.col("month")))
    owed = owed.join(paid, on=["row", "month"], how="anti")
    found = np.zeros(answers.employers, dtype=bool)
    found[answers.view.unit[owed["uid"].unique().to_numpy()]] = True
    return np.where(found, MUST_JOIN, "")
