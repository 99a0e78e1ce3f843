"""Who is who among people: one sentence per way in which a person looks like two, or two like one."""

import random

import polars as pl
import pytest

from matchers.person import names_of_number
from matchers.text import person_names
from matchers.text.levels import MISSING
from matchers.text.person_names import NameLevel
from tests.matchers.people import FAR, VILLAGE, Answers, Records, citizen, fifteen, swapped, with_digit

WANG = citizen("1975-03-12", "男", 117)
WRONG = with_digit(WANG, 15)


def crowd(records: Records) -> Records:
    """Fifty other residents, so that a name is no proof by itself."""
    for serial in range(50):
        number = citizen(f"19{60 + serial % 30}-0{serial % 9 + 1}-1{serial % 9}", "女", 200 + serial)
        records.resident(number, f"周{'梅兰竹菊春夏秋冬'[serial % 8]}{'芳英华玉珍'[serial // 8 % 5]}")
    return records


def test_one_wrong_digit_beside_the_same_name_is_a_slip() -> None:
    records = crowd(Records())
    records.resident(WANG, "王建国")
    records.wage(WRONG, "王建国")
    found = records.linked()
    row = found.of("wage", f"{WRONG}|王建国")
    assert (row["person_id"], row["rule"], row["verdict"]) == (WANG, "name", "accepted")
    assert row["compared"] == "相同：姓名、证件号码"
    assert found.confidence == {WANG: "probable"}


def test_swapped_digits_beside_the_same_name_are_a_slip() -> None:
    records = crowd(Records())
    records.resident(WANG, "王建国")
    place = next(place for place in range(6, 16) if WANG[place] != WANG[place + 1])
    records.wage(swapped(WANG, place), "王建国")
    assert records.linked().who("wage", swapped(WANG, place), "王建国") == WANG


def test_digits_swapped_across_the_middle_are_found_by_the_check_of_both_ends() -> None:
    number = citizen("1971-03-12", "男", 117)
    assert number[8:10] == "71"
    records = crowd(Records())
    records.resident(number, "王建国")
    records.wage(swapped(number, 8), "王建国")
    assert records.linked().who("wage", swapped(number, 8), "王建国") == number


@pytest.mark.parametrize("slip", ["left out", "doubled"])
def test_a_digit_left_out_or_doubled_is_a_slip(slip: str) -> None:
    printed = WANG[:16] + WANG[17:] if slip == "left out" else WANG[:15] + WANG[14] + WANG[15:]
    records = crowd(Records())
    records.resident(WANG, "王建国")
    records.wage(printed, "王建国")
    assert records.linked().who("wage", printed, "王建国") == WANG


def test_a_wrong_number_beside_another_name_is_nobody_we_know() -> None:
    records = crowd(Records())
    records.resident(WANG, "王建国")
    records.wage(WRONG, "李小梅")
    found = records.linked()
    assert found.who("wage", WRONG, "李小梅") == f"doc:{WRONG}"
    assert found.confidence == {}


def test_fifteen_digits_are_the_eighteen() -> None:
    records = Records()
    records.resident(WANG, "王建国")
    records.add("benefit", person_id=fifteen(WANG), person_name="王建国", benefit_kind="城乡居民养老")
    row = records.linked().of("benefit", f"{fifteen(WANG)}|王建国")
    assert (row["person_id"], row["rule"]) == (WANG, "citizen_id")


def test_a_slip_among_fifteen_digits_looks_valid_and_is_found_all_the_same() -> None:
    printed = with_digit(fifteen(WANG), 13)
    records = crowd(Records())
    records.resident(WANG, "王建国")
    records.add("benefit", person_id=printed, person_name="王建国", benefit_kind="城乡居民养老")
    found = records.linked()
    assert found.who("benefit", printed, "王建国") == WANG
    numbers = found.tables["person_of_number"].filter(pl.col("number") == printed).to_dicts()[0]
    assert (numbers["citizen_id"], numbers["sex"]) == (WANG, "1")


def test_fifteen_digits_of_somebody_else_stay_somebody_else() -> None:
    other = citizen("1972-08-02", "男", 301)
    records = crowd(Records())
    records.resident(WANG, "王建国")
    records.add("benefit", person_id=fifteen(other), person_name="王建国", benefit_kind="城乡居民养老")
    found = records.linked()
    assert found.who("benefit", fifteen(other), "王建国") == other
    assert not found.waiting()


def test_two_valid_numbers_are_two_people_whatever_else_agrees() -> None:
    twin = citizen("1975-03-12", "男", 118)
    records = Records()
    records.resident(WANG, "王建国", phone="13800138001", household_id="1")
    records.resident(twin, "王建国", phone="13800138001", household_id="1")
    records.answer("yes", ("resident", f"{WANG}|王建国"), ("resident", f"{twin}|王建国"))
    found = records.linked()
    assert {found.who("resident", number, "王建国") for number in (WANG, twin)} == {WANG, twin}


def near_two() -> tuple[str, str, str]:
    """Two valid numbers of one day and a number that lies one digit from each."""
    for serial in range(1, 400):
        one = citizen("1975-03-12", "男", serial)
        for other in range(serial + 1, min(serial + 5, 499)):
            two = citizen("1975-03-12", "男", other)
            if sum(a != b for a, b in zip(one, two, strict=True)) == 2:
                return one, two, one[:17] + two[17]
    raise AssertionError


def test_a_number_one_digit_from_two_of_one_name_waits() -> None:
    one, two, between = near_two()
    records = crowd(Records())
    records.resident(one, "王建国", phone="13800138001")
    records.resident(two, "王建国", phone="13900139002", registered_area=FAR)
    records.wage(between, "王建国")
    found = records.linked()
    row = found.of("wage", f"{between}|王建国")
    assert (row["person_id"], row["verdict"]) == (f"doc:{between}", "review")
    assert found.confidence == dict.fromkeys((f"doc:{between}", one, two), "review")
    assert set(found.pairs["reason"]) == {"另有一人同样相近，无法自动区分，请核对"}


def test_a_telephone_settles_which_of_two_it_is() -> None:
    one, two, between = near_two()
    records = crowd(Records())
    records.resident(one, "王建国", phone="13800138001")
    records.resident(two, "王建国", phone="13900139002", registered_area=FAR)
    records.member("M1", between, "王建国", phone="13900139002", area=FAR)
    records.wage(between, "王建国")
    found = records.linked()
    assert found.member("M1") == two
    assert found.who("wage", between, "王建国") == two


def test_an_employer_settles_which_of_two_it_is() -> None:
    one, two, between = near_two()
    records = crowd(Records())
    for number, unit in ((one, "U1"), (two, "U2")):
        records.resident(number, "王建国")
        records.member(f"M{unit}", number, "王建国", insured_unit_id=unit)
    for unit, tax in (("U1", "320923768299547"), ("U2", "320923768299555")):
        records.add("insured_unit", insured_unit_id=unit, employer_name="某厂", insurance="110", unit_status="1",
                   taxpayer_id=tax)  # fmt: skip
    for serial in range(40):
        records.wage(citizen("1980-01-01", "女", serial + 1), f"周梅{serial}", taxpayer=f"320923MA{serial:07}")
    records.wage(between, "王建国", taxpayer="320923768299555")
    assert records.linked().who("wage", between, "王建国") == two


def test_a_member_without_a_number_is_known_by_name_telephone_and_village() -> None:
    records = crowd(Records())
    records.resident(WANG, "王建国", phone="13800138001")
    records.resident(citizen("1981-05-05", "男", 9), "王建国", phone="13700137003", registered_area=FAR)
    records.member("M1", None, "王建国", phone="13800138001", area=VILLAGE)
    found = records.linked()
    assert found.member("M1") == WANG
    assert found.of("member", "hrss:M1")["compared"] == "相同：姓名、电话、村居"


def test_a_common_name_alone_is_nobody() -> None:
    records = crowd(Records())
    for serial in range(20):
        records.resident(citizen("1970-01-01", "男", serial + 1), "王伟", registered_area=FAR)
    records.member("M1", None, "王伟", area=VILLAGE)
    found = records.linked()
    assert found.member("M1") == "member:hrss:M1"
    assert found.confidence == {}


def test_namesakes_of_one_birthday_stay_apart_and_a_slip_goes_to_the_right_one() -> None:
    other = citizen("1975-03-12", "男", 402)
    records = crowd(Records())
    records.resident(WANG, "王建国")
    records.resident(other, "王建国", registered_area=FAR)
    records.wage(with_digit(other, 9), "王建国")
    found = records.linked()
    assert found.who("wage", with_digit(other, 9), "王建国") == other
    assert found.who("resident", WANG, "王建国") == WANG


def test_a_former_name_beside_a_slip_is_the_same_person() -> None:
    records = crowd(Records())
    records.resident(WANG, "王建国", former_name="王大毛")
    records.wage(WRONG, "王大毛")
    row = records.linked().of("wage", f"{WRONG}|王大毛")
    assert row["person_id"] == WANG
    assert row["compared"] == "相同：证件号码；相近：姓名"


def test_two_names_under_one_valid_number_are_one_person_and_it_is_said() -> None:
    records = Records()
    records.resident(WANG, "王建国", former_name="王大毛")
    records.wage(WANG, "王大毛")
    records.wage(WANG, "赵铁柱", taxpayer="320923MA0000002")
    found = records.linked()
    assert found.who("wage", WANG, "赵铁柱") == WANG
    assert found.of("wage", f"{WANG}|赵铁柱")["compared"].endswith("与人口登记比较：姓名不同")
    assert found.of("wage", f"{WANG}|王大毛")["compared"].endswith("与人口登记比较：姓名为曾用名")


def test_two_member_numbers_of_one_issuer_are_one_person() -> None:
    records = crowd(Records())
    records.resident(WANG, "王建国", phone="13800138001")
    records.member("M1", WANG, "王建国", phone="13800138001")
    records.member("M2", WRONG, "王建国", phone="13800138001")
    found = records.linked()
    assert (found.member("M1"), found.member("M2")) == (WANG, WANG)


def test_long_and_short_forms_of_a_name_agree() -> None:
    records = crowd(Records())
    records.resident(WANG, "阿依古丽·买买提")
    records.wage(WRONG, "阿依古丽")
    assert records.linked().who("wage", WRONG, "阿依古丽") == WANG


def test_a_slip_in_the_name_and_one_in_the_number_are_found_by_what_is_left() -> None:
    records = crowd(Records())
    records.resident(WANG, "王晓国", phone="13800138001")
    records.member("M1", WRONG, "王小国", phone="13800138001", area=VILLAGE)
    found = records.linked()
    assert found.member("M1") == WANG


def test_a_twin_is_not_taken_for_the_other() -> None:
    records = crowd(Records())
    records.resident(WANG, "王晓明", phone="13800138001")
    # the other twin: another name, a number of the same day, of whom the police's file knows nothing
    twin = (
        with_digit(citizen("1975-03-12", "男", 118), 17) if WANG[17] != "X" else citizen("1975-03-12", "男", 118)[:17]
    )
    records.member("M1", twin, "王晓亮", phone="13800138001", area=VILLAGE)
    assert records.linked().member("M1") == "member:hrss:M1"


def test_a_foreigners_number_in_two_writings_is_one_person() -> None:
    records = Records()
    records.wage("E12345678", "SMITH JOHN")
    records.wage("E-1234-5678", "John Smith", taxpayer="320923MA0000002")
    records.add("benefit", person_id="E12345678", person_name="SMITH JOHN", benefit_kind="失业")
    found = records.linked()
    assert found.who("wage", "E-1234-5678", "John Smith") == "doc:E12345678"
    assert found.who("benefit", "E12345678", "SMITH JOHN") == "doc:E12345678"


def test_a_foreigner_who_is_a_member_is_called_by_the_member_number() -> None:
    records = Records()
    records.member("M7", "E12345678", "SMITH JOHN")
    records.wage("E12345678", "SMITH JOHN")
    found = records.linked()
    assert found.member("M7") == "member:hrss:M7"
    assert found.who("wage", "E12345678", "SMITH JOHN") == "member:hrss:M7"


def test_one_bad_number_under_different_names_means_nobody_yet() -> None:
    records = crowd(Records())
    records.resident(WANG, "王建国")
    records.wage(WRONG, "王建国")
    records.wage(WRONG, "李小梅", taxpayer="320923MA0000002")
    found = records.linked()
    row = found.of("wage", f"{WRONG}|王建国")
    assert (row["person_id"], row["verdict"]) == (f"doc:{WRONG}", "review")
    assert set(found.pairs["reason"]) == {"同一证件号码下有不同姓名，请核对是谁的号码"}


@pytest.mark.parametrize("nothing", ["无", "0", "***", "111111111111111111", "不详"])
def test_what_is_typed_where_nobody_knows_a_number_links_nobody(nothing: str) -> None:
    records = crowd(Records())
    records.resident(WANG, "王建国")
    records.wage(nothing, "王建国")
    records.member("M1", nothing, "王建国")
    records.member("M2", nothing, "王建国")
    found = records.linked()
    assert found.who("wage", nothing, "王建国") == f"doc:{nothing}"
    assert (found.member("M1"), found.member("M2")) == ("member:hrss:M1", "member:hrss:M2")


def test_two_wrong_numbers_of_somebody_nobody_has_right_are_one_person() -> None:
    records = crowd(Records())
    records.wage(WRONG, "慕容建国")
    records.add("benefit", person_id=with_digit(WRONG, 7, 0), person_name="慕容建国", benefit_kind="失业")
    records.member("M1", with_digit(WANG[:15] + WANG[15:], 15), "慕容建国")
    found = records.linked()
    assert found.who("wage", WRONG, "慕容建国") == "member:hrss:M1"


def test_a_persons_no_keeps_apart_and_is_not_asked_again() -> None:
    records = crowd(Records())
    records.resident(WANG, "王建国")
    records.wage(WRONG, "王建国")
    records.answer("no", ("resident", f"{WANG}|王建国"), ("wage", f"{WRONG}|王建国"))
    found = records.linked()
    assert found.who("wage", WRONG, "王建国") == f"doc:{WRONG}"
    assert not len(found.pairs)
    assert found.confidence == {}


def test_a_persons_yes_links_what_no_rule_would() -> None:
    records = crowd(Records())
    records.resident(WANG, "王建国")
    records.wage("E7654321", "WANG JIANGUO")
    records.answer("yes", ("resident", f"{WANG}|王建国"), ("wage", "E7654321|WANG JIANGUO"))
    row = records.linked().of("wage", "E7654321|WANG JIANGUO")
    assert (row["person_id"], row["rule"], row["compared"]) == (WANG, "verdict", "人工确认")


def test_unsure_keeps_a_sure_link_waiting() -> None:
    records = crowd(Records())
    records.resident(WANG, "王建国")
    records.wage(WRONG, "王建国")
    records.answer("unsure", ("resident", f"{WANG}|王建国"), ("wage", f"{WRONG}|王建国"))
    found = records.linked()
    assert found.of("wage", f"{WRONG}|王建国")["verdict"] == "review"
    assert found.confidence == {WANG: "review", f"doc:{WRONG}": "review"}


def test_every_number_and_member_means_exactly_one_person() -> None:
    records = mixed()
    found = records.linked()
    assert found.tables["person_of_number"]["number"].is_unique().all()
    assert found.tables["person_of_member"].select("issuer", "member_id").is_unique().all()
    assert found.tables["person"].select("extract", "record_id").is_unique().all()


def mixed() -> Records:
    one, two, between = near_two()
    records = crowd(Records())
    records.resident(WANG, "李建国", former_name="李大毛", phone="13800138001")
    records.resident(one, "王建国")
    records.resident(two, "王建国", registered_area=FAR)
    records.wage(WRONG, "李建国")
    records.wage(between, "王建国")
    records.wage("E12345678", "SMITH JOHN")
    records.member("M1", None, "李建国", phone="13800138001", area=VILLAGE)
    records.member("M2", between, "王建国")
    records.member("M3", "E1234-5678", "JOHN SMITH")
    return records


def test_the_order_of_the_rows_does_not_matter() -> None:
    def answers(shuffle: int | None) -> Answers:
        records = mixed()
        if shuffle is not None:
            for rows in records.rows.values():
                random.Random(shuffle).shuffle(rows)
        return records.linked()

    first, again = answers(None), answers(7)
    assert first.tables["person"].equals(again.tables["person"])
    assert first.pairs.equals(again.pairs)
    assert first.comparisons.equals(again.comparisons)


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("王建国", "王建国", NameLevel.SAME),
        ("阿依古丽·买买提", "阿依古丽", NameLevel.SAME),
        ("阿依古丽.买买提", "阿依古丽·买买提", NameLevel.SAME),
        ("劉強", "刘强", NameLevel.SAME),
        ("John Smith", "SMITH, JOHN", NameLevel.SAME),
        ("陈晓明", "陈小明", NameLevel.ALIKE),
        ("王伟", "王炜", NameLevel.ALIKE),
        ("王建国", "王国建", NameLevel.ALIKE),
        ("王建国", "王建军", NameLevel.ONE_CHARACTER),
        ("王伟", "李伟", NameLevel.DIFFERENT),
        ("王建国", "李建国", NameLevel.DIFFERENT),
        ("阿·买买提", "阿", NameLevel.DIFFERENT),
        ("***", "王建国", MISSING),
        ("待核", "王建国", MISSING),
    ],
)
def test_how_far_two_names_are_one(left: str, right: str, level: int) -> None:
    sides = [person_names.plain(pl.Series("name", [text])) for text in (left, right)]
    assert person_names.relate(*sides).tolist() == [level]
    assert person_names.relate(*reversed(sides)).tolist() == [level]


def test_names_that_are_only_written_differently_are_no_other_names() -> None:
    printed = pl.DataFrame(
        {"number": ["1", "1"], "person_name": ["阿依古丽", "王五"], "citizen_id": ["1", "1"],
         "is_registered": [True, True], "registered_name": ["阿依古丽·买买提"] * 2, "former_name": [None, None]},
        schema_overrides={"former_name": pl.String},
    )  # fmt: skip
    assert names_of_number.compare(printed)["level"].to_list() == [NameLevel.SAME, NameLevel.DIFFERENT]
