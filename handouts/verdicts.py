"""The reviewer's workbook: pairs of records side by side, and one question: are they the same?

It is blind: what the machine made of a pair, and how sure it was, stands nowhere but in the sealed row key; among the
waiting pairs stand some that were linked already, so that the answers also measure the automatic links.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import polars as pl

from base.atomic import replaced_file
from base.text import fold
from handouts.keys import seal, unseal
from handouts.sheets import IMPORTANT, Field, WorkbookWriter, cells, new_workbook, write_lines, write_table

SHEET, COVER = "待确认匹配", "说明"
MATCHERS = {"employer": "单位", "person": "人员", "child": "儿童", "project": "工程"}
IDENTITY = ("matcher", "left_extract", "left_record", "right_extract", "right_record")

SAME, NOTE, ROW_KEY = "是否同一", "备注", "行号"
ANSWERS = {"yes": "是", "no": "否", "unsure": "不确定"}
SHOWN = ("记录一名称", "记录一其他信息", "记录一来源", "记录二名称", "记录二其他信息", "记录二来源")
"""What is compared on return with what was issued: an answer must not come to stand on another pair's key."""

NAMED_SOURCES, OTHER_SOURCE = ("resident", "member"), "其他部门数据"

# How many are asked about: what one person answers in two days. Every fifth row, but no fewer than 20 and no more than
# 100, is an automatic link: 100 of them, all right, show a precision of at least 0.96.
ROWS, ONE_IN, LEAST_CHECKED, MOST_CHECKED = 500, 5, 20, 100

_PURPOSE = "verdict"
_WIDTHS = (20, 28, 17)


def write_verdicts(
    pairs: pl.DataFrame, path: Path, as_of: date, secret: str, titles: Mapping[str, str] | None = None
) -> Path:
    """Write the pairs of `sql/handouts/verdicts.sql`, in their order; `titles` are the extracts' Chinese names."""
    shown = shown_pairs(pairs, titles or {})
    score = pl.when(pl.col("score").is_finite()).then("score")
    issued_rows = pairs.select(*IDENTITY, "verdict", score.round(3)).iter_rows()
    asked = zip(issued_rows, shown.select(SHOWN).iter_rows(), strict=True)
    keys = seal(secret, _PURPOSE, ([*row, as_of.isoformat(), print_of(texts)] for row, texts in asked))
    fields = [
        Field("序号", 6, "number"),
        Field("匹配对象", 9),
        *(Field(name, width) for name, width in zip(SHOWN, _WIDTHS * 2, strict=True)),
        Field("比对情况", 26),
        Field(SAME, 10, "fill"),
        Field(NOTE, 18, "fill"),
        Field(ROW_KEY, 12, hidden=True),
    ]
    with replaced_file(path, shared=True) as (new, scratch), new_workbook(new, scratch, SHEET, as_of) as review:
        _cover(review, pairs, as_of)
        frame = shown.with_columns(pl.Series(ROW_KEY, keys, pl.String))
        place = [field.header for field in fields].index(SAME)
        for sheet, rows in write_table(review, SHEET, f"{SHEET}  {as_of}", fields, frame):
            if rows:
                rule = {
                    "validate": "list",
                    "source": list(ANSWERS.values()),
                    "error_title": "请从列表中选择",
                    "error_message": "、".join(ANSWERS.values()),
                }
                sheet.data_validation(1, place, rows, place, rule)
    return path


def issued(secret: str, key: str) -> tuple[tuple[str, ...], str, float | None, date, str] | None:
    """What stood behind a row: the pair, the machine's verdict and score, the day, the print of what was shown."""
    fields = unseal(secret, _PURPOSE, key)
    if fields is None:
        return None
    *pair, verdict, score, as_of, shown = fields
    return tuple(pair), verdict, score, date.fromisoformat(as_of), shown


def print_of(texts: Sequence[str | None]) -> str:
    """A fingerprint of what a row shows; blanks and full-width letters, which programs change, do not count."""
    plain = "\x1f".join("".join(fold(text or "").split()) for text in texts)
    return hashlib.sha256(plain.encode()).hexdigest()[:12]


def shown_pairs(pairs: pl.DataFrame, titles: Mapping[str, str]) -> pl.DataFrame:
    """What the reviewer sees and fills in. Nothing here may tell a linked pair from a waiting one."""
    blocks = []
    for side in ("left", "right"):
        # That somebody stands in a file may be all that is secret of them: no source of a person is named but two.
        is_named = (pl.col("matcher") != "person") | pl.col(f"{side}_extract").is_in(NAMED_SOURCES)
        extract = pl.when(is_named).then(pl.col(f"{side}_extract").replace(titles)).otherwise(pl.lit(OTHER_SOURCE))
        record = pl.col(f"{side}_record")
        blocks += [pl.col(f"{side}_name"), pl.col(f"{side}_detail"), pl.concat_str(extract, record, separator="：")]
    return cells(
        pairs.select(
            pl.int_range(1, pl.len() + 1).alias("序号"),
            pl.col("matcher").replace(MATCHERS).alias("匹配对象"),
            *(block.alias(name) for name, block in zip(SHOWN, blocks, strict=True)),
            pl.col("compared").alias("比对情况"),
            *(pl.lit(None, pl.String).alias(name) for name in (SAME, NOTE)),
        )
    )


def _cover(review: WorkbookWriter, pairs: pl.DataFrame, as_of: date) -> None:
    sheet = review.sheet(COVER, f"{SHEET}  {as_of}")
    counts = dict(pairs.group_by("matcher").len().iter_rows())
    of_each = "，".join(f"{label} {counts[name]}" for name, label in MATCHERS.items() if name in counts)
    lines = [
        ("数据日期", as_of.isoformat()),
        ("本期", f"{pairs.height} 对" + (f"（{of_each}）" if of_each else "")),
        (
            "这是什么",
            "每行左右两条记录来自不同的数据，没有官方号码能认定是不是同一个单位（人员、儿童、工程），请您判断。",
        ),
        ("", "越靠前的，涉及的人越多、系统越拿不准。其中混有一些系统已经认定的记录，用来检验准确率。"),
        ("", "请一律只看内容，独立判断。"),
        ("填写方法", f"请先另存一份再填。在“{SAME}”列选择 是、否 或 不确定，{NOTE}可写依据。没有把握的选 不确定。"),
        (
            "",
            f"灰色各列请勿改动。可以只填一部分，可以排序、筛选、移动列、删去行；请勿删除列（“{ROW_KEY}”列是隐藏的）。",
        ),
        ("交回以后", "由管理员运行 yingbao verdicts 文件 --home 文件夹 --by 姓名。"),
        ("", "您的认定优先于系统的一切规则，下次运行起生效。答过 是 或 否 的不再问；答 不确定 的以后排在最后再问。"),
        ("", "要改答案，改好后再交一次：以最后一次为准，前后都留记录。"),
        (IMPORTANT, "本表含个人信息，仅供核实数据匹配使用，不得复制外传，用毕按规定销毁。"),
    ]
    write_lines(review, sheet, SHEET, lines, (14, 96))
