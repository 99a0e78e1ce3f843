"""Block, score, decide: levels into bits, definite rules before weights, the best partner ahead of the second."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.engine.blocking import BlockingRule
from matchers.engine.clusters import ahead, components, one_to_one
from matchers.engine.comparison import Pairs, Rows, agree, feature, similarity, stepped
from matchers.engine.decide import stretches
from matchers.engine.model import Definite, Matcher
from matchers.engine.training import learned
from matchers.engine.weights import Weights, read


@feature("姓名", "不同", "相同", frequency="name")
def same_name(pairs):
    """Whether the names agree."""
    return agree(pairs, "name")


@feature("电话", "不同", "相同")
def same_phone(pairs):
    """Whether the phones agree."""
    return agree(pairs, "phone")


WEIGHTS = Weights(
    "people", "1", "by hand", -2.0,
    {"same_name": (0.1, 0.8), "same_phone": (0.5, 0.5)},
    {"same_name": (0.9, 0.1), "same_phone": (0.875, 0.125)},
)  # fmt: skip


def matcher(**changes):
    values = {
        "name": "people",
        "links": "people",
        "blocking": (BlockingRule("name", ("name",)), BlockingRule("phone", ("phone",))),
        "features": (same_name, same_phone),
        "accept": 3.0,
        "review": -5.0,
    }
    return Matcher(**{**values, **changes})


def people(*rows):
    return pl.DataFrame(rows, schema={"name": pl.String, "phone": pl.String}, orient="row")


def test_a_score_is_the_prior_and_the_bits_of_every_level():
    # four people, nobody's name commoner than the usual share (u) says: no rarity to add
    left, right = people(("甲", "1")), people(("甲", "2"), *[(f"人{n}", None) for n in range(18)])
    [scored] = matcher().score(WEIGHTS, left, right).rows(named=True)
    rare = np.log2(0.1 / (2 / 20))
    assert scored["score"] == pytest.approx(-2 + np.log2(0.8 / 0.1) + rare + np.log2(0.5 / 0.875), abs=1e-6)


def test_a_common_name_says_less_than_a_rare_one():
    left = people(("王伟", "1"), ("厍䶮", "2"))
    right = people(*[("王伟", str(n)) for n in range(10, 40)], ("厍䶮", "9"))
    scored = matcher().score(WEIGHTS, left, right, least=-99)
    common, rare = (scored.filter(pl.col("left") == row)["score"].max() for row in (0, 1))
    assert rare > common + 3


def test_nothing_to_compare_weighs_nothing():
    [scored] = matcher().score(WEIGHTS, people(("甲", None)), people(("甲", "2")), least=-99).rows(named=True)
    assert scored["same_phone"] == -1
    bits = matcher().bits(
        WEIGHTS, matcher().score(WEIGHTS, people(("甲", None)), people(("甲", "2"))), *[people(("甲", "2"))] * 2
    )
    assert bits["same_phone"].to_list() == [0.0]


def test_a_pair_that_a_definite_rule_keeps_apart_is_none_whatever_its_bits():
    never = Definite("other phone", lambda level: level["same_phone"] == 0)
    left = people(("甲", "1"), ("乙", "3"))
    right = people(("甲", "2"), ("丙", "3"))
    scored = matcher(never=(never,)).score(WEIGHTS, left, right, least=-99)
    assert scored.select("left", "right").rows() == [(1, 1)]
    assert matcher().score(WEIGHTS, left, right, least=-99).select("left", "right").rows() == [(0, 0), (1, 1)]


def test_a_feature_says_what_it_compares():
    with pytest.raises(ValueError):
        feature("x", "a")(lambda pairs: agree(pairs, "name"))


def test_groups_are_judged_by_the_best_that_any_of_their_papers_shows():
    left = people(("甲", "1")).with_columns(group=pl.lit(7))
    # one record has the name, another the phone
    right = people(("甲", "9"), ("旧名", "1")).with_columns(group=pl.Series([3, 3]))
    flat = matcher(features=(same_name, same_phone))
    scored = flat.score(WEIGHTS, left, right, least=-99)
    [grouped] = flat.gather(WEIGHTS, scored, left, right, ("group", "group")).rows(named=True)
    assert (grouped["left_group"], grouped["right_group"]) == (7, 3)
    assert (grouped["same_name"], grouped["same_phone"]) == (1, 1)
    assert grouped["score"] > scored["score"].max()


def test_the_lead_is_what_the_best_partner_has_over_the_second():
    scored = pl.DataFrame({"left": [0, 0, 1], "right": [0, 1, 2], "score": [9.0, 7.0, 3.0]})
    assert ahead(scored).tolist() == [2.0, -2.0, np.inf]


def test_nobody_has_two_partners():
    scored = pl.DataFrame({"left": [0, 0, 1, 1], "right": [0, 1, 0, 1], "score": [9.0, 8.0, 8.5, 1.0]})
    assert scored[one_to_one(scored)].select("left", "right").rows() == [(0, 0), (1, 1)]


edges = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=15)


@given(edges)
def test_components_are_what_walking_along_the_pairs_reaches(pairs):
    label = components(10, *(np.array([pair[side] for pair in pairs], dtype=int) for side in (0, 1)))
    reach = {node: {node} for node in range(10)}
    for _ in range(10):
        for one, two in pairs:
            both = reach[one] | reach[two]
            for node in both:
                reach[node] = reach[node] | both
    assert label.tolist() == [min(reach[node]) for node in range(10)]


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 5)), max_size=25, unique_by=lambda p: p[:2])
)
def test_one_to_one_takes_the_best_pair_first(triples):
    scored = pl.DataFrame(triples, schema={"left": pl.Int64, "right": pl.Int64, "score": pl.Float64}, orient="row")
    expected, lefts, rights = set(), set(), set()
    for left, right, _ in sorted(triples, key=lambda t: (-t[2], t[0], t[1])):
        if left not in lefts and right not in rights:
            expected.add((left, right))
            lefts.add(left)
            rights.add(right)
    assert set(scored[one_to_one(scored)].select("left", "right").rows()) == expected


def test_a_similarity_is_nan_where_a_text_is_missing():
    from rapidfuzz.distance import JaroWinkler

    pairs = Pairs(people(("abcd", None), ("x", None)), people(("abcd", None), (None, None)))
    values = similarity(pairs, "name", JaroWinkler.normalized_similarity)
    assert values[0] == 1 and np.isnan(values[1])
    assert stepped(values, 0.8, 1.0).tolist() == [2, -1]


def test_learning_finds_who_is_who_without_being_told():
    rng = np.random.default_rng(5)
    true = rng.random(4000) < 0.2
    levels = {
        name: np.where(true, rng.random(4000) < 0.9, rng.random(4000) < chance).astype(np.int8)
        for name, chance in (("one", 0.05), ("two", 0.1), ("three", 0.2))
    }
    m, u, prior = learned(levels, np.ones(4000), dict.fromkeys(levels, 2))
    assert m["one"][1] == pytest.approx(0.9, abs=0.05)
    assert u["one"][1] == pytest.approx(0.05, abs=0.03)
    assert 2**prior / (1 + 2**prior) == pytest.approx(0.2, abs=0.03)


def test_weights_survive_their_file(tmp_path):
    WEIGHTS.write(tmp_path / "w.toml")
    again = read(tmp_path / "w.toml")
    assert again == WEIGHTS and again.name == "people-1"
    again.write(tmp_path / "again.toml")
    assert (tmp_path / "again.toml").read_bytes() == (tmp_path / "w.toml").read_bytes()


@given(st.integers(1, 9))
def test_the_order_of_chunks_changes_no_byte(chunk):
    rng = np.random.default_rng(1)
    left = people(*[(f"人{n}", str(p)) for n, p in rng.integers(0, 4, (12, 2))])
    whole, cut = (matcher(review=-99.0).score(WEIGHTS, left, left, chunk=size) for size in (10**6, chunk))
    assert whole.equals(cut)


def test_of_the_two_sides_the_keys_are_enough_where_the_table_is_given_whose_rows_they_are():
    def same_phone(pairs):
        """Whether they have one nickname, by which nobody is looked for."""
        return agree(pairs, "nick")

    whole = people(("甲", "1"), ("乙", "2"), ("甲", "3"), ("丙", "1"), (None, "3")).with_row_index("row")
    whole = whole.with_columns(nick=pl.col("name").replace("丙", "甲"))
    seen = matcher(
        features=(same_name, feature("小名", "不同", "相同")(same_phone)), blocking=(BlockingRule("phone", ("phone",)),)
    )
    assert seen.keys == ["phone", "name"]
    sides = whole.filter(pl.col("row") > 0), whole.filter(pl.col("row") < 4)
    scored = seen.score(WEIGHTS, *sides, least=-99)
    keys = [side.select("row", *seen.keys) for side in sides]
    assert seen.score(WEIGHTS, *keys, least=-99, of=whole).equals(scored)
    assert sorted(scored.select("left", "right", "same_phone").rows()) == [
        (0, 1, 1), (1, 2, 1), (2, 0, 1), (2, 3, 1), (3, 2, -1)
    ]  # fmt: skip


def test_of_rows_only_the_columns_that_are_asked_for_are_gathered():
    class Counted(pl.DataFrame):
        """Says which columns were asked for."""

        def __getitem__(self, column):
            asked.append(column)
            return super().__getitem__(column)

    asked = []
    rows = Rows(Counted(people(("甲", "1"), ("乙", "2"), ("丙", "3"))), np.array([2, 0, 2]))
    assert len(rows) == 3 and rows["name"].to_list() == ["丙", "甲", "丙"] and asked == ["name"]
    assert rows[np.array([1, 2])].select("phone", "name").rows() == [("1", "甲"), ("3", "丙")]
    assert rows.select(pl.col("^ph.*$").name.suffix("_of")).to_dict(as_series=False) == {"phone_of": ["3", "1", "3"]}


@given(st.lists(st.integers(0, 6), max_size=30), st.integers(1, 9))
def test_stretches_hold_all_pairs_in_their_order_and_cut_no_record_in_two(records, size):
    pairs = pl.DataFrame({"left": sorted(records)}, schema={"left": pl.Int64}).with_row_index("pair")
    parts = list(stretches(pairs, "left", size))
    assert pl.concat(parts).equals(pairs)
    assert sum(part["left"].n_unique() for part in parts) == pairs["left"].n_unique()
    assert all(len(part[:-1].filter(pl.col("left") != part["left"][-1])) < size for part in parts if len(part))
