"""The workbooks that go to the towns, or to their villages, and come back filled in.

The cover says what the rows are for (个人信息保护法 art. 6) and that a row is a lead to check and no finding.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from base.atomic import replaced_folder
from base.files import fitting
from base.processes import Processes
from handouts import forms, lock, phones, standing
from handouts.cases import keys
from handouts.masking import name_shown, number_shown
from handouts.sheets import IMPORTANT, cells, new_workbook
from ledger.cases import Issued
from regions import Region
from regions.outcomes import EMPLOYERS, PEOPLE, outcomes
from regions.worklists import MASKED, Worklists

TOWN, VILLAGE = "town", "village"
ISSUED = ".issued.json"
"""Beside the workbooks: their digests as they were issued."""
# Below so many rows the processes would still be starting when all is written.
_WORTH_PROCESSES = 20_000
UNKNOWN_TOWN, UNKNOWN_TOWN_NAME, UNKNOWN_NAME = "unknown", "乡镇不明", "名称不明"


@dataclass(frozen=True)
class Round:
    """What all workbooks of one round have in common."""

    as_of: date
    region: Region
    secret: str
    password: str | None = None
    data_dates: tuple[date, date] | None = None
    """The oldest and the newest day that the data describe; None: not known, the night's day must do."""


def write_towns(
    people: pl.DataFrame,
    employers: pl.DataFrame,
    folder: Path,
    as_of: date,
    region: Region,
    secret: str,
    split: str = TOWN,
    password: str | None = None,
    workers: int = 1,
    left_out: pl.DataFrame | None = None,
    data_dates: tuple[date, date] | None = None,
    program: str | None = None,
) -> list[Issued]:
    """Write one workbook a town (or a village) into `folder`, replacing it whole; in the order of the codes.

    `people` and `employers` hold one row a subject, `left_out` counts who is in none (`sql/handouts/`), `data_dates`
    are the oldest and the newest day that the data describe. Only a named worker's file shows whole names and numbers,
    unless the region says otherwise. Where the same `program` (None: nobody knows which) has made them of the same, and
    nobody has touched them since, they are left as they are.
    """
    this = Round(as_of, region, secret, password, data_dates)
    frames = {PEOPLE: _of_areas(people, split), EMPLOYERS: _of_areas(employers, split)}
    parts = {kind: frame.partition_by("area_code", as_dict=True) for kind, frame in frames.items()}
    areas = _area_names(frames)
    rows = {code: {kind: parts[kind].get((code,), frame.clear()) for kind, frame in frames.items()} for code in areas}
    waiting = _left_out(left_out, split, region.worklists)
    files = {code: _file_name(code, name, _height(rows[code])) for code, name in areas.items()}
    if len(set(files.values())) < len(files):
        raise ValueError("two areas would share a file")
    made = standing.made_of([*frames.values(), *([] if left_out is None else [left_out])], this, split, program)
    if program and standing.stand(folder, standing.digests_issued(folder / ISSUED), made):
        return _issued(folder, files, rows)
    several = workers > 1 and sum(map(_height, rows.values())) >= _WORTH_PROCESSES
    with (
        replaced_folder(folder, shared=True) as (new, scratch),
        (Processes if several else ThreadPoolExecutor)(workers) as pool,
    ):
        # The largest first, so that nobody is left with it at the end.
        written = [
            pool.submit(
                _write,
                new / files[code],
                scratch / files[code],
                rows[code],
                waiting.get(code),
                code,
                areas[code],
                this,
            )
            for code in sorted(areas, key=lambda code: -_height(rows[code]))
        ]
        for one in written:
            one.result()
        digests = {file: hashlib.sha256((new / file).read_bytes()).hexdigest() for file in files.values()}
        (new / ISSUED).write_text(json.dumps(digests), encoding="utf-8")
        (new / standing.MADE_OF).write_text(made, encoding="ascii")
    return _issued(folder, files, rows)


def _issued(folder: Path, files: Mapping[str, str], rows: Mapping[str, Mapping[str, pl.DataFrame]]) -> list[Issued]:
    return [Issued(folder / file, code[:9], _cases(rows[code])) for code, file in files.items()]


def _cases(rows: Mapping[str, pl.DataFrame]) -> list[str]:
    return pl.concat([frame["case_ids"] for frame in rows.values()]).str.split("|").explode().to_list()


def _height(rows: Mapping[str, pl.DataFrame]) -> int:
    return sum(frame.height for frame in rows.values())


def _of_areas(frame: pl.DataFrame, split: str) -> pl.DataFrame:
    """The rows in the order of the round: by village, most pressing first."""
    village = pl.col("village_code").cast(pl.String).replace("", None)
    order = ("area_code", village, "priority", "subject_id", "case_ids")
    return _with_area(frame, split).sort(*order, nulls_last=True)


def _with_area(frame: pl.DataFrame, split: str) -> pl.DataFrame:
    """The rows with `area_code` and `area_name` of their file; a town that is not known by its own name."""
    town = pl.col("town_code").cast(pl.String).replace("", None).fill_null(UNKNOWN_TOWN)
    village, village_name = (pl.col(f"village_{part}").cast(pl.String).replace("", None) for part in ("code", "name"))
    town_name = pl.col("town_name").cast(pl.String).replace("", None).fill_null(UNKNOWN_NAME)
    shared = frame.with_columns(
        town.alias("town_code"),
        pl.when(town == UNKNOWN_TOWN).then(pl.lit(UNKNOWN_TOWN_NAME)).otherwise(town_name).alias("town_name"),
    )
    if split == VILLAGE:
        code = village.fill_null(pl.col("town_code"))
        suffix = pl.when(village.is_null()).then(pl.lit("村不明")).otherwise(village_name.fill_null(UNKNOWN_NAME))
        return shared.with_columns(code.alias("area_code"), (pl.col("town_name") + suffix).alias("area_name"))
    return shared.with_columns(pl.col("town_code").alias("area_code"), pl.col("town_name").alias("area_name"))


def left_out_sentence(counted: pl.DataFrame, worklists: Worklists) -> str | None:
    """How many the workbooks leave out (`rows` by `left_out`), and that they stay on the lists; None: nobody."""
    counts = dict(counted.group_by("left_out").agg(pl.col("rows").sum()).iter_rows())
    texts = {
        "优先级": f"优先级在{worklists.least_priority}以后的",
        "走访量": f"超出每乡镇一轮{worklists.rows_a_round}行的",
    }
    parts = [f"{text}{counts[reason]}行" for reason, text in texts.items() if reason in counts]
    return "，".join(parts) + "；都仍在清单上" if parts else None


def _left_out(counted: pl.DataFrame | None, split: str, worklists: Worklists) -> dict[str, str | None]:
    """The sentence of each area's cover."""
    if counted is None:
        return {}
    areas = _with_area(counted, split).partition_by("area_code", as_dict=True)
    return {str(code): left_out_sentence(part, worklists) for (code,), part in areas.items()}


def _area_names(frames: Mapping[str, pl.DataFrame]) -> dict[str, str]:
    """Area code to name, by code; of two spellings the one that more rows bear."""
    counts = pl.concat([frame.select("area_code", "area_name") for frame in frames.values()])
    names = (
        counts.group_by("area_code", "area_name")
        .len()
        .sort("area_code", "len", "area_name", descending=[False, True, False])
        .unique("area_code", keep="first", maintain_order=True)
    )
    return dict(names.select("area_code", "area_name").iter_rows())


def _file_name(code: str, name: str, rows: int) -> str:
    def safe(text: str) -> str:
        return re.sub(r'[\x00-\x1f/\\:*?"<>|]', "_", text).strip(" .")[:50] or "_"

    return fitting(f"{safe(code)}_{safe(name)}", f"_{rows}行.xlsx")


def _write(
    path: Path,
    scratch: Path,
    frames: Mapping[str, pl.DataFrame],
    waiting: str | None,
    code: str,
    name: str,
    this: Round,
) -> None:
    scratch.mkdir()
    region, as_of = this.region, this.as_of
    worker = region.worklists.worker(code)
    masked = region.worklists.masking == MASKED and worker is None
    choices = {kind: outcomes(kind, region.reasons) for kind in frames}
    title, footer = f"{region.name}{name}参保核实工作清单", f"{region.name}{name}  {as_of}  {forms.WARNING}"
    lines = [
        ("数据日期", _data_date(this)),
        ("制表日期", as_of.isoformat()),
        ("地区", f"{region.name}{name}"),
        (forms.AREA_CODE, code),
        (
            "这是什么",
            "各部门数据比对后，可能应参保而未参保的人和单位，请上门核实、动员；一人（一户）一行，走访一次。"
            "先按村、再按优先级排列，优先级 1 最急。",
        ),
        ("走访单", "每条线索的详细事由和“怎么说”在走访单上，按序号对应；需要时打印、裁开，带着走访。"),
        (IMPORTANT, forms.WARNING),
        *_counts(frames),
        ("没有列入的", waiting or ""),
        ("未比对", _uncompared(frames)),
        *forms.INSTRUCTIONS,
        ("怎么找人", "姓名只写姓，号码只写后四位；请按地址、电话找到本人，再核对后四位。" if masked else ""),
        ("使用人", f"{worker}（本表显示完整姓名和号码，仅限本人使用）" if worker else ""),
        ("有问题问谁", region.worklists.contact or ""),
    ]
    with new_workbook(path, scratch, title, as_of) as workbook:
        offered = forms.write_cover(workbook, title, [line for line in lines if line[1]], choices, footer)
        shown = {kind: _shown(frame, masked and kind == PEOPLE) for kind, frame in frames.items()}
        for kind, frame in frames.items():
            form = _form(kind, shown[kind], frame, this)
            forms.write_form(workbook, kind, form, choices[kind], offered[kind], footer)
        for kind, frame in shown.items():
            forms.write_slips(workbook, kind, forms.slips(cells(frame.select(list(forms.KNOWN[kind]))), kind), footer)
    if this.password is not None:
        lock.close(path, this.password)


def _data_date(this: Round) -> str:
    """Of which day the data are; the run may be days later."""
    if this.data_dates is None:
        return this.as_of.isoformat()
    oldest, newest = this.data_dates
    return newest.isoformat() + (f"（最早的一份是{oldest}）" if oldest < newest else "")


def _counts(frames: Mapping[str, pl.DataFrame]) -> list[tuple[str, str]]:
    """How many rows, by tier; then by list, where a subject of several lists counts in each."""
    lines = []
    for kind, unit in ((PEOPLE, "人"), (EMPLOYERS, "户")):
        frame = frames[kind]
        groups = {"": frame["tier_label"], "按类别：": frame["lists"].str.split("\n").explode()}
        shares = [
            lead + "，".join(f"{label or '未分类'} {count}" for label, count in _most_first(labels))
            for lead, labels in groups.items()
        ]
        lines.append((kind, f"{frame.height} {unit}" + (f"（{shares[0]}）" if frame.height else "")))
        if frame.height:
            lines.append(("", shares[1]))
    return lines


def _uncompared(frames: Mapping[str, pl.DataFrame]) -> str:
    """The data that some of the rows were not compared with: whoever stands in them is asked for at the door."""
    untold = pl.concat([frame["uncompared"].cast(pl.String) for frame in frames.values()]).drop_nulls().unique()
    sources = sorted({source for several in untold.to_list() for source in several.split("、")})
    asked = "。这些数据里的人本来不列入清单，请先按“怎么说”问清，再动员。"
    return "、".join(sources) + asked if sources else ""


def _most_first(labels: pl.Series) -> list[tuple[str, int]]:
    counts = labels.alias("label").to_frame().group_by("label").len()
    return counts.sort("len", "label", descending=[True, False]).rows()


def _shown(frame: pl.DataFrame, masked: bool) -> pl.DataFrame:
    """The rows as a town reads them, in full."""
    return frame.with_columns(
        number_shown("subject_id", masked), name_shown("subject_name", masked), phones.marked("phone")
    )


def _form(kind: str, shown: pl.DataFrame, frame: pl.DataFrame, this: Round) -> pl.DataFrame:
    """The rows as the sheet shows them, each with its key; of the leads a line each."""
    brief = shown.with_columns(
        pl.concat_str(
            pl.col("lists").cast(pl.String).str.replace_all("\n", "；"),
            pl.col("contradiction").cast(pl.String),
            separator="；",
            ignore_nulls=True,
        ).alias("reason"),
        brief_address(this.region.name),
    )
    known = cells(brief.select(list(forms.KNOWN[kind]))).rename(
        dict(zip(forms.KNOWN[kind], forms.GREY[kind], strict=True))
    )
    empty = [pl.lit(None, pl.String).alias(header) for header in forms.TO_FILL]
    key = pl.Series(forms.ROW_KEY, keys(this.secret, kind, known, frame, this.as_of), pl.String)
    numbered = known.with_row_index(forms.NUMBER.header, offset=1).with_columns(*empty, key)
    # A county without bonds has no column of them.
    unused = {forms.BONDED} if frame["bonded"].is_null().all() else set()
    return numbered.select(*(header for header in forms.ORDER[kind] if header not in unused), forms.ROW_KEY)


def brief_address(region: str) -> pl.Expr:
    """An address without the province, the prefecture and the county, which all of a town's rows share."""
    address = pl.col("address").cast(pl.String)
    front = rf"^(?:\p{{Han}}{{2,8}}?(?:省|自治区))?(?:\p{{Han}}{{2,8}}?(?:市|州|盟))?{re.escape(region)}"
    rest = address.str.replace(front, "")
    return pl.when(rest.str.len_chars() > 0).then(rest).otherwise(address).alias("address")
