"""Planted cases around wages: people who must be found without insurance, and those who only look like it."""

from collections.abc import Callable
from functools import partial

import numpy as np

from county import events as e
from county.clock import MEN_60, WOMEN_50, WOMEN_55, month_start
from county.people import CANCELLED, MEN, WENT_ABROAD, WOMEN
from county.tables import BONUS, NO_DAY, PARTLY_BACK, SERVICE, SPLIT, TAKEN_BACK, ZERO
from county.world import World


def false_alarms(world: World) -> None:
    """People with a wage and no contribution here who are nobody's lead."""
    _covered_otherwise(world)
    _wages_that_count_for_nothing(world)
    _insured_here(world)
    _by_age_or_passport(world)


def _waged(
    world: World, kind: str, ages: tuple[int, int] = (18, 58), mask: np.ndarray | None = None, at: str = "covered",
    **wages: int,
) -> np.ndarray:  # fmt: skip
    pids = world.take(kind, ages, mask)
    eids = world.jobs(at, len(pids))
    # a building site of their employer's would be another reason to ask about them first
    world.employers.siteless[eids] = True
    world.pay_wages(pids, eids, **wages)
    return pids


def _everyone(world: World) -> np.ndarray:
    return np.ones(len(world.people.sex), dtype=bool)


def _covered_otherwise(world: World) -> None:
    clock, everyone, waged = world.clock, _everyone(world), partial(_waged, world)
    retired = world.people.retires_late < clock.today - 6

    world.insure_elsewhere(waged("elsewhere_110"), 110)
    world.insure_elsewhere(waged("elsewhere_120"), 120)
    world.insure_elsewhere(waged("elsewhere_retired", (49, 59), everyone), 110, status=4, retired=1)
    pids = waged("rehired_pensioner", (61, 74), retired)
    world.draw(pids, e.EMPLOYEE_PENSION)
    pids = waged("rehired_resident_pensioner", (61, 74), everyone)
    world.draw(pids, e.RESIDENT_PENSION)
    waged("past_retirement", (59, 70), retired)
    world.draw(waged("drawing_early", (50, 58), everyone), e.EMPLOYEE_PENSION)
    world.draw(waged("drawing_paused", (50, 58), everyone), e.EMPLOYEE_PENSION, e.PAUSED)
    world.study(waged("intern", (17, 23)))
    world.study(waged("intern_on_leave", (17, 25)), e.ON_LEAVE)
    world.die(waged("dead_still_normal", (25, 58)))
    world.die(waged("dead_registered", (25, 58)), police_know=True, undertaker_knows=False)
    world.serve(waged("soldier", (18, 30)))
    world.sentence(waged("prisoner"), e.PRISON)
    world.cancel(waged("went_abroad"), WENT_ABROAD)
    world.list_on_roster(waged("abroad_on_roster"), e.ABROAD)
    waged("child_with_wage", (12, 14), everyone)
    pids = waged("turns_16_tomorrow_waged", (14, 15), everyone)
    world.rebirth(pids, clock.years_ago(16) + np.timedelta64(1, "D"))

    pids = waged("enrolled_120")
    public = world.rng.choice(world.employers.of("public_body_120"), len(pids))
    world.insure(pids, public, clock.first, clock.recent - 6, insurances=(120,))


def _wages_that_count_for_nothing(world: World) -> None:
    clock = world.clock
    for kind, income, variant in (
        ("service_fees_only", SERVICE, 0),
        ("bonus_only", BONUS, 0),
        ("wage_taken_back", 0, TAKEN_BACK),
        ("zero_wage", 0, ZERO),
    ):
        pids = world.take(kind)
        start = clock.recent + 1 if income == BONUS else None
        world.pay_wages(pids, world.jobs("covered", len(pids)), start, start, kind=income, variant=variant)
        world.perhaps_resident(pids)
    pids = world.take("old_wage")
    world.pay_wages(pids, world.jobs("covered", len(pids)), None, clock.recent - 1)
    world.perhaps_resident(pids)

    # 30 days to register: the first wage was last month's, the first at all or the first of the active window
    pids = world.take("hire_last_month")
    world.pay_wages(pids, world.jobs("covered", len(pids)), clock.last)
    world.perhaps_resident(pids)
    pids = world.take("hired_again_last_month")
    eids = world.jobs("covered", len(pids))
    world.pay_wages(pids, eids, None, clock.window - 1)
    world.pay_wages(pids, eids, clock.last)
    world.perhaps_resident(pids)


def _insured_here(world: World) -> None:
    clock, waged = world.clock, partial(_waged, world)
    # the last pay comes the month after the last contribution
    pids = world.take("leaver_last_pay")
    eids = world.jobs("covered", len(pids))
    world.insure(pids, eids, clock.first, clock.recent - 1, reason=6301)
    world.pay_wages(pids, eids, None, clock.recent)

    pids = world.take("split_payment")
    eids = world.jobs("covered", len(pids))
    world.insure(pids, eids, clock.first, variant=SPLIT)
    world.pay_wages(pids, eids)
    pids = world.take("declared_once")
    eids = world.jobs("covered", len(pids))
    world.insure(pids, eids, clock.recent, clock.recent)
    world.pay_wages(pids, eids)
    world.insure_flexible(waged("flexible_waged"), clock.first)
    world.insure_flexible(waged("flexible_paid_once"), clock.first + 5, clock.recent)


def _by_age_or_passport(world: World) -> None:
    people, clock, everyone, waged = world.people, world.clock, _everyone(world), partial(_waged, world)
    pids = waged("retires_this_month", (58, 60), everyone)
    world.rebirth_in_month(pids, clock.last_birth_month_retired(MEN_60), MEN)
    pids = waged("woman_retires_this_month", (55, 58), everyone)
    world.rebirth_in_month(pids, clock.last_birth_month_retired(WOMEN_55), WOMEN)
    waged("woman_between_dates", (50, 57), world.women_between())
    pids = waged("woman_reaches_early_date", (49, 52), everyone)
    world.rebirth_in_month(pids, clock.last_birth_month_retired(WOMEN_50), WOMEN)
    pids = waged("woman_month_before_late_date", (53, 57), everyone)
    world.rebirth_in_month(pids, clock.last_birth_month_retired(WOMEN_55) + 1, WOMEN)

    pids = world.take("foreign_insured", (22, 50))
    eids = world.jobs("covered", len(pids))
    world.insure(pids, eids, clock.first)
    world.pay_wages(pids, eids)
    world.outsiders(pids, permits=False)
    people.document[pids] = 2
    pids = waged("foreign_passport", (22, 50))
    world.outsiders(pids, permits=False)
    people.document[pids] = 2


def found_without_insurance(world: World) -> None:
    """People who must join: an ordinary wage, nothing declared, whatever else may be true of them."""
    people, clock, everyone = world.people, world.clock, _everyone(world)
    short = partial(_waged, world, at="short")
    recipes: dict[str, Callable[[np.ndarray], None]] = {
        "elsewhere_stopped": lambda pids: world.insure_elsewhere(pids, 110, status=2),
        "elsewhere_medical": lambda pids: world.insure_elsewhere(pids, 310),
        "elsewhere_170": lambda pids: world.insure_elsewhere(pids, 170),
        "graduated": lambda pids: world.study(pids, e.GRADUATED, left=True),
        "graduation_date_passed": lambda pids: world.study(pids, left=True),
        "ex_soldier": lambda pids: world.serve(pids, over=True),
        "ex_prisoner": lambda pids: world.sentence(pids, e.PRISON, over=True),
        "community_correction": lambda pids: world.sentence(pids, e.COMMUNITY),
        "moved_out_waged": world.move_out,
        "cancelled_waged": lambda pids: world.cancel(pids, CANCELLED),
        "back_from_abroad": lambda pids: world.list_on_roster(pids, e.ABROAD, over=True),
        "pension_stopped": lambda pids: world.draw(pids, e.EMPLOYEE_PENSION, e.STOPPED),
        "draws_unemployment": lambda pids: world.draw(pids, e.UNEMPLOYMENT),
        "land_allowance": lambda pids: world.draw(pids, e.LAND_ALLOWANCE),
        "pays_as_resident": world.enrol_resident,
        "outsider": lambda pids: world.outsiders(pids),
    }
    for kind, recipe in recipes.items():
        recipe(short(kind, (18, 26) if kind.startswith("gradua") else (18, 58)))

    pids = short("residence_card", (22, 50))
    world.outsiders(pids, permits=False)
    people.document[pids] = 1
    pids = short("turns_16_today_waged", (16, 17))
    world.rebirth(pids, clock.years_ago(16))
    pids = short("month_before_retirement", (58, 60), everyone)
    world.rebirth_in_month(pids, clock.last_birth_month_retired(MEN_60) + 1, MEN)
    pids = short("woman_month_before_early_date", (48, 50), everyone)
    world.rebirth_in_month(pids, clock.last_birth_month_retired(WOMEN_50) + 1, WOMEN)
    world.perhaps_resident(short("hired_two_months_ago", m0=clock.last - 1))

    for kind, variant in (("wage_in_two_parts", SPLIT), ("wage_partly_taken_back", PARTLY_BACK)):
        pids = world.take(kind)
        world.pay_wages(pids, world.jobs("short", len(pids)), variant=variant)
    pids = world.take("seasonal_return")
    eids = world.jobs("short", len(pids))
    world.pay_wages(pids, eids, clock.window, clock.window + 2)
    world.pay_wages(pids, eids, clock.last)
    pids = short("flexible_not_arrived")
    world.insure_flexible(pids, clock.first, unpaid_from=clock.recent - 1)

    _partly_insured(world)


def _partly_insured(world: World) -> None:
    clock = world.clock

    def at_unit(kind: str, wage_to: int | None = None) -> tuple[np.ndarray, np.ndarray]:
        pids = world.take(kind)
        eids = world.jobs("partly", len(pids))
        world.pay_wages(pids, eids, m1=wage_to)
        return pids, eids

    pids, eids = at_unit("medical_only")
    world.insure(pids, eids, clock.first, insurances=(310, 410))
    pids, eids = at_unit("enrolled_not_declared")
    world.insure(pids, eids, clock.last - 8, declared=False)
    pids, eids = at_unit("leaver_paid_two_months", clock.recent + 1)
    world.insure(pids, eids, clock.first, clock.recent - 1, reason=6301)
    pids, eids = at_unit("leaver_late_pay", clock.recent)
    world.insure(pids, eids, clock.first, clock.recent - 2, reason=6301)
    pids, eids = at_unit("contributions_taken_back")
    world.insure(pids, eids, clock.first, taken_back_from=clock.recent - 3)
    # a whole unit whose contributions were taken back insures nobody
    units = world.employers.of("taken_back_unit")
    pids = world.take("unit_taken_back", n=max(world.count(), 2 * len(units)))
    eids = units[np.arange(len(pids)) % len(units)]
    world.pay_wages(pids, eids)
    world.insure(pids, eids, clock.first, taken_back_from=clock.recent - 2)


def agencies_and_branches(world: World) -> None:
    """Staff insured through somebody else than the one they work for, and employers in arrears."""
    clock, employers, rng = world.clock, world.employers, world.rng
    hosts, agencies = employers.of("dispatch_host"), employers.of("agency", "agency_partly")
    pids = world.take("agency_staff", (19, 55), n=max(world.count(0.003), 2 * len(hosts), len(agencies)))
    agency = np.concatenate([agencies, rng.choice(agencies, len(pids) - len(agencies))])
    host = hosts[np.arange(len(pids)) % len(hosts)]
    start = clock.first + rng.integers(0, 20, len(pids))
    world.insure(pids, agency, start)
    by_host = rng.random(len(pids)) < 0.5
    world.pay_wages(pids, np.where(by_host, host, agency), start)
    world.facts["dispatch"].add(
        agency=agency,
        host=host,
        pid=pids,
        starts=month_start(start),
        ends=np.where(rng.random(len(pids)) < 0.5, clock.day(-200), NO_DAY),
    )

    unclear = employers.of("agency_partly")
    pids = world.take("dispatched_uninsured", (19, 50), n=max(world.count(), 2 * len(unclear)))
    agency, host = unclear[np.arange(len(pids)) % len(unclear)], rng.choice(hosts, len(pids))
    world.pay_wages(pids, host)
    world.facts["dispatch"].add(agency=agency, host=host, pid=pids, starts=clock.day(500), ends=clock.day(-100))
    pids = world.take("dispatch_ended", (19, 50))
    host = world.jobs("short", len(pids))
    world.pay_wages(pids, host)
    world.facts["dispatch"].add(
        agency=rng.choice(agencies, len(pids)), host=host, pid=pids, starts=clock.day(700), ends=clock.day(120)
    )

    branches = employers.of("branch")
    pids = world.take("branch_staff", (19, 55), n=max(world.count(0.0012), 2 * len(branches)))
    branch = branches[np.arange(len(pids)) % len(branches)]
    world.insure(pids, employers.head[branch], clock.first)
    world.pay_wages(pids, branch)

    # the company pays them, and nobody told the bureaus that the shop is one now
    heirs = employers.of("converted_by_old_unit")
    heirs = heirs[employers.predecessor[heirs] >= 0]
    pids = world.take("converted_staff", (19, 55), n=2 * len(heirs))
    heir = heirs[np.arange(len(pids)) % max(1, len(heirs))]
    world.insure(pids, employers.predecessor[heir], clock.first)
    world.pay_wages(pids, heir)

    late = employers.of("arrears")
    pids = world.take("arrears_staff", (19, 55), n=max(world.count(0.0015), 2 * len(late)))
    unit = late[np.arange(len(pids)) % len(late)]
    world.insure(pids, unit, clock.first, unpaid_from=clock.last - 3 - unit % 6)
    world.pay_wages(pids, unit)


def staff_of_the_undue(world: World) -> None:
    """Employers that pay tax and wages, though nobody who works there is due."""
    clock, employers = world.clock, world.employers

    def staffed(
        at: str, person_kind: str, ages: tuple[int, int], mask: np.ndarray | None = None, **wages: int
    ) -> np.ndarray:
        eids = np.repeat(employers.of(at), 2)
        pids = world.take(person_kind, ages, mask, n=len(eids))
        world.pay_wages(pids, eids[: len(pids)], **wages)
        return pids

    retired = world.people.retires_late < clock.today - 6
    world.draw(staffed("only_pensioners", "rehired_pensioner", (61, 76), retired), e.EMPLOYEE_PENSION)
    world.study(staffed("only_interns", "intern", (16, 24)))
    world.perhaps_resident(staffed("only_new_hires", "hire_last_month", (18, 55), m0=clock.last))
    world.perhaps_resident(staffed("founded_31_days", "hire_last_month", (18, 55), m0=clock.last))
    world.perhaps_resident(staffed("founded_30_days", "hire_last_month", (18, 55), m0=clock.last))
    world.perhaps_resident(staffed("registered_30_days", "hire_last_month", (18, 55), m0=clock.last))
    world.insure_elsewhere(staffed("only_elsewhere", "elsewhere_110", (20, 58)), 110)
    world.perhaps_resident(staffed("only_service_fees", "service_fees_only", (18, 58), kind=SERVICE))
    young = employers.of("recently_founded")
    pids = world.take("ordinary_waged", (18, 56), n=2 * len(young))
    world.pay_wages(pids, np.repeat(young, 2)[: len(pids)], clock.last - 1)
    world.perhaps_resident(pids)


def ordinary_waged(world: World) -> None:
    """The plain case: a wage, nothing else; at least one at every employer that is to lack somebody."""
    count = max(world.count(0.009), world.unserved("short"))
    pids = world.take("ordinary_waged", (17, 58), n=count)
    world.pay_wages(pids, world.jobs("short", len(pids)), world.clock.first_wage + world.rng.integers(0, 12, len(pids)))
    world.perhaps_resident(pids)


def plant(world: World) -> None:
    """All of them."""
    false_alarms(world)
    found_without_insurance(world)
    agencies_and_branches(world)
    staff_of_the_undue(world)
