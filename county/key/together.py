"""Two made-up regions as one: the answer key of a single run over both, from their clean worlds.

People and employers of the other come after those of the one, and whoever lives in both is one person: in every view
their place in the other region is that in the one. All else is as if both had been made at once. Nobody's answers are
put together: they are found anew, from the facts of both.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import polars as pl

from county.employers import Employers
from county.key.borders import DRIFTING, Shared
from county.key.key import write_key as write_lists
from county.local_rules import LOCAL_RULES
from county.offices.delivery import Delivery
from county.offices.person_records import PersonRecords
from county.offices.records import Records, View
from county.people import Identity, People
from county.world import World

PERSON, EMPLOYER, UNIT, VILLAGE = "person", "employer", "unit", "village"
"""What a number is the place of."""
_FACTS = {"pid": PERSON, "eid": EMPLOYER, "agency": EMPLOYER, "host": EMPLOYER, "uid": UNIT}
_PLACES = {
    "village": VILLAGE, "head": EMPLOYER, "predecessor": EMPLOYER, "owner": PERSON, "guardian": PERSON,
    "unit_eid": EMPLOYER, "main_unit": UNIT, "wrong": PERSON, "groups": PERSON,
}  # fmt: skip
"""Which columns of facts, and which arrays of worlds and records, hold places (-1: none)."""
_WHOLES = (Records, People, Employers, Identity, PersonRecords)
Firsts = Mapping[str, int]
"""How many of each the one has: by so much are the other's places moved."""
Made = TypeVar("Made")


class _Together(Records):
    """What the offices of both print; who lives in both is one person in every view."""

    def __init__(self, world: World, both: Records, shared: Shared, first: int) -> None:
        vars(self).update(vars(both))
        self.world = self.people.world = world
        self.shared, self.first = shared, first

    def truth(self) -> View:
        return self._as_one(super().truth())

    def by_number(self) -> View:
        return self._as_one(super().by_number())

    def _as_one(self, view: View) -> View:
        same = np.arange(len(view.subjects))
        same[self.shared.other + self.first] = self.shared.one
        return replace(view, person={office: same[places] for office, places in view.person.items()})


def write_key(out: Path, one: Delivery, other: Delivery, shared: Shared) -> None:
    """Write `lists.csv` and `traps.csv` of one run over both, of what their offices have delivered."""
    if LOCAL_RULES[one.world.region.code] != LOCAL_RULES[other.world.region.code]:
        raise ValueError("in one run the same values hold for both regions")
    people, employers = len(one.world.people.sex), len(one.world.employers)
    firsts = {PERSON: people, EMPLOYER: employers, UNIT: 2 * employers, VILLAGE: len(one.world.region.villages)}
    world = _joined(one.world, other.world, firsts)
    world.people.kinds, world.people.kind = _kinds(one.world.people, other.world.people)
    world.parts = ((one.world, 0), (other.world, employers))
    records = _Together(world, _joined(one.records, other.records, firsts), shared, people)
    facts = {name: _facts(table, other.facts[name], firsts) for name, table in one.facts.items()}
    undecidable = {*one.undecidable, *(eid + employers for eid in other.undecidable)}
    offices = {*one.unclear_to(), *other.unclear_to()}
    unclear = {
        office: {*one.unclear_to().get(office, ()), *(eid + employers for eid in other.unclear_to().get(office, ()))}
        for office in sorted(offices)
    }
    out.mkdir(parents=True, exist_ok=True)
    write_lists(out, world, records, facts, undecidable, unclear, DRIFTING)


def _kinds(one: People, other: People) -> tuple[list[str], np.ndarray]:
    """What people of both were planted as: the names, and whose each is."""
    kinds = list(dict.fromkeys([*one.kinds, *other.kinds]))
    places = np.array([kinds.index(kind) for kind in other.kinds], dtype=one.kind.dtype)
    return kinds, np.concatenate([one.kind, places[other.kind]])


def _facts(one: pl.DataFrame, other: pl.DataFrame, firsts: Firsts) -> pl.DataFrame:
    moved = [
        pl.when(pl.col(name) >= 0).then(pl.col(name) + firsts[_FACTS[name]]).otherwise(name).cast(kind).alias(name)
        for name, kind in other.schema.items()
        if name in _FACTS
    ]
    return pl.concat([one, other.with_columns(moved)])


def _joined(one: Made, other: Made, firsts: Firsts) -> Made:
    """Two of a kind as one: their arrays one after the other, the other's places moved; of all else the one's."""
    whole = object.__new__(type(one))
    for name, value in vars(one).items():
        object.__setattr__(whole, name, _value(name, value, getattr(other, name), firsts))
    return whole


def _value(name: str, one: Any, other: Any, firsts: Firsts) -> Any:
    if isinstance(one, np.ndarray):
        first = firsts[_PLACES[name]] if name in _PLACES else 0
        return np.concatenate([one, np.where(other >= 0, other + first, other) if first else other])
    if isinstance(one, pl.Series):
        return pl.concat([one, other])
    if isinstance(one, pl.DataFrame):
        return _facts(one, other, firsts)
    if isinstance(one, dict):
        return {key: _value(name, value, other[key], firsts) if key in other else value for key, value in one.items()}
    return _joined(one, other, firsts) if isinstance(one, _WHOLES) else one
