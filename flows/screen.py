"""`yingbao screen`: applicants for a subsidy come in as a file, and what may be said of each goes out beside it."""

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl

from base import clock
from base.atomic import replaced_file
from base.errors import BadInput
from base.files import fitting
from base.home import Home
from base.text import fold
from flows import binding
from flows.feedback import NOBODY
from flows.publication import Publication, publication
from handouts import screen
from handouts.returned import bytes_of, expect
from handouts.sheets import IMPORTANT
from ledger import chain, databases, judgements
from matchers.employer import asked
from sources.reader.delivery import Delivery
from sources.reader.landing import land
from sql.warehouse import FOLDER, quoted

LIST = "subsidised_low_coverage_employers"
"""What it needs to be counted, a coverage rate needs."""
RATE = "subsidy_minimum_rate"
RESTS_ON = ("wage", "contribution", "insured_unit", "taxpayer", "business")
"""The extracts whose days are told."""


@dataclass(frozen=True)
class Screened:
    """What was written, and how many of the applicants were told apart, met the minimum, did not, were not judged."""

    path: Path
    rows: int
    matched: int
    met: int
    missed: int
    rejected: int


def answer(home: Home, file: Path, by: str | None = None, at: datetime | None = None) -> Screened:
    """Answer a file of applicants, record each answer, and write the workbook beside the file.

    Raises BadInput where the file cannot be read as a list of applicants. What was recorded and not written (a crash
    in between) is asked again: then it stands in the ledger twice, as it was asked twice.
    """
    binding.refuse_rehearsal(home, "核查申请单位")
    expect(file)
    published = publication(home)
    databases.require(databases.of_evidence(home))
    at = at or clock.now()
    with home.locked():
        chain.check(home)
        applicants, rejected = _read(home, file, published)
        known = asked.register(home.published, home.evidence)
        meant = asked.meant(known, applicants, judgements.standing(home.ledger))
        rows = _rows(home, applicants, meant, published)
        path = _free(file.with_name(fitting(file.stem, f"_参保核查_{published.as_of}.xlsx")))
        lines = list(_lines(home, published, file, by, rejected))
        with replaced_file(path) as (new, scratch):
            screen.write_answers(rows, lines, new, scratch, published.as_of)
            # Nothing is told that was not recorded first.
            chain.append(home, _events(rows, file, published, fold(by or "") or NOBODY), at)
    answers = rows["answer"]
    return Screened(
        path, rows.height, int(rows["known_name"].is_not_null().sum()),
        int((answers == "达到").sum()), int((answers == "未达到").sum()), rejected,
    )  # fmt: skip


def summary(done: Screened) -> Iterator[str]:
    """What the terminal shows: counts and the file."""
    yield f"申请单位{done.rows}家：认定{done.matched}家，其余{done.rows - done.matched}家请核对后再查。"
    yield f"达到最低参保率{done.met}家，未达到{done.missed}家，没有判断{done.matched - done.met - done.missed}家。"
    if done.rejected:
        yield f"有{done.rejected}行没有读出单位名称，没有回答。"
    yield f"核查结果：{done.path}"


def _read(home: Home, file: Path, published: Publication) -> tuple[pl.DataFrame, int]:
    """The applicants (`row` from 1, `line`, `employer_name`, `code`), and how many rows could not be read."""
    # The file's other columns may hold people: what is landed is gone afterwards.
    with tempfile.TemporaryDirectory(prefix="yingbao-") as landing:
        delivery = Delivery("applicant", file.name, file, published.as_of, None, None, "报送单位", "", None, False)
        landed = land(screen.APPLICANT, delivery, Path(landing))
        rows = pl.read_parquet(landed.parquet)
    if not rows.height:
        raise BadInput(f"{file.name} 里没有读出申请单位；请核对有没有“单位名称”一列。")
    applicants = rows.select("employer_name", "code", pl.col("source_line").alias("line"))
    return applicants.with_row_index("row", 1).with_columns(pl.col("row").cast(pl.Int64)), landed.rejected


def _rows(home: Home, applicants: pl.DataFrame, meant: pl.DataFrame, published: Publication) -> pl.DataFrame:
    """Each applicant with what may be said of it; no person's data."""
    query = (FOLDER / "handouts" / "screened.sql").read_text(encoding="utf-8")
    bound = {"minimum_rate": published.values[RATE], "least_people": screen.LEAST_PEOPLE, "list_id": LIST}
    with duckdb.connect() as con:
        con.execute(f"attach {quoted(str(home.published))} as published (read_only)")
        con.register(
            "answered", meant.filter(pl.col("employer_id").is_not_null()).select("row", "employer_id").to_arrow()
        )
        facts = con.sql(query, params=bound).pl()
        named = con.sql("select employer_id, employer_name from published.core.employer").pl()
    words = _candidates(meant, named)
    rows = applicants.join(meant.drop("candidates"), on="row", how="left", maintain_order="left")
    rows = rows.join(words, on="row", how="left", maintain_order="left")
    facts = facts.rename({"employer_name": "known_name"})
    return rows.join(facts, on="row", how="left", maintain_order="left").with_columns(
        pl.coalesce("answer", pl.lit("未判断：没有认定单位")).alias("answer")
    )


def _candidates(meant: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """By `row` the candidates as a reader sees them: name and credit code, one a line."""
    each = meant.select("row", pl.col("candidates").alias("employer_id")).explode("employer_id").drop_nulls()
    each = each.join(named, on="employer_id", how="left", maintain_order="left")
    is_code = pl.col("employer_id").str.contains("^[0-9A-Z]{18}$")
    word = pl.coalesce("employer_name", pl.lit("（名称不详）")) + pl.when(is_code).then(
        "（" + pl.col("employer_id") + "）"
    ).otherwise(pl.lit("（没有统一社会信用代码）"))
    return each.with_columns(word.alias("word")).group_by("row").agg(pl.col("word").str.join("；").alias("candidates"))


def _lines(home: Home, published: Publication, file: Path, by: str | None, rejected: int) -> Iterator[tuple[str, str]]:
    """What the answer rests on, for its first page."""
    with duckdb.connect(str(home.published), read_only=True) as con:
        days = con.execute(
            "select extract_title, data_date from audit.extract where extract in (select unnest($1)) order by extract",
            [list(RESTS_ON)],
        ).fetchall()
        minimum = con.execute(
            "select value, source, is_verified from policy.parameter"
            " where parameter = $1 and valid_from <= $2 and coalesce(valid_until, $2) >= $2",
            [RATE, published.as_of],
        ).fetchall()
    if rejected:
        yield IMPORTANT, f"有{rejected}行没有读出单位名称，没有回答，请补全后再查。"
    yield "地区", published.region.name
    yield "申请名单", file.name
    yield "查询人", fold(by or "") or NOBODY
    yield "数据截至", f"{published.as_of}"
    yield "各部门数据", "；".join(f"{title} {day or '没有提供'}" for title, day in days)
    [(rate, source, is_verified)] = minimum or [("0", "", True)]
    if float(rate):
        yield "最低参保率", f"{float(rate) * 100:g}%。{source}" + ("" if is_verified else "（出处尚未核实）")
    else:
        yield IMPORTANT, "本地区没有录入最低参保率（subsidy_minimum_rate），一律不作达到与否的判断。"
    yield (
        "口径",
        (
            "参保率＝近期领取工资、应当参加职工养老保险的人员中已参保的比例。应参保不足"
            f"{screen.LEAST_PEOPLE}人的单位不列人数。所在清单是待核实的线索，不是认定的违法事实。"
        ),
    )
    yield "认定", "单位由号码和名称认定；拿不准的不作认定，请按“相近单位”核对名称和号码后再查。每次查询都记入账本。"


def _events(rows: pl.DataFrame, file: Path, published: Publication, actor: str) -> pl.DataFrame:
    """One event an answer; what was typed in is not kept: it may be a person's name."""
    digest = hashlib.sha256(bytes_of(file)).hexdigest()
    payload = pl.struct(
        pl.coalesce("how", "question").alias("match"), "answer", "coverage_percent", "owed_yuan", "lists",
        pl.lit(digest).alias("file_sha256"),
    )  # fmt: skip
    return rows.select(
        pl.lit("screened").alias("kind"),
        pl.coalesce("employer_id", pl.lit("未认定")).alias("subject"),
        pl.lit(actor).alias("actor"),
        pl.lit(published.as_of).alias("as_of"),
        pl.lit(file.name).alias("source_file"),
        pl.col("line").alias("source_line"),
        payload.struct.json_encode().alias("payload"),
    )


def _free(path: Path) -> Path:
    """A name that no file bears yet: an answer given is not written over."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(fitting(path.stem, f"_{number}{path.suffix}"))
    return free
