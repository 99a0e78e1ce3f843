"""Which pairs are compared: every pair that agrees on a key, once, under the first rule that finds it."""

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from matchers.engine.blocking import BlockingRule, find

NAME, PHONE = BlockingRule("name", ("name",)), BlockingRule("phone", ("phone",))


def found(rules, left, right=None, chunk=1000):
    return [
        (int(a), int(b), rules[rule].name)
        for pairs in find(rules, left, right, chunk)
        for a, b, rule in zip(pairs.left, pairs.right, pairs.rule, strict=True)
    ]


def rows(*pairs):
    return pl.DataFrame(pairs, schema={"name": pl.String, "phone": pl.String}, orient="row")


def test_a_pair_that_agrees_on_a_key_is_found():
    assert found([NAME], rows(("甲", None)), rows(("乙", None), ("甲", None))) == [(0, 1, "name")]


def test_a_pair_that_two_rules_find_is_given_once_by_the_first():
    assert found([NAME, PHONE], rows(("甲", "1")), rows(("甲", "1"))) == [(0, 0, "name")]


def test_empty_values_never_block():
    assert found([NAME, PHONE], rows((None, None)), rows((None, None))) == []


def test_a_rule_of_two_columns_asks_for_both():
    both = BlockingRule("both", ("name", "phone"))
    assert found([both], rows(("甲", "1"), ("甲", None)), rows(("甲", "2"), ("甲", "1"), ("甲", None))) == [
        (0, 1, "both")
    ]


def test_within_one_table_each_pair_is_found_once_and_nobody_with_itself():
    assert found([NAME], rows(("甲", None), ("乙", None), ("甲", None))) == [(0, 2, "name")]


def test_a_value_that_too_many_share_blocks_nothing():
    crowd = rows(*[("甲", "1")] * 5)
    rule = BlockingRule("phone", ("phone",), largest=24)
    assert found([rule], crowd, crowd) == []
    assert len(found([BlockingRule("phone", ("phone",), largest=25)], crowd, crowd)) == 25


def test_a_pair_in_a_crowded_block_is_still_found_by_a_later_rule():
    left, right = rows(*[("甲", "1")] * 5), rows(*[(str(n), "1") for n in range(4)], ("甲", "1"))
    rules = [BlockingRule("phone", ("phone",), largest=3), NAME]
    assert {rule for *_, rule in found(rules, left, right)} == {"name"}


def test_the_right_side_may_hold_the_value_in_another_column():
    rule = BlockingRule("old name", ("name",), ("phone",))
    assert found([rule], rows(("甲", None)), rows(("乙", "甲"))) == [(0, 0, "old name")]


letters = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")) | st.just((None, None)), max_size=12)


@given(letters, letters, st.integers(1, 7))
def test_every_agreeing_pair_once_however_the_pairs_are_cut_into_chunks(left, right, chunk):
    answer = found([NAME, PHONE], rows(*left), rows(*right), chunk)
    expected = [
        (i, j)
        for i, one in enumerate(left)
        for j, two in enumerate(right)
        if any(a is not None and a == b for a, b in zip(one, two, strict=True))
    ]
    assert sorted((i, j) for i, j, _ in answer) == expected
    assert answer == found([NAME, PHONE], rows(*left), rows(*right), 10**6)


def test_a_chunk_holds_about_as_many_pairs_as_it_may():
    crowd = rows(*[("甲", "1")] * 50)
    sizes = [len(pairs) for pairs in find([NAME], crowd, crowd, chunk=200)]
    assert sum(sizes) == 2500 and max(sizes) <= 200 and np.min(sizes) >= 50
