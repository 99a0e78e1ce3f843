"""What offices know of employers besides their registration: rosters, subsidies, surveys, penalties, housing fund."""

from dataclasses import dataclass

import numpy as np

from county.employer_kinds import EMPLOYER_KINDS, LARGE, NOW, ONCE, PLAIN, TAKEN
from county.tables import NO_DAY, UNIT_ROSTERS
from county.world import World

SUBSIDIES = ("稳岗返还", "技改补助", "高企奖补", "一次性扩岗补助", "外贸稳增长")
BLACKLIST = "blacklist_candidates"
PAPER_KINDS = ("责令改正", "行政处理", "行政处罚")
MATTERS = ("未登记", "未申报", "少报基数", "欠缴")
BY_CHANCE = 0.04
"""The share of plain employers that a roster holds besides those that are planted on it."""


@dataclass(frozen=True)
class Paper:
    """An order to correct or a penalty that employers of a kind were handed."""

    at: str
    kind: str
    matter: str
    due: int | None = None
    """Days since they were to obey; None: no day is printed."""
    corrected: int | None = None
    """Days since they did."""


PAPERS = (
    # what they name is still so
    Paper("wages_without_tax", "行政处罚", "未登记", 40),
    Paper("medical_only_unit", "责令改正", "未登记", 1),
    Paper("recently_founded", "行政处罚", "未登记"),
    Paper("taken_back_unit", "责令改正", "未申报", 60),
    Paper("soe_partly", "责令改正", "未申报", 20),
    Paper("base_low", "行政处罚", "少报基数", 100),
    Paper("base_low", "责令改正", "欠缴", 15),
    # the day is not past, the paper is none of these, or it is put right
    Paper("partnership_uninsured", "责令改正", "未登记", 0),
    Paper("suspended_unit", "责令改正", "未登记"),
    Paper("tax_office_only", "行政处理", "未登记", 40),
    Paper("ended_unit", "责令改正", "未登记", 40, corrected=10),
    Paper("closed_business", "行政处罚", "未登记", 40),
    Paper("branch_insured", "责令改正", "未登记", 40),
    Paper("sole_trader_covered", "责令改正", "未申报", 40),
    Paper("base_near", "行政处罚", "少报基数", 40),
    Paper("arrears", "行政处罚", "欠缴", 40),
)
TRAPS: dict[str, dict[str, tuple[str, ...]]] = {
    BLACKLIST: {
        "absent": (
            "partnership_uninsured", "suspended_unit", "tax_office_only", "ended_unit", "closed_business",
            "branch_insured", "sole_trader_covered", "base_near", "arrears", "uninsured",
        ),
    },
}  # fmt: skip


def staff(world: World) -> np.ndarray:
    """How many people each employer has paid of late."""
    wage = world.facts["wage"].frame().unique(["pid", "eid"])
    return np.bincount(wage["eid"].to_numpy(), minlength=len(world.employers))


def plant(world: World) -> None:
    """All of it, once everybody has work."""
    count = staff(world)
    _rosters(world, count)
    _subsidies(world)
    _surveys(world, count)
    _penalties(world)
    _housing_fund(world)
    world.employers.headcount = np.where(count > 0, count, world.employers.fact("registry_headcount"))


def _rosters(world: World, count: np.ndarray) -> None:
    employers, rng = world.employers, world.stream("unit rosters")
    plain = employers.of(*PLAIN)
    planted = employers.fact("name")
    for place, roster in enumerate(UNIT_ROSTERS):
        kinds = [kind.name for kind in EMPLOYER_KINDS if roster in kind.rosters]
        if roster == LARGE:
            # the larger half of the large
            large = employers.size[plain] > np.quantile(employers.size[plain], 0.94)
            others = plain[large]
        else:
            others = plain[rng.random(len(plain)) < BY_CHANCE]
        if roster == "劳务派遣":
            others = employers.of("agency", "agency_partly")
        eids = np.union1d(np.flatnonzero(np.isin(planted, kinds)), others)
        printed = count[eids] + np.where(planted[eids] == "headcount_on_roster", 6, 0)
        world.facts["unit_roster"].add(eid=eids, roster=place, headcount=printed)


def _subsidies(world: World) -> None:
    employers, clock, rng = world.employers, world.clock, world.stream("subsidies")
    days = employers.fact("subsidy")
    planted = np.flatnonzero(days > 0)
    plain = employers.of(*PLAIN)
    plain = plain[(rng.random(len(plain)) < 0.1) & (days[plain] == 0)]
    eids = np.concatenate([planted, plain])
    ago = np.concatenate([days[planted], rng.integers(TAKEN + 1, 700, len(plain))])
    paid = clock.day() - ago.astype("m8[D]")
    name = rng.integers(0, len(SUBSIDIES), len(eids))
    cents = rng.integers(200_000, 90_000_000, len(eids))
    world.facts["subsidy"].add(eid=eids, name=name, cents=cents, paid=paid)
    back = ago == TAKEN
    world.facts["subsidy"].add(eid=eids[back], name=name[back], cents=-cents[back], paid=paid[back])


def _surveys(world: World, count: np.ndarray) -> None:
    employers, clock, rng = world.employers, world.clock, world.stream("surveys")
    days = employers.fact("survey")
    planted = np.flatnonzero(days != 0)
    plain = employers.of(*PLAIN)
    plain = plain[rng.random(len(plain)) < 0.12]
    eids = np.concatenate([planted, plain])
    ago = np.concatenate([np.abs(days[planted]), rng.integers(10, 500, len(plain))])
    # at a door behind which somebody works there are a few at least
    counted = np.maximum(count[eids], 1) + rng.integers(0, 4, len(eids))
    counted[: len(planted)][days[planted] < 0] = 0
    world.facts["survey"].add(eid=eids, headcount=counted, surveyed=clock.day() - ago.astype("m8[D]"))


def _penalties(world: World) -> None:
    day = world.clock.day
    for paper in PAPERS:
        world.facts["penalty"].add(
            eid=world.employers.of(paper.at),
            kind=PAPER_KINDS.index(paper.kind),
            matter=MATTERS.index(paper.matter),
            issued=day(45 + (paper.due or 0)),
            due=NO_DAY if paper.due is None else day(paper.due),
            corrected=NO_DAY if paper.corrected is None else day(paper.corrected),
        )


def _housing_fund(world: World) -> None:
    """Deposits of kinds that make a case of it, for everybody whom they have paid."""
    clock, wage = world.clock, world.facts["wage"].frame().unique(["pid", "eid"]).sort("eid", "pid")
    pids, eids = wage["pid"].to_numpy(), wage["eid"].to_numpy()
    when = world.employers.fact("fund")[eids]
    paying = when != ""
    pids, eids, when = pids[paying], eids[paying], when[paying]
    world.facts["fund"].add(
        pid=pids,
        eid=eids,
        m0=np.where(when == ONCE, clock.recent, clock.window),
        m1=np.where(when == NOW, clock.last, np.where(when == ONCE, clock.recent, clock.recent - 1)),
        base=5000,
    )
