"""`yingbao posting`: one employer's roster of declared staff and bases, to be posted inside it, and its pledge.

乌海 四(四)4. Names and numbers are shown as the region's work lists show them (`[worklists] masking`).
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl

from base import clock
from base.atomic import replaced_folder
from base.errors import BadInput
from base.files import fitting
from base.home import Home
from base.text import fold
from flows import binding
from flows.explain_subject import find, unknown
from flows.feedback import NOBODY
from flows.letters import office
from flows.publication import publication
from handouts import letters
from handouts.masking import name_shown, number_shown
from ledger import chain, databases
from ledger.event import Event
from regions.worklists import MASKED
from sql import explanation
from sql.warehouse import FOLDER, quoted, read_query

ROSTER, PLEDGE = "公示表", "承诺书"


@dataclass(frozen=True)
class Posted:
    """What was written, and of how many people."""

    folder: Path
    people: int


def write(home: Home, employer: str, by: str | None = None, at: datetime | None = None) -> Posted:
    """Write the roster and the pledge of one employer into `home/postings`, after recording that they were asked for.

    Raises BadInput for an employer that nobody knows, and for one that has declared nobody in the recent months.
    """
    binding.refuse_rehearsal(home, "出具公示表")
    published = publication(home)
    desk, at = office(home), at or clock.now()
    databases.require(databases.of_evidence(home))
    with explanation.opened(home.published, home.evidence) as excerpt:
        found = find(excerpt, employer)
        if not found or found[0] != "employer":
            raise BadInput(unknown(excerpt.con, employer))
    with home.locked(), duckdb.connect() as con:
        chain.check(home)
        con.execute(f"attach {quoted(str(home.published))} as published (read_only)")
        query = read_query(FOLDER / "handouts" / "posted.sql")
        staff = con.sql(query.statement, params={"employer_id": found[1]}).pl()
        if staff.is_empty():
            raise BadInput("这家单位近期没有申报过参保人员，没有可公示的名册。")
        name = "select employer_name from published.core.employer where employer_id = $1"
        [(title,)] = con.execute(name, [found[1]]).fetchall()
        month = staff["period"][0]
        fields = {
            "单位名称": title or "", "信用代码": found[1] if ":" not in found[1] else "", "人数": staff.height,
            "月份": f"{month.year}年{month.month}月", "年度": published.as_of.year,
            "数据日期": published.as_of.isoformat(), "经办机构": desk.office, "电话": desk.phone, "地址": desk.address,
            "名单": _shown(staff, published.region.worklists.masking == MASKED),
        }  # fmt: skip
        made = {one: letters.filled(letters.template(home.templates, one), one, fields) for one in (ROSTER, PLEDGE)}
        event = Event("posted", found[1], fold(by or "") or NOBODY, {"people": staff.height}, published.as_of)
        chain.append(home, [event], at)
        folder = home.postings / fitting(f"{published.as_of}_{(title or found[1]).replace('/', '_')}", "")
        with replaced_folder(folder) as (new, _):
            for one, content in made.items():
                (new / f"{one}.docx").write_bytes(content)
            letters.pdfs(sorted(new.glob("*.docx")), new)
    return Posted(folder, staff.height)


def _shown(staff: pl.DataFrame, masked: bool) -> list[dict[str, object]]:
    """The rows of the roster."""
    base = pl.col("base_yuan").cast(pl.Float64).round(0).cast(pl.Int64).cast(pl.String)
    return staff.select(
        name_shown("person_name", masked).fill_null("").alias("姓名"),
        number_shown("person_id", masked).alias("号码"),
        pl.col("insurances").alias("险种"),
        base.fill_null("").alias("基数"),
    ).to_dicts()
