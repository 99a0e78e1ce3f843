"""Employers that are hard to know: what is planted, how offices write names, and that the key tells every record."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from county.firm_names import FirmName
from county.key.key import lists_and_traps
from county.offices.delivery import OWNER, Delivery
from county.offices.variants import WAYS, Index, Written, is_unambiguous, typo_key, write
from tests.demo.conftest import County

NAMED = ["subsidy", "unit_roster", "unit_survey", "construction_project", "labour_ruling", "project_cover"]
LEAST = {
    "rare_name": 500, "sole_trader": 400, "branch": 40, "sister": 60, "shared_phone": 60, "shared_address": 75,
    "common_boss": 50, "renamed": 20, "converted": 80, "other_county": 10,
}  # fmt: skip


def key(small: Path, name: str = "employers") -> pl.DataFrame:
    return pl.read_csv(small / "answers" / f"{name}.csv", infer_schema=False)


def printed(extract: str, rows: pl.DataFrame) -> pl.Series:
    """The record ids of landed rows, as interfaces.md writes them."""
    ids = {
        "insured_unit": pl.format(
            "{}:{}",
            pl.when(pl.col("insurance").is_in(["310", "390", "510"])).then(pl.lit("hsa")).otherwise(pl.lit("hrss"))
            if "insurance" in rows.columns
            else pl.lit(""),
            "insured_unit_id" if extract == "insured_unit" else pl.lit(""),
        ),
        "taxpayer": pl.col("taxpayer_id") if extract == "taxpayer" else pl.lit(""),
        "business": pl.coalesce("uscc", "registration_no") if extract == "business" else pl.lit(""),
        "fund_deposit": pl.col("fund_unit_id") if extract == "fund_deposit" else pl.lit(""),
    }
    code = pl.col("uscc").fill_null("") if "uscc" in rows.columns else pl.lit("")
    name = pl.concat_str("employer_name", pl.lit("|"), code) if extract in NAMED else pl.lit("")
    return rows.select(ids.get(extract, name).alias("id"))["id"]


@pytest.mark.parametrize("extract", ["insured_unit", "taxpayer", "business", "fund_deposit", *NAMED])
def test_the_key_tells_every_record_and_no_other(small: Path, landed: dict[str, pl.DataFrame], extract: str) -> None:
    records = key(small).filter(pl.col("extract") == extract)["record_id"]
    assert set(records) == set(printed(extract, landed[extract]))


def test_every_case_is_planted(county: County) -> None:
    groups = county.world.employers.groups
    assert {name: len(groups[name]) for name, least in LEAST.items() if len(groups[name]) < least} == {}


def test_the_key_names_the_cases(small: Path) -> None:
    groups = key(small, "employer_groups")
    assert set(groups["group"]) == set(LEAST)
    assert set(groups["employer_id"]) - set(key(small)["employer_id"]) == set()


def test_no_two_employers_have_one_name(county: County) -> None:
    names = county.world.employers.names
    assert len({name.key() for name in names}) == len(names)
    assert county.world.employers.name.n_unique() == len(names)


def test_brands_have_a_long_tail(county: County) -> None:
    counts = pl.Series([name.brand for name in county.world.employers.names if name.brand]).value_counts()
    assert counts["count"].max() > 15
    assert counts.filter(pl.col("count") == 1).height > 500


def test_sisters_share_boss_address_and_telephone_but_not_the_name(county: County) -> None:
    employers = county.world.employers
    for elder, younger in employers.groups["sister"].reshape(-1, 2).tolist():
        assert employers.owner[elder] == employers.owner[younger]
        assert (employers.town[elder], employers.spot[elder]) == (employers.town[younger], employers.spot[younger])
        assert employers.phone[elder] == employers.phone[younger]
        one, other = employers.names[elder], employers.names[younger]
        assert one.place == other.place
        assert sum([one.brand != other.brand, one.trade != other.trade, one.mark != other.mark]) == 1


def test_a_bookkeeper_answers_for_many_taxpayers(small: Path, landed: dict[str, pl.DataFrame], county: County) -> None:
    phones = county.world.employers.tax_phone.value_counts()
    assert phones["count"].max() == 60
    assert (
        landed["taxpayer"]["phone"]
        .drop_nulls()
        .value_counts()
        .filter(pl.col("phone").str.len_chars() == 11)["count"]
        .max()
        >= 8
    )


def test_many_firms_are_registered_at_one_address(county: County) -> None:
    employers = county.world.employers
    eids = employers.groups["shared_address"]
    assert len(set(employers.spot[eids])) == len(set(employers.town[eids])) == 1


def test_bosses_with_common_names_are_different_people(county: County) -> None:
    employers, names = county.world.employers, county.world.identity.names
    owners = employers.owner[employers.groups["common_boss"]]
    assert len(set(owners.tolist())) == len(owners)
    assert names.gather(owners).value_counts()["count"].max() >= 3


def test_half_of_the_old_names_are_taken_by_others(county: County) -> None:
    employers = county.world.employers
    taken = {name.key() for name in employers.names}
    old = [name.key() in taken for name in employers.old_names.values()]
    assert sum(old) == len(old) // 2
    assert all(employers.names[eid].key() != name.key() for eid, name in employers.old_names.items())
    in_snapshot = [bool(employers.old_name_in_snapshot[eid]) for eid in employers.old_names]
    assert 0.3 < sum(in_snapshot) / len(in_snapshot) < 0.7


def test_an_older_file_of_the_registry_tells_old_names(landed: dict[str, pl.DataFrame]) -> None:
    rows = landed["business"].filter(pl.col("uscc").is_not_null())
    newest = rows["data_date"].max()
    before, now = (rows.filter((pl.col("data_date") == newest) == new) for new in (False, True))
    both = before.join(now.unique("uscc"), on="uscc")
    assert len(both) == len(before) > 20
    assert 0 < (both["employer_name"] != both["employer_name_right"]).sum() < 10


def test_the_bureau_still_prints_the_old_name(county: County) -> None:
    renamed = np.isin(np.arange(len(county.world.employers)), list(county.world.employers.old_names))
    assert county.records.unit_old_name[0::2][renamed].all()
    assert not county.records.unit_old_name[0::2][~renamed].any()


def test_a_shop_that_became_a_company_stands_closed_beside_it(landed: dict[str, pl.DataFrame], county: County) -> None:
    employers = county.world.employers
    heirs = np.flatnonzero(employers.predecessor >= 0)
    old = employers.predecessor[heirs]
    assert (employers.owner[heirs] == employers.owner[old]).all()
    assert (employers.spot[heirs] == employers.spot[old]).all()
    brands = [employers.names[heir].brand == employers.names[shop].brand for heir, shop in zip(heirs, old, strict=True)]
    assert all(brands)
    rows = landed["business"].filter(pl.col("converted_from").is_not_null())
    numbers = landed["business"].filter(pl.col("registration_no").is_not_null()).unique("registration_no")
    shops = rows.join(numbers, left_on="converted_from", right_on="registration_no")
    assert len(shops) > 0
    assert set(shops["business_status_right"]) == {"注销"}
    assert (shops["legal_person_name"] == shops["legal_person_name_right"]).any()


def test_branches_are_numbered(county: County) -> None:
    employers = county.world.employers
    names = employers.name.gather(employers.of("branch_insured"))
    assert names.str.contains("第[一二三]分公司$").all()
    assert names.str.contains("第二分公司$").any()


def test_the_same_name_stands_in_the_next_county(county: County) -> None:
    employers = county.world.employers
    for eid in employers.groups["other_county"].tolist():
        assert not employers.uscc[eid][2:8].startswith("320923")
        name = employers.names[eid]
        same = [other for other in employers.names if (other.brand, other.trade) == (name.brand, name.trade)]
        assert any(other.place != name.place for other in same)


def test_numbers_are_missing_where_they_were_to_be(county: County) -> None:
    records = county.records
    assert 0.22 < 1 - records.unit_has_uscc.mean() < 0.28
    assert 0.02 < 1 - records.business_has_uscc.mean() < 0.04
    assert 0.4 < records.tax_has_uscc[records.tax_form == 20].mean() < 0.6
    assert 0.1 < 1 - records.unit_linked.mean() < 0.2


@pytest.mark.parametrize("extract", ["insured_unit", "taxpayer", "fund_deposit", "wage", *NAMED])
def test_each_office_writes_a_tenth_of_the_names_in_its_own_way(
    small: Path, landed: dict[str, pl.DataFrame], extract: str
) -> None:
    registered = landed["business"].sort("data_date").unique("uscc", keep="last")
    rows = landed[extract].with_columns(
        printed("taxpayer" if extract == "wage" else extract, landed[extract]).alias("record_id")
    )
    owners = key(small).filter(pl.col("extract") == ("taxpayer" if extract == "wage" else extract))
    both = rows.join(owners, on="record_id").join(registered, left_on="employer_id", right_on="uscc")
    both = both.unique("record_id")
    changed = (both["employer_name"] != both["employer_name_right"]).mean()
    low, high = (0.15, 0.6) if extract == "project_cover" else (0.04, 0.22)
    assert len(both) < 40 or low < changed < high


def test_every_way_of_writing_makes_another_name_of_it() -> None:
    import random

    name = FirmName("阜宁县", "宏达", "建筑工程", "有限公司")
    texts = {way: write(name, way, "张三", random.Random(1)) for way in WAYS}
    assert {way: found.text for way, found in texts.items() if found} == {
        "place_out": "宏达建筑工程有限公司",
        "place_suffix": "阜宁宏达建筑工程有限公司",
        "place_more": "江苏省盐城市阜宁县宏达建筑工程有限公司",
        "place_moved": "（阜宁）宏达建筑工程有限公司",
        "form": "阜宁县宏达建筑工程有限责任公司",
        "form_short": "阜宁县宏达建筑工程公司",
        "form_out": "阜宁县宏达建筑工程",
        "trade_short": "阜宁县宏达建筑有限公司",
        "trade_out": "阜宁县宏达有限公司",
        "abbreviation": "宏达建筑",
        "bare": "阜宁县宏达",
    }
    shop = FirmName("阜宁县", "宏达", "", "超市", town="东沟镇", mark="二店")
    assert write(shop, "numeral", "", random.Random(1)).text == "阜宁县东沟镇宏达超市2店"
    assert write(shop, "owner", "张三", random.Random(1)).text == "张三（宏达超市二店）"
    assert write(name, "traditional", "", random.Random(1)).text == "阜寧縣宏達建築工程有限公司"
    assert write(name, "typo", "", random.Random(1)).text != name.full()


def test_a_short_name_that_fits_two_employers_is_known_to() -> None:
    one = FirmName("阜宁", "宏达", "建材", "有限公司")
    other = FirmName("江苏", "宏达", "建材", "有限公司")
    index = Index([one, other])
    import random

    short = write(one, "place_out", "", random.Random(1))
    assert short is not None
    assert index.sharing(short.key) == [0, 1]
    assert index.sharing(one.key()) == [0]


def test_a_name_without_a_code_stands_for_one_employer_only(small: Path) -> None:
    records = key(small).filter(pl.col("extract").is_in(NAMED))
    names = records.with_columns(pl.col("record_id").str.split("|").list.first().alias("name"))
    assert names.group_by("extract", "name").agg(pl.col("employer_id").n_unique())["employer_id"].max() == 1


@pytest.mark.parametrize(
    ("way", "unambiguous"),
    [
        ("place_out", True),
        ("form_out", True),
        ("trade_short", True),
        ("abbreviation", True),
        ("trade_out", False),
        ("bare", False),
    ],
)
def test_a_name_is_unambiguous_while_it_has_brand_and_trade(way: str, unambiguous: bool) -> None:
    import random

    name = FirmName("阜宁", "宏达", "建筑工程", "有限公司")
    written = write(name, way, "", random.Random(1))
    assert written is not None
    assert is_unambiguous(name, written) is unambiguous


@pytest.mark.parametrize(
    ("brand", "place", "unambiguous"),
    [("宏达", 0, False), ("宏达", 1, False), ("宏达", 2, True), ("金沙湖", 2, True)],
)
def test_half_a_brand_is_another_brand_but_what_is_no_trade_is_a_slip(
    brand: str, place: int, unambiguous: bool
) -> None:
    name = FirmName("阜宁", brand, "建材", "有限公司")
    written = Written(name.full(), typo_key(name, place), "typo", False)
    assert is_unambiguous(name, written) is unambiguous


def test_rows_that_hang_on_an_unclear_name_are_hard_and_no_others(county: County) -> None:
    dust = county.lists.filter(pl.col("list_id") == "dust_hazard_without_injury_cover")
    subject = dust["subject_id"][0]
    eid = county.records.truth().employer_subjects.to_list().index(subject)
    unclear = {"unit_roster 粉尘危害": [eid]}
    lists, _ = lists_and_traps(county.world, county.records, county.facts, unclear=unclear)
    assert lists.filter(pl.col("hard")).select("list_id", "subject_id").rows() == [(dust["list_id"][0], subject)]
    assert lists.drop("hard").equals(county.lists.drop("hard"))


def test_the_row_of_an_owner_whose_number_no_register_prints_is_hard(county: County) -> None:
    owners = county.lists.filter(pl.col("list_id") == "sole_traders_uninsured")
    subject = owners["subject_id"][0]
    pid = county.records.truth().subjects.to_list().index(subject)
    shops = np.flatnonzero(county.world.employers.owner == pid).tolist()
    lists, _ = lists_and_traps(county.world, county.records, county.facts, unclear={OWNER: shops})
    assert (owners["list_id"][0], subject) in lists.filter(pl.col("hard")).select("list_id", "subject_id").rows()
    assert set(lists.filter(pl.col("hard"))["subject_id"]) <= {subject, *county.records.truth().employer_subjects}
    assert lists.drop("hard").equals(county.lists.drop("hard"))


def test_the_record_of_an_undecidable_employer_is_hard_under_its_own_number_too(county: County) -> None:
    alone = county.traps.filter(pl.col("subject_id").str.starts_with("unit:") & ~pl.col("hard"))["subject_id"][0]
    place = county.records.unit_subjects().to_list().index(alone)
    employer = int(county.records.unit_eid[place])
    _, traps = lists_and_traps(county.world, county.records, county.facts, undecidable=[employer])
    assert traps.filter(pl.col("subject_id") == alone)["hard"].all()
    hard = set(traps.filter(pl.col("hard"))["subject_id"])
    subjects = county.records.truth().employer_subjects
    assert hard.isdisjoint(set(subjects) - {subjects[employer]})


def test_an_unclear_name_is_clear_where_another_office_names_the_people_beside_it(county: County) -> None:
    delivery = Delivery(county.world, county.records, county.facts, *(None,) * 3)  # type: ignore[arg-type]
    wage, fund = (county.facts[name].select("eid", "pid").unique().sort("eid", "pid") for name in ("wage", "fund"))
    member = county.facts["member"]["pid"]
    # whom no bureau knows: of them only the tax office or the fund tells where they work
    paid = wage.filter(~pl.col("pid").is_in(member.implode())).join(fund, on="pid", how="anti").row(0)
    deposited = fund.filter(~pl.col("pid").is_in(member.implode())).join(wage, on="pid", how="anti").row(0)
    delivery.desk.unclear |= {"labour_ruling": {paid[0], deposited[0]}, "fund_deposit": {deposited[0]}}

    def hard(office: str, employer: int, person: int | None) -> bool:
        people = None if person is None else np.array([person])
        return bool(delivery.unclear_names(office, np.array([employer]), np.array([employer]), people)[0])

    assert not hard("labour_ruling", *paid)
    assert hard("labour_ruling", paid[0], deposited[1])
    assert hard("labour_ruling", paid[0], None)
    assert not hard("labour_ruling", *deposited)
    # what the fund prints itself is no other record
    assert hard("fund_deposit", *deposited)


def test_next_to_nothing_is_undecidable(small: Path) -> None:
    records = key(small)
    assert set(records["hard"]) <= {"true", "false"}
    assert (records["hard"] == "true").mean() < 0.003


def test_signs_are_stale_or_missing_as_in_real_files(landed: dict[str, pl.DataFrame]) -> None:
    units = landed["insured_unit"].unique("insured_unit_id")
    nothing = ["无", "不详", "暂无", "***", "0", "13800000000"]
    for column in ("legal_person_name", "phone", "address"):
        empty = units[column].is_null() | units[column].is_in(nothing)
        assert 0.01 < empty.mean() < 0.09, column
    rows = landed["business"].filter(pl.col("data_date") == landed["business"]["data_date"].max()).unique("uscc")
    both = rows.join(units.filter(pl.col("uscc").is_not_null()), on="uscc")
    assert 0.5 < (both["phone"] == both["phone_right"]).mean() < 0.85
    assert 0.85 < (both["legal_person_name"] == both["legal_person_name_right"]).mean() < 0.97
