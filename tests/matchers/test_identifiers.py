"""Official numbers, as sentences; and the vectorised checks beside slow ones written from the standards."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchers.text.identifiers import citizen, organisation_code, registration_number, taxpayer, uscc

# The slow ones, one value at a time. They share nothing with the module.

ID_WEIGHTS = [2 ** (17 - place) % 11 for place in range(17)]
USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
RANGES = [(11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83)]
PREFIXES = [str(prefix) for first, last in RANGES for prefix in range(first, last + 1)]


def is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def capitals(text: str) -> str:
    return "".join(chr(ord(sign) - 32) if "a" <= sign <= "z" else sign for sign in text)


def id_check(body: str) -> str:
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, ID_WEIGHTS, strict=True)) % 11]


def code_check(body: str) -> str:
    total = sum(CODE_SIGNS.index(sign) * weight for sign, weight in zip(body, [3, 7, 9, 10, 5, 8, 4, 2], strict=True))
    return {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))


def uscc_check(body: str) -> str:
    total = sum(USCC_SIGNS.index(sign) * 3**place for place, sign in enumerate(body))
    return USCC_SIGNS[(31 - total % 31) % 31]


def registration_check(body: str) -> str:
    product = 10
    for digit in body:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def slow_citizen(text: str | None) -> tuple[str | None, date | None, str | None]:
    text = capitals(text or "")
    if len(text) == 15 and is_number(text) and text[0] not in "89":
        text = text[:6] + "19" + text[6:]
        text += id_check(text)
    if len(text) != 18 or not is_number(text[:17]) or text[17] != id_check(text[:17]):
        return None, None, None
    if text[:2] not in PREFIXES and text[0] != "9":
        return None, None, None
    try:
        born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return None, None, None
    if not 1880 <= born.year <= 2099:
        return None, None, None
    return text, born, "1" if int(text[16]) % 2 else "2"


def slow_code(text: str | None) -> str | None:
    text = capitals(text or "")
    if len(text) == 10 and text[8] == "-":
        text = text[:8] + text[9]
    if len(text) != 9 or any(sign not in CODE_SIGNS for sign in text) or len(set(text)) == 1:
        return None
    return text if code_check(text[:8]) == text[8] else None


def slow_uscc(text: str | None) -> str | None:
    text = capitals(text or "")
    if len(text) != 18 or any(sign not in USCC_SIGNS for sign in text) or not is_number(text[2:8]):
        return None
    return text if uscc_check(text[:17]) == text[17] and slow_code(text[8:17]) else None


def slow_registration(text: str | None) -> str | None:
    text = text or ""
    right = len(text) == 15 and is_number(text) and len(set(text)) > 1 and registration_check(text[:14]) == text[14]
    return text if right else None


def slow_taxpayer(text: str | None) -> tuple[str | None, str | None, str | None, bool]:
    text = capitals(text or "")
    if len(text) in (17, 20) and is_number(text[-2:]):
        owner = slow_citizen(text[:-2])[0]
        return None, None, owner, owner is not None
    if len(text) == 15 and is_number(text[:6]):
        code = slow_code(text[6:])
        return None, code, None, code is not None
    if len(text) == 18 and (owner := slow_citizen(text)[0]):
        return None, None, owner, True
    found = slow_uscc(text)
    return found, found and found[8:17], None, found is not None


# Numbers to try: valid ones, valid ones with one character changed, and anything at all.

digits = st.text("0123456789", min_size=3, max_size=3)
areas = st.sampled_from([prefix + "0923" for prefix in PREFIXES] + ["932840", "920156", "990001", "000000"])
births = st.dates(date(1850, 1, 1), date(2120, 1, 1)).map("{:%Y%m%d}".format) | st.sampled_from(
    [
        "19000229",
        "20000229",
        "20230229",
        "20240229",
        "19491301",
        "19490431",
        "19490400",
        "18791231",
        "18800101",
        "21000101",
    ]
)
id_bodies = st.builds("{}{}{}".format, areas, births, digits)
ids = id_bodies.map(lambda body: body + id_check(body))
old_ids = st.builds("{}{}{}".format, areas, births.map(lambda day: day[2:]), digits)
codes = st.text(CODE_SIGNS, min_size=8, max_size=8).map(lambda body: body + code_check(body))
inner = st.text(USCC_SIGNS, min_size=8, max_size=8).map(lambda body: body + code_check(body))
heads = st.sampled_from(
    ["91320923", "92533102", "52330723", "11150300", "N2370112", "Y1110000", "A1100000", "9132092A"]
)
usccs = st.builds("{}{}".format, heads, inner).map(lambda body: body + uscc_check(body))
registrations = st.text("0123456789", min_size=14, max_size=14).map(lambda body: body + registration_check(body))
taxpayers = (
    st.builds("{}{}".format, areas, codes)
    | st.builds("{}{}".format, ids, st.sampled_from(["01", "99", "0X", "一"]))
    | st.builds("{}{}".format, old_ids, st.sampled_from(["01", "A1"]))
)
valid = ids | old_ids | codes | codes.map(lambda code: f"{code[:8]}-{code[8]}") | usccs | registrations | taxpayers


@st.composite
def damaged(draw: st.DrawFn) -> str:
    text = draw(valid)
    place = draw(st.integers(0, len(text) - 1))
    return text[:place] + draw(st.sampled_from("0123456789XxIOSVZ -é中")) + text[place + 1 :]


anything = st.none() | valid | valid.map(str.lower) | damaged() | st.text(max_size=22)
columns = st.lists(anything, max_size=40).map(lambda values: pl.Series("number", values, dtype=pl.String))


@settings(max_examples=300)
@given(columns)
def test_the_fast_checks_say_what_the_standards_say(numbers: pl.Series) -> None:
    assert citizen(numbers).rows() == [slow_citizen(value) for value in numbers]
    assert uscc(numbers)["uscc"].to_list() == [slow_uscc(value) for value in numbers]
    assert organisation_code(numbers).to_list() == [slow_code(value) for value in numbers]
    assert registration_number(numbers).to_list() == [slow_registration(value) for value in numbers]
    assert taxpayer(numbers).rows() == [slow_taxpayer(value) for value in numbers]


@given(ids.filter(lambda number: slow_citizen(number)[0] is not None))
def test_every_change_of_one_character_of_a_citizen_id_is_noticed(number: str) -> None:
    changed = changes(number, "0123456789X")
    assert citizen(changed)["citizen_id"].null_count() == len(changed)


@given(usccs.filter(lambda number: slow_uscc(number) is not None))
def test_every_change_of_one_character_of_a_uscc_is_noticed(number: str) -> None:
    changed = changes(number, USCC_SIGNS)
    assert uscc(changed)["uscc"].null_count() == len(changed)


def changes(number: str, signs: str) -> pl.Series:
    places = range(len(number))
    return pl.Series([number[:at] + sign + number[at + 1 :] for at in places for sign in signs if sign != number[at]])


def one(frame: pl.DataFrame) -> dict[str, object]:
    return frame.row(0, named=True)


def test_the_example_of_the_standard_is_a_woman_born_on_the_last_day_of_1949() -> None:
    answer = one(citizen(pl.Series(["11010519491231002X"])))
    assert answer == {"citizen_id": "11010519491231002X", "birth_date": date(1949, 12, 31), "sex": "2"}


def test_a_number_of_15_digits_becomes_one_of_18() -> None:
    answer = one(citizen(pl.Series(["110105491231002"])))
    assert answer == {"citizen_id": "11010519491231002X", "birth_date": date(1949, 12, 31), "sex": "2"}


@pytest.mark.parametrize(
    ("body", "real"),
    [
        ("32092320000229001", True),
        ("32092320240229001", True),
        ("32092319000229001", False),
        ("32092320230229001", False),
    ],
)
def test_29_february_exists_in_leap_years_only(body: str, real: bool) -> None:
    assert citizen(pl.Series([body + id_check(body)]))["citizen_id"].is_not_null().item() is real


@pytest.mark.parametrize("area", ["810000", "820000", "830000", "932840"])
def test_residence_permits_and_the_foreigners_card_are_valid(area: str) -> None:
    body = area + "19850607003"
    assert one(citizen(pl.Series([body + id_check(body)])))["sex"] == "1"


@pytest.mark.parametrize("area", ["100000", "160000", "380000", "660000", "720000", "840000", "000000"])
def test_a_province_that_does_not_exist_makes_the_number_invalid(area: str) -> None:
    body = area + "19850607003"
    assert citizen(pl.Series([body + id_check(body)]))["citizen_id"].item() is None


def test_a_county_that_was_dissolved_does_not_make_the_number_invalid() -> None:
    body = "32262519700101001"
    assert citizen(pl.Series([body + id_check(body)]))["citizen_id"].item() == body + id_check(body)


def test_real_codes_are_valid() -> None:
    assert uscc(pl.Series(["91350100M000100Y43", "91110000600037341L"])).rows() == [
        ("91350100M000100Y43", "M000100Y4"),
        ("91110000600037341L", "600037341"),
    ]
    assert organisation_code(pl.Series(["D2143569-X", "D2143569X"])).to_list() == ["D2143569X", "D2143569X"]
    assert registration_number(pl.Series(["110108000000016"])).to_list() == ["110108000000016"]


def test_a_uscc_whose_inner_code_is_wrong_is_invalid_though_its_own_check_is_right() -> None:
    body = "91320923600037340"
    assert uscc(pl.Series([body + uscc_check(body)])).row(0) == (None, None)


def test_placeholders_of_one_repeated_sign_are_invalid() -> None:
    assert uscc(pl.Series(["0" * 18, "1" * 18]))["uscc"].null_count() == 2
    assert organisation_code(pl.Series([sign * 9 for sign in CODE_SIGNS])).null_count() == len(CODE_SIGNS)
    body = "91320923" + "0" * 9
    assert uscc(pl.Series([body + uscc_check(body)]))["uscc"].item() is None


def test_a_taxpayer_number_is_read_by_its_form() -> None:
    numbers = [
        "91350100M000100Y43",
        "320923D2143569X",
        "11010519491231002X01",
        "11010549123100201",
        "11010519491231002X",
    ]
    person = (None, None, "11010519491231002X", True)
    assert taxpayer(pl.Series(numbers)).rows() == [
        ("91350100M000100Y43", "M000100Y4", None, True),
        (None, "D2143569X", None, True),
        person,
        person,
        person,
    ]


def test_a_number_that_is_both_an_id_and_a_uscc_is_a_person() -> None:
    serials = (f"32092319700101{serial:03}" for serial in range(1000))
    both = next(number for number in (body + id_check(body) for body in serials) if slow_uscc(number))
    assert taxpayer(pl.Series([both])).row(0) == (None, None, both, True)


@pytest.mark.parametrize(
    "values", [[], [None], ["", None, "中" * 6, "é" * 9, "\x00" * 18, "１" * 6, "🀄" * 5, " " * 15]]
)
def test_garbage_is_null_and_never_raises(values: list[str | None]) -> None:
    for dtype in (pl.String, pl.Categorical):
        numbers = pl.Series("n", values, dtype=dtype)
        for check in (citizen, uscc, organisation_code, registration_number, taxpayer):
            answer = check(numbers)
            frame = answer.to_frame() if isinstance(answer, pl.Series) else answer.drop("is_valid", strict=False)
            assert frame.height == len(values)
            assert all(column.null_count() == len(values) for column in frame)
    assert citizen(pl.Series([None, None])).rows() == [(None, None, None)] * 2


def test_a_slice_and_a_column_in_pieces_answer_alike() -> None:
    pieces = pl.concat([pl.Series(["x", "110105491231002"]), pl.Series(["11010519491231002X"] * 2)], rechunk=False)
    assert citizen(pieces[2:])["citizen_id"].to_list() == ["11010519491231002X"] * 2
    assert citizen(pieces)["sex"].to_list() == [None, "2", "2", "2"]
