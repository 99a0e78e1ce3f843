"""Rosters of people: hardship, land loss, platform work, the lists of many desks, and the vaccination register."""

import numpy as np
import polars as pl

from base.text import fold
from county.events import GIGS, ROSTERS
from county.local_rules import HARDSHIPS
from county.names import PLATFORMS, pick
from county.offices import noise
from county.offices.deliver_people import words
from county.offices.delivery import Delivery
from county.people import MEN, WOMEN

KNOWN_BY_GUARDIAN = ("twins", "infants", "numberless")
"""Groups of children whom only a guardian tells from others."""


def lists_of_people(delivery: Delivery) -> None:
    """Hardship, land loss, platform work and the other rosters: workbooks from many desks."""
    facts, villages, inbox = delivery.facts, delivery.world.region.villages["code"], delivery.inbox

    def home(table: pl.DataFrame) -> pl.Series:
        return villages.gather(delivery.world.people.village[table["pid"].to_numpy()].astype(np.uint32)).alias("area")

    table = facts["hardship"].unique(["pid", "kind"], keep="first", maintain_order=True)
    frame = delivery.person_columns("hardship", table["pid"].to_numpy()).with_columns(
        noise.coded(table["kind"].to_numpy(), words(HARDSHIPS)).alias("hardship_kind"),
        noise.days(table["starts"], 1).alias("starts_on"),
        noise.days(table["ends"], 1).alias("ends_on"),
        home(table),
    )
    disabled = table["kind"] == HARDSHIPS.index("重度残疾")
    inbox.table("hardship", "民政困难群体", frame.filter(~disabled), title="困难群体动态名单")
    inbox.table("hardship", "残联重度残疾", frame.filter(disabled))
    table = facts["land_loss"]
    frame = delivery.person_columns("land_loss", table["pid"].to_numpy()).with_columns(
        (pl.lit(delivery.world.region.name[0] + "政征") + table["batch"].cast(pl.String) + "号").alias("land_batch"),
        noise.days(table["resettled"], 2).alias("resettled_on"),
        home(table),
    )
    inbox.table("land_loss", "被征地农民安置人员", frame, title="被征地农民安置人员名册")
    table = facts["gig"]
    frame = delivery.person_columns("gig_worker", table["pid"].to_numpy()).with_columns(
        noise.coded(table["kind"].to_numpy(), words(GIGS)).alias("gig_kind"),
        pick(PLATFORMS, table["platform"].to_numpy()).alias("employer_name"),
        delivery.phones(table["pid"].to_numpy()).alias("phone"),
    )
    inbox.table("gig_worker", "新就业形态人员", frame)
    table = facts["rider_cover"]
    frame = delivery.person_columns("rider_cover", table["pid"].to_numpy()).with_columns(
        pick(PLATFORMS, table["platform"].to_numpy()).alias("platform"),
        noise.days(table["starts"], 1).alias("starts_on"),
        noise.days(table["ends"], 1).alias("ends_on"),
    )
    inbox.table("rider_cover", "职业伤害保障", frame)
    table = facts["roster"].unique(["pid", "kind"], keep="first", maintain_order=True)
    for kind, name in enumerate(ROSTERS):
        part = table.filter(pl.col("kind") == kind)
        frame = delivery.person_columns("person_roster", part["pid"].to_numpy()).with_columns(
            pl.lit(name).alias("roster_kind"),
            noise.days(part["starts"], kind).alias("starts_on"),
            noise.days(part["ends"], kind).alias("ends_on"),
        )
        inbox.table("person_roster", f"名单_{name.replace('(', '').replace(')', '')}", frame, title=f"{name}人员名单")


def children(delivery: Delivery) -> None:
    """Vaccinated children up to seven; a few of the youngest have no number yet, some guardians neither."""
    world, rng, records = delivery.world, delivery.rng("child"), delivery.records.people
    people = world.people
    pids = delivery.facts["child"]["pid"].to_numpy()
    numberless = records.numberless[pids]
    known = records.guardian[pids] >= 0
    # who can only be told by the guardian has one; of the others' guardians some have but a name
    draw = np.where(
        np.isin(pids, np.concatenate([world.groups[name].ravel() for name in KNOWN_BY_GUARDIAN])),
        1,
        rng.random(len(pids)),
    )
    named, numbered = known & (draw >= 0.03), known & (draw >= 0.15)
    at = np.where(known, records.guardian[pids], 0)
    frame = pl.DataFrame(
        {
            "person_id": noise.only_where(~numberless, delivery.cells("child", pids)),
            "person_name": delivery.names("child", pids),
            "sex": noise.coded(people.sex[pids], {MEN: "男", WOMEN: "女"}),
            "birth_date": noise.days(people.birth[pids], 1),
            "guardian_id": noise.only_where(numbered, delivery.cells("child", at)),
            "guardian_name": noise.only_where(named, delivery.names("child", at)),
            "area": world.region.villages["code"].gather(people.village[pids].astype(np.uint32)),
            "phone": delivery.phones(at),
        }
    )
    delivery.people("child", "child", pids[~numberless])
    infants = np.flatnonzero(numberless)
    documents = delivery.documents("child", at[infants]).to_list()
    for place, number in zip(infants.tolist(), documents, strict=True):
        name, guardian = fold(frame["person_name"][place]), fold(frame["guardian_name"][place])
        record = f"{name}|{people.birth[pids[place]]}|{number if numbered[place] else guardian}"
        delivery.child_records.append((record, int(pids[place])))
    delivery.inbox.text(
        "child", "预防接种儿童.csv", noise.with_repeats(frame, rng), encoding="utf-8-sig", title="0-7岁预防接种儿童信息"
    )


def deliver(delivery: Delivery) -> None:
    """All rosters."""
    lists_of_people(delivery)
    children(delivery)
