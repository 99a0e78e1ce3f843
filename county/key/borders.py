"""Two made-up regions in one world: who lives in one and works or is insured in the other is one person in both.

Each region's lives are made by themselves. Then people of the other take the places of some who work there: they are of
the same sex and were born in the same year, and none of them is a planted case whose story would be otherwise. What the
offices of one region know of them is true of them in the other, too: it is told to nobody but the answer key.
"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl

from county import events as e
from county.clock import month_start
from county.key.traps import PEOPLE_TRAPS
from county.numbers import replaced
from county.people import NORMAL, People
from county.tables import NOT_PRINTED, PAID_LATER
from county.world import World

INSURANCES = (110, 120, 170, 310, 390)
YEARLY = (170, 390)
APART = ("elsewhere", "death", "soldier", "sentence", "student", "roster", "credit", "hardship", "land_loss", "gig")
"""Of whom one of these tells is nobody's double: what exempts in one region is not known in the other."""
DRIFTING = ("nearly_mean",)
"""What is planted near the region's mean: where others work, too, the mean is another, and these may be no traps."""
AGES = (20, 59)
Facts = dict[str, pl.DataFrame]


@dataclass(frozen=True)
class Shared:
    """People whom both regions have: their places in either, in one order."""

    one: np.ndarray
    other: np.ndarray


def cross(one: World, other: World, facts: Facts, other_facts: Facts) -> Shared:
    """Let people of each region work in the other; every number that both have is one person's."""
    for lived, there in ((facts, other), (other_facts, one)):
        lived["elsewhere"] = _not_in(lived["elsewhere"], there)
    _adopt(one, other, facts, other_facts)
    _adopt(other, one, other_facts, facts)
    shared = _same_number(one, other)
    # By chance two outsiders may bear one number: they are one person with one name.
    _rename(other, shared.other, one.identity.names.gather(shared.one.astype(np.uint32)))
    for world, pids in ((one, shared.one), (other, shared.other)):
        world.steady[pids] = True
    return shared


def known_to(here: np.ndarray, there: np.ndarray, world: World, facts: Facts) -> pl.DataFrame:
    """What a region's offices know of people who are known in another, as that one's rows of `elsewhere`.

    `there`: their places in the region of `world` and `facts`; `here`: in the other, in the same order.
    """
    rows = [
        row | {"pid": int(pid), "insurance": insurance, "area": int(f"{world.region.code:0<6}")}
        for pid, insured in zip(here, there, strict=True)
        for insurance in INSURANCES
        if (row := _insured(world, _of(facts, int(insured)), insurance))
    ]
    return pl.DataFrame(rows, schema=facts["elsewhere"].schema, orient="row")


def _not_in(elsewhere: pl.DataFrame, world: World) -> pl.DataFrame:
    """Reports of other places, none of them the other region: what is true there its own offices know."""
    code = world.region.code
    there = pl.col("area") // 10 ** (6 - len(code)) == int(code)
    area = pl.when(there).then(e.SHANGHAI).otherwise("area").cast(elsewhere.schema["area"])
    return elsewhere.with_columns(area.alias("area"))


def _adopt(lives: World, works: World, facts: Facts, others: Facts) -> None:
    """Residents of one region are those who work in the other, and known to no police there."""
    people, outside = lives.people, works.people
    residents = people.registered_here & people.in_resident & (people.status == NORMAL) & _plain(lives, facts)
    strangers = _plain(works, others, "ordinary_waged") & _at_work(works, others)
    # Who is insured nowhere at home is insured at work; who is not insured at work is at home, if they are.
    nowhere = people.kind == (people.kinds.index("unenrolled") if "unenrolled" in people.kinds else -1)
    pairs = _in_turn(people, residents, nowhere).join(
        _in_turn(outside, strangers, _insured_at_work(works, others)), on=["year", "sex", "turn"], suffix="_other"
    )
    own, theirs = pairs["pid"].to_numpy(), pairs["pid_other"].to_numpy()
    outside.birth[theirs] = people.birth[own]
    outside.refresh(works.clock, theirs)
    outside.kind[theirs] = outside.kinds.index("ordinary")
    outside.registered_here[theirs] = outside.in_resident[theirs] = outside.residence_permit[theirs] = False
    identity = works.identity
    letters = identity.letters.copy()
    letters[theirs] = lives.identity.letters[own]
    documents = replaced(identity.documents, theirs, lives.identity.documents.gather(own.astype(np.uint32)).to_list())
    works.identity = replace(identity, letters=letters, documents=documents)
    _rename(works, theirs, lives.identity.names.gather(own.astype(np.uint32)))


def _rename(world: World, pids: np.ndarray, names: pl.Series) -> None:
    world.rename(pids, names.to_list())
    formers = replaced(world.identity.formers, pids, [""] * len(pids))
    world.identity = replace(world.identity, formers=formers)


def _plain(world: World, facts: Facts, *allowed: str) -> np.ndarray:
    """Who has one number, one name and no other story; `allowed`: planted kinds that lose it."""
    people = world.people
    # What a planted case shows would be otherwise if somebody were insured in the other region.
    planted = [people.kinds.index(kind) for kind in _planted() - {*allowed} if kind in people.kinds]
    plain = ~np.isin(people.kind, planted) & (people.document == 0)
    plain &= (people.age >= AGES[0]) & (people.age < AGES[1])
    plain &= (world.second_number["hrss"] < 0) & (world.second_number["hsa"] < 0)
    # Who owns a firm is on lists of another kind.
    plain[world.employers.owner] = False
    for pids in (*world.groups.values(), *(pids for _, pids, _ in world.called)):
        plain[np.ravel(pids)] = False
    for name in APART:
        plain[facts[name]["pid"].to_numpy()] = False
    return plain


def _at_work(world: World, facts: Facts) -> np.ndarray:
    """Whom an employer here pays or insures."""
    there = _insured_at_work(world, facts)
    there[facts["wage"]["pid"].to_numpy()] = True
    return there


def _insured_at_work(world: World, facts: Facts) -> np.ndarray:
    there = np.zeros(len(world.people.sex), dtype=bool)
    there[facts["spell"].filter(pl.col("uid") >= 0)["pid"].to_numpy()] = True
    return there


def _planted() -> set[str]:
    return {kind for expected in PEOPLE_TRAPS.values() for kinds in expected.values() for kind in kinds}


def _in_turn(people: People, chosen: np.ndarray, sooner: np.ndarray) -> pl.DataFrame:
    """Those who were chosen, numbered within their sex and year of birth, some sooner than the others."""
    pids = np.concatenate([np.flatnonzero(chosen & sooner), np.flatnonzero(chosen & ~sooner)])
    years = people.birth[pids].astype("M8[Y]").astype(np.int64)
    frame = pl.DataFrame({"pid": pids, "year": years, "sex": people.sex[pids]})
    return frame.with_columns(pl.int_range(pl.len()).over("year", "sex").alias("turn"))


def _same_number(one: World, other: World) -> Shared:
    frames = [
        pl.DataFrame({"number": world.identity.documents, "is_citizen": world.people.document == 0})
        .with_row_index("pid")
        .filter("is_citizen")
        for world in (one, other)
    ]
    both = frames[0].join(frames[1], on="number", suffix="_other", maintain_order="left")
    return Shared(both["pid"].cast(pl.Int64).to_numpy(), both["pid_other"].cast(pl.Int64).to_numpy())


def _of(facts: Facts, pid: int) -> Facts:
    return {name: facts[name].filter(pl.col("pid") == pid) for name in ("member", "spell", "yearly", "benefit")}


def _insured(world: World, own: Facts, insurance: int) -> dict[str, int] | None:
    """Of one person and insurance what the ministry would report; None where no office knows anything of it."""
    clock = world.clock
    member = own["member"].filter(pl.col("insurance") == insurance)
    drawn = own["benefit"].filter(pl.col("status") <= e.PAUSED)["kind"].to_list()
    kind = {110: e.EMPLOYEE_PENSION, 120: e.CIVIL_PENSION, 170: e.RESIDENT_PENSION}.get(insurance)
    is_retired = kind in drawn
    if member.is_empty() and not is_retired:
        return None
    declared, paid = _months(world, own, insurance)
    statuses = set(member["status"].to_list())
    begun = max(member.filter(pl.col("status") == 1)["enrolled"].to_list(), default=date.min)
    newest = month_start(np.array([clock.last]))[0].astype(object)
    has_come = insurance not in YEARLY and begun >= newest
    is_covered_pensioner = insurance == 310 and bool({e.EMPLOYEE_PENSION, e.CIVIL_PENSION} & set(drawn))
    is_enrolled = bool(statuses & {1, 2})
    is_normal = (1 in statuses and (bool(declared) or has_come)) or (is_covered_pensioner and is_enrolled)
    last = NOT_PRINTED if is_covered_pensioner and is_enrolled else max(declared, default=NOT_PRINTED)
    return {
        "status": 1 if is_normal else 2 if is_enrolled else 4,
        "last_paid": min(last, int(clock.today)),
        "retired": int(is_retired),
        "paid_months": len(paid) + max(member["before"].to_list(), default=0),
    }


def _months(world: World, own: Facts, insurance: int) -> tuple[set[int], set[int]]:
    """The months of the contribution extract that were declared for a person, and those that were paid."""
    clock, declared, paid = world.clock, set[int](), set[int]()
    for spell in own["spell"].filter(pl.col("insurance") == insurance).to_dicts():
        first = max(spell["m0"], int(clock.first))
        to = min(spell["m1"], spell["taken_back_from"] - 1)
        arrived = to if spell["variant"] == PAID_LATER else min(to, spell["unpaid_from"] - 1)
        paid |= set(range(first, arrived + 1))
        # A flexible worker has declared what has arrived.
        declared |= set(range(first, (arrived if spell["uid"] < 0 else to) + 1))
    for year in own["yearly"].filter((pl.col("insurance") == insurance) & pl.col("paid"))["year"]:
        paid.add(year * 12 + 11)
        declared.add(year * 12 + 11)
    return declared, paid
