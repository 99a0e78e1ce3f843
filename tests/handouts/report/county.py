"""Figures of a county of three towns, small enough to add up by eye; every frame of a report can be given."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

import regions
from handouts.report.figures import Figures
from sql import policy

AS_OF = date(2026, 11, 22)
BEFORE = date(2026, 11, 21)
TOWNS = {"320923001": "阜城街道", "320923002": "吴滩街道", "320923100": "沟墩镇"}
A, B, C = TOWNS
WAGED, LAPSED, DEAD = "waged_uninsured_people", "lapsed_members", "deceased_drawing"

COLUMNS = {
    "area": ("area_code", "area_name"),
    "list": ("list_id", "list_name", "is_computed", "missing_extracts", "uncompared"),
    "night": ("as_of", "list_id"),
    "lead": ("as_of", "list_id", "tier", "area_code", "row_count"),
    "coverage": ("area_code", "is_insured", "people"),
    "money": ("area_code", "covered", "covered_owing", "owing", "owed_yuan", "due_base", "solid_base"),
    "employer": (
        "employer_id", "employer_name", "town_name", "due_headcount", "insured_headcount", "solidity_rate",
        "based_people", "owed_yuan", "owed_months",
    ),
    "funnel": ("list_id", "is_answered", "is_enrolled", "cases"),
    "verdict": ("list_id", "wrong", "clear_answers"),
    "movement": ("list_id", "opened", "reopened", "closed"),
    "extract": (
        "extract", "extract_title", "department", "file_count", "data_date", "row_count", "rejected_rows",
        "repeated_rows", "emptied_cells",
    ),
    "reject": ("extract", "extract_title", "reason", "rejects", "rejected_rows"),
    "gate": ("gate", "subject", "message", "measured", "threshold"),
    "indicator": (
        "indicator", "title", "unit", "kind", "population", "definition", "is_computed", "missing_extracts",
        "data_date",
    ),
    "goal": (
        "indicator", "area_code", "area_name", "is_region", "period", "is_yearly", "through", "target", "target_kind",
        "target_period", "target_until", "is_target_expired", "bound",
    ),
    "past": ("indicator", "area_code", "value_year_before", "change", "final_period", "final_value"),
    "asked": (
        "indicator", "target_title", "first_year", "valid_until", "printed", "kind", "bound", "source", "is_expired",
    ),
    "park": (
        "park_name", "park_employers", "covered_employers", "due_headcount", "insured_headcount", "solidity_rate",
        "owing_employers", "owed_yuan",
    ),
    "met": ("indicator", "area_code", "is_met", "people"),
    "amount": ("indicator", "area_code", "value", "numerator", "denominator"),
    "target_note": ("indicator", "target_title", "note"),
    "population": ("area_code", "people"),
    "heading": ("list_id", "list_heading"),
    "reconciled": ("step", "people"),
    "village": ("area_code", "village_code", "village_name", "subjects", "must_join", "persuade", "most_pressing"),
    "contradicted": ("list_id", "list_name", "contradicted_reason", "cases"),
    "bond": ("contact_month", "town_code", "town_name", "bond_kind", "is_contacted", "targets"),
    "bond_missed": ("cadre_unit", "bond_kind", "target_name", "town_name", "is_contacted"),
    "bond_question": ("source_row", "bond_kind", "cadre_unit", "question"),
    "model": ("measure", "is_model", "is_met", "people"),
    "area_funnel": ("area_code", "sent", "answered", "enrolled"),
}  # fmt: skip

ALWAYS = {
    "area": list(TOWNS.items()),
    "list": [
        (WAGED, "有工资未参保人员", True, None, None),
        (LAPSED, "断保人员", True, None, None),
        (DEAD, "死亡冒领", True, None, None),
    ],
    "heading": [(WAGED, "有工资未参保人员"), (LAPSED, "断保人员"), (DEAD, "核对")],
    "night": [(day, name) for day in (BEFORE, AS_OF) for name in (WAGED, LAPSED, DEAD)],
    "extract": [("wage", "个人所得税扣缴申报明细", "税务局", 2, date(2026, 11, 20), 900, 3, 4, 5)],
}


def county(**rows: Sequence[tuple[Any, ...]]) -> Figures:
    """The figures of the county; frames that are not given are empty, as on a first night."""
    given = {**ALWAYS, **rows}
    frames = {
        name: pl.DataFrame(given.get(name, []), schema=columns, orient="row") for name, columns in COLUMNS.items()
    }
    return Figures(regions.read("funing"), AS_OF, frames, policy.in_force(policy.read(), AS_OF), ("口径待核实",))


def rate(
    indicator: str, title: str = "基本医保参保率", target: float | None = 0.985
) -> dict[str, list[tuple[Any, ...]]]:
    """The definition and the goals of one rate, of the county and its towns."""
    day, asked = date(2026, 11, 1), (date(2026, 1, 1), date(2026, 12, 31))
    areas = [("320923", "阜宁县", True), *((code, name, False) for code, name in TOWNS.items())]
    return {
        "indicator": [(indicator, title, "比例", "rate", "户籍人口", "参保人数除以户籍人口", True, None, AS_OF)],
        "goal": [
            (indicator, *area, day, False, date(2026, 10, 1), target, "rate", *asked, False, "≥") for area in areas
        ],
    }
