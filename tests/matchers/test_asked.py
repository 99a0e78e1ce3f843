"""Who is meant by a name and a code that somebody asks about by day: named where it is sure, else a question."""

from typing import Any

import polars as pl
import pytest

import regions
from matchers.employer import asked
from matchers.employer.asked import Register
from tests.town import uscc

NAMES = (
    "阜宁县宏达建材有限公司",
    "阜宁县宏达建筑工程有限公司",
    "江苏永丰纺织有限公司",
    "阜宁县东沟镇兴旺超市",
    "阜宁县益林镇兴旺超市",
)
JUDGED = pl.DataFrame(
    schema=dict.fromkeys(
        ("matcher", "left_extract", "left_record", "right_extract", "right_record", "verdict"), pl.String
    )
)


def code(number: int) -> str:
    return uscc(number + 1)


def register() -> Register:
    """Five employers of the registry, each under a code of its own; the first was called 金盛建材 before."""
    numbers = range(len(NAMES))
    record = pl.DataFrame(
        {
            "extract": "business",
            "record_id": [code(number) for number in numbers],
            "uscc": [code(number) for number in numbers],
            "organisation_code": [code(number)[8:17] for number in numbers],
            "employer_id": [code(number) for number in numbers],
            "rule": "uscc",
        }
    )
    printed = [(code(number), NAMES[number], False) for number in numbers]
    printed.append((code(0), "阜宁县金盛建材有限公司", True))
    mention = pl.DataFrame(printed, ["record_id", "employer_name", "is_former"], orient="row").with_row_index(
        "print_no"
    )
    texts = ("legal_person_name", "legal_person_id", "address", "phone", "industry", "area", "business_kind")
    mention = mention.with_columns(
        pl.col("print_no").cast(pl.Int64),
        pl.lit("business").alias("extract"),
        pl.lit("business").alias("slot"),
        *(pl.lit(None, pl.String).alias(name) for name in texts),
        pl.lit(None, pl.Date).alias("opened_on"),
        pl.lit(None, pl.List(pl.UInt64)).alias("staff"),
    )
    areas = pl.DataFrame(
        [(area.area_code, area.area_name, area.area_level) for area in regions.read("funing").areas],
        ["area_code", "area_name", "area_level"],
        orient="row",
    )
    known = pl.concat(
        record.select(pl.col(name).alias("number"), "employer_id") for name in ("uscc", "organisation_code")
    )
    return Register(record, mention, areas, known.group_by("number").agg(pl.col("employer_id").alias("by_number")))


def meant(*asking: tuple[str | None, str | None]) -> list[dict[str, Any]]:
    rows = pl.DataFrame(asking, {"employer_name": pl.String, "code": pl.String}, orient="row").with_row_index("row")
    return asked.meant(register(), rows, JUDGED).to_dicts()


def test_a_code_and_the_name_that_goes_with_it_name_the_employer() -> None:
    [by_code, by_organisation] = meant((NAMES[0], code(0)), (NAMES[2], f" {code(2)[8:16]}-{code(2)[16].lower()} "))
    assert (by_code["employer_id"], by_code["how"]) == (code(0), "号码与名称一致")
    assert by_organisation["employer_id"] == code(2)


def test_a_code_beside_the_name_of_another_employer_is_a_question_with_both() -> None:
    [answer] = meant((NAMES[2], code(0)))
    assert (answer["employer_id"], answer["question"]) == (None, "号码和名称指的不是同一家单位")
    assert answer["candidates"] == [code(0), code(2)]


def test_a_code_beside_a_name_that_nobody_bears_is_a_question() -> None:
    [answer] = meant(("盐城市大丰区海天酒店有限公司", code(0)))
    assert (answer["employer_id"], answer["candidates"]) == (None, [code(0)])


def test_a_renamed_employer_is_known_by_its_code_and_its_former_name() -> None:
    [answer] = meant(("阜宁县金盛建材有限公司", code(0)))
    assert answer["employer_id"] == code(0)


@pytest.mark.parametrize("name", [NAMES[2], "江苏永丰纺织公司", "永丰纺织有限公司"])
def test_a_name_alone_names_the_employer_that_it_can_only_mean(name: str) -> None:
    [answer] = meant((name, None))
    assert (answer["employer_id"], answer["how"], answer["question"]) == (code(2), "按名称认定", None)


def test_a_name_that_may_mean_two_is_a_question_with_the_two() -> None:
    [shops, brand] = meant(("阜宁县兴旺超市", None), ("宏达", None))
    assert shops["employer_id"] is None and set(shops["candidates"]) == {code(3), code(4)}
    assert brand["employer_id"] is None


def test_the_same_name_at_another_level_of_place_may_be_a_firm_of_its_own() -> None:
    [county, province, nowhere] = meant(
        ("阜宁县永丰纺织有限公司", None), ("江苏省永丰纺织有限公司", None), ("永丰纺织有限公司", None)
    )
    assert (county["employer_id"], county["candidates"]) == (None, [code(2)])
    assert province["employer_id"] == nowhere["employer_id"] == code(2)


def test_a_name_that_nobody_bears_is_a_question_and_never_the_nearest() -> None:
    [answer] = meant(("阜宁县天启机械制造有限公司", None))
    assert (answer["employer_id"], answer["question"]) == (None, "本地数据里没有找到这个名称")


def test_a_code_with_one_wrong_character_is_a_slip_where_the_name_is_whole() -> None:
    wrong = code(2)[:10] + ("8" if code(2)[10] != "8" else "9") + code(2)[11:]
    [slip, other] = meant((NAMES[2], wrong), (NAMES[2], "91320923XXXXXXXXXX"))
    assert (slip["employer_id"], slip["how"]) == (code(2), "按名称认定，号码有笔误")
    assert (other["employer_id"], other["candidates"]) == (None, [code(2)])


def test_the_name_of_one_beside_a_valid_code_that_nobody_bears_is_a_question() -> None:
    [known, unknown] = meant((NAMES[2], uscc(777)), ("阜宁县天启机械制造有限公司", uscc(777)))
    assert (known["employer_id"], known["question"]) == (None, "名称相近的单位用的是另一个号码")
    assert unknown["question"] == "本地数据里没有这个号码，也没有相近的名称"


def test_an_answer_does_not_hang_on_who_else_asks() -> None:
    alone = [meant((name, None))[0] | {"row": 0} for name in NAMES]
    together = [answer | {"row": 0} for answer in meant(*((name, None) for name in NAMES))]
    assert alone == together


def test_two_who_ask_by_one_name_get_one_answer() -> None:
    first, second = meant((NAMES[0], None), (NAMES[0], None))
    assert first["employer_id"] == second["employer_id"] == code(0)
