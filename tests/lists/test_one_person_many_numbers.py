"""一人多号一号多人: two member numbers for one insurance, or two people under one ID number (lists.md)."""

import pytest

from tests.town import Lists, Town

LIST = "one_person_many_numbers"


@pytest.fixture(scope="module")
def night() -> Lists:
    town = Town(as_of="2026-11-22")
    town.people("""
        name       | born       | sex | status
        两个编号   | 1985-01-01 | 男  |
        两个险种   | 1985-01-02 | 男  |
        两个机构   | 1985-01-03 | 男  |
        两个单位   | 1985-01-04 | 男  |
        王海波     | 1985-01-05 | 男  |
        赵丽华     | 1985-01-06 | 女  |
        李小梅     | 1985-01-07 | 女  |
        张伟强     | 1985-01-08 | 男  |
        周文斌     | 1985-01-09 | 男  |
        服刑另名   | 1985-01-10 | 男  |
    """)
    called = {row["person_name"]: row for row in town.rows["resident"]}
    called["赵丽华"]["former_name"] = "赵招弟"
    for who, member_id, insurance, unit in (
        ("两个编号", "A1", "110", ""),
        ("两个编号", "A2", "110", "U1"),
        ("两个险种", "B1", "110", ""),
        ("两个险种", "B2", "170", ""),
        ("两个机构", "C1", "110", ""),
        ("两个机构", "C2", "310", ""),
        ("两个单位", "D1", "110", "U1"),
        ("两个单位", "D1", "110", "U2"),
    ):
        town.add(
            "member",
            member_id=member_id,
            person_id=town.ids[who],
            person_name=who,
            insurance=insurance,
            insured_unit_id=unit,
            member_status="4" if member_id == "A2" else "1",
            enrolled_on="2020-01-01",
        )
    # Under the ID number of the first the wage file prints the second name.
    town.firms("name\n甲公司")
    for who, name in (("王海波", "陈玉兰"), ("赵丽华", "赵招弟"), ("李小梅", "李小每"), ("张伟强", "张伟强")):
        town.add(
            "wage",
            taxpayer_id=town.firm_ids["甲公司"],
            employer_name="甲公司",
            person_id=town.ids[who],
            person_name=name,
            income_kind="正常工资薪金",
            period="2026-10",
            income_yuan="5000",
        )
    town.add("student", person_id=town.ids["周文斌"], person_name="吴桂英", student_status="毕业")
    town.add(
        "sentence",
        person_id=town.ids["服刑另名"],
        person_name="郑成林",
        sentence_kind="监禁",
        starts_on="2026-01-01",
        ends_on="2027-01-01",
    )
    return town.night(lists={LIST})


def test_two_member_numbers_for_one_insurance_are_a_question_to_the_desk(night: Lists) -> None:
    row = night[LIST]["两个编号"]
    assert (row["tier"], row["confidence"], row["priority"]) == ("check_data", "confirmed", 4)
    assert row["reason"] == "同一险种（110）有2个个人编号：A1、A2。"
    assert row["evidence"] == "member/all.csv#2; member/all.csv#3; resident/all.csv#2"


def test_another_insurance_another_bureau_and_another_unit_are_none(night: Lists) -> None:
    assert {"两个险种", "两个机构", "两个单位"} & night.names[LIST] == set()


def test_another_persons_name_under_an_id_number_is_a_question_to_the_desk(night: Lists) -> None:
    row = night[LIST]["王海波"]
    assert (row["tier"], row["priority"], row["other_name"]) == ("check_data", 3, "陈玉兰")
    assert row["reason"] == "同一身份号码下另有姓名陈玉兰，与登记姓名不是同一个名字。"
    assert row["evidence"] == "wage/all.csv#2; resident/all.csv#6"
    assert night[LIST]["周文斌"]["other_name"] == "吴桂英"


@pytest.mark.parametrize(
    ("name", "because"),
    [("赵丽华", "the other name is a former one"), ("李小梅", "a slip of the hand"), ("张伟强", "the same name")],
)
def test_a_former_name_and_a_slip_are_no_other_person(night: Lists, name: str, because: str) -> None:
    assert name not in night[LIST], because


def test_a_name_that_only_a_prisons_file_prints_is_listed_nowhere_since_it_would_tell_whose_file_it_is(
    night: Lists,
) -> None:
    assert "服刑另名" not in night[LIST]
