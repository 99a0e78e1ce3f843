"""The records of employers as columns that can be compared: who holds which number, and every mention by name."""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from matchers.employer.model import SLOTS
from matchers.engine.prefectures import PREFECTURE
from matchers.text import addresses
from matchers.text import employer_names as names
from matchers.text.placeholders import filled, telephone
from sql.spread import Frames, Part

MENTION = """
select mention.print_no, mention.extract, mention.record_id, mention.slot, mention.employer_name, mention.is_former,
    mention.legal_person_name, mention.legal_person_id, mention.address, mention.phone, mention.industry,
    mention.opened_on, mention.area, mention.business_kind, staff.staff
from numbered.employer_print as mention
left join numbered.employer_staff as staff on mention.extract = staff.extract and mention.record_id = staff.record_id
order by mention.print_no
"""
AREA = "select area_code, area_name, area_level from core.area order by all"
RECORD = "select extract, record_id, uscc, organisation_code, employer_id, rule from numbered.employer order by all"
PARTS = {
    "record": Part(RECORD, ("extract", "record_id")),
    "mention": Part(MENTION, ("print_no",)),
}
"""What is linked, and may be linked prefecture by prefecture."""
PREFECTURES = f"""
    with prefecture as ({PREFECTURE}),

    named as (
        select coalesce(record.employer_id, record.extract || '|' || record.record_id) as employer,
            min(case when record.extract in ('business', 'taxpayer') then prefecture.prefecture end) as registered_in,
            min(prefecture.prefecture) as named_in
        from numbered.employer as record
        join numbered.employer_print as mention
            on record.extract = mention.extract and record.record_id = mention.record_id
        join prefecture on left(mention.area, 4) = prefecture.prefecture
        group by coalesce(record.employer_id, record.extract || '|' || record.record_id)
    )

    select record.extract, record.record_id, coalesce(named.registered_in, named.named_in, '') as in_group
    from numbered.employer as record
    left join named on coalesce(record.employer_id, record.extract || '|' || record.record_id) = named.employer"""
"""In which prefecture each record is compared: that of its employer, as far as valid numbers tell it."""


@dataclass(frozen=True)
class Records:
    """`records`: a row per record, with `employer` (a whole number that records of one employer share). `mentions`: a
    row per name under which a record knows its employer, ready to be compared. `employers`: by that number, what it
    holds: `uscc`, `organisation_code`, and how many entries in each of the SLOTS. `places`: by which names are read."""

    records: pl.DataFrame
    mentions: pl.DataFrame
    employers: pl.DataFrame
    places: names.Places

    def merged(self, label: np.ndarray) -> "Records":
        """The same records after employers were found to be one: `label` gives each its new number."""
        mentions = self.mentions.with_columns(pl.Series("employer", label[self.mentions["employer"].to_numpy()]))
        records = self.records.with_columns(pl.Series("employer", label[self.records["employer"].to_numpy()]))
        return Records(records, _with_slots(mentions, records), _employers(records, len(label)), self.places)


def of_parts(parts: Frames, areas: pl.DataFrame) -> Records:
    """What the number stage knows (`PARTS`), parsed and cleaned. Empties `parts`: of millions nothing is held twice."""
    return make(parts.pop("record"), with_numbers(parts.pop("mention")), names.Places.of_table(areas))


def from_home(home: Path) -> Records:
    """The records of a home's last night, from its evidence."""
    with duckdb.connect(str(home / "restricted" / "evidence.duckdb"), read_only=True) as con:
        con.execute(f"attach '{home / 'published' / 'yingbao.duckdb'}' as published (read_only)")
        records, mentions = con.sql(RECORD).pl(), con.sql(MENTION).pl()
        areas = con.sql(AREA.replace("core.", "published.core.")).pl()
    return make(records, with_numbers(mentions), names.Places.of_table(areas))


def with_numbers(mentions: pl.DataFrame) -> pl.DataFrame:
    """Mentions with a number instead of each digest of `staff`: what pairs share is found sooner among numbers."""
    return mentions.with_columns(pl.col("staff").list.eval(pl.element().hash()))


def make(records: pl.DataFrame, mentions: pl.DataFrame, places: names.Places) -> Records:
    """Records and their mentions; records with one `employer_id` by number are one employer already."""
    alone = pl.concat_str("extract", pl.lit("|"), "record_id")
    records = records.with_columns(pl.coalesce("employer_id", alone).alias("key"))
    keys = records.select(pl.col("key").unique().sort()).with_row_index("employer")
    records = records.join(keys, on="key", how="left", maintain_order="left").drop("key")
    # The bureaus number separately: each keeps a register of its own.
    issuer = pl.col("record_id").str.extract("^([a-z]+):")
    register = pl.when(pl.col("extract") == "insured_unit").then(issuer).otherwise("extract")
    records = records.with_columns(pl.col("employer").cast(pl.Int64), register.alias("slot"))
    mentions = mentions.join(
        records.select("extract", "record_id", "employer"),
        on=["extract", "record_id"],
        how="inner",
        maintain_order="left",
    )
    mentions = _prepared(mentions, places)
    # Most records repeat what a register says with nothing but the name: they are not worth comparing with, unless they
    # tell who works there.
    only_name = pl.all_horizontal(pl.col("legal_person_name", "address", "phone", "industry").is_null())
    mentions = mentions.with_columns(only_name.alias("is_bare"))
    registered = pl.col("slot").is_in(("business", "taxpayer")).fill_null(value=False)
    mentions = mentions.with_columns(
        pl.when("is_bare", pl.col("core").str.len_chars() >= 2, ~registered).then("core").alias("short"),
        pl.when(registered).then("plain").alias("called"),
    )
    richer = mentions.filter(~pl.col("is_bare")).select("employer", "normal").unique()
    richer = richer.with_columns(pl.lit(True).alias("richer"))
    mentions = mentions.join(richer, on=["employer", "normal"], how="left", maintain_order="left")
    repeats = pl.col("is_bare") & pl.col("richer").is_not_null() & pl.col("staff").is_null()
    mentions = mentions.with_columns(repeats.alias("is_repeat")).drop("richer")
    return Records(records, _with_slots(mentions, records), _employers(records, len(keys)), places)


def _prepared(mentions: pl.DataFrame, places: names.Places) -> pl.DataFrame:
    """Every value as it is compared, empty where it is a placeholder."""
    town = pl.when(pl.col("area").str.slice(6, 3).str.contains("[1-9]")).then(pl.col("area").str.slice(0, 9))
    places_of = {slot: place for place, slot in enumerate(SLOTS)}
    slot = pl.col("slot").replace_strict(places_of, default=-1, return_dtype=pl.Int8)
    mentions = mentions.with_columns(
        filled(pl.col("legal_person_name")).str.replace_all("[·•・．‧.]", ""),
        filled(pl.col("legal_person_id")),
        telephone(pl.col("phone")),
        filled(pl.col("address")),
        filled(pl.col("industry")).str.replace("^[A-Z]", ""),
        pl.col("area").str.slice(0, 6).alias("county_code"),
        town.alias("town_code"),
        pl.col("extract").eq("insured_unit").alias("is_unit"),
        slot.fill_null(-1).alias("slot_place"),
    )
    parsed = _once(mentions["employer_name"], lambda column: names.parse(column, places).with_row_index("name_code"))
    located = _once(mentions["address"], lambda column: addresses.parse(column, places))
    located.columns = [f"at_{column}" for column in located.columns]
    mentions = mentions.hstack(parsed.select(pl.all().exclude(mentions.columns))).hstack(located)
    detail = pl.concat_str(
        *(
            pl.when(pl.col(column).is_not_null()).then(pl.concat_str(pl.lit(label), pl.col(column)))
            for label, column in (("法定代表人", "legal_person_name"), ("地址", "address"), ("电话", "phone"))
        ),
        pl.when(pl.col("opened_on").is_not_null()).then(pl.lit("登记") + pl.col("opened_on").dt.strftime("%Y-%m-%d")),
        separator="；",
        ignore_nulls=True,
    )
    # wages are printed by the tax office, under the name that its register holds
    office = pl.col("slot").replace("wage", "taxpayer").fill_null(pl.col("extract"))
    return mentions.with_columns(
        pl.col("employer_name").alias("name"),
        detail.alias("detail"),
        pl.col("industry").str.slice(0, 2).alias("division"),
        pl.col("brand").str.slice(0, 1).alias("brand_start"),
        pl.col("brand").str.slice(-1).alias("brand_end"),
        pl.col("core").str.slice(0, 2).alias("core_start"),
        pl.col("core").str.slice(0, 1).alias("core_first"),
        pl.when(pl.col("core").str.len_chars() >= 3).then(pl.col("core").str.slice(-2)).alias("core_end"),
        pl.when(pl.col("core").str.len_chars() >= 4).then(pl.col("core").str.slice(1)).alias("core_tail"),
        pl.col("core").str.split("").list.sort().list.join("").alias("core_letters"),
        # 沟墩镇人民政府 and 郭墅镇人民政府 are two names
        office.n_unique().over("core", "town").alias("printed_by"),
        pl.col("trade").str.slice(0, 2).alias("trade_start"),
    )


def _once(values: pl.Series, parse) -> pl.DataFrame:  # type: ignore[no-untyped-def]
    """Parse each distinct text once."""
    distinct = values.unique(maintain_order=True)
    parsed = parse(distinct).with_columns(distinct.alias("_text"))
    return (
        values.rename("_text").to_frame()
        .join(parsed, on="_text", how="left", maintain_order="left", nulls_equal=True)
        .drop("_text")
    )  # fmt: skip


def _with_slots(mentions: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """Beside each mention, how many entries its employer has in each of the registers."""
    counted = _entries(records)
    return mentions.drop([f"in_{slot}" for slot in SLOTS], strict=False).join(
        counted, on="employer", how="left", maintain_order="left"
    )


def _entries(records: pl.DataFrame) -> pl.DataFrame:
    held = ((pl.col("slot") == name).sum().cast(pl.Int16).alias(f"in_{name}") for name in SLOTS)
    return records.group_by("employer").agg(*held)


def _employers(records: pl.DataFrame, size: int) -> pl.DataFrame:
    """By employer number; a number that was merged into another has an empty row."""
    codes = records.group_by("employer").agg(pl.col("uscc", "organisation_code").max())
    held = codes.join(_entries(records), on="employer")
    everyone = pl.DataFrame({"employer": np.arange(size)})
    return everyone.join(held, on="employer", how="left", maintain_order="left").with_columns(
        pl.col("^in_.*$").fill_null(0)
    )


def best_numbers(records: pl.DataFrame) -> pl.DataFrame:
    """`employer_id` by employer: a credit code, else the prefixes in the order of lists.md (subject_id)."""
    prefixes = {"org": 1, "tax": 2, "reg": 3, "unit": 4}
    prefix = pl.col("employer_id").str.extract("^(org|tax|reg|unit):")
    rank = prefix.replace_strict(prefixes, default=0, return_dtype=pl.Int8).fill_null(0)
    named = records.filter(pl.col("employer_id").is_not_null()).select("employer", "employer_id", rank.alias("rank"))
    return (
        named.sort("employer", "rank", "employer_id").unique("employer", keep="first").select("employer", "employer_id")
    )
