"""Made-up numbers pass the official checks, which are written here a second time, from the standards."""

import random
from pathlib import Path

import numpy as np
import pytest

from county import numbers
from tests.demo.conftest import County
from tests.demo.test_deliveries import rows_of


def id_check(seventeen: str) -> str:
    """GB 11643: ISO 7064 MOD 11-2, worked from the right with powers of two."""
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(seventeen))
    value = (1 - total) % 11
    return "X" if value == 10 else str(value)


def is_citizen(number: str) -> bool:
    return len(number) == 18 and number[:17].isdigit() and id_check(number[:17]) == number[17]


def uscc_check(body: str) -> str:
    """GB 32100: weights 3^i modulo 31."""
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(letters.index(letter) * 3**place for place, letter in enumerate(body))
    return letters[-total % 31]


def organisation_check(body: str) -> str:
    """GB 11714: modulo 11."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    value = (11 - sum(int(letter, 36) * weight for letter, weight in zip(body, weights, strict=True)) % 11) % 11
    return "X" if value == 10 else str(value)


def test_the_second_check_knows_a_textbook_number() -> None:
    # the standard's own example
    assert is_citizen("11010519491231002X")
    assert not is_citizen("110105194912310021")


def test_everyones_id_number_is_valid_and_nobody_elses(county: County) -> None:
    people, identity = county.world.people, county.world.identity
    citizens = np.flatnonzero(people.document < 2)
    issued = identity.documents.gather(citizens).to_list()
    assert all(is_citizen(number) for number in issued)
    assert len(set(issued)) == len(issued)


def test_id_numbers_carry_birth_and_sex(county: County) -> None:
    people, identity = county.world.people, county.world.identity
    for place in random.Random(1).sample(range(len(people.sex)), 5_000):
        if people.document[place] < 2:
            number = identity.documents[place]
            assert number[6:14] == str(people.birth[place]).replace("-", "")
            assert int(number[16]) % 2 == people.sex[place] % 2


def test_locals_have_the_countys_numbers_and_outsiders_other_provinces(county: County) -> None:
    people, identity = county.world.people, county.world.identity
    here = identity.documents.str.starts_with("320923").to_numpy()
    assert here[people.registered_here].mean() > 0.9
    assert not here[~people.registered_here].any()


def test_a_wrong_digit_never_passes(county: County) -> None:
    letters = county.world.identity.letters[:5_000]
    wrong = numbers.text(numbers.with_a_wrong_digit(letters, np.random.default_rng(1)))
    assert not any(is_citizen(number) for number in wrong)


def test_fifteen_digits_come_back_to_eighteen(county: County) -> None:
    letters = county.world.identity.letters[county.world.people.birth < np.datetime64("1975-01-01")][:2_000]
    for short, long in zip(numbers.text(numbers.fifteen(letters)), numbers.text(letters), strict=True):
        body = short[:6] + "19" + short[6:]
        assert body + id_check(body) == long


def test_credit_codes_pass_both_checks(county: County) -> None:
    codes = county.world.employers.uscc.to_list()
    assert len(set(codes)) == len(codes)
    for code in codes:
        assert uscc_check(code[:17]) == code[17]
        assert organisation_check(code[8:16]) == code[16]


def test_registration_numbers_pass_mod_11_10() -> None:
    for number in numbers.text(numbers.registration_numbers(np.full(500, 320923), 500)):
        product = 10
        for digit in number[:14]:
            product = ((product + int(digit)) % 10 or 10) * 2 % 11
        assert (product + int(number[14])) % 10 == 1


def test_organisation_codes_do_not_repeat_at_a_provinces_size() -> None:
    codes = numbers.text(numbers.organisation_codes(200_000, np.random.default_rng(3)))
    assert codes.n_unique() == len(codes)


def test_too_many_births_on_one_day_are_refused() -> None:
    count = 20_000
    same = np.full(count, np.datetime64("1990-05-05"))
    with pytest.raises(ValueError, match="share a birthday"):
        numbers.citizen_ids(np.full(count, 320923), same, np.ones(count, dtype=int), np.array([320922]))


def test_delivered_id_numbers_are_wrong_in_two_of_a_thousand_at_most(small: Path) -> None:
    rows = rows_of(small, "resident")
    tidy = [row["person_id"].replace(" ", "").strip("\u3000").upper() for row in rows]
    wide = str.maketrans("０１２３４５６７８９Ｘ", "0123456789X")
    bad = sum(not is_citizen(number.translate(wide)) for number in tidy)
    assert 0 < bad / len(tidy) < 0.006
