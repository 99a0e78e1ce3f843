"""What the tax office delivers: taxpayers, payments, withholding declarations month by month, yearly payrolls."""

import numpy as np
import polars as pl

from county.offices import noise
from county.offices.delivery import Delivery
from county.offices.printed import SHARES
from county.taxes import KINDS, declared_incomes, taxes

DOCUMENT_KINDS = {0: "201", 1: "201", 2: "208"}
INCOME = ("正常工资薪金", "全年一次性奖金", "劳务报酬", "其他")
INCOME_CODES = ("0101", "0103", "0400", "其他")


def taxpayers(delivery: Delivery) -> None:
    """Registered taxpayers, numbered in 15, 18 or 20 characters."""
    world, records, rng = delivery.world, delivery.records, delivery.rng("taxpayer")
    employers = world.employers
    eids = np.flatnonzero(records.in_tax)
    lately = employers.lately()[eids]
    registered = employers.founded[eids] + np.where(lately, 0, eids % 60).astype("m8[D]")
    # a number of eighteen or fifteen characters is the employer's own, one of twenty its owner's
    numbered = records.tax_has_uscc[eids] | (records.tax_form[eids] != 20)
    signs = delivery.desk.register("taxpayer", eids, numbered, SHARES["taxpayer"])
    frame = pl.DataFrame(
        {
            "taxpayer_id": records.taxpayer_id.gather(eids),
            "uscc": noise.only_where(records.tax_has_uscc[eids], employers.uscc.gather(eids)),
            "employer_name": signs.names,
            "taxpayer_kind": pl.Series(records.taxpayer_kind[eids], dtype=pl.String),
            "taxpayer_status": noise.coded(
                employers.fact("tax_status")[eids].astype(int), {3: "03", 4: "04", 5: "05", 7: "07"}
            ),
            "industry": employers.industry.gather(eids),
            "legal_person_name": signs.boss_names,
            "legal_person_id": signs.boss_ids,
            "address": signs.addresses,
            "phone": signs.phones,
            "registered_on": noise.days(registered, 1),
            "area": world.region.villages["parent"].gather(employers.village[eids].astype(np.uint32)),
        }
    )
    frame = noise.with_repeats(frame, rng)
    half = len(frame) // 2
    delivery.inbox.text("taxpayer", "纳税人登记_1.csv", frame[:half], encoding="gb18030", headers=1, crlf=True)
    delivery.inbox.text(
        "taxpayer", "纳税人登记_2.csv", frame[half:], encoding="gb18030", title="纳税人登记信息", crlf=True
    )
    delivery.employers("taxpayer", records.taxpayer_id.gather(eids), eids, signs.hard)
    delivery.owned[eids] |= signs.owned | (records.tax_form[eids] == 20)


def payments(delivery: Delivery) -> None:
    """Taxes paid, a file per half-year; amounts with thousands separators in the newest, which quotes them."""
    clock, records = delivery.world.clock, delivery.records
    table = taxes(delivery.world)
    for place, low in enumerate(range(clock.first_tax, clock.last + 1, 6)):
        part = table.filter(pl.col("month").is_between(low, low + 5)).sort("month", "eid", "kind", "paid_on")
        newest = low + 6 > clock.last
        eids = part["eid"].to_numpy()
        frame = pl.DataFrame(
            {
                "taxpayer_id": records.taxpayer_id.gather(eids),
                "tax_kind": pl.Series(KINDS).gather(part["kind"].to_numpy()),
                "period": noise.months(part["month"].to_numpy(), place),
                "paid_yuan": noise.money(part["cents"].to_numpy(), thousands=newest),
                "paid_on": noise.days(part["paid_on"], place),
            }
        )
        frame = noise.with_repeats(frame, delivery.rng(f"tax {low}"))
        extra = [
            {
                "taxpayer_id": frame["taxpayer_id"][0],
                "tax_kind": "增值税",
                "period": str(clock.year) + "13",
                "paid_yuan": "1.00",
            }
        ]
        suffix = ".csv.gz" if place == 1 else ".csv"
        span = noise.months(np.array([low]), 0)[0]
        delivery.inbox.text(
            "tax_payment",
            f"入库税款_{span}起{suffix}",
            frame,
            encoding="gb18030",
            headers=place % 2,
            crlf=True,
            extra=extra if place == 2 else None,
        )


def wages(delivery: Delivery) -> None:
    """Withholding declarations, a file per month."""
    clock = delivery.world.clock
    table = {column.name: column.to_numpy() for column in delivery.facts["wage"]}
    everyone = range(len(delivery.world.employers))
    # until then some employers declare former names
    changed = clock.first_wage + 5
    names = pl.Series(delivery.desk.heard("wage", everyone, [True] * len(everyone)), dtype=pl.String)
    for place, month in enumerate(range(clock.first_wage, clock.last + 1)):
        rows, cents = declared_incomes(table, month)
        frame = _wage_frame(delivery, names, table, rows, cents, month, place, month < changed)
        frame = noise.with_repeats(frame, delivery.rng(f"wage {month}"))
        separator, suffix = ((",", "csv"), ("\t", "txt"), ("|", "txt"))[place % 3]
        extra = None
        if place == 2 and len(frame):
            # a spreadsheet has eaten the digits
            extra = [
                {
                    "taxpayer_id": frame["taxpayer_id"][0],
                    "person_id": "3.20923E+17",
                    "person_name": "待核",
                    "income_kind": INCOME[0],
                    "period": frame["period"][0],
                    "income_yuan": "4000.00",
                }
            ]
        delivery.inbox.text(
            "wage",
            f"个税扣缴_{noise.months(np.array([month]), 0)[0]}.{suffix}{'.gz' if place in (0, 5) else ''}",
            frame,
            encoding="gb18030",
            separator=separator,
            headers=place % 2,
            crlf=True,
            extra=extra,
        )
    printed = table["m0"] <= table["m1"]
    for office, rows in (("wage_before", table["m0"] < changed), ("wage", table["m1"] >= changed)):
        delivery.people("wage", "wage", table["pid"][printed & rows], office)
    delivery.forget("wage")


def _wage_frame(
    delivery: Delivery,
    names: pl.Series,
    table: dict[str, np.ndarray],
    rows: np.ndarray,
    cents: np.ndarray,
    month: int,
    place: int,
    early: bool,
) -> pl.DataFrame:
    world, records = delivery.world, delivery.records
    pids, eids = table["pid"][rows], table["eid"][rows]
    kinds = INCOME_CODES if place % 2 else INCOME
    return pl.DataFrame(
        {
            "taxpayer_id": records.taxpayer_id.gather(eids.astype(np.uint32)),
            "employer_name": names.gather(eids.astype(np.uint32)),
            "document_kind": noise.coded(world.people.document[pids], DOCUMENT_KINDS),
            "person_id": delivery.cells("wage", pids),
            "person_name": delivery.names("wage_before" if early else "wage", pids),
            "income_kind": noise.coded(table["kind"][rows], dict(enumerate(kinds))),
            "period": pl.repeat(noise.months(np.array([month]), place)[0], len(rows), eager=True),
            # one month of the comma files comes from a sheet that groups thousands
            "income_yuan": noise.money(cents, thousands=place == 6),
        }
    )


def payrolls(delivery: Delivery) -> None:
    """Last year's payrolls of companies, as Parquet."""
    world = delivery.world
    clock, employers = world.clock, world.employers
    wage = delivery.facts["wage"].filter(pl.col("kind") == 0)
    by = wage.group_by("eid").agg(pl.len().alias("n"), pl.col("yuan").cast(pl.Int64).sum().alias("sum")).sort("eid")
    by = by.filter(pl.Series(employers.form[by["eid"].to_numpy()] != "个体工商户"))
    frame = pl.DataFrame(
        {
            "taxpayer_id": delivery.records.taxpayer_id.gather(by["eid"]),
            "year": pl.repeat(str(clock.year - 1), len(by), eager=True),
            "payroll_yuan": pl.select((by["sum"] * 12).cast(pl.String) + pl.lit(".00")).to_series(),
            "headcount": by["n"],
        }
    )
    delivery.inbox.parquet("payroll", f"工资总额_{clock.year - 1}.parquet", frame)


def deliver(delivery: Delivery) -> None:
    """Everything about taxes."""
    taxpayers(delivery)
    payments(delivery)
    wages(delivery)
    payrolls(delivery)
