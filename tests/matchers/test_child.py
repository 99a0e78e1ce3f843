"""Children without an ID number: by name, birth date, sex and household."""

from matchers.child import child_id
from tests.matchers.people import FAR, KEY, NEXT_VILLAGE, VILLAGE, Records, citizen

MOTHER = citizen("1995-06-01", "女", 11)
BABY = citizen("2026-02-03", "男", 21)
RECORD = f"王小宝|2026-02-03|{MOTHER}"


def household() -> Records:
    """A mother and her child in the population file, and a village of others."""
    records = Records()
    records.resident(MOTHER, "孙雁媛", household_id="H1", phone="13800138001", birth_date="1995-06-01")
    records.resident(BABY, "王小宝", household_id="H1", birth_date="2026-02-03", sex="1")
    for serial in range(30):
        number = citizen(f"2026-0{serial % 9 + 1}-1{serial % 9}", "女", 100 + serial)
        records.resident(
            number, f"周{'梅兰竹菊春夏秋冬'[serial % 8]}{'芳英华'[serial // 8 % 3]}", household_id=f"X{serial}"
        )
    return records


def vaccinated(records: Records, name: str, born: str = "2026-02-03", **values: str | None) -> None:
    """A row of the vaccination list."""
    records.add("child", person_name=name, birth_date=born, **{"sex": "1", "guardian_id": MOTHER, "area": VILLAGE,
               **values})  # fmt: skip


def test_a_child_is_found_in_its_guardians_household() -> None:
    records = household()
    vaccinated(records, "王小宝")
    row = records.linked().of("child", RECORD, "child")
    assert (row["person_id"], row["rule"], row["verdict"]) == (BABY, "name", "accepted")
    assert row["compared"] == "相同：姓名、出生日期、性别、家庭户、村居"


def test_a_child_with_a_valid_number_needs_no_name() -> None:
    records = household()
    vaccinated(records, "王小宝", person_id=BABY)
    found = records.linked()
    assert not len(found.tables["child"])
    assert found.who("child", BABY, "王小宝") == BABY


def test_twins_differ_in_their_names() -> None:
    records = household()
    twin = citizen("2026-02-03", "男", 22)
    records.resident(twin, "王大宝", household_id="H1", birth_date="2026-02-03", sex="1")
    vaccinated(records, "王小宝")
    vaccinated(records, "王大宝")
    found = records.linked()
    assert found.of("child", RECORD, "child")["person_id"] == BABY
    assert found.of("child", f"王大宝|2026-02-03|{MOTHER}", "child")["person_id"] == twin


def test_a_twin_whom_the_police_do_not_know_yet_is_not_the_other() -> None:
    records = household()
    vaccinated(records, "王大宝")
    row = records.linked().of("child", f"王大宝|2026-02-03|{MOTHER}", "child")
    assert row["person_id"].startswith("child:")
    assert row["verdict"] == "review"


def test_namesakes_of_one_day_in_other_villages_stay_apart() -> None:
    records = household()
    other = citizen("2026-02-03", "男", 23)
    records.resident(other, "王小宝", household_id="H2", birth_date="2026-02-03", sex="1", registered_area=FAR)
    vaccinated(records, "王小宝")
    vaccinated(records, "王小宝", guardian_id=None, guardian_name="赵四", area=FAR)
    found = records.linked()
    assert found.of("child", RECORD, "child")["person_id"] == BABY
    assert found.of("child", "王小宝|2026-02-03|赵四", "child")["person_id"] == other


def test_two_children_who_answer_wait_for_a_person() -> None:
    records = household()
    other = citizen("2026-02-03", "男", 23)
    records.resident(other, "王小宝", household_id="H2", birth_date="2026-02-03", sex="1")
    vaccinated(records, "王小宝", guardian_id=None, guardian_name="赵四")
    row = records.linked().of("child", "王小宝|2026-02-03|赵四", "child")
    assert row["verdict"] == "review"
    assert row["person_id"] == child_id(KEY.encode(), "王小宝|2026-02-03|赵四")


def test_the_guardians_telephone_leads_to_the_household() -> None:
    records = household()
    vaccinated(records, "王小宝", guardian_id=None, phone="13800138001", area=NEXT_VILLAGE)
    assert records.linked().of("child", "王小宝|2026-02-03|", "child")["person_id"] == BABY


def test_a_slip_in_the_birth_date_does_no_harm_within_the_household() -> None:
    records = household()
    vaccinated(records, "王小宝", born="2026-03-02")
    assert records.linked().of("child", f"王小宝|2026-03-02|{MOTHER}", "child")["person_id"] == BABY


def test_a_girl_is_no_boy() -> None:
    records = household()
    vaccinated(records, "王小宝", sex="2")
    assert records.linked().of("child", RECORD, "child")["verdict"] != "accepted"


def test_a_child_not_yet_named_waits() -> None:
    records = household()
    vaccinated(records, "孙雁媛之子")
    row = records.linked().of("child", f"孙雁媛之子|2026-02-03|{MOTHER}", "child")
    assert row["verdict"] == "review"


def test_a_child_nobody_knows_keeps_one_name_that_tells_nothing() -> None:
    records = household()
    vaccinated(records, "郑南北", born="2026-07-07", guardian_id=None)
    row = records.linked().of("child", "郑南北|2026-07-07|", "child")
    assert (row["person_id"], row["verdict"]) == (child_id(KEY.encode(), "郑南北|2026-07-07|"), "alone")
    assert "郑南北" not in row["person_id"]
    assert child_id(b"another key", "郑南北|2026-07-07|") != row["person_id"]


def test_a_persons_no_and_yes_win() -> None:
    records = household()
    vaccinated(records, "王小宝")
    vaccinated(records, "孙雁媛之子")
    resident = ("resident", f"{BABY}|王小宝")
    records.answer("no", ("child", RECORD), resident, "child")
    records.answer("yes", ("child", f"孙雁媛之子|2026-02-03|{MOTHER}"), resident, "child")
    found = records.linked()
    assert found.of("child", RECORD, "child")["person_id"].startswith("child:")
    assert found.of("child", f"孙雁媛之子|2026-02-03|{MOTHER}", "child")["rule"] == "verdict"
