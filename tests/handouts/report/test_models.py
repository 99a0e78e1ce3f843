"""Model towns beside the rest: shown to leaders, not judged of few, and silent where nobody has entered them."""

from dataclasses import replace
from datetime import date

import pytest

import regions
from base.strict import Wrong
from handouts import disclosure
from handouts.report.figures import Figures
from handouts.report.models import models
from regions.model_towns import ModelTowns, Term
from tests.handouts.report.county import A, B, county


def figures(people: int = 100, towns: dict[str, Term] | None = None) -> Figures:
    """Of so many due employees in model towns half are insured, of 200 in the others a fifth."""
    frame = [
        ("staff", True, True, people // 2), ("staff", True, False, people - people // 2),
        ("staff", False, True, 40), ("staff", False, False, 160),
    ]  # fmt: skip
    declared = ModelTowns("玉溪 二(三)1", {A: Term(date(2026, 1, 1))} if towns is None else towns)
    made = county(model=frame)
    return replace(made, region=replace(made.region, model_towns=declared))


def row(made: Figures) -> list[str]:
    [table] = models(made).tables  # type: ignore[union-attr]
    return [cell.text for cell in table.rows[0]][:6]


def test_model_towns_stand_beside_the_rest() -> None:
    assert row(figures()) == ["职工参保率", "100", "50.0%", "200", "20.0%", "+30.0"]
    [table] = models(figures()).tables  # type: ignore[union-attr]
    assert table.note.startswith("示范乡镇：阜城街道。")


@pytest.mark.parametrize(("people", "rate", "points"), [(30, "50.0%", "+30.0"), (29, "—", "—")])
def test_a_rate_of_few_people_is_not_told(people: int, rate: str, points: str) -> None:
    assert row(figures(people)) == ["职工参保率", str(people), rate, "200", "20.0%", points]


def test_nobody_has_entered_them_is_said_and_a_plan_without_them_has_no_such_part() -> None:
    [table] = models(figures(towns={})).tables  # type: ignore[union-attr]
    assert not table.rows and "还没有录入" in table.nothing
    assert models(county()) is None


def test_the_public_does_not_read_them() -> None:
    """Its finest cells are towns: what shares their people would tell of the small ones."""
    public = figures().public(disclosure.key_of("k"))
    assert models(public) is None and public["model"].is_empty()


@pytest.mark.parametrize(("day", "codes"), [
    (date(2025, 12, 31), []), (date(2026, 1, 1), [A]), (date(2026, 6, 30), [A, B]), (date(2026, 7, 1), [A]),
])  # fmt: skip
def test_a_town_is_one_from_its_day_until_its_last(day: date, codes: list[str]) -> None:
    declared = ModelTowns("x", {A: Term(date(2026, 1, 1)), B: Term(date(2026, 2, 1), date(2026, 6, 30))})
    assert declared.on(day) == codes


def test_yuxi_names_the_sentence_and_leaves_the_towns_to_the_city() -> None:
    declared = regions.read("yuxi").model_towns
    assert declared and declared.source.startswith("玉溪 二(三)1") and not declared.towns
    assert regions.read("funing").model_towns is None


def test_what_is_no_town_or_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(Wrong, match="9位"):
        ModelTowns("x", {"5304": Term(date(2026, 1, 1))})
    with pytest.raises(Wrong, match="早于"):
        Term(date(2026, 1, 2), date(2026, 1, 1))
