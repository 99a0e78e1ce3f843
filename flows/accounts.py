"""`yingbao accounts`: one account a person, read from the published run; slips to be printed, town by town."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from base.atomic import replaced_folder
from base.errors import BadInput
from base.files import fitting
from base.home import Home
from flows import binding
from flows.publication import Publication, publication
from handouts import accounts
from sql.policy import Parameter
from sql.warehouse import FOLDER, quoted, read_query

TEMPLATE = "算一笔账"
EMPLOYEES = ("pension_base_yuan", "flexible_rate_percent", "account_rate_percent")
GROWTH = "resident_basic_growth_percent"
RESIDENTS = ("resident_basic_pension_yuan", "resident_subsidy_tiers", "resident_lowest_tier_yuan", GROWTH)
"""The values that an account rests on: where nobody has verified one, that is told."""
SLIPS_A_FILE = 400
"""So many slips in one document: more take Word minutes to open."""


SLIPS_A_PDF = 2_000
"""Of more, LibreOffice would be waited for too long: the documents print by themselves."""


@dataclass(frozen=True)
class Slips:
    """What was written: the folder, how many slips in how many files, and how many people have no account."""

    folder: Path
    slips: int
    files: int
    without: int


def known(published: Publication) -> accounts.Values:
    """The values in force, and what is said of those that nobody has verified."""
    growth = (p for p in published.policy.parameters if p.parameter == GROWTH and _holds(p, published))
    until = next((p.valid_until for p in growth), None)
    return accounts.values(published.values, _note(published, EMPLOYEES), _note(published, RESIDENTS), until)


def _note(published: Publication, names: Sequence[str]) -> str:
    held = [p for p in published.policy.parameters if p.parameter in names and _holds(p, published) and p.value]
    unseen = [f"{p.title.partition('（')[0]}{p.value}" for p in held if not p.is_verified]
    least = any(p.parameter == "resident_basic_pension_yuan" and p.scope == "全国" for p in held)
    note = "基础养老金是国家最低标准，本地标准可能更高。" if least else ""
    return note + (f"出处尚未核实的口径：{'、'.join(unseen)}。" if unseen else "")


def _holds(parameter: Parameter, published: Publication) -> bool:
    until = parameter.valid_until or published.as_of
    return parameter.valid_from <= published.as_of <= until


def of(con: duckdb.DuckDBPyConnection, people: Sequence[str], published: Publication) -> pl.DataFrame:
    """The accounts (`accounts.COLUMNS`) of people, in the order of their ids; who has none is left out.

    `con` has the published file attached as `published`. This is the join point for whoever shows the figures.
    """
    con.register("asked", pl.DataFrame({"person_id": list(people)}, schema={"person_id": pl.String}))
    values = {**published.values, "as_of": published.as_of}
    facts = []
    for name in ("account_employees", "account_residents"):
        query = read_query(FOLDER / "handouts" / f"{name}.sql")
        facts.append(con.sql(query.statement, params={word: values[word] for word in query.parameters}).pl())
    con.unregister("asked")
    employees = accounts.employees(facts[0], known(published), published.as_of)
    residents = accounts.residents(facts[1], known(published), published.as_of)
    return pl.concat([employees, residents]).sort("person_id", "scheme")


def sentences(con: duckdb.DuckDBPyConnection, person: str, published: Publication) -> Iterator[str]:
    """What `yingbao explain` tells of one person's account; why there is none, where a value is missing."""
    found = of(con, [person], published)
    for sentence, assumption in found.select("sentence", "assumption").iter_rows():
        yield f"算一笔账：{sentence}（{assumption}）"
    if found.is_empty() and not known(published).average_wage_yuan:
        yield "算一笔账：职工养老不测算，本地区没有录入这一天的养老金计发基数（pension_base_yuan）"


def write_slips(home: Home, list_id: str | None = None, town: str | None = None) -> Slips:
    """Write the slips of the people on lists that go to towns: a document or more a town, in `home/accounts/<as of>`.

    Raises BadInput where there is no such list or town, no `letters.toml`, or a template asks for what nobody knows.
    """
    # Whoever asks for one person's figures waits for no library of documents.
    from flows.letters import office
    from handouts import letters

    binding.refuse_rehearsal(home, "算账")
    published = publication(home)
    desk = office(home)
    template = letters.template(home.templates, TEMPLATE)
    with home.locked(), duckdb.connect() as con:
        con.execute(f"attach {quoted(str(home.published))} as published (read_only)")
        people = _people(con, list_id, town)
        found = of(con, people["person_id"].to_list(), published)
        slips = found.join(people, on="person_id", how="left", maintain_order="left")
        slips = slips.sort("town_code", "village_name", "person_id", "scheme", nulls_last=True)
        fields = {"经办机构": desk.office, "地址": desk.address, "电话": desk.phone, "数据日期": f"{published.as_of}"}
        folder = home.accounts / published.as_of.isoformat()
        files = 0
        with replaced_folder(folder) as (new, _):
            for (code, name), rows in slips.group_by("town_code", "town_name", maintain_order=True):
                for number, part in enumerate(rows.iter_slices(SLIPS_A_FILE), start=1):
                    content = letters.filled(template, TEMPLATE, {**fields, "账目": _shown(part)})
                    (new / fitting(f"{code}_{name}", f"_算一笔账{number}_{part.height}份.docx")).write_bytes(content)
                    files += 1
            if slips.height <= SLIPS_A_PDF:
                letters.pdfs(sorted(new.glob("*.docx")), new)
    return Slips(folder, slips.height, files, people.height - found["person_id"].n_unique())


def _people(con: duckdb.DuckDBPyConnection, list_id: str | None, town: str | None) -> pl.DataFrame:
    """Whom the slips are for: `person_id`, `person_name`, `town_code`, `town_name`, `village_name`."""
    listed = [name for (name,) in con.execute("select list_id from published.audit.list").fetchall()]
    if list_id and list_id not in listed:
        raise BadInput(f"没有名为 {list_id} 的清单；用 yingbao lists 查看有哪些。")
    people = con.sql(
        """
        select distinct on (lead.subject_id)
            lead.subject_id as person_id, lead.subject_name as person_name, lead.town_code,
            coalesce(town.area_name, lead.town_code) as town_name, village.area_name as village_name
        from published.lists."all" as lead
        left join published.core.area as town on lead.town_code = town.area_code
        left join published.core.area as village on lead.village_code = village.area_code
        where lead.subject_kind = 'person' and lead.tier <> 'check_data'
            and ($list_id is null or lead.list_id = $list_id) and ($town is null or lead.town_code = $town)
        order by lead.subject_id, lead.list_id
        """,
        params={"list_id": list_id, "town": town},
    ).pl()
    if people.is_empty():
        raise BadInput("没有要算账的人；请核对 --list 和 --town。")
    return people


def _shown(rows: pl.DataFrame) -> list[dict[str, object]]:
    """The fields of each slip."""
    whole = [pl.col(name).round(0).cast(pl.Int64).cast(pl.String).alias(name) for name in ("pay_yuan", "pension_yuan")]
    return rows.select(
        pl.col("person_name").fill_null("").alias("称呼"),
        pl.col("village_name").fill_null(pl.col("town_name")).alias("村"),
        pl.col("sentence").alias("内容"),
        pl.col("scheme").alias("险种"),
        whole[0].alias("缴费"),
        whole[1].alias("待遇"),
        pl.when(pl.col("scheme") == "居民养老")
        .then(pl.format("{}年", pl.col("short_months") // 12))
        .otherwise(pl.format("{}个月", "short_months"))
        .alias("还差"),
        pl.col("assumption").alias("假定"),
    ).to_dicts()
