"""Projects: which construction project an injury cover insures, by number, else by name and contractor.

python -m matchers.project HOME matchers/weights/project-1.toml     learns the weights anew
"""

import numpy as np
import polars as pl

from matchers.employer.records import Area
from matchers.engine import explanation as told
from matchers.engine import training as learning
from matchers.engine import weights
from matchers.engine.blocking import BlockingRule
from matchers.engine.clusters import ahead
from matchers.engine.comparison import Feature, Levels, Pairs, agree, feature
from matchers.engine.judgements import DEFINITE, NO, UNSURE, YES, Linked, said_of_records, written
from matchers.engine.model import Definite, Matcher
from matchers.engine.weights import FOLDER, MISSING, Weights
from matchers.text import employer_names as names
from matchers.text import project_names
from matchers.text.project_names import CONFLICT, SAME, WITHIN
from sql.warehouse import Warehouse

WEIGHTS = FOLDER / "project-1.toml"
SHOWN = 3
COVERS = """
    select 'project_cover' as extract, cover_id as record_id, project_id, project_name, employer_name, starts_on,
        null::varchar as uscc
    from staging.project_cover order by all"""
PROJECTS = """
    select 'construction_project' as extract, project_id as record_id, project_id, project_name, employer_name,
        starts_on, uscc
    from staging.construction_project order by all"""
EMPLOYERS = "select extract, record_id as employer_record, employer_id from matches.employer"


def _name_relation(left: pl.DataFrame, right: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    return project_names.relate(left, right)


@feature("工程名称", "不同", "只差一字", "一方未写全", "相同")
def name(pairs: Pairs) -> Levels:
    """Whether both names mean one site, without places in front, words like 工程, and the part."""
    return pairs.once(_name_relation)[0]


@feature("标段楼号", "不同", "一方未写", "相同")
def part(pairs: Pairs) -> Levels:
    """Whether both mean the same section, building or phase of the site."""
    return pairs.once(_name_relation)[1]


@feature("施工单位", "不同", "名称相近", "相同")
def contractor(pairs: Pairs) -> Levels:
    """Whether one employer builds, by its id or else by its name."""
    same = agree(pairs, "employer_id") == 1
    sides = [side.select(pl.col("^by_.*$").name.map(lambda text: text.removeprefix("by_"))) for side in (
        pairs.left, pairs.right)]  # fmt: skip
    told = names.relate(*sides)
    relation, slip = told["relation"].to_numpy(), told.select((pl.col("slips") == 1) & (pl.col("place") != 0))
    # beside one site a character that no table takes for the other (诲绣, 海绣) may be a slip all the same
    level = np.select([same | (relation == "same"), (relation == "unsure") | slip.to_series().to_numpy()], [2, 1], 0)
    unsaid = (pairs.left["employer_name"].is_null() | pairs.right["employer_name"].is_null()).to_numpy()
    return np.where(unsaid & ~same, MISSING, level)


@feature("开工与参保日期", "相隔一年以上", "一年内", "两个月内")
def begun(pairs: Pairs) -> Levels:
    """How far the day that the site was begun lies from the day that the cover begins."""
    days = (pairs.left["starts_on"] - pairs.right["starts_on"]).dt.total_days().abs().to_numpy().astype(np.float64)
    return np.where(np.isnan(days), MISSING, np.where(days <= 62, 2, np.where(days <= 366, 1, 0)))


FEATURES: tuple[Feature, ...] = (name, part, contractor, begun)
MATCHER = Matcher(
    name="project",
    links="injury covers and the construction projects that they insure",
    blocking=(
        BlockingRule("工程名称", ("site",), largest=40_000),
        BlockingRule("施工单位", ("employer_id",), largest=40_000),
        BlockingRule("施工单位名称", ("by_normal",), largest=40_000),
        BlockingRule("工程名称首四字", ("site_start",), largest=400_000),
        BlockingRule("工程名称末四字", ("site_end",), largest=400_000),
    ),
    features=FEATURES,
    accept=4.0,
    review=-3.0,
    margin=4.0,
    definite_non_match=(
        Definite("another part", "标段或楼号不同", lambda levels: levels["part"] == CONFLICT),
        Definite("another site", "工程名称不同", lambda levels: levels["name"] <= 0),
    ),
)


def link(warehouse: Warehouse) -> Linked:
    """Link the covers of a night and write `matches.project`."""
    con = warehouse.con
    verdicts = con.sql("select * from matches.verdict where matcher = 'project' order by all").pl()
    covers, projects = read(warehouse)
    result, linked = decide(covers, projects, weights.read(WEIGHTS), verdicts)
    written(warehouse, "matches.project", result)
    return linked


def read(warehouse: Warehouse) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Covers and projects as columns that compare."""
    con = warehouse.con
    areas = con.sql("select area_code, area_name, area_level from core.area order by area_code").pl()
    employers = con.sql(EMPLOYERS).pl()
    covers, projects = (prepared(con.sql(select).pl(), employers, places_of(areas)) for select in (COVERS, PROJECTS))
    return covers, projects


def places_of(areas: pl.DataFrame) -> names.Places:
    """The region's places; its own code is the shortest."""
    listed = [Area(*row) for row in areas.iter_rows()]
    return names.Places.of(listed, min((area.area_code for area in listed), key=len))


def prepared(printed: pl.DataFrame, employers: pl.DataFrame, places: names.Places) -> pl.DataFrame:
    """Names taken apart, and the employer that the contractor is."""
    record = pl.concat_str(pl.col("employer_name"), pl.lit("|"), pl.col("uscc").fill_null(""))
    frame = printed.with_columns(record.alias("employer_record")).join(
        employers, on=["extract", "employer_record"], how="left", maintain_order="left"
    )
    by = names.parse(frame["employer_name"], places)
    site = project_names.parse(frame["project_name"], places)
    long = pl.col("site").str.len_chars() >= 4
    return frame.hstack(site).hstack(by.select(pl.all().name.prefix("by_"))).with_columns(
        pl.when(long).then(pl.col("site").str.slice(0, 4)).alias("site_start"),
        pl.when(long).then(pl.col("site").str.slice(-4)).alias("site_end"),
        pl.col("project_name").alias("name"),
        pl.concat_str(
            pl.lit("施工单位") + pl.col("employer_name"), pl.lit("日期") + pl.col("starts_on").cast(pl.String),
            separator="；", ignore_nulls=True,
        ).alias("detail"),
    )  # fmt: skip


def decide(
    covers: pl.DataFrame, projects: pl.DataFrame, learned: Weights, verdicts: pl.DataFrame
) -> tuple[pl.DataFrame, Linked]:
    """`matches.project` and what was weighed; a person's answer wins, then the number, then the name."""
    known = projects.select("project_id").unique().drop_nulls().with_columns(pl.lit(True).alias("is_known"))
    covers = covers.join(known, on="project_id", how="left", maintain_order="left")
    scored = MATCHER.score(learned, covers, projects, keep=-np.inf)
    scored = scored.filter(covers["is_known"].gather(scored["left"]).is_null())
    scored = said_of_records(MATCHER, scored, covers, projects, verdicts)
    scored = scored.filter((pl.col("said") != NO).fill_null(True))
    level = {feature.name: scored[feature.name].to_numpy() for feature in FEATURES}
    yes, unsure = ((scored["said"] == word).fill_null(False).to_numpy() for word in (YES, UNSURE))
    score = scored["score"].to_numpy()
    lead = ahead(scored) if len(scored) else np.empty(0)
    whole = (level["name"] >= WITHIN) & (level["part"] == project_names.EQUAL)
    # another contractor may build the same site under a contract of its own
    builds = (level["contractor"] != 0) | (lead == np.inf) & (level["name"] == SAME) & (level["begun"] == 2)
    taken = whole & builds & (lead >= MATCHER.margin) & (score >= MATCHER.accept) & ~unsure
    left = scored["left"].to_numpy()
    taken = np.where(np.isin(left, left[yes]), yes, taken)
    # one site and one part by their names is never passed over in silence
    likely = ((score >= MATCHER.review) & (level["name"] > 0)) | (whole & (level["name"] == SAME))
    waits = ~np.isin(left, left[taken]) & (likely | unsure)
    reason = np.select(
        [yes, taken, unsure, lead < MATCHER.margin, level["part"] != project_names.EQUAL, ~builds],
        [
            "人工确认",
            "工程名称、标段楼号与施工单位相符，自动认定",
            "人工看过仍不能确定",
            "另有工程同样相近，无法自动区分，请核对",
            "一方没有写明标段或楼号，请核对",
            "名称相同但施工单位不同，请核对",
        ],
        "相同的信息不够多，不足以自动认定，请核对",
    )
    scored = scored.with_columns(
        pl.Series("verdict", np.where(taken, told.ACCEPTED, told.WAITING).astype(object), dtype=pl.String),
        pl.Series("reason", reason.astype(object), dtype=pl.String),
        pl.Series("by", np.where(yes, "verdict", "name").astype(object), dtype=pl.String),
        pl.lit(1.0).alias("usefulness"),
    ).filter(pl.Series(taken | waits))
    scored = scored.sort("left", "score", "right", descending=[False, True, False])
    scored = scored.filter(pl.int_range(pl.len()).over("left") < SHOWN)
    return _result(covers, projects, scored), Linked(
        MATCHER.name,
        learned.name,
        told.pairs(MATCHER, scored, covers, projects),
        told.comparisons(MATCHER, learned, scored, covers, projects),
    )


def _result(covers: pl.DataFrame, projects: pl.DataFrame, scored: pl.DataFrame) -> pl.DataFrame:
    taken = scored.filter(pl.col("verdict") == told.ACCEPTED)
    meant = taken.select(
        "left",
        projects["project_id"].gather(taken["right"]).alias("meant"),
        pl.col("by").alias("rule"),
        "score",
        pl.when(pl.col("by") == "verdict").then(pl.lit("人工确认")).otherwise(told.compared(MATCHER, taken))
        .alias("compared"),
    )  # fmt: skip
    waits = scored.filter(pl.col("verdict") == told.WAITING).select("left", pl.lit(True).alias("waits")).unique()
    number = pl.col("is_known").fill_null(False)
    return (
        covers.with_row_index("left")
        .join(meant, on="left", how="left", maintain_order="left")
        .join(waits, on="left", how="left", maintain_order="left")
        .select(
            "extract",
            "record_id",
            pl.when(number).then(pl.lit("project:") + pl.col("project_id"))
            .otherwise(pl.lit("project:") + pl.col("meant")).alias("project_id"),
            pl.when(number).then(pl.lit("project_id")).otherwise(pl.coalesce("rule", pl.lit("none"))).alias("rule"),
            pl.coalesce("score", pl.when(number).then(DEFINITE).otherwise(0.0)).alias("score"),
            pl.when(number | pl.col("meant").is_not_null()).then(pl.lit(told.ACCEPTED))
            .when("waits").then(pl.lit(told.WAITING)).otherwise(pl.lit("alone")).alias("verdict"),
            pl.when(number).then(pl.lit("项目编号"))
            .otherwise(pl.coalesce("compared", pl.lit("没有相符的工程"))).alias("compared"),
        )
        .sort("extract", "record_id")
    )  # fmt: skip


def learn(warehouse: Warehouse, version: str, source: str) -> Weights:
    """Weights from all covers and projects of a home."""
    covers, projects = read(warehouse)
    flat = {name: (1.0,) * size for name, size in MATCHER.sizes.items()}
    begin = Weights(MATCHER.name, version, source, 0.0, flat, flat)
    # parts of one site agree in all the rest: only pairs that may be one teach what one is like
    scored = MATCHER.score(begin, covers, projects, keep=-np.inf)
    pairs = float(len(covers) * len(projects))
    return learning.learn(MATCHER, version, source, scored, learning.random_pairs(covers, projects), pairs)


if __name__ == "__main__":
    learning.run(learn, __doc__ or "")
