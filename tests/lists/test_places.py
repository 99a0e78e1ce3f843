"""Which town and village a person stands under, and who is registered here (lists.md)."""

import pytest

from tests.town import Lists, Town

YOUNGER, OUTSIDERS, WAGED = (
    "unenrolled_residents_under_45", "outsiders_working_here_uninsured", "waged_uninsured_people",
)  # fmt: skip


@pytest.fixture(scope="module")
def night() -> Lists:
    """All earn a wage that nobody insures, save 青年."""
    town = Town(as_of="2026-11-22")
    town.people("""
        name     | born       | sex | registered   | status
        户籍在村 | 1990-01-01 | 男  | 320923101201 |
        户籍在镇 | 1990-01-02 | 男  | 320923101000 |
        户籍在县 | 1990-01-03 | 男  | 320923000000 |
        外县住此 | 1990-01-04 | 男  | 320902001001 |
        外县在册 | 1990-01-05 | 男  | 320902001001 |
        名单有村 | 1990-01-06 | 男  | 320902001001 |
        处处不详 | 1990-01-07 | 男  | 320902001001 |
        居住证   | 1990-01-08 | 男  | 320923101201 |
        青年     | 1990-01-09 | 男  | 320923101201 |
        青年证   | 1990-01-10 | 男  | 320923101201 |
    """)
    told = {row["person_name"]: row for row in town.rows["resident"]}
    for name in ("户籍在村", "户籍在县", "外县住此"):
        told[name]["living_area"] = "320923102202"
    for name in ("居住证", "青年证"):
        told[name]["hukou_kind"] = "居住证"
    town.firms("name | unit\n甲厂 | 1")
    staff = [name for name in town.ids if not name.startswith("青年")]
    town.wages("\n".join(["who | firm | months", *(f"{name} | 甲厂 | 2026-08..2026-10" for name in staff)]))
    town.paid("who | insurance | firm | months\n户籍在村 | 110 | 甲厂 | 2020-01")
    town.members("who | insurance | firm | status\n外县在册 | 110 | 甲厂 | 4\n处处不详 | 170 | - | 4")
    town.rows["member"][0]["area"] = "320923103203"
    town.rows["member"][1]["area"] = "320923"
    town.listed(
        "land_loss",
        "\n".join(
            ["who | land_batch | area", *(f"{who} | 一 | 320923104204" for who in ("名单有村", "外县在册", "户籍在村"))]
        ),
    )
    return town.night(lists={YOUNGER, OUTSIDERS, WAGED})


@pytest.mark.parametrize(
    ("name", "town", "village"),
    [
        ("户籍在村", "320923101", "320923101201"),
        ("户籍在镇", "320923101", None),
        ("户籍在县", "320923102", "320923102202"),
        ("外县住此", "320923102", "320923102202"),
        ("外县在册", "320923103", "320923103203"),
        ("名单有村", "320923104", "320923104204"),
        ("处处不详", "unknown", None),
    ],
)
def test_where_registered_else_where_living_else_as_the_bureau_and_the_rosters_say(
    night: Lists, name: str, town: str, village: str | None
) -> None:
    row = night[WAGED][name]
    assert (row["town_code"], row["village_code"]) == (town, village)


def test_whoever_holds_a_residence_permit_is_registered_elsewhere(night: Lists) -> None:
    assert "居住证" in night[OUTSIDERS]
    assert "户籍在村" not in night[OUTSIDERS]
    assert {"青年", "青年证"} & night.names[YOUNGER] == {"青年"}
