"""What the market regulator and many other offices deliver about employers."""

from datetime import timedelta

import numpy as np
import polars as pl

from base.text import fold_all
from county.lives.watched import MATTERS, PAPER_KINDS, SUBSIDIES
from county.numbers import credit_codes, organisation_codes, replaced, text
from county.offices import noise
from county.offices.deliver_people import words
from county.offices.delivery import Delivery
from county.tables import UNIT_ROSTERS

PARKED = {"开发区": "经济开发区", "现代农业园区": "现代农业产业园", "旅游园区": "旅游度假区"}
"""Rosters that name a park, and what the county's park is called."""
COURTS = {15: "内", 32: "苏", 33: "浙", 53: "云"}


def outside_heads(delivery: Delivery, eids: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Which of these are branches of somebody in another province, and the head office's credit code."""
    branches = np.flatnonzero(np.isin(eids, delivery.world.employers.of("branch_of_outsider")))
    organisations = organisation_codes(len(delivery.world.employers) + len(branches), delivery.rng("outside heads"))
    areas = np.full(len(branches), 110105)
    codes = credit_codes(np.full(len(branches), 91), areas, organisations[len(delivery.world.employers) :])
    return branches, text(codes).to_list()


def businesses(delivery: Delivery) -> None:
    """Registered businesses, institutions and associations, each from its own registry."""
    world, records, rng = delivery.world, delivery.records, delivery.rng("business")
    employers = world.employers
    eids = np.flatnonzero(records.in_business)
    has = records.business_has_uscc[eids]
    uscc = noise.only_where(has, employers.uscc.gather(eids))
    # old registrations carry a number of their own; with a credit code it is rarely printed
    older = ~has | (rng.random(len(eids)) < 0.3)
    number = noise.only_where(older, employers.registration_no.gather(eids))
    head = employers.head[eids]
    parent = noise.only_where(head >= 0, employers.uscc.gather(np.maximum(head, 0)))
    parent = replaced(parent, *outside_heads(delivery, eids))
    old = employers.predecessor[eids]
    former = noise.only_where(old >= 0, employers.registration_no.gather(np.maximum(old, 0)))
    # the registry's own names are right by definition; telephones and addresses are those of the founding
    signs = delivery.desk.register("business", eids, has, 0.0)
    form = pl.Series(employers.form[eids], dtype=pl.String)
    frame = pl.DataFrame(
        {
            "uscc": uscc,
            "registration_no": number,
            "employer_name": signs.names,
            "business_kind": form,
            "parent_uscc": parent,
            "converted_from": former,
            "legal_person_name": signs.boss_names,
            "legal_person_id": signs.boss_ids,
            "industry": employers.industry.gather(eids),
            "founded_on": noise.days(employers.founded[eids], 1),
            "business_status": pl.Series(employers.fact("business_status")[eids]).cast(pl.String),
            "closed_on": noise.days(employers.closed[eids], 1),
            "address": signs.addresses,
            "area": world.region.villages["code"].gather(employers.village[eids].astype(np.uint32)),
            "headcount": employers.headcount[eids],
            "phone": signs.phones,
        }
    )
    public, social = form.is_in(["机关", "事业单位"]), form.is_in(["社会团体", "民办非企业"])
    market = frame.filter(~public & ~social).with_columns(
        pl.col("business_status").replace({"存续": "存续(在营、开业、在册)", "吊销未注销": "吊销"})
    )
    inbox = delivery.inbox
    inbox.text(
        "business", "市场主体.txt", noise.with_repeats(market, rng), separator="\t", encoding="utf-8-sig", headers=1
    )
    inbox.workbook("business", "编办_机关事业单位.xlsx", frame.filter(public), title="机关事业单位法人登记")
    inbox.workbook("business", "民政_社会组织.xlsx", frame.filter(social))
    record_ids = pl.select(pl.when(uscc != "").then(uscc).otherwise(number)).to_series()
    delivery.employers("business", record_ids, eids, signs.hard)
    delivery.owned[eids] |= signs.owned
    _older_snapshot(delivery, frame.filter(~public & ~social), eids[(~public & ~social).to_numpy()])


def _older_snapshot(delivery: Delivery, market: pl.DataFrame, eids: np.ndarray) -> None:
    """A file of the quarter before: some of the registry, and the old names of firms renamed since. The newer wins."""
    employers, clock, rng = delivery.world.employers, delivery.world.clock, delivery.rng("business snapshot")
    before = clock.as_of - timedelta(days=95)
    old_name = employers.old_name_in_snapshot[eids]
    new_name = np.isin(eids, list(employers.old_names)) & ~old_name
    in_file = (
        (old_name | (rng.random(len(eids)) < 0.15)) & ~new_name & (employers.founded[eids] < np.datetime64(before))
    )
    names = [employers.old_names[eid].full() if eid in employers.old_names else "" for eid in eids[in_file].tolist()]
    frame = market.filter(pl.Series(in_file)).with_columns(
        pl.when(pl.Series(names, dtype=pl.String) != "")
        .then(pl.Series(names, dtype=pl.String))
        .otherwise("employer_name")
        .alias("employer_name"),
        pl.when(pl.col("closed_on") >= str(before))
        .then(pl.lit("存续"))
        .otherwise("business_status")
        .alias("business_status"),
        pl.when(pl.col("closed_on") >= str(before)).then(pl.lit("")).otherwise("closed_on").alias("closed_on"),
    )
    delivery.inbox.text(
        "business", "市场主体_上季度.txt", frame, separator="\t", encoding="utf-8-sig", data_date=before
    )


def named(
    delivery: Delivery, extract: str, eids: np.ndarray, purpose: str = "", pids: np.ndarray | None = None
) -> dict[str, pl.Series]:
    """Name and credit code as an office prints them that has only heard of the employer; noted as a record.

    Where the office names people too (`pids`, beside `eids`), they tell whom it means if another office names them.
    """
    records, uscc, office = delivery.records, delivery.world.employers.uscc, f"{extract} {purpose}".strip()
    has = records.heard_with_uscc[office]
    # one employer, one way of writing it
    known, at = np.unique(eids, return_inverse=True)
    heard = delivery.desk.heard(extract, known.tolist(), has[known].tolist(), purpose)
    names = pl.Series(heard, dtype=pl.String).gather(at)
    printed = noise.only_where(has[eids], uscc.gather(eids.astype(np.uint32)))
    hard = delivery.unclear_names(office, eids, eids, pids)
    delivery.employers(extract, name_records(names, printed), eids, hard, heard=office)
    return {"employer_name": names, "uscc": printed}


def name_records(names: pl.Series, uscc: pl.Series) -> pl.Series:
    """`employer_name|uscc`, the name as the reader will have it."""
    read = pl.Series(fold_all(names.to_list()), dtype=pl.String)
    return pl.select(pl.concat_str(read, pl.lit("|"), uscc)).to_series()


def rosters(delivery: Delivery) -> None:
    """Rosters of employers that departments watch over."""
    table, employers = delivery.facts["unit_roster"], delivery.world.employers
    counties = delivery.world.region.county_names
    frames = []
    for place, name in enumerate(UNIT_ROSTERS):
        rows = table.filter(pl.col("roster") == place)
        eids = rows["eid"].to_numpy()
        parks = counties.gather(employers.village[eids].astype(np.uint32)) + PARKED.get(name, "")
        frames.append(
            pl.DataFrame(
                {
                    **named(delivery, "unit_roster", eids, name),
                    "roster_kind": pl.repeat(name, len(eids), eager=True, dtype=pl.String),
                    "park_name": noise.only_where(np.full(len(eids), name in PARKED), parks),
                    "headcount": rows["headcount"],
                }
            )
        )
    delivery.inbox.table("unit_roster", "重点单位名录", pl.concat(frames), title="重点单位名录（汇总）")


def money_from_the_state(delivery: Delivery) -> None:
    """Subsidies, and what enterprises told those who called on them."""
    table, employers = delivery.facts["subsidy"].sort("eid", maintain_order=True), delivery.world.employers
    frame = pl.DataFrame(
        {
            **named(delivery, "subsidy", table["eid"].to_numpy()),
            "subsidy_name": pl.Series(SUBSIDIES).gather(table["name"].cast(pl.UInt32)),
            "subsidy_yuan": noise.money(table["cents"].to_numpy(), thousands=True),
            "paid_on": noise.days(table["paid"], 3),
        }
    )
    delivery.inbox.table("subsidy", "惠企资金拨付", frame, title="企业享受政府资金补助信息")
    table = delivery.facts["survey"].sort("eid", maintain_order=True)
    eids = table["eid"].to_numpy()
    towns = delivery.world.region.villages["parent"]
    frame = pl.DataFrame(
        {
            **named(delivery, "unit_survey", eids),
            "headcount": table["headcount"],
            "surveyed_on": noise.days(table["surveyed"], 2),
            "area": towns.gather(employers.village[eids].astype(np.uint32)),
        }
    )
    delivery.inbox.table("unit_survey", "入企调查", frame)


def penalties(delivery: Delivery) -> None:
    """Orders to correct and penalties, as the labour inspectors print them."""
    table, world, clock = delivery.facts["penalty"], delivery.world, delivery.world.clock
    numbers = world.numbered(np.arange(len(table)), len(world.employers))
    frame = pl.DataFrame(
        {
            "paper_no": [f"人社监字〔{clock.year}〕第{place + 1}号" for place in numbers.tolist()],
            "paper_kind": noise.coded(table["kind"].to_numpy(), words(PAPER_KINDS)),
            **named(delivery, "penalty", table["eid"].to_numpy()),
            "matter": noise.coded(table["matter"].to_numpy(), words(MATTERS)),
            "issued_on": noise.days(table["issued"], 1),
            "due_on": noise.days(table["due"], 2),
            "corrected_on": noise.days(table["corrected"], 1),
        }
    )
    delivery.inbox.table("penalty", "劳动监察文书", frame, title="责令改正、行政处罚文书登记")


def housing_fund(delivery: Delivery) -> None:
    """Housing fund deposits, a file per half-year."""
    world, clock = delivery.world, delivery.world.clock
    table = {column.name: column.to_numpy() for column in delivery.facts["fund"]}
    eids = np.unique(table["eid"])
    has = delivery.records.heard_with_uscc["fund_deposit"]
    uscc = noise.only_where(has, world.employers.uscc)
    texts = delivery.desk.heard("fund_deposit", eids.tolist(), has[eids].tolist())
    names = replaced(world.employers.name, eids, texts)
    units = pl.Series(world.numbered(np.arange(len(world.employers)), len(world.employers)) + 7_001_000)
    hard = delivery.unclear_names("fund_deposit", eids, table["eid"], table["pid"])
    delivery.employers("fund_deposit", units.gather(eids), eids, hard, heard="fund_deposit")
    for low in (clock.window, clock.window + 6):
        frames = []
        for month in range(low, low + 6):
            rows = np.flatnonzero((table["m0"] <= month) & (table["m1"] >= month))
            pids, at = table["pid"][rows], table["eid"][rows].astype(np.uint32)
            frames.append(
                pl.DataFrame(
                    {
                        "fund_unit_id": units.gather(at),
                        "employer_name": names.gather(at),
                        "uscc": uscc.gather(at),
                        "person_id": delivery.cells("fund_deposit", pids),
                        "person_name": delivery.names("fund_deposit", pids),
                        "period": pl.repeat(noise.months(np.array([month]), 1)[0], len(rows), eager=True),
                        "base_yuan": table["base"][rows],
                    }
                )
            )
        frame = noise.with_repeats(pl.concat(frames), delivery.rng(f"fund {low}"))
        delivery.inbox.text(
            "fund_deposit",
            f"公积金_{noise.months(np.array([low]), 0)[0]}起.txt",
            frame,
            separator="|",
            encoding="utf-8-sig",
        )
    delivery.people("fund_deposit", "fund_deposit", table["pid"])


def dispatch_and_rulings(delivery: Delivery) -> None:
    """Dispatched workers on file, and rulings that confirm who worked for whom."""
    world, clock = delivery.world, delivery.world.clock
    employers = world.employers
    table = delivery.facts["dispatch"]
    pids = table["pid"].to_numpy()
    frame = pl.DataFrame(
        {
            "agency_uscc": employers.uscc.gather(table["agency"].to_numpy().astype(np.uint32)),
            "host_uscc": employers.uscc.gather(table["host"].to_numpy().astype(np.uint32)),
            "person_id": delivery.cells("dispatch", pids),
            "starts_on": noise.days(table["starts"], 1),
            "ends_on": noise.days(table["ends"], 1),
        }
    )
    delivery.inbox.table("dispatch", "劳务派遣备案", frame, title="劳务派遣用工备案表")
    delivery.people("dispatch", "dispatch", pids, None)
    table = delivery.facts["ruling"]
    pids, eids = table["pid"].to_numpy(), table["eid"].to_numpy()
    courts = [f"{COURTS[county // 10_000]}{county % 10_000:04d}" for county in employers.area[eids].tolist()]
    frame = pl.DataFrame(
        {
            "ruling_id": [f"（{clock.year}）{court}民初{place + 101}号" for place, court in enumerate(courts)],
            **delivery.person_columns("labour_ruling", pids).to_dict(),
            **named(delivery, "labour_ruling", eids, pids=pids),
            "starts_on": noise.days(table["starts"], 1),
            "ends_on": noise.days(table["ends"], 1),
        }
    )
    delivery.inbox.table("labour_ruling", "确认劳动关系文书", frame)


def deliver(delivery: Delivery) -> None:
    """Everything about employers."""
    businesses(delivery)
    rosters(delivery)
    money_from_the_state(delivery)
    penalties(delivery)
    housing_fund(delivery)
    dispatch_and_rulings(delivery)
