"""The answer key of the lists of what is paid, drawn or numbered twice, or no longer ought to be drawn."""

import numpy as np
import polars as pl

from county import events as e
from county.clock import month_end, month_start, months_of
from county.employers import HSA
from county.key.standing import CHECK_DATA, STOPPED_BY_DEATH
from county.key.view import Answers
from county.lives.planted_duplicates import BENEFITS, DECEASED, ENROLMENT, IMPRISONED, NUMBERS
from county.people import DIED

PEOPLE_LISTS: tuple[str, ...] = (ENROLMENT, BENEFITS, DECEASED, IMPRISONED, NUMBERS)
PENSIONS = (e.EMPLOYEE_PENSION, e.CIVIL_PENSION, e.RESIDENT_PENSION)
RESIDENTS = {170: 110, 390: 310}
"""What residents pay by the year, and what nobody pays besides for all of its months."""


def lists(answers: Answers, done: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """All five; everything here is for the desk."""
    found = {
        ENROLMENT: _two_units(answers) | _resident_and_employee(answers),
        BENEFITS: _two_pensions(answers),
        DECEASED: _deceased(answers),
        IMPRISONED: _imprisoned(answers),
        NUMBERS: _two_numbers(answers) | _two_names(answers),
    }
    return {name: np.where(on, CHECK_DATA, "") for name, on in found.items()}


def _two_units(answers: Answers) -> np.ndarray:
    """Who has paid 110 through two units for a month of the active window that is not the month of a change."""
    clock, spell = answers.clock, answers.spell
    rows = (spell["insurance"] == 110) & (spell["uid"] >= 0) & (spell["m0"] <= answers.paid_until)
    paid = pl.DataFrame(
        {
            "person": answers.view.person["hrss"][spell["pid"][rows]],
            "unit": spell["uid"][rows],
            "first": spell["m0"][rows],
            "last": answers.paid_until[rows],
        }
    )
    paid = paid.filter(pl.col("unit").n_unique().over("person") > 1).with_columns(
        pl.col("first").min().over("person", "unit").alias("begins"),
        pl.col("last").max().over("person", "unit").alias("ends"),
    )
    both = paid.join(paid, on="person", suffix="_other").filter(pl.col("unit") < pl.col("unit_other"))
    low = pl.max_horizontal("first", "first_other", pl.lit(clock.window))
    high = pl.min_horizontal("last", "last_other", pl.lit(clock.last))
    changed = (pl.col("ends") == low) & (pl.col("begins_other") == low)
    changed |= (pl.col("ends_other") == low) & (pl.col("begins") == low)
    twice = both.filter((low < high) | ((low == high) & ~changed))
    found = np.zeros(answers.size, dtype=bool)
    found[twice["person"].to_numpy()] = True
    return found


def _resident_and_employee(answers: Answers) -> np.ndarray:
    """Who has paid as a resident for last year or this one, and as an employee for each of its twelve months."""
    clock = answers.clock
    found = np.zeros(answers.size, dtype=bool)
    for yearly, monthly in RESIDENTS.items():
        for year in (clock.year - 1, clock.year):
            january, december = year * 12, year * 12 + 11
            if december > clock.last:
                continue
            both = answers.paid_by_year(yearly, year)
            for month in range(january, december + 1):
                both &= answers.paid(monthly, low=month, high=month)
            found |= both
    return found


def _two_pensions(answers: Answers) -> np.ndarray:
    benefit, count = answers.benefit, np.zeros(answers.size, dtype=np.int64)
    for kind in PENSIONS:
        rows = (benefit["kind"] == kind) & (benefit["status"] == e.DRAWN)
        count += answers.people("benefit", benefit["pid"][rows])
    return count > 1


def _deceased(answers: Answers) -> np.ndarray:
    """Who was paid a benefit for a month after the one of the death."""
    view, people, death, benefit = answers.view, answers.world.people, answers.rows("death"), answers.benefit
    never = np.iinfo(np.int64).max
    died_in = np.full(answers.size, never)
    np.minimum.at(died_in, view.person["death"][death["pid"]], months_of(death["died"]))
    struck = np.flatnonzero(people.in_resident & (people.status == DIED) & ~np.isnat(people.status_date))
    np.minimum.at(died_in, view.person["resident"][struck], months_of(people.status_date[struck]))
    member = answers.member
    for office in ("hrss", "hsa"):
        rows = (member["reason"] == STOPPED_BY_DEATH) & (np.isin(member["insurance"], HSA) == (office == "hsa"))
        np.minimum.at(died_in, view.person[office][member["pid"][rows]], months_of(member["stopped"][rows]))
    drawer = view.person["benefit"][benefit["pid"]]
    found = np.zeros(answers.size, dtype=bool)
    found[drawer[benefit["last_paid"] > died_in[drawer]]] = True
    return found


def _imprisoned(answers: Answers) -> np.ndarray:
    """Who was paid a pension for a month that lies wholly within a prison sentence."""
    view, sentence, benefit = answers.view, answers.rows("sentence"), answers.benefit
    prison, pension = sentence["kind"] == e.PRISON, np.isin(benefit["kind"], PENSIONS)
    served = pl.DataFrame(
        {
            "person": view.person["sentence"][sentence["pid"][prison]],
            "starts": sentence["starts"][prison],
            "ends": sentence["ends"][prison],
        }
    )
    paid = pl.DataFrame(
        {
            "person": view.person["benefit"][benefit["pid"][pension]],
            "month_starts": month_start(benefit["last_paid"][pension]),
            "month_ends": month_end(benefit["last_paid"][pension]),
        }
    )
    open_end = pl.col("ends").is_null() | pl.col("ends").cast(pl.String).eq("NaT")
    inside = served.join(paid, on="person").filter(
        (pl.col("starts") <= pl.col("month_starts")) & (open_end | (pl.col("month_ends") <= pl.col("ends")))
    )
    found = np.zeros(answers.size, dtype=bool)
    found[inside["person"].to_numpy()] = True
    return found


def _two_numbers(answers: Answers) -> np.ndarray:
    """Who stands at a bureau under two numbers for one insurance: the present job has one, all else the other."""
    world, facts = answers.world, answers.facts
    found = np.zeros(answers.size, dtype=bool)
    yearly = facts["yearly"].select("pid", "insurance", pl.lit(-1, pl.Int32).alias("uid"))
    columns = ["pid", "insurance", "uid"]
    rows = pl.concat([facts["member"].select(columns), facts["spell"].select(columns), yearly])
    for issuer, second in world.second_number.items():
        medical = pl.col("insurance").is_in(HSA)
        two = pl.col("pid").is_in(np.flatnonzero(second >= 0))
        mine = rows.filter(two & (medical if issuer == "hsa" else ~medical))
        present = pl.Series(world.main_unit[issuer][mine["pid"].to_numpy()]) == mine["uid"]
        by_insurance = (
            mine.with_columns(present.alias("present")).group_by("pid", "insurance").agg(pl.col("present").n_unique())
        )
        found |= answers.people(issuer, by_insurance.filter(pl.col("present") > 1)["pid"].to_numpy())
    return found | _two_bureaus(answers)


def _two_bureaus(answers: Answers) -> np.ndarray:
    """Of two regions in one: who stands at the bureaus of both for one insurance, each with its own number."""
    found = np.zeros(answers.size, dtype=bool)
    for issuer in answers.world.second_number:
        medical = pl.col("insurance").is_in(HSA)
        mine = answers.facts["member"].filter(medical if issuer == "hsa" else ~medical).select("pid", "insurance")
        mine = mine.with_columns(person=pl.Series(answers.view.person[issuer][mine["pid"].to_numpy()]))
        two = mine.group_by("person", "insurance").agg(pl.col("pid").n_unique()).filter(pl.col("pid") > 1)
        found[two["person"].to_numpy()] = True
    return found


def _two_names(answers: Answers) -> np.ndarray:
    """Under whose number an office prints somebody else's name."""
    found = np.zeros(answers.size, dtype=bool)
    # their numbers are right everywhere: in every view they are one person
    found[answers.world.groups["two_names"]] = True
    return found
