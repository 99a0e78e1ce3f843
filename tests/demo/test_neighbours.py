"""Two made-up regions in one world: who lives in one and works in the other stands on the right lists of both."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from base.home import Home
from benchmarks.neighbours import wrong
from county.making import make_neighbours
from flows.exchange import exchange
from tests.flows.neighbouring import night

PLACES = ("funing", "wuyi")
DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, set[str]]:
    """Where the two lie, and the numbers of those whom both know."""
    root = tmp_path_factory.mktemp("neighbours")
    shared = make_neighbours(root, PLACES, 3_000, seed=3, as_of=DAY)
    return root, set(shared["person_id"])


def judged(root: Path) -> dict[str, pl.DataFrame]:
    """After a night of each: what is not as the answer key, which is made of the clean worlds, has it."""
    for place in PLACES:
        night(root / place / "inbox", Home(root / place / "home"), place, DAY)
    return {place: wrong(root / place / "home", root / place / "answers") for place in PLACES}


def test_an_exchange_puts_everybody_across_the_border_on_the_right_lists(world: tuple[Path, set[str]]) -> None:
    root, shared = world
    before = judged(root)
    for place in PLACES:
        people = before[place].filter(pl.col("subject_id").is_in(shared))
        assert people.height > 5, "alone neither region knows of whom the other insures"
        assert set(people["what"]) <= {"too many", "other tier"}
    exchange([root / place / "home" for place in PLACES])
    after = judged(root)
    assert {place: rows.rows() for place, rows in after.items()} == {place: [] for place in PLACES}


def test_nobody_delivers_what_the_exchange_is_to_find_out(world: tuple[Path, set[str]]) -> None:
    root, shared = world
    for place in PLACES:
        delivered = (root / place / "inbox" / "insured_elsewhere").glob("*.csv")
        text = "".join(path.read_text("gb18030") for path in delivered)
        assert text.count("\n") > 100 and not [number for number in shared if number in text]
