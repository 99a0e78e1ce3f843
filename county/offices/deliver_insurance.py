"""What the two insurance bureaus deliver: units, members, and the contributions month by month."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from county.employers import HSA
from county.lives.namesakes import member_numbers
from county.offices import noise
from county.offices.deliver_units import ISSUERS, WORDS, units
from county.offices.delivery import Delivery
from county.tables import PAID_LATER, SPLIT

UNIT_RATE = {110: 0.16, 120: 0.16, 210: 0.005, 310: 0.07, 410: 0.004, 510: 0.008}
PERSON_RATE = {110: 0.08, 120: 0.08, 210: 0.005, 310: 0.02, 410: 0.0, 510: 0.0}


def members(delivery: Delivery) -> None:
    """Members of both bureaus: employees and residents in files of their own."""
    table = delivery.facts["member"]
    medical = table["insurance"].is_in(HSA)
    for side, issuer in enumerate(ISSUERS):
        mine = table.filter(medical if side else ~medical)
        delivery.members("member", issuer, mine["pid"].to_numpy(), mine["uid"].to_numpy())
        own = mine["insurance"].is_in([170, 390])
        for name, part in (("职工", mine.filter(~own)), ("居民", mine.filter(own))):
            rng = delivery.rng(f"member {issuer} {name}")
            frame = noise.with_repeats(_member_frame(delivery, part, issuer, side), rng)
            extra = None
            if name == "居民" and len(frame):
                extra = [
                    {
                        "member_id": "0",
                        "person_id": frame["person_id"][0],
                        "person_name": "待核",
                        "insurance": "999",
                        "member_status": "1",
                    }
                ]
            if side:
                delivery.inbox.text(
                    "member", f"医保_{name}参保.csv", frame, encoding="utf-8-sig" if name == "职工" else "utf-8"
                )
            else:
                delivery.inbox.text("member", f"人社_{name}参保.txt", frame, separator="|", headers=1, extra=extra)


def _member_frame(delivery: Delivery, part: pl.DataFrame, issuer: str, style: int) -> pl.DataFrame:
    world, records = delivery.world, delivery.records
    pids, insurance, uid = part["pid"].to_numpy(), part["insurance"].to_numpy(), part["uid"].to_numpy()
    reason = part["reason"].to_numpy()
    fresh = part["before"].to_numpy() == 0
    area = world.region.villages["code"].gather(world.people.village[pids].astype(np.uint32))
    status = {0: "未参保", 1: "正常参保", 2: "暂停参保", 4: "终止参保"} if style else {0: "0", 1: "1", 2: "2", 4: "4"}
    credit = delivery.facts["credit"].unique("pid", keep="last")
    credited = pl.DataFrame({"pid": pids}).join(credit, on="pid", how="left", maintain_order="left")
    shown = (insurance == 110) & (credited["months"].fill_null(-1) >= 0).to_numpy()
    return pl.DataFrame(
        {
            "member_id": member_numbers(world, issuer, pids, uid),
            "person_id": delivery.cells(issuer, pids),
            "person_name": delivery.names(issuer, pids),
            "insurance": noise.coded(insurance, WORDS) if style else pl.Series(insurance).cast(pl.String),
            "insured_unit_id": _unit_numbers(records.unit_number, uid),
            "member_kind": noise.coded(part["member_kind"].to_numpy(), {0: "单位职工", 1: "灵活就业", 2: "城乡居民"}),
            "member_status": noise.coded(part["status"].to_numpy(), status),
            "enrolled_on": noise.days(part["enrolled"], style),
            "enrol_reason": noise.coded(fresh.astype(np.int64), {0: "恢复缴费", 1: "新参保"}),
            "handled_by": world.region.handled_by(world.people.village[pids], pids),
            "stopped_on": noise.days(part["stopped"], style),
            "stop_reason": noise.only_where(reason > 0, reason),
            "paid_months_before": part["before"],
            "credited_months": noise.only_where(shown, credited["months"]),
            "worked_from": noise.days(credited["worked"], style),
            "tier_yuan": noise.only_where(part["tier"].to_numpy() > 0, part["tier"]),
            "phone": delivery.phones(pids),
            "area": area,
        }
    )


def _unit_numbers(numbers: np.ndarray, uid: np.ndarray) -> pl.Series:
    """Unit numbers, nothing for those who belong to none."""
    frame = pl.DataFrame({"number": numbers[np.maximum(uid, 0)], "has": uid >= 0})
    return frame.select(pl.when("has").then("number"))["number"]


def contributions(delivery: Delivery) -> None:
    """Contributions: employees a file per quarter (half-year at the medical bureau), residents a file per year."""
    table = delivery.facts["spell"]
    medical = table["insurance"].is_in(HSA)
    clock = delivery.world.clock
    for side, issuer in enumerate(ISSUERS):
        spells = {column.name: column.to_numpy() for column in table.filter(medical if side else ~medical)}
        delivery.members("contribution", issuer, spells["pid"], spells["uid"])
        step = 6 if side else 3
        for place, low in enumerate(range(clock.first, clock.last + 1, step)):
            rng = delivery.rng(f"contribution {issuer} {low}")
            high = min(low + step - 1, clock.last)
            frame = pl.concat(_monthly_rows(delivery, spells, issuer, range(low, high + 1), side))
            if issuer == "hsa" or place < 8:
                # not every bureau prints every column, nor did the older system
                frame = frame.drop("settled_in")
            frame = noise.with_repeats(frame, rng)
            _write_quarter(
                delivery,
                frame,
                issuer,
                place,
                f"{noise.months(np.array([low]), 0)[0]}-{noise.months(np.array([high]), 0)[0]}",
            )
    _yearly(delivery)


def _write_quarter(delivery: Delivery, frame: pl.DataFrame, issuer: str, place: int, span: str) -> None:
    inbox = delivery.inbox
    if issuer == "hsa":
        if place < 2:
            inbox.parquet("contribution", f"医保缴费_{span}.parquet", frame)
        else:
            # kinds that are none of ours come with the rest: 大额医疗
            other = frame.head(40).with_columns(pl.lit("大额医疗").alias("insurance"), pl.lit(7.0).alias("unit_yuan"))
            inbox.text("contribution", f"医保缴费_{span}.csv", pl.concat([frame, other]), encoding="utf-8-sig")
        return
    extra = None
    if place == 1 and len(frame):
        first = frame.row(0, named=True)
        extra = [
            {**{name: str(value if value is not None else "") for name, value in first.items()}, "payment_status": "9"}
        ]
    suffix = ".txt.gz" if place in (2, 3, 4) else ".txt"
    inbox.text("contribution", f"职工缴费_{span}{suffix}", frame, separator="\t", headers=place % 2, extra=extra)


def _monthly_rows(
    delivery: Delivery, spells: dict[str, np.ndarray], issuer: str, span: range, style: int
) -> Iterator[pl.DataFrame]:
    """One frame per month: whoever is in a spell then, split payments in two rows, reversals as a row below zero.

    What did not arrive and was paid later has a second row, 补缴.
    """
    for month in span:
        now = np.flatnonzero((spells["m0"] <= month) & (spells["m1"] >= month))
        split = now[spells["variant"][now] == SPLIT]
        back = now[spells["taken_back_from"][now] <= month]
        later = now[(spells["variant"][now] == PAID_LATER) & (spells["unpaid_from"][now] <= month)]
        rows = np.concatenate([now, split, back, later])
        share = np.ones(len(rows))
        share[: len(now)][spells["variant"][now] == SPLIT] = 0.6
        share[len(now) : len(now) + len(split)] = 0.4
        share[len(now) + len(split) : len(rows) - len(later)] = -1
        repaid = np.arange(len(rows)) >= len(rows) - len(later)
        order = np.argsort(rows, kind="stable")
        yield _contribution_frame(delivery, spells, issuer, rows[order], share[order], repaid[order], month, style)


def _contribution_frame(
    delivery: Delivery,
    spells: dict[str, np.ndarray],
    issuer: str,
    rows: np.ndarray,
    share: np.ndarray,
    repaid: np.ndarray,
    month: int,
    style: int,
) -> pl.DataFrame:
    world = delivery.world
    pids, insurance, uid = spells["pid"][rows], spells["insurance"][rows], spells["uid"][rows]
    base = spells["base"][rows]
    unit_rate, person_rate = np.zeros(600), np.zeros(600)
    for code, rate in UNIT_RATE.items():
        unit_rate[code], person_rate[code] = rate, PERSON_RATE[code]
    own = uid < 0
    person = np.where(own, unit_rate[insurance] + person_rate[insurance], person_rate[insurance])
    arrived = (month < spells["unpaid_from"][rows]) | repaid
    printed = noise.months(np.array([month]), style)[0]
    settled = noise.months(np.array([month + 1]), style)[0]
    return pl.DataFrame(
        {
            "member_id": member_numbers(world, issuer, pids, uid),
            "person_id": delivery.cells(issuer, pids),
            "insurance": insurance,
            "insured_unit_id": _unit_numbers(delivery.records.unit_number, uid),
            "period": pl.repeat(printed, len(rows), eager=True),
            "settled_in": noise.coded(arrived.astype(np.int64), {0: "", 1: settled}),
            "due_kind": noise.coded(repaid.astype(np.int64), {0: "10", 1: "20"}),
            "base_yuan": base,
            "unit_yuan": np.round(np.where(own, 0, unit_rate[insurance]) * base * share, 2),
            "person_yuan": np.round(person * base * share, 2),
            "payment_status": noise.coded(
                arrived.astype(np.int64), {0: "未到账", 1: "已到账"} if style else {0: "0", 1: "1"}
            ),
        }
    ).with_columns(pl.col("insurance").cast(pl.String))


def _yearly(delivery: Delivery) -> None:
    """Residents' payments, by insurance and year; the government pays for some."""
    table = delivery.facts["yearly"].unique(["pid", "insurance", "year", "due_kind"], keep="first", maintain_order=True)
    for issuer, insurance, name in (("hrss", 170, "居民养老"), ("hsa", 390, "居民医保")):
        mine = table.filter(pl.col("insurance") == insurance)
        delivery.members("contribution", issuer, mine["pid"].to_numpy(), np.full(len(mine), -1))
        for year in sorted(mine["year"].unique()):
            part = mine.filter(pl.col("year") == year)
            pids = part["pid"].to_numpy()
            paid = part["paid"].to_numpy()
            due = part["due_kind"].to_numpy()
            frame = pl.DataFrame(
                {
                    "member_id": member_numbers(delivery.world, issuer, pids, np.full(len(pids), -1)),
                    "person_id": delivery.cells(issuer, pids),
                    "insurance": pl.repeat(str(insurance) if insurance == 170 else "居民医保", len(part), eager=True),
                    "period": pl.repeat(f"{year}12", len(part), eager=True),
                    "due_kind": noise.coded(due, {10: "正常应缴", 20: "补缴", 30: "政府代缴"}),
                    "person_yuan": part["yuan"],
                    "payment_status": noise.coded(paid.astype(np.int64), {0: "0", 1: "1"}),
                }
            )
            frame = noise.with_repeats(frame, delivery.rng(f"yearly {insurance} {year}"))
            delivery.inbox.text("contribution", f"{name}_{year}年度.csv", frame, headers=1 if insurance == 170 else 0)


def deliver(delivery: Delivery) -> None:
    """Everything about insurance."""
    units(delivery)
    members(delivery)
    contributions(delivery)
    for issuer in ISSUERS:
        delivery.forget(issuer)
