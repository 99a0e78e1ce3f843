"""The mentions of people as columns that can be compared: whoever no valid number proves, and whoever may be meant.

An identifier is a document number that proves nobody, or a member number without a valid one. Identifiers of one
number, or of numbers that differ only in their writing, are one group where the names agree.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from matchers.engine.clusters import components
from matchers.text import person_names
from matchers.text.identifiers import citizen
from matchers.text.person_names import NameLevel
from matchers.text.placeholders import filled, telephone
from sources import SOURCES
from sql.spread import Frames, Part
from sql.warehouse import Warehouse

# 111111…, 123456789…: typed where a number is asked for and nobody knows one.
NO_NUMBER = r"^(?:0+|1+|2+|3+|4+|5+|6+|7+|8+|9+|X+|(?:0?123456789)+\d{0,8}X?)$"
# Letters that a scanner or a hurried hand puts for digits; only where nearly all the rest are digits.
_LETTERS = {"O": "0", "Q": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "B": "8"}
_ID_LIKE = r"^\d{14,19}[\dX]?$"
STRETCH = 500_000
"""So many mentions are read at once: of a prefecture there are millions."""
PREFERRED = ("resident", "member", "child", "gig_worker", "wage", "fund_deposit", "benefit")
"""Whose record stands for a person where a pair is shown, the first first."""


@dataclass(frozen=True)
class Records:
    """`unknown`: mentions of `group`s. `known`: mentions of known people, each a `person`.

    `identifiers`: `number` or `issuer` and `member_id`, the `group` they belong to, and what is known of the number.
    `groups`: by group `is_contested` (one number, clearly different names) and `rows` that hang on it.
    `people`: by person `citizen_id`, `birth_date`, `sex`. `all_people`: how many people valid numbers prove.
    """

    unknown: pl.DataFrame
    known: pl.DataFrame
    identifiers: pl.DataFrame
    groups: pl.DataFrame
    people: pl.DataFrame
    all_people: int


@dataclass(frozen=True)
class Whole:
    """What is counted over the whole region: people whom valid numbers prove, residents, the staff of all employers."""

    people: int
    residents: int
    staff: float


def employer_of(row: str) -> str:
    """The extract whose record is the employer of a row, as an expression: a member's unit is the insured units'."""
    others = {source.name: employer.of for source in SOURCES.values() for employer in source.employers if employer.of}
    cases = " ".join(f"when '{extract}' then '{of}'" for extract, of in sorted(others.items()))
    return f"case {row}.extract {cases} else {row}.extract end"


# Whom a person has judged is compared, however little the names have in common.
JUDGED = """
    with record as (
        select left_extract as extract, left_record as record_id from matches.verdict where matcher = 'person'
        union
        select right_extract, right_record from matches.verdict where matcher = 'person'
    ),
    numbered_record as (
        select record.*, coalesce(filed.number, split_part(record.record_id, '|', 1)) as number from record
        left join numbered.member_filed as filed on record.record_id = filed.issuer || ':' || filed.member_id
    )
    select row_number() over (order by record.extract, record.record_id) + 1000000000 as print_no, numbers.citizen_id,
        record.extract, record.record_id, nullif(split_part(record.record_id, '|', 2), '') as person_name,
        false as is_former, null::varchar as phone, null::varchar as area, null::varchar as employer_record,
        null::varchar as called
    from numbered_record as record
    join staging.person_number as numbers on record.number = numbers.number
    anti join numbered.loose_number as loose on record.number = loose.number
    where numbers.citizen_id is not null"""
STAFF = """
    select employed.employer_id, max(counted.people) as people
    from (
        select extract, employer_record, count(distinct number)::double as people from numbered.person_print
        where extract in ('wage', 'fund_deposit')
        group by extract, employer_record
    ) as counted
    join matches.employer as employed
        on counted.extract = employed.extract and counted.employer_record = employed.record_id
    group by employed.employer_id"""
"""How many people each employer pays, or deposits for."""
EMPLOYED = f"""
    select mention.*, employed.employer_id, staff.people as staff from mention
    left join matches.employer as employed
        on {employer_of("mention")} = employed.extract and mention.employer_record = employed.record_id
    left join staff on employed.employer_id = staff.employer_id
    order by mention.print_no"""
CITIZEN = ("'citizen'", "own.citizen_id")
PARTS = {
    "loose": Part(
        f"with mention as (select * from numbered.loose_print) {EMPLOYED}",
        ("print_no",),
        (
            "case when own.issuer is null then 'number' else 'member' end",
            "coalesce(own.issuer || ':' || own.member_id, own.number)",
        ),
    ),
    "known": Part(
        f"with mention as (select * from numbered.known_print union all ({JUDGED})) {EMPLOYED}", ("print_no",), CITIZEN
    ),
    "named": Part(
        "select distinct citizen_id, person_name from numbered.known_person order by all",
        ("citizen_id", "person_name"),
        CITIZEN,
    ),
    "resident": Part(
        """
        select left(registered_area, 4) as prefecture, count(*) as people from staging.resident
        group by left(registered_area, 4)""",
        ("prefecture",),
        ("'prefecture'", "own.prefecture"),
    ),
    "number": Part(
        """
        select loose.number, loose.citizen_id, loose.birth_date, loose.sex, coalesce(counted.rows, 0) as rows
        from numbered.loose_number as loose
        left join (
            select number, sum(rows)::bigint as rows from numbered.person_print
            where extract in ('wage', 'benefit')
            group by number
        ) as counted on loose.number = counted.number
        order by loose.number""",
        ("number",),
        ("'number'", "own.number"),
    ),
    "member": Part(
        """
        select issuer, member_id, number, rows from numbered.unclear_member where citizen_id is null
        order by issuer, member_id""",
        ("issuer", "member_id"),
        ("'member'", "own.issuer || ':' || own.member_id"),
    ),
}
"""What is linked, and may be linked prefecture by prefecture (`places.py`)."""


def read(warehouse: Warehouse) -> Records:
    """Everything that is compared, from `numbered.*`, `matches.employer` and `matches.verdict`."""
    whole = counted(warehouse)
    return make({name: warehouse.frame(part.select) for name, part in PARTS.items()}, whole)


def counted(warehouse: Warehouse) -> Whole:
    """What is counted over the whole region; leaves the table `staff`, which `PARTS` read."""
    warehouse.passing("staff", STAFF)
    [(people, residents, staff)] = warehouse.ask("""
        select
            (select count(distinct citizen_id) from staging.person_number),
            (select count(*) from staging.resident),
            (select coalesce(sum(people), 0) from staff)""")
    return Whole(int(people), int(residents), float(staff))


def make(parts: Frames, whole: Whole) -> Records:
    """The records of these parts; the order of their rows does not matter. Empties `parts`: of millions nothing is held
    twice."""
    mentions = mentions_of(parts.pop("loose").sort("print_no"))
    identifiers = _identifiers(parts.pop("number"), parts.pop("member"))
    # A member's mentions are the member's own; whether they are the number's too, names decide.
    own = pl.when(pl.col("member_id").is_null()).then("printed").alias("number_key")
    keys = identifiers.select(pl.col("number").alias("number_key"), "issuer", "member_id", "identifier")
    mentions = mentions.with_columns(own).join(
        keys, on=["number_key", "issuer", "member_id"], how="inner", nulls_equal=True, maintain_order="left"
    )
    group, contested = _grouped(mentions, identifiers)
    identifiers = identifiers.with_columns(pl.Series("group", group))
    groups = (
        identifiers.with_columns(pl.Series("contested", contested))
        .group_by("group").agg(pl.col("contested").any().alias("is_contested"), pl.col("rows").sum()).sort("group")
    )  # fmt: skip
    of_group = identifiers.select("identifier", "group")
    unknown = mentions.join(of_group, on="identifier", how="left", maintain_order="left")
    known, people = _known(parts.pop("known"), unknown)
    # Of people and staff as many are here as of the residents; what has no place is weighed as one among all.
    residents = int(parts.pop("resident")["people"].sum())
    here = residents / whole.residents if residents else 1.0
    all_people, staff = round(whole.people * here), whole.staff * here
    shares = _shares(known, parts.pop("named"), all_people)
    unknown, known = (_with_shares(side, shares, staff) for side in (unknown, known))
    return Records(unknown, known, identifiers, groups, people, all_people)


def _known(printed: pl.DataFrame, unknown: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The mentions of known people, and the people themselves."""
    # an employer is evidence only where somebody unknown works there too
    works = unknown.select("called", "employer_id").drop_nulls().unique()
    printed = printed.sort("print_no").with_columns(pl.col("citizen_id").alias("number"))
    parts = [_telling(mentions_of(part), works) for part in printed.iter_slices(STRETCH)]
    known = pl.concat(parts or [_telling(mentions_of(printed), works)])
    people = known.select("citizen_id").unique().sort("citizen_id")
    people = people.hstack(citizen(people["citizen_id"]).drop("citizen_id")).with_row_index("person")
    return known.join(people, on="citizen_id", how="left", maintain_order="left"), people


def _telling(mentions: pl.DataFrame, works: pl.DataFrame) -> pl.DataFrame:
    """Mentions without an employer, and those whose employer somebody of the name works for, too (`works`)."""
    alone = mentions.filter(pl.col("employer_record").is_null())
    return pl.concat([alone, mentions.join(works, on=["called", "employer_id"], how="semi")]).sort("print_no")


def mentions_of(printed: pl.DataFrame) -> pl.DataFrame:
    """Printed values as columns that compare; a former name is a mention of its own."""
    if "former_name" in printed.columns:
        now = printed.with_columns(pl.lit(False).alias("is_former"))
        former = printed.filter(pl.col("former_name").is_not_null())
        former = former.with_columns(pl.col("former_name").alias("person_name"), pl.lit(True).alias("is_former"))
        printed = pl.concat([now, former])
    name = person_names.plain(printed["person_name"])
    area, number = pl.col("area"), read_numbers(printed["number"])
    return printed.drop("number", "called").hstack(number).with_columns(
        printed["number"].alias("printed"),
        name.alias("name"),
        person_names.called(name).alias("called"),
        name.str.slice(0, 1).alias("surname"),
        telephone(pl.col("phone")),
        pl.when((area.str.len_chars() == 12) & ~area.str.ends_with("000")).then(area).alias("village_code"),
        pl.when((area.str.len_chars() >= 9) & (area.str.slice(6, 3) != "000")).then(area.str.slice(0, 9))
        .alias("town_code"),
    )  # fmt: skip


def read_numbers(numbers: pl.Series) -> pl.DataFrame:
    """Document numbers as blocking and comparing read them; `number` is null for whatever is no ID number."""
    text = filled(pl.col("printed")).str.to_uppercase().str.replace_all(r"[^0-9A-Z]", "")
    digits = pl.col("plain").str.replace_many(_LETTERS)
    like = digits.str.contains(_ID_LIKE) & (pl.col("plain").str.count_matches(r"\d") >= 12)
    frame = numbers.cast(pl.String).to_frame("printed").with_columns(text.alias("plain"))
    # letters alone, or three signs, number nobody
    empty = pl.col("plain").str.contains(NO_NUMBER) | ~pl.col("plain").str.contains(r"\d.*\d.*\d.*\d")
    frame = frame.with_columns(pl.when(~empty).then("plain").alias("plain"))
    frame = frame.with_columns(pl.when(like).then(digits).alias("number"))
    number, size = pl.col("number"), pl.col("number").str.len_chars()
    whole = pl.concat_str(number.str.slice(0, 6), pl.lit("19"), number.str.slice(6))
    frame = frame.with_columns(pl.when(size == 15).then(whole).when(size >= 17).then(number).alias("body"))
    body, at = pl.col("body"), pl.col("body").str.len_chars()
    # 17 digits without the check digit; of a number with a digit too few or too many each half is read from its end
    end = pl.when(size == 15).then(body.str.slice(9, 8)).otherwise(body.str.slice(at.cast(pl.Int64) - 9, 8))
    exact = (size == 15) | (size == 18)
    return frame.select(
        "plain",
        "number",
        (pl.col("plain").is_not_null() & number.is_null()).alias("is_other"),
        body.str.slice(0, 9).alias("first_nine"),
        end.alias("last_eight"),
        pl.when(exact).then(body.str.slice(6, 8)).alias("born"),
        pl.when(exact).then(body.str.slice(0, 14)).alias("first_fourteen"),
        pl.when(exact).then(body.str.slice(6, 11)).alias("last_eleven"),
        pl.when(size == 18).then(pl.concat_str(body.str.slice(0, 6), body.str.slice(14, 4))).alias("ends"),
    )


def _identifiers(numbers: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Every loose number, then every member without a valid one, in order."""
    plain = read_numbers(numbers["number"]).select("plain")
    one = numbers.hstack(plain).with_columns(
        pl.lit(None, pl.String).alias("issuer"), pl.lit(None, pl.String).alias("member_id"),
        pl.col("number").alias("printed"),
    )  # fmt: skip
    two = members.rename({"number": "printed"}).with_columns(
        pl.lit(None, pl.String).alias(name) for name in ("number", "citizen_id", "sex", "plain")
    ).with_columns(pl.lit(None, pl.Date).alias("birth_date"))  # fmt: skip
    columns = ["number", "issuer", "member_id", "printed", "plain", "citizen_id", "birth_date", "sex", "rows"]
    identifiers = pl.concat([one.sort("number").select(columns), two.sort("issuer", "member_id").select(columns)])
    return identifiers.with_row_index("identifier").with_columns(pl.col("identifier").cast(pl.Int64))


def _grouped(mentions: pl.DataFrame, identifiers: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """By identifier the group it belongs to, and whether its number is printed beside clearly different names."""
    own = mentions.filter(pl.col("name").is_not_null() & ~pl.col("is_former"))
    former = mentions.filter(pl.col("is_former")).select("identifier", "name").unique()
    counted = _names_of_numbers(own, identifiers)
    first = counted.unique("identifier", keep="first", maintain_order=True)
    first = first.select("identifier", pl.col("name").alias("first"))
    contested = np.zeros(len(identifiers), dtype=bool)
    contested[_contested(counted, first, former)] = True
    number = identifiers.join(first, on="identifier", how="left", maintain_order="left")
    clear = number.filter(pl.Series(~contested) & pl.col("plain").is_not_null())
    edges = [
        np.concatenate(side) for side in zip(_members(own, identifiers, clear), _written_alike(clear), strict=True)
    ]
    one, other = (side.astype(np.int64) for side in edges)
    return components(len(identifiers), one, other), contested


def _names_of_numbers(own: pl.DataFrame, identifiers: pl.DataFrame) -> pl.DataFrame:
    """The names that each number bears, in its own records and in those of the members who print it; first the one
    that most of them print."""
    numbers = identifiers.filter(pl.col("number").is_not_null())
    place = numbers.select(pl.col("number").alias("printed"), "identifier", "plain")
    of_members = own.filter(pl.col("member_id").is_not_null()).drop("identifier", "plain").join(place, on="printed")
    of_numbers = own.filter(pl.col("member_id").is_null())
    names = pl.concat([side.select("identifier", "name") for side in (of_numbers, of_members)])
    counted = names.group_by("identifier", "name").len()
    return counted.sort("identifier", "len", "name", descending=[False, True, False])


def _contested(counted: pl.DataFrame, first: pl.DataFrame, former: pl.DataFrame) -> np.ndarray:
    """The numbers that bear a name clearly different from the first, and neither of them a former one."""
    beside = counted.join(first, on="identifier", maintain_order="left")
    was = [
        beside.join(former.rename({"name": column}), on=["identifier", column], how="semi", maintain_order="left")
        for column in ("name", "first")
    ]
    beside = beside.join(pl.concat(was), on=["identifier", "name"], how="anti", maintain_order="left")
    different = person_names.relate(beside["name"], beside["first"]) == NameLevel.DIFFERENT
    return beside["identifier"].to_numpy()[different]


def _members(own: pl.DataFrame, identifiers: pl.DataFrame, clear: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Members and the numbers that they print, where the names agree."""
    of_members = own.filter(pl.col("member_id").is_not_null())
    names = of_members.select("identifier", pl.col("name").alias("own"))
    names = names.unique("identifier", keep="first", maintain_order=True)
    numbers = clear.select(pl.col("number").alias("printed"), pl.col("identifier").alias("other"), "first")
    beside = (
        identifiers.filter(pl.col("member_id").is_not_null())
        .join(names, on="identifier", how="left", maintain_order="left")
        .join(numbers, on="printed", maintain_order="left")
    )
    agrees = person_names.relate(beside["own"], beside["first"]) != NameLevel.DIFFERENT
    return beside["identifier"].to_numpy()[agrees], beside["other"].to_numpy()[agrees]


def _written_alike(clear: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Numbers that are one in another writing (E 1234-5678), where the names agree and neither is valid."""
    ones = clear.select("plain", pl.col("identifier").alias("one"), pl.col("first").alias("name"), "citizen_id")
    others = clear.select("plain", pl.col("identifier").alias("other"), "first", pl.col("citizen_id").alias("proof"))
    alike = ones.join(others, on="plain", maintain_order="left").filter(pl.col("one") < pl.col("other"))
    same = person_names.relate(alike["name"], alike["first"]) >= NameLevel.ALIKE
    same &= alike["citizen_id"].is_null().to_numpy() & alike["proof"].is_null().to_numpy()
    return alike["one"].to_numpy()[same], alike["other"].to_numpy()[same]


def _shares(known: pl.DataFrame, named: pl.DataFrame, all_people: int) -> dict[str, pl.DataFrame]:
    """How common names and telephones are among all people."""
    named = named.with_columns(person_names.called(person_names.plain(named["person_name"])).alias("called"))
    answer = {}
    for column, frame in (("called", named), ("phone", known)):
        counted = frame.drop_nulls(column).group_by(column).agg(pl.col("citizen_id").n_unique().alias("people"))
        answer[column] = counted.select(column, (pl.col("people") / max(all_people, 1)).alias(f"{column}_share"))
    return answer


def _with_shares(mentions: pl.DataFrame, shares: Mapping[str, pl.DataFrame], staff: float) -> pl.DataFrame:
    """Mentions with the shares of their values; a value that nobody proven bears is as rare as can be, an employer
    whose size nobody tells one like others."""
    for column, counted in shares.items():
        mentions = mentions.join(counted, on=column, how="left", maintain_order="left")
        rarest = pl.when(pl.col(column).is_not_null()).then(0.0)
        mentions = mentions.with_columns(pl.col(f"{column}_share").fill_null(rarest).cast(pl.Float64))
    return mentions.with_columns(
        (pl.col("staff") / max(staff, 1)).alias("employer_id_share"),
        pl.col("number").str.contains("^(?:8[123]|71|9)").fill_null(False).alias("is_foreign"),
    )
