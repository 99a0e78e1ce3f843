"""Row keys: sealed, the same for the same text, and closed to whoever changes a letter."""

import base64

import pytest

from handouts.keys import seal, unseal

SECRET = "0" * 64


def test_a_key_opens_with_its_secret_for_its_purpose_and_survives_blanks_and_lower_case() -> None:
    content = ["employer", "=某厂|", "92", None, 1.5]
    [key] = seal(SECRET, "verdict", [content])
    assert key.isalnum()
    assert unseal(SECRET, "verdict", f" {key[:9].lower()}\n{key[9:]} ") == content
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


def test_keys_of_any_length_are_base_32_and_open() -> None:
    contents = [["三" * length] for length in range(60)]
    keys = seal(SECRET, "verdict", contents)
    assert [len(base64.b32decode(key[1:])) % 40 for key in keys] == [0] * 60
    assert [unseal(SECRET, "verdict", key) for key in keys] == contents
    assert seal(SECRET, "verdict", []) == []


# Literals: what has gone out on paper and screens stays openable, whatever becomes of the code.
OUT = [
    ("KMT4BCTORLMREYJG3YFGEUPVQL6K2ZAVJVQGWTYPC5JQUXENYRFAGNAYGGI6O2JUN", SECRET, "verdict", [""]),
    (
        "K2KMGYOQ2PMQDHPLCO47B7UNB2M6EV4LLG6235Z66LWKRFIBE4HDNLBE4YKO3SNLAZO5YGJNQTUY2U2TSUC7EFWS3YRHIYLBOS4BFI6NWAJJ2Y"
        "MYDXKQSQ6R3KVHLC2YJ",
        *(SECRET, "verdict", ["employer", "taxpayer", "1"]),
    ),
]
OUT_BEFORE_AES_SIV = [
    ("KL5P7UWDA3RCA5QTBDAOORC3IJ36PHND3PDT5R6FL4X6VK3RULAR4GIU355PIHXST", SECRET, "verdict", [""]),
    (
        "K3NRBNCJVIVLNWRZCFGKLL6CGXYNCFSQEW7LWWHQXRXOQOHTTAKULSKTOWCPW6AD2",
        *(SECRET, "verdict", ["employer", "taxpayer", "1"]),
    ),
    (
        "KQD37XXBKLJ4FVTXOSKWSI4KJQ5YYS4CALMBNSNV7I2QTDPFEY2UZGBVBLCQYQGFE2O2MSQUQPP7RRRCPU3FND6B6X6WY2PADSZHWNJ2LYYGIF"
        "PFBHL37SOM2RFR2ELHJ",
        *(SECRET, "case people", ["2026-11-22", "320923100", "0123456789abcdef", "abcdefghi"]),
    ),
    (
        "KB2GG3IJAJUH3IUB7G3LF7CDJQSSJHQHMXR4L6SC7SMN45274RCM4KUQYQL37P2A6UQC23HQ5A5TAO6GRT545IIBZKRCULMDW44SDPO6NWJAY5"
        "R2J4TRMH54BJGRAWBSF",
        *("0123456789abcdef" * 4, "verdict", ["person", "=某厂|", "三组5号", None, -1.5, "2026-11-22"]),
    ),
]


@pytest.mark.parametrize(("key", "secret", "purpose", "content"), [*OUT, *OUT_BEFORE_AES_SIV])
def test_a_key_on_a_sheet_that_is_out_opens_with_its_secret_for_its_purpose(
    key: str, secret: str, purpose: str, content: list[object]
) -> None:
    assert unseal(secret, purpose, f"{key[:9].lower()} {key[9:]}") == content
    assert unseal("1" * 64, purpose, key) is None
    assert unseal(secret, "another", key) is None
    for place in range(len(key)):
        other = "A" if key[place] != "A" else "B"
        assert unseal(secret, purpose, key[:place] + other + key[place + 1 :]) is None


@pytest.mark.parametrize(("key", "secret", "purpose", "content"), OUT)
def test_keys_are_made_as_those_that_are_out(key: str, secret: str, purpose: str, content: list[object]) -> None:
    assert seal(secret, purpose, [content]) == [key]


def test_no_key_is_made_any_more_as_before_aes_siv() -> None:
    assert not {seal(secret, purpose, [content])[0] for _, secret, purpose, content in OUT_BEFORE_AES_SIV} & {
        key for key, *_ in OUT_BEFORE_AES_SIV
    }
