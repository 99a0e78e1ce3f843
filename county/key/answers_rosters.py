"""The answer key of the lists that begin with a roster, a ruling, or with whom somebody works for."""

import numpy as np
import polars as pl

from county import events as e
from county.clock import month_start, months_of
from county.employer_kinds import STATE_OWNED
from county.key.answers_first import WAGED
from county.key.doubts import best_is_token
from county.key.standing import CHECK_DATA, MUST_JOIN, PERSUADE
from county.key.view import Answers
from county.lives.planted_rosters import CADRES, CONTRACT, GIG, HARD, INJURY, TRANSFERRED
from county.lives.planted_rulings import OUTSIDERS, RULINGS, SOE
from county.tables import UNIT_ROSTERS

PEOPLE_LISTS: tuple[str, ...] = (GIG, INJURY, TRANSFERRED, CADRES, CONTRACT, HARD, SOE, OUTSIDERS, RULINGS)


def lists(answers: Answers, done: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """All of them."""
    clock = answers.clock
    due, declared = ~answers.exempt_110, answers.declared_recent
    # gone abroad and still paid here, or without a valid number: for the desk
    unclear = answers.abroad | ~answers.known | answers.asked_110
    persuaded = np.where(unclear, CHECK_DATA, PERSUADE)
    obliged = np.where(unclear | answers.woman_between, CHECK_DATA, MUST_JOIN)
    gig = answers.rows("gig")
    rides = gig["pid"][gig["kind"] <= e.INJURY_GIGS]
    rider = answers.rows("rider_cover")
    covered = answers.people("rider_cover", rider["pid"][answers.in_force(rider)])
    without_injury = (
        ~covered & ~answers.exempt_110_but_for_age & ~answers.declared(410, low=clock.recent, high=clock.last)
    )
    chosen = {
        GIG: answers.people("gig_worker", gig["pid"]) & due & ~declared & ~answers.enrolled(170),
        INJURY: answers.people("gig_worker", rides) & without_injury,
        CADRES: answers.on_roster(*e.CADRES) & due & ~declared,
        TRANSFERRED: answers.on_roster(e.TRANSFERRED) & due & ~declared,
        HARD: answers.on_roster(e.HARD_TO_EMPLOY) & due & ~answers.paid(110, low=clock.recent, high=clock.last),
    }
    on = {name: np.where(flags, persuaded, "") for name, flags in chosen.items()}
    contract = np.where(best_is_token(answers), CHECK_DATA, obliged)
    on[CONTRACT] = np.where(answers.on_roster(e.CONTRACT_STAFF) & due & ~declared, contract, "")
    on[SOE] = np.where(_works_for_the_state(answers), done[WAGED], "")
    on[OUTSIDERS] = np.where(answers.resident_here, "", done[WAGED])
    on[RULINGS] = _rulings(answers, due, obliged)
    return on


def _works_for_the_state(answers: Answers) -> np.ndarray:
    """Who has a counting wage from an employer on the roster of state-owned firms."""
    roster = answers.rows("unit_roster")
    eids = roster["eid"][roster["roster"] == UNIT_ROSTERS.index(STATE_OWNED)]
    places = answers.view.heard[f"unit_roster {STATE_OWNED}"][eids]
    owned = np.zeros(answers.employers, dtype=bool)
    owned[places[places >= 0]] = True
    found = np.zeros(answers.size, dtype=bool)
    found[answers.earner[owned[answers.earner_employer]]] = True
    return found


def _rulings(answers: Answers, due: np.ndarray, obliged: np.ndarray) -> np.ndarray:
    """Relations for none of whose months that employer has declared 110."""
    clock, view = answers.clock, answers.view
    ruling, spell = answers.rows("ruling"), answers.spell
    starts, ends = ruling["starts"], ruling["ends"]
    relations = pl.DataFrame(
        {
            "person": view.person["labour_ruling"][ruling["pid"]],
            "employer": view.heard["labour_ruling"][ruling["eid"]],
            "low": months_of(starts),
            "high": np.where(np.isnat(ends), clock.last, months_of(np.where(np.isnat(ends), starts, ends))),
            "before": starts < month_start(clock.first),
        }
    ).with_row_index("relation")
    rows = (spell["insurance"] == 110) & (spell["uid"] >= 0) & (spell["m0"] <= answers.declared_until)
    months = pl.DataFrame(
        {
            "person": view.person["hrss"][spell["pid"][rows]],
            "employer": view.unit[spell["uid"][rows]],
            "first": spell["m0"][rows],
            "last": answers.declared_until[rows],
        }
    )
    declared = relations.join(months, on=["person", "employer"]).filter(
        (pl.col("first") <= pl.col("high")) & (pl.col("last") >= pl.col("low"))
    )
    lacking = relations.join(declared, on="relation", how="anti")
    on = np.full(answers.size, "", dtype=object)
    # whom a ruling means only by name may have a unit that numbers alone do not show
    unsure = pl.col("before") | (pl.col("employer") < 0)
    on[lacking.filter(unsure)["person"].to_numpy()] = CHECK_DATA
    # one relation that is known whole is enough
    whole = lacking.filter(~unsure)["person"].to_numpy()
    on[whole] = obliged[whole]
    return np.where(due, on, "")
