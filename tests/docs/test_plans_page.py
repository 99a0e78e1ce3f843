"""The page that traces the plans says what the regions' files say, and forgets no requirement."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

import regions
from sources import SOURCES
from sql import indicators, sentences
from sql import plans_page as plans
from sql.warehouse import read_queries
from tests.regions.test_regions import PLANS, SHARED, plain

PAGE = Path(__file__).parents[2] / "docs" / "plans.md"
DESIGN = Path(__file__).parents[3] / "shared" / "design"

# The numbers under which seed_requirements.csv keeps what the plans ask for.
IDS = [
    f"{letter}{number:02}"
    for letter, last in (("E", 24), ("P", 18), ("Q", 5), ("K", 20))
    for number in range(1, last + 1)
]


def test_the_page_is_made_from_the_regions_files() -> None:
    assert PAGE.read_text("utf-8") == plans.page(), "python -m sql.plans_page > docs/plans.md"


def test_every_requirement_of_the_plans_is_on_it_once() -> None:
    assert [asked.id for asked in plans.requirements()][: len(IDS)] == IDS


@pytest.mark.parametrize("asked", plans.requirements(), ids=lambda asked: asked.name)
def test_a_requirement_has_lists_or_indicators_or_says_why_not(asked: plans.Requirement) -> None:
    assert asked.lists or asked.indicators or asked.gap


@pytest.mark.parametrize(("region", "plan"), plans.plans().items())
def test_a_region_has_every_list_that_its_plan_asks_for(region: str, plan: str) -> None:
    wanted = {list_id for asked in plans.requirements() if plan in asked.plans for list_id in asked.lists}
    assert wanted <= regions.read(region).lists.keys()


def test_no_list_of_a_region_is_without_a_requirement() -> None:
    answered = {list_id for asked in plans.requirements() for list_id in asked.lists}
    assert {list_id for region in regions.names() for list_id in regions.read(region).lists} == answered


def test_every_indicator_answers_a_requirement_of_its_number() -> None:
    numbered = {(asked.id, indicator) for asked in plans.requirements() for indicator in asked.indicators}
    assert numbered == {(query.header["kpi"], query.path.stem) for query in indicators.queries()}


def test_a_list_that_no_requirement_names_is_one_as_its_head_says(monkeypatch: pytest.MonkeyPatch) -> None:
    [traced] = [query for query in read_queries("lists") if query.path.stem == "rulings_uninsured"]
    new = replace(traced, path=traced.path.with_name("new.sql"), header={"plan": "盐城 二; 武义 三(二)5, 四"})
    monkeypatch.setattr(plans, "read_queries", lambda *_: [traced, new])
    *_, last = plans.requirements()
    assert (last.id, last.name, last.plans, last.lists) == (
        "盐城 二; 武义 三(二)5, 四", "生效文书确认劳动关系未参保", ("盐城", "武义"), ("new",),
    )  # fmt: skip
    assert [asked.lists for asked in plans.requirements()].count(("rulings_uninsured",)) == 1


@pytest.mark.parametrize(("region", "plan"), plans.plans().items())
def test_what_a_plan_wants_counted_it_says_how_much(region: str, plan: str) -> None:
    told = {target.indicator for target in regions.read(region).targets}
    for asked in plans.requirements():
        # 武义's activities are targets, but people count them.
        if asked.indicators and plan in asked.plans and asked.id != "K16":
            assert told & set(asked.indicators), asked.name


@pytest.mark.skipif(not DESIGN.exists(), reason="the table of requirements lies outside the repository")
def test_the_requirements_are_those_of_the_table_with_the_plans_that_it_names() -> None:
    with (DESIGN / "seed_requirements.csv").open(encoding="utf-8", newline="") as lines:
        told = {row["id"]: row["seeds"] for row in csv.DictReader(lines)}
    ours = {asked.id: set(asked.plans) for asked in plans.requirements()}
    assert {name: {plan for plan in plans.plans().values() if plan in seeds} for name, seeds in told.items()} == {
        name: ours[name] for name in told
    }


# Sentence by sentence ----------


TOLD = sentences.sentences(plans.plans())


def test_every_sentence_that_counts_as_covered_has_an_answer_that_is_there_and_a_test_that_shows_it() -> None:
    for one in TOLD:
        assert one.state == sentences.NOT_COVERED or (one.answers and one.tests), one.sentence
        assert one.state == sentences.COVERED or one.lacks, one.sentence


def test_what_is_not_there_makes_no_sentence_covered(monkeypatch: pytest.MonkeyPatch) -> None:
    [one] = [one for one in TOLD if one.sentence == "2024年末职工医疗保险参保人数占比达26%左右"]
    assert one.state == sentences.COVERED
    monkeypatch.setattr(sentences, "_is_there", lambda answer, region: False)
    [gone] = [told for told in sentences.sentences(plans.plans()) if told.sentence == one.sentence]
    assert (gone.state, gone.lacks) == (sentences.NOT_COVERED, "没有 employee_medical_share")


def test_a_list_answers_only_where_the_region_has_it() -> None:
    assert sentences._is_there("list:lapsed_residents", "yancheng")
    assert not sentences._is_there("list:lapsed_residents", "wuyi")


def test_whatever_answers_is_known_or_told_as_missing() -> None:
    missing = {part for one in TOLD for part in one.lacks.split("；") if part.startswith("没有 ")}
    listed = {query.path.stem for query in read_queries("lists")}
    counted = {query.path.stem for query in indicators.queries()}
    columns = {"park_name", "is_agency", "industry_group", "business_kind", "gig_kind"}
    everywhere = {name for name in listed if all(name in regions.read(one).lists for one in regions.names())}
    assert not {f"没有 {name}" for name in (*counted, *SOURCES, *columns, *everywhere)} & missing
    assert "taxed_uninsured_employers" in everywhere


@pytest.mark.parametrize("region", regions.names())
def test_every_list_and_target_of_a_plan_s_own_answers_one_of_its_sentences(region: str) -> None:
    plan = plans.plans()[region]
    found = regions.read(region)
    named = {answer.partition(":")[2] for one in TOLD if one.plan == plan for answer in one.answers}
    asked = {list_id for list_id, entry in found.lists.items() if entry.source.startswith(plan)}
    asked = {list_id for one in plans.requirements() if plan in one.plans for list_id in one.lists} & asked
    assert asked <= named
    counted = {target.indicator for target in found.targets if target.source.startswith(plan)}
    assert counted <= named


@pytest.mark.skipif(not SHARED.exists(), reason="the plans' texts lie outside the repository")
@pytest.mark.parametrize("region", regions.names())
def test_every_sentence_stands_in_its_plan(region: str) -> None:
    plan = plans.plans()[region]
    (text,) = (SHARED / "seeds").glob(f"{PLANS[plan]}_*.txt")
    printed = plain(text.read_text(encoding="utf-8"))
    assert [one.sentence for one in TOLD if one.plan == plan and plain(one.sentence) not in printed] == []
