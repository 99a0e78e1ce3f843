"""What the two insurance bureaus deliver about insured units."""

import numpy as np
import polars as pl

from county.employer_kinds import CIVIL, FULL, SUSPENDED
from county.employers import HSA
from county.numbers import replaced
from county.offices import noise
from county.offices.delivery import Delivery
from county.offices.printed import SHARES
from county.offices.records import Records
from county.world import World

ISSUERS = ("hrss", "hsa")
WORDS = {
    110: "企业职工基本养老保险",
    120: "机关事业单位养老保险",
    170: "城乡居民基本养老保险",
    210: "失业保险",
    310: "职工基本医疗保险",
    390: "城乡居民基本医疗保险",
    410: "工伤保险",
    510: "生育保险",
}


def _insured(world: World, side: int) -> tuple[np.ndarray, np.ndarray]:
    """Employers and insurances, a pair for each row that a side's office keeps, in this order."""
    everyone = np.arange(len(world.employers))
    parts = []
    for insurance in sorted({*FULL, *CIVIL, 510}):
        if (insurance in HSA) == bool(side):
            eids = np.flatnonzero((world.unit_status > 0) & world.offers(everyone, insurance))
            parts.append(np.stack([eids, np.full(len(eids), insurance)]))
    eids, insurance = np.hstack(parts)
    order = np.lexsort((insurance, eids))
    return eids[order], insurance[order]


def units(delivery: Delivery) -> None:
    """Insured units, a row per insurance; a quarter of the units without their credit code."""
    world, records = delivery.world, delivery.records
    employers = world.employers
    status = world.unit_status
    for side, issuer in enumerate(ISSUERS):
        rng = delivery.rng("unit " + issuer)
        eids, insurance = _insured(world, side)
        now = np.where(employers.fact("suspended")[eids] == insurance, SUSPENDED, status[eids])
        uids = eids * 2 + side
        # a unit prints the same on each of its rows, one per insurance
        units, at = np.unique(eids, return_inverse=True)
        signs = delivery.desk.register(
            issuer,
            units,
            records.unit_linked[units * 2 + side],
            SHARES[issuer],
            records.unit_old_name[units * 2 + side],
        )
        printed = at.astype(np.uint32)
        uscc = _uscc(records, employers.uscc.gather(eids), uids, rng)
        form = records.unit_tax_form[uids]
        org = employers.org.to_numpy()[eids]
        area = pl.Series(employers.area[eids]).cast(pl.String).to_numpy()
        taxpayer = np.where(form == 18, employers.uscc.to_numpy()[eids], np.where(form == 15, area + org, ""))
        frame = pl.DataFrame(
            {
                "insured_unit_id": records.unit_number[uids],
                "employer_name": signs.names.gather(printed),
                "uscc": uscc,
                "taxpayer_id": pl.Series(taxpayer, dtype=pl.String),
                "insurance": noise.coded(insurance, WORDS) if side else pl.Series(insurance).cast(pl.String),
                "unit_status": noise.coded(
                    now, {1: "参保缴费", 2: "暂停", 3: "终止"} if side else {1: "1", 2: "2", 3: "3"}
                ),
                "enrolled_on": noise.days(employers.founded[eids] + np.timedelta64(20, "D"), side),
                "legal_person_name": signs.boss_names.gather(printed),
                "address": signs.addresses.gather(printed),
                "phone": signs.phones.gather(printed),
                "handled_by": world.region.handled_by(employers.village[eids], eids),
                "area": world.region.villages["parent"].gather(employers.village[eids].astype(np.uint32)),
            }
        )
        frame = noise.with_repeats(frame, rng)
        if side:
            delivery.inbox.text("insured_unit", "医保参保单位.txt", frame, separator="\t")
        else:
            delivery.inbox.text(
                "insured_unit", "人社参保单位.csv", frame, encoding="utf-8-sig", title="参保单位信息表", headers=1
            )
        known = np.unique(uids)
        record_ids = pl.Series([f"{issuer}:{number}" for number in records.unit_number[known]], dtype=pl.String)
        delivery.employers("insured_unit", record_ids, records.unit_eid[known], signs.hard)


def _uscc(records: Records, numbers: pl.Series, uids: np.ndarray, rng: np.random.Generator) -> pl.Series:
    """The credit codes as a bureau prints them: some left out, some garbled, some a word for nothing."""
    uscc = noise.only_where(records.unit_has_uscc[uids], numbers)
    garbled = np.flatnonzero(records.unit_uscc_garbled[uids])
    # the check character moved on by one: it fits no longer
    uscc = replaced(
        uscc, garbled, [number[:-1] + ("A" if number[-1] != "A" else "B") for number in uscc.gather(garbled)]
    )
    blank = np.flatnonzero((uscc == "").to_numpy() & (rng.random(len(uids)) < 0.06))
    return replaced(uscc, blank, [("无", "0", "不详")[place % 3] for place in blank.tolist()])
