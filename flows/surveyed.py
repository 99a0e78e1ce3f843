"""What surveys answered: events of the ledger, and from there rows of their extracts, for every night.

An answer is an event of its subject; a later one of the same year takes its place, both stay. A night lands what stands
as if it had been delivered: one file a survey and year, whose rows name the workbook and the line that they came from.
So linking, staging, lists, gates and `explain` know nothing of surveys.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa

from base.home import Home
from handouts.survey_answers import SurveyAnswer
from handouts.surveys import COUNT, DAY, SURVEYS, Survey
from ledger import chain
from ledger.corrections import KIND as CORRECTED
from ledger.event_rows import HAPPENED
from regions.keep import Keep
from sources import SOURCES
from sources.landed import SHEET, schema
from sources.reader.landing import Landed, keep_rows

LEDGER = "账本"
"""As what a file of answers is landed."""
_ABOUT = {
    "survey": pl.String, "subject_kind": pl.String, "subject_name": pl.String, "town_code": pl.String,
    "issued_on": pl.String, "surveyed_on": pl.String, "is_dated": pl.Boolean, "file_sha256": pl.String,
}  # fmt: skip
"""What every answer's payload holds beside what was asked."""


@dataclass(frozen=True)
class Returned:
    """One returned workbook, and what its surveys told."""

    file: Path
    sha256: str
    answers: Sequence[SurveyAnswer]


@dataclass
class Counted:
    """What became of the answers of surveys."""

    rows: int = 0
    known: int = 0
    changed: int = 0
    """Of the recorded rows, how many say something else than what stood before."""


def events(
    home: Home, files: Sequence[Returned], actor: str, as_of: date, at: datetime
) -> tuple[pl.DataFrame, Counted]:
    """The events of the answers that the ledger does not hold yet, in the order of files and rows."""
    parts, counted = [pl.DataFrame(schema=HAPPENED)], Counted()
    for survey in SURVEYS.values():
        rows = _rows(survey, files, at)
        if rows.height:
            fresh = _fresh(survey, rows, answers_of(home, survey.kind))
            counted.rows += fresh.height
            counted.known += rows.height - fresh.height
            counted.changed += int(fresh["is_changed"].sum())
            parts += [_events(survey, fresh, actor, as_of), _corrections(home, survey, fresh, actor, as_of)]
    return pl.concat(parts), counted


def _types(survey: Survey) -> dict[str, Any]:
    return {one.name: pl.Int64 if one.kind == COUNT else pl.String for one in survey.asked}


def _rows(survey: Survey, files: Sequence[Returned], at: datetime) -> pl.DataFrame:
    """Every row of a survey in the returned files."""
    meta = {"subject": pl.String, "file": pl.String, "line": pl.Int64}
    asked = _types(survey)
    each = [
        {
            **one.values,
            "subject": one.subject_id, "subject_name": one.subject_name, "town_code": one.town_code,
            "issued_on": one.as_of.isoformat(), "file": returned.file.name, "line": one.line,
            "file_sha256": returned.sha256,
        }
        for returned in files
        for one in returned.answers
        if one.survey is survey
    ]  # fmt: skip
    of_sheet = {"subject_name": pl.String, "town_code": pl.String, "issued_on": pl.String, "file_sha256": pl.String}
    has_day = any(one.kind == DAY for one in survey.asked)
    on = pl.col("surveyed_on") if has_day else pl.lit(None, pl.String)
    return pl.DataFrame(each, {**asked, **meta, **of_sheet}, orient="row").with_columns(
        pl.lit(survey.kind).alias("survey"),
        pl.lit(survey.subject_kind).alias("subject_kind"),
        on.is_not_null().alias("is_dated"),
        # Of a report by months the month says when.
        on.fill_null(pl.lit(at.date().isoformat())).alias("surveyed_on"),
    )


def answers_of(home: Home, kind: str) -> pl.DataFrame:
    """Every answer of a survey that the ledger holds, in its order, with `sequence`, `recorded_on` and its place."""
    survey = SURVEYS[kind]
    found = chain.ask(
        home.ledger,
        "select sequence, recorded_at::date as recorded_on, subject, source_file as file, source_line as line, payload"
        f" from ledger.event where kind = '{survey.event}' and payload->>'survey' = '{kind}' order by sequence",
    )
    content = pl.col("payload").str.json_decode(pl.Struct(_ABOUT | _types(survey)))
    return found.with_columns(content.alias("content")).drop("payload").unnest("content")


def _fresh(survey: Survey, rows: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """The rows that say anything new: what a file said once it does not say again, nor what stands already."""
    asked = [one.name for one in survey.asked if one.kind != DAY]
    shared = [*asked, "subject", "surveyed_on", "is_dated", "issued_on", "file_sha256"]
    both = pl.concat(
        [
            before.select(*shared, pl.lit(None, pl.UInt32).alias("row")),
            rows.with_row_index("row").select(*shared, "row"),
        ]
    )
    last = {name: pl.col(name).shift().over("subject") for name in (*asked, "surveyed_on")}
    has_last = pl.col("is_dated").shift().over("subject").is_not_null()
    is_same = has_last & pl.all_horizontal(pl.col(name).eq_missing(last[name]) for name in asked)
    is_same &= pl.col("is_dated").not_() | (pl.col("surveyed_on") == last["surveyed_on"])
    # An answer that is the same a year later is a new one: somebody has been there again.
    is_same &= pl.col("surveyed_on").str.head(4) == last["surveyed_on"].str.head(4)
    judged = both.with_columns(is_same.alias("is_same"), has_last.alias("has_last")).filter(pl.col("row").is_not_null())
    from_file = before.select("subject", "file_sha256", pl.lit(value=True).alias("is_from_file")).unique()
    found = (
        rows.with_row_index("row")
        .join(judged.select("row", "is_same", pl.col("has_last").alias("is_changed")), on="row")
        .join(from_file, on=["subject", "file_sha256"], how="left", maintain_order="left")
    )
    return found.filter(~pl.col("is_same") & pl.col("is_from_file").is_null()).sort("row")


def _events(survey: Survey, fresh: pl.DataFrame, actor: str, as_of: date) -> pl.DataFrame:
    payload = pl.struct(*(_ABOUT | _types(survey)))
    return fresh.select(
        pl.lit(survey.event).alias("kind"),
        "subject",
        pl.lit(actor).alias("actor"),
        pl.lit(as_of).alias("as_of"),
        pl.col("file").alias("source_file"),
        pl.col("line").alias("source_line"),
        payload.struct.json_encode().alias("payload"),
    )


def _corrections(home: Home, survey: Survey, fresh: pl.DataFrame, actor: str, as_of: date) -> pl.DataFrame:
    """A new telephone is a correction, as if it had been mended on a town's workbook (`ledger/corrections.py`)."""
    if "new_phone" not in _types(survey):
        return pl.DataFrame(schema=HAPPENED)
    rows = fresh.filter(pl.col("new_phone").is_not_null())
    now = _phones(home, survey, rows["subject"])
    rows = rows.join(now, on="subject", how="left", maintain_order="left").with_columns(
        pl.col("was").fill_null(""), pl.lit("phone").alias("column"), pl.col("new_phone").alias("value"),
        pl.col("subject").alias("subject_id"),
    )  # fmt: skip
    payload = pl.struct("column", "value", "was", "subject_kind", "subject_id", "issued_on", "file_sha256")
    return rows.filter(pl.col("value") != pl.col("was")).select(
        pl.lit(CORRECTED).alias("kind"),
        "subject",
        pl.lit(actor).alias("actor"),
        pl.lit(as_of).alias("as_of"),
        pl.col("file").alias("source_file"),
        pl.col("line").alias("source_line"),
        payload.struct.json_encode().alias("payload"),
    )


def _phones(home: Home, survey: Survey, subjects: pl.Series) -> pl.DataFrame:
    """What the departments say of the subjects' telephones: `subject`, `was`."""
    with duckdb.connect(str(home.published), read_only=True) as con:
        con.register("asked", subjects.alias("subject").to_frame().unique())
        kind = survey.subject_kind
        return con.sql(
            f"select asked.subject, known.phone as was from asked join core.{kind} as known"
            f" on asked.subject = known.{kind}_id where known.phone is not null"
        ).pl()


# -- into a night -----------------------------------------------------------------------------------------------------


def landed(home: Home, keep: Keep, as_of: date) -> Iterator[Landed]:
    """What stands of the answers on a day, as files of their extracts: one a survey and year.

    Of a subject and a year the last answer stands. Those of a year go with its `survey_answers_days`.
    """
    if not home.ledger.exists():
        return
    for survey in SURVEYS.values():
        if survey.extract is None:
            continue
        rows = answers_of(home, survey.kind).filter(pl.col("surveyed_on") <= as_of.isoformat())
        year = pl.col("surveyed_on").str.head(4)
        standing = rows.with_columns(year.alias("year")).unique(["subject", "year"], keep="last", maintain_order=True)
        for (of_year,), part in standing.group_by("year", maintain_order=True):
            keep_until = date(int(str(of_year)), 1, 1) + timedelta(days=keep.survey_answers_days)
            if keep_until >= as_of:
                data_date: date = min(max(part["recorded_on"].to_list()), as_of)
                yield _land(home, survey, str(of_year), part, data_date, keep_until)


def _land(home: Home, survey: Survey, year: str, rows: pl.DataFrame, data_date: date, keep_until: date) -> Landed:
    """Write the rows as a landed file; the same answers give the same file."""
    source = SOURCES[survey.extract or ""]
    columns = {name: how.alias(name) for name, how in AS_ROWS[survey.kind].items()}
    place = [pl.col("line").alias("source_line"), pl.col("file").alias(SHEET)]
    empty = [pl.lit(None, pl.String).alias(one.name) for one in source.columns if one.name not in columns]
    table = rows.select(*columns.values(), *empty, *place).to_arrow()
    wanted = schema(source)
    table = pa.table({name: table[name].cast(wanted.field(name).type) for name in wanted.names}, schema=wanted)
    # With its day: what is the same but of another day is another file.
    digest = hashlib.sha256(f"{source!r}{data_date}{table.to_pylist()}".encode()).hexdigest()
    parquet, rejects = keep_rows(home.landing / source.name / f"{digest[:16]}-survey", table)
    names = rows["file"].unique(maintain_order=True).to_list()
    counts = {name: int(count) for name, count in rows.group_by("file").len().iter_rows()}
    # The ledger stands among the sheets, so that a row names its workbook also where there is only one.
    sheets = [{"name": LEDGER, "rows": 0}, *({"name": name, "rows": counts[name]} for name in names)]
    return Landed(
        extract=source.name,
        file=f"{source.name}/收回的{survey.title}{year}",
        data_date=data_date,
        sha256=digest,
        format=LEDGER,
        encoding=None,
        header_line=0,
        rows=rows.height,
        loaded=rows.height,
        rejected=0,
        ignored=0,
        skipped=0,
        emptied=0,
        blank=0,
        sheets=tuple({**sheet, "is_visible": True, "unread": ""} for sheet in sheets),
        extra_columns=(),
        missing_columns=(),
        read=False,
        mended=False,
        parquet=parquet,
        rejects=rejects,
        offers=(),
        provided_by=source.department,
        legal_basis="",
        keep_until=keep_until,
    )


_ON = pl.col("surveyed_on").str.to_date()
_TOWN = pl.when(pl.col("town_code").str.contains(r"^\d{9}$")).then(pl.col("town_code"))
AS_ROWS: Mapping[str, Mapping[str, pl.Expr]] = {
    "入企": {
        "employer_name": pl.col("subject_name"),
        "uscc": pl.col("subject"),
        # Closed, moved or not to be found: nobody works there.
        "headcount": pl.col("headcount").fill_null(0),
        "surveyed_on": _ON,
        "area": _TOWN,
    },
    "入户": {
        "person_id": pl.col("subject"),
        "person_name": pl.col("subject_name"),
        "pension_said": pl.col("pension"),
        "elsewhere_place": pl.col("elsewhere"),
        "work_said": pl.col("work"),
        "surveyed_on": _ON,
    },
}
"""By survey: the columns of its extract, as expressions over its answers."""
