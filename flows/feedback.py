"""Filled-in workbooks come back: read, checked against the ledger and the facts, and written to the ledger at once."""

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import duckdb
import polars as pl

from base import clock
from base.files import fitting
from base.home import Home
from base.processes import Processes
from base.text import fold
from flows import binding, surveyed
from flows.publication import Publication, publication
from flows.surveyed import Counted
from handouts import lock, surveys
from handouts.feedback import Answer, Returned, frame_of, settle
from handouts.questioned import write_questioned
from handouts.returned import bytes_of, expect
from handouts.survey_answers import JudgedSurvey, Parts
from handouts.survey_answers import judge_file as judge
from ledger import cases, chain
from ledger.corrections import KIND as CORRECTED
from ledger.effects import CLAIM, CLOSE, RETURN, WRONG, effects
from sql.duck import lent
from sql.warehouse import FOLDER, quoted

NOBODY = "未署名"
# Below so many bytes the processes would still be starting when all is read.
_WORTH_PROCESSES = 4 << 20
DONE = {CLAIM: "报称已办", CLOSE: "不需参保", RETURN: "暂未办理", WRONG: "线索有误"}


@dataclass
class Taken:
    """What became of the returned workbooks."""

    rows: int = 0
    """Rows that were recorded."""
    cases: int = 0
    """Cases that they answer."""
    by_effect: dict[str, int] = field(default_factory=dict)
    """Of the recorded rows, how many claim, close, put off, call wrong."""
    known: int = 0
    """Rows whose answers the ledger holds already."""
    changed: int = 0
    """Of the recorded cases, how many say something else than what stood before; both stay."""
    corrected: int = 0
    """Telephones and addresses that were corrected, on answered rows or not."""
    skipped: int = 0
    """Rows in which nothing was filled in."""
    surveyed: Counted = field(default_factory=Counted)
    """What became of the answers of surveys."""
    questioned: dict[Path, int] = field(default_factory=dict)
    """Workbooks with the rows in question, to be mended and handed in again, and how many they hold."""
    contradicted: int = 0
    """Cases that stay open because the data say otherwise: what was answered is said with them from now on."""


def take(home: Home, files: Sequence[Path], by: str | None = None, at: datetime | None = None) -> Taken:
    """Record what returned workbooks answer, all in one transaction. Raises BadInput where one is none of ours.

    The same answer is recorded once; a changed one beside the earlier: the later stands. What cannot be taken is
    written to a workbook of its own, with a sentence each. A corrected telephone or address is recorded by itself.
    """
    binding.refuse_rehearsal(home, "收回工作簿")
    for file in files:
        # Before the home is locked: a pipe would be waited for.
        expect(file)
    published = publication(home)
    at = at or clock.now()
    taken = Taken()
    with home.locked():
        chain.check(home)
        with cases.standing(home.ledger, published.as_of) as con:
            attach(con, home)
            judged = _judged(home, files, published, at.date())
            actor = fold(by or "") or NOBODY
            weighings = [Weighing(con, published) for _ in files]
            returned = [settle(one.visits, weighing) for one, weighing in zip(judged, weighings, strict=True)]
            answers = _of_files(files, [frame_of(one.answers) for one in returned], actor)
            changed = _of_files(files, [frame_of(one.corrected) for one in returned], actor)
            against = contradicted(con, _of_files(files, [one.contradicted for one in weighings], actor), published)
            taken.contradicted = against.height
            events = pl.concat([happened(con, answers, published, taken), against])
            mended = corrections(con, changed, [a for one in returned for a in one.corrected], published)
            taken.corrected = mended.height
            survey_answers, taken.surveyed = surveyed.events(home, _surveys(files, judged), actor, published.as_of, at)
        # The questions first: should writing them fail, nothing was recorded, and the file is handed in again.
        for file, one, parts in zip(files, returned, judged, strict=True):
            taken.skipped += one.skipped + parts.survey.skipped
            if one.questioned:
                taken.questioned[_write_questioned(home, file, one, published, at)] = len(one.questioned)
            if rows := parts.survey.questioned:
                taken.questioned[_write_to_mend(home, file, parts.survey, published, at)] = len(rows)
        chain.append(home, pl.concat([events, mended, survey_answers]), at)
    return taken


def summary(taken: Taken) -> Iterator[str]:
    """What the terminal shows: counts and files, nothing personal."""
    if taken.surveyed.rows or taken.surveyed.known:
        changed = f"，其中{taken.surveyed.changed}行改了以前的答案" if taken.surveyed.changed else ""
        yield (
            f"调查表新记录{taken.surveyed.rows}行{changed}，此前已记录{taken.surveyed.known}行；下次运行后进入清单和报告。"
        )
    counts = "，".join(f"{label} {taken.by_effect.get(action, 0)}" for action, label in DONE.items())
    changed = f"；其中{taken.changed}件与以前的反馈不同，以这次为准，前后都留" if taken.changed else ""
    yield f"新记录{taken.rows}行、{taken.cases}件（{counts}）{changed}。"
    if taken.contradicted:
        yield f"与数据不符、没有采用的{taken.contradicted}件，案件不结，以后的工作簿和内部核对表在那一行写明不符之处。"
    if taken.corrected:
        yield f"更正电话、地址{taken.corrected}处，已记入账本；以后的工作簿用更正后的，desk.xlsx 的“更正”表列给各部门。"
    yield f"未填 {taken.skipped} 行，此前已记录 {taken.known} 行，存疑 {sum(taken.questioned.values())} 行。"
    for path, rows in taken.questioned.items():
        yield f"存疑的{rows}行没有采用，改好后请再交：{path}"


def _judged(home: Home, files: Sequence[Path], published: Publication, today: date) -> list[Parts]:
    """Every workbook as it reads by itself. BadInput: the first that cannot be read."""
    size = sum(file.stat().st_size for file in files if file.exists())
    secret, reasons = home.read_case_key(), published.region.reasons
    password = lock.password_from(published.region.worklists.password)
    with (Processes if size >= _WORTH_PROCESSES else ThreadPoolExecutor)(os.cpu_count() or 1) as pool:
        asked = [pool.submit(judge, file, secret, reasons, password, today) for file in files]
        return [one.result() for one in asked]


def _surveys(files: Sequence[Path], judged: Sequence[Parts]) -> list[surveyed.Returned]:
    return [
        surveyed.Returned(file, hashlib.sha256(bytes_of(file)).hexdigest(), one.survey.answers)
        for file, one in zip(files, judged, strict=True)
        if one.survey.answers
    ]


class Weighing:
    """What speaks against the answers of one file (`Objections`), and which of them the data contradict."""

    def __init__(self, con: duckdb.DuckDBPyConnection, published: Publication) -> None:
        self._con, self._published = con, published
        self.contradicted = frame_of([]).with_columns(pl.lit(None, pl.String).alias("contradiction"))

    def __call__(self, answers: pl.DataFrame) -> pl.Series:
        """What speaks against each answer, as sentences."""
        objections = weighed(self._con, answers, self._published)
        self.contradicted = answers.with_columns(objections["contradiction"]).drop_nulls("contradiction")
        return objections["objection"]


def _of_files(files: Sequence[Path], of_files: Sequence[pl.DataFrame], actor: str) -> pl.DataFrame:
    """The answers of all files, each with who handed it in and the file that it was read from."""
    frames = [
        answers.with_columns(
            pl.lit(actor).alias("actor"),
            pl.lit(file.name).alias("file"),
            pl.lit(hashlib.sha256(bytes_of(file)).hexdigest()).alias("file_sha256"),
        )
        for file, answers in zip(files, of_files, strict=True)
    ]
    return pl.concat(frames)


def corrections(
    con: duckdb.DuckDBPyConnection, rows: pl.DataFrame, answers: Sequence[Answer], published: Publication
) -> pl.DataFrame:
    """The events of what was corrected in grey cells and neither the ledger nor the data hold yet."""
    pairs = [(place, *pair) for place, answer in enumerate(answers) for pair in answer.corrections]
    schema = {"place": pl.UInt32, "column": pl.String, "value": pl.String}
    each = rows.with_row_index("place").join(pl.DataFrame(pairs, schema, orient="row"), on="place")
    fresh = _ask(con, "correction", each, {})
    issued_on = pl.col("as_of").dt.to_string("%Y-%m-%d").alias("issued_on")
    payload = ["column", "value", "was", "subject_kind", "subject_id", issued_on, "file_sha256"]
    return fresh.select(
        pl.lit(CORRECTED).alias("kind"),
        *(pl.col("case_id").alias("subject"), "actor"),
        pl.lit(published.as_of).alias("as_of"),
        *(pl.col("file").alias("source_file"), pl.col("line").alias("source_line")),
        pl.struct(payload).struct.json_encode().alias("payload"),
    )


def _write_questioned(home: Home, file: Path, one: Returned, published: Publication, at: datetime) -> Path:
    path = _free(home, file, at, f"存疑{len(one.questioned)}行.xlsx")
    password = lock.password_from(published.region.worklists.password)
    return write_questioned(one.questioned, path, published.as_of, published.region, one.area_code, password)


def _write_to_mend(home: Home, file: Path, one: JudgedSurvey, published: Publication, at: datetime) -> Path:
    path = _free(home, file, at, f"调查待改{len(one.questioned)}行.xlsx")
    password = lock.password_from(published.region.worklists.password)
    return surveys.write_questioned(one.questioned, path, published.as_of, published.region, one.area_code, password)


def _free(home: Home, file: Path, at: datetime, ending: str) -> Path:
    """A name that no file bears yet: two towns may return files of one name, or of names that are alike as far as the
    disk takes them."""
    stem, rest, number = f"{at:%Y%m%dT%H%M%S}_{file.stem}", f"_{ending}", 1
    while (path := home.feedback / fitting(stem, rest)).exists():
        number += 1
        rest = f"_{number}_{ending}"
    return path


def attach(con: duckdb.DuckDBPyConnection, home: Home) -> None:
    """Attach the published file as `published`, and what its data hold against answers as `contradiction`."""
    con.execute(f"attach {quoted(str(home.published))} as published (read_only)")
    there = "from duckdb_tables() where database_name = 'published' and table_name = 'contradiction'"
    if con.execute(f"select 1 {there}").fetchall():
        con.execute("create temp view contradiction as from published.ledger.contradiction")
    else:
        # An earlier release's publication: the next night tells.
        names = "subject_kind varchar, subject_id varchar, kind varchar, last_seen_in date, contradiction varchar"
        con.execute(f"create temp table contradiction ({names})")


def weighed(con: duckdb.DuckDBPyConnection, answers: pl.DataFrame, published: Publication) -> pl.DataFrame:
    """What the ledger (`cases.state`) and the facts (`attach`) say against each answer: `objection`, a sentence, and
    `contradiction`, what of it the data hold; null where nothing speaks against it."""
    values = published.values
    bound = {
        "student_age_years": values["student_age_years"],
        "employee_waiver_is_void": values.get("employee_waiver_is_void", 0),
        "reasons_of_leaving": values["reasons_of_leaving"],
        "as_of": published.as_of,
    }
    return _ask(con, "objection", answers, bound)


def contradicted(con: duckdb.DuckDBPyConnection, answers: pl.DataFrame, published: Publication) -> pl.DataFrame:
    """The events of answers that the data contradict (`contradiction`) and the ledger does not hold yet.

    The case stays open, and says so wherever it is shown.
    """
    issued_on = pl.col("as_of").dt.to_string("%Y-%m-%d").alias("issued_on")
    payload = ["result", "reason", "note", "contradiction", issued_on, "file_sha256"]
    return _ask(con, "contradicted", answers, {}).select(
        *(pl.lit("contradicted").alias("kind"), pl.col("case_id").alias("subject"), "actor"),
        pl.lit(published.as_of).alias("as_of"),
        *(pl.col("file").alias("source_file"), pl.col("line").alias("source_line")),
        pl.struct(payload).struct.json_encode().alias("payload"),
    )


def happened(
    con: duckdb.DuckDBPyConnection, answers: pl.DataFrame, published: Publication, taken: Taken
) -> pl.DataFrame:
    """The events of the answers that the ledger does not hold yet, in the order of the answers; counted in `taken`.

    `answers` has the columns of ANSWER, `actor`, and the `file` and `file_sha256` that they were read from.
    """
    each = _ask(con, "answered_case", effects(answers, published.values, published.as_of), {})
    fresh = each.filter(~pl.col("is_known"))
    taken.rows, taken.cases = fresh["row"].n_unique(), fresh.height
    taken.known = each["row"].n_unique() - taken.rows
    taken.changed = int(fresh["is_changed"].sum())
    taken.by_effect = dict(fresh.unique("row").group_by("action").len().iter_rows())
    return _events(fresh, published.as_of)


def _ask(con: duckdb.DuckDBPyConnection, name: str, answers: pl.DataFrame, bound: Mapping[str, object]) -> pl.DataFrame:
    with lent(con, answers=answers.with_row_index("row")):
        return con.sql((FOLDER / "feedback" / f"{name}.sql").read_text(encoding="utf-8"), params=bound).pl()


def _events(fresh: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """A visit for each row that is not the desk's; for each of its cases the answer, and what it does.

    They happen on the day of the last publication, whenever the sheet was handed out: a case is not closed before it
    was opened.
    """
    day = pl.col("until").dt.to_string("%Y-%m-%d")
    issued_on = pl.col("as_of").dt.to_string("%Y-%m-%d").alias("issued_on")
    answer = ["result", "reason", "note", issued_on, "file_sha256"]
    until, return_on = day.alias("until"), pl.when(pl.col("action") == RETURN).then(day).alias("return_on")
    acts = ~pl.col("is_closed_by_data")
    action = pl.col("action")
    parts = [
        (1, "reopened", acts & (action == RETURN) & pl.col("was_settled"), [*_FACTS, _because("后来的反馈")]),
        (2, "contacted", pl.col("is_first") & ~pl.col("is_at_desk"), ["subject_kind", "subject_id", "cases", *answer]),
        (3, "answered", pl.lit(True), [*answer, return_on]),
        (4, "claimed", acts & (action == CLAIM), ["reason", until]),
        (4, "closed", acts & (action == CLOSE), [_because("不需参保"), "reason", until]),
        (4, "closed", acts & (action == WRONG), [_because("线索有误"), "reason", "rule"]),
    ]
    events = [
        fresh.filter(chosen).select(
            *("row", "case_id", "actor", "file", "line"),
            pl.lit(turn).alias("turn"),
            pl.lit(kind).alias("kind"),
            pl.struct(payload).struct.json_encode().alias("payload"),
        )
        for turn, kind, chosen, payload in parts
    ]
    return (
        pl.concat(events)
        .sort("row", "turn", "case_id", "kind")
        .select(
            *("kind", pl.col("case_id").alias("subject"), "actor"),
            pl.lit(as_of).alias("as_of"),
            *(pl.col("file").alias("source_file"), pl.col("line").alias("source_line"), "payload"),
        )
    )


_FACTS = (
    *("list_id", "subject_kind", "subject_id", "town_code", "village_code"),
    *("tier", "confidence", "priority", "is_listed"),
)


def _because(text: str) -> pl.Expr:
    return pl.lit(text).alias("because")
