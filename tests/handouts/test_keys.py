"""Row keys: sealed, the same for the same text, and closed to whoever changes a letter."""

import base64

import pytest

from handouts.keys import seal, unseal

SECRET = "0" * 64


def test_a_key_opens_with_its_secret_for_its_purpose_and_survives_blanks_and_lower_case() -> None:
    told = ["employer", "=某厂|", "92", None, 1.5]
    [key] = seal(SECRET, "verdict", [told])
    assert key.isalnum()
    assert unseal(SECRET, "verdict", f" {key[:9].lower()}\n{key[9:]} ") == told
    assert unseal("1" * 64, "verdict", key) is None
    assert unseal(SECRET, "feedback", key) is None


def test_a_key_shows_nothing_of_what_it_tells_and_two_alike_share_no_beginning() -> None:
    one, two = seal(SECRET, "verdict", [["employer", "taxpayer", str(n)] for n in (1, 2)])
    assert sum(a == b for a, b in zip(one[1:], two[1:], strict=True)) < len(one) / 4
    assert seal(SECRET, "verdict", [["employer", "taxpayer", "1"]]) == [one]


def test_a_key_in_which_one_letter_was_changed_opens_no_more() -> None:
    [key] = seal(SECRET, "verdict", [["employer", "taxpayer", "1"]])
    for place in range(len(key)):
        other = "A" if key[place] != "A" else "B"
        assert unseal(SECRET, "verdict", key[:place] + other + key[place + 1 :]) is None


@pytest.mark.parametrize("key", ["", "K", "KA", "K========", "三", "K" + "A" * 64, "12345", "K" + "A" * 63])
def test_what_is_no_key_opens_nothing(key: str) -> None:
    assert unseal(SECRET, "verdict", key) is None


def test_keys_of_any_length_are_base_32_as_sheets_that_are_out_bear_it() -> None:
    told = [["三" * length] for length in range(60)]
    keys = seal(SECRET, "verdict", told)
    assert keys[0] == "KL5P7UWDA3RCA5QTBDAOORC3IJ36PHND3PDT5R6FL4X6VK3RULAR4GIU355PIHXST"
    assert [len(base64.b32decode(key[1:])) % 40 for key in keys] == [0] * 60
    assert [unseal(SECRET, "verdict", key) for key in keys] == told
    assert seal(SECRET, "verdict", []) == []
