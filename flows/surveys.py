"""`yingbao surveys`: what is asked of employers and people at the door, as workbooks for the towns.

Nothing is reserved: a row's key tells everything by itself, so that a folder that a crash cut off is simply written
again. What comes back through `yingbao feedback` is `flows/surveyed.py`'s.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from base import clock
from base.atomic import replaced_folder
from base.errors import BadInput
from base.files import fitting
from base.home import PRIVATE_MODE, Home
from base.text import fold
from flows import binding
from flows.feedback import NOBODY
from flows.handout import keep_written_in, remember_issued
from flows.publication import Publication, publication
from flows.surveyed import answers_of
from handouts import lock, phones, surveys
from handouts.masking import name_shown, number_shown
from handouts.surveys import ACTIVITIES, SURVEYS, Issue, Survey
from handouts.towns import UNKNOWN_TOWN, brief_address
from ledger import chain
from ledger.corrections import corrected
from ledger.event import Event
from regions.worklists import MASKED
from sql.policy import Value
from sql.warehouse import FOLDER, read_query

NOT_SET = "无"
"""What a region writes where its plan sets no day."""
SENT = "survey sent"
"""The event of a workbook that went out."""


@dataclass(frozen=True)
class Sent:
    """What was written."""

    survey: Survey
    folder: Path
    files: int
    rows: int
    left_out: int
    """Subjects without a number by which an answer would find its way back."""
    due_on: date | None
    passed: date | None
    """The last day of this year that has passed."""
    answered: int
    """Of whom there are answers of this year."""


def send(
    home: Home,
    kind: str,
    list_id: str | None = None,
    town: str | None = None,
    by: str | None = None,
    at: datetime | None = None,
    month: date | None = None,
) -> Sent:
    """Write the workbooks of a survey, one a town, and record that they went out.

    `month`: the first day of the month that activities are reported of; None: the last one that is over.
    Raises BadInput for a kind, list or town that is none, and where nobody is left to ask.
    """
    binding.refuse_rehearsal(home, "发调查表")
    survey = _survey(kind)
    published = publication(home)
    today, at = at.date() if at else clock.today(), at or clock.now()
    with home.locked():
        chain.check(home)
        day = published.as_of if survey.extract else month or _month_before(today)
        if survey.extract:
            frame = _subjects(home, published, survey, list_id, town)
        else:
            frame = _activities(home, published, day, town)
        rows = frame.filter("has_code")
        if rows.is_empty():
            raise BadInput("没有要调查的对象；请核对 --list 和 --town。")
        this = _issue(home, published, survey, today, day)
        folder = home.surveys / "_".join(filter(None, (day.isoformat(), kind, town, list_id)))
        files = _write(this, frame, folder)
        payload = {"survey": kind, "list_id": list_id, "due_on": this.due_on and this.due_on.isoformat()}
        actor = fold(by or "") or NOBODY
        events = [
            Event(SENT, f"{kind}:{code}", actor, payload | {"file": file, "rows": count}, published.as_of)
            for code, file, count in files
        ]
        chain.append(home, events, at)
    passed = [day for day in _days(published.values, survey, today.year) if day < today]
    return Sent(
        survey, folder, len(files), rows.height, frame.height - rows.height, this.due_on,
        passed[-1] if passed else None, _answered(home, kind, today.year),
    )  # fmt: skip


def summary(done: Sent) -> Iterator[str]:
    """What the terminal shows: counts and the folder."""
    survey = done.survey
    yield f"{survey.title}{done.files}个、{done.rows}{survey.unit}：{done.folder}"
    if done.left_out:
        yield f"另有{done.left_out}{survey.unit}没有列入：没有可靠的号码，答案对不回来，请先核对数据。"
    if done.due_on:
        yield f"应在{done.due_on}前收回；今年已收回{done.answered}{survey.unit}。"
    if done.passed:
        yield f"今年{done.passed.month}月{done.passed.day}日的期限已过，没有收回的请尽快催报。"
    yield "填好的用 yingbao feedback 收回，下次运行后进入清单和报告。"


def _survey(kind: str) -> Survey:
    if kind not in SURVEYS:
        raise BadInput(f"没有名为 {kind} 的调查表；可用的有：{'、'.join(SURVEYS)}。")
    return SURVEYS[kind]


def _month_before(today: date) -> date:
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def _issue(home: Home, published: Publication, survey: Survey, today: date, day: date) -> Issue:
    region = published.region
    due_on = next_due(published.values, survey, today)
    source = next(
        (
            one.source
            for one in published.policy.parameters
            if one.parameter == survey.due and one.value == published.values.get(one.parameter)
        ),
        "",
    )
    return Issue(
        survey, day, region, home.read_case_key(), due_on, source,
        lock.password_from(region.worklists.password),
        survey.subject_kind == "person" and region.worklists.masking == MASKED,
    )  # fmt: skip


def next_due(values: Mapping[str, Value], survey: Survey, today: date) -> date | None:
    """The next day by which a survey is to be done, today among them; None where the plan sets none."""
    coming = [day for year in (today.year, today.year + 1) for day in _days(values, survey, year) if day >= today]
    return coming[0] if coming else None


def _days(values: Mapping[str, Value], survey: Survey, year: int) -> list[date]:
    """The days of a year by which a survey is to be done. Raises BadInput where a value is no day."""
    text = str(values.get(survey.due or "", NOT_SET))
    if text == NOT_SET:
        return []
    try:
        return sorted(date.fromisoformat(f"{year}-{part.strip()}") for part in text.split(","))
    except ValueError:
        raise BadInput(f"口径 {survey.due} 应写成 03-31 的样子（几个用逗号分开），不是 {text}。") from None


def _subjects(
    home: Home, published: Publication, survey: Survey, list_id: str | None, town: str | None
) -> pl.DataFrame:
    """Who is asked, a row each, in the order of towns and villages."""
    with duckdb.connect(str(home.published), read_only=True) as con:
        _check_asked(con, list_id, town)
        con.register("correction", corrected(home))
        standing = read_query(FOLDER / "handouts" / "corrected.sql").statement
        con.execute(f"create or replace temp table corrected as {standing}")
        listed = (
            f"select distinct subject_id from lists.{list_id}" if list_id else "select '' as subject_id where false"
        )
        con.execute(f"create or replace temp table listed as {listed}")
        query = read_query(FOLDER / "handouts" / QUERIES[survey.kind])
        bound = {"town": town, "is_of_list": list_id is not None, **published.values, "as_of": published.as_of}
        return con.sql(query.statement, params={name: bound[name] for name in query.parameters}).pl()


QUERIES: Mapping[str, str] = {"入企": "survey_units.sql", "入户": "survey_people.sql"}
"""What each survey asks for."""


def _check_asked(con: duckdb.DuckDBPyConnection, list_id: str | None, town: str | None) -> None:
    listed = {name for (name,) in con.execute("select list_id from audit.list").fetchall()}
    if list_id and list_id not in listed:
        raise BadInput(f"没有名为 {list_id} 的清单；用 yingbao lists 查看有哪些。")
    if town and not con.execute("select 1 from core.area where area_code = ?", [town]).fetchall():
        raise BadInput(f"没有区划代码为 {town} 的乡镇；请核对 --town（9位）。")


def _write(this: Issue, frame: pl.DataFrame, folder: Path) -> list[tuple[str, str, int]]:
    """Write one workbook a town into the folder, replacing it whole; code, file and rows of each."""
    survey = this.survey
    shown = frame
    if survey.is_personal:
        shown = frame.with_columns(
            number_shown("subject_id", this.masked),
            name_shown("subject_name", this.masked),
            phones.marked("phone"),
            brief_address(this.region.name),
        )
    town = pl.col("town_code").fill_null(UNKNOWN_TOWN).alias("town_code")
    both = {"frame": frame.with_columns(town), "shown": shown.with_columns(town)}
    towns = both["frame"].select("town_code", "town_name").unique("town_code", keep="first").sort("town_code").rows()
    files = []
    keep_written_in(folder, PRIVATE_MODE)
    with replaced_folder(folder) as (new, scratch):
        for code, name in towns:
            of_town = {part: rows.filter(pl.col("town_code") == code) for part, rows in both.items()}
            rows = of_town["frame"].filter("has_code")
            without = of_town["frame"].height - rows.height
            if rows.is_empty():
                continue
            file = fitting(f"{survey.title}_{code}_{name}", f"_{rows.height}{survey.unit}.xlsx")
            remark = f"另有{without}{survey.unit}没有可靠的号码，答案对不回来，没有列入。" if without else ""
            surveys.write(
                new / file, scratch / code, this, rows, of_town["shown"].filter("has_code"), (code, name),
                [("没有列入的", remark)],
            )  # fmt: skip
            files.append((code, file, rows.height))
        remember_issued(new, [file for _, file, _ in files])
    return files


def _answered(home: Home, kind: str, year: int) -> int:
    """Of how many subjects there are answers of a year."""
    answers = answers_of(home, kind)
    return answers.filter(pl.col("surveyed_on").str.head(4) == str(year))["subject"].n_unique()


def _activities(home: Home, published: Publication, month: date, town: str | None) -> pl.DataFrame:
    """What each area reports of a month, with its target of the year and what it has reported of earlier months."""
    region = published.region.with_targets(home.targets)
    if not region.reports_activities:
        raise BadInput(f"{region.name}的方案没有要求报活动开展情况；目标写在 home/targets.csv 后可用。")
    with duckdb.connect(str(home.published), read_only=True) as con:
        _check_asked(con, None, town)
    so_far = _so_far(home, month)
    targets = {(one.area_code, one.indicator): one.target for one in region.targets if one.period.year == month.year}
    rows = [
        {
            "subject_id": f"{code}|{month:%Y-%m}|{item}", "subject_name": label, "has_code": True,
            "town_code": code, "town_name": name,
            "target": None if (target := targets.get((code, item))) is None else int(target),
            "so_far": so_far.get((code, item), 0),
        }
        for code, name in region.reports_activities.items()
        if town in (None, code)
        for item, label in ACTIVITIES.items()
    ]  # fmt: skip
    texts = ("subject_id", "subject_name", "town_code", "town_name")
    schema: dict[str, Any] = dict.fromkeys(texts, pl.String)
    schema |= {"target": pl.Int64, "so_far": pl.Int64, "has_code": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _so_far(home: Home, month: date) -> dict[tuple[str, str], int]:
    """By area and item what stands of the earlier months of the year."""
    answers = answers_of(home, "活动").unique("subject", keep="last")
    area, of_month, item = (pl.col("subject").str.split("|").list.get(place) for place in range(3))
    counts = answers.select(
        area.alias("area"), of_month.alias("month"), item.alias("item"), pl.col("count").fill_null(0)
    )
    earlier = pl.col("month").is_between(pl.lit(f"{month.year}-01"), pl.lit(f"{month:%Y-%m}"), closed="left")
    return {row[:2]: row[2] for row in counts.filter(earlier).group_by("area", "item").agg(pl.sum("count")).iter_rows()}
