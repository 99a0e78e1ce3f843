"""Policy: every value is dated; a region sets its own; what nobody knows is refused."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import regions
from sql import policy

FILE = """
[lapse_months]
title = "职工断保月数"
unit = "月"
source = "全国口径"
values = [{ from = 2011-07-01, value = 6 }, { from = 2025-01-01, value = 3 }]

[flexible_lapse]
title = "灵活就业人员断保口径"
unit = "口径"
source = "按月"
verified = false
values = [{ from = 2019-01-01, value = "months" }]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "policy.toml"
    path.write_text(FILE, encoding="utf-8")
    return path


def region(**settings: Any) -> dict[str, Any]:
    return {"name": "乌海市", "policy": settings}


def test_a_value_holds_from_its_day_and_the_one_before_it_until_the_day_before(file: Path) -> None:
    values = policy.read(file=file)
    assert policy.in_force(values, date(2024, 12, 31))["lapse_months"] == 6
    assert policy.in_force(values, date(2025, 1, 1))["lapse_months"] == 3


def test_each_value_tells_from_when_until_when_it_holds(file: Path) -> None:
    spans = [(p.valid_from, p.valid_until, p.value) for p in policy.read(file=file) if p.parameter == "lapse_months"]
    assert spans == [(date(2011, 7, 1), date(2024, 12, 31), 6), (date(2025, 1, 1), None, 3)]


def test_before_its_first_day_a_parameter_has_no_value(file: Path) -> None:
    values = policy.read(file=file)
    assert policy.in_force(values, date(2018, 12, 31)) == {"lapse_months": 6}
    assert policy.in_force(values, date(2019, 1, 1)) == {"lapse_months": 6, "flexible_lapse": "months"}


def test_a_region_sets_its_own_value_with_its_own_source_and_says_so(file: Path) -> None:
    own = {"source": "乌海 三(二)", "values": [{"from": date(2020, 1, 1), "value": "year"}]}
    read = policy.read(region(flexible_lapse=own), file)
    (local,) = (p for p in read if p.parameter == "flexible_lapse")
    assert (local.value, local.source, local.scope) == ("year", "乌海 三(二)", "乌海市")
    assert (local.title, local.unit, local.is_verified) == ("灵活就业人员断保口径", "口径", False)
    assert {p.scope for p in read if p.parameter != "flexible_lapse"} == {"全国"}


def test_a_region_s_values_replace_all_of_the_shared_ones(file: Path) -> None:
    own = {"values": [{"from": date(2020, 1, 1), "value": 12}]}
    values = policy.read(region(lapse_months=own), file)
    assert "lapse_months" not in policy.in_force(values, date(2019, 12, 31))
    assert policy.in_force(values, date(2025, 1, 1))["lapse_months"] == 12


def test_a_region_cannot_set_what_the_policy_file_does_not_know(file: Path) -> None:
    with pytest.raises(ValueError, match=r": lapse_month$"):
        policy.read(region(lapse_month={"values": []}), file)


@pytest.mark.parametrize("second", [date(2011, 6, 30), date(2011, 7, 1)])
def test_dates_out_of_order_or_twice_are_refused(file: Path, second: date) -> None:
    file.write_text(FILE.replace("2025-01-01", second.isoformat()), encoding="utf-8")
    with pytest.raises(ValueError, match="lapse_months"):
        policy.read(file=file)


@pytest.mark.parametrize("name", regions.names())
def test_every_region_s_file_reads_and_names_its_values(name: str) -> None:
    found = regions.read(name)
    read = policy.read({"name": found.name, **found.settings})
    assert {p.parameter for p in read if p.scope == found.name} == set(found.settings.get("policy", {}))


def test_every_shared_value_has_a_title_a_unit_and_a_source() -> None:
    for parameter in policy.read():
        assert parameter.title, parameter.parameter
        assert parameter.unit, parameter.parameter
        assert parameter.source, parameter.parameter


def test_every_value_that_a_query_names_is_in_force_today() -> None:
    from sql.warehouse import read_queries

    values = policy.in_force(policy.read(), date(2026, 11, 22)).keys()
    schemas = ("staging", "restricted", "matches", "core", "lists", "gates")
    named = {name for query in read_queries(*schemas) for name in query.parameters}
    assert named - {"as_of", "region_code"} <= values
