"""Projects: which construction project an injury cover insures, by number, else by name and contractor.

python -m matchers.project HOME matchers/weights/project-1.toml     learns the weights anew
"""

import numpy as np
import polars as pl

from matchers.engine import judgements, training, weights
from matchers.engine.blocking import BlockingRule
from matchers.engine.clusters import ahead
from matchers.engine.comparison import Feature, Levels, Pairs, Side, agree, feature
from matchers.engine.decide import ACCEPTED, BY_A_PERSON, PASSED_OVER, WAITING, Case, Rule, any_of, best, decide
from matchers.engine.model import Definite, Matcher
from matchers.engine.result import DEFINITE, Linked, beside_links, explained
from matchers.engine.weights import FOLDER, Weights
from matchers.text import employer_names as names
from matchers.text import project_names
from matchers.text.levels import MISSING, Level
from matchers.text.project_names import Part, Site
from sql.warehouse import Warehouse

WEIGHTS = FOLDER / "project-1.toml"
SHOWN = 3
"""So many projects are shown that a cover may insure."""
COVERS = """
    select 'project_cover' as extract, cover_id as record_id, project_id, project_name, employer_name, starts_on,
        employer_record
    from staging.project_cover order by all"""
PROJECTS = """
    select 'construction_project' as extract, project_id as record_id, project_id, project_name, employer_name,
        starts_on, employer_record
    from staging.construction_project order by all"""
EMPLOYERS = "select extract, record_id as employer_record, employer_id from matches.employer"


def _name_relation(left: Side, right: Side) -> tuple[np.ndarray, np.ndarray]:
    return project_names.relate(*(side.select("site", "part") for side in (left, right)))


class Contractor(Level):
    """How far two contractors are one."""

    DIFFERENT = 0, "不同"
    ALIKE = 1, "名称相近"
    SAME = 2, "相同"


class Begun(Level):
    """How far two days lie apart."""

    YEARS = 0, "相隔一年以上"
    ONE_YEAR = 1, "一年内"
    TWO_MONTHS = 2, "两个月内"


TWO_MONTHS, ONE_YEAR = 62, 366
"""In days."""


@feature("工程名称", *Site.labels())
def name(pairs: Pairs) -> Levels:
    """Whether both names mean one site, without places in front, words like 工程, and the part."""
    return pairs.once(_name_relation)[0]


@feature("标段楼号", *Part.labels())
def part(pairs: Pairs) -> Levels:
    """Whether both mean the same section, building or phase of the site."""
    return pairs.once(_name_relation)[1]


@feature("施工单位", *Contractor.labels())
def contractor(pairs: Pairs) -> Levels:
    """Whether one employer builds, by its id or else by its name."""
    same = agree(pairs, "employer_id") == 1
    sides = [side.select(pl.col("^by_.*$").name.map(lambda text: text.removeprefix("by_"))) for side in (
        pairs.left, pairs.right)]  # fmt: skip
    names_of_both = names.relate(*sides)
    relation = names_of_both["relation"].to_numpy()
    # beside one site a character that no table takes for the other (诲绣, 海绣) may be a slip all the same
    slip = names_of_both.select((pl.col("slips") == 1) & (pl.col("place") != 0)).to_series().to_numpy()
    level = np.select(
        [same | (relation == "same"), (relation == "unsure") | slip],
        [Contractor.SAME, Contractor.ALIKE],
        Contractor.DIFFERENT,
    )
    is_missing = (pairs.left["employer_name"].is_null() | pairs.right["employer_name"].is_null()).to_numpy()
    return np.where(is_missing & ~same, MISSING, level)


@feature("开工与参保日期", *Begun.labels())
def begun(pairs: Pairs) -> Levels:
    """How far the day that the site was begun lies from the day that the cover begins."""
    days = (pairs.left["starts_on"] - pairs.right["starts_on"]).dt.total_days().abs().to_numpy().astype(np.float64)
    near = np.where(days <= TWO_MONTHS, Begun.TWO_MONTHS, np.where(days <= ONE_YEAR, Begun.ONE_YEAR, Begun.YEARS))
    return np.where(np.isnan(days), MISSING, near)


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
    never=(
        Definite("another part", lambda levels: levels["part"] == Part.CONFLICT),
        Definite("another site", lambda levels: levels["name"] <= Site.DIFFERENT),
    ),
)
BUILDS = (
    Case("the same contractor, or one not named", (pl.col("contractor") != Contractor.DIFFERENT,)),
    # another contractor may build the same site under a contract of its own
    Case(
        "the only site of this name, begun with the cover",
        (pl.col("lead") == float("inf"), pl.col("name") == Site.SAME, pl.col("begun") == Begun.TWO_MONTHS),
    ),
)
"""Where the contractor speaks for a pair, or not against it."""
LIKELY = (
    Case("enough in common", (pl.col("score") >= MATCHER.review, pl.col("name") > Site.DIFFERENT)),
    # one site and one part by their names is never passed over in silence
    Case("one site and part by their names", (pl.col("name") == Site.SAME, pl.col("part") == Part.EQUAL)),
)
"""What is worth a person's time."""
RULES = (
    *BY_A_PERSON,
    Rule((~pl.col("is_likely"),), PASSED_OVER),
    Rule((pl.col("lead") < MATCHER.margin,), WAITING, "另有工程同样相近，无法自动区分，请核对"),
    Rule((pl.col("part") != Part.EQUAL,), WAITING, "一方没有写明标段或楼号，请核对"),
    Rule((~pl.col("builds"),), WAITING, "名称相同但施工单位不同，请核对"),
    Rule((pl.col("name") < Site.WITHIN,), WAITING, "相同的信息不够多，不足以自动认定，请核对"),
    Rule((pl.col("score") < MATCHER.accept,), WAITING, "相同的信息不够多，不足以自动认定，请核对"),
    Rule((), ACCEPTED, "工程名称、标段楼号与施工单位相符，自动认定"),
)
"""Which project a cover insures: the first row that holds."""


def link(warehouse: Warehouse) -> Linked:
    """Link the covers of a night and write `matches.project`."""
    judged = judgements.standing(warehouse, MATCHER.name)
    covers, projects = read(warehouse)
    table, linked = linked_covers(covers, projects, weights.read(WEIGHTS, MATCHER.sizes), judged)
    warehouse.write("matches.project", table)
    return linked


def read(warehouse: Warehouse) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Covers and projects as columns that compare."""
    places = names.Places.of_table(warehouse.frame("select * from core.area order by area_code"))
    employers = warehouse.frame(EMPLOYERS)
    covers, projects = (prepared(warehouse.frame(select), employers, places) for select in (COVERS, PROJECTS))
    return covers, projects


def prepared(printed: pl.DataFrame, employers: pl.DataFrame, places: names.Places) -> pl.DataFrame:
    """Names taken apart, and the employer that the contractor is."""
    frame = printed.join(employers, on=["extract", "employer_record"], how="left", maintain_order="left")
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


def linked_covers(
    covers: pl.DataFrame, projects: pl.DataFrame, learned: Weights, judged: pl.DataFrame
) -> tuple[pl.DataFrame, Linked]:
    """`matches.project` and what was weighed; a person's answer wins, then the number, then the name."""
    known = projects.select("project_id").unique().drop_nulls().with_columns(pl.lit(value=True).alias("is_known"))
    covers = covers.join(known, on="project_id", how="left", maintain_order="left")
    scored = MATCHER.score(learned, covers, projects, least=-np.inf)
    scored = scored.filter(covers["is_known"].gather(scored["left"]).is_null())
    pairs = judgements.joined(MATCHER, scored, covers, projects, judged)
    decided = decided_pairs(pairs).with_columns(usefulness=pl.lit(1.0))
    return _table(covers, projects, decided), explained(MATCHER, learned, decided, covers, projects)


def decided_pairs(pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs of a cover and a project that are accepted or wait, a few of each cover."""
    evidence = pairs.with_columns(pl.Series("lead", ahead(pairs), dtype=pl.Float64))
    evidence = evidence.with_columns(any_of(BUILDS).alias("builds"), any_of(LIKELY).alias("is_likely"))
    return best(decide(evidence, RULES), SHOWN)


def _table(covers: pl.DataFrame, projects: pl.DataFrame, decided: pl.DataFrame) -> pl.DataFrame:
    number = pl.col("is_known").fill_null(value=False)
    return (
        beside_links(MATCHER, covers, decided, projects["project_id"])
        .select(
            "extract",
            "record_id",
            pl.when(number).then(pl.lit("project:") + pl.col("project_id"))
            .otherwise(pl.lit("project:") + pl.col("linked")).alias("project_id"),
            pl.when(number).then(pl.lit("project_id")).otherwise(pl.coalesce("rule", pl.lit("none"))).alias("rule"),
            pl.coalesce("score", pl.when(number).then(DEFINITE).otherwise(0.0)).alias("score"),
            pl.when(number | pl.col("linked").is_not_null()).then(pl.lit(ACCEPTED))
            .when("waits").then(pl.lit(WAITING)).otherwise(pl.lit("alone")).alias("verdict"),
            pl.when(number).then(pl.lit("项目编号"))
            .otherwise(pl.coalesce("compared", pl.lit("没有相符的工程"))).alias("compared"),
        )
        .sort("extract", "record_id")
    )  # fmt: skip


def learn(warehouse: Warehouse, version: str, source: str) -> Weights:
    """Weights from all covers and projects of a home."""
    covers, projects = read(warehouse)
    begin = training.unweighed(MATCHER, version, source)
    # parts of one site agree in all the rest: only pairs that may be one teach what one is like
    scored = MATCHER.score(begin, covers, projects, least=-np.inf)
    pairs = float(len(covers) * len(projects))
    return training.learn(MATCHER, version, source, scored, training.random_pairs(covers, projects), pairs)


if __name__ == "__main__":
    training.run(learn, __doc__ or "")
