"""What the police, the schools, the courts and the pension offices deliver about people."""

from datetime import timedelta

import numpy as np
import polars as pl

from county.names import ETHNICITIES, ROADS, SCHOOLS, pick
from county.numbers import replaced
from county.offices import noise
from county.offices.delivery import Delivery
from county.people import CANCELLED, DIED, JOINED_ARMY, MEN, MOVED_OUT, NORMAL, WENT_ABROAD, WOMEN

STATUS_WORDS = {
    NORMAL: "正常",
    DIED: "死亡注销",
    MOVED_OUT: "迁出注销",
    JOINED_ARMY: "参军注销",
    WENT_ABROAD: "出国注销",
    CANCELLED: "其他注销",
}
STATUS_CODES = {status: str(status) for status in STATUS_WORDS}
BENEFITS = ("企业职工养老", "机关事业养老", "城乡居民养老", "失业", "被征地养老补助")


def words(values: tuple[str, ...]) -> dict[int, str]:
    """Numbered words."""
    return dict(enumerate(values))


def residents(delivery: Delivery) -> None:
    """The population, a file per town, in the police's encoding and several vendors' spellings."""
    world, inbox = delivery.world, delivery.inbox
    people, identity, region, rng = world.people, world.identity, world.region, delivery.rng("resident")
    towns = region.villages["parent"].to_numpy()[people.village]
    for place, (code, name) in enumerate(region.towns.select("code", "name").iter_rows()):
        pids = np.flatnonzero(people.in_resident & (towns == code))
        pids = pids[np.argsort(people.household[pids], kind="stable")]
        coded = place % 3 == 1
        frame = _resident_frame(delivery, pids, place, coded, rng)
        extra = None
        if place == 0:
            # two cells that are emptied, one row that is refused: none of them changes what is true
            bad = np.arange(3) * 7 % max(len(pids), 1)
            bad = np.arange(min(3, len(pids)))
            frame = frame.with_columns(
                replaced(frame["birth_date"], bad, ["2023-02-30"] * len(bad)).alias("birth_date"),
                replaced(frame["sex"], bad, ["不详"] * len(bad)).alias("sex"),
            )
            extra = [
                {"person_id": number, "person_name": "待核", "registered_area": code, "resident_status": "待核查"}
                for number in identity.documents.gather(pids[-1:])
            ]
        suffix, separator = (("csv", ","), ("txt", "\t"), ("txt", "|"))[place % 3]
        file = f"户籍人口_{name}.{suffix}" + (".gz" if place == 5 else "")
        inbox.text(
            "resident",
            file,
            noise.with_repeats(frame, rng),
            encoding="gb18030",
            separator=separator,
            headers=1 if coded else 0,
            crlf=place % 2 == 0,
            extra=extra,
            data_date=world.clock.as_of - timedelta(days=6),
        )
        delivery.people("resident", "resident", pids)
    _older_snapshot(delivery, rng)


def _older_snapshot(delivery: Delivery, rng: np.random.Generator) -> None:
    """Last month's file of people who have moved since: the newer delivery wins."""
    people, clock = delivery.world.people, delivery.world.clock
    pids = np.flatnonzero(people.in_resident & (people.status == MOVED_OUT))[:400]
    frame = _resident_frame(delivery, pids, 1, False, rng).with_columns(
        pl.lit("正常").alias("resident_status"), pl.lit("").alias("status_date")
    )
    delivery.inbox.text(
        "resident", "户籍人口_上月补充.csv", frame, encoding="gb18030", data_date=clock.as_of - timedelta(days=38)
    )


def _resident_frame(
    delivery: Delivery, pids: np.ndarray, style: int, coded: bool, rng: np.random.Generator
) -> pl.DataFrame:
    world = delivery.world
    people, identity, villages = world.people, world.identity, world.region.villages
    at = people.village[pids].astype(np.uint32)
    here = people.registered_here[pids]
    households = world.numbered(people.household[pids], len(people.sex)) + 10_000_000
    home = villages["code"].gather(at)
    town_only = pl.Series(rng.random(len(pids)) < 0.03)
    # the home county of who lives here with a permit is in the ID number
    elsewhere = delivery.documents("resident", pids).str.slice(0, 6)
    # Whoever is registered elsewhere lives where the world has put them: nothing else says which town they are of.
    moved = (rng.random(len(pids)) < 0.08) & here
    living = np.where(moved, rng.integers(0, len(villages), len(pids)), at).astype(np.uint32)
    house = (
        pl.Series(people.household[pids] % 9 + 1).cast(pl.String)
        + "组"
        + pl.Series(people.household[pids] % 97 + 1).cast(pl.String)
        + "号"
    )
    region, county = world.region, world.region.county_names
    permit = people.residence_permit[pids]
    return pl.DataFrame(
        {
            "person_id": delivery.cells("resident", pids),
            "person_name": delivery.names("resident", pids),
            "former_name": identity.formers.gather(pids.astype(np.uint32)),
            "sex": noise.coded(people.sex[pids], {MEN: "1", WOMEN: "2"} if coded else {MEN: "男", WOMEN: "女"}),
            "ethnicity": pick(ETHNICITIES, identity.ethnicity[pids]),
            "birth_date": noise.days(people.birth[pids], style),
            "registered_area": pl.select(
                pl.when(pl.Series(here))
                .then(pl.when(town_only).then(home.str.slice(0, 9)).otherwise(home))
                .otherwise(elsewhere)
            ).to_series(),
            "registered_address": pl.select(
                pl.when(pl.Series(here))
                .then(
                    pl.lit(region.province + region.prefecture)
                    + county.gather(at)
                    + villages["name"].gather(at)
                    + house
                )
                .otherwise(pl.lit(""))
            ).to_series(),
            "living_area": villages["code"].gather(living),
            "living_address": pl.select(
                pl.when(pl.Series(moved))
                .then(county.gather(living) + pick(ROADS, people.household[pids] % len(ROADS)) + house)
                .otherwise(pl.lit(""))
            ).to_series(),
            "household_id": pl.Series(households).cast(pl.String),
            "hukou_kind": noise.coded(permit.astype(np.int64), {0: "居民家庭户" if coded else "居民户", 1: "居住证"}),
            "resident_status": noise.coded(people.status[pids], STATUS_CODES if coded else STATUS_WORDS),
            "status_date": noise.days(people.status_date[pids], style),
            "phone": delivery.phones(pids),
        }
    )


def deaths_and_sentences(delivery: Delivery) -> None:
    """Deaths, sentences and soldiers."""
    death, sentence, soldier = delivery.facts["death"], delivery.facts["sentence"], delivery.facts["soldier"]
    pids = death["pid"].to_numpy()
    frame = delivery.person_columns("death", pids).with_columns(noise.days(death["died"], 1).alias("died_on"))
    frame = noise.with_repeats(frame, delivery.rng("death"))
    delivery.inbox.text(
        "death",
        "殡葬火化登记.csv",
        frame,
        encoding="utf-8-sig",
        title=f"{delivery.world.region.name}殡葬信息登记表",
        headers=1,
    )
    pids = sentence["pid"].to_numpy()
    frame = delivery.person_columns("sentence", pids).with_columns(
        noise.coded(sentence["kind"].to_numpy(), words(("监禁", "社区矫正"))).alias("sentence_kind"),
        noise.days(sentence["starts"], 1).alias("starts_on"),
        noise.days(sentence["ends"], 3).alias("ends_on"),
    )
    delivery.inbox.table("sentence", "服刑及社区矫正人员", frame, title="服刑及社区矫正人员名册（内部）")
    pids = soldier["pid"].to_numpy()
    frame = delivery.person_columns("soldier", pids).with_columns(
        noise.days(soldier["starts"], 2).alias("starts_on"),
        noise.days(soldier["ends"], 2, "9999-12-31").alias("ends_on"),
    )
    delivery.inbox.table("soldier", "现役军人", frame)


def students(delivery: Delivery) -> None:
    """Pupils and students, a file per level of school."""
    table = delivery.facts["student"]
    for place, (name, schools) in enumerate({"小学初中": (0, 1), "高中中职": (2, 3), "高校": (4, 5, 6, 7)}.items()):
        part = table.filter(pl.col("school").is_in(schools))
        pids = part["pid"].to_numpy()
        frame = delivery.person_columns("student", pids).with_columns(
            _schools(delivery, pids, part["school"].to_numpy()).alias("school_name"),
            noise.days(part["enrolled"], place).alias("enrolled_on"),
            noise.days(part["graduates"], place).alias("graduates_on"),
            noise.coded(part["status"].to_numpy(), words(("在读", "休学", "毕业", "退学"))).alias("student_status"),
        )
        frame = noise.with_repeats(frame, delivery.rng("student"))
        delivery.inbox.table("student", f"学籍_{name}", frame, title=f"{name}在校学生名册" if place else "")


def _schools(delivery: Delivery, pids: np.ndarray, schools: np.ndarray) -> pl.Series:
    """What these people's schools are called; the lower ones are in the county where the pupil is at home."""
    region = delivery.world.region
    names = [name.replace("{prefecture}", region.prefecture).replace("{province}", region.province) for name in SCHOOLS]
    home = region.county_names.gather(delivery.world.people.village[pids].astype(np.uint32))
    named = pl.DataFrame({"school": pick(tuple(names), schools), "county": home})
    return named.select(pl.col("school").str.replace("{county}", pl.col("county"), literal=True))["school"]


def benefits(delivery: Delivery) -> None:
    """Pensions and other benefits paid out."""
    table = delivery.facts["benefit"].sort("kind", "pid", maintain_order=True)
    table = table.unique(["pid", "kind"], keep="first", maintain_order=True)
    pension = table["kind"].is_in([0, 1])
    for name, part, style in (("职工与机关", table.filter(pension), 0), ("居民及其他", table.filter(~pension), 1)):
        frame = delivery.person_columns("benefit", part["pid"].to_numpy()).with_columns(
            noise.coded(part["kind"].to_numpy(), words(BENEFITS)).alias("benefit_kind"),
            noise.months(part["starts"].to_numpy(), style).alias("starts_in"),
            noise.months(part["last_paid"].to_numpy(), style).alias("last_paid_in"),
            noise.money(part["yuan"].to_numpy() * 100).alias("benefit_yuan"),
            noise.coded(part["status"].to_numpy(), words(("正常", "暂停", "终止"))).alias("benefit_status"),
        )
        frame = noise.with_repeats(frame, delivery.rng("benefit" + name))
        delivery.inbox.text("benefit", f"待遇发放_{name}.csv", frame, encoding="utf-8-sig", headers=style)


def _printed_months(months: np.ndarray) -> pl.Series:
    """Numbered months as text, nothing where none is printed."""
    printed = months >= 0
    return noise.only_where(printed, noise.months(np.where(printed, months, months.max(initial=0)), 0))


def elsewhere(delivery: Delivery) -> None:
    """The ministry's report of who is insured in other places."""
    table = delivery.facts["elsewhere"].unique(["pid", "insurance"], keep="first", maintain_order=True)
    frame = delivery.person_columns("insured_elsewhere", table["pid"].to_numpy()).with_columns(
        table["insurance"].cast(pl.String),
        table["area"].cast(pl.String).alias("elsewhere_area"),
        noise.coded(table["status"].to_numpy(), {1: "正常参保", 2: "暂停参保", 4: "终止参保"}).alias("member_status"),
        _printed_months(table["last_paid"].to_numpy()).alias("last_paid_in"),
        noise.only_where((table["paid_months"] >= 0).to_numpy(), table["paid_months"]).alias("paid_months"),
        noise.coded(table["retired"].to_numpy(), {0: "在职", 1: "离退休"}).alias("retired"),
    )
    frame = noise.with_repeats(frame, delivery.rng("elsewhere"))
    delivery.inbox.text("insured_elsewhere", "省厅反馈_异地参保.csv", frame, encoding="gb18030", crlf=True)


def deliver(delivery: Delivery) -> None:
    """Everything about people."""
    residents(delivery)
    deaths_and_sentences(delivery)
    students(delivery)
    benefits(delivery)
    elsewhere(delivery)
