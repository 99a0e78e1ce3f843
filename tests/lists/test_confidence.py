"""How sure a row is: by numbers alone, by a name, or waiting for a person, in which case a desk looks before anybody
is visited."""

from tests.town import Lists, Town, months

TAXED, PARTLY = "taxed_uninsured_employers", "partly_insured_employers"
WAGED, UNDER_45 = "waged_uninsured_people", "unenrolled_residents_under_45"
ASKED = {TAXED, PARTLY, WAGED, UNDER_45, "sole_traders_uninsured"}


def firm_with_staff(name: str, unit: str, boss: str, phone: str, insured: tuple[str, ...] = ("王一",)) -> Lists:
    """甲's firm pays 王一 and 王二; a unit without any number, which the bureau calls `unit`, insures some of them."""
    town = Town()
    town.people("name | born | sex\n王一 | 1990-01-01 | 男\n王二 | 1991-01-01 | 男")
    town.firms(f"name\n{name}")
    for row in town.rows["taxpayer"]:
        row |= {"legal_person_name": "周甲", "phone": "13912340001"}
    town.taxes(f"firm | months\n{name} | 2026-01..2026-10")
    town.wages(f"who | firm | months\n王一 | {name} | 2026-01..2026-10\n王二 | {name} | 2026-01..2026-10")
    town.add(
        "insured_unit",
        insured_unit_id="V1",
        employer_name=unit,
        insurance="110",
        unit_status="1",
        legal_person_name=boss,
        phone=phone,
    )
    for who in insured:
        town.members(f"who | insurance\n{who} | 110")
        for month in months("2026-01..2026-10"):
            town.add(
                "contribution",
                member_id=town.rows["member"][-1]["member_id"],
                person_id=town.ids[who],
                insurance="110",
                insured_unit_id="V1",
                period=month,
                due_kind="10",
                unit_yuan="800",
                payment_status="1",
            )
    return town.night(lists=ASKED)


def test_a_unit_without_a_number_that_bears_the_firms_name_insures_its_staff() -> None:
    lists = firm_with_staff("阜宁县宏达建材有限公司", "阜宁宏达建材有限责任公司", "周甲", "13912340001")
    assert lists.names[TAXED] == set()
    row = lists[PARTLY]["阜宁县宏达建材有限公司"]
    assert (row["tier"], row["confidence"], row["missing_people"]) == ("must_join", "probable", 1)


def test_a_unit_of_another_firm_insures_nobody_here() -> None:
    lists = firm_with_staff("阜宁县宏达建材有限公司", "阜宁县森茂物流有限公司", "钱乙", "13700000001")
    row = lists[TAXED]["阜宁县宏达建材有限公司"]
    assert (row["tier"], row["confidence"]) == ("must_join", "confirmed")


def test_a_unit_that_may_be_the_firms_takes_it_off_no_list_but_to_the_desk() -> None:
    lists = firm_with_staff("阜宁县宏达建材有限公司", "阜宁县新源电子有限公司", "周甲", "13912340001")
    row = lists[TAXED]["阜宁县宏达建材有限公司"]
    assert (row["tier"], row["confidence"]) == ("check_data", "review")
    assert "可能是同一单位" in row["reason"]


def waged_under(number: str, name: str = "王一") -> Lists:
    """王一 stands in the population file; somebody of that name earns a wage under this number."""
    town = Town()
    town.people("name | born | sex\n王一 | 1990-01-01 | 男\n王二 | 1991-01-01 | 女")
    town.firms("name | unit\n甲厂 | 1")
    town.members("who | insurance | firm\n王二 | 110 | 甲厂\n王二 | 170 | -")
    town.paid("who | insurance | firm | months\n王二 | 110 | 甲厂 | 2026-01..2026-10")
    town.wages("who | firm | months\n王二 | 甲厂 | 2026-01..2026-10")
    own = town.ids["王一"]
    wrong = {"one digit": own[:16] + str((int(own[16]) + 1) % 10) + own[17:], "right": own}.get(number, number)
    for month in months("2026-01..2026-10"):
        town.add(
            "wage",
            taxpayer_id=town.firm_ids["甲厂"],
            employer_name="甲厂",
            person_id=wrong,
            person_name=name,
            income_kind="正常工资薪金",
            period=month,
            income_yuan="5000",
        )
    return town.night(lists=ASKED)


def test_a_wage_under_the_right_number_is_certain() -> None:
    assert waged_under("right")[WAGED]["王一"]["confidence"] == "confirmed"


def test_a_wage_under_a_number_with_one_wrong_digit_is_the_persons_by_name() -> None:
    lists = waged_under("one digit")
    row = lists[WAGED]["王一"]
    assert (row["tier"], row["confidence"]) == ("must_join", "probable")
    assert "王一" not in lists.names[UNDER_45]


def test_a_wage_under_another_name_and_a_wrong_number_is_nobodys_we_know() -> None:
    lists = waged_under("one digit", "赵六")
    assert lists[WAGED]["赵六"]["tier"] == "check_data"
    assert "王一" in lists.names[UNDER_45]


def test_the_owner_in_a_taxpayer_number_answers_for_a_shop_though_the_tax_office_prints_somebody_else() -> None:
    town, shop = Town(), "阜宁县阜城街道山水图文店"
    town.people("name | born | sex\n周甲 | 1980-01-01 | 男\n钱乙 | 1981-01-01 | 男\n王一 | 1990-01-01 | 男")
    town.firms(f"name | kind | tax | business\n{shop} | 个体工商户 | - | 注销\n甲厂 | | | ")
    town.wages("who | firm | months\n王一 | 甲厂 | 2026-01..2026-10")
    town.members("who | insurance | firm\n王一 | 110 | 甲厂\n王一 | 170 | -")
    town.paid("who | insurance | firm | months\n王一 | 110 | 甲厂 | 2026-01..2026-10")
    town.owners(f"firm | who\n{shop} | 周甲")
    town.firm_ids["税号"] = town.ids["周甲"] + "00"
    town.add(
        "taxpayer",
        taxpayer_id=town.firm_ids["税号"],
        employer_name=shop,
        taxpayer_kind="个体工商户",
        taxpayer_status="03",
        registered_on="2022-07-22",
        area="320923100",
        legal_person_name="钱乙",
        legal_person_id=town.ids["钱乙"],
    )
    town.taxes("firm | months\n税号 | 2026-01..2026-10")
    # the shop that was closed pays no more than it insures
    assert town.night(lists=ASKED).names["sole_traders_uninsured"] == set()
