"""The benchmark of addresses reads labelled sets as its first lines say, and prints both tables."""

import sys
from pathlib import Path

import pytest

from benchmarks import addresses
from matchers.text.address_likeness import Near

PARTS = """\
盐 B-city
城 I-city
阜 B-district
宁 I-district
县 I-district
香 B-road
港 I-road
路 I-road
88 B-roadno
号 I-roadno
澳 B-road
门 I-road
路 I-road

张 B-community
庄 I-community
村 I-community
5 B-road
组 I-road
"""
PAIRS = """\
{"query": "香港路8号", "candidate": [{"text": "甲路8号店", "label": "部分匹配"}, {"text": "甲路", "label": "不匹配"}]}
锦绣花园3幢\t锦绣花园3号楼\t2
锦绣花园3幢\t锦绣花园3号楼\texact_match
{"query": "香港路8号", "candidate": [{"text": "香
"""


def test_a_labelled_set_of_parts_is_read_and_the_first_of_a_kind_counts(tmp_path: Path) -> None:
    (tmp_path / "parts.txt").write_text(PARTS, encoding="utf-8")
    read = addresses.read_parts(tmp_path / "parts.txt")
    assert [text for text, _ in read] == ["盐城阜宁县香港路88号澳门路", "张庄村5组"]
    assert read[0][1] == {"city": "盐城", "district": "阜宁县", "road": "香港路", "roadno": "88号"}
    assert read[1][1] == {"community": "张庄村", "road": "5组"}


def test_labelled_pairs_are_read_in_either_form_and_a_broken_line_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "pairs.txt").write_text(PAIRS, encoding="utf-8")
    assert [near for *_, near in addresses.read_pairs(tmp_path / "pairs.txt")] == [
        Near.PARTLY, Near.NOT, Near.SAME, Near.SAME,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("part", "text", "plain"),
    [
        ("county", "阜宁县", "阜宁"),
        ("town", "阜城街道", "阜城"),
        ("village", "张庄村", "张庄"),
        ("door", "１２号", "12"),
        ("door", "八号", "8"),
        ("door", "12-3号", "12-3"),
        ("road", None, None),
    ],
)
def test_parts_are_held_against_one_another_without_ranks(part: str, text: str | None, plain: str | None) -> None:
    assert addresses.plain(part, text) == plain


def test_f1_counts_what_is_said_and_what_is_there() -> None:
    assert addresses.f1(["a", "b", None, None], ["a", "c", "d", None]) == pytest.approx((1 / 2, 1 / 3, 2 / 5, 3))


def test_both_tables_are_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "parts.txt").write_text(PARTS, encoding="utf-8")
    pairs = "".join(f"香港路{at}号锦绣花园\t香港路{at}号锦绣花园\t2\n澳门路{at}号\t甲路\t0\n" for at in range(1, 30))
    (tmp_path / "pairs.txt").write_text(pairs, encoding="utf-8")
    more = pairs + "香港路8号锦绣花园\t香港路8号锦绣花园3幢\t1\n香港路9号\t甲路\t0\n"
    (tmp_path / "more.txt").write_text(more, encoding="utf-8")
    files = {"--parts": "parts.txt", "--pairs": "pairs.txt", "--unseen": "more.txt"}
    words = [word for option, name in files.items() for word in (option, str(tmp_path / name))]
    monkeypatch.setattr(sys, "argv", ["addresses.py", *words])
    addresses.main()
    printed = capsys.readouterr().out
    assert "road, no groups" in printed and printed.count("RapidFuzz ratio") == 2
    # of the set that set no threshold only queries count that the other has not
    assert "more.txt, whole: 1 " in printed


def test_a_village_is_one_by_its_word_whatever_its_label() -> None:
    assert addresses.village({"community": "张庄", "poi": "李庄村"}) == "张庄"
    assert addresses.village({"poi": "李庄村"}) == "李庄村"
    assert addresses.village({"poi": "宏达面馆", "subpoi": "兴阜社区"}) == "兴阜社区"
    assert addresses.village({"poi": "银杏新村"}) is None
    assert addresses.village({"road": "李庄村"}) is None
