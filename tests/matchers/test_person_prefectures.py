"""Who is who among people of a region in two prefectures: whoever no number proves is compared in one of them."""

import pytest

from tests.matchers.people import AREAS, VILLAGE, Answers, Records, citizen, with_digit
from tests.matchers.test_person import WANG, WRONG, crowd, mixed

THERE = "530402001201"
TWO = [*AREAS, ("530402", "红塔区", "county", None), ("530402001", "玉兴街道", "town", "530402")]
PHONE = "13800138001"
ALONE = "member:hrss:M1"
PAIR = ("hrss:M1", f"{WANG}|王建国")


def wang() -> Records:
    """王建国, registered in the first prefecture, among others."""
    records = crowd(Records())
    records.resident(WANG, "王建国", phone=PHONE)
    return records


def without_number(records: Records, **values: str) -> Records:
    """A member of his name and telephone in the second prefecture."""
    records.member("M1", None, "王建国", **{"phone": PHONE, "area": THERE, **values})
    return records


def everything(found: Answers) -> list[object]:
    """All that was found."""
    tables = [found.tables[name].rows() for name in ("person", "person_of_number", "person_of_member")]
    pairs = found.pairs.drop("probability")
    return [*tables, found.confidence, sorted(pairs.rows()), sorted(found.comparisons.rows())]


def test_a_name_and_a_telephone_mean_nobody_of_another_prefecture() -> None:
    records = without_number(wang())
    assert records.linked().waiting() == {PAIR}
    found = records.linked(TWO)
    assert (found.member("M1"), len(found.pairs)) == (ALONE, 0)


def test_a_second_prefecture_in_which_nobody_is_changes_nothing() -> None:
    records = mixed()
    assert everything(records.linked(TWO)) == everything(records.linked())


def test_a_slip_in_the_number_is_found_in_whatever_prefecture() -> None:
    records = wang()
    records.member("M1", WRONG, "王建国", area=THERE)
    assert records.linked(TWO).member("M1") == WANG


def test_whoever_is_insured_in_a_prefecture_may_be_meant_there() -> None:
    records = without_number(wang())
    records.member("M0", WANG, "王建国", area=THERE)
    assert records.linked(TWO).member("M1") == WANG


def test_whoever_is_paid_in_a_prefecture_may_be_meant_there() -> None:
    records = without_number(wang())
    records.wage(WANG, "王建国")
    records.add("taxpayer", taxpayer_id="320923MA0000001", employer_name="红塔区玉兴商行", area=THERE)
    assert records.linked(TWO).waiting() == {PAIR}


def test_a_record_without_a_place_is_compared_where_its_employer_is() -> None:
    records = without_number(wang(), area="", insured_unit_id="U1")
    records.add("insured_unit", insured_unit_id="U1", employer_name="红塔区玉兴商行", insurance="110", area=THERE)
    assert records.linked(TWO).waiting() == set()
    records.rows["insured_unit"][0]["area"] = VILLAGE
    assert records.linked(TWO).waiting() == {PAIR}


def test_a_record_without_a_place_is_compared_where_its_number_is_nearly_somebody_s() -> None:
    records = wang()
    records.wage(WRONG, "王建国")
    assert records.linked(TWO).who("wage", WRONG, "王建国") == WANG


def test_whom_no_record_places_may_be_meant_anywhere() -> None:
    records = without_number(crowd(Records()))
    records.add("gig_worker", person_id=WANG, person_name="王建国", phone=PHONE, gig_kind="外卖")
    assert records.linked(TWO).waiting() == {PAIR[::-1]}


def test_a_number_is_one_person_s_in_two_prefectures() -> None:
    records = crowd(Records())
    records.member("M1", "E1234-5678", "JOHN SMITH", area=VILLAGE)
    records.member("M2", "E12345678", "JOHN SMITH", area=THERE)
    assert records.linked(TWO).member("M2") == ALONE


def test_what_numbers_nobody_holds_nobody_in_another_prefecture() -> None:
    nothing = "111111111111111111"
    records = wang()
    records.resident(citizen("1981-05-05", "男", 9), "李晓明", phone="13700137003", registered_area=THERE)
    records.member("M1", nothing, "王建国", phone=PHONE, area=VILLAGE)
    records.member("M2", nothing, "李晓明", phone="13700137003", area=THERE)
    found = records.linked(TWO)
    assert (found.member("M1"), found.member("M2")) == (WANG, citizen("1981-05-05", "男", 9))


def test_a_name_is_as_rare_as_it_is_in_the_prefecture() -> None:
    records = wang()
    records.member("M1", None, "王建国", phone=PHONE, area=VILLAGE)
    for serial in range(20):
        records.resident(citizen("1970-01-01", "男", serial + 1), "王建国", registered_area=THERE)
    scores = [found.pairs["score"].max() for found in (records.linked(), records.linked(TWO))]
    assert scores[1] > scores[0] + 3


@pytest.mark.parametrize("verdict", ["yes", "unsure"])
def test_a_person_s_answer_about_records_of_two_prefectures_counts(verdict: str) -> None:
    records = wang()
    records.member("M1", None, "欧阳国栋", area=THERE)
    records.answer(verdict, ("member", "hrss:M1"), ("resident", f"{WANG}|王建国"))
    found = records.linked(TWO)
    assert found.member("M1") == (WANG if verdict == "yes" else ALONE)
    assert len(found.pairs) == 1


def test_two_that_a_person_has_found_to_be_one_are_one_in_two_prefectures() -> None:
    records = crowd(Records())
    records.member("M1", None, "王建国", area=VILLAGE)
    records.member("M2", None, "欧阳国栋", area=THERE)
    records.answer("yes", ("member", "hrss:M1"), ("member", "hrss:M2"))
    assert records.linked(TWO).member("M2") == ALONE


def test_whoever_waits_in_one_prefecture_and_is_probable_in_another_is_to_be_reviewed() -> None:
    records = wang()
    records.member("M0", WANG, "王建国", area=THERE)
    records.member("M1", None, "王建国", phone=PHONE, area=VILLAGE)
    records.member("M2", with_digit(WRONG, 16), "王建民", area=THERE)
    found = records.linked(TWO)
    assert found.member("M1") == WANG and found.of("member", "hrss:M2")["verdict"] == "review"
    assert found.confidence[WANG] == "review"
