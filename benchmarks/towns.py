"""How long the towns' workbooks take, there and back, for a made-up county of a million people.

    python benchmarks/towns.py [--rows 200000] [--towns 20] [--answers 100000]
    python benchmarks/towns.py --home COPY [--answers 100000]

Writes every town's workbook, then one workbook with so many answers, and reads it back. With --home the workbooks of
a published county (a copy of its home: its ledger changes) are written by `yingbao worklists`, so many of their rows
filled in, and handed in to `yingbao feedback`, which must record them all.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import fastexcel
import polars as pl
from xlsxwriter import Workbook

import regions
from base.home import Home
from flows.publication import publication
from handouts.feedback import NEEDS_NOTE, read_answers
from handouts.forms import COVER, KNOWN, REASON, RESULT, TO_FILL
from handouts.towns import write_towns
from ledger import chain
from regions.outcomes import EMPLOYERS, KINDS, PEOPLE, outcomes

AS_OF = date(2026, 11, 22)
SECRET = "0" * 64


def people(rows: int, towns: int) -> pl.DataFrame:
    """Leads as `sql/handouts/people.sql` combines them: every third person stands on two lists."""
    number = pl.int_range(rows, eager=True).alias("number").to_frame()
    town = 320923100 + pl.col("number") % towns
    text = pl.col("number").cast(pl.String).str.zfill(16)
    return number.select(
        town.cast(pl.String).alias("town_code"),
        pl.format("第{}镇", pl.col("number") % towns).alias("town_name"),
        pl.format("{}2{}", town, pl.col("number") // towns % 15 + 10).alias("village_code"),
        pl.format("第{}村", pl.col("number") // towns % 15).alias("village_name"),
        pl.lit("person").alias("subject_kind"),
        pl.format("32{}", text).alias("subject_id"),
        pl.format("李某{}", "number").alias("subject_name"),
        pl.when(pl.col("number") % 3 == 0)
        .then(pl.format("{}|1{}", text, text.str.tail(15)))
        .otherwise(text)
        .alias("case_ids"),
        pl.lit("断保人员\n参加职工养老未参加职工医保").alias("lists"),
        pl.lit("动员参保").alias("tier_label"),
        pl.format("职工养老保险缴到2026年06月后未再缴费，已累计缴费{}个月。", pl.col("number") % 300).alias("reason"),
        pl.lit("您好，您的养老保险断了几个月，续上可以多缴多得，您愿意续缴吗？").alias("say"),
        (pl.col("number") % 3 + 1).alias("priority"),
        pl.lit(None, pl.String).alias("uncompared"),
        pl.lit(None, pl.String).alias("contradiction"),
        pl.lit(None, pl.String).alias("bonded"),
        pl.format("第{}村三组{}号", pl.col("number") // towns % 15, "number").alias("address"),
        pl.format("138{}", text.str.tail(8)).alias("phone"),
        pl.format("某某纺织有限公司{}", pl.col("number") % 5000).alias("last_unit"),
        (pl.col("number") % 60).alias("months_missing"),
    )


def county(root: Path, answers: int) -> None:
    """A published county's workbooks out and in again, by the commands that people call."""
    home, yingbao = Home(root), Path(sys.executable).with_name("yingbao")
    seconds, _ = timed(yingbao, "worklists", "--home", root)
    files = sorted(home.worklists(publication(home).as_of).glob("*.xlsx"))
    sheets = {file: {kind: table(file, kind).filter(pl.last().is_not_null()) for kind in KINDS} for file in files}
    rows = sum(sheet.height - 1 for workbook in sheets.values() for sheet in workbook.values())
    print(f"yingbao worklists: {len(files)} workbooks, {rows} rows written in {seconds}")

    with tempfile.TemporaryDirectory() as folder:
        share = min(1, answers / rows)
        returned = [filled_in(file, sheets[file], share, Path(folder) / file.name) for file in files]
        filled = sum(count for _, count in returned)
        before = answered_rows(home)
        seconds, output = timed(yingbao, "feedback", *(path for path, _ in returned), "--home", root, "--by", "网格员")
        print(output.split(str(root))[0].strip())
        print(f"yingbao feedback: {filled} answers of {len(returned)} workbooks recorded in {seconds}", end="; ")
        print(f"the ledger holds {answered_rows(home) - before} rows more")


def timed(*command: object) -> tuple[str, str]:
    """How long a command takes, also where others use the machine, and what it tells."""
    begun, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    output = subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    computed = after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime
    return f"{time.perf_counter() - begun:.1f} s ({computed:.1f} s of processor time)", output


def answered_rows(home: Home) -> int:
    """How many rows the ledger holds an answer of."""
    return int(chain.ask(home.ledger, "select count(*) from ledger.event where kind = 'contacted'").item())


def filled_in(file: Path, sheets: Mapping[str, pl.DataFrame], share: float, target: Path) -> tuple[Path, int]:
    """A copy of a town's workbook with the first rows of each sheet answered, the reasons in turn; and how many."""
    count = 0
    workbook = Workbook(str(target), {"constant_memory": True, "strings_to_formulas": False})
    cover = workbook.add_worksheet(COVER)
    for line, row in enumerate(table(file, COVER).iter_rows()):
        cover.write_row(line, 0, row)
    for kind, sheet in sheets.items():
        # 误报 asks for a note; of an employee 无意愿 is no answer, nor 在校学生 of somebody of middle age.
        choices = [
            (result, reason, "情况不符" if reason == NEEDS_NOTE else None)
            for result, reasons in outcomes(kind).items()
            for reason in reasons
            if reason not in ("无意愿", "在校学生")
        ]
        headers, *rows = sheet.iter_rows()
        places = [headers.index(header) for header in TO_FILL]
        page = workbook.add_worksheet(kind)
        page.write_row(0, 0, headers)
        for line, row in enumerate(rows, start=1):
            cells = list(row)
            if line <= share * len(rows):
                count += 1
                for place, cell in zip(places, choices[line % len(choices)], strict=True):
                    cells[place] = cell
            page.write_row(line, 0, cells)
    workbook.close()
    return target, count


def table(file: Path, kind: str) -> pl.DataFrame:
    """A sheet as text, its header the first row."""
    return fastexcel.read_excel(file).load_sheet(kind, header_row=None, skip_rows=0, dtypes="string").to_polars()


def answered(path: Path, rows: int) -> Path:
    """The workbook of one town with every row answered, as a spreadsheet saves it."""
    sheet = table(path, PEOPLE)
    headers = list(sheet.row(0))
    frame = sheet.slice(1, rows).with_columns(
        pl.lit("已办理").alias(sheet.columns[headers.index(RESULT)]),
        pl.lit("已参保").alias(sheet.columns[headers.index(REASON)]),
    )
    workbook = Workbook(str(path.with_name("answered.xlsx")), {"constant_memory": True, "strings_to_formulas": False})
    page = workbook.add_worksheet(PEOPLE)
    for line, row in enumerate([headers, *frame.iter_rows()]):
        page.write_row(line, 0, row)
    workbook.close()
    return path.with_name("answered.xlsx")


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rows", type=int, default=200_000)
    arguments.add_argument("--towns", type=int, default=20)
    arguments.add_argument("--answers", type=int, default=100_000)
    arguments.add_argument("--home", type=Path, help="a copy of a published county's home")
    asked = arguments.parse_args()
    if asked.home:
        county(asked.home, asked.answers)
        return
    region = replace(regions.read("funing"), name="某县")
    about = ("town_code", "town_name", "village_code", "case_ids", "tier_label", "uncompared", "contradiction")
    columns = (*about, *KNOWN[EMPLOYERS])
    nobody = pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    with tempfile.TemporaryDirectory() as folder:
        frame = people(asked.rows, asked.towns)
        begun = time.perf_counter()
        issued = write_towns(frame, nobody, Path(folder) / "towns", AS_OF, region, SECRET)
        print(f"{len(issued)} workbooks, {asked.rows} rows written in {time.perf_counter() - begun:.1f} s")

        (one,) = write_towns(people(asked.answers, 1), nobody, Path(folder) / "one", AS_OF, region, SECRET)
        file = answered(one.path, asked.answers)
        begun = time.perf_counter()
        returned = read_answers(file, SECRET)
        seconds = time.perf_counter() - begun
        print(f"{len(returned.answers)} answers read in {seconds:.1f} s, {len(returned.questioned)} questioned")


if __name__ == "__main__":
    main()
